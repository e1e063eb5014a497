"""What changed between two dates: from where to where, and by which parts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt

from kalstats.plots.style import COLOURS, points_wide, row_label, tenths, thousands

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def slope(rows: pd.DataFrame, ax: Axes | None = None, *, ends: tuple[str, str], unit: str) -> Axes:
    """Draw from where to where each people went between two dates.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``label``, ``before`` and ``after``; a label that names a people of `COLOURS` has its
        colour.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    ends : pair of str
        The names of the two dates.
    unit : str
        What the numbers are.

    Returns
    -------
    matplotlib.axes.Axes
        One line for each row, with its number in full at both ends and its name at the right;
        numbers that would overlap are moved apart.
    """
    ax = ax or plt.gca()
    wide = points_wide(ax) > 300
    most = rows[["before", "after"]].to_numpy().max()
    apart = 1.5 * 10 / (ax.get_window_extent().height / ax.figure.dpi * 72 * 1.25) * most
    for side, column in enumerate(("before", "after")):
        lowest = -math.inf
        for row in rows.sort_values(column).to_dict("records"):
            colour = COLOURS.get(str(row["label"]).lower(), COLOURS["others"])
            lowest = max(lowest + apart, row[column])
            name = f"  {row['label']}" if side else ""
            words: dict[str, Any] = {"color": colour, "weight": "bold", "va": "center"}
            words |= {"fontsize": 9.5 if wide else 8.5, "ha": "left" if side else "right"}
            away = (8 if side else -8, 0)
            text = f"{row[column]:,.10g}{name}"
            ax.annotate(text, (side, lowest), away, textcoords="offset points", **words)
            if side:
                values = [row["before"], row["after"]]
                ax.plot([0, 1], values, "o-", color=colour, lw=2.5, ms=7)
    sides = ax.texts[: len(rows)], ax.texts[len(rows) :]
    longest = [max(len(text.get_text()) for text in side) for side in sides]
    letter = 6.8 if wide else 6.1  # points
    left, right = ((letter * n + 12) / (points_wide(ax) * 1.2) for n in longest)
    ax.set(xlim=(-left / (1 - left - right), 1 + right / (1 - left - right)))
    ax.set_ylim(0, most * 1.1)
    ax.set_xticks([0, 1], ends)
    ax.set_yticks([])  # the numbers stand at the lines
    ax.set_xlabel(unit)
    ax.grid(visible=False)
    return ax


def change_bars(rows: pd.DataFrame, ax: Axes | None = None, *, parts: dict[str, str]) -> Axes:
    """Draw the change of a share, taken apart: bars from zero, a group for each period.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``label`` of the period; ``change`` and the parts, in percentage points; ``unsure``,
        whether the period's parts do not rest on counts of one territory (drawn hatched);
        optionally a column like ``own_is``, "at most" or "at least" where a part is a bound.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    parts : dict of str to str
        The columns that add up to ``change``, each with the name that stands beside its bar.

    Returns
    -------
    matplotlib.axes.Axes
        For each period the change, then its parts, each with its number.
    """
    ax = ax or plt.gca()
    bars = {"change": "change", **parts}
    colours = ["ink", "kalmyks", *["others"] * len(parts)]
    step = len(bars) + 1.5
    for i, row in enumerate(rows.to_dict("records")):
        for j, ((part, name), key) in enumerate(zip(bars.items(), colours, strict=False)):
            (bar,) = ax.barh(i * step + j, row[part], 0.78, color=COLOURS[key], ec=COLOURS[key])
            if row["unsure"] and part != "change":
                bar.set(fill=False, hatch="////")
            end, bound = (max(row[part], 0), i * step + j), row.get(f"{part}_is")
            text = " ".join(filter(None, [name, bound, tenths(row[part], "+")]))
            words: dict[str, Any] = {"va": "center", "fontsize": 8.5, "color": COLOURS["ink"]}
            words["weight"] = "bold" if part == "change" else "normal"
            ax.annotate(text, end, (5, 0), textcoords="offset points", **words)
        row_label(ax, i * step - 0.5, row["label"], "bold")
    ax.axvline(0, color=COLOURS["muted"], lw=1)
    drawn = rows[list(bars)].to_numpy()
    least, most = min(drawn.min(), 0), max(drawn.max(), 0)
    room = 98 / (points_wide(ax) * 1.2)  # of the width, for the words beside the longest bar
    ax.set_xlim(least * 1.05, most + (most - least) * room / (1 - room))
    ax.set_ylim(len(rows) * step - 1.2, -1.7)
    thousands(ax, "percentage points")
    return ax
