"""Reports: how a notebook shows its findings, and how notebooks become pages in ``reports/``.

Whether a page is current is decided before anything that takes long is imported: this module
asks for other modules of the library, and for Jupyter, only where they are used.

Each file imports only from those before it: cleaning, tables, shown, picker,
notebooks, inputs, kernels, notes, markdown, running, page, writing.
"""

from typing import Any

from kalstats.report.inputs import Inputs, stale
from kalstats.report.notebooks import BuildError
from kalstats.report.page import exporter
from kalstats.report.picker import explore, picker
from kalstats.report.shown import NARROW, WIDE, bibliography, numbers, say, show
from kalstats.report.tables import figures, table
from kalstats.report.writing import build

__all__ = ["NARROW", "WIDE", "BuildError", "Inputs", "bibliography", "build", "explore", "figures"]
__all__ += ["numbers", "picker", "say", "show", "stale", "table"]


def __getattr__(name: str) -> Any:
    """Make the exporter, which nbconvert looks up here, when it is asked for."""
    if name == "ReportExporter":
        return exporter()
    raise AttributeError(name)


__dir__ = __all__.copy  # completion at a prompt lists what is public
