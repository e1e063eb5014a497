"""Bars from zero, and accounts of what adds up."""

import math
import textwrap
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from kalstats.plots import frame
from kalstats.plots.frame import COLOURS, LETTER, beside, kind, link, stroke
from kalstats.plots.words import bounded, each, extremes, number, parted, ranked, unit_of


def _panels(rows: pd.DataFrame, unit: str = "") -> dict[str, pd.DataFrame]:
    """Part rows by their measures, or take all as one; rows that hold values only get bounds."""
    rows = bounded(rows).reset_index(drop=True)
    if "measure" in rows and rows["label"].duplicated().any():
        return parted(rows, "measure")
    return {unit_of(rows, unit): rows}


def _describe(rows: pd.DataFrame) -> str:
    """Say which bar is longest and which shortest, of each measure."""
    return f"{len(rows)} bars. {each(_panels(rows), extremes)}."


def _layout(rows: pd.DataFrame, width: float, unit: str = "") -> tuple[Any, ...]:
    """Return panels by their headings, how high all are, and the room for labels and for bars.

    The room for labels is that at the left of bars, 0 if they stand above. All is in points.
    """
    panels = _panels(rows, unit)
    columns = 2 if width > 400 and len(panels) > 1 else 1
    slot, labels = width / columns - 12 * (columns - 1), rows["label"]
    left = min(LETTER * labels.str.len().max() + 8, 0.4 * slot)
    if max(len(textwrap.wrap(label, int(left / LETTER))) for label in labels) > 2:
        left = 0
    heads = [textwrap.fill(name, int(slot / 5.5)) for name in panels]
    above = frame.HEAD + 13 * max(head.count("\n") for head in heads)
    laid = []
    for panel in panels.values():
        words = panel["label"].map(lambda one: textwrap.fill(one, int((left or slot) / LETTER)))
        tall = 13 * words.str.count("\n") + (20 if left else 33)
        y = above - 12 + tall.cumsum() - (tall / 2 if left else 10)
        laid.append(panel.assign(words=words, y=y, tall=tall))
    sizes = [above + panel["tall"].sum() for panel in laid]
    tops = np.cumsum([0, *frame.tallest(sizes, columns)])
    for place, panel in enumerate(laid):
        top = tops[place // columns]
        panel["x"], panel["top"] = place % columns * (slot + 24), top + 3
        panel["y"] += top
    return dict(zip(heads, laid, strict=True)), tops[-1], left, slot - left


def _inches(rows: pd.DataFrame, wide: bool) -> float:
    return float(_layout(rows, 520 if wide else 250)[1] / 72)


@kind(_describe, _inches)
def bars(rows: pd.DataFrame, ax: Any = None, *, unit: str = "") -> Any:
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
    width = frame.wide(ax) * 1.09  # no axis takes room at its sides
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


def _column(ax: Axes, rows: pd.DataFrame, same: pd.DataFrame, left: float, room: float) -> None:
    """Draw the bars of a panel, on the scale of all that have its unit."""
    ends = same[["low", "value", "high"]].replace([-np.inf, np.inf], np.nan)
    least, most = min(0, ends.min().min()), max(0, ends.max().max())
    longest = max(len(number(row)) for row in same.to_dict("records"))
    per = (room - 6 - 5.2 * longest) / (most - least)
    zero = float(rows["x"].iloc[0]) + left - least * per
    if least < 0:
        stroke(ax, zero, (rows["y"].min() - 8, rows["y"].max() + 8), "muted", 1)
    drawn = zero + per * rows[["low", "value", "high"]].clip(least, most).to_numpy()
    for (row, best), (low, value, high) in zip(ranked(rows), drawn, strict=True):
        y, colour = row["y"], COLOURS["accent" if best else "context"]
        far, filled = np.nanmax([zero, value]), not row.get("unsure", False)
        if not math.isnan(value):
            bar = ax.barh(y, value - zero, 12, left=zero, color=colour, ec=colour, fill=filled)
            link(bar[0], row)
        if row["high"] > row["low"]:
            stroke(ax, (low, high), y, "ink", 1.2)
            far = max(far, high)
        beside(ax, number(row), (far, y), (5, 0))


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
