"""Time and territory: shares of its peoples over time, its legal status and dated events."""

import textwrap
from typing import Any

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from kalstats.plots import frame
from kalstats.plots.frame import COLOURS, LETTER, MARKERS, SERIES, beside, dot, kind, stroke
from kalstats.plots.words import each, parted, preferred, trend, when, written

LEFT = ["others", "not told apart", ""]  # no people, and not the same at any two censuses
NOWHERE = "no territory"


def _known(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[pd.Timestamp]]:
    """Return the rows with a value, in order of time, and the days of which there is none."""
    rows = rows.assign(preferred=preferred(rows))[~rows["people"].isin(LEFT)]
    known = rows.dropna(subset="value").sort_values("start", ignore_index=True)
    return known, sorted(set(rows["start"]) - set(known["start"]))


def _describe(rows: pd.DataFrame) -> str:
    """Say the course of each people's share."""
    rows = _known(rows)[0].assign(low=0, high=0, unit="percent")
    return f"Lines of shares over time, percent. {each(parted(rows, 'people'), trend)}."


def _line(ax: Axes, group: pd.DataFrame, breaks: list[Any], place: int) -> None:
    """Draw the shares of a people: points of one shape, lines that nothing breaks, the name.

    The numbers of the first people stand above, but where its share fell; those of others below.
    """
    colour, shape, narrow = SERIES[place % 5], MARKERS[place % 5], frame.wide(ax) < 300
    sure = group[group["preferred"]]
    fell = sure.index[sure["value"].diff() < 0]
    for index, row in group.sort_values("preferred").iterrows():
        at, below = (row["start"], row["value"]), place or index in fell
        dot(ax, at, row, colour, filled=row["preferred"], marker=shape)
        if row["preferred"] or row.get("rank") == "doubtful":
            number, away = written(at[1], "" if narrow else "percent"), (0, -16 if below else 8)
            beside(ax, number, at, away, color=colour, ha="center", va="baseline", weight="bold")
    for _, run in sure.groupby(np.searchsorted(sorted(breaks), sure["start"])):
        stroke(ax, run["start"], run["value"], colour, 2.5)
    for name, *end in sure[["people", "start", "value"]].tail(1).itertuples(index=False):
        beside(ax, name, end, (9, 0), color=colour, weight="bold", fontsize=9 if narrow else 10)


@kind(_describe, lambda _, wide: 4.2 if wide else 4.4)
def share_lines(rows: pd.DataFrame, ax: Any = None) -> Any:
    """Draw shares of a territory's population over time, a line per people, broken by gaps.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``people``, ``start``, ``value`` in percent, ``preferred`` (or ``rank``); rival and
        doubtful figures are drawn hollow and joined to nothing. A row without a people is a time
        without a territory (``start``, ``end``, ``label``), which no line crosses; a census
        without any value has a cross on the axis, and no line crosses it either. From the first
        row whose ``base`` is ``stated`` the shares are of another whole: a dotted line stands
        half way to the census before.
    ax : matplotlib.axes.Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib.axes.Axes
        Each people is named once, at its last point; its points have a shape of their own.
    """
    gone = rows[rows["people"] == ""]
    stated = rows.get("base", rows["people"]) == "stated"
    other = rows["start"][stated].min()  # NaT, if none is
    rows = rows[stated | ~(rows["start"] >= other)]
    (rows, absent), narrow = _known(rows), frame.wide(ax) < 300
    breaks, days = [*gone["start"], *absent], rows["start"]
    for first, last, label in gone[["start", "end", "label"]].itertuples(index=False):
        ends, words = mdates.date2num([first, last]), textwrap.fill(label, 11)
        ax.axvspan(*ends, color=COLOURS["band"], lw=0)
        beside(ax, words, (ends.mean(), 97), ha="center", va="top", color="muted")
    cross: Any = {"marker": "x", "ls": "", "ms": 6, "mew": 1.5, "clip_on": False}
    stroke(ax, mdates.date2num(absent), 0, "muted", 1, **cross)
    if stated.any():
        before = days[days < other].max()
        breaks.append(before + (other - before) / 2)
        day = mdates.date2num(breaks[-1])
        ax.axvline(day, color=COLOURS["muted"], lw=1, ls=":", zorder=0)
        beside(
            ax, "of those\nwho stated\na nationality", (day, 97), (4, 0), va="top", color="muted"
        )
    for place, group in enumerate(parted(rows, "people").values()):
        _line(ax, group, breaks, place)
    # marks of years nearer to each other would touch
    ticks = {*days, *(day for day in absent if abs(days - day).min().days > 1500 and not narrow)}
    frame.upright(ax, "")
    ax.set(ylim=(0, 100), yticks=range(0, 101, 25), xticks=sorted(ticks))
    ax.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
    ax.yaxis.set_major_formatter("{x:g} %")
    ax.tick_params(axis="x", labelsize=9, rotation=90 if narrow else 0)
    ax.margins(x=0.06)


def _changes(dated: pd.DataFrame) -> pd.DataFrame:
    """Return the events that change the legal status of the territory."""
    return dated[dated["status"] != ""].replace({"status": {"none": NOWHERE}})


def _describe_dates(dated: pd.DataFrame) -> str:
    """Say when the territory had which legal status."""
    told = ", ".join(f"{row.status} {row.start:%Y}" for row in _changes(dated).itertuples())
    return f"Timeline of {len(dated)} dates. Legal status from: {told}."


def _inches(dated: pd.DataFrame, wide: bool) -> float:
    lines = (len(textwrap.wrap(what, 92 if wide else 40)) for what in dated["what"])
    return sum(13 * n + 14 for n in lines) / 72


def _status_bar(ax: Axes, changes: pd.DataFrame, last: float, room: float) -> dict[Any, str]:
    """Draw one block for each legal status, in two greys by turns; no territory is a gap.

    `room` are points a day: return the names that have none in their block, by row.
    """
    starts, unnamed = mdates.date2num(changes["start"]), {}
    blocks = zip(changes["status"].items(), starts, [*starts[1:], last], strict=True)
    for place, ((index, name), start, end) in enumerate(blocks):
        grey = COLOURS[["context", "muted"][place % 2]]
        if name != NOWHERE:
            ax.bar(10, end - start, 20, bottom=start, color=grey, ec="none")
        if (end - start) * room > LETTER * len(name):
            colour = "muted" if name == NOWHERE else "paper"
            beside(ax, name, (10, (start + end) / 2), rotation=90, ha="center", color=colour)
        else:
            unnamed[index] = f"{name} from "
    return unnamed


@kind(_describe_dates, _inches)
def timeline(rows: pd.DataFrame, ax: Any = None, *, until: Any = None) -> Any:
    """Draw dated events down a time axis, with the territory's legal status as a bar.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of `kalstats.events`, one per event, in order of ``start``.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    until : date, optional
        To which day the last status is drawn; to the last event if not given.

    Returns
    -------
    matplotlib.axes.Axes
        One text for each event, tied by a line to its date, a status before it that has no room
        in the bar; a gap where there was no territory.
    """
    days, width = mdates.date2num(rows["start"]), frame.wide(ax)
    first, last = days.min() - 500, mdates.date2num(pd.Timestamp(until or rows["end"].max()))
    room = frame.wide(ax, "height") * 1.09 / (last - first)
    unnamed = _status_bar(ax, _changes(rows), last, room)
    columns, texts = int((1.04 * width - 44) / LETTER), list[str]()
    for index, row in rows.iterrows():
        told = f"{unnamed.get(index, '')}{when(row['start'], row['end'])}: {row['what']}"
        texts.append(textwrap.fill(told, columns))
    heights = np.array([text.count("\n") + 1.6 for text in texts])
    slots = first + (np.cumsum(heights) - heights / 2) / heights.sum() * (last - first)
    for day, slot, text, status in zip(days, slots, texts, rows["status"], strict=True):
        stroke(ax, (20, 26, 42), (day, day, slot), "muted", 0.7)
        ax.text(44, slot, text, va="center", fontsize=9, weight="bold" if status else "normal")
    ax.set(xlim=(0, width), ylim=(last, first), xticks=[])
    ax.yaxis_date()
    ax.yaxis.set_major_locator(mdates.YearLocator(10))
    ax.spines["bottom"].set_visible(False)
    ax.grid(visible=False)
