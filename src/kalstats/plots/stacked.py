"""Compositions below one another, a bar for each census."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

from kalstats.plots.style import (
    COLOURS,
    NOT_WHOLE,
    kind,
    link,
    points_wide,
    preferred,
    tenths,
    unit_of,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

UNKNOWN = "not told apart"
TOLD = ["kalmyks", "russians", "others"]


def _segment(part: str, place: int) -> dict[str, Any]:
    """Return how a part of a bar is filled; what is not told apart is hatched paper."""
    if part == UNKNOWN:
        return {"fc": COLOURS["paper"], "ec": COLOURS["others"], "hatch": "///"}
    name = part.lower() if part.lower() in TOLD else "others" if place else "kalmyks"
    return {"fc": COLOURS[name], "ec": COLOURS["paper"]}


def _number(value: float, unit: str) -> str:
    """Write a part, halves away from zero as in print."""
    return tenths(value) if re.search(NOT_WHOLE, unit) else tenths(round(value)).removesuffix(".0")


def _wide(rows: pd.DataFrame, parts: list[str] | None) -> tuple[pd.DataFrame, list[str]]:
    """Bring the parts of each bar side by side; rows of 0.1.0 have a column for each part."""
    if "measure" in rows and len(rows["measure"].unique()) > 1:  # inside and outside, of one people
        rows = rows.assign(people=rows["measure"])
    if "people" not in rows:
        return rows.assign(note=rows.get("note", "")), parts or []
    sure = rows[preferred(rows)].drop_duplicates(["label", "people"])  # and no rival figures
    apart = sure["label"][~sure["people"].isin(["all", ""])]
    sure = sure[(sure["people"] != "all") | ~sure["label"].isin(apart)].replace(
        {"people": "all"}, UNKNOWN
    )
    names = parts or [name for name in sure["people"].drop_duplicates() if name]
    wide = sure.pivot(index="label", columns="people", values="value")
    wide = wide.reindex(rows["label"].drop_duplicates(), columns=names)
    first = rows.groupby("label", sort=False).first()
    told: dict[str, Any] = {
        name: first[name] for name in ("source", "sources", "note") if name in first
    }
    gone = rows["label"][rows["people"] == ""].tolist()  # a time without a territory
    empty = wide.isna().all(axis=1).map({True: "no figure found", False: ""})
    empty[gone] = gone
    return wide.assign(**{"note": empty, **told}).reset_index().fillna({"note": ""}), names


def _describe_bars(rows: pd.DataFrame) -> str:
    """Say from what to what each part went."""
    wide, parts = _wide(rows, None)
    told = []
    for part in parts:
        known = wide.dropna(subset=part)[["label", part]].to_numpy()
        if len(known):
            steps = [
                f"{_number(value, unit_of(rows))} in {label}"
                for label, value in (known[0], known[-1])
            ]
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
            number, middle = _number(row[part], unit), left + row[part] / 2
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
        note: dict[str, Any] = {"va": "center", "color": COLOURS["muted"], "fontsize": 9}
        end = (left, place)
        words = " · ".join(
            filter(None, [*(behind if left < 0.7 * most else behind[-1:]), row["note"]])
        )
        ax.annotate(words, end, (5, 0), textcoords="offset points", **note)
    ax.set_yticks(range(len(rows)), rows["label"].where(rows["label"] != rows["note"], ""))
    ax.set(
        ylim=(len(rows) - 0.45, -0.55),
        xlim=(0, most * (1.01 + 34 / wide * any(part == UNKNOWN for part in parts))),
    )
    ax.tick_params(axis="y", length=0, labelcolor=COLOURS["ink"])
    ax.set_xlabel(unit)
    ax.xaxis.set_major_locator(mpl.ticker.MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    ax.xaxis.set_major_formatter(mpl.ticker.StrMethodFormatter("{x:,g}"))
    keys = [
        mpl.patches.Patch(label=part, lw=0.8, **_segment(part, n)) for n, part in enumerate(parts)
    ]
    corner: dict[str, Any] = {"loc": "lower left", "bbox_to_anchor": (-0.02, 1)}
    columns = len(parts) if wide > 375 else 2
    ax.legend(handles=keys, ncols=columns, frameon=False, fontsize=9, borderpad=0, **corner)
    return ax
