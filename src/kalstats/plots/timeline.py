"""Dated events down an axis, beside the legal status of a territory."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from kalstats.plots.style import COLOURS, beside, kind, points_wide
from kalstats.plots.words import when

if TYPE_CHECKING:
    from matplotlib.axes import Axes

STATUS = {"autonomous region": "context", "ASSR": "second", "SSR": "accent", "republic": "ink"}


def _status_bar(changes: pd.DataFrame, first: float, last: float, ax: Axes) -> None:
    """Draw one block for each legal status, named in it where there is room; none is a gap."""
    starts = mdates.date2num(changes["start"])
    height = ax.get_window_extent().height / ax.figure.dpi * 72 * 1.25  # before the layout
    for start, end, status in zip(starts, [*starts[1:], last], changes["status"], strict=True):
        if status != "none":
            colour = COLOURS[STATUS[status]]
            ax.bar(10, end - start, 20, bottom=start, color=colour, ec="none")
        room = (end - start) / (last - first) * height
        if room > 4.8 * len(status.replace("none", "no territory")):
            name, colour = (status, "paper") if status != "none" else ("no territory", "muted")
            look = {"rotation": 90, "ha": "center", "fontsize": 8.5}
            beside(ax, name, (10, (start + end) / 2), color=colour, **look)


def _describe(dated: pd.DataFrame) -> str:
    """Say what the first and last date are, and when there was no territory."""
    changes = dated[dated["status"] != ""]
    gone = changes["start"][changes["status"] == "none"].min()
    back = changes["start"][changes["start"] > gone].min()
    gap = f"; no territory from {gone.year} to {back.year}" if gone == gone else ""
    first, last = dated["start"].min().year, dated["start"].max().year
    had = changes[changes["status"] != "none"]
    told = ", ".join(f"{row.status} {row.start:%Y}" for row in had.itertuples())
    return f"Timeline of {len(dated)} dates, {first} to {last}{gap}. Legal status: {told}."


def _inches(dated: pd.DataFrame, wide: bool) -> float:
    lines = (len(textwrap.wrap(what, 92 if wide else 40)) for what in dated["what"])
    return sum(13 * n + 14 for n in lines) / 72


@kind(_describe, _inches)
def timeline(dated: pd.DataFrame, ax: Axes | None = None, *, until: Any = None) -> Axes:
    """Draw dated events down a time axis, with the territory's legal status as a bar.

    Parameters
    ----------
    dated : pandas.DataFrame
        Rows of `kalstats.events`, one per event, in order of ``start``.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    until : date, optional
        To which day the last status is drawn; to the last event if not given.

    Returns
    -------
    matplotlib.axes.Axes
        One text for each event, tied by a line to its date; a gap where there was no territory.
    """
    ax = ax or plt.gca()
    days = mdates.date2num(dated["start"])
    first, last = days.min() - 500, mdates.date2num(pd.Timestamp(until or dated["end"].max()))
    _status_bar(dated[dated["status"] != ""], first, last, ax)
    width = points_wide(ax)
    texts = [
        textwrap.fill(f"{when(start, end)}: {what}", int((1.2 * width - 44) / 4.8))
        for start, end, what in dated[["start", "end", "what"]].itertuples(index=False)
    ]
    heights = np.array([text.count("\n") + 1.6 for text in texts])
    slots = first + (np.cumsum(heights) - heights / 2) / heights.sum() * (last - first)
    for day, slot, text, status in zip(days, slots, texts, dated["status"], strict=True):
        ax.plot([20, 26, 42], [day, day, slot], color=COLOURS["muted"], lw=0.7)
        weight = "bold" if status else "normal"
        ax.text(44, slot, text, va="center", fontsize=8.5, weight=weight)
    ax.set(xlim=(0, width), ylim=(last, first), xticks=[])
    ax.yaxis_date()
    ax.yaxis.set_major_locator(mdates.YearLocator(10))
    ax.yaxis.set_major_formatter(mdates.DateFormatter("%Y"))
    ax.spines["bottom"].set_visible(False)
    ax.grid(visible=False)
    return ax
