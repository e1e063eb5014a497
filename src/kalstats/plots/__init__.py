"""One function per kind of chart: data and ``ax=None`` in, ``Axes`` out; and the one style.

Text and lines are drawn in named colours (`COLOURS`), so that a report can give each name another
value in dark mode. Preferred figures are filled, rival ones hollow, gaps stay gaps.

Each file holds one kind of chart. Of the others it imports style only, and the map labels too.
"""

from kalstats.plots.changes import change_bars, slope
from kalstats.plots.figures import ladder, over_time, rungs
from kalstats.plots.losses import course, panels, spread, tornado, waterfall
from kalstats.plots.map import route_map, routes
from kalstats.plots.measures import measure_panels, rank_bars
from kalstats.plots.shares import share_lines, stacked_bars
from kalstats.plots.style import COLOURS, style, when
from kalstats.plots.timeline import timeline

__all__ = [
    "COLOURS",
    "change_bars",
    "course",
    "ladder",
    "measure_panels",
    "over_time",
    "panels",
    "rank_bars",
    "route_map",
    "routes",
    "rungs",
    "share_lines",
    "slope",
    "spread",
    "stacked_bars",
    "style",
    "timeline",
    "tornado",
    "waterfall",
    "when",
]
__dir__ = __all__.copy  # completion at a prompt lists what is public
