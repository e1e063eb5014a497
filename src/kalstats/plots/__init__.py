"""One function per kind of chart: an answer frame and ``ax=None`` in, ``Axes`` out; and one style.

A frame is drawn as `kalstats.study` returns it: ``low``, ``value``, ``high`` in the ``unit`` of its
row, with ``sources``; ``label`` is what stands at a mark; what is not ``preferred`` is hollow or
grey. ``start`` and ``end`` are the days that a row can mean. Beyond these the kinds take:

================  ================================================================================
`ladder`          rivals, readings, ranges; ``quantity``: a panel for each; ``least``, ``most``
`bars`            numbers from zero; ``measure``: a panel for each; ``unsure``: not filled
`account`         what adds up; ``kind``: stock, change, part or residual
`over_time`       a stock, or rates of periods (``join=False``); ``series``: a line for each
`register`        ``measure``: births, deaths, or any other for the stock
`course`          ``series``: counted, registered, path, expected, missing, note; ``year``
`age_hole`        ``people``, ``measure``, ``age``
`share_lines`     ``people``; shares in percent
`stacked_bars`    ``people``, the part of a bar; ``label``, the bar
`route_map`       ``territory``, ``origin``, ``km`` and more, as `routes` gives them
`timeline`        ``what``, ``status``
================  ================================================================================

`report.show(plots.ladder, rows, title=…)` draws one for a page and for a phone; each kind says its
rows in words (``ladder.describe(rows)``) and how high it is (``ladder.inches(rows, wide)``).

Text and lines are drawn in named colours (`COLOURS`), so that a report can give each name another
value in dark mode. Gaps stay gaps; hatching means "not told apart in the sources" and nothing else.
Each file holds charts of one sort. Of the others it imports words and frame only, and the map
labels too.
"""

from kalstats.plots.bars import bars, stacked_bars
from kalstats.plots.course import age_hole, course
from kalstats.plots.dated import over_time, register
from kalstats.plots.figures import account, ladder, rungs
from kalstats.plots.frame import COLOURS, style
from kalstats.plots.map import route_map, routes
from kalstats.plots.times import share_lines, timeline
from kalstats.plots.words import bounds, when, written

__all__ = ["account", "age_hole", "bars", "course", "ladder", "over_time", "register"]
__all__ += ["route_map", "share_lines", "stacked_bars", "timeline"]
__all__ += ["COLOURS", "bounds", "routes", "rungs", "style", "when", "written"]
__dir__ = __all__.copy  # completion at a prompt lists what is public
