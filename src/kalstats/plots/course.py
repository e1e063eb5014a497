"""A people over the years, and by its ages: counted, expected, and who is missing."""

import textwrap
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from kalstats.plots import frame
from kalstats.plots.frame import COLOURS, beside, dot, kind, stroke
from kalstats.plots.words import bounds, point, preferred, ranked, trend, unit_of, written

NAME: dict[str, Any] = {"fontsize": 9.5, "weight": "bold", "zorder": 6}  # of a line


def _label(rows: pd.DataFrame, points: float, before: str = "") -> str:
    """Return the name of a series, the first label of its rows, broken into lines."""
    given = [f"{before}{label}" for label in rows.get("label", []) if label]
    return textwrap.fill(given[0], int(max(13, points / 5.4))) if given else ""


def _describe(rows: pd.DataFrame) -> str:
    """Say where the counts and the registers went, and how many are missing."""
    known = {"counted", "registered"}.intersection(rows["series"])
    told = [f"{name} {trend(rows[rows['series'] == name])}" for name in sorted(known)]
    for row in rows[rows["series"] == "missing"].to_dict("records"):
        around = bounds(row["low"], row["high"], "persons")
        told += [f"missing about {written(row['value'], 'persons')}, {around}"]
    return f"Course over time: {'; '.join(told)}."


def _numbered(ax: Axes, row: Any, away: Any, side: str, colour: str) -> None:
    """Write the number of a point beside it, on paper, that no line of the grid runs through it."""
    look: dict[str, Any] = {"ha": side, "color": colour, "paper": "paper", "fontsize": 9.5}
    beside(ax, point(row), (row["year"], row["value"]), away, **look)


def _counted(ax: Axes, rows: pd.DataFrame, gap: Any) -> None:
    """Draw the counts: joined, but not across the gap; rivals hollow."""
    best = preferred(rows)
    sure, rivals = rows[best], rows[~best]
    for _, run in sure.groupby(sure["year"] > gap[0]):
        stroke(ax, run["year"], run["value"], "accent", 2.5, zorder=4)
    for row, filled in ranked(rows):
        dot(ax, (row["year"], row["value"]), row, "accent", filled=filled, zorder=5 + 0.5 * filled)
    for row in sure.to_dict("records"):
        last, after = row["year"] == sure["year"].max(), row["year"] > gap[0]
        over = (rivals["value"][rivals["year"] == row["year"]] > row["value"]).any()
        away = (0, 13) if last or not (after or over) else (7, -10) if after else (0, -14)
        _numbered(ax, row, away, "left" if after and not last else "center", "accent")


def _registered(ax: Axes, rows: pd.DataFrame, width: float) -> None:
    """Draw the registers, with the first and the lowest number."""
    stroke(ax, rows["year"], rows["value"], "second", 2, marker="s", ms=4, zorder=4)
    for row in rows.head(1).to_dict("records"):
        _numbered(ax, row, (-7, -9), "right", "second")
    for row in rows.nsmallest(1, "value").to_dict("records"):
        _numbered(ax, row, (0, -13), "center", "second")
        look: Any = {"color": "second", "ha": "center", "va": "top", **NAME}
        beside(ax, _label(rows, width), (row["year"], row["value"]), (0, -21), **look)


def _expected(ax: Axes, rows: pd.DataFrame, width: float) -> None:
    """Draw the course to be expected as a fan, named above it where it is half way."""
    year, fan = rows["year"], COLOURS["context"]
    ax.fill_between(year, rows["low"], rows["high"], color=fan, alpha=0.28, lw=0)
    stroke(ax, year, rows["value"], "muted", 1.8, ls=(0, (4, 2)))
    place = float(np.quantile([year.min(), year.max()], 0.75))
    at, look = (place, float(np.interp(place, year, rows["high"]))), {"ha": "right", "va": "bottom"}
    beside(ax, _label(rows, width), at, (-6, 6), color="muted", **look, **NAME)


def _missing(ax: Axes, row: Any, lines: list[pd.DataFrame], floor: float) -> None:
    """Draw a bracket from the path to what was expected, and how many are missing below it."""
    year = row["year"]
    ends = [float(np.interp(year, line["year"], line["value"])) for line in lines]
    stroke(ax, year, ends, "ink", 2, marker="_", ms=10, mew=2, zorder=6)
    foot = floor + 0.69 * (ends[0] - floor)
    stroke(ax, year, (foot, ends[0]), "ink", 0.8, zorder=3)
    low, value, high = (written(row[end], "persons") for end in ("low", "value", "high"))
    look: Any = {"va": "top", "fontsize": 11, "weight": "bold", "linespacing": 1.1}
    beside(ax, f"about {value}\nmissing", (year, foot), (-8, -2), **look)
    beside(ax, f"between {low}\nand {high}", (year, foot), (-8, -38), va="top", color="muted")


@kind(_describe, lambda *_: 4.4)
def course(rows: pd.DataFrame, ax: Any = None, *, gap: Any) -> Any:
    """Draw the course of a people: counted, registered and to be expected, and who is missing.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``series``; ``year``, ``low``, ``value``, ``high``, ``label`` (the first of a series is
        its name), optionally ``preferred``. A series is ``counted`` (rivals hollow),
        ``registered``, ``path`` (the model's own course of all, dotted), ``expected`` (a fan),
        ``missing`` (one row: a bracket from path to fan in its year) or ``note`` (words at the
        left of a place).
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    gap : tuple of float, float and str
        Years between which no line joins counts, and the name of this shaded band.

    Returns
    -------
    matplotlib.axes.Axes
        Names stand at the lines; the axis does not begin at zero.
    """
    rows = rows.sort_values("year", kind="stable")
    names = ["expected", "path", "counted", "registered", "note", "missing"]
    fan, path, counts, registers, notes, missing = (rows[rows["series"] == one] for one in names)
    drawn = pd.concat([fan, path, counts, registers])
    least, most = drawn[["low", "value"]].min().min(), drawn[["high", "value"]].max().max()
    floor = 20_000 * np.floor(least * 0.75 / 20_000) if least > 40_000 else 0.0
    first, last = drawn["year"].min(), drawn["year"].max()
    ax.set(xlim=(first - 3, last + 4), ylim=(floor, most + 0.04 * (most - floor)))
    pace = frame.wide(ax) * 0.96 / (last - first + 7)  # points a year
    ax.axvspan(gap[0], gap[1], color=COLOURS["band"], lw=0, zorder=0)
    look: dict[str, Any] = {"xycoords": ax.get_xaxis_transform(), "ha": "center", "va": "top"}
    beside(ax, gap[2], (sum(gap[:2]) / 2, 0.985), fontsize=9.5, color="muted", **look)
    _expected(ax, fan, 15 * pace)
    stroke(ax, path["year"], path["value"], "accent", 1.8, ls=":", zorder=3)
    _counted(ax, counts, gap)
    words = [_label(counts, 17 * pace), _label(path, 17 * pace, "dotted: ")]
    early = first, counts["value"][counts["year"] < first + 14].max()
    told, look = ";\n".join(filter(None, words)), {"va": "bottom", "paper": "paper", **NAME}
    beside(ax, told, early, (-8, 22), color="accent", **look)
    _registered(ax, registers[preferred(registers)], 15 * pace)
    for row in notes.to_dict("records") if pace > 8 else ():  # no room on a phone
        text = textwrap.fill(row["label"], int(max(14, 15 * pace / 4.8)))
        beside(ax, text, (row["year"], row["value"]), (-6, 0), color="muted", ha="right", va="top")
    for row in missing.to_dict("records"):
        _missing(ax, row, [path, fan], floor)
    frame.upright(ax, f"thousand {unit_of(rows)}")
    ax.yaxis.set_major_formatter(lambda y, _: f"{y / 1000:,g}")
    begun = [gap[0]] if pace > 8 else []  # on a phone its tick would touch another
    ax.set_xticks(sorted({int(year) for year in [*counts["year"], *begun]}))
    ax.xaxis.set_major_formatter("{x:.0f}")


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
