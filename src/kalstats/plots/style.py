"""The one style of all charts: named colours, fonts, and how dates and labels are written."""

from __future__ import annotations

import textwrap
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import seaborn as sns

from kalstats.data import ASSUMED

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


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


def points_wide(ax: Axes) -> float:
    """Return the width of the axes in points, as laid out so far."""
    return ax.get_window_extent().width / ax.figure.dpi * 72


def rank_colour(row: Any) -> str:
    """Return the colour of a preferred figure, or of a rival."""
    return COLOURS["ink"] if row["preferred"] else COLOURS["muted"]


def when(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """Return a day, month, year or span of them in words.

    >>> import pandas as pd
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


def tenths(value: float, sign: str = "") -> str:
    """Write a number to a tenth, halves away from zero as in print, with a true minus.

    >>> tenths(107.25), tenths(-0.05, "+")
    ('107.3', '−0.1')
    """
    rounded = Decimal(str(float(value))).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{rounded:{sign},}".replace("-", "−")


def row_label(ax: Axes, y: float, text: str, weight: str = "normal") -> None:
    """Write the name of a row above it, from the left edge; it takes no room from the chart."""
    box: dict[str, Any] = {"facecolor": COLOURS["paper"], "edgecolor": "none", "alpha": 0.85}
    lines = textwrap.fill(text, int(points_wide(ax) * 1.25 / (6.3 if weight == "bold" else 5.8)))
    place = ax.get_yaxis_transform()
    label = ax.text(0, y, lines, transform=place, va="bottom", fontsize=9, weight=weight)
    label.set_bbox(box | {"pad": 1})
    label.set_in_layout(False)


def thousands(ax: Axes, unit: str) -> None:
    """Write numbers with thousands separators along the axis below; there is none at the left."""
    ax.set_xlabel(textwrap.fill(unit, int(points_wide(ax) / 5.8)))
    ax.xaxis.set_major_locator(mpl.ticker.MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    ax.xaxis.set_major_formatter(mpl.ticker.StrMethodFormatter("{x:,g}"))
    ax.set_yticks([])


def link(mark: Any, row: Any) -> None:
    """Let a mark lead to its source at the end of the page, if its row names one."""
    if row.get("source") not in (None, "", ASSUMED):
        mark.set_url(f"#source-{row['source']}")
