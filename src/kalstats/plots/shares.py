"""Shares of a territory over time."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from kalstats.plots.style import COLOURS, TURNS, beside, kind, link, points_wide
from kalstats.plots.words import preferred, trend, written

if TYPE_CHECKING:
    from matplotlib.axes import Axes


LEFT = ["others", "not told apart", ""]  # no people, and not the same at any two censuses
CLOSE = pd.Timedelta(days=1500)  # marks of years so near to each other would touch


def _point(row: Any, colour: str, ax: Axes, *, marker: str, below: bool) -> None:
    """Draw a share: filled and with its number if preferred, else hollow."""
    at, mec = (row["start"], row["value"]), COLOURS[colour]
    face = COLOURS[colour if row["preferred"] else "paper"]
    link(ax.plot(*at, marker, ms=8, mfc=face, mec=mec, mew=1.8)[0], row)
    if row["preferred"] or row.get("rank") == "doubtful":
        number = written(row["value"], "percent" if points_wide(ax) > 300 else "")
        look: dict[str, Any] = {"ha": "center", "va": "baseline", "weight": "bold"}
        beside(ax, number, at, (0, -16 if below else 8), color=colour, **look)


def _runs(rows: pd.DataFrame, breaks: list[pd.Timestamp]) -> list[pd.DataFrame]:
    """Part rows at the dates that no line may cross."""
    place = np.searchsorted(sorted(breaks), rows["start"])
    return [run for _, run in rows.groupby(place)]


def _mark_other_whole(dates: pd.Series[Any], since: Any, ax: Axes) -> Any:
    """Draw a dotted line half way to the census before a date; return the day of the line."""
    before = dates[dates < since].max()
    day = before + (since - before) / 2
    ax.axvline(mdates.date2num(day), color=COLOURS["muted"], lw=1, ls=":", zorder=0)
    words, at = "of those\nwho stated\na nationality", (mdates.date2num(day), 97)
    beside(ax, words, at, (4, 0), va="top", color="muted", fontsize=9)
    return day


def _known(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[pd.Timestamp]]:
    """Return the rows with a value, and the days of which there is none."""
    rows = rows.assign(preferred=preferred(rows))[~rows["people"].isin(LEFT)]
    known = rows.dropna(subset="value")
    return known, sorted(set(rows["start"]) - set(known["start"]))


def _describe_lines(rows: pd.DataFrame) -> str:
    """Say the course of each people's share."""
    rows, _ = _known(rows)
    lines = rows.assign(low=0, high=0, unit="percent").groupby("people", sort=False)
    told = [f"{name}: {trend(group)}" for name, group in lines]
    return f"Lines of shares over time, percent. {'; '.join(told)}."


@kind(_describe_lines, lambda _, wide: 4.2 if wide else 4.4)
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
    began, breaks = gone["start"].min(), [*gone["start"], *absent]
    for row in gone.to_dict("records"):
        days = mdates.date2num([row["start"], row["end"]])
        ax.axvspan(*days, color=COLOURS["band"], lw=0)
        words = textwrap.fill(row["label"], 11)
        beside(ax, words, (days.mean(), 97), ha="center", va="top", color="muted")
    cross: dict[str, Any] = {"color": COLOURS["muted"], "ms": 6, "mew": 1.5, "clip_on": False}
    ax.plot(mdates.date2num(absent), [0] * len(absent), "x", **cross)
    if since is not None:
        breaks.append(_mark_other_whole(rows["start"], since, ax))
    lines = rows.sort_values("start").groupby("people", sort=False)
    for place, (people, group) in enumerate(lines):
        colour = TURNS[min(place, 2)]
        before = group[group["preferred"] & (group["start"] < began)]
        for row in group.sort_values("preferred").to_dict("records"):
            earlier = before[before["start"] < row["start"]]["value"]
            steep = row["start"] < began and len(earlier) > 0 and earlier.iloc[-1] > row["value"]
            _point(row, colour, ax, marker="osD^"[min(place, 3)], below=steep or bool(place))
        sure = group[group["preferred"]]
        for run in _runs(sure, breaks):
            ax.plot(run["start"], run["value"], color=COLOURS[colour], lw=2.5)
        for end in sure[["start", "value"]].to_numpy()[-1:]:
            size = 9 if narrow else 10
            beside(ax, str(people), end, (9, 0), color=colour, weight="bold", fontsize=size)
    days = rows["start"]
    ticks = {*days, *(day for day in absent if abs(days - day).min() > CLOSE and not narrow)}
    ax.set(ylim=(0, 100), xticks=sorted(ticks))
    ax.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
    ax.tick_params(axis="x", labelsize=9, rotation=90 if narrow else 0)
    ax.yaxis.set_major_formatter(mpl.ticker.StrMethodFormatter("{x:g} %"))
    ax.yaxis.set_major_locator(mpl.ticker.MultipleLocator(25))
    ax.grid(visible=False, axis="x")
    ax.grid(visible=True, axis="y", color=COLOURS["grid"])
    ax.margins(x=0.06)
    return ax
