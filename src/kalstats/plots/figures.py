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
    bounds,
    kind,
    link,
    number,
    panel_axes,
    points_wide,
    preferred,
    thousands,
    unit_of,
    written,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LINE, MARK, AXIS = 13.5, 22, 54  # points: of a line of a label, of a mark, of the axis below
LETTER = 4.8  # points of width


def rungs(quantity: Quantity | Figure) -> pd.DataFrame:
    """Return the figures of a quantity, or one figure, as rows for `ladder`."""
    expected = "a quantity, quantity(id=...) finds one; or a figure, such as assumed(...)"
    expect("quantity", quantity, (Quantity, Figure), expected)
    figures = quantity.figures if isinstance(quantity, Quantity) else (quantity,)
    best = quantity.preferred if isinstance(quantity, Quantity) else quantity
    return pd.DataFrame(
        [
            {
                "label": f"{cite(figure.source, 'short')}, {figure.locator}",
                **{name: getattr(figure, name) for name in ("low", "value", "high")},
                "unit": figure.unit,
                "source": figure.source,
                "printed": figure.printed,
                "preferred": figure is best,
            }
            for figure in figures
        ]
    )


def _reach(known: Any, reference: Any) -> float:
    """Return where along the axis, 0 to 1, a line to compare with stands; 1 if there is none."""
    if not reference or len(reference) > 2:  # labels may lie over a band, but not over a line
        return 1.0
    least, most = min(known.min(), reference[0]), max(known.max(), reference[0])
    margin = 0.08 * (most - least)
    return float((reference[0] - least + margin) / (most - least + 2 * margin or 1))


def _words(rows: pd.DataFrame) -> list[str]:
    """Write each row's number before its label, as its source prints it or as its unit asks."""
    if "unit" not in rows:
        return list(rows["label"])
    return [f"{number(row)} · {row['label']}" for row in rows.to_dict("records")]


def _wrapped(rows: pd.DataFrame, width: float) -> list[list[str]]:
    short = (textwrap.shorten(text, 150, placeholder=" …") for text in _words(rows))
    return [textwrap.wrap(text, int(width / LETTER)) or [""] for text in short]


def _points(rows: pd.DataFrame, width: float) -> float:
    """Return the height of a ladder of a width, in points."""
    lines = _wrapped(rows, width)
    return AXIS + sum(MARK + LINE * len(label) for label in lines)


def _describe(rows: pd.DataFrame) -> str:
    """Say between what the rows lie, and which is preferred."""
    if "quantity" in rows:
        parts = [
            f"{name}: {bounds(group['low'].min(), group['high'].max(), unit_of(group))}"
            for name, group in rows.groupby("quantity", sort=False)
        ]
        return f"Ladders of rival figures, {len(parts)} quantities. {'; '.join(parts)}."
    unit, best = unit_of(rows), rows[preferred(rows)]
    told = f"{len(rows)} rows on one axis, {unit}".rstrip(", ")
    known = rows[["low", "value", "high"]].to_numpy(float)
    known = known[np.isfinite(known)]
    told += f", from {written(known.min(), unit)} to {written(known.max(), unit)}"
    if len(best) != 1:
        return f"{told}."
    row = best.iloc[0]
    label = textwrap.shorten(row["label"], 90, placeholder=" …")
    return f"{told}; preferred: {label}, {bounds(row['low'], row['high'], unit)}."


def _inches(rows: pd.DataFrame, wide: bool) -> float:
    groups = (
        [group for _, group in rows.groupby("quantity", sort=False)] if "quantity" in rows else []
    )
    if not groups:
        return _points(rows, 500 if wide else 240) / 72
    columns = 2 if wide else 1
    high = [HEAD + _points(group, 205) for group in groups]
    return sum(max(high[i : i + columns]) for i in range(0, len(high), columns)) / 72


def _mark(ax: Axes, row: Any, y: float, edge: float, *, filled: bool) -> None:
    """Draw the range of a row as a bar, and its value as a point."""
    colour = COLOURS["kalmyks" if filled else "muted"]
    if math.isnan(row["value"]) and math.isnan(row["high"]):  # more than the lower bound
        row = {**row, "high": math.inf}
    if row["high"] > row["low"]:
        ends = [row["low"], min(row["high"], edge)]
        ax.plot(ends, [y, y], color=colour, lw=4 if filled else 2.5, solid_capstyle="butt")
        if math.isinf(row["high"]):
            ax.plot(edge, y, ">", color=colour, ms=7)
    if not math.isnan(row["value"]):
        face = colour if filled else COLOURS["paper"]
        (mark,) = ax.plot(row["value"], y, "o", ms=8, mfc=face, mec=colour, mew=1.8)
        link(mark, row)


def _refer(ax: Axes, reference: Any, y: float, *, right: bool) -> None:
    """Draw a line or band to compare with, and its name at the foot."""
    *ends, name = reference
    colour, middle = COLOURS["kalmyks"], sum(ends) / len(ends)
    if len(ends) > 1:
        ax.axvspan(*ends, color=COLOURS["band"], lw=0, zorder=0)
    else:
        ax.axvline(middle, color=colour, lw=1.2, ls=(0, (4, 3)), zorder=0)
    side = "center" if len(ends) > 1 else "right" if right else "left"
    away = {"center": 0, "right": -4, "left": 4}[side]
    words: dict[str, Any] = {"color": colour, "va": "center", "ha": side, "fontsize": 9}
    ax.annotate(name, (middle, y), (away, 0), textcoords="offset points", **words)


def _rungs(ax: Axes, rows: pd.DataFrame, unit: str, reference: Any, *, zero: bool) -> None:
    """Draw one ladder: a label above each mark."""
    known = rows[["low", "value", "high"]].to_numpy(float)
    known = known[np.isfinite(known)]
    reach = _reach(known, reference)
    labels = _wrapped(rows, points_wide(ax) * 1.15 * (reach if reach > 0.5 else 1))
    place = np.cumsum([MARK + LINE * len(lines) for lines in labels])
    edge, best = known.max() * 1.05, preferred(rows)
    for y, lines, filled, row in zip(place, labels, best, rows.to_dict("records"), strict=True):
        _mark(ax, row, y, edge, filled=filled)
        text = ax.text(0, y - 7, "\n".join(lines), transform=ax.get_yaxis_transform())
        text.set(va="bottom", fontsize=9, color=COLOURS["ink" if filled else "muted"])
        text.set(weight="bold" if filled and not best.all() else "normal")
        if not reference or len(reference) < 3:  # a band is to be seen behind its labels
            text.set_bbox(
                {"facecolor": COLOURS["paper"], "edgecolor": "none", "pad": 1, "alpha": 0.85}
            )
        text.set_in_layout(False)
    if reference:
        _refer(ax, reference, place[-1] + 13, right=reach > 0.5)
    ax.margins(x=0.08)
    if zero:
        ax.set_xlim(left=0)
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
        ``unit``, ``printed``, ``preferred``. With a column ``quantity`` each of them has a ladder
        and an axis of its own. `rungs` makes such rows of a quantity.
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
