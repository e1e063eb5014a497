"""The figures and their sources: CSV files, read and checked by the rules of ``datapackage.json``.

One row is one figure as one source gives it. Nothing in these files is computed by us.

Each file imports only from those before it: problems, reading, arguments, schema, printed,
wording, rows, rules, across, geography, files, layouts, citation, workbook.
"""

from kalstats.data.across import ASSUMED, FIGURES
from kalstats.data.citation import cite, source
from kalstats.data.files import census, deportation, events, figure, load, names, sources, standards
from kalstats.data.geography import points, regions
from kalstats.data.layouts import by_age, from_wide
from kalstats.data.problems import DataError, Problem
from kalstats.data.reading import folder, package
from kalstats.data.rules import one
from kalstats.data.schema import ABSENT_BOUNDS, APART, BOUNDS, OWN, QUANTITY
from kalstats.data.workbook import dictionary, export, write

__all__ = ["ABSENT_BOUNDS", "APART", "ASSUMED", "BOUNDS", "FIGURES", "OWN", "QUANTITY"]
__all__ += ["DataError", "Problem", "dictionary", "export", "folder", "package", "write"]
__all__ += ["by_age", "census", "deportation", "events", "figure", "from_wide", "load", "one"]
__all__ += ["cite", "names", "points", "regions", "source", "sources", "standards"]
__dir__ = __all__.copy  # completion at a prompt lists what is public
