"""Shares of a territory over time."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from kalstats.plots.style import (
    COLOURS,
    kind,
    link,
    points_wide,
    preferred,
    tenths,
    trend,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes


CLOSE = pd.Timedelta(days=1500)  # marks of years so near to each other would touch


def _point(row: Any, colour: str, ax: Axes, *, marker: str, below: bool) -> None:
    """Draw a share: filled and with its number if preferred, else hollow."""
    face = colour if row["preferred"] else COLOURS["paper"]
    (mark,) = ax.plot(row["start"], row["value"], marker, ms=8, mfc=face, mec=colour, mew=1.8)
    link(mark, row)
    if row["preferred"] or row.get("rank") == "doubtful":
        wide = points_wide(ax) > 300
        number = tenths(row["value"]) if wide else f"{math.floor(row['value'] + 0.5)}"
        ax.annotate(
            number,
            (row["start"], row["value"]),
            (0, -16 if below else 8),
            color=colour,
            ha="center",
            textcoords="offset points",
            weight="bold",
            fontsize=9,
        )


def _runs(rows: pd.DataFrame, breaks: list[pd.Timestamp]) -> list[pd.DataFrame]:
    """Part rows at the dates that no line may cross."""
    place = np.searchsorted(sorted(breaks), rows["start"])
    return [run for _, run in rows.groupby(place)]


def _mark_other_whole(dates: pd.Series[Any], since: Any, words: str, ax: Axes) -> pd.Timestamp:
    """Draw a dotted line half way to the census before a date; return the day of the line."""
    start = pd.Timestamp(since)
    before = dates[dates < start].max()
    day: pd.Timestamp = before + (start - before) / 2
    ax.axvline(mdates.date2num(day), color=COLOURS["muted"], lw=1, ls=":", zorder=0)
    style: dict[str, Any] = {"va": "top", "color": COLOURS["muted"], "fontsize": 8.5}
    place = (mdates.date2num(day), 97)
    ax.annotate(words, place, (4, 0), textcoords="offset points", **style)
    return day


def _known(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[pd.Timestamp]]:
    """Return the rows with a value, and the days of which there is none."""
    rows = rows[rows["people"] != ""].assign(preferred=preferred(rows[rows["people"] != ""]))
    known = rows.dropna(subset="value")
    return known, sorted(set(rows["start"]) - set(known["start"]))


LEFT = ["others", "not told apart"]  # no people, and not the same at any two censuses


def _describe_lines(rows: pd.DataFrame) -> str:
    """Say the course of each people's share."""
    rows, _ = _known(rows[~rows["people"].isin(LEFT)])
    order = rows.assign(low=rows["value"], high=rows["value"], unit="percent")
    told = [f"{name}: {trend(group)}" for name, group in order.groupby("people", sort=False)]
    return f"Lines of shares over time, percent. {'; '.join(told)}."


@kind(_describe_lines, lambda _, wide: 4.2 if wide else 4.4)
def share_lines(
    rows: pd.DataFrame,
    ax: Axes | None = None,
    *,
    gap: tuple[Any, Any] | None = None,
    gap_label: str = "",
    missing: tuple[Any, ...] = (),
    other_whole: tuple[Any, str] | None = None,
) -> Axes:
    """Draw shares of a territory's population over time, a line per people, broken by gaps.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``people``, ``start``, ``value`` in percent, ``preferred`` (or ``rank``); rival and
        doubtful figures are drawn hollow and joined to nothing.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    gap : pair of dates, optional
        The time without a territory, which no line crosses; or else a row without a people.
    gap_label : str
        What the gap was; or else the label of that row.
    missing : tuple of dates
        Censuses without a figure, marked with a cross on the axis, which no line crosses; besides
        those of which `rows` have no value.
    other_whole : tuple of date and str, optional
        From when the shares are of another whole, and of which: a dotted line that no other
        crosses, between the census of that date and the one before; or else from the first row
        whose ``base`` is ``stated``.

    Returns
    -------
    matplotlib.axes.Axes
        Each people is named once, at its last point; its points have a shape of their own.
    """
    rows = rows[~rows["people"].isin(LEFT)]
    gone = rows[rows["people"] == ""]
    if gap is None and len(gone):  # the row of a time without a territory
        gap, gap_label = tuple(gone[["start", "end"]].iloc[0]), gap_label or gone["label"].iloc[0]
    if "base" in rows and (rows["base"] == "stated").any():
        since = rows["start"][rows["base"] == "stated"].min()
        other_whole = other_whole or (since, "of those\nwho stated\na nationality")
        rows = rows[(rows["base"] == "stated") | (rows["start"] < since)]
    ax, rows, known = ax or plt.gca(), *_known(rows)
    missing = (*missing, *known)
    began, ended = map(pd.Timestamp, gap or (rows["start"].max(), rows["start"].max()))
    absent, narrow = [pd.Timestamp(day) for day in missing], points_wide(ax) < 300
    first, last = mdates.date2num(began), mdates.date2num(ended)
    ax.axvspan(first, last, color=COLOURS["band"], lw=0)
    middle = (first + last) / 2
    gap_label = textwrap.fill(gap_label, 11)
    ax.text(middle, 97, gap_label, ha="center", va="top", color=COLOURS["muted"], fontsize=9)
    ax.plot(
        mdates.date2num(absent),
        [0] * len(absent),
        "x",
        color=COLOURS["muted"],
        ms=6,
        mew=1.5,
        clip_on=False,
    )
    breaks = [began, *absent]
    if other_whole:
        breaks.append(_mark_other_whole(rows["start"], *other_whole, ax))
    for place, (people, group) in enumerate(
        rows.sort_values("start").groupby("people", sort=False)
    ):
        colour = COLOURS.get(str(people).lower(), COLOURS["others"])
        before = group[group["preferred"] & (group["start"] < began)]
        for row in group.sort_values("preferred").to_dict("records"):
            earlier = before[before["start"] < row["start"]]["value"]
            steep = row["start"] < began and len(earlier) > 0 and earlier.iloc[-1] > row["value"]
            _point(row, colour, ax, marker="osD^"[min(place, 3)], below=steep or bool(place))
        sure = group[group["preferred"]]
        for run in _runs(sure, breaks):
            ax.plot(run["start"], run["value"], color=colour, lw=2.5)
        name: dict[str, Any] = {"textcoords": "offset points", "va": "center", "color": colour}
        name |= {"weight": "bold", "fontsize": 9 if narrow else 10}
        if len(sure):
            end = sure["start"].iloc[-1], sure["value"].iloc[-1]
            ax.annotate(str(people), end, (9, 0), **name)
    days = rows["start"]
    ticks = {*days, *(day for day in absent if abs(days - day).min() > CLOSE and not narrow)}
    ax.set(ylim=(0, 100), xticks=sorted(ticks))
    ax.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
    ax.tick_params(axis="x", labelsize=8.5, rotation=90 if narrow else 0)
    ax.yaxis.set_major_formatter(mpl.ticker.StrMethodFormatter("{x:g} %"))
    ax.yaxis.set_major_locator(mpl.ticker.MultipleLocator(25))
    ax.grid(visible=False, axis="x")
    ax.grid(visible=True, axis="y", color=COLOURS["grid"])
    ax.margins(x=0.06)
    return ax
