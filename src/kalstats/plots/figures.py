"""Figures below each other on one axis: rivals, readings, ranges; accounts of what adds up."""

import math
import textwrap
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from kalstats.data import cite
from kalstats.data.arguments import expect
from kalstats.evidence import Figure, Quantity
from kalstats.plots import frame
from kalstats.plots.frame import COLOURS, LETTER, beside, dot, kind, link, stroke
from kalstats.plots.words import bounded, bounds, each, number, parted, preferred, ranked, unit_of


def rungs(quantity: Quantity | Figure) -> pd.DataFrame:
    """Return the figures of a quantity, or one figure, as rows for `ladder`."""
    expected = "a quantity, quantity(id=...) finds one; or a figure, such as assumed(...)"
    expect("quantity", quantity, (Quantity, Figure), expected)
    figures = quantity.figures if isinstance(quantity, Quantity) else (quantity,)
    best = quantity.preferred if isinstance(quantity, Quantity) else quantity
    taken = ["low", "value", "high", "unit", "source", "id", "printed"]
    rows = pd.DataFrame([{name: getattr(one, name) for name in taken} for one in figures])
    places = [filter(None, (cite(one.source, "short"), one.locator)) for one in figures]
    rows.insert(0, "label", [", ".join(place) for place in places])
    return rows.assign(preferred=[one is best for one in figures])


def _words(rows: pd.DataFrame) -> list[str]:
    """Write each row's number before its label, as its source prints it or as its unit asks."""
    told = (f"{number(row)} · {row['label']}" for row in rows.to_dict("records"))
    return [textwrap.shorten(text, 150, placeholder=" …") for text in told]


def _sizes(rows: pd.DataFrame, width: float) -> list[float]:
    """Return the height of each ladder of a width, in points."""
    words = (_words(group) for group in parted(rows, "quantity").values())
    return [frame.AXIS + frame.row_feet(one, int(width / LETTER))[-1] for one in words]


def _describe(rows: pd.DataFrame) -> str:
    """Say between what the rows lie, and which is preferred."""
    groups = parted(rows, "quantity", f"{len(rows)} rows")
    told = each(groups, lambda one: bounds(one["low"].min(), one["high"].max(), unit_of(one)))
    best = _words(rows[preferred(rows)])
    if len(best) == 1 and "quantity" not in rows:
        told += f"; read first: {textwrap.shorten(best[0], 90, placeholder=' …')}"
    return f"Figures marked on an axis, {unit_of(rows)}. {told}."


def _inches(rows: pd.DataFrame, wide: bool) -> float:
    width, head = (205, frame.HEAD) if "quantity" in rows else (500 if wide else 240, 0)
    return sum(frame.tallest([head + high for high in _sizes(rows, width)], 2 if wide else 1)) / 72


def _mark(ax: Axes, row: Any, y: float, edge: float, *, filled: bool) -> None:
    """Draw the range of a row as a bar, a wider one as a thin line, and its value as a point."""
    low, value, high = row["low"], row["value"], row["high"]
    colour = "accent" if filled else "muted"
    if math.isnan(value) and math.isnan(high):  # more than the lower bound
        high = math.inf
    if "least" in row:
        stroke(ax, (row["least"], row["most"]), y, colour, 1)
    if high > low:
        stroke(ax, (low, min(high, edge)), y, colour, 4 if filled else 2.5)
    if math.isinf(high):
        stroke(ax, edge, y, colour, 1, marker=">", ms=7)
    if not math.isnan(value):
        dot(ax, (value, y), row, colour, filled=filled)


def _rungs(ax: Axes, rows: pd.DataFrame, unit: str, reference: Any) -> None:
    """Draw one ladder: a label above each mark; none lies over a line to compare with."""
    numbers = rows[rows.columns.intersection(["least", "low", "value", "high", "most"])]
    known = numbers.to_numpy(float)[np.isfinite(numbers.to_numpy(float))]
    ends, best = [*known, *reference[:1]], preferred(rows)
    margin = 0.08 * (max(ends) - min(ends)) or 1
    first, last = min(ends) - margin, max(ends) + margin
    reach = (reference[0] - first) / (last - first) if reference else 1
    columns = int(frame.wide(ax) * (reach if reach > 0.5 else 1) / LETTER)
    other = "ink" if best.all() else "muted"
    feet = frame.row_words(ax, _words(rows), best & ~best.all(), columns, other)
    for y, (row, filled) in zip(feet, ranked(rows), strict=True):
        _mark(ax, row, y, last - margin / 2, filled=filled)
    ax.set_xlim(first, last)
    for value, name in [reference] if reference else ():  # a line, and its name at the foot
        ax.axvline(value, color=COLOURS["accent"], lw=1.2, ls=(0, (4, 3)), zorder=0)
        away, side = (-4, "right") if value > (first + last) / 2 else (4, "left")
        beside(ax, name, (value, feet[-1] + 13), (away, 0), color="accent", ha=side)
    frame.thousands(ax, unit)
    if (known % 1 == 0).all() and np.ptp(known) < 10:  # as ranks are
        ax.set_xticks(np.arange(known.min(), known.max() + 1))


@kind(_describe, _inches)
def ladder(rows: pd.DataFrame, ax: Any = None, *, unit: str = "", reference: Any = ()) -> Any:
    """Draw rival figures, readings, variants or ranges of others, one below the other on one axis.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``label``, ``low``, ``value`` (nan where there are bounds only), ``high``; optionally
        ``unit``, ``printed``, ``preferred``, and a wider range, ``least`` to ``most``. With a
        column ``quantity`` each of them has a ladder and an axis of its own. `rungs` makes such
        rows of a quantity.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    unit : str
        Label of the axis, if not the unit of the rows.
    reference : tuple, optional
        What to compare with: a value and its name.

    Returns
    -------
    matplotlib.axes.Axes
        One marker for each value, filled if preferred; a bar from low to high for each range;
        above it the number and the label.
    """
    sizes = [frame.HEAD + high for high in _sizes(rows, 205)]
    panels = frame.panel_axes(ax, sizes) if "quantity" in rows else [ax]
    for (name, group), panel in zip(parted(rows, "quantity").items(), panels, strict=True):
        _rungs(panel, group, unit_of(group, unit), reference)
        if panel is not ax:
            panel.set_title(name, loc="left", fontsize=10, weight="bold")


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


@kind(_describe_account, lambda rows, _: (len(rows) * 36 + 64) / 72)
def account(rows: pd.DataFrame, ax: Any = None) -> Any:
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

    Returns
    -------
    matplotlib.axes.Axes
        One bar for each row, its number beside it, and a thin line over its bounds.
    """
    steps, level = _steps(rows), 0.0
    feet = frame.row_words(ax, rows["label"], rows["kind"] == "stock", int(frame.wide(ax) / 5.4))
    for row, step, y in zip(bounded(rows).to_dict("records"), steps, feet, strict=True):
        stock, size = row["kind"] == "stock", float(row["value"])
        start, level = (0.0, size) if stock else (level, level + size)
        gain, filled = size > 0 and row["kind"] != "part", row["kind"] != "residual"
        colour = "ink" if stock else "context" if gain else "accent"
        shade = COLOURS[colour]
        bar = ax.barh(y, level - start, 15, left=start, color=shade, ec=shade, fill=filled)
        link(bar[0], row)
        ends = start + row["low"], start + row["high"]
        if ends[1] > ends[0]:
            stroke(ax, ends, y + 11, colour, 1.5, marker="|", ms=6)
        beside(ax, step, (max(start, level, *ends), y), (5, 0), fontsize=10)
    ax.margins(x=0)
    frame.make_room(ax, 5.8 * max(map(len, steps)) + 6)
    frame.thousands(ax, unit_of(rows))
