"""The course of a people: counted, registered, expected, and who is missing."""

import textwrap
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib import ticker
from matplotlib.axes import Axes

from kalstats.plots.axes import upright
from kalstats.plots.style import COLOURS, beside, kind, link, points_wide
from kalstats.plots.words import bounds, point, preferred, trend, unit_of, written

NAME: dict[str, Any] = {"fontsize": 9.5, "weight": "bold", "zorder": 6}  # of a line


def _years(rows: pd.DataFrame) -> pd.Series:
    """Return the times of rows in years: their column ``year``, or the middle of their days."""
    if "year" in rows:
        return rows["year"].astype(float)
    middle = rows["start"] + (rows["end"] - rows["start"]) / 2
    return middle.dt.year + (middle.dt.day_of_year - 1) / 365.25


def _label(rows: pd.DataFrame, points: float, before: str = "") -> str:
    """Return the name of a series, the first label of its rows, broken into lines."""
    given = [f"{before}{label}" for label in rows.get("label", []) if label]
    return textwrap.fill(given[0], int(max(13, points / 5.4))) if given else ""


def _describe(rows: pd.DataFrame) -> str:
    """Say where the counts and the registers went, and how many are missing."""
    parts = {name: rows[rows["series"] == name] for name in ("counted", "registered")}
    told = [f"{name} {trend(part)}" for name, part in parts.items() if len(part)]
    for row in rows[rows["series"] == "missing"].to_dict("records"):
        around = bounds(row["low"], row["high"], "persons")
        told += [f"missing about {written(row['value'], 'persons')}, {around}"]
    return f"Course over time: {'; '.join(told)}."


def _numbered(ax: Axes, row: Any, away: Any, side: str, colour: str, paper: str = "") -> None:
    """Write the number of a point beside it."""
    at, look = (row["year"], row["value"]), {"ha": side, "color": colour, "paper": paper}
    beside(ax, point(row), at, away, fontsize=9.5, **look)


def _counted(ax: Axes, rows: pd.DataFrame, gap: Any) -> None:
    """Draw the counts: joined, but not across the gap; rivals hollow."""
    best = preferred(rows)
    sure, rivals = rows[best], rows[~best]
    for _, run in sure.groupby(sure["year"] > (gap[0] if gap else -np.inf)):
        ax.plot(run["year"], run["value"], color=COLOURS["accent"], lw=2.5, zorder=4)
    for part, face, order in ((rivals, "paper", 5), (sure, "accent", 5.5)):
        look: dict[str, Any] = {"mfc": COLOURS[face], "mec": COLOURS["accent"], "mew": 1.8}
        for row in part.to_dict("records"):
            link(ax.plot(row["year"], row["value"], "o", ms=8, zorder=order, **look)[0], row)
    for row in sure.to_dict("records"):
        last, after = row["year"] == sure["year"].max(), gap and row["year"] > gap[0]
        over = (rivals["value"][rivals["year"] == row["year"]] > row["value"]).any()
        away = (0, 13) if last or not (after or over) else (7, -10) if after else (0, -14)
        _numbered(ax, row, away, "left" if after and not last else "center", "accent", "paper")


def _registered(ax: Axes, rows: pd.DataFrame, width: float) -> None:
    """Draw the registers, with the first and the lowest number."""
    ax.plot(rows["year"], rows["value"], "s-", color=COLOURS["second"], lw=2, ms=4, zorder=4)
    for row in rows.head(1).to_dict("records"):
        _numbered(ax, row, (-7, -9), "right", "second", "paper")
    for row in rows.sort_values("value").head(1).to_dict("records"):
        _numbered(ax, row, (0, -13), "center", "second")
        at, look = (row["year"], row["value"]), {"ha": "center", "va": "top", **NAME}
        beside(ax, _label(rows, width), at, (0, -21), color="second", **look)


def _expected(ax: Axes, rows: pd.DataFrame, width: float) -> None:
    """Draw the course to be expected as a fan, named above it where it is half way."""
    for _, band in rows.groupby("band" if "band" in rows else "series"):
        look: dict[str, Any] = {"color": COLOURS["context"], "alpha": 0.28, "lw": 0}
        ax.fill_between(band["year"], band["low"], band["high"], **look)
    middle = rows.drop_duplicates("year")
    ax.plot(middle["year"], middle["value"], color=COLOURS["muted"], lw=1.8, ls=(0, (4, 2)))
    place = float(np.quantile([middle["year"].min(), middle["year"].max()], 0.75))
    high = float(np.interp(place, middle["year"], rows.groupby("year")["high"].max()))
    look = {"color": "muted", "ha": "right", "va": "bottom", **NAME}
    beside(ax, _label(rows, width), (place, high), (-6, 6), **look)


def _missing(ax: Axes, row: Any, lines: list[pd.DataFrame], floor: float) -> None:
    """Draw a bracket from the path to what was expected, and how many are missing below it."""
    year, (low, value, high) = (
        row["year"],
        [written(row[n], "persons") for n in ("low", "value", "high")],
    )
    ends = [
        float(np.interp(year, *line.drop_duplicates("year")[["year", "value"]].to_numpy().T))
        for line in lines
    ]
    ax.plot([year, year], ends, color=COLOURS["ink"], lw=2, marker="_", ms=10, mew=2, zorder=6)
    foot = floor + 0.69 * (ends[0] - floor)
    ax.plot([year, year], [foot, ends[0]], color=COLOURS["ink"], lw=0.8, zorder=3)
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
    ax, rows = ax or plt.gca(), rows.assign(year=_years(rows)).sort_values("year", kind="stable")
    names = ["expected", "path", "counted", "registered", "note", "missing"]
    parts = {name: rows[rows["series"] == name] for name in names}
    drawn = pd.concat([parts[name] for name in names[:4]])
    least, most = drawn[["low", "value"]].min().min(), drawn[["high", "value"]].max().max()
    floor = 20_000 * np.floor(least * 0.75 / 20_000) if least > 40_000 else 0.0
    first, last = drawn["year"].min(), drawn["year"].max()
    ax.set(xlim=(first - 3, last + 4), ylim=(floor, most + 0.04 * (most - floor)))
    pace = points_wide(ax) * 0.96 / (last - first + 7)  # points a year
    if gap:
        ax.axvspan(gap[0], gap[1], color=COLOURS["band"], lw=0, zorder=0)
        at, look = ((gap[0] + gap[1]) / 2, 0.985), {"xycoords": ax.get_xaxis_transform()}
        beside(ax, gap[2], at, ha="center", va="top", fontsize=9.5, color="muted", **look)
    _expected(ax, parts["expected"], 15 * pace)
    path, counts = parts["path"], parts["counted"]
    ax.plot(path["year"], path["value"], ":", color=COLOURS["accent"], lw=1.8, zorder=3)
    _counted(ax, counts, gap)
    words = [_label(counts, 17 * pace), _label(path, 17 * pace, "dotted: ")]
    early = first, counts["value"][counts["year"] < first + 14].max()
    beside(ax, "\n".join(filter(None, words)), early, (-8, 22), color="accent", va="bottom", **NAME)
    _registered(ax, parts["registered"][preferred(parts["registered"])], 15 * pace)
    for row in parts["note"].to_dict("records") if pace > 8 else ():  # no room on a phone
        text, at = (
            textwrap.fill(row["label"], int(max(14, 15 * pace / 4.8))),
            (row["year"], row["value"]),
        )
        beside(ax, text, at, (-6, 0), ha="right", va="top", color="muted")
    for row in parts["missing"].to_dict("records"):
        _missing(ax, row, [path, parts["expected"]], floor)
    upright(ax, f"thousand {unit_of(rows, unit)}")
    ax.yaxis.set_major_formatter(ticker.FuncFormatter(lambda y, _: f"{y / 1000:,g}"))
    begun = [gap[0]] if gap and pace > 8 else []  # on a phone its tick would touch another
    ax.set_xticks(sorted({int(year) for year in [*counts["year"], *begun]}))
    ax.xaxis.set_major_formatter(ticker.StrMethodFormatter("{x:.0f}"))
    return ax
