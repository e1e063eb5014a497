"""A whole and its parts: compositions below one another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
from matplotlib.patches import Patch

from kalstats.plots.style import COLOURS, LETTER, TURNS, beside, kind, link, points_wide, scale
from kalstats.plots.words import point, preferred, unit_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

UNKNOWN = "not told apart"


def _look(names: list[str], name: str) -> dict[str, Any]:
    """Return how a part of a bar is filled; what is not told apart is hatched paper."""
    if name == UNKNOWN:
        return {"fc": COLOURS["paper"], "ec": COLOURS["context"], "hatch": "///", "lw": 0.8}
    place = names.index(name)
    last = name == "others" or (place == 1 and len({*names} - {UNKNOWN}) == 2)
    colour = "context" if last else TURNS[min(place, 2)]
    return {"fc": COLOURS[colour], "ec": COLOURS["paper"], "lw": 0.8}


def _stacks(rows: pd.DataFrame) -> tuple[dict[str, Any], dict[str, str], list[str]]:
    """Return the known parts of each bar, what stands behind it or in its place, and all names."""
    if "measure" in rows and len(rows["measure"].unique()) > 1:  # inside and outside, of one people
        rows = rows.assign(people=rows["measure"])
    stacks, notes = dict[Any, Any](), dict[Any, str]()
    for label, group in rows.groupby("label", sort=False):
        known = group[preferred(group) & group["value"].notna()].drop_duplicates("people")
        parts = known[known["people"] != "all"]
        stacks[label] = parts if len(parts) else known.replace({"people": {"all": UNKNOWN}})
        gone = str(label) if (group["people"] == "").any() else ""  # a time without a territory
        note = next(
            (text for text in group.get("note", []) if isinstance(text, str) and text), gone
        )
        notes[label] = note or ("" if len(known) else "no figure found")
    return stacks, notes, list(dict.fromkeys(n for one in stacks.values() for n in one["people"]))


def _describe(rows: pd.DataFrame) -> str:
    """Say from what to what each part went."""
    stacks, _, names = _stacks(rows)
    told = []
    for name in names:
        known = [
            one[one["people"] == name] for one in stacks.values() if (one["people"] == name).any()
        ]
        ends = [one.iloc[0] for one in (known[0], known[-1])]
        steps = dict.fromkeys(f"{point(row)} in {row['label']}" for row in ends)
        told.append(f"{name} {' to '.join(steps)}")
    return f"Stacked bars, {len(stacks)} rows, {unit_of(rows)}: {'; '.join(told)}."


def _inches(rows: pd.DataFrame, wide: bool) -> float:
    return (rows["label"].nunique() * 27 + (70 if wide else 84)) / 72


@kind(_describe, _inches)
def stacked_bars(rows: pd.DataFrame, ax: Axes | None = None, *, unit: str = "") -> Axes:
    """Draw compositions below one another, a bar for each label; what is not known stays blank.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``label``, the bar; ``people``, the part; ``value``, nan where it is not told apart;
        optionally ``low``, ``high``, and ``note``, what stands in the place of a bar or behind
        it; ``not told apart`` is hatched.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    unit : str
        Label of the axis, if not the unit of the rows.

    Returns
    -------
    matplotlib.axes.Axes
        One segment for each part known, with its number, rounded as its bounds allow, where there
        is room; that of a hatched part stands behind the bar. A band with the note for a row
        without parts.
    """
    ax, unit = ax or plt.gca(), unit_of(rows, unit)
    stacks, notes, names = _stacks(rows.assign(unit=unit))
    most, wide = max(one["value"].sum() for one in stacks.values()), points_wide(ax) * 1.2
    for place, (label, parts) in enumerate(stacks.items()):
        _bar(ax, place, parts, names, notes[label], most / wide)
    ax.set_yticks(range(len(stacks)), ["" if label == notes[label] else label for label in stacks])
    ax.set(ylim=(len(stacks) - 0.45, -0.55), xlabel=unit)
    ax.set(xlim=(0, most * (1.01 + 40 / wide * (UNKNOWN in names))))
    ax.tick_params(axis="y", length=0, labelcolor=COLOURS["ink"])
    scale(ax.xaxis)
    keys = [Patch(label=name, **_look(names, name)) for name in names]
    corner: dict[str, Any] = {"loc": "lower left", "bbox_to_anchor": (-0.02, 1)}
    columns = len(names) if wide > 375 else 2
    ax.legend(handles=keys, ncols=columns, frameon=False, fontsize=9, borderpad=0, **corner)
    return ax


def _bar(ax: Axes, place: int, parts: Any, names: list[str], note: str, per: float) -> None:
    """Draw the parts of a bar; behind it stand the numbers without room, as far as these have."""
    left, behind = 0.0, list[str]()
    for row in parts.to_dict("records"):
        number, name = point(row), row["people"]
        (bar,) = ax.barh(place, row["value"], 0.72, left=left, **_look(names, name))
        link(bar, row)
        if name != UNKNOWN and row["value"] / per > 5.2 * len(number) + 4:
            at, look = (left + row["value"] / 2, place), {"weight": "bold", "color": "paper"}
            beside(ax, number, at, ha="center", **look)
        else:
            behind.append(number if name == UNKNOWN else f"{name} {number}")
        left += row["value"]
    if left == 0:
        ax.axhspan(place - 0.42, place + 0.42, color=COLOURS["band"], lw=0)
    words = " · ".join([*behind, *filter(None, [note])])
    room = LETTER * len(words) * per < ax.get_xlim()[1] or left == 0
    beside(ax, words if room else behind[-1], (left, place), (5, 0), color="muted")
