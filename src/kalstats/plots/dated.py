"""Figures against the time they speak of: stocks, rates of periods, the register of an exile."""

import math
import textwrap
from typing import Any

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from kalstats.plots import frame
from kalstats.plots.frame import COLOURS, MARKERS, SERIES, beside, dot, kind, link, stroke
from kalstats.plots.words import bounds, each, parted, preferred, ranked, trend, unit_of


def _days(rows: pd.DataFrame) -> pd.DataFrame:
    """Give rows the first, last and middle day that they can mean, as numbers."""
    first, last = (mdates.date2num(rows[end]) for end in ("start", "end"))
    return rows.assign(first=first, last=last, day=(first + last) / 2)


def _describe(rows: pd.DataFrame) -> str:
    told = each(parted(rows, "series"), trend)
    return f"Figures over time, {unit_of(rows)}. {told}.".replace(", .", ".")


def _years(ax: Axes, first: float, last: float) -> None:
    """Mark years along the axis below, between two days, as many as have room side by side."""
    room = frame.wide(ax) / float(np.ptp(ax.get_xlim())) * 365.25  # of a year
    step = next(n for n in (1, 2, 5, 10, 20, 50, 100) if n * room > 31)
    ax.xaxis.set_major_locator(mdates.YearLocator(step))
    ax.set_xticks([day for day in ax.get_xticks() if first - 20 < day < last + 20])
    ax.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))


def _stock(ax: Axes, row: Any, colour: str, shape: str, *, best: bool, alone: bool) -> None:
    """Draw a stock as a point; the time it may mean, and its bounds, as lines."""
    if row["high"] > row["low"]:
        stroke(ax, row["day"], (row["low"], row["high"]), colour, 5 if best and alone else 2)
    if alone:
        stroke(ax, (row["first"], row["last"]), row["value"], colour, 1.5)
    look: Any = {"marker": shape, "ms": 7, "zorder": 4 if best else 3}
    dot(ax, (row["day"], row["value"]), row, colour, filled=best, **look)


def _period(ax: Axes, row: Any, colour: str, *, best: bool) -> None:
    """Draw the rate of a period as a line as long as it, its bounds as a box."""
    if row["high"] > row["low"]:
        size = row["last"] - row["first"] + 1, row["high"] - row["low"]
        box = ax.add_patch(Rectangle((row["first"], row["low"]), *size, fill=best, lw=1.2))
        box.set(color=COLOURS[colour], alpha=0.55 if best else 1)
    if not math.isnan(row["value"]):
        stroke(ax, (row["first"], row["last"]), row["value"], colour, 3)


def _label(ax: Axes, row: Any, colour: str, *, join: bool, corner: bool) -> None:
    """Write the label of a row over its mark; in the corner it stands apart from the axis."""
    top = row["high"] if not join or math.isnan(row["value"]) else row["value"]
    away, side = ((5, 3), "left") if corner else ((0, 6), "center")
    look: Any = {"ha": side, "va": "bottom", "color": colour, "paper": "paper"}
    beside(ax, row["label"], (row["day"], top), away, **look)


@kind(_describe, lambda _, wide: 3.8 if wide else 3.6)
def over_time(rows: pd.DataFrame, ax: Any = None, *, join: bool = True, against: Any = ()) -> Any:
    """Draw figures against the time they speak of: a stock, or the rates or events of periods.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``start``, ``end`` (the days a figure can mean), ``low``, ``value`` (nan where there are
        bounds only), ``high``; optionally ``unit``, ``preferred``, ``label`` (may be empty) and
        ``series``, a line each with its name at its end.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
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
    groups, ends = parted(_days(rows), "series"), list[Any]()
    begun, ended = mdates.date2num([rows["start"].min(), rows["end"].max()])
    for place, (name, group) in enumerate(groups.items()):
        series, shape, best = SERIES[place % 5], MARKERS[place % 5], preferred(group)
        if join:
            stroke(ax, group["day"][best], group["value"][best], series, 2, zorder=1)
        for row, sure in ranked(group):
            colour = series if sure else "muted"
            if join:
                _stock(ax, row, colour, shape, best=sure, alone=len(groups) < 2)
            else:
                _period(ax, row, colour, best=sure)
            if row.get("label"):
                _label(ax, row, colour, join=join, corner=row["first"] < begun + 200)
        last = group[best].dropna(subset="value").tail(1)
        ends += zip(last["value"], last["day"], [name], [series], strict=False)
    for low, high, words in [against] if against else ():
        ax.axhspan(low, high, color=COLOURS["context"], alpha=0.3, lw=0, zorder=0)
        ax.text(0.01, high, words, transform=ax.get_yaxis_transform(), va="bottom", fontsize=9)
    ax.margins(x=0.04, y=0.12)
    ax.set_ylim(bottom=None if join else 0)
    frame.upright(ax, unit_of(rows))
    if len(groups) > 1:
        _name_ends(ax, ends)
    _years(ax, begun, ended)


def _name_ends(ax: Axes, ends: list[Any]) -> None:
    """Write the names of series behind their last values, so far apart that each has its line."""
    step, lowest = 13 / frame.wide(ax, "height") * float(np.ptp(ax.get_ylim())), -math.inf
    for value, day, name, colour in sorted(ends):
        lowest = max(value, lowest + step)
        beside(ax, textwrap.fill(name, 20), (day, lowest), (8, 0), color=colour, weight="bold")
    frame.make_room(ax, 12 + 5.4 * max(min(20, len(name)) for *_, name, _ in ends))


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
def register(rows: pd.DataFrame, ax: Any = None) -> Any:
    """Draw who was alive in an exile, and under it the births and deaths between the counts.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``measure``: ``births`` and ``deaths`` of periods that do not overlap, any other is a
        stock; ``start``, ``end``, ``low``, ``value``, ``high``; optionally ``preferred``.
    ax : matplotlib.axes.Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib.axes.Axes
        Blank itself; above the stock from zero, with the first, lowest and last count written;
        below births upwards and deaths downwards, so wide as their period and so high as the
        number a year: areas are persons. A thin line spans the bounds.
    """
    stock, flows = _parted(_days(rows))
    ax.set_axis_off()
    above, below = ax.inset_axes((0, 0.52, 1, 0.45)), ax.inset_axes((0, 0, 1, 0.41))
    sure, numbers = stock[preferred(stock)], stock["value"].map("{:,.0f}".format)
    told = stock.index.isin([sure.index[0], sure["value"].idxmin(), sure.index[-1]])
    over_time(stock.assign(label=numbers.where(told, "")), above)
    above.set_ylim(0, stock["high"].max() * 1.22)
    below.axhline(0, color=COLOURS["muted"], lw=1)
    look: Any = {"ha": "right", "va": "bottom", "weight": "bold", "fontsize": 10}
    beside(below, "deaths a year", (0.99, 0.02), xycoords="axes fraction", color="accent", **look)
    days = mdates.date2num([rows["start"].min(), rows["end"].max()])
    for panel in (above, below):
        panel.set_xlim(days[0] - 60, days[1] + 150)
        _years(panel, *days)
    for row in flows.to_dict("records"):
        _flow(below, row)
    frame.upright(below, "")
    below.set_title("births a year", loc="left", weight="bold", color=COLOURS["second"])
    below.margins(y=0.34)  # for numbers of two lines at the ends of bars
    below.yaxis.set_major_formatter(lambda y, _: f"{abs(y):,.10g}")


def _flow(ax: Axes, row: Any) -> None:
    """Draw the births or deaths of a period as an area, with the number in it."""
    born, days = row["measure"] == "births", row["last"] - row["first"] + 1
    sign, colour, side = (1, "second", "bottom") if born else (-1, "accent", "top")
    low, value, high = (sign * row[end] / days * 365.25 for end in ("low", "value", "high"))
    size = low if math.isnan(value) else value  # so many at least
    look: Any = {"color": COLOURS[colour], "ec": COLOURS["paper"], "lw": 0.8, "alpha": 0.75}
    link(ax.bar(row["day"], size, days, **look)[0], row)
    if row["high"] > row["low"]:
        stroke(ax, row["day"], (low, high), "ink", 1.2)
    number = bounds(row["low"], row["high"], "persons")
    if 4.9 * len(number) > frame.wide(ax) * days / float(np.ptp(ax.get_xlim())):
        number = number.replace("–", "–\n")  # both ends have no room in one line
    number += " in all" if days > 1.5 * 365.25 else ""  # the height is a year's
    beside(ax, number, (row["day"], max(low, high, key=abs)), (0, 3 * sign), ha="center", va=side)
