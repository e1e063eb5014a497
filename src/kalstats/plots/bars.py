"""Bars from zero, and those of a whole and its parts, below one another."""

import math
import textwrap
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from kalstats.plots import frame
from kalstats.plots.frame import COLOURS, LETTER, beside, kind, link, stroke
from kalstats.plots.words import bounded, each, extremes, number, parted, point, preferred, unit_of

UNKNOWN = "not told apart"
TURNS = ["accent", "second", "ink"]  # of parts; then each again, lighter


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


@kind(_describe, lambda rows, wide: float(_layout(rows, 520 if wide else 250)[1] / 72))
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
    marked = zip(rows.to_dict("records"), preferred(rows), drawn, strict=True)
    for row, best, (low, value, high) in marked:
        y, colour = row["y"], COLOURS["accent" if best else "context"]
        far, filled = np.nanmax([zero, value]), not row.get("unsure", False)
        if not math.isnan(value):
            bar = ax.barh(y, value - zero, 12, left=zero, color=colour, ec=colour, fill=filled)
            link(bar[0], row)
        if row["high"] > row["low"]:
            stroke(ax, (low, high), y, "ink", 1.2)
            far = max(far, high)
        beside(ax, number(row), (far, y), (5, 0))


def _look(name: str, names: list[str]) -> dict[str, Any]:
    """Return how a part of a bar is filled; what is not told apart is hatched paper."""
    if name == UNKNOWN:
        return {"fc": COLOURS["paper"], "ec": COLOURS["context"], "hatch": "///", "lw": 0.8}
    place = names.index(name)
    rest = name == "others" or (place == 1 and len({*names} - {UNKNOWN}) == 2)
    colour = "context" if rest else TURNS[place % 3]
    light = 1 if rest or place < 3 else 0.4
    return {"fc": COLOURS[colour], "ec": COLOURS["paper"], "lw": 0.8, "alpha": light}


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


def _describe_stacks(rows: pd.DataFrame) -> str:
    """Say from what to what each part went."""
    stacks, _, names = _stacks(rows)
    told, known = [], pd.concat(stacks.values())
    for name in names:
        ends = known[known["people"] == name].iloc[[0, -1]].to_dict("records")
        steps = dict.fromkeys(f"{point(row)} in {row['label']}" for row in ends)
        told.append(f"{name} {' to '.join(steps)}")
    return f"Stacked bars, {len(stacks)} rows, {unit_of(rows)}: {'; '.join(told)}."


@kind(_describe_stacks, lambda rows, wide: (rows["label"].nunique() * 27 + 84 - 14 * wide) / 72)
def stacked_bars(rows: pd.DataFrame, ax: Any = None) -> Any:
    """Draw compositions below one another, a bar for each label; what is not known stays blank.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``label``, the bar; ``people``, the part; ``value``, nan where it is not told apart;
        optionally ``low``, ``high``, and ``note``, what stands in the place of a bar or behind
        it; ``not told apart`` is hatched.
    ax : matplotlib.axes.Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib.axes.Axes
        One segment for each part known, with its number, rounded as its bounds allow, where there
        is room; that of a hatched part stands behind the bar. A band with the note for a row
        without parts.
    """
    stacks, notes, names = _stacks(rows)
    looks, width = {name: _look(name, names) for name in names}, frame.wide(ax) * 1.04
    most = max(one["value"].sum() for one in stacks.values())
    ax.set(ylim=(len(stacks) - 0.45, -0.55), xlabel=unit_of(rows))
    ax.set(xlim=(0, most * (1.01 + 40 / width * (UNKNOWN in names))))
    for place, (label, parts) in enumerate(stacks.items()):
        _bar(ax, place, parts, looks, notes[label], most / width)
    ax.set_yticks(range(len(stacks)), ["" if label == notes[label] else label for label in stacks])
    ax.tick_params(axis="y", length=0, labelcolor=COLOURS["ink"])
    frame.scale(ax.xaxis)
    keys = [Patch(label=name, **look) for name, look in looks.items()]
    ax.legend(handles=keys, ncols=9 if width > 375 else 2, bbox_to_anchor=(-0.02, 1))


def _bar(ax: Axes, place: int, parts: Any, looks: Any, note: str, per: float) -> None:
    """Draw the parts of a bar; behind it stand the numbers without room, as far as these have."""
    left, behind = 0.0, list[str]()
    for row in parts.to_dict("records"):
        told, name, size = point(row), row["people"], row["value"]
        link(ax.barh(place, size, 0.72, left=left, **looks[name])[0], row)
        if name != UNKNOWN and size / per > 5.2 * len(told) + 4:
            look: Any = {"weight": "bold", "color": "paper" if looks[name]["alpha"] == 1 else "ink"}
            beside(ax, told, (left + size / 2, place), ha="center", **look)
        else:
            behind.append(told if name == UNKNOWN else f"{name} {told}")
        left += size
    if left == 0:
        ax.axhspan(place - 0.42, place + 0.42, color=COLOURS["band"], lw=0)
    words = " · ".join([*behind, *filter(None, [note])])
    room = LETTER * len(words) * per < ax.get_xlim()[1] - left or left == 0
    beside(ax, words if room else behind[-1], (left, place), (5, 0), color="muted")
