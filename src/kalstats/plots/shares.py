"""Shares of a territory over time."""

import textwrap
from typing import Any

import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib import ticker
from matplotlib.axes import Axes

from kalstats.plots.style import COLOURS, MARKERS, SERIES, beside, kind, link, points_wide
from kalstats.plots.words import preferred, trend, written

LEFT = ["others", "not told apart", ""]  # no people, and not the same at any two censuses
CLOSE = pd.Timedelta(days=1500)  # marks of years so near to each other would touch


def _known(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[pd.Timestamp]]:
    """Return the rows with a value, and the days of which there is none."""
    rows = rows.assign(preferred=preferred(rows))[~rows["people"].isin(LEFT)]
    known = rows.dropna(subset="value")
    return known, sorted(set(rows["start"]) - set(known["start"]))


def _describe(rows: pd.DataFrame) -> str:
    """Say the course of each people's share."""
    lines = _known(rows)[0].assign(low=0, high=0, unit="percent").groupby("people", sort=False)
    told = [f"{name}: {trend(group)}" for name, group in lines]
    return f"Lines of shares over time, percent. {'; '.join(told)}."


def _point(ax: Axes, row: Any, colour: str, marker: str, *, below: bool) -> None:
    """Draw a share: filled and with its number if preferred, else hollow."""
    at, mec = (row["start"], row["value"]), COLOURS[colour]
    face = COLOURS[colour if row["preferred"] else "paper"]
    link(ax.plot(*at, marker, ms=8, mfc=face, mec=mec, mew=1.8)[0], row)
    if row["preferred"] or row.get("rank") == "doubtful":
        number = written(row["value"], "percent" if points_wide(ax) > 300 else "")
        look: dict[str, Any] = {"ha": "center", "va": "baseline", "weight": "bold"}
        beside(ax, number, at, (0, -16 if below else 8), color=colour, **look)


def _mark_other_whole(ax: Axes, dates: pd.Series, since: Any) -> Any:
    """Draw a dotted line half way to the census before a date; return the day of the line."""
    before = dates[dates < since].max()
    day = before + (since - before) / 2
    ax.axvline(mdates.date2num(day), color=COLOURS["muted"], lw=1, ls=":", zorder=0)
    words, at = "of those\nwho stated\na nationality", (mdates.date2num(day), 97)
    beside(ax, words, at, (4, 0), va="top", color="muted")
    return day


def _line(ax: Axes, group: pd.DataFrame, began: Any, breaks: list[Any], place: int) -> None:
    """Draw the shares of a people: points of one shape, lines that nothing breaks, the name."""
    colour, sure = SERIES[min(place, 4)], group[group["preferred"]]
    before = sure[sure["start"] < began]
    for row in group.sort_values("preferred").to_dict("records"):
        earlier = before["value"][before["start"] < row["start"]]
        steep = row["start"] < began and (earlier.tail(1) > row["value"]).any()
        _point(ax, row, colour, MARKERS[min(place, 4)], below=steep or bool(place))
    for _, run in sure.groupby(np.searchsorted(sorted(breaks), sure["start"])):
        ax.plot(run["start"], run["value"], color=COLOURS[colour], lw=2.5)
    for row in sure.tail(1).to_dict("records"):
        look: dict[str, Any] = {"weight": "bold", "fontsize": 9 if points_wide(ax) < 300 else 10}
        beside(ax, row["people"], (row["start"], row["value"]), (9, 0), color=colour, **look)


@kind(_describe, lambda _, wide: 4.2 if wide else 4.4)
def share_lines(rows: pd.DataFrame, ax: Axes | None = None) -> Axes:
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
    ax, since, gone = ax or plt.gca(), None, rows[rows["people"] == ""]
    if "base" in rows and (rows["base"] == "stated").any():
        since = rows["start"][rows["base"] == "stated"].min()
        rows = rows[(rows["base"] == "stated") | (rows["start"] < since)]
    (rows, absent), narrow = _known(rows), points_wide(ax) < 300
    for row in gone.to_dict("records"):
        days = mdates.date2num([row["start"], row["end"]])
        ax.axvspan(*days, color=COLOURS["band"], lw=0)
        words = textwrap.fill(row["label"], 11)
        beside(ax, words, (days.mean(), 97), ha="center", va="top", color="muted")
    look: dict[str, Any] = {"color": COLOURS["muted"], "ms": 6, "mew": 1.5, "clip_on": False}
    ax.plot(mdates.date2num(absent), [0] * len(absent), "x", **look)
    breaks = [*gone["start"], *absent]
    if since is not None:
        breaks.append(_mark_other_whole(ax, rows["start"], since))
    lines = rows.sort_values("start").groupby("people", sort=False)
    for place, (_, group) in enumerate(lines):
        _line(ax, group, gone["start"].min(), breaks, place)
    days = rows["start"]
    ticks = {*days, *(day for day in absent if abs(days - day).min() > CLOSE and not narrow)}
    ax.set(ylim=(0, 100), xticks=sorted(ticks))
    ax.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
    ax.tick_params(axis="x", labelsize=9, rotation=90 if narrow else 0)
    ax.yaxis.set_major_formatter(ticker.StrMethodFormatter("{x:g} %"))
    ax.yaxis.set_major_locator(ticker.MultipleLocator(25))
    ax.grid(visible=False, axis="x")
    ax.grid(visible=True, axis="y")
    ax.margins(x=0.06)
    return ax
