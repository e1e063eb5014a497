"""A whole and its parts: compositions, and the change of a share taken apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Patch

from kalstats.plots.style import (
    COLOURS,
    TURNS,
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


def _segment(parts: list[str], place: int) -> dict[str, Any]:
    """Return how a part of a bar is filled; what is not told apart is hatched paper."""
    if parts[place] == UNKNOWN:
        return {"fc": COLOURS["paper"], "ec": COLOURS["context"], "hatch": "///"}
    last = parts[place] == "others" or (place == 1 and len(parts) == 2)
    return {"fc": COLOURS["context" if last else TURNS[min(place, 2)]], "ec": COLOURS["paper"]}


def _known(low: float, value: float, high: float) -> float:
    """Round a number to the digits that its bounds leave."""
    apart = high - low
    return round(value, -int(np.log10(apart))) if 10 <= apart < np.inf else value


def _wide(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Bring the parts of each bar side by side."""
    if "measure" in rows and len(rows["measure"].unique()) > 1:  # inside and outside, of one people
        rows = rows.assign(people=rows["measure"])
    sure = rows[preferred(rows)].drop_duplicates(["label", "people"])  # and no rival figures
    if {"low", "high"} <= {*rows}:
        sure = sure.assign(value=[*map(_known, sure["low"], sure["value"], sure["high"])])
    apart = sure["label"][~sure["people"].isin(["all", ""])]
    sure = sure[(sure["people"] != "all") | ~sure["label"].isin(apart)]
    sure = sure.replace({"people": "all"}, UNKNOWN)
    names = [name for name in sure["people"].drop_duplicates() if name]
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
    (wide, parts), told = _wide(rows), []
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
def stacked_bars(rows: pd.DataFrame, ax: Axes | None = None, *, unit: str = "") -> Axes:
    """Draw compositions below one another, a bar for each label; what is not known stays blank.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``label``, the bar; ``people``, the part; ``value``, nan where it is not told apart;
        optionally ``note``, what stands in the place of a bar or behind it; ``not told apart``
        is hatched.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    unit : str
        Label of the axis, if not the unit of the rows.

    Returns
    -------
    matplotlib.axes.Axes
        One segment for each part known, with its number where there is room; that of a hatched
        part stands behind the bar. A band with the note for a row without parts.
    """
    ax, unit = ax or plt.gca(), unit_of(rows, unit)
    rows, parts = _wide(rows)
    most, wide = rows[parts].sum(axis=1).max(), points_wide(ax) * 1.2
    for place, row in enumerate(rows.to_dict("records")):
        left, behind = 0.0, list[str]()
        for order, part in enumerate(parts):
            if np.isnan(row[part]):
                continue
            (bar,) = ax.barh(place, row[part], 0.72, left=left, lw=0.8, **_segment(parts, order))
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
    keys = [Patch(label=part, lw=0.8, **_segment(parts, n)) for n, part in enumerate(parts)]
    corner: dict[str, Any] = {"loc": "lower left", "bbox_to_anchor": (-0.02, 1)}
    columns = len(parts) if wide > 375 else 2
    ax.legend(handles=keys, ncols=columns, frameon=False, fontsize=9, borderpad=0, **corner)
    return ax


def _changes(rows: pd.DataFrame) -> pd.DataFrame:
    """Take the parts of a change that are in percentage points, the change first."""
    rows = rows[rows["unit"] == "percentage points"].rename(columns={"part": "measure"})
    rows = rows.dropna(subset=["low", "high"])  # a period of which nothing is known
    rows = rows.assign(value=rows["value"].fillna((rows["low"] + rows["high"]) / 2))
    rows = rows.assign(preferred=~rows["unsure"].astype(bool)) if "unsure" in rows else rows
    return rows.sort_values("measure", key=lambda names: names != "change", kind="stable")


def _describe_change(rows: pd.DataFrame) -> str:
    """Say the change of each period."""
    rows = _changes(rows)
    whole = rows[rows["measure"] == "change"]
    changes = [f"{row['label']} {_signed(row)}" for row in whole.to_dict("records")]
    parts = " and ".join(rows["measure"].drop_duplicates().iloc[1:])
    return f"Bars of a change in percentage points and its parts, {parts}. {', '.join(changes)}."


def _signed(row: Any) -> str:
    """Write a change with its sign, or with its bounds where they are apart."""
    if row["high"] - row["low"] >= SAME:
        return bounds(row["low"], row["high"], "points")
    return written(row["value"], "points", "+")


def _change_inches(rows: pd.DataFrame, _: bool) -> float:
    rows = _changes(rows)
    return (rows["label"].nunique() * (rows["measure"].nunique() + 1.5) * 15 + 55) / 72


@kind(_describe_change, _change_inches)
def change_bars(rows: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw the change of a share, taken apart: bars from zero, a group for each period.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``label`` of the period; ``measure`` or ``part``, ``change`` or the name of a part;
        ``low``, ``value``, ``high``, those with the ``unit`` percentage points; optionally
        ``preferred`` or ``unsure``: parts that do not rest on counts of one territory are not
        filled.
    ax : matplotlib.axes.Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib.axes.Axes
        For each period the change, then its parts, each with its number.
    """
    ax, rows = ax or plt.gca(), _changes(rows)
    names = list(rows["measure"].drop_duplicates())
    step = len(names) + 1.5
    for i, label in enumerate(labels := list(rows["label"].drop_duplicates())):
        group = rows[rows["label"] == label]
        sure = preferred(group).all()
        for row in group.to_dict("records"):
            j = names.index(row["measure"])
            y, colour = i * step + j, COLOURS[["ink", "accent", "context"][min(j, 2)]]
            (bar,) = ax.barh(y, row["value"], 0.78, color=colour, ec=colour)
            bar.set(fill=bool(sure or not j))
            words, weight = f"{row['measure']} {_signed(row)}", "normal" if j else "bold"
            beside(ax, words, (max(row["value"], 0), y), (5, 0), fontsize=8.5, weight=weight)
        row_label(ax, i * step - 0.5, label, "bold")
    ax.axvline(0, color=COLOURS["muted"], lw=1)
    ax.set_xlim(min(rows["value"].min(), 0) * 1.05, max(rows["value"].max(), 0))
    make_room(ax, 98)  # for the words beside the longest bar
    ax.set_ylim(len(labels) * step - 1.2, -1.7)
    thousands(ax, "percentage points")
    return ax
