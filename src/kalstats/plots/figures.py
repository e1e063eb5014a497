"""Figures beside their rivals: on a ladder, and over time."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from kalstats.data import cite
from kalstats.data.arguments import expect
from kalstats.evidence import Quantity
from kalstats.plots.style import (
    COLOURS,
    link,
    points_wide,
    rank_colour,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def rungs(quantity: Quantity, scale: float = 1) -> pd.DataFrame:
    """Return the figures of a quantity as rows for `ladder`, divided by a scale."""
    expect("quantity", quantity, Quantity, "a quantity; quantity(id=...) finds one")
    best = quantity.preferred
    return pd.DataFrame(
        [
            {
                "label": f"{figure.printed} · {cite(figure.source, 'short')}, {figure.locator}",
                **{name: getattr(figure, name) / scale for name in ("low", "value", "high")},
                "preferred": figure is best,
                "source": figure.source,
            }
            for figure in quantity.figures
        ]
    )


def _reach(known: Any, reference: Any) -> float:
    """Return where along the axis, 0 to 1, a reference stands; 1 if there is none."""
    if not reference:
        return 1.0
    least, most = min(known.min(), reference[0]), max(known.max(), reference[0])
    margin = 0.08 * (most - least)
    return float((reference[0] - least + margin) / (most - least + 2 * margin or 1))


def ladder(rows: pd.DataFrame, ax: Axes | None = None, *, unit: str, reference: Any = None) -> Axes:
    """Draw rival figures, or the readings of a result, one below the other on one axis.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``label``, ``low``, ``value`` (nan where there are bounds only), ``high``, ``preferred``;
        from `rungs`, or made from `readings`.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    unit : str
        Label of the axis.
    reference : tuple of float and str, optional
        A value to compare with, and its name.

    Returns
    -------
    matplotlib.axes.Axes
        One marker for each value, filled if preferred; a bar from low to high for each range.
    """
    ax = ax or plt.gca()
    known = rows[["low", "value", "high"]].to_numpy()
    known = known[np.isfinite(known)]
    reach = _reach(known, reference)
    columns = int(points_wide(ax) * 1.2 * (reach if reach > 0.5 else 1) / 6.3)
    labels = [textwrap.wrap(textwrap.shorten(label, 150), columns) for label in rows["label"]]
    place = np.cumsum([0.75 + 0.4 * len(lines) for lines in labels])
    edge = known.max() * 1.05
    for y, lines, row in zip(place, labels, rows.to_dict("records"), strict=True):
        colour = rank_colour(row)
        if row["high"] > row["low"]:
            ends = [row["low"], min(row["high"], edge)]
            ax.plot(ends, [y, y], color=colour, lw=2.5, solid_capstyle="butt")
            if row["high"] == np.inf:
                ax.plot(edge, y, ">", color=colour, ms=7)
        if not np.isnan(row["value"]):
            face = colour if row["preferred"] else COLOURS["paper"]
            (mark,) = ax.plot(row["value"], y, "o", ms=8, mfc=face, mec=colour, mew=1.8)
            link(mark, row)
        weight = "bold" if row["preferred"] else "normal"
        box = {"facecolor": COLOURS["paper"], "edgecolor": "none", "pad": 1}
        text = ax.text(
            0,
            y - 0.25,
            "\n".join(lines),
            transform=ax.get_yaxis_transform(),
            color=colour,
            weight=weight,
            va="bottom",
            fontsize=9,
            bbox=box,
        )
        text.set_in_layout(False)
    if reference:
        value, name = reference
        ax.axvline(value, color=COLOURS["kalmyks"], lw=1.2, ls=(0, (4, 3)), zorder=0)
        ax.annotate(
            name,
            (value, place[-1] + 0.35),
            (-4 if reach > 0.5 else 4, 0),
            textcoords="offset points",
            color=COLOURS["kalmyks"],
            va="center",
            ha="right" if reach > 0.5 else "left",
        )
    ax.set(yticks=[], ylim=(place[-1] + 0.6, 0.1))
    ax.set_xlabel(textwrap.fill(unit, int(points_wide(ax) / 5.8)))
    ax.xaxis.set_major_locator(mpl.ticker.MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    ax.xaxis.set_major_formatter(mpl.ticker.StrMethodFormatter("{x:,g}"))
    ax.margins(x=0.08)
    return ax


def over_time(
    rows: pd.DataFrame,
    ax: Axes | None = None,
    *,
    unit: str,
    join: bool = True,
    colour: str = "kalmyks",
) -> Axes:
    """Draw figures against the time they speak of: a stock, or the events of single years.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``start``, ``end`` (the days a figure can mean), ``low``, ``value`` (nan where there are
        bounds only), ``high``, ``preferred``, ``label`` (may be empty).
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    unit : str
        Label of the axis.
    join : bool
        Whether a line joins the preferred values.
    colour : str
        Name of the colour of the preferred values; another people has another.

    Returns
    -------
    matplotlib.axes.Axes
        One marker for each value, filled if preferred, with a bar as long as the time it may
        mean; an upright bar for each range, broad if preferred.
    """
    ax = ax or plt.gca()
    days = [mdates.date2num(rows[name]) for name in ("start", "end")]
    best = rows["preferred"].to_numpy()
    middle = np.mean(days, axis=0)
    if join:
        ax.plot(middle[best], rows["value"][best], color=COLOURS[colour], lw=2, zorder=1)
    for first, last, day, row in zip(*days, middle, rows.to_dict("records"), strict=True):
        shade = COLOURS[colour if row["preferred"] else "muted"]
        if row["high"] > row["low"]:
            width, order = (9, 2) if row["preferred"] else (2, 1)
            ends = [row["low"], row["high"]]
            ax.plot([day, day], ends, color=shade, lw=width, solid_capstyle="butt", zorder=order)
        if not np.isnan(row["value"]):
            face = shade if row["preferred"] else COLOURS["paper"]
            ax.plot([first, last], [row["value"]] * 2, color=shade, lw=1.5, zorder=2)
            style: Any = {"mfc": face, "mec": shade, "mew": 1.8, "zorder": 3}
            (mark,) = ax.plot(day, row["value"], "o", ms=7, **style)
            link(mark, row)
        top = row["high"] if np.isnan(row["value"]) else row["value"]
        box = {"facecolor": COLOURS["paper"], "edgecolor": "none", "pad": 1} if row["label"] else {}
        ax.annotate(
            row["label"],
            (day, top),
            (7, 5) if join else (0, 5),
            color=shade,
            ha="left" if join else "center",
            va="bottom",
            textcoords="offset points",
            fontsize=8.5,
            bbox=box or None,
        )
    ax.xaxis_date()
    ticks = mdates.YearLocator() if join else mpl.ticker.FixedLocator(sorted(set(middle)))
    ax.xaxis.set_major_locator(ticks)
    ax.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
    ax.tick_params(axis="x", labelsize=8.5, rotation=90 if points_wide(ax) < 300 else 0)
    ax.yaxis.set_major_formatter(mpl.ticker.StrMethodFormatter("{x:,g}"))
    ax.set_ylabel(textwrap.fill(unit, 44))
    ax.grid(visible=False, axis="x")
    ax.grid(visible=True, axis="y", color=COLOURS["grid"])
    ax.margins(x=0.05, y=0.12)
    return ax
