"""A whole and its parts: compositions below one another."""

from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from kalstats.plots.axes import scale
from kalstats.plots.style import COLOURS, LETTER, beside, kind, link, points_wide
from kalstats.plots.words import point, preferred, unit_of

UNKNOWN = "not told apart"
TURNS = ["accent", "second", "ink"]  # of parts; then each again, lighter


def _looks(names: list[str]) -> dict[str, Any]:
    """Return how the parts of a bar are filled; what is not told apart is hatched paper."""
    edge: dict[str, Any] = {"ec": COLOURS["paper"], "lw": 0.8}
    looks = {
        name: {**edge, "fc": COLOURS[TURNS[place % 3]], "alpha": 1 if place < 3 else 0.4}
        for place, name in enumerate(names)
    }
    rest = names[1] if len({*names} - {UNKNOWN}) == 2 else "others"
    looks[rest] = {**edge, "fc": COLOURS["context"]}
    hatched = {"fc": COLOURS["paper"], "ec": COLOURS["context"], "hatch": "///", "lw": 0.8}
    return looks | {UNKNOWN: hatched}


def _stacks(rows: pd.DataFrame) -> tuple[dict[str, pd.DataFrame], dict[str, str], list[str]]:
    """Return the known parts of each bar, what stands behind it or in its place, and all names."""
    if "measure" in rows and len(rows["measure"].unique()) > 1:  # inside and outside, of one people
        rows = rows.assign(people=rows["measure"])
    stacks, notes = dict[Any, Any](), dict[Any, str]()
    for label, group in rows.groupby("label", sort=False):
        known = group[preferred(group) & group["value"].notna()].drop_duplicates("people")
        parts = known[known["people"] != "all"]
        stacks[label] = parts if len(parts) else known.replace({"people": {"all": UNKNOWN}})
        gone = [str(label)] if (group["people"] == "").any() else []  # a time without a territory
        given = [text for text in group.get("note", []) if isinstance(text, str) and text]
        notes[label] = [*given, *gone, "" if len(known) else "no figure found"][0]
    return stacks, notes, list(dict.fromkeys(n for one in stacks.values() for n in one["people"]))


def _describe(rows: pd.DataFrame) -> str:
    """Say from what to what each part went."""
    stacks, _, names = _stacks(rows)
    told, known = [], pd.concat(stacks.values())
    for name in names:
        ends = known[known["people"] == name].iloc[[0, -1]].to_dict("records")
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
    looks, width = _looks(names), points_wide(ax) * 1.04
    most = max(one["value"].sum() for one in stacks.values())
    for place, (label, parts) in enumerate(stacks.items()):
        _bar(ax, place, parts, looks, notes[label], most / width)
    ax.set_yticks(range(len(stacks)), ["" if label == notes[label] else label for label in stacks])
    ax.set(ylim=(len(stacks) - 0.45, -0.55), xlabel=unit)
    ax.set(xlim=(0, most * (1.01 + 40 / width * (UNKNOWN in names))))
    ax.tick_params(axis="y", length=0, labelcolor=COLOURS["ink"])
    scale(ax.xaxis)
    keys = [Patch(label=name, **looks[name]) for name in names]
    corner: dict[str, Any] = {"loc": "lower left", "bbox_to_anchor": (-0.02, 1)}
    columns = len(names) if width > 375 else 2
    ax.legend(handles=keys, ncols=columns, frameon=False, fontsize=9, borderpad=0, **corner)
    return ax


def _bar(ax: Axes, place: int, parts: Any, looks: Any, note: str, per: float) -> None:
    """Draw the parts of a bar; behind it stand the numbers without room, as far as these have."""
    left, behind = 0.0, list[str]()
    for row in parts.to_dict("records"):
        number, name, size = point(row), row["people"], row["value"]
        (bar,) = ax.barh(place, size, 0.72, left=left, **looks[name])
        link(bar, row)
        if name != UNKNOWN and size / per > 5.2 * len(number) + 4:
            colour = "ink" if bar.get_alpha() == 0.4 else "paper"
            at = left + size / 2, place
            beside(ax, number, at, ha="center", weight="bold", color=colour)
        else:
            behind.append(number if name == UNKNOWN else f"{name} {number}")
        left += size
    if left == 0:
        ax.axhspan(place - 0.42, place + 0.42, color=COLOURS["band"], lw=0)
    words = " · ".join([*behind, *filter(None, [note])])
    room = LETTER * len(words) * per < ax.get_xlim()[1] or left == 0
    beside(ax, words if room else behind[-1], (left, place), (5, 0), color="muted")
