"""A whole and its parts: compositions, and the change of a share taken apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Patch

from kalstats.plots.style import (
    COLOURS,
    beside,
    kind,
    link,
    make_room,
    points_wide,
    row_label,
    scale,
    thousands,
)
from kalstats.plots.words import bounds, preferred, unit_of, written

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

SAME = 0.1  # percentage points; bounds no farther apart are one number
UNKNOWN = "not told apart"
TOLD = ["kalmyks", "russians", "others"]


def _segment(part: str, place: int) -> dict[str, Any]:
    """Return how a part of a bar is filled; what is not told apart is hatched paper."""
    if part == UNKNOWN:
        return {"fc": COLOURS["paper"], "ec": COLOURS["others"], "hatch": "///"}
    name = part.lower() if part.lower() in TOLD else "others" if place else "kalmyks"
    return {"fc": COLOURS[name], "ec": COLOURS["paper"]}


def _wide(rows: pd.DataFrame, parts: list[str] | None) -> tuple[pd.DataFrame, list[str]]:
    """Bring the parts of each bar side by side; rows of 0.1.0 have a column for each part."""
    if "measure" in rows and len(rows["measure"].unique()) > 1:  # inside and outside, of one people
        rows = rows.assign(people=rows["measure"])
    if "people" not in rows:
        return rows.assign(note=rows.get("note", "")), parts or []
    sure = rows[preferred(rows)].drop_duplicates(["label", "people"])  # and no rival figures
    apart = sure["label"][~sure["people"].isin(["all", ""])]
    sure = sure[(sure["people"] != "all") | ~sure["label"].isin(apart)]
    sure = sure.replace({"people": "all"}, UNKNOWN)
    names = parts or [name for name in sure["people"].drop_duplicates() if name]
    wide = sure.pivot(index="label", columns="people", values="value")
    wide = wide.reindex(rows["label"].drop_duplicates(), columns=names)
    first = rows.groupby("label", sort=False).first()
    told: Any = first[first.columns.intersection(["source", "sources", "note"])]
    gone = rows["label"][rows["people"] == ""].tolist()  # a time without a territory
    empty = wide.isna().all(axis=1).map({True: "no figure found", False: ""})
    empty[gone] = gone
    return wide.assign(**{"note": empty, **told}).reset_index().fillna({"note": ""}), names


def _describe_bars(rows: pd.DataFrame) -> str:
    """Say from what to what each part went."""
    (wide, parts), told = _wide(rows, None), []
    for part in parts:
        known = wide.dropna(subset=part)[["label", part]].to_numpy()
        ends = [*known[:1], *known[-1:]]
        steps = [f"{written(value, unit_of(rows))} in {label}" for label, value in ends]
        if steps:
            told.append(f"{part} {' to '.join(dict.fromkeys(steps))}")
    return f"Stacked bars, {len(wide)} rows, {unit_of(rows)}: {'; '.join(told)}."


def _tall(rows: pd.DataFrame, wide: bool) -> float:
    return (rows["label"].nunique() * 27 + (70 if wide else 84)) / 72


@kind(_describe_bars, _tall)
def stacked_bars(
    rows: pd.DataFrame,
    ax: Axes | None = None,
    *,
    parts: list[str] | None = None,
    unit: str = "",
) -> Axes:
    """Draw compositions below one another, a bar for each label; what is not known stays blank.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``label``, the bar; ``people``, the part; ``value``, nan where it is not told apart;
        optionally ``note``, what stands in the place of a bar or behind it. In the form of 0.1.0
        a column for each part.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    parts : list of str, optional
        The parts from left to right; ``not told apart`` is hatched.
    unit : str
        Label of the axis, if not the unit of the rows.

    Returns
    -------
    matplotlib.axes.Axes
        One segment for each part known, with its number where there is room; that of a hatched
        part stands behind the bar. A band with the note for a row without parts.
    """
    ax, unit = ax or plt.gca(), unit_of(rows, unit)
    rows, parts = _wide(rows, parts)
    most, wide = rows[parts].sum(axis=1).max(), points_wide(ax) * 1.2
    for place, row in enumerate(rows.to_dict("records")):
        left, behind = 0.0, list[str]()
        for order, part in enumerate(parts):
            if np.isnan(row[part]):
                continue
            (bar,) = ax.barh(place, row[part], 0.72, left=left, lw=0.8, **_segment(part, order))
            link(bar, row)
            number, middle = written(row[part], unit), left + row[part] / 2
            left += row[part]
            if part == UNKNOWN:
                behind.append(number)
            elif row[part] / most * wide > 5.2 * len(number) + 4:
                text = ax.text(middle, place, number, ha="center", va="center", fontsize=9)
                text.set(weight="bold", color=COLOURS["paper"])
            else:
                behind.append(f"{part} {number}")
        if left == 0:
            ax.axhspan(place - 0.42, place + 0.42, color=COLOURS["band"], lw=0)
        told = [*(behind if left < 0.7 * most else behind[-1:]), row["note"]]
        beside(ax, " · ".join(filter(None, told)), (left, place), (5, 0), color="muted")
    ax.set_yticks(range(len(rows)), rows["label"].where(rows["label"] != rows["note"], ""))
    ax.set(ylim=(len(rows) - 0.45, -0.55))
    ax.set(xlim=(0, most * (1.01 + 34 / wide * (UNKNOWN in parts))))
    ax.tick_params(axis="y", length=0, labelcolor=COLOURS["ink"])
    ax.set_xlabel(unit)
    scale(ax.xaxis)
    keys = [Patch(label=part, lw=0.8, **_segment(part, n)) for n, part in enumerate(parts)]
    corner: dict[str, Any] = {"loc": "lower left", "bbox_to_anchor": (-0.02, 1)}
    columns = len(parts) if wide > 375 else 2
    ax.legend(handles=keys, ncols=columns, frameon=False, fontsize=9, borderpad=0, **corner)
    return ax


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


def _describe_change(rows: pd.DataFrame) -> str:
    """Say the change of each period."""
    rows = _named(rows)
    whole = rows[rows["measure"] == "change"]
    changes = whole[["label", "value"]].to_numpy()
    told = [f"{label} {written(value, 'points', '+')}" for label, value in changes]
    parts = " and ".join(rows["measure"].drop_duplicates().drop(whole.index[:1]))
    return f"Bars of a change in percentage points and its parts, {parts}. {', '.join(told)}."


def _change_inches(rows: pd.DataFrame, _: bool) -> float:
    rows = _named(rows)
    return (rows["label"].nunique() * (rows["measure"].nunique() + 1.5) * 15 + 55) / 72


@kind(_describe_change, _change_inches)
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
