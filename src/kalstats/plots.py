"""One function per kind of chart: data and ``ax=None`` in, ``Axes`` out; and the one style.

Text and lines are drawn in named colours (`COLOURS`), so that a report can give each name another
value in dark mode. Preferred figures are filled, rival ones hollow, gaps stay gaps.
"""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns

from kalstats.data import cite

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes

    from kalstats.evidence import Quantity

COLOURS = {
    "ink": "#1c1c1e",
    "muted": "#5c6066",
    "grid": "#dddfe3",
    "band": "#f0ede6",
    "paper": "#ffffff",
    "kalmyks": "#b0431c",
    "russians": "#22598c",
    "others": "#75787d",
}
STATUS = {"autonomous region": "others", "ASSR": "russians", "SSR": "kalmyks", "republic": "ink"}
STYLE: dict[Any, Any] = {
    "axes.edgecolor": COLOURS["muted"],
    "axes.facecolor": "none",
    "axes.grid.axis": "x",
    "axes.labelcolor": COLOURS["muted"],
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.facecolor": "none",
    "font.family": ["DejaVu Sans"],
    "font.size": 10,
    "grid.color": COLOURS["grid"],
    "svg.fonttype": "none",
    "text.color": COLOURS["ink"],
    "xtick.color": COLOURS["muted"],
    "ytick.color": COLOURS["muted"],
}


def style() -> Any:
    """Return a context in which charts are drawn in the style of this study."""
    return mpl.rc_context({**sns.axes_style("whitegrid"), **STYLE})


def _points_wide(ax: Axes) -> float:
    """Return the width of the axes in points, as laid out so far."""
    return ax.get_window_extent().width / ax.figure.dpi * 72


def _colour(row: Any) -> str:
    return COLOURS["ink"] if row["preferred"] else COLOURS["muted"]


def when(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """Return a day, month, year or span of them in words.

    >>> when(pd.Timestamp("1920-07-02"), pd.Timestamp("1920-07-09"))
    '2–9 July 1920'
    >>> when(pd.Timestamp("1943-10-01"), pd.Timestamp("1943-10-31"))
    'October 1943'
    """
    month, year = f"{start:%B %Y}", f"{start:%Y}"
    if start == end:
        return f"{start.day} {month}"
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return year if start.year == end.year else f"{year}–{end:%Y}"
    if (start.year, start.month) != (end.year, end.month):
        return f"{start.day} {month} – {end.day} {end:%B %Y}"
    return month if start.day == 1 and end.is_month_end else f"{start.day}–{end.day} {month}"


def rungs(quantity: Quantity, scale: float = 1) -> pd.DataFrame:
    """Return the figures of a quantity as rows for `ladder`, divided by a scale."""
    best = quantity.preferred
    return pd.DataFrame(
        [
            {
                "label": f"{figure.printed} · {cite(figure.source, 'short')}, {figure.locator}",
                **{name: getattr(figure, name) / scale for name in ("low", "value", "high")},
                "preferred": figure is best,
            }
            for figure in quantity.figures
        ]
    )


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
    columns = int(_points_wide(ax) * 1.25 / 6.3)
    labels = [textwrap.wrap(textwrap.shorten(label, 150), columns) for label in rows["label"]]
    place = np.cumsum([0.75 + 0.4 * len(lines) for lines in labels])
    known = rows[["low", "value", "high"]].to_numpy()
    edge = known[np.isfinite(known)].max() * 1.05
    for y, lines, row in zip(place, labels, rows.to_dict("records"), strict=True):
        colour = _colour(row)
        if row["high"] > row["low"]:
            ends = [row["low"], min(row["high"], edge)]
            ax.plot(ends, [y, y], color=colour, lw=2.5, solid_capstyle="butt")
            if row["high"] == np.inf:
                ax.plot(edge, y, ">", color=colour, ms=7)
        if not np.isnan(row["value"]):
            face = colour if row["preferred"] else COLOURS["paper"]
            ax.plot(row["value"], y, "o", ms=8, mfc=face, mec=colour, mew=1.8)
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
            (4, 0),
            textcoords="offset points",
            color=COLOURS["kalmyks"],
            va="center",
        )
    ax.set(yticks=[], ylim=(place[-1] + 0.6, 0.1))
    ax.set_xlabel(textwrap.fill(unit, int(_points_wide(ax) / 5.8)))
    ax.xaxis.set_major_locator(mpl.ticker.MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    ax.xaxis.set_major_formatter(mpl.ticker.StrMethodFormatter("{x:,g}"))
    ax.margins(x=0.08)
    return ax


def _status_bar(changes: pd.DataFrame, first: float, last: float, ax: Axes) -> None:
    """Draw one block for each legal status, named in it where there is room; none is a gap."""
    starts = mdates.date2num(changes["start"])
    height = ax.get_window_extent().height / ax.figure.dpi * 72 * 1.25  # before the layout
    for start, end, status in zip(starts, [*starts[1:], last], changes["status"], strict=True):
        if status != "none":
            colour = COLOURS[STATUS[status]]
            ax.bar(10, end - start, 20, bottom=start, color=colour, ec="none")
        room = (end - start) / (last - first) * height
        if room > 5.2 * len(status.replace("none", "no territory")):
            name, colour = (status, "paper") if status != "none" else ("no territory", "muted")
            middle = (start + end) / 2
            ax.text(
                10,
                middle,
                name,
                rotation=90,
                ha="center",
                va="center",
                color=COLOURS[colour],
                fontsize=8.5,
            )


def timeline(dated: pd.DataFrame, ax: Axes | None = None, *, until: Any) -> Axes:
    """Draw dated events down a time axis, with the territory's legal status as a bar.

    Parameters
    ----------
    dated : pandas.DataFrame
        Rows of `kalstats.events`, one per event, in order of ``start``.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    until : date
        To which day the last status is drawn.

    Returns
    -------
    matplotlib.axes.Axes
        One text for each event, tied by a line to its date; a gap where there was no territory.
    """
    ax = ax or plt.gca()
    days = mdates.date2num(dated["start"])
    first, last = days.min() - 500, mdates.date2num(pd.Timestamp(until))
    _status_bar(dated[dated["status"] != ""], first, last, ax)
    width = _points_wide(ax)
    texts = [
        textwrap.fill(when(row["start"], row["end"]) + ": " + row["what"], int((width - 44) / 5.3))
        for row in dated.to_dict("records")
    ]
    heights = np.array([text.count("\n") + 1.6 for text in texts])
    slots = first + (np.cumsum(heights) - heights / 2) / heights.sum() * (last - first)
    for day, slot, text, status in zip(days, slots, texts, dated["status"], strict=True):
        ax.plot([20, 26, 42], [day, day, slot], color=COLOURS["muted"], lw=0.7)
        weight = "bold" if status else "normal"
        ax.text(44, slot, text, va="center", fontsize=8.5, weight=weight)
    ax.set(xlim=(0, width), ylim=(last, first), xticks=[])
    ax.yaxis_date()
    ax.yaxis.set_major_locator(mdates.YearLocator(10))
    ax.yaxis.set_major_formatter(mdates.DateFormatter("%Y"))
    ax.spines["bottom"].set_visible(False)
    ax.grid(visible=False)
    return ax


def _point(row: Any, colour: str, ax: Axes, *, below: bool) -> None:
    """Draw a share: filled and with its number if preferred, else hollow."""
    preferred = row["rank"] == "preferred"
    face = colour if preferred else COLOURS["paper"]
    ax.plot(row["start"], row["value"], "o", ms=8, mfc=face, mec=colour, mew=1.8)
    if preferred or row["rank"] == "doubtful":
        wide = _points_wide(ax) > 300
        number = f"{row['value']:.1f}" if wide else f"{math.floor(row['value'] + 0.5)}"
        ax.annotate(
            number,
            (row["start"], row["value"]),
            (0, -16 if below else 8),
            color=colour,
            ha="center",
            textcoords="offset points",
            weight="bold",
            fontsize=9,
        )


def share_lines(
    rows: pd.DataFrame, ax: Axes | None = None, *, gap: tuple[Any, Any], gap_label: str
) -> Axes:
    """Draw shares of a territory's population over time, a line per people, broken by a gap.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``people``, ``start``, ``value`` in percent, ``rank``; rival and doubtful figures are
        drawn hollow and joined to nothing.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    gap : pair of dates
        The time without a territory; no line crosses it.
    gap_label : str
        What the gap was.

    Returns
    -------
    matplotlib.axes.Axes
        Labelled directly, before and after the gap.
    """
    ax = ax or plt.gca()
    began, ended = map(pd.Timestamp, gap)
    first, last = mdates.date2num(began), mdates.date2num(ended)
    ax.axvspan(first, last, color=COLOURS["band"], lw=0)
    middle = (first + last) / 2
    ax.text(middle, 97, gap_label, ha="center", va="top", color=COLOURS["muted"], fontsize=9)
    for people, group in rows.sort_values("start").groupby("people", sort=False):
        colour = COLOURS.get(str(people).lower(), COLOURS["others"])
        sure = group[group["rank"] == "preferred"]
        before, after = sure[sure["start"] < began], sure[sure["start"] > ended]
        for part in (before, after):
            ax.plot(part["start"], part["value"], color=colour, lw=2.5)
        for row in group.to_dict("records"):
            earlier = before[before["start"] < row["start"]]["value"]
            steep = row["start"] < began and len(earlier) > 0 and earlier.iloc[-1] > row["value"]
            _point(row, colour, ax, below=steep)
        for part in (before, after if len(after) else group[group["start"] > ended]):
            if len(part):
                newest = part.iloc[-1]
                ax.annotate(
                    str(people),
                    (newest["start"], newest["value"]),
                    (9, 0),
                    color=colour,
                    weight="bold",
                    textcoords="offset points",
                    va="center",
                )
    ax.set(ylim=(0, 100), xticks=sorted(set(rows["start"])))
    ax.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
    ax.tick_params(axis="x", labelsize=8, rotation=90 if _points_wide(ax) < 300 else 0)
    ax.yaxis.set_major_formatter(mpl.ticker.StrMethodFormatter("{x:g} %"))
    ax.yaxis.set_major_locator(mpl.ticker.MultipleLocator(25))
    ax.grid(visible=False, axis="x")
    ax.grid(visible=True, axis="y", color=COLOURS["grid"])
    ax.margins(x=0.06)
    return ax


def _label(ax: Axes, y: float, text: str, weight: str = "normal") -> None:
    """Write the name of a row above it, from the left edge; it takes no room from the chart."""
    box: dict[str, Any] = {"facecolor": COLOURS["paper"], "edgecolor": "none", "alpha": 0.85}
    lines = textwrap.fill(text, int(_points_wide(ax) * 1.25 / (6.3 if weight == "bold" else 5.8)))
    place = ax.get_yaxis_transform()
    label = ax.text(0, y, lines, transform=place, va="bottom", fontsize=9, weight=weight)
    label.set_bbox(box | {"pad": 1})
    label.set_in_layout(False)


def _thousands(ax: Axes, unit: str) -> None:
    ax.set_xlabel(textwrap.fill(unit, int(_points_wide(ax) / 5.8)))
    ax.xaxis.set_major_locator(mpl.ticker.MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    ax.xaxis.set_major_formatter(mpl.ticker.StrMethodFormatter("{x:,g}"))
    ax.set_yticks([])


def waterfall(rows: pd.DataFrame, ax: Axes | None = None, *, unit: str) -> Axes:
    """Draw an account from top to bottom: stocks from zero, and the changes between them.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``label``, ``value`` and ``kind``: a ``stock`` starts from zero, a ``change`` from where the
        row before ended, a ``residual`` likewise, hatched: it is what no source explains.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    unit : str
        Label of the axis.

    Returns
    -------
    matplotlib.axes.Axes
        One bar for each row, its number beside it.
    """
    ax = ax or plt.gca()
    level = most = 0.0
    for place, row in enumerate(rows.to_dict("records")):
        stock = row["kind"] == "stock"
        start, level = (0.0, row["value"]) if stock else (level, level + row["value"])
        most = max(most, start, level)
        colour = COLOURS["ink" if stock else "others" if row["value"] > 0 else "kalmyks"]
        bars = ax.barh(place, level - start, 0.42, left=start, color=colour, edgecolor=colour)
        if row["kind"] == "residual":
            bars[0].set(fill=False, hatch="////")
        sign = "" if stock else "+" if row["value"] > 0 else "−"
        number = f"{sign}{abs(row['value']):,.0f}"
        ax.annotate(
            number, (max(start, level), place), (4, 0), textcoords="offset points", va="center"
        )
        weight = "bold" if stock else "normal"
        _label(ax, place - 0.24, row["label"], weight=weight)
    ax.set(ylim=(len(rows) - 0.6, -1), xlim=(0, most * 1.16))
    _thousands(ax, unit)
    return ax


def spread(rows: pd.DataFrame, ax: Axes | None = None, *, unit: str) -> Axes:
    """Draw distributions above one another, each beside the hard bounds of its quantity.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``label``; ``draws`` and ``weights``, arrays; ``low``, ``median``, ``high``; ``least`` and
        ``most``, the hard bounds.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    unit : str
        Label of the axis.

    Returns
    -------
    matplotlib.axes.Axes
        For each row a shape, a thick line from low to high, a point at the median, and a thin line
        with stops at the hard bounds.
    """
    ax = ax or plt.gca()
    edges = np.linspace(rows["least"].min(), rows["most"].max(), 121)
    for place, row in enumerate(rows.to_dict("records")):
        y, colour = 1.5 * place, COLOURS["kalmyks"]
        heights, _ = np.histogram(row["draws"], edges, weights=row["weights"])
        shape = y - 0.55 * np.convolve(heights, np.full(5, 0.2), "same") / heights.max()
        ax.fill_between((edges[1:] + edges[:-1]) / 2, y, shape, color=colour, alpha=0.35, lw=0)
        ends = [row["least"], row["most"]]
        ax.plot(ends, [y + 0.12] * 2, color=COLOURS["muted"], lw=1.2, marker="|", ms=9, mew=1.5)
        ax.plot(
            [row["low"], row["high"]], [y + 0.12] * 2, color=colour, lw=4, solid_capstyle="butt"
        )
        ax.plot(row["median"], y + 0.12, "o", color=colour, mec=COLOURS["paper"], ms=8)
        _label(ax, y - 0.62, row["label"], weight="bold")
    ax.set_ylim(1.5 * len(rows) - 1, -1.1)
    _thousands(ax, unit)
    return ax


def tornado(rows: pd.DataFrame, ax: Axes | None = None, *, unit: str, middle: float) -> Axes:
    """Draw how far each assumption moves an answer, the widest on top.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``meaning``, ``at_low``, ``at_high``, from `kalstats.model.sensitivity`.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    unit : str
        Label of the axis.
    middle : float
        The answer itself, drawn as a line.

    Returns
    -------
    matplotlib.axes.Axes
        One line for each assumption, hollow where it is low and filled where it is high.
    """
    ax = ax or plt.gca()
    ax.axvline(middle, color=COLOURS["kalmyks"], lw=1.2, ls=(0, (4, 3)), zorder=0)
    for place, row in enumerate(rows.to_dict("records")):
        ends = [row["at_low"], row["at_high"]]
        ax.plot(ends, [place] * 2, color=COLOURS["ink"], lw=2.5, zorder=1)
        ax.plot(ends[0], place, "o", mfc=COLOURS["paper"], mec=COLOURS["ink"], mew=1.8, ms=8)
        ax.plot(ends[1], place, "o", color=COLOURS["ink"], ms=8)
        _label(ax, place - 0.22, row["meaning"])
    ax.set_ylim(len(rows) - 0.5, -1.1)
    ax.margins(x=0.1)
    _thousands(ax, unit)
    return ax


def course(counted: pd.DataFrame, expected: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw what was counted against what was to be expected, and the gap between them at the end.

    Parameters
    ----------
    counted, expected : pandas.DataFrame
        ``time`` in years and ``value``, rising in time; the last row of both is of one day.
    ax : matplotlib.axes.Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib.axes.Axes
        A line through the counts, a broken one through what was expected, and a line between
        their ends with the size of the gap.
    """
    ax = ax or plt.gca()
    ax.plot(counted["time"], counted["value"], "o-", color=COLOURS["kalmyks"], lw=2, ms=5)
    ax.plot(expected["time"], expected["value"], color=COLOURS["ink"], lw=2, ls=(0, (4, 2)))
    last, ends = counted["time"].iloc[-1], (counted["value"].iloc[-1], expected["value"].iloc[-1])
    ax.plot([last] * 2, ends, color=COLOURS["muted"], lw=1)
    names = (("counted", "kalmyks", ends[0], -4, "top"), ("expected", "ink", ends[1], 4, "bottom"))
    for name, colour, value, offset, side in names:
        words: dict[str, Any] = {"ha": "right", "va": side, "color": COLOURS[colour], "fontsize": 9}
        ax.annotate(name, (last, value), (-6, offset), textcoords="offset points", **words)
    middle = sum(ends) / 2
    gap = f"{ends[1] - ends[0]:+,.0f}".replace("+", "").replace("-", "−")
    ax.annotate(gap, (last, middle), (5, 0), textcoords="offset points", va="center", weight="bold")
    ax.set_xlim(counted["time"].iloc[0] - 1, last + 5)
    ax.xaxis.set_major_locator(mpl.ticker.MultipleLocator(5))
    ax.yaxis.set_major_formatter(mpl.ticker.StrMethodFormatter("{x:,.0f}"))
    ax.grid(visible=False, axis="x")
    ax.grid(visible=True, axis="y", color=COLOURS["grid"])
    ax.margins(y=0.18)
    return ax


def panels(draws: dict[str, Callable[[Axes], Any]], ax: Axes | None = None) -> Axes:
    """Draw several small charts on one scale, as many beside each other as there is room for.

    Parameters
    ----------
    draws : dict of str to callable
        The title of each chart, and what draws it on an ``Axes``.
    ax : matplotlib.axes.Axes, optional
        Where to draw; its own frame is not shown.
    """
    ax = ax or plt.gca()
    ax.set_axis_off()
    columns = max(1, min(len(draws), int(_points_wide(ax) * 1.25 // 165)))
    rows = -(-len(draws) // columns)
    small = []
    for place, (title, draw) in enumerate(draws.items()):
        row, column = divmod(place, columns)
        box = (column / columns, 1 - (row + 0.88) / rows, 0.86 / columns, 0.68 / rows)
        inset = ax.inset_axes(box)
        draw(inset)
        inset.set_title(title, fontsize=9, loc="left", color=COLOURS["ink"])
        small.append(inset)
    lows, highs = zip(*(inset.get_ylim() for inset in small), strict=True)
    for inset in small:
        inset.set_ylim(min(lows), max(highs))
        inset.tick_params(labelsize=8)
    return ax


def over_time(rows: pd.DataFrame, ax: Axes | None = None, *, unit: str, join: bool = True) -> Axes:
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
        ax.plot(middle[best], rows["value"][best], color=COLOURS["kalmyks"], lw=2, zorder=1)
    for first, last, day, row in zip(*days, middle, rows.to_dict("records"), strict=True):
        colour = COLOURS["kalmyks"] if row["preferred"] else COLOURS["muted"]
        if row["high"] > row["low"]:
            width, order = (9, 2) if row["preferred"] else (2, 1)
            ends = [row["low"], row["high"]]
            ax.plot([day, day], ends, color=colour, lw=width, solid_capstyle="butt", zorder=order)
        if not np.isnan(row["value"]):
            face = colour if row["preferred"] else COLOURS["paper"]
            ax.plot([first, last], [row["value"]] * 2, color=colour, lw=1.5, zorder=2)
            ax.plot(day, row["value"], "o", ms=7, mfc=face, mec=colour, mew=1.8, zorder=3)
        top = row["high"] if np.isnan(row["value"]) else row["value"]
        box = {"facecolor": COLOURS["paper"], "edgecolor": "none", "pad": 1} if row["label"] else {}
        ax.annotate(
            row["label"],
            (day, top),
            (7, 5) if join else (0, 5),
            color=colour,
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
    ax.tick_params(axis="x", labelsize=8.5, rotation=90 if _points_wide(ax) < 300 else 0)
    ax.yaxis.set_major_formatter(mpl.ticker.StrMethodFormatter("{x:,g}"))
    ax.set_ylabel(textwrap.fill(unit, 44))
    ax.grid(visible=False, axis="x")
    ax.grid(visible=True, axis="y", color=COLOURS["grid"])
    ax.margins(x=0.05, y=0.12)
    return ax


def _bounds(row: Any) -> str:
    """Write the value of a row, or its bounds where they look different, to a tenth."""
    low, high = (f"{row[name]:,.1f}".replace("-", "−") for name in ("low", "high"))
    return low if low == high else f"{low}{' to ' if row['low'] < 0 else '–'}{high}"


def _panel(rows: pd.DataFrame, place: Any, wide: float, slots: float, ax: Axes) -> None:
    """Draw one measure: a row for each people, the greatest first, those apart below a gap."""
    rows = rows.sort_values(["apart", "high"], ascending=[True, False])
    panel = ax.inset_axes(place)
    y = np.arange(len(rows)) + 0.6 * rows["apart"].to_numpy()
    numbers = [_bounds(row) for row in rows.to_dict("records")]
    for at, number, row in zip(y, numbers, rows.to_dict("records"), strict=True):
        own = row["people"] == "Kalmyks"
        colour = COLOURS["kalmyks" if own else "others" if row["apart"] else "ink"]
        panel.plot([row["low"], row["high"]], [at, at], color=colour, lw=3, solid_capstyle="butt")
        panel.plot(
            row["value"], at, "D" if row["pooled"] else "o", ms=5, color=colour, clip_on=False
        )
        end, gap = (row["high"], at), (6, 0)
        panel.annotate(
            number, end, gap, textcoords="offset points", color=colour, va="center", fontsize=8.5
        )
    names = rows["people"] + np.select([rows["pooled"], rows["apart"]], [", pooled", ", apart"], "")
    panel.set_yticks(y, names)
    panel.tick_params(axis="both", length=0, labelsize=8.5)
    for label, people in zip(panel.get_yticklabels(), rows["people"], strict=True):
        own = people == "Kalmyks"
        label.set(color=COLOURS["kalmyks" if own else "ink"], weight="bold" if own else "normal")
    least, most = rows["low"].min(), rows["high"].max()
    room = min(0.7, (8 + 5 * max(map(len, numbers))) / wide)  # for the numbers
    panel.set_xlim(least - 0.06 * (most - least), most + (most - least) * room / (1 - room))
    panel.set_ylim(slots - 0.4, -0.6)
    panel.xaxis.set_major_locator(mpl.ticker.MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    panel.grid(visible=False, axis="y")


def measure_panels(rows: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw several measures of the same peoples, a panel for each, with its own axis.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``measure``, the panel's heading; ``people``; ``low``, ``value``, ``high``; ``pooled``,
        whether several peoples are counted together (drawn as a diamond); ``apart``, whether the
        number cannot be compared with the others (drawn grey, below them).
    ax : matplotlib.axes.Axes, optional
        Where to draw; two panels side by side where it is wide enough.

    Returns
    -------
    matplotlib.axes.Axes
        Blank itself; its ``child_axes`` are the panels, in the order of the measures. The axes
        of the panels do not start at zero: positions are compared, not lengths.
    """
    ax = ax or plt.gca()
    ax.set_axis_off()
    box = ax.get_window_extent()  # before the layout, which will give the axes the whole figure
    wide, high = (1.25 * side / ax.figure.dpi * 72 for side in (box.width, box.height))
    columns = 2 if wide > 375 else 1
    groups = [group for _, group in rows.groupby("measure", sort=False)]
    down = math.ceil(len(groups) / columns)
    slots = max(len(group) + 0.6 * group["apart"].any() for group in groups)
    names, heading, below = 140 / wide, 30 / high, 34 / high
    for i, group in enumerate(groups):
        left, top = i % columns / columns, 1 - (i // columns) / down
        width, height = 0.97 / columns - names, 1 / down - heading - below
        place = [left + names, top - heading - height, width, height]
        _panel(group, place, width * wide, slots, ax)
        title = textwrap.fill(group["measure"].iloc[0], int(wide / columns / 6))
        ax.text(left, top, title, weight="bold", va="top", fontsize=9)
    return ax


def rank_bars(rows: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw from which to which rank something can stand, a row for each measure.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``label``; ``best`` and ``worst``, the range of ranks like with like; ``best_any`` and
        ``worst_any``, that over all rival figures; ``of``, how many are compared; ``verdict``.
    ax : matplotlib.axes.Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib.axes.Axes
        A grey dot for every rank there is, a thin line for the wider range and a thick one for
        the narrower, a dot where that is one rank; the verdict stands at the right.
    """
    ax = ax or plt.gca()
    last, colour = rows["of"].max(), COLOURS["kalmyks"]
    columns = int(_points_wide(ax) * 1.3 / 5.4)
    labels = [textwrap.wrap(label, columns) for label in rows["label"]]
    place = np.cumsum([0.8 + 0.42 * len(lines) for lines in labels])
    for y, lines, row in zip(place, labels, rows.to_dict("records"), strict=True):
        ranks = np.arange(1, row["of"] + 1)
        ax.plot(ranks, np.full(len(ranks), y), ".", color=COLOURS["others"], ms=5, zorder=1)
        for first, width in (("_any", 1.5), ("", 7)):
            ends = [row[f"best{first}"], row[f"worst{first}"]]
            ax.plot(ends, [y, y], color=colour, lw=width, solid_capstyle="round", zorder=2)
        if row["best"] == row["worst"]:
            ax.plot(row["best"], y, "o", color=colour, ms=9, zorder=3)
        ax.text(last + 0.5, y, row["verdict"], va="center", weight="bold", fontsize=9)
        ax.text(0.75, y - 0.22, "\n".join(lines), va="bottom", fontsize=9).set_in_layout(False)
    ax.set(xlim=(0.7, last + 2), ylim=(place[-1] + 0.6, 0.1), yticks=[])
    ax.set_xticks(range(1, last + 1))
    ax.set_xlabel("Rank; 1 is the greatest loss")
    ax.grid(visible=False)
    return ax
