"""The change of a share between two dates, taken apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt

from kalstats.plots.style import COLOURS, beside, kind, make_room, row_label, thousands
from kalstats.plots.words import bounds, written

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

SAME = 0.1  # percentage points; bounds no farther apart are one number


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    """Take the parts of a change that are in percentage points."""
    rows = rows[rows["unit"] == "percentage points"] if "unit" in rows else rows
    rows = rows.rename(columns={"part": "measure"})
    if {"low", "high"} <= {*rows}:
        rows = rows.dropna(subset=["low", "high"])  # a period of which nothing is known
    return rows if "unsure" not in rows else rows.assign(preferred=~rows["unsure"].astype(bool))


def _long(rows: pd.DataFrame) -> pd.DataFrame:
    """Bring the parts of each period side by side, the change first."""
    rows = _named(rows)
    low, high = (rows.get(name, rows["value"]) for name in ("low", "high"))
    told = [
        bounds(*ends, "points") if ends[1] - ends[0] >= SAME else ""
        for ends in zip(low, high, strict=True)
    ]
    rows = rows.assign(value=rows["value"].fillna((low + high) / 2), words=told)
    table = rows.pivot(index="label", columns="measure").loc[rows["label"].drop_duplicates()]
    wide: pd.DataFrame = table["value"].join(table["words"].add_suffix(" words")).reset_index()
    sure: Any = rows.groupby("label")["preferred"].all() if "preferred" in rows else {}
    return wide.assign(unsure=[not sure.get(label, True) for label in wide["label"]])


def _describe(rows: pd.DataFrame) -> str:
    """Say the change of each period."""
    rows = _named(rows)
    whole = rows[rows["measure"] == "change"]
    told = [f"{row.label} {written(row.value, 'points', '+')}" for row in whole.itertuples()]
    parts = " and ".join(rows["measure"].drop_duplicates().drop(whole.index[:1]))
    return f"Bars of a change in percentage points and its parts, {parts}. {', '.join(told)}."


def _inches(rows: pd.DataFrame, _: bool) -> float:
    rows = _named(rows)
    return (rows["label"].nunique() * (rows["measure"].nunique() + 1.5) * 15 + 55) / 72


@kind(_describe, _inches)
def change_bars(
    rows: pd.DataFrame, ax: Axes | None = None, *, parts: dict[str, str] | None = None
) -> Axes:
    """Draw the change of a share, taken apart: bars from zero, a group for each period.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``label`` of the period; ``measure`` or ``part``, ``change`` or the name of a part;
        ``low``, ``value``, ``high`` in percentage points; optionally ``preferred`` or ``unsure``:
        parts that do not rest on counts of one territory are not filled. In the form of 0.1.0 a
        column for each part, and like ``own_is`` where one is a bound.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    parts : dict of str to str, optional
        The parts that add up to ``change``, each with the name that stands beside its bar.

    Returns
    -------
    matplotlib.axes.Axes
        For each period the change, then its parts, each with its number.
    """
    ax = ax or plt.gca()
    if {"measure", "part"} & {*rows}:
        named = _named(rows)["measure"]
        named = named[named != "change"].drop_duplicates()
        rows, parts = _long(rows), parts or {name: name for name in named}
    parts = parts or {}
    bars = {"change": "change", **parts}
    colours = ["ink", "kalmyks", *["others"] * len(parts)]
    step = len(bars) + 1.5
    for i, row in enumerate(rows.to_dict("records")):
        for j, ((part, name), key) in enumerate(zip(bars.items(), colours, strict=False)):
            (bar,) = ax.barh(i * step + j, row[part], 0.78, color=COLOURS[key], ec=COLOURS[key])
            if row["unsure"] and part != "change":
                bar.set(fill=False)
            number = row.get(f"{part} words") or written(row[part], "points", "+")
            text = " ".join(filter(None, [name, row.get(f"{part}_is"), number]))
            end, weight = (max(row[part], 0), i * step + j), "normal" if j else "bold"
            beside(ax, text, end, (5, 0), fontsize=8.5, weight=weight)
        row_label(ax, i * step - 0.5, row["label"], "bold")
    ax.axvline(0, color=COLOURS["muted"], lw=1)
    drawn = rows[list(bars)].to_numpy()
    least, most = min(drawn.min(), 0), max(drawn.max(), 0)
    ax.set_xlim(least * 1.05, most)
    make_room(ax, 98)  # for the words beside the longest bar
    ax.set_ylim(len(rows) * step - 1.2, -1.7)
    thousands(ax, "percentage points")
    return ax
