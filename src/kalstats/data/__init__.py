"""The figures and their sources: CSV files, read and checked by the rules of ``datapackage.json``.

One row is one figure as one source gives it. Nothing in these files is computed by us.

Each file imports only from those before it: problems, description, reading, schema, printed,
wording, rules, days, own, arguments, across, statements, geography, checks, files, ages, wide,
citation, columns, workbook.
"""

from kalstats.data.across import ASSUMED, FIGURES
from kalstats.data.ages import by_age
from kalstats.data.citation import cite
from kalstats.data.columns import dictionary
from kalstats.data.files import (
    census,
    deportation,
    events,
    figure,
    load,
    names,
    one,
    source,
    sources,
    standards,
)
from kalstats.data.geography import points, regions
from kalstats.data.problems import DataError, Problem
from kalstats.data.reading import Table as Table, folder, package
from kalstats.data.rules import FORMULA
from kalstats.data.schema import (
    ABSENT_BOUNDS,
    APART,
    BOUNDS,
    DAY,
    NUMBER,
    OWN,
    PLAIN,
    QUANTITY,
    Fault as Fault,
)
from kalstats.data.wide import from_wide
from kalstats.data.workbook import export, write

__all__ = [
    "ABSENT_BOUNDS",
    "APART",
    "ASSUMED",
    "BOUNDS",
    "DAY",
    "FIGURES",
    "FORMULA",
    "NUMBER",
    "OWN",
    "PLAIN",
    "QUANTITY",
    "DataError",
    "Problem",
    "by_age",
    "census",
    "cite",
    "deportation",
    "dictionary",
    "events",
    "export",
    "figure",
    "folder",
    "from_wide",
    "load",
    "names",
    "one",
    "package",
    "points",
    "regions",
    "source",
    "sources",
    "standards",
    "write",
]
__dir__ = __all__.copy  # completion at a prompt lists what is public
