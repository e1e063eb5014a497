"""A whole and its parts: compositions below one another, a people at each age among all."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from kalstats.plots import frame
from kalstats.plots.frame import COLOURS, LETTER, beside, kind, link, stroke
from kalstats.plots.words import bounds, point, preferred, unit_of

UNKNOWN = "not told apart"
TURNS = ["accent", "second", "ink"]  # of parts; then each again, lighter


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


def _describe(rows: pd.DataFrame) -> str:
    """Say from what to what each part went."""
    stacks, _, names = _stacks(rows)
    told, known = [], pd.concat(stacks.values())
    for name in names:
        ends = known[known["people"] == name].iloc[[0, -1]].to_dict("records")
        steps = dict.fromkeys(f"{point(row)} in {row['label']}" for row in ends)
        told.append(f"{name} {' to '.join(steps)}")
    return f"Stacked bars, {len(stacks)} rows, {unit_of(rows)}: {'; '.join(told)}."


@kind(_describe, lambda rows, wide: (rows["label"].nunique() * 27 + (70 if wide else 84)) / 72)
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
        number, name, size = point(row), row["people"], row["value"]
        link(ax.barh(place, size, 0.72, left=left, **looks[name])[0], row)
        if name != UNKNOWN and size / per > 5.2 * len(number) + 4:
            look: Any = {"weight": "bold", "color": "paper" if looks[name]["alpha"] == 1 else "ink"}
            beside(ax, number, (left + size / 2, place), ha="center", **look)
        else:
            behind.append(number if name == UNKNOWN else f"{name} {number}")
        left += size
    if left == 0:
        ax.axhspan(place - 0.42, place + 0.42, color=COLOURS["band"], lw=0)
    words = " · ".join([*behind, *filter(None, [note])])
    room = LETTER * len(words) * per < ax.get_xlim()[1] - left or left == 0
    beside(ax, words if room else behind[-1], (left, place), (5, 0), color="muted")


def _parted(rows: pd.DataFrame) -> list[pd.DataFrame]:
    """Part rows into all, those of one people, and its ratio to the ages beside; the old first."""
    ratio, whole = rows["measure"].str.startswith("ratio"), rows["people"] == "all"
    rows = rows.assign(x=rows["age"].rank(method="dense", ascending=False) - 1)
    return [rows[whole & ~ratio], rows[~whole & ~ratio], rows[~whole & ratio]]


def _percent(row: Any) -> str:
    """Write a ratio in whole percent."""
    return bounds(100 * row["low"], 100 * row["high"], "persons")


def _describe_ages(rows: pd.DataFrame) -> str:
    """Say how deep the hole is, and of whom."""
    _, part, ratio = _parted(rows)
    told, names = "", part.set_index("age")["label"]
    for row in ratio.to_dict("records"):
        born, ends = names.get(row["age"], ""), _percent(row)
        told = f" Of those born {born} there are {ends} percent of the mean of the ages beside."
    people = ", ".join(part["people"].unique())
    return f"Bars by time of birth, {len(part)} ages: {people}, with bounds, among all.{told}"


@kind(_describe_ages, lambda *_: 3.9)
def age_hole(rows: pd.DataFrame, ax: Any = None) -> Any:
    """Draw how many of a people there are at each age, within all of that age.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``people`` (``all``, or the one people), ``measure``, ``age``, ``label`` (the years of
        birth), ``low``, ``value``, ``high``; from ``study.cohorts_1989``, of one territory and
        sex. A row whose measure begins with ``ratio`` says at which age the hole is, and how
        many there are beside the mean of the ages next to it.
    ax : matplotlib.axes.Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib.axes.Axes
        Light bars for all and dark ones for the people, a line over its bounds, the years of
        birth below; the bar of the hole in colour, with the ratio.
    """
    whole, part, ratio = _parted(rows)
    labels = part.drop_duplicates("x").sort_values("x").set_index("x")["label"]
    ax.bar(whole["x"], whole["value"], 0.86, color=COLOURS["grid"])
    for x, value in part[["x", "value"]].itertuples(index=False):
        light = 1 if ratio.empty or x in set(ratio["x"]) else 0.55
        ax.bar(x, value, 0.62, color=COLOURS["accent"], alpha=light)
    stroke(ax, [part["x"]] * 2, [part["low"], part["high"]], "ink", 1.3, marker="_", ms=5)
    slot = frame.wide(ax) * 1.04 / max(1, len(labels))
    ax.set_xticks(labels.index, labels)
    ax.tick_params(axis="x", labelsize=9, rotation=90 if slot < 40 else 0)
    frame.upright(ax, unit_of(part))
    ax.margins(x=0.02, y=0.2)
    words: Any = {"ha": "center", "va": "bottom", "weight": "bold", "fontsize": 9.5}
    for row in ratio.to_dict("records"):
        _tell_ratio(ax, row, whole, part, 40 / slot + 0.5, words)
    for group, colour in ((whole, "muted"), (part, "accent")):
        for row in group.nlargest(1, "value").to_dict("records"):
            name = "all inhabitants" if row["people"] == "all" else row["people"]
            top = row["x"], np.nanmax([row["value"], row["high"]])
            beside(ax, name, top, (0, 4), color=colour, paper="paper", **words)


def _tell_ratio(ax: Axes, row: Any, whole: Any, part: Any, reach: float, words: Any) -> None:
    """Write the ratio over the hole, and over all that its words reach at both sides."""
    x, near = row["x"], [group[abs(group["x"] - row["x"]) <= reach] for group in (whole, part)]
    own, top = part["high"][part["x"] == x].max(), max(one["high"].max() for one in near)
    stroke(ax, x, (own, top), "accent", 0.9, zorder=3)
    lift = 19 if top >= whole["value"].max() else 6  # over the name of all
    text = f"{_percent(row)}% of the\nages beside"
    beside(ax, text, (x, top), (0, lift), color="accent", **words)
