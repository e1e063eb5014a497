"""Figures beside their rivals, readings beside each other, a range beside those of others."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from kalstats.data import cite
from kalstats.data.arguments import expect
from kalstats.evidence import Figure, Quantity
from kalstats.plots.style import (
    COLOURS,
    HEAD,
    LETTER,
    beside,
    kind,
    link,
    panel_axes,
    points_wide,
    row_label,
    tallest,
    thousands,
)
from kalstats.plots.words import bounds, number, preferred, unit_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LINE, MARK, AXIS = 13.5, 22, 54  # points: of a line of a label, of a mark, of the axis below


def rungs(quantity: Quantity | Figure) -> pd.DataFrame:
    """Return the figures of a quantity, or one figure, as rows for `ladder`."""
    expected = "a quantity, quantity(id=...) finds one; or a figure, such as assumed(...)"
    expect("quantity", quantity, (Quantity, Figure), expected)
    figures = quantity.figures if isinstance(quantity, Quantity) else (quantity,)
    best = quantity.preferred if isinstance(quantity, Quantity) else quantity
    return pd.DataFrame(
        [
            {
                "label": ", ".join(filter(None, (cite(figure.source, "short"), figure.locator))),
                **{name: getattr(figure, name) for name in ("low", "value", "high")},
                "unit": figure.unit,
                "source": figure.source,
                "id": figure.id,
                "printed": figure.printed,
                "preferred": figure is best,
            }
            for figure in figures
        ]
    )


def _known(rows: pd.DataFrame) -> Any:
    """Return all numbers of rows that are known and not infinite."""
    columns = rows.columns.intersection(["least", "low", "value", "high", "most"])
    numbers = rows[columns].to_numpy(float)
    return numbers[np.isfinite(numbers)]


def _words(row: Any) -> str:
    """Write a row's number before its label, as its source prints it or as its unit asks."""
    told = f"{number(row)} · {row['label']}" if "unit" in row else row["label"]
    return textwrap.shorten(told, 150, placeholder=" …")


def _feet(rows: pd.DataFrame, columns: int) -> Any:
    """Return where the marks of a ladder stand, in points from its top."""
    lines = [len(textwrap.wrap(_words(row), columns)) for row in rows.to_dict("records")]
    return np.cumsum([MARK + LINE * n for n in lines])


def _points(rows: pd.DataFrame, width: float) -> float:
    """Return the height of a ladder of a width, in points."""
    return float(AXIS + _feet(rows, int(width / LETTER))[-1])


def _describe(rows: pd.DataFrame) -> str:
    """Say between what the rows lie, and which is preferred."""
    parts, told = rows.assign(quantity=rows.get("quantity", f"{len(rows)} rows")), list[str]()
    for name, group in parts.groupby("quantity", sort=False):
        best, unit = group[preferred(group)].to_dict("records"), unit_of(group)
        words = f"{name}: {bounds(group['low'].min(), group['high'].max(), unit)}"
        if len(best) == 1 and "quantity" not in rows:
            words += f"; read first: {textwrap.shorten(_words(best[0]), 90, placeholder=' …')}"
        told.append(words)
    return f"Figures marked on an axis, {unit_of(rows)}. {'; '.join(told)}."


def _inches(rows: pd.DataFrame, wide: bool) -> float:
    if "quantity" not in rows:
        return _points(rows, 500 if wide else 240) / 72
    high = [HEAD + _points(group, 205) for _, group in rows.groupby("quantity", sort=False)]
    return sum(tallest(high, 2 if wide else 1)) / 72


def _mark(ax: Axes, row: Any, y: float, edge: float, *, filled: bool) -> None:
    """Draw the range of a row as a bar, a wider one as a thin line, and its value as a point."""
    colour = COLOURS["accent" if filled else "muted"]
    if math.isnan(row["value"]) and math.isnan(row["high"]):  # more than the lower bound
        row = {**row, "high": math.inf}
    if "least" in row:
        ax.plot([row["least"], row["most"]], [y, y], color=colour, lw=1)
    if row["high"] > row["low"]:
        ends = [row["low"], min(row["high"], edge)]
        ax.plot(ends, [y, y], color=colour, lw=4 if filled else 2.5, solid_capstyle="butt")
        if math.isinf(row["high"]):
            ax.plot(edge, y, ">", color=colour, ms=7)
    if not math.isnan(row["value"]):
        face = colour if filled else COLOURS["paper"]
        (mark,) = ax.plot(row["value"], y, "o", ms=8, mfc=face, mec=colour, mew=1.8)
        link(mark, row)


def _refer(ax: Axes, reference: Any, y: float) -> None:
    """Draw a line or band to compare with, and its name at the foot."""
    *ends, name = reference
    if len(ends) > 1:
        ax.axvspan(*ends, color=COLOURS["band"], lw=0, zorder=0)
    else:
        ax.axvline(ends[0], color=COLOURS["accent"], lw=1.2, ls=(0, (4, 3)), zorder=0)
    left = sum(ends) / len(ends) > sum(ax.get_xlim()) / 2
    at, side = (ends[0 if left else -1], y), "right" if left else "left"
    beside(ax, name, at, (-4 if left else 4, 0), color="accent", ha=side)


def _rungs(ax: Axes, rows: pd.DataFrame, unit: str, reference: Any, *, zero: bool) -> None:
    """Draw one ladder: a label above each mark; none lies over a line to compare with."""
    ends = [*_known(rows), *(reference[:-1] if reference else ())]
    margin = 0.08 * (max(ends) - min(ends)) or 1
    first, last = 0 if zero else min(ends) - margin, max(ends) + margin
    reach = (reference[0] - first) / (last - first) if reference and len(reference) == 2 else 1
    columns = int(points_wide(ax) * 1.15 * (reach if reach > 0.5 else 1) / LETTER)
    place, edge, best = _feet(rows, columns), max(ends) + margin / 2, preferred(rows)
    for y, filled, row in zip(place, best, rows.to_dict("records"), strict=True):
        _mark(ax, row, y, edge, filled=filled)
        look = {"color": COLOURS["ink" if filled else "muted"]}
        weight = "bold" if filled and not best.all() else "normal"
        row_label(ax, y - 7, _words(row), weight, columns, **look)
    ax.set(xlim=(first, last))
    if reference:
        _refer(ax, reference, place[-1] + 13)
    thousands(ax, unit)
    ax.set_ylim(place[-1] + 22, 0)


@kind(_describe, _inches)
def ladder(
    rows: pd.DataFrame,
    ax: Axes | None = None,
    *,
    unit: str = "",
    reference: Any = None,
    zero: bool = False,
) -> Axes:
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
        What to compare with: a value and its name, or low, high and a name.
    zero : bool
        Whether the axis begins at zero.

    Returns
    -------
    matplotlib.axes.Axes
        One marker for each value, filled if preferred; a bar from low to high for each range;
        above it the number and the label.
    """
    ax = ax or plt.gca()
    if "quantity" not in rows:
        _rungs(ax, rows, unit_of(rows, unit), reference, zero=zero)
        return ax
    groups: dict[Any, Any] = dict(list(rows.groupby("quantity", sort=False)))
    sizes = [HEAD + _points(group, 205) for group in groups.values()]
    for (name, group), inset in zip(groups.items(), panel_axes(ax, sizes), strict=True):
        _rungs(inset, group, unit_of(group, unit), reference, zero=zero)
        inset.set_title(name, loc="left", fontsize=10, weight="bold")
    return ax
