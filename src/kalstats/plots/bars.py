"""Bars from zero, and accounts of what adds up."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np

from kalstats.plots.style import (
    COLOURS,
    HEAD,
    LETTER,
    beside,
    kind,
    link,
    make_room,
    points_wide,
    row_label,
    tallest,
    thousands,
)
from kalstats.plots.words import bounded, extremes, number, preferred, unit_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def _panels(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Part rows by their measures, or take all as one; rows that hold values only get bounds."""
    rows = bounded(rows)
    if "measure" not in rows or not rows["label"].duplicated().any():
        return {unit_of(rows): rows}
    return {str(name): group for name, group in rows.groupby("measure", sort=False)}


def _describe(rows: pd.DataFrame) -> str:
    """Say which bar is longest and which shortest, of each measure."""
    told = [f"{name}: {extremes(group)}" for name, group in _panels(rows).items()]
    return f"{len(rows)} bars. {'; '.join(told)}."


def _labels(rows: pd.DataFrame, slot: float) -> tuple[float, dict[str, list[str]]]:
    """Return the room of labels at the left, 0 where they stand above; and their lines."""
    longest = LETTER * rows["label"].str.len().max() + 8
    left = min(longest, 0.4 * slot)
    lines = {label: textwrap.wrap(label, int(left / LETTER)) for label in rows["label"]}
    if max(map(len, lines.values())) < 3:
        return left, lines
    return 0, {label: textwrap.wrap(label, int(slot / LETTER)) for label in rows["label"]}


def _heads(rows: pd.DataFrame, unit: str, slot: float) -> tuple[list[str], float]:
    """Return the heading of each panel, in lines, and the height that they need."""
    names = list(_panels(rows))
    names = [unit] if unit and len(names) == 1 else names
    heads = [textwrap.fill(name, int(slot / 5.5)) for name in names]
    return heads, HEAD + 13 * max(head.count("\n") for head in heads)


def _layout(rows: pd.DataFrame, width: float) -> tuple[int, float, float, Any, list[Any]]:
    """Return columns of panels, their width, the room for labels, these, and heights of rows."""
    panels = list(_panels(rows).values())
    columns = 2 if width > 400 and len(panels) > 1 else 1
    slot = width / columns - 12 * (columns - 1)
    left, lines = _labels(rows, slot)
    high = [
        [max(20, 13 * len(lines[one]) + 6) if left else 13 * len(lines[one]) + 20 for one in names]
        for names in (panel["label"] for panel in panels)
    ]
    return columns, slot, left, lines, high


def _inches(rows: pd.DataFrame, wide: bool) -> float:
    columns, slot, *_, high = _layout(rows, 520 if wide else 250)
    head = _heads(rows, "", slot)[1]
    return sum(tallest([head + sum(each) for each in high], columns)) / 72


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
    panels, width, top = _panels(rows), points_wide(ax) * 1.25, 0.0
    columns, slot, left, lines, high = _layout(rows, width)
    heads, above = _heads(rows, unit, slot)
    for place, (words, panel) in enumerate(zip(heads, panels.values(), strict=True)):
        start = place % columns * (slot + 24)
        weight, colour = ("bold", "ink") if len(panels) > 1 else ("normal", "muted")
        beside(ax, words, (start, top + 3), va="top", weight=weight, color=colour)
        feet = top + above - 12 + np.cumsum(high[place])
        for label, foot, tall in zip(panel["label"], feet, high[place], strict=True):
            side, y = ("center", foot - tall / 2) if left else ("top", foot - tall)
            ax.text(start, y, "\n".join(lines[label]), va=side, fontsize=9)
        middles = feet - (np.array(high[place]) / 2 if left else 10)
        same = [one for one in panels.values() if unit_of(one) == unit_of(panel)]
        _column(ax, panel.assign(y=middles), same, start + left, slot - left)
        if place % columns == columns - 1 or place == len(panels) - 1:
            top += above + max(sum(each) for each in high[place - place % columns : place + 1])
    ax.set(xlim=(0, width), ylim=(top, 0), xticks=[], yticks=[])
    ax.spines["bottom"].set_visible(False)
    return ax


def _column(ax: Axes, rows: pd.DataFrame, same: list[Any], start: float, width: float) -> None:
    """Draw the bars of a panel, on the scale of all that have its unit."""
    ends = np.concatenate([one[["low", "value", "high"]].to_numpy(float).ravel() for one in same])
    least, most = (pick([0, *ends[np.isfinite(ends)]]) for pick in (min, max))
    longest = max(len(number(row)) for one in same for row in one.to_dict("records"))
    per = (width - 6 - 5.2 * longest) / (most - least)
    zero = start - least * per
    if least < 0:
        ax.plot(
            [zero] * 2, [rows["y"].min() - 8, rows["y"].max() + 8], color=COLOURS["muted"], lw=1
        )
    for row, best in zip(rows.to_dict("records"), preferred(rows), strict=True):
        low, value, high = (
            zero + per * np.clip(row[n], least, most) for n in ("low", "value", "high")
        )
        far, y, colour = zero, row["y"], COLOURS["accent" if best else "context"]
        if not math.isnan(value):
            far = max(zero, value)
            (bar,) = ax.barh(y, value - zero, 12, left=zero, color=colour, ec=colour)
            link(bar, row)
            bar.set(fill=not row.get("unsure", False))
        if row["high"] > row["low"]:
            ax.plot([low, high], [y, y], color=COLOURS["ink"], lw=1.2, solid_capstyle="butt")
            far = max(far, high)
        beside(ax, number(row), (far, y), (5, 0))


def _describe_account(rows: pd.DataFrame) -> str:
    """Say from what to what an account goes, and what no source explains."""
    told = [f"{row['label']} {_step(row, unit_of(rows))}" for row in rows.to_dict("records")]
    kinds = rows["kind"].tolist()
    stocks, gaps = (
        [told[i] for i, one in enumerate(kinds) if one == kind] for kind in ("stock", "residual")
    )
    ends = stocks[:1] + stocks[1:][-1:]
    gap = f"; without an explanation: {', '.join(gaps)}" if gaps else ""
    return f"Account in {len(rows)} steps, {unit_of(rows)}: {' to '.join(ends)}{gap}."


def _step(row: Any, unit: str) -> str:
    """Write a stock or part as it is, a change with its sign."""
    row = {"low": row["value"], "high": row["value"], "unit": unit, **row, "printed": ""}
    return number(row, "" if row["kind"] in {"stock", "part"} else "+")


@kind(_describe_account, lambda rows, wide: (len(rows) * 36 + (62 if wide else 66)) / 72)
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
    ax = ax or plt.gca()
    unit, level, least, most = unit_of(rows, unit), 0.0, 0.0, 0.0
    for place, row in enumerate(rows.to_dict("records")):
        stock, size = row["kind"] == "stock", float(row["value"])
        start, level = (0.0, size) if stock else (level, level + size)
        gain = size > 0 and row["kind"] != "part"
        colour = COLOURS["ink" if stock else "context" if gain else "accent"]
        (bar,) = ax.barh(place, level - start, 0.42, left=start, color=colour, edgecolor=colour)
        link(bar, row)
        bar.set(fill=row["kind"] != "residual")
        ends = [start + row.get(end, size) for end in ("low", "high")]
        if ends[1] > ends[0]:
            ax.plot(ends, [place + 0.3] * 2, color=colour, lw=1.5, marker="|", ms=6)
        far = max(start, level, *ends)
        least, most = min(least, level), max(most, far)
        beside(ax, _step(row, unit), (far, place), (5, 0), fontsize=10)
        row_label(ax, place - 0.24, row["label"], weight="bold" if stock else "normal")
    longest = max(len(_step(row, unit)) for row in rows.to_dict("records"))
    ax.set(ylim=(len(rows) - 0.6, -1), xlim=(least, most))
    make_room(ax, 5.8 * longest + 6)
    thousands(ax, unit)
    return ax
