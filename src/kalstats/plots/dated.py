"""Figures against the time they speak of: stocks, rates of periods, the register of an exile."""

import textwrap
from typing import Any

import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib import ticker
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from kalstats.plots.axes import apart, make_room, upright
from kalstats.plots.style import COLOURS, MARKERS, SERIES, beside, kind, link, points_wide
from kalstats.plots.words import bounds, preferred, trend, unit_of, written


def _days(rows: pd.DataFrame) -> Any:
    """Return the first and the last days that rows can mean, as numbers."""
    return np.array([mdates.date2num(rows[name]) for name in ("start", "end")])


def _groups(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Part rows by their series, or by several peoples; without any, all are one."""
    several = "people" in rows and len(rows["people"].unique()) > 1
    named = rows.get("series", rows["people"] if several else "")
    parts = rows.assign(series=named).groupby("series", sort=False)
    return {str(name): group for name, group in parts}


def _describe(rows: pd.DataFrame) -> str:
    told = [f"{name}: {trend(group)}".removeprefix(": ") for name, group in _groups(rows).items()]
    return f"Figures over time, {unit_of(rows)}. {'; '.join(told)}.".replace(", .", ".")


def _ticks(ax: Axes, days: Any) -> None:
    """Mark years along the axis below, as many as have room side by side."""
    room = points_wide(ax) / float(np.ptp(ax.get_xlim())) * 365.25  # of a year
    step = next(n for n in (1, 2, 5, 10, 20, 50, 100) if n * room > 31)
    first, last = (mdates.num2date(day).year for day in (days.min() - 20, days.max() + 20))
    some = [year for year in range(first + 1, last + 1) if year % step == 0]
    ax.set_xticks([mdates.date2num(pd.Timestamp(year, 1, 1)) for year in some], map(str, some))


def _point(ax: Axes, row: Any, look: Any, *, best: bool, join: bool) -> None:
    """Draw what a figure may mean: its time as a line, its bounds as a bar or box."""
    name, marker, alone = look
    colour = COLOURS[name if best else "muted"]
    first, last = (float(mdates.date2num(row[end])) for end in ("start", "end"))
    low, value, high, middle = row["low"], row["value"], row["high"], (first + last) / 2
    if high > low and join:
        thick = 5 if best and alone else 2
        ax.plot([middle] * 2, [low, high], color=colour, lw=thick, solid_capstyle="butt")
    elif high > low:
        box = Rectangle((first, low), last - first + 1, high - low, fill=best, fc=colour)
        ax.add_patch(box).set(ec=colour, lw=1.2, alpha=0.55 if best else 1)
    if np.isfinite(value) and (alone or not join):
        ax.plot([first, last], [value] * 2, color=colour, lw=1.5 if join else 3, zorder=2)
    if np.isfinite(value) and (join or last == first):
        style: Any = {"mfc": colour if best else COLOURS["paper"], "mec": colour, "mew": 1.8}
        style |= {"ms": 7, "zorder": 4 if best else 3}
        link(ax.plot(middle, value, marker, **style)[0], row)
    if words := row.get("label"):
        top = middle, high if np.isnan(value) or not join else value
        corner = first <= ax.get_xlim()[0] + 200  # or it would lie over the numbers of the axis
        away, side = ((5, 3), "left") if corner else ((0, 6), "center")
        look = {"ha": side, "va": "bottom", "color": name if best else "muted"}
        beside(ax, words, top, away, paper="paper", **look)


@kind(_describe, lambda _, wide: 3.8 if wide else 3.6)
def over_time(
    rows: pd.DataFrame,
    ax: Axes | None = None,
    *,
    unit: str = "",
    join: bool = True,
    against: tuple[float, float, str] | None = None,
) -> Axes:
    """Draw figures against the time they speak of: a stock, or the rates or events of periods.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``start``, ``end`` (the days a figure can mean), ``low``, ``value`` (nan where there are
        bounds only), ``high``; optionally ``unit``, ``preferred``, ``label`` (may be empty) and
        ``series`` (or several ``people``), a line each with its name at its end.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    unit : str
        Label of the axis, if not the unit of the rows.
    join : bool
        Whether a line joins the preferred values; if not, each is drawn as long as its period.
    against : tuple of float, float and str, optional
        A band to compare with, as the rates of ordinary years: low, high, name.

    Returns
    -------
    matplotlib.axes.Axes
        One marker for each value, filled if preferred, with a bar as long as the time it may
        mean; an upright bar, or the box of a period, for each range.
    """
    ax, ends, groups = ax or plt.gca(), list[Any](), _groups(rows)
    for place, (name, group) in enumerate(groups.items()):
        look = SERIES[min(place, 4)], MARKERS[min(place, 4)], len(groups) < 2
        best, middle = preferred(group), _days(group).mean(axis=0)
        if join:
            ax.plot(middle[best], group["value"][best], color=COLOURS[look[0]], lw=2, zorder=1)
        for row, sure in zip(group.to_dict("records"), best, strict=True):
            _point(ax, row, look, best=bool(sure), join=join)
        last = middle[best][-1] if best.any() else middle[-1]
        ends.append((name, last, group["value"].dropna().tail(1), look[0]))
    if against:
        low, high, words = against
        ax.axhspan(low, high, color=COLOURS["context"], alpha=0.3, lw=0, zorder=0)
        ax.text(0.01, high, words, transform=ax.get_yaxis_transform(), va="bottom", fontsize=9)
    ax.margins(x=0.04, y=0.12)
    if not join:
        ax.set_ylim(bottom=0)
    upright(ax, unit_of(rows, unit))
    if len(groups) > 1:
        _name_ends(ax, ends)
    _ticks(ax, _days(rows))
    return ax


def _name_ends(ax: Axes, ends: list[Any]) -> None:
    """Write the names of several series behind their last values, moved apart."""
    heights = apart(ax, [float(value.iloc[0]) for _, _, value, _ in ends])
    for (name, day, _, colour), y in zip(ends, heights, strict=True):
        beside(ax, textwrap.fill(name, 20), (day, y), (8, 0), color=colour, weight="bold")
    make_room(ax, 12 + 5.4 * max(min(20, len(name)) for name, *_ in ends))


def _parted(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Part a register into its stock, in order of time, and the best of its births and deaths."""
    flow = rows["measure"].isin(["births", "deaths"])
    return rows[~flow].sort_values("start"), rows[flow][preferred(rows[flow])]


def _describe_register(rows: pd.DataFrame) -> str:
    stock, flows = _parted(rows)
    sums = flows.groupby("measure")[["low", "high"]].sum()
    told = [f"{name} {bounds(low, high, 'persons')}" for name, low, high in sums.itertuples()]
    return f"Who was alive: {trend(stock)}. Below, {' and '.join(told)} in all."


@kind(_describe_register, lambda _, wide: 5.4 if wide else 5.6)
def register(rows: pd.DataFrame, ax: Axes | None = None, *, unit: str = "") -> Axes:
    """Draw who was alive in an exile, and under it the births and deaths between the counts.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``measure``: ``births`` and ``deaths`` of periods that do not overlap, any other is a
        stock; ``start``, ``end``, ``low``, ``value``, ``high``; optionally ``preferred``.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    unit : str
        Label of the axis, if not the unit of the rows.

    Returns
    -------
    matplotlib.axes.Axes
        Blank itself; above the stock from zero, with the first, lowest and last count written;
        below births upwards and deaths downwards, so wide as their period and so high as the
        number a year: areas are persons. A thin line spans the bounds.
    """
    ax = ax or plt.gca()
    ax.set_axis_off()
    above, below = ax.inset_axes((0, 0.52, 1, 0.45)), ax.inset_axes((0, 0, 1, 0.41))
    (stock, flows), days = _parted(rows), _days(rows)
    sure = stock[preferred(stock)]
    told = {sure.index[0], sure["value"].idxmin(), sure.index[-1]}
    numbers = stock["value"].map(lambda value: written(value, "persons"))
    over_time(stock.assign(label=numbers.where(stock.index.isin(told), "")), above, unit=unit)
    above.set_ylim(0, stock["high"].max() * 1.22)
    below.axhline(0, color=COLOURS["muted"], lw=1)
    look: dict[str, Any] = {"ha": "right", "va": "bottom", "weight": "bold", "fontsize": 10}
    beside(below, "deaths a year", (0.99, 0.02), xycoords="axes fraction", color="accent", **look)
    for panel in (above, below):
        panel.set_xlim(days.min() - 60, days.max() + 150)
        _ticks(panel, days)
    for row in flows.to_dict("records"):
        _flow(below, row)
    upright(below, "")
    below.set_title("births a year", loc="left", weight="bold", color=COLOURS["second"])
    below.margins(y=0.34)  # for numbers of two lines at the ends of bars
    below.yaxis.set_major_formatter(ticker.FuncFormatter(lambda y, _: f"{abs(y):,.10g}"))
    return ax


def _flow(ax: Axes, row: Any) -> None:
    """Draw the births or deaths of a period as an area, with the number in it."""
    sign, colour, side = (
        (1, "second", "bottom") if row["measure"] == "births" else (-1, "accent", "top")
    )
    first, last = (float(mdates.date2num(row[end])) for end in ("start", "end"))
    wide, middle = last - first + 1, (first + last) / 2
    low, value, high = (sign * row[end] / wide * 365.25 for end in ("low", "value", "high"))
    high_of = low if np.isnan(value) else value  # so many at least
    (bar,) = ax.bar(first, high_of, wide, align="edge", color=COLOURS[colour], alpha=0.75)
    bar.set(ec=COLOURS["paper"], lw=0.8)
    link(bar, row)
    if row["high"] > row["low"]:
        ax.plot([middle] * 2, [low, high], color=COLOURS["ink"], lw=1.2)
    number = bounds(row["low"], row["high"], "persons")
    if 4.9 * len(number) > points_wide(ax) * wide / float(np.ptp(ax.get_xlim())):
        number = number.replace("–", "–\n")  # both ends have no room in one line
    number += " in all" if wide > 1.5 * 365.25 else ""  # the height is a year's
    beside(ax, number, (middle, max(low, high, key=abs)), (0, 3 * sign), ha="center", va=side)
