"""Bars from zero, and accounts of what adds up."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np

from kalstats.plots.style import (
    COLOURS,
    beside,
    kind,
    link,
    make_room,
    points_wide,
    row_label,
    thousands,
)
from kalstats.plots.words import bounds, number, preferred, unit_of, written

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

LETTER = 4.8  # points of width


def _filled(rows: pd.DataFrame) -> pd.DataFrame:
    """Give rows that hold values only their bounds."""
    return rows.assign(**{n: rows["value"] for n in ("low", "high") if n not in rows})


def _groups(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Part rows by their measures, if several of them have the same label."""
    if "measure" not in rows or not rows["label"].duplicated().any():
        return {"": rows}
    return {str(name): group for name, group in rows.groupby("measure", sort=False)}


def _describe(rows: pd.DataFrame) -> str:
    """Say which bar is longest and which shortest, of each measure."""
    told = []
    for name, group in _groups(_filled(rows)).items():
        far = group["value"].fillna(group["high"]).dropna().sort_values()
        ends = group.loc[[far.index[-1], far.index[0]]].to_dict("records")
        words = [f"{textwrap.shorten(row['label'], 60)} {number(row)}" for row in ends]
        told.append(f"{len(far)} bars, {name or unit_of(group)}, from {' to '.join(words)}")
    return f"{'; '.join(told)}."


def _lines(rows: pd.DataFrame, wide: bool) -> dict[str, tuple[list[str], float]]:
    """Return the lines of each label, and the height of its row in points."""
    made = dict[str, tuple[list[str], float]]()
    for label in rows["label"].drop_duplicates():
        lines = textwrap.wrap(label, 40 if wide else 56)
        made[label] = lines, max(24, 13 * len(lines) + 8) if wide else 13 * len(lines) + 22
    return made


def _inches(rows: pd.DataFrame, wide: bool) -> float:
    points = sum(high for _, high in _lines(rows, wide).values())
    return float(points + (26 if len(_groups(rows)) > 1 else 12)) / 72


@kind(_describe, _inches)
def bars(rows: pd.DataFrame, ax: Axes | None = None, *, unit: str = "") -> Axes:
    """Draw a bar from zero for each row, in the order of the rows, with its number behind it.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``label``, ``value``; optionally ``low``, ``high``, ``unit``, ``printed``, ``preferred``
        (the bars in colour). Those of several ``measure`` stand side by side, on a scale each,
        under its name.
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
    ax, rows = ax or plt.gca(), _filled(rows)
    groups, wide, width = _groups(rows), points_wide(ax) > 300, points_wide(ax) * 1.25
    labels, foot, places = _lines(rows, wide), 0.0, {}
    longest = max(len(line) for lines, _ in labels.values() for line in lines)
    left = min(200, 8 + LETTER * longest) if wide else 0
    for label, (lines, high) in labels.items():
        places[label] = foot + (high / 2 if wide else high - 11)
        y, side = (places[label], "center") if wide else (foot + 2, "top")
        ax.text(0, y, "\n".join(lines), va=side, fontsize=9)
        foot += high
    slot = (width - left) / len(groups)
    for place, (name, group) in enumerate(groups.items()):
        start = left + place * slot
        _column(ax, group.assign(y=group["label"].map(places)), start, slot - 10)
        words = textwrap.shorten(unit or name or unit_of(group), int(slot / LETTER))
        ax.text(start, -4, words, va="bottom", fontsize=9, color=COLOURS["muted"])
    ax.set(xlim=(0, width), ylim=(foot, -18), xticks=[], yticks=[])
    ax.spines["bottom"].set_visible(False)
    return ax


def _column(ax: Axes, rows: pd.DataFrame, start: float, width: float) -> None:
    """Draw the bars of one measure in a column of the chart."""
    told = rows.to_dict("records")
    room = width - 6 - 5.2 * max(len(number(row)) for row in told)
    most = np.nanmax(rows[["value", "high"]].replace(math.inf, math.nan).to_numpy(float))
    for row, best in zip(told, preferred(rows), strict=True):
        low, value, high = (room * min(row[n], most) / most for n in ("low", "value", "high"))
        far, y, colour = start, row["y"], COLOURS["accent" if best else "context"]
        if not math.isnan(row["value"]):
            far += value
            link(ax.barh(y, value, 12, left=start, color=colour)[0], row)
        if row["high"] > row["low"]:
            ends = [start + low, start + high]
            ax.plot(ends, [y, y], color=COLOURS["ink"], lw=1.2, solid_capstyle="butt")
            far = max(far, ends[1])
        beside(ax, number(row), (far, y), (5, 0))


def _describe_account(rows: pd.DataFrame) -> str:
    """Say the steps of an account in order."""
    unit = unit_of(rows)
    told = [f"{row['label']} {_step(row, unit)}" for row in rows.to_dict("records")]
    return f"An account in steps, {unit}: {', '.join(told)}."


def _step(row: Any, unit: str) -> str:
    """Write a stock or part as it is, a change with its sign; bounds where it has some."""
    low, value, high = row.get("low", row["value"]), row["value"], row.get("high", row["value"])
    text = bounds(low, high, unit) if low < high else written(value, unit)
    return f"+{text}" if row["kind"] not in {"stock", "part"} and low > 0 else text


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
