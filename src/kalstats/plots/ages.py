"""Those of an age among all of that age, and the hole in it."""

from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from kalstats.plots.axes import upright
from kalstats.plots.style import COLOURS, beside, kind, points_wide
from kalstats.plots.words import bounds, unit_of


def _parted(rows: pd.DataFrame) -> list[pd.DataFrame]:
    """Part rows into all, those of one people, and its ratio to the ages beside."""
    ratio, whole = rows["measure"].str.startswith("ratio"), rows["people"] == "all"
    parts = [rows[whole & ~ratio], rows[~whole & ~ratio], rows[~whole & ratio]]
    return [part.sort_values("age", ascending=False, kind="stable") for part in parts]


def _percent(row: Any) -> str:
    """Write a ratio in whole percent."""
    return bounds(100 * row["low"], 100 * row["high"], "persons")


def _describe(rows: pd.DataFrame) -> str:
    """Say how deep the hole is, and of whom."""
    _, part, ratio = _parted(rows)
    told, names = "", part.set_index("age")["label"]
    for row in ratio.to_dict("records"):
        born, ends = names.get(row["age"], ""), _percent(row)
        told = f" Of those born {born} there are {ends} percent of the mean of the ages beside."
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
    whole, part, ratio = _parted(rows)
    labels = part.drop_duplicates("age").set_index("age")["label"]
    place = {age: at for at, age in enumerate(labels.index)}
    whole, part, ratio = (
        group.assign(x=group["age"].map(place)).dropna(subset="x") for group in (whole, part, ratio)
    )
    ax.bar(whole["x"], whole["value"], 0.86, color=COLOURS["grid"])
    for bar, age in zip(
        ax.bar(part["x"], part["value"], 0.62, color=COLOURS["accent"]), part["age"], strict=True
    ):
        bar.set_alpha(1 if age in set(ratio["age"]) or ratio.empty else 0.55)
    look: dict[str, Any] = {"color": COLOURS["ink"], "lw": 1.3, "marker": "_", "ms": 5}
    ax.plot([part["x"]] * 2, [part["low"], part["high"]], **look)
    slot = points_wide(ax) * 1.04 / max(1, len(place))
    ax.set_xticks(range(len(labels)), labels)
    turn = 0 if slot > 40 else 45 if points_wide(ax) > 300 else 90
    ax.tick_params(axis="x", labelsize=9, rotation=turn)
    upright(ax, unit_of(rows[~rows["measure"].str.startswith("ratio")], unit))
    ax.margins(x=0.02, y=0.2)
    _told(ax, whole, part, ratio, 40 / slot + 0.5)
    return ax


def _told(ax: Axes, whole: Any, part: Any, ratio: Any, reach: float) -> None:
    """Name all and the people at their tallest bars, and write the ratio over the hole.

    Its words reach over so many bars at both sides.
    """
    words: dict[str, Any] = {"ha": "center", "va": "bottom", "weight": "bold", "fontsize": 9.5}
    words["color"] = "accent"
    for row in ratio.to_dict("records"):
        x = row["x"]
        near = [group[abs(group["x"] - x) <= reach] for group in (whole, part)]
        top, own = max(near[0]["value"].max(), near[1]["high"].max()), part["high"][part["x"] == x]
        ax.plot([x, x], [own.max(), top], color=COLOURS["accent"], lw=0.9, zorder=3)
        lift = 19 if top >= whole["value"].max() else 6  # over the name of all
        beside(ax, f"{_percent(row)}% of the\nages beside", (x, top), (0, lift), **words)
    for group, colour in ((whole, "muted"), (part, "accent")):
        for row in group.nlargest(1, "value").to_dict("records"):
            name = "all inhabitants" if row["people"] == "all" else row["people"]
            top = row["x"], np.nanmax([row["value"], row["high"]])
            beside(ax, name, top, (0, 4), **words | {"color": colour, "paper": "paper"})
