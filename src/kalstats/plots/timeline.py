"""Dated events down an axis, beside the legal status of a territory."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from kalstats.plots.style import COLOURS, LETTER, beside, kind, points_wide
from kalstats.plots.words import when

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def _status_bar(ax: Axes, changes: pd.DataFrame, last: float, room: float) -> None:
    """Draw one block for each legal status, in two greys by turns; no territory is a gap.

    `room` are points a day: a block names its status where that fits.
    """
    starts, names = mdates.date2num(changes["start"]), changes["status"]
    for place, (start, end, status) in enumerate(
        zip(starts, [*starts[1:], last], names, strict=True)
    ):
        gone, colour = status == "none", ["context", "muted"][place % 2]
        if not gone:
            ax.bar(10, end - start, 20, bottom=start, color=COLOURS[colour], ec="none")
        name = "no territory" if gone else status
        if (end - start) * room > LETTER * len(name):
            look = {"rotation": 90, "ha": "center", "color": "muted" if gone else "paper"}
            beside(ax, name, (10, (start + end) / 2), **look)


def _describe(dated: pd.DataFrame) -> str:
    """Say when the territory had which legal status."""
    changes = dated[dated["status"] != ""].replace({"status": {"none": "no territory"}})
    told = ", ".join(f"{row.status} {row.start:%Y}" for row in changes.itertuples())
    return f"Timeline of {len(dated)} dates. Legal status from: {told}."


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
    days, width = mdates.date2num(dated["start"]), points_wide(ax)
    first, last = days.min() - 500, mdates.date2num(pd.Timestamp(until or dated["end"].max()))
    high = ax.get_window_extent().height / ax.figure.dpi * 72 * 1.25  # before the layout
    _status_bar(ax, dated[dated["status"] != ""], last, high / (last - first))
    texts = [
        textwrap.fill(f"{when(start, end)}: {what}", int((1.2 * width - 44) / LETTER))
        for start, end, what in dated[["start", "end", "what"]].itertuples(index=False)
    ]
    heights = np.array([text.count("\n") + 1.6 for text in texts])
    slots = first + (np.cumsum(heights) - heights / 2) / heights.sum() * (last - first)
    for day, slot, text, status in zip(days, slots, texts, dated["status"], strict=True):
        ax.plot([20, 26, 42], [day, day, slot], color=COLOURS["muted"], lw=0.7)
        ax.text(44, slot, text, va="center", fontsize=9, weight="bold" if status else "normal")
    ax.set(xlim=(0, width), ylim=(last, first), xticks=[])
    ax.yaxis_date()
    ax.yaxis.set_major_locator(mdates.YearLocator(10))
    ax.spines["bottom"].set_visible(False)
    ax.grid(visible=False)
    return ax
