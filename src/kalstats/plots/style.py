"""The one style of all charts: named colours, fonts, axes, and where words stand."""

from __future__ import annotations

import math
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import matplotlib as mpl
import numpy as np
import seaborn as sns
from matplotlib import font_manager

from kalstats.data import ASSUMED

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes


Draw = TypeVar("Draw", bound="Callable[..., Any]")

HEAD = 30  # points of the heading of a panel
LETTER = 4.8  # points of width of a small letter, on average
COLOURS = {
    "ink": "#1c1c1e",
    "muted": "#5c6066",
    "grid": "#dddfe3",
    "band": "#f0ede6",
    "paper": "#ffffff",
    "water": "#d3e0ea",
    "accent": "#b0431c",
    "second": "#22598c",
    "context": "#75787d",
}
TURNS = ["accent", "second", "context"]  # colours in order of appearance, the last for all the rest

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


def kind(describe: Any, inches: Any, credit: tuple[str, ...] = ()) -> Callable[[Draw], Draw]:
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


def beside(ax: Axes, text: str, at: Any, away: Any = (0, 0), **look: Any) -> Any:
    """Write words so many points from a place, in one of `COLOURS`, if need be on `paper`."""
    look = {"va": "center", "fontsize": 9, **look, "color": COLOURS[look.get("color", "ink")]}
    if paper := look.pop("paper", 0):  # how little may be seen through it
        look["bbox"] = {"fc": COLOURS["paper"], "ec": "none", "pad": 0.5, "alpha": paper}
    return ax.annotate(text, at, away, textcoords="offset points", **look)


def row_label(
    ax: Axes, y: float, text: str, weight: str = "normal", columns: int = 0, **look: Any
) -> None:
    """Write the name of a row above it, from the left edge; it takes no room from the chart."""
    columns = columns or int(points_wide(ax) * 1.25 / (5.4 if weight == "bold" else 5))
    box = {"fc": COLOURS["paper"], "ec": "none", "pad": 1, "alpha": 0.85}
    look = {"va": "bottom", "fontsize": 9, "weight": weight, "bbox": box, **look}
    lines = textwrap.fill(text, columns)
    ax.text(0, y, lines, transform=ax.get_yaxis_transform(), **look).set_in_layout(False)


def make_room(ax: Axes, points: float) -> None:
    """Leave so many points free at the right of what is drawn, for words."""
    least, most = ax.get_xlim()
    room = min(0.5, points / (points_wide(ax) * 1.15))
    ax.set_xlim(least, most + (most - least) * room / (1 - room))


def scale(axis: Any) -> None:
    """Mark a few round numbers along an axis, with thousands separators."""
    axis.set_major_locator(mpl.ticker.MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(mpl.ticker.StrMethodFormatter("{x:,.10g}"))


def thousands(ax: Axes, unit: str) -> None:
    """Write numbers with thousands separators along the axis below; there is none at the left."""
    ax.set_xlabel(textwrap.fill(unit, int(points_wide(ax) / 5)))
    scale(ax.xaxis)
    ax.set_yticks([])


def source_url(row: Any) -> str:
    """Return what leads to the first source of a row, and says which figures the row is made of."""
    key = str(row.get("source") or row.get("sources") or "").partition("; ")[0]
    figures = row.get("figures", row.get("id"))
    told = f"?{figures}" if isinstance(figures, str) and figures else ""
    return "" if key in {"", ASSUMED} else f"#source-{key}{told}"


def link(mark: Any, row: Any) -> None:
    """Let a mark lead to its source, if its row names one."""
    mark.set_url(source_url(row) or None)


def tallest(sizes: list[float], columns: int) -> list[float]:
    """Return the heights of rows of panels, which stand in so many columns."""
    return [max(sizes[i : i + columns]) for i in range(0, len(sizes), columns)]


def panel_axes(ax: Axes, points: list[float]) -> list[Axes]:
    """Divide axes into panels with a heading each, two beside each other where there is room.

    `points` are the heights that the panels need; the axes themselves are not shown any more.
    """
    ax.set_axis_off()
    columns = 2 if points_wide(ax) > 300 else 1
    rows, made = tallest(points, columns), []
    for place, high in enumerate(points):
        row, column = divmod(place, columns)
        foot = 1 - (sum(rows[:row]) + high - 48) / sum(rows)
        box = column / columns, foot, 0.9 / columns, (high - 48 - HEAD) / sum(rows)
        made.append(ax.inset_axes(box))
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
    scale(ax.yaxis)
    ax.set_title(unit, loc="left", fontsize=9, color=COLOURS["muted"])
    ax.grid(visible=False, axis="x")
    ax.grid(visible=True, axis="y", color=COLOURS["grid"])
    ax.tick_params(length=0, pad=5)
