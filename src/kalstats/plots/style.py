"""The one style of all charts: named colours, fonts, and how dates and labels are written."""

from __future__ import annotations

import math
import re
import textwrap
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import matplotlib as mpl
import numpy as np
import seaborn as sns
from matplotlib import font_manager

from kalstats.data import ASSUMED
from kalstats.evidence import Range, write

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from matplotlib.axes import Axes


Draw = TypeVar("Draw", bound="Callable[..., Any]")
NOT_WHOLE = r"percent|\bper\b|\byears?\b|thousand|ratio|points"  # units with parts of one

HEAD = 30  # points of the heading of a panel
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


STYLE: dict[Any, Any] = {
    "axes.edgecolor": COLOURS["muted"],
    "axes.facecolor": "none",
    "axes.grid.axis": "x",
    "axes.labelcolor": COLOURS["muted"],
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.facecolor": "none",
    "font.family": ["Kalstats Sans", "DejaVu Sans"],  # the second for signs that the first lacks
    "font.size": 10,
    "grid.color": COLOURS["grid"],
    "svg.fonttype": "none",
    "text.color": COLOURS["ink"],
    "xtick.color": COLOURS["muted"],
    "ytick.color": COLOURS["muted"],
}


for face in sorted((Path(__file__).parents[1] / "fonts").glob("*.ttf")):
    font_manager.fontManager.addfont(face)


def style() -> Any:
    """Return a context in which charts are drawn in the style of this study."""
    return mpl.rc_context({**sns.axes_style("whitegrid"), **STYLE})


def kind(
    describe: Callable[[Any], str],
    inches: Callable[[Any, bool], float],
    credit: tuple[str, ...] = (),
) -> Callable[[Draw], Draw]:
    """Tell `report.show` how a kind of chart says its rows in words, and how high it is drawn.

    `describe` takes the rows; `inches` the rows and whether the drawing is wide; `credit` are
    keys of sources of what is drawn beside the rows.
    """

    def tell(draw: Draw) -> Draw:
        vars(draw).update(describe=describe, inches=inches, credit=credit)
        return draw

    return tell


def points_wide(ax: Axes) -> float:
    """Return the width of the axes in points, as laid out so far."""
    return ax.get_window_extent().width / ax.figure.dpi * 72


def rank_colour(row: Any) -> str:
    """Return the colour of a preferred figure, or of a rival."""
    return COLOURS["ink"] if row["preferred"] else COLOURS["muted"]


def when(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """Return a day, month, year or span of them in words; of a span one end may not be known.

    >>> import pandas as pd
    >>> when(pd.Timestamp("1920-07-02"), pd.Timestamp("1920-07-09"))
    '2–9 July 1920'
    >>> when(pd.Timestamp("1943-10-01"), pd.Timestamp("1943-10-31"))
    'October 1943'
    >>> when(pd.Timestamp("1943-12-28"), pd.NaT)
    'from 1943'
    """
    if end != end or start != start:  # one end is not known
        return f"from {start:%Y}" if end != end else f"until {end:%Y}"
    month, year = f"{start:%B %Y}", f"{start:%Y}"
    if start == end:
        return f"{start.day} {month}"
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return year if start.year == end.year else f"{year}–{end:%Y}"
    if (start.year, start.month) != (end.year, end.month):
        return f"{start.day} {month} – {end.day} {end:%B %Y}"
    return month if start.day == 1 and end.is_month_end else f"{start.day}–{end.day} {month}"


def tenths(value: float, sign: str = "") -> str:
    """Write a number to a tenth, halves away from zero as in print, with a true minus.

    >>> tenths(107.25), tenths(-0.05, "+")
    ('107.3', '−0.1')
    """
    rounded = Decimal(str(float(value))).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{rounded:{sign},}".replace("-", "−")


def _form(unit: str) -> str:
    return ",.1f" if re.search(NOT_WHOLE, unit) else ","


def written(value: float, unit: str) -> str:
    """Write a number as its unit asks: what is counted whole, rates and percent to a tenth.

    >>> written(93139, "persons"), written(17.24, "percent"), written(float("nan"), "persons")
    ('93,139', '17.2', 'not known')
    """
    return write(value, _form(unit))


def bounds(low: float, high: float, unit: str) -> str:
    """Write a range as its unit asks, or one number where both ends look the same.

    >>> bounds(17, 18.14, "percent"), bounds(-3, 5, "persons"), bounds(13000, math.inf, "persons")
    ('17.0–18.1', '−3 to 5', '13,000 or more')
    """
    return f"{Range(low, low, high):{_form(unit)}}"


def number(row: Any) -> str:
    """Write what the source of a row prints, or else its bounds, as its unit asks."""
    printed = row.get("printed")
    if isinstance(printed, str) and printed and ";" not in printed:
        return printed  # of one source; where several print, their range or gap is the number
    return f"{Range(row['low'], row['value'], row['high']):{_form(str(row.get('unit') or ''))}}"


def unit_of(rows: pd.DataFrame, unit: str = "") -> str:
    """Return the unit of rows, to label an axis with, if no other words are given."""
    units: Any = rows["unit"].dropna().unique() if "unit" in rows else []
    return unit or "; ".join(str(name).replace("_", " ") for name in units)


def row_label(ax: Axes, y: float, text: str, weight: str = "normal") -> None:
    """Write the name of a row above it, from the left edge; it takes no room from the chart."""
    box: dict[str, Any] = {"facecolor": COLOURS["paper"], "edgecolor": "none", "alpha": 0.85}
    lines = textwrap.fill(text, int(points_wide(ax) * 1.25 / (5.4 if weight == "bold" else 5)))
    place = ax.get_yaxis_transform()
    label = ax.text(0, y, lines, transform=place, va="bottom", fontsize=9, weight=weight)
    label.set_bbox(box | {"pad": 1})
    label.set_in_layout(False)


def thousands(ax: Axes, unit: str) -> None:
    """Write numbers with thousands separators along the axis below; there is none at the left."""
    ax.set_xlabel(textwrap.fill(unit, int(points_wide(ax) / 5)))
    ax.xaxis.set_major_locator(mpl.ticker.MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    ax.xaxis.set_major_formatter(mpl.ticker.StrMethodFormatter("{x:,g}"))
    ax.set_yticks([])


def link(mark: Any, row: Any) -> None:
    """Let a mark lead to its source at the end of the page, if its row names one."""
    if (
        key := str(row.get("source") or row.get("sources") or "")
        .split("; ")[0]
        .replace(ASSUMED, "")
    ):
        mark.set_url(f"#source-{key}")


def preferred(rows: pd.DataFrame) -> Any:
    """Return which rows are read first: all, where nothing is said of it."""
    if "preferred" in rows:
        return rows["preferred"].eq(True).to_numpy()
    return (rows["rank"] == "preferred").to_numpy() if "rank" in rows else np.ones(len(rows), bool)


def panel_axes(ax: Axes, points: list[float]) -> list[Axes]:
    """Divide axes into panels with a heading each, two beside each other where there is room.

    `points` are the heights that the panels need; the axes themselves are not shown any more.
    """
    ax.set_axis_off()
    columns = 2 if points_wide(ax) > 300 else 1
    rows = [points[i : i + columns] for i in range(0, len(points), columns)]
    total, top, made = sum(map(max, rows)), 1.0, []
    for row in rows:
        for column, high in enumerate(row):
            foot = top - (high - 48) / total
            place = (column / columns, foot, 0.9 / columns, (high - 48 - HEAD) / total)
            made.append(ax.inset_axes(place))
        top -= max(row) / total
    return made


def apart(ax: Axes, heights: list[float], points: float = 13) -> list[float]:
    """Move heights along the upright axis so far apart that a line of text fits between two."""
    box = ax.get_window_extent().height / ax.figure.dpi * 72 * 1.1  # before the layout
    step, found = points / box * float(np.ptp(ax.get_ylim())), dict[int, float]()
    lowest = -math.inf
    for place in np.argsort(heights, kind="stable"):
        lowest = found[int(place)] = max(heights[place], lowest + step)
    return [found[place] for place in range(len(heights))]


def upright(ax: Axes, unit: str) -> None:
    """Write numbers with thousands separators along the axis at the left, the unit above it."""
    ax.yaxis.set_major_formatter(mpl.ticker.StrMethodFormatter("{x:,g}"))
    ax.yaxis.set_major_locator(mpl.ticker.MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    ax.set_title(unit, loc="left", fontsize=9, color=COLOURS["muted"])
    ax.grid(visible=False, axis="x")
    ax.grid(visible=True, axis="y", color=COLOURS["grid"])
    ax.tick_params(length=0, pad=5)


def trend(rows: pd.DataFrame) -> str:
    """Say from where to where the preferred values went, and how low or high between."""
    rows = rows[preferred(rows)].sort_values("start")
    known = rows.dropna(subset="value") if rows["value"].notna().any() else rows
    middle = known["value"].fillna((known["low"] + known["high"]) / 2).to_numpy()
    ends = {0: "from", int(middle.argmin()): "lowest", int(middle.argmax()): "highest"}
    ends |= {len(known) - 1: "to", 0: "from"} if len(known) > 1 else {0: ""}
    unit = unit_of(rows)
    told = []
    for place, word in sorted(ends.items()):
        row = known.iloc[place]
        low, high = ("low", "high") if math.isnan(row["value"]) else ("value", "value")
        number = bounds(row[low], row[high], unit)
        told.append(f"{word} {number} in {row['start']:%Y}".strip())
    return ", ".join(told)
