"""The one style and frame of all charts: colours, fonts, marks, words, axes, rows and panels."""

import textwrap
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from kalstats.data import ASSUMED

# Points of height: a line of a label, a mark under it, the axis below, the heading of a panel
LINE, MARK, AXIS, HEAD = 13.5, 22, 54, 30
LETTER = 4.8  # points of width of a small letter, on average
COLOURS = {"ink": "#1c1c1e", "muted": "#5c6066", "paper": "#ffffff"}  # words, and what is under
COLOURS |= {"grid": "#dddfe3", "band": "#f0ede6", "water": "#d3e0ea"}  # surfaces
COLOURS |= {"accent": "#b0431c", "second": "#22598c", "context": "#75787d"}  # marks
SERIES = ["accent", "second", "ink", "context", "muted"]  # colours, in order of appearance
MARKERS = "osD^v"  # told apart without colour as well

STYLE: dict[Any, Any] = dict.fromkeys(["axes.facecolor", "figure.facecolor"], "none")
STYLE |= dict.fromkeys([f"axes.spines.{side}" for side in ("left", "right", "top")], False)
STYLE |= dict.fromkeys(["axes.edgecolor", "axes.labelcolor"], COLOURS["muted"])
STYLE |= dict.fromkeys(["xtick.color", "ytick.color"], COLOURS["muted"])
STYLE |= {"text.color": COLOURS["ink"], "grid.color": COLOURS["grid"], "axes.grid.axis": "x"}
STYLE |= {"font.family": ["Kalstats Sans", "DejaVu Sans"]}  # the second for signs the first lacks
STYLE |= {"font.size": 10, "legend.fontsize": 9, "svg.fonttype": "none"}
STYLE |= {"legend.borderpad": 0, "legend.frameon": False, "legend.loc": "lower left"}

for face in sorted((Path(__file__).parents[1] / "fonts").glob("*.ttf")):
    font_manager.fontManager.addfont(face)


def style() -> Any:
    """Return a context in which charts are drawn in the style of this study."""
    return plt.rc_context({**sns.axes_style("whitegrid"), **STYLE})


def kind(describe: Any, inches: Any, credit: tuple[str, ...] = ()) -> Callable[..., Any]:
    """Make a kind of chart of what draws rows on axes, on the current ones if none are given.

    It returns the axes, and tells `report.show` how it says its rows in words, and how high it is
    drawn: `describe` takes the rows; `inches` the rows and whether the drawing is wide; `credit`
    are keys of sources of what is drawn beside the rows.
    """

    def tell(draw: Callable[..., None]) -> Callable[..., Axes]:
        @wraps(draw)
        def drawn(rows: pd.DataFrame, ax: Axes | None = None, **options: Any) -> Axes:
            draw(rows, ax := ax or plt.gca(), **options)
            return ax

        vars(drawn).update(describe=describe, inches=inches, credit=credit)
        return drawn

    return tell


def beside(ax: Axes, text: str, at: Any, away: Any = (0, 0), **look: Any) -> None:
    """Write words so many points from a place, in one of `COLOURS`, if need be on `paper`."""
    look = {"va": "center", "fontsize": 9, **look, "color": COLOURS[look.get("color", "ink")]}
    if paper := look.pop("paper", ""):  # the name of what lies under the words
        look["bbox"] = {"fc": COLOURS[paper], "ec": "none", "pad": 0.5, "alpha": 0.8}
    ax.annotate(text, at, away, textcoords="offset points", annotation_clip=False, **look)


def source_url(row: Any) -> str:
    """Return what leads to the first source of a row, and says which figures the row is made of."""
    key = str(row.get("source") or row.get("sources") or "").partition("; ")[0]
    figures = row.get("figures", row.get("id"))
    told = f"?{figures}" if isinstance(figures, str) and figures else ""
    return "" if key in {"", ASSUMED} else f"#source-{key}{told}"


def link(mark: Any, row: Any) -> None:
    """Let a mark lead to its source, if its row names one."""
    mark.set_url(source_url(row) or None)


def dot(ax: Axes, at: Any, row: Any, colour: str, *, filled: bool = True, **look: Any) -> None:
    """Draw the value of a row as a point, filled or hollow, that leads to its source."""
    face = COLOURS[colour if filled else "paper"]
    look = {"marker": "o", "ms": 8, "mfc": face, "mec": COLOURS[colour], "mew": 1.8, **look}
    link(ax.plot(*at, ls="", **look)[0], row)


def stroke(ax: Axes, x: Any, y: Any, colour: str, width: float, **look: Any) -> None:
    """Draw a line through places; what is one number is the same for all of them."""
    look = {"color": COLOURS[colour], "lw": width, "solid_capstyle": "butt", **look}
    ax.plot(*np.broadcast_arrays(x, y), **look)


def wide(ax: Axes, side: str = "width") -> float:
    """Return the width of axes, or the height, in points, as it will be about when laid out."""
    return float(getattr(ax.get_window_extent(), side) / ax.figure.dpi * 72 * 1.15)


def row_feet(words: Any, columns: int) -> Any:
    """Return where marks stand with their words above them, in points from the top."""
    return np.cumsum([MARK + LINE * len(textwrap.wrap(text, columns)) for text in words])


def row_words(ax: Axes, words: Any, strong: Any, columns: int, other: str = "ink") -> Any:
    """Write words above each other, from the left edge; return where the mark of each stands.

    They take no room from the chart. The strong ones are bold, the others of another colour.
    """
    feet = row_feet(words, columns)
    look: Any = {"va": "bottom", "fontsize": 9, "transform": ax.get_yaxis_transform()}
    look["bbox"] = {"fc": COLOURS["paper"], "ec": "none", "pad": 1, "alpha": 0.85}
    for text, foot, bold in zip(words, feet, strong, strict=True):
        look |= {"weight": "bold" if bold else "normal", "color": COLOURS["ink" if bold else other]}
        ax.text(0, foot - 9, textwrap.fill(text, columns), in_layout=False, **look)
    ax.set_ylim(feet[-1] + 22, 0)
    return feet


def make_room(ax: Axes, points: float) -> None:
    """Leave so many points free at the right of what is drawn, for words."""
    least, most = ax.get_xlim()
    room = min(0.5, points / wide(ax))
    ax.set_xlim(least, most + (most - least) * room / (1 - room))


def scale(axis: Any) -> None:
    """Mark a few round numbers along an axis, with thousands separators."""
    axis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter("{x:,.10g}")


def thousands(ax: Axes, unit: str) -> None:
    """Write numbers with thousands separators along the axis below; there is none at the left."""
    ax.set_xlabel(textwrap.fill(unit, int(wide(ax) / 5.8)))
    scale(ax.xaxis)
    ax.set_yticks([])


def upright(ax: Axes, unit: str) -> None:
    """Write numbers with thousands separators along the axis at the left, the unit above it."""
    scale(ax.yaxis)
    ax.set_title(unit, loc="left", fontsize=9, color=COLOURS["muted"])
    ax.grid(visible=False, axis="x")
    ax.grid(visible=True, axis="y")
    ax.tick_params(length=0, pad=5)


def tallest(sizes: Any, columns: int) -> list[float]:
    """Return the heights of rows of panels, which stand in so many columns."""
    return [max(sizes[i : i + columns]) for i in range(0, len(sizes), columns)]


def panel_axes(ax: Axes, points: list[float]) -> list[Axes]:
    """Divide axes into panels with a heading each, two beside each other where there is room.

    `points` are the heights that the panels need; the axes themselves are not shown any more.
    """
    ax.set_axis_off()
    columns = 2 if wide(ax) > 300 else 1
    rows, made = tallest(points, columns), []
    for place, high in enumerate(points):
        row, column = divmod(place, columns)
        foot = 1 - (sum(rows[:row]) + high - 48) / sum(rows)
        size = 0.9 / columns, (high - 48 - HEAD) / sum(rows)
        made.append(ax.inset_axes((column / columns, foot, *size)))
    return made
