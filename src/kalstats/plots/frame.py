"""Axes and panels: rows below each other, round numbers along an axis, room for words."""

import textwrap
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from kalstats.plots.style import COLOURS

# Points of height: a line of a label, a mark under it, the axis below, the heading of a panel
LINE, MARK, AXIS, HEAD = 13.5, 22, 54, 30


def wide(ax: Axes) -> float:
    """Return the width of axes in points, somewhat wider than before they are laid out."""
    return ax.get_window_extent().width / ax.figure.dpi * 72 * 1.15


def high(ax: Axes) -> float:
    """Return the height of axes in points, somewhat higher than before they are laid out."""
    return ax.get_window_extent().height / ax.figure.dpi * 72 * 1.15


def row_feet(words: Any, columns: int) -> Any:
    """Return where marks stand with their words above them, in points from the top."""
    return np.cumsum([MARK + LINE * len(textwrap.wrap(text, columns)) for text in words])


def row_words(ax: Axes, words: Any, strong: Any, columns: int, other: str = "ink") -> Any:
    """Write words above each other, from the left edge; return where the mark of each stands.

    They take no room from the chart. The strong ones are bold, the others of another colour.
    """
    feet = row_feet(words, columns)
    look: Any = {"va": "bottom", "fontsize": 9, "transform": ax.get_yaxis_transform()}
    look["bbox"] = {"fc": COLOURS["paper"], "ec": "none", "pad": 1, "alpha": 0.85}
    for text, foot, bold in zip(words, feet, strong, strict=True):
        weight, colour = ("bold", "ink") if bold else ("normal", other)
        label = ax.text(0, foot - 8, textwrap.fill(text, columns), weight=weight, **look)
        label.set(color=COLOURS[colour], in_layout=False)
    ax.set_ylim(feet[-1] + 22, 0)
    return feet


def make_room(ax: Axes, points: float) -> None:
    """Leave so many points free at the right of what is drawn, for words."""
    least, most = ax.get_xlim()
    room = min(0.5, points / wide(ax))
    ax.set_xlim(least, most + (most - least) * room / (1 - room))


def scale(axis: Any) -> None:
    """Mark a few round numbers along an axis, with thousands separators."""
    axis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter("{x:,.10g}")


def thousands(ax: Axes, unit: str) -> None:
    """Write numbers with thousands separators along the axis below; there is none at the left."""
    ax.set_xlabel(textwrap.fill(unit, int(wide(ax) / 5.8)))
    scale(ax.xaxis)
    ax.set_yticks([])


def upright(ax: Axes, unit: str) -> None:
    """Write numbers with thousands separators along the axis at the left, the unit above it."""
    scale(ax.yaxis)
    ax.set_title(unit, loc="left", fontsize=9, color=COLOURS["muted"])
    ax.grid(visible=False, axis="x")
    ax.grid(visible=True, axis="y")
    ax.tick_params(length=0, pad=5)


def tallest(sizes: Any, columns: int) -> list[float]:
    """Return the heights of rows of panels, which stand in so many columns."""
    return [max(sizes[i : i + columns]) for i in range(0, len(sizes), columns)]


def panel_axes(ax: Axes, points: list[float]) -> list[Axes]:
    """Divide axes into panels with a heading each, two beside each other where there is room.

    `points` are the heights that the panels need; the axes themselves are not shown any more.
    """
    ax.set_axis_off()
    columns = 2 if wide(ax) > 300 else 1
    rows, made = tallest(points, columns), []
    for place, high in enumerate(points):
        row, column = divmod(place, columns)
        foot = 1 - (sum(rows[:row]) + high - 48) / sum(rows)
        box = column / columns, foot, 0.9 / columns, (high - 48 - HEAD) / sum(rows)
        made.append(ax.inset_axes(box))
    return made
