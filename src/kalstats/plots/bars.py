"""Bars from zero, and accounts of what adds up."""

import math
import textwrap
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from kalstats.plots.axes import HEAD, make_room, row_feet, row_words, tallest, thousands
from kalstats.plots.style import COLOURS, LETTER, beside, kind, link, points_wide
from kalstats.plots.words import bounded, extremes, number, preferred, unit_of


def _panels(rows: pd.DataFrame, unit: str = "") -> dict[str, pd.DataFrame]:
    """Part rows by their measures, or take all as one; rows that hold values only get bounds."""
    rows = bounded(rows).reset_index(drop=True)
    if "measure" not in rows or not rows["label"].duplicated().any():
        return {unit_of(rows, unit): rows}
    return {str(name): group for name, group in rows.groupby("measure", sort=False)}


def _describe(rows: pd.DataFrame) -> str:
    """Say which bar is longest and which shortest, of each measure."""
    told = [f"{name}: {extremes(group)}" for name, group in _panels(rows).items()]
    return f"{len(rows)} bars. {'; '.join(told)}."


def _labels(labels: pd.Series, slot: float) -> tuple[float, pd.Series]:
    """Return the room of labels at the left, 0 where they stand above; and each in lines."""
    left = min(LETTER * labels.str.len().max() + 8, 0.4 * slot)
    lines = labels.map(lambda label: textwrap.fill(label, int(left / LETTER)))
    if lines.str.count("\n").max() < 2:
        return left, lines
    return 0, labels.map(lambda label: textwrap.fill(label, int(slot / LETTER)))


def _layout(rows: pd.DataFrame, width: float, unit: str = "") -> tuple[Any, ...]:
    """Return headings, panels and how high all are, in points from the upper left corner.

    And the room for labels at the left, and for the bars of a panel.
    """
    panels = _panels(rows, unit)
    columns = 2 if width > 400 and len(panels) > 1 else 1
    slot = width / columns - 12 * (columns - 1)
    left, lines = _labels(pd.concat(panels.values())["label"], slot)
    high = 13 * (1 + lines.str.count("\n")) + (6 if left else 20)
    heads = [textwrap.fill(name, int(slot / 5.5)) for name in panels]
    above = HEAD + 13 * max(head.count("\n") for head in heads)
    sizes = [above + high[panel.index].sum() for panel in panels.values()]
    tops = np.cumsum([0, *tallest(sizes, columns)])
    for place, (name, panel) in enumerate(panels.items()):
        row, column = divmod(place, columns)
        feet = tops[row] + above - 12 + high[panel.index].cumsum()
        y = feet - (high[panel.index] / 2 if left else 10)
        spots = {"words": lines[panel.index], "x": column * (slot + 24), "top": tops[row] + 3}
        panels[name] = panel.assign(**spots, y=y)
    return dict(zip(heads, panels.values(), strict=True)), tops[-1], left, slot - left


def _inches(rows: pd.DataFrame, wide: bool) -> float:
    return float(_layout(rows, 520 if wide else 250)[1] / 72)


@kind(_describe, _inches)
def bars(rows: pd.DataFrame, ax: Axes | None = None, *, unit: str = "") -> Axes:
    """Draw a bar from zero for each row, in the order of the rows, with its number behind it.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``label``, ``value``; optionally ``low``, ``high``, ``unit``, ``printed``, ``preferred``
        (the bars in colour), ``unsure`` (those not filled). Where several ``measure``
        have the same labels, each has a panel; those of one unit have one scale.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    unit : str
        What stands above the bars, if not the measures or the unit of the rows.

    Returns
    -------
    matplotlib.axes.Axes
        One bar for each value, with a thin line from low to high; where there is no value, the
        number says what is known.
    """
    ax = ax or plt.gca()
    width = points_wide(ax) * 1.09  # no axis takes room at its sides
    panels, high, left, room = _layout(rows, width, unit)
    weight, colour = ("bold", "ink") if len(panels) > 1 else ("normal", "muted")
    for head, panel in panels.items():
        beside(ax, head, panel[["x", "top"]].iloc[0], va="top", weight=weight, color=colour)
        for words, x, y in panel[["words", "x", "y"]].itertuples(index=False):
            ax.text(x, y if left else y - 10, words, va="center" if left else "bottom", fontsize=9)
        same = [one for one in panels.values() if unit_of(one) == unit_of(panel)]
        _column(ax, panel, pd.concat(same), left, room)
    ax.set(xlim=(0, width), ylim=(high, 0), xticks=[], yticks=[])
    ax.spines["bottom"].set_visible(False)
    return ax


def _column(ax: Axes, rows: pd.DataFrame, same: pd.DataFrame, left: float, room: float) -> None:
    """Draw the bars of a panel, on the scale of all that have its unit."""
    ends = same[["low", "value", "high"]].replace([-np.inf, np.inf], np.nan)
    least, most = min(0, ends.min().min()), max(0, ends.max().max())
    longest = max(len(number(row)) for row in same.to_dict("records"))
    per = (room - 6 - 5.2 * longest) / (most - least)
    zero = float(rows["x"].iloc[0]) + left - least * per
    if least < 0:
        ax.vlines(zero, rows["y"].min() - 8, rows["y"].max() + 8, color=COLOURS["muted"], lw=1)
    drawn = zero + per * rows[["low", "value", "high"]].clip(least, most)
    for row, best, spot in zip(
        rows.to_dict("records"), preferred(rows), drawn.to_numpy(), strict=True
    ):
        (low, value, high), colour = spot, COLOURS["accent" if best else "context"]
        if not math.isnan(value):
            (bar,) = ax.barh(row["y"], value - zero, 12, left=zero, color=colour, ec=colour)
            bar.set(fill=not row.get("unsure", False))
            link(bar, row)
        if row["high"] > row["low"]:
            look: Any = {"color": COLOURS["ink"], "lw": 1.2, "solid_capstyle": "butt"}
            ax.plot([low, high], [row["y"]] * 2, **look)
        far = np.nanmax([zero, value, high if row["high"] > row["low"] else zero])
        beside(ax, number(row), (far, row["y"]), (5, 0))


def _steps(rows: pd.DataFrame) -> list[str]:
    """Write a stock or part as it is, a change with its sign."""
    rows = bounded(rows).assign(unit=unit_of(rows), printed="")
    signs = rows["kind"].map({"stock": "", "part": ""}).fillna("+")
    return [number(row, sign) for row, sign in zip(rows.to_dict("records"), signs, strict=True)]


def _describe_account(rows: pd.DataFrame) -> str:
    """Say from what to what an account goes, and what no source explains."""
    told = rows["label"] + " " + _steps(rows)
    stocks, gaps = (list(told[rows["kind"] == kind]) for kind in ("stock", "residual"))
    gap = f"; without an explanation: {', '.join(gaps)}" if gaps else ""
    ends = " to ".join(dict.fromkeys([*stocks[:1], *stocks[-1:]]))
    return f"Account in {len(rows)} steps, {unit_of(rows)}: {ends}{gap}."


def _inches_account(rows: pd.DataFrame, wide: bool) -> float:
    return float(row_feet(rows["label"], 90 if wide else 40)[-1] + 60) / 72


@kind(_describe_account, _inches_account)
def account(rows: pd.DataFrame, ax: Axes | None = None, *, unit: str = "") -> Axes:
    """Draw an account from top to bottom: stocks from zero, and the changes or parts between them.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``label``, ``value`` and ``kind``: a ``stock``, or total, starts from zero; a ``change``
        from where the row before ended; a ``part`` likewise, without a sign; a ``residual``, what
        no source explains, as a change that is not filled. Optionally ``low``, ``high``,
        ``unit``.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    unit : str
        Label of the axis, if not the unit of the rows.

    Returns
    -------
    matplotlib.axes.Axes
        One bar for each row, its number beside it, and a thin line over its bounds.
    """
    ax, steps, level = ax or plt.gca(), _steps(rows), 0.0
    feet = row_words(ax, rows["label"], rows["kind"] == "stock", int(points_wide(ax) / 5.4))
    for row, step, y in zip(bounded(rows).to_dict("records"), steps, feet, strict=True):
        stock, size = row["kind"] == "stock", float(row["value"])
        start, level = (0.0, size) if stock else (level, level + size)
        gain = size > 0 and row["kind"] != "part"
        colour = COLOURS["ink" if stock else "context" if gain else "accent"]
        (bar,) = ax.barh(y, level - start, 15, left=start, color=colour, ec=colour)
        bar.set(fill=row["kind"] != "residual")
        link(bar, row)
        ends = start + row["low"], start + row["high"]
        if ends[1] > ends[0]:
            ax.plot(ends, [y + 11] * 2, color=colour, lw=1.5, marker="|", ms=6)
        beside(ax, step, (max(start, level, *ends), y), (5, 0), fontsize=10)
    ax.margins(x=0)
    make_room(ax, 5.8 * max(map(len, steps)) + 6)
    thousands(ax, unit_of(rows, unit))
    return ax
