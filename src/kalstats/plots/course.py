"""The course of a people: counted, registered, expected, and who is missing."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

from kalstats.plots.style import COLOURS, beside, kind, link, points_wide, upright
from kalstats.plots.words import bounds, point, preferred, trend, unit_of, written

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

NAME: dict[str, Any] = {"fontsize": 9.5, "weight": "bold", "zorder": 6}  # of a line


def _years(rows: pd.DataFrame) -> pd.Series[Any]:
    """Return the times of rows in years: their column ``year``, or the middle of their days."""
    if "year" in rows:
        return rows["year"].astype(float)
    middle = rows["start"] + (rows["end"] - rows["start"]) / 2
    return middle.dt.year + (middle.dt.day_of_year - 1) / 365.25


def _part(rows: pd.DataFrame, series: str, *, sure: bool = False) -> pd.DataFrame:
    """Take a series in order of time, all of it or what is preferred."""
    rows = rows[(rows["series"] == series) & (preferred(rows) if sure else True)]
    return rows.sort_values("year")


def _label(rows: pd.DataFrame) -> str:
    """Return the name of a series: the first label of its rows."""
    given = [label for label in rows.get("label", []) if label]
    return str(given[0]) if given else ""


def _describe(rows: pd.DataFrame) -> str:
    """Say where the counts and the registers went, and how many are missing."""
    parts = {name: rows[rows["series"] == name] for name in ("counted", "registered", "missing")}
    told = [f"{name} {trend(parts[name])}" for name in list(parts)[:2] if len(parts[name])]
    for row in parts["missing"].to_dict("records"):
        around = bounds(row["low"], row["high"], "persons")
        told += [f"missing about {written(row['value'], 'persons')}, {around}"]
    return f"Course over time: {'; '.join(told)}."


def _numbered(ax: Axes, row: Any, away: tuple[float, float], side: str, colour: str) -> None:
    """Write the number of a point beside it."""
    beside(ax, point(row), (row["year"], row["value"]), away, ha=side, fontsize=9.5, color=colour)


def _counted(ax: Axes, rows: pd.DataFrame, gap: Any) -> None:
    """Draw the counts: joined, but not across the gap; rivals hollow."""
    sure = rows[preferred(rows)]
    for _, run in sure.groupby(sure["year"] > (gap[0] if gap else -np.inf)):
        ax.plot(run["year"], run["value"], color=COLOURS["accent"], lw=2.5, zorder=4)
    for row, best in zip(rows.to_dict("records"), preferred(rows), strict=True):
        face = COLOURS["accent" if best else "paper"]
        style: dict[str, Any] = {"mfc": face, "mec": COLOURS["accent"], "mew": 1.8}
        order = 5.5 if best else 5
        link(ax.plot(row["year"], row["value"], "o", ms=8, zorder=order, **style)[0], row)
        rivals = rows["value"][(rows["year"] == row["year"]) & ~preferred(rows)]
        if best:
            after = gap and row["year"] > gap[0]
            up = not after and not (rivals > row["value"]).any()
            last = row["year"] == sure["year"].max()
            away = (0, 13) if up or last else (7, -10) if after else (0, -14)
            _numbered(ax, row, away, "left" if after and not last else "center", "accent")


def _registered(ax: Axes, rows: pd.DataFrame, pace: float) -> None:
    """Draw the registers of the exile, with the first and the lowest number."""
    if rows.empty:
        return
    ax.plot(rows["year"], rows["value"], "s-", color=COLOURS["second"], lw=2, ms=4, zorder=4)
    least = rows.sort_values("value").iloc[0]
    _numbered(ax, rows.iloc[0], (-7, -9), "right", "second")
    _numbered(ax, least, (0, -13), "center", "second")
    words, at = _fold(_label(rows), 15 * pace), (least["year"], least["value"])
    beside(ax, words, at, (0, -21), color="second", ha="center", va="top", **NAME)


def _fold(text: str, points: float) -> str:
    """Break the name of a line into lines."""
    return textwrap.fill(text, int(max(13, points / 5.4)))


def _expected(ax: Axes, rows: pd.DataFrame, pace: float) -> None:
    """Draw the course to be expected as a fan, named above it where it is half way."""
    for _, band in rows.groupby("band" if "band" in rows else "series"):
        look: dict[str, Any] = {"color": COLOURS["context"], "alpha": 0.28, "lw": 0}
        ax.fill_between(band["year"], band["low"], band["high"], **look)
    middle = rows.drop_duplicates("year")
    ax.plot(middle["year"], middle["value"], color=COLOURS["muted"], lw=1.8, ls=(0, (4, 2)))
    place = float(np.quantile([middle["year"].min(), middle["year"].max()], 0.75))
    high = float(np.interp(place, middle["year"], rows.groupby("year")["high"].max()))
    words = _fold(_label(rows), 15 * pace)
    beside(ax, words, (place, high), (-6, 6), color="muted", ha="right", va="bottom", **NAME)


def _missing(ax: Axes, row: Any, rows: pd.DataFrame, floor: float) -> None:
    """Draw a bracket from the path to what was expected, and how many are missing below it."""
    year, ends = row["year"], []
    for series in ("path", "expected"):
        line = _part(rows, series).drop_duplicates("year")
        ends.append(float(np.interp(year, line["year"], line["value"])))
    ax.plot([year, year], ends, color=COLOURS["ink"], lw=2, marker="_", ms=10, mew=2, zorder=6)
    foot = floor + 0.86 * (ends[0] - floor) * 0.8
    ax.plot([year, year], [foot, ends[0]], color=COLOURS["ink"], lw=0.8, zorder=3)
    low, value, high = (written(row[name], "persons") for name in ("low", "value", "high"))
    look: dict[str, Any] = {"va": "top", "fontsize": 11, "weight": "bold", "linespacing": 1.1}
    beside(ax, f"about {value}\nmissing", (year, foot), (-8, -2), **look)
    between = f"between {low}\nand {high}"
    beside(ax, between, (year, foot), (-8, -38), va="top", color="muted")


@kind(_describe, lambda *_: 4.4)
def course(
    rows: pd.DataFrame,
    ax: Axes | None = None,
    *,
    unit: str = "",
    gap: tuple[float, float, str] | None = None,
) -> Axes:
    """Draw the course of a people: counted, registered and to be expected, and who is missing.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``series``; ``year`` (or ``start`` and ``end``), ``low``, ``value``, ``high``, ``label``
        (the first of a series is its name), optionally ``preferred``. A series is ``counted``
        (rivals hollow), ``registered``, ``path`` (the model's own course of all, dotted),
        ``expected`` (a fan; several of a ``band`` lie over each other), ``missing`` (one row: a
        bracket from path to fan in its year) or ``note`` (words at the left of a place).
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    unit : str
        What stands above the axis, if not the unit of the rows.
    gap : tuple of float, float and str, optional
        Years of the exile, and its name: a shaded band, across which no line joins counts.

    Returns
    -------
    matplotlib.axes.Axes
        Names stand at the lines; the axis does not begin at zero.
    """
    ax, rows = ax or plt.gca(), rows.assign(year=_years(rows))
    drawn = rows[~rows["series"].isin(["missing", "note"])]
    least, most = drawn[["low", "value"]].min().min(), drawn[["high", "value"]].max().max()
    floor = 20_000 * np.floor(least * 0.75 / 20_000) if least > 40_000 else 0.0
    first, last = drawn["year"].min(), drawn["year"].max()
    ax.set(xlim=(first - 3, last + 4), ylim=(floor, most + 0.04 * (most - floor)))
    pace = points_wide(ax) * 1.1 / (last - first + 7)  # points a year
    if gap:
        ax.axvspan(gap[0], gap[1], color=COLOURS["band"], lw=0, zorder=0)
        at, look = ((gap[0] + gap[1]) / 2, 0.985), {"xycoords": ax.get_xaxis_transform()}
        beside(ax, gap[2], at, ha="center", va="top", fontsize=9.5, color="muted", **look)
    _expected(ax, _part(rows, "expected"), pace)
    path = _part(rows, "path")
    ax.plot(path["year"], path["value"], ":", color=COLOURS["accent"], lw=1.8, zorder=3)
    counts = _part(rows, "counted")
    _counted(ax, counts, gap)
    names = [_label(counts), *(f"dotted: {_label(path)}" for _ in [0] if _label(path))]
    words = "\n".join(_fold(name, 17 * pace) for name in names)
    early = counts["value"][counts["year"] < first + 14].max()
    beside(ax, words, (first, early), (-8, 22), color="accent", va="bottom", **NAME)
    _registered(ax, _part(rows, "registered", sure=True), pace)
    for row in _part(rows, "note").to_dict("records") if pace > 8 else ():  # no room on a phone
        text = textwrap.fill(row["label"], int(max(14, 15 * pace / 4.8)))
        at = row["year"], row["value"]
        beside(ax, text, at, (-6, 0), ha="right", va="top", color="muted")
    for row in _part(rows, "missing").to_dict("records"):
        _missing(ax, row, rows, floor)
    upright(ax, f"thousand {unit_of(rows, unit)}")
    ax.yaxis.set_major_formatter(mpl.ticker.FuncFormatter(lambda y, _: f"{y / 1000:,g}"))
    begun = [gap[0]] if gap and pace > 8 else []  # on a phone its tick would touch another
    ax.set_xticks(sorted({int(year) for year in [*counts["year"], *begun]}))
    ax.xaxis.set_major_formatter(mpl.ticker.StrMethodFormatter("{x:.0f}"))
    return ax
