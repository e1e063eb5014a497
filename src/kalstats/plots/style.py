"""The one style of all charts: named colours, fonts, axes, and where words stand."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import matplotlib.style
import numpy as np
from matplotlib import font_manager
from matplotlib.axes import Axes

from kalstats.data import ASSUMED

Draw = TypeVar("Draw", bound=Callable[..., Any])

LETTER = 4.8  # points of width of a small letter, on average
COLOURS = {"ink": "#1c1c1e", "muted": "#5c6066", "paper": "#ffffff"}  # words, and what is under
COLOURS |= {"grid": "#dddfe3", "band": "#f0ede6", "water": "#d3e0ea"}  # surfaces
COLOURS |= {"accent": "#b0431c", "second": "#22598c", "context": "#75787d"}  # marks
SERIES = ["accent", "second", "ink", "context", "muted"]  # colours, in order of appearance
MARKERS = "osD^v"  # told apart without colour as well

for face in sorted((Path(__file__).parents[1] / "fonts").glob("*.ttf")):
    font_manager.fontManager.addfont(face)


def style() -> Any:
    """Return a context in which charts are drawn in the style of this study."""
    return matplotlib.style.context(Path(__file__).with_name("charts.mplstyle"))


def kind(describe: Any, inches: Any, credit: tuple[str, ...] = ()) -> Callable[[Draw], Draw]:
    """Tell `report.show` how a kind of chart says its rows in words, and how high it is drawn.

    `describe` takes the rows; `inches` the rows and whether the drawing is wide; `credit` are
    keys of sources of what is drawn beside the rows.
    """

    def tell(draw: Draw) -> Draw:
        vars(draw).update(describe=describe, inches=inches, credit=credit)
        return draw

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
