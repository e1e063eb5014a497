"""A result by two choices: every numerator over every denominator."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
from matplotlib.patches import Rectangle

from kalstats.plots.style import COLOURS, beside, kind, link, points_wide
from kalstats.plots.words import bounds, preferred, unit_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def _axes(rows: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Return the names of the rows and of the columns, in order of appearance."""
    return list(rows["down"].drop_duplicates()), list(rows["across"].drop_duplicates())


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    """Take numerators for rows and denominators for columns."""
    return rows.rename(columns={"dead": "down", "whole": "across"})


def _describe(rows: pd.DataFrame) -> str:
    """Say between what the cells lie, and where the least and greatest are."""
    rows = _named(rows)
    unit, down = unit_of(rows), _axes(rows)
    ends = [rows.nsmallest(1, "low").iloc[0], rows.nlargest(1, "high").iloc[0]]
    told = [f"{bounds(r['low'], r['high'], unit)} ({r['down']} / {r['across']})" for r in ends]
    size = " by ".join(str(len(names)) for names in down)
    return f"Table of {size} readings, {unit}: from {told[0]} to {told[1]}."


@kind(_describe, lambda rows, wide: (len(_axes(_named(rows))[0]) * (38 if wide else 58) + 62) / 72)
def matrix(rows: pd.DataFrame, ax: Axes | None = None, *, unit: str = "") -> Axes:
    """Draw a result by two choices as a table whose cells are the darker the more they say.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``down`` and ``across`` (or ``dead`` and ``whole``), the two choices in words; ``low``,
        ``value``, ``high``, ``unit``; optionally ``preferred``, the cells in a frame.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    unit : str
        What stands below, if not the unit of the rows.

    Returns
    -------
    matplotlib.axes.Axes
        One cell for each row, with its number; choices without a row stay blank.
    """
    ax = ax or plt.gca()
    rows = _named(rows)
    down, across = _axes(rows)
    wide, least, most = points_wide(ax) > 300, rows["low"].min(), rows["high"].max()
    left = 0.36 if wide else 0.0  # of the width; on a phone the names stand above their cells
    width, high = (1 - left) / len(across), 0.62 if not wide else 0.92
    for row, best in zip(rows.to_dict("records"), preferred(rows), strict=True):
        x, y = left + across.index(row["across"]) * width, down.index(row["down"]) + 0.98 - high
        shade = 0.08 + 0.34 * ((row["low"] + row["high"]) / 2 - least) / (most - least or 1)
        cell = Rectangle((x, y), width * 0.98, high, fc=COLOURS["accent"], alpha=shade, lw=0)
        link(ax.add_patch(cell), row)
        if framed := best and not preferred(rows).all():
            frame = Rectangle((x, y), width * 0.98, high, fill=False, ec=COLOURS["accent"], lw=2)
            ax.add_patch(frame)
        number = bounds(row["low"], row["high"], row["unit"])
        look = {"ha": "center", "weight": "bold" if framed else "normal"}
        beside(ax, number, (x + width / 2, y + high / 2), fontsize=10 if wide else 9, **look)
    room = points_wide(ax) * 1.2
    for place, name in enumerate(down):
        words = textwrap.fill(name, int((left if wide else 1) * room / 4.8))
        y, side = (0.54, "center") if wide else (0.33, "bottom")
        beside(ax, words, (0, place + y), va=side)
    for place, name in enumerate(across):
        words = textwrap.fill(name, int(width * room / 4.8), break_long_words=False)
        at = left + (place + 0.5) * width, 0
        beside(ax, words, at, ha="center", va="bottom", color="muted")
    ax.set(xlim=(0, 1), ylim=(len(down), -0.05), xticks=[], yticks=[])
    ax.set_xlabel(unit_of(rows, unit))
    ax.spines["bottom"].set_visible(False)
    return ax
