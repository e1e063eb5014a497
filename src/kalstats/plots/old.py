"""Kinds of chart of version 0.1.0, which go when no notebook draws them any more."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

from kalstats.plots.style import COLOURS, points_wide, row_label, thousands

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from matplotlib.axes import Axes


def waterfall(rows: pd.DataFrame, ax: Axes | None = None, *, unit: str) -> Axes:
    """Draw an account from top to bottom: stocks from zero, and the changes between them.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``label``, ``value`` and ``kind``: a ``stock`` starts from zero, a ``change`` from where the
        row before ended, a ``residual`` likewise, hatched: it is what no source explains.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    unit : str
        Label of the axis.

    Returns
    -------
    matplotlib.axes.Axes
        One bar for each row, its number beside it.
    """
    ax = ax or plt.gca()
    level = most = 0.0
    for place, row in enumerate(rows.to_dict("records")):
        stock = row["kind"] == "stock"
        start, level = (0.0, row["value"]) if stock else (level, level + row["value"])
        most = max(most, start, level)
        colour = COLOURS["ink" if stock else "others" if row["value"] > 0 else "kalmyks"]
        bars = ax.barh(place, level - start, 0.42, left=start, color=colour, edgecolor=colour)
        if row["kind"] == "residual":
            bars[0].set(fill=False, hatch="////")
        sign = "" if stock else "+" if row["value"] > 0 else "−"
        number = f"{sign}{abs(row['value']):,.0f}"
        ax.annotate(
            number, (max(start, level), place), (4, 0), textcoords="offset points", va="center"
        )
        weight = "bold" if stock else "normal"
        row_label(ax, place - 0.24, row["label"], weight=weight)
    ax.set(ylim=(len(rows) - 0.6, -1), xlim=(0, most * 1.16))
    thousands(ax, unit)
    return ax


def spread(rows: pd.DataFrame, ax: Axes | None = None, *, unit: str) -> Axes:
    """Draw distributions above one another, each beside the hard bounds of its quantity.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``label``; ``draws`` and ``weights``, arrays; ``low``, ``median``, ``high``; ``least`` and
        ``most``, the hard bounds.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    unit : str
        Label of the axis.

    Returns
    -------
    matplotlib.axes.Axes
        For each row a shape, a thick line from low to high, a point at the median, and a thin line
        with stops at the hard bounds.
    """
    ax = ax or plt.gca()
    edges = np.linspace(rows["least"].min(), rows["most"].max(), 121)
    for place, row in enumerate(rows.to_dict("records")):
        y, colour = 1.5 * place, COLOURS["kalmyks"]
        heights, _ = np.histogram(row["draws"], edges, weights=row["weights"])
        shape = y - 0.55 * np.convolve(heights, np.full(5, 0.2), "same") / heights.max()
        ax.fill_between((edges[1:] + edges[:-1]) / 2, y, shape, color=colour, alpha=0.35, lw=0)
        ends = [row["least"], row["most"]]
        ax.plot(ends, [y + 0.12] * 2, color=COLOURS["muted"], lw=1.2, marker="|", ms=9, mew=1.5)
        ax.plot(
            [row["low"], row["high"]], [y + 0.12] * 2, color=colour, lw=4, solid_capstyle="butt"
        )
        ax.plot(row["median"], y + 0.12, "o", color=colour, mec=COLOURS["paper"], ms=8)
        row_label(ax, y - 0.62, row["label"], weight="bold")
    ax.set_ylim(1.5 * len(rows) - 1, -1.1)
    thousands(ax, unit)
    return ax


def tornado(rows: pd.DataFrame, ax: Axes | None = None, *, unit: str, middle: float) -> Axes:
    """Draw how far each assumption moves an answer, the widest on top.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``meaning``, ``at_low``, ``at_high``, from `kalstats.study.loss.sensitivity`.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    unit : str
        Label of the axis.
    middle : float
        The answer itself, drawn as a line.

    Returns
    -------
    matplotlib.axes.Axes
        One line for each assumption, hollow where it is low and filled where it is high.
    """
    ax = ax or plt.gca()
    ax.axvline(middle, color=COLOURS["kalmyks"], lw=1.2, ls=(0, (4, 3)), zorder=0)
    for place, row in enumerate(rows.to_dict("records")):
        ends = [row["at_low"], row["at_high"]]
        ax.plot(ends, [place] * 2, color=COLOURS["ink"], lw=2.5, zorder=1)
        ax.plot(ends[0], place, "o", mfc=COLOURS["paper"], mec=COLOURS["ink"], mew=1.8, ms=8)
        ax.plot(ends[1], place, "o", color=COLOURS["ink"], ms=8)
        row_label(ax, place - 0.22, row["meaning"])
    ax.set_ylim(len(rows) - 0.5, -1.1)
    ax.margins(x=0.1)
    thousands(ax, unit)
    return ax


def old_course(counted: pd.DataFrame, expected: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw what was counted against what was to be expected, and the gap between them at the end.

    Parameters
    ----------
    counted, expected : pandas.DataFrame
        ``time`` in years and ``value``, rising in time; the last row of both is of one day.
    ax : matplotlib.axes.Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib.axes.Axes
        A line through the counts, a broken one through what was expected, and a line between
        their ends with the size of the gap.
    """
    ax = ax or plt.gca()
    ax.plot(counted["time"], counted["value"], "o-", color=COLOURS["kalmyks"], lw=2, ms=5)
    ax.plot(expected["time"], expected["value"], color=COLOURS["ink"], lw=2, ls=(0, (4, 2)))
    last, ends = counted["time"].iloc[-1], (counted["value"].iloc[-1], expected["value"].iloc[-1])
    ax.plot([last] * 2, ends, color=COLOURS["muted"], lw=1)
    names = (("counted", "kalmyks", ends[0], -13, "top"), ("expected", "ink", ends[1], 4, "bottom"))
    for name, colour, value, offset, side in names:
        words: dict[str, Any] = {"ha": "right", "va": side, "color": COLOURS[colour], "fontsize": 9}
        ax.annotate(name, (last, value), (-6, offset), textcoords="offset points", **words)
    middle = sum(ends) / 2
    gap = f"{ends[1] - ends[0]:+,.0f}".replace("+", "").replace("-", "−")
    ax.annotate(gap, (last, middle), (5, 0), textcoords="offset points", va="center", weight="bold")
    ax.set_xlim(counted["time"].iloc[0] - 1, last + 6)
    ax.xaxis.set_major_locator(mpl.ticker.MultipleLocator(5))
    ax.yaxis.set_major_formatter(mpl.ticker.StrMethodFormatter("{x:,.0f}"))
    ax.grid(visible=False, axis="x")
    ax.grid(visible=True, axis="y", color=COLOURS["grid"])
    ax.margins(y=0.3)
    return ax


def panels(draws: dict[str, Callable[[Axes], Any]], ax: Axes | None = None) -> Axes:
    """Draw several small charts on one scale, as many beside each other as there is room for.

    Parameters
    ----------
    draws : dict of str to callable
        The title of each chart, and what draws it on an ``Axes``.
    ax : matplotlib.axes.Axes, optional
        Where to draw; its own frame is not shown.
    """
    ax = ax or plt.gca()
    ax.set_axis_off()
    columns = max(1, min(len(draws), int(points_wide(ax) * 1.25 // 165)))
    rows = -(-len(draws) // columns)
    small = []
    for place, (title, draw) in enumerate(draws.items()):
        row, column = divmod(place, columns)
        box = ((column + 0.16) / columns, 1 - (row + 0.88) / rows, 0.74 / columns, 0.68 / rows)
        inset = ax.inset_axes(box)
        draw(inset)
        inset.set_title(title, fontsize=9, loc="left", color=COLOURS["ink"])
        small.append(inset)
    lows, highs = zip(*(inset.get_ylim() for inset in small), strict=True)
    for inset in small:
        inset.set_ylim(min(lows), max(highs))
        inset.tick_params(labelsize=8)
    return ax


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
