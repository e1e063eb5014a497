"""The change of a share between two dates, taken apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt

from kalstats.plots.style import COLOURS, bounds, kind, points_wide, row_label, tenths, thousands

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
    ends = [rows.get(name, rows["value"]) for name in ("low", "high")]
    middle = rows["value"].fillna((ends[0] + ends[1]) / 2)
    told = [
        bounds(low, high, "points") if not high - low < SAME else ""
        for low, high in zip(*ends, strict=True)
    ]
    table = rows.assign(value=middle, words=told).pivot(index="label", columns="measure")
    table = table.loc[rows["label"].drop_duplicates()]
    wide: pd.DataFrame = table["value"].join(table["words"].add_suffix(" words")).reset_index()
    sure: Any = rows.groupby("label")["preferred"].all() if "preferred" in rows else {}
    return wide.assign(unsure=[not sure.get(label, True) for label in wide["label"]])


def _describe(rows: pd.DataFrame) -> str:
    """Say the change of each period."""
    rows = _named(rows)
    whole = rows[rows["measure"] == "change"]
    told = [f"{row.label} {tenths(row.value, '+')}" for row in whole.itertuples()]  # type: ignore[arg-type]
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
            end, bound = (max(row[part], 0), i * step + j), row.get(f"{part}_is")
            number = row.get(f"{part} words") or tenths(row[part], "+")
            text = " ".join(filter(None, [name, bound, number]))
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
