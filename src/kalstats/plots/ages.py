"""Those of an age among all of that age, and the hole in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np

from kalstats.plots.style import COLOURS, beside, kind, points_wide, upright
from kalstats.plots.words import bounds, unit_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def _parted(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Part rows into all, those of one people, and its ratio to the ages beside."""
    ratio = rows["measure"].str.startswith("ratio")
    all_ = rows["people"] == "all"
    order = "age" if "age" in rows else "label"
    parts = rows[all_ & ~ratio], rows[~all_ & ~ratio], rows[~all_ & ratio]
    return tuple(part.sort_values(order, kind="stable") for part in parts)  # type: ignore[return-value]


def _percent(row: Any) -> str:
    """Write a ratio in whole percent."""
    return bounds(100 * row["low"], 100 * row["high"], "persons")


def _describe(rows: pd.DataFrame) -> str:
    """Say how deep the hole is, and of whom."""
    _, part, ratio = _parted(rows)
    told = ""
    for row in ratio.to_dict("records"):
        name, ends = part.set_index("age")["label"].get(row["age"], ""), _percent(row)
        told = f" Of those born {name} there are {ends} percent of the mean of the ages beside."
    people = part["people"].iloc[0] if len(part) else "no people"
    return f"Bars by time of birth, {len(part)} ages: {people}, with bounds, among all.{told}"


@kind(_describe, lambda *_: 3.9)
def age_hole(rows: pd.DataFrame, ax: Axes | None = None, *, unit: str = "") -> Axes:
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
    unit : str
        What stands above the axis, if not the unit of the rows.

    Returns
    -------
    matplotlib.axes.Axes
        Light bars for all and dark ones for the people, a line over its bounds, the years of
        birth below; the bar of the hole in colour, with the ratio.
    """
    ax = ax or plt.gca()
    everybody, part, ratio = _parted(rows)
    holes = set(ratio["age"])
    place = {age: at for at, age in enumerate(sorted(set(part["age"]), reverse=True))}
    everybody = everybody[everybody["age"].isin(place)]
    at = part["age"].map(place).to_numpy()
    ax.bar(everybody["age"].map(place), everybody["value"], 0.86, color=COLOURS["grid"])
    bars = ax.bar(at, part["value"], 0.62, color=COLOURS["accent"])
    for bar, age in zip(bars, part["age"], strict=True):
        bar.set_alpha(1 if age in holes or not holes else 0.55)
    look: dict[str, Any] = {"color": COLOURS["ink"], "lw": 1.3, "marker": "_", "ms": 5}
    ax.plot([at, at], [part["low"], part["high"]], **look)
    labels = part.drop_duplicates("age").set_index("age")["label"]
    tight = points_wide(ax) * 1.2 / max(1, len(place)) < 40
    turn = 90 if points_wide(ax) < 300 else 45 if tight else 0
    ax.set_xticks(list(place.values()), [labels[age] for age in place])
    ax.tick_params(axis="x", labelsize=9, rotation=turn)
    upright(ax, unit_of(rows[~rows["measure"].str.startswith("ratio")], unit))
    ax.margins(x=0.02, y=0.2)
    _told(ax, everybody, part, ratio, place)
    return ax


def _told(ax: Axes, everybody: Any, part: Any, ratio: Any, place: dict[Any, int]) -> None:
    """Name all and the people at their tallest bars, and write the ratio over the hole."""
    words: dict[str, Any] = {"ha": "center", "va": "bottom", "weight": "bold", "fontsize": 9.5}
    words["color"] = "accent"
    for row in ratio.to_dict("records"):
        at = place[row["age"]]
        reach = 0.5 * 80 / (points_wide(ax) * 1.2) * (len(place) + 1)  # of the words, in bars
        near = [age for age, x in place.items() if abs(x - at) <= reach + 0.5]
        tops = [*everybody["value"][everybody["age"].isin(near)]]
        top = max([*tops, *part["high"][part["age"].isin(near)]])
        own = part["high"][part["age"] == row["age"]].max()
        ax.plot([at, at], [own, top], color=COLOURS["accent"], lw=0.9, zorder=3)
        text = f"{_percent(row)}% of the\nages beside"
        tallest = everybody.sort_values("value")["age"].iloc[-1]
        under_name = abs(place.get(tallest, at) - at) <= 2 * reach and top * 1.2 > tops[0]
        beside(ax, text, (at, top), (0, 19 if under_name else 6), **words)
    for group, colour in ((everybody, "muted"), (part, "accent")):
        for row in group.nlargest(1, "value").to_dict("records"):
            name = "all inhabitants" if row["people"] == "all" else row["people"]
            top = place[row["age"]], np.nanmax([row["value"], row["high"]])
            beside(ax, name, top, (0, 4), **words | {"color": colour, "paper": 0.8})
