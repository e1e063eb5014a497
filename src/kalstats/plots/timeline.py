"""Dated events down an axis, beside the legal status of a territory."""

import textwrap
from typing import Any

import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from kalstats.plots.style import COLOURS, LETTER, beside, kind, points_high, points_wide
from kalstats.plots.words import when


def _describe(dated: pd.DataFrame) -> str:
    """Say when the territory had which legal status."""
    changes = dated[dated["status"] != ""].replace({"status": {"none": "no territory"}})
    told = ", ".join(f"{row.status} {row.start:%Y}" for row in changes.itertuples())
    return f"Timeline of {len(dated)} dates. Legal status from: {told}."


def _inches(dated: pd.DataFrame, wide: bool) -> float:
    lines = (len(textwrap.wrap(what, 92 if wide else 40)) for what in dated["what"])
    return sum(13 * n + 14 for n in lines) / 72


def _status_bar(ax: Axes, changes: pd.DataFrame, last: float, room: float) -> dict[Any, str]:
    """Draw one block for each legal status, in two greys by turns; no territory is a gap.

    `room` are points a day: return the names that have none in their block, by row.
    """
    starts, unnamed = mdates.date2num(changes["start"]), {}
    blocks = zip(changes.index, starts, [*starts[1:], last], changes["status"], strict=True)
    for place, (index, start, end, status) in enumerate(blocks):
        name, colour = "no territory" if status == "none" else status, "muted"
        if status != "none":
            fill = COLOURS[["context", "muted"][place % 2]]
            ax.bar(10, end - start, 20, bottom=start, color=fill, ec="none")
            colour = "paper"
        if (end - start) * room > LETTER * len(name):
            beside(ax, name, (10, (start + end) / 2), rotation=90, ha="center", color=colour)
        else:
            unnamed[index] = f"{name} from "
    return unnamed


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
        One text for each event, tied by a line to its date, a status before it that has no room
        in the bar; a gap where there was no territory.
    """
    ax = ax or plt.gca()
    days, width = mdates.date2num(dated["start"]), points_wide(ax)
    first, last = days.min() - 500, mdates.date2num(pd.Timestamp(until or dated["end"].max()))
    changes = dated[dated["status"] != ""]
    unnamed = _status_bar(ax, changes, last, points_high(ax) * 1.09 / (last - first))
    columns = int((1.04 * width - 44) / LETTER)
    texts = [
        textwrap.fill(f"{unnamed.get(index, '')}{when(row.start, row.end)}: {row.what}", columns)
        for index, row in dated.iterrows()
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
