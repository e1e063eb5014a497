"""The deportation of the Kalmyks in figures: every number with its source and its rivals.

    import kalstats

figures     census(), deportation(): a row per figure and source; figure(id); sources(),
            events(), names(), standards(), regions(); load(path) for a CSV of your own, which tells
            every problem of a file in one DataError
results     quantity(...): all figures that speak of the same, one preferred
            readings(function, name=quantity): computed for every reading of them
            assumed(value, because=...): a figure of your own, told apart from sources
writing     f"{figure:,}", f"{result:.1%}", f"{result:about}"; figure.ref, its source
            pick(rows, column=value): one row of a table, which writes itself too
what stands conflicts(): figures that exclude each other; claims(): each with its verdict
take away   cite(key), export("figures.xlsx", figures=census()); data_version, for a citation
the study   kalstats.study: its answers by name, each with its chart: study.destinations(),
            register(), excess(), shares(), peoples(), loss.summary(); all: help(kalstats.study)
methods     kalstats.demography, projection, composition: on any numbers
for all     kalstats.data, evidence (audits, ranks), plots (charts), report (pages)

Every function says more: help(kalstats.readings). `import kalstats` waits for nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kalstats import composition, data, demography, evidence, plots, projection, report, study
    from kalstats.data import DataError, census, cite, deportation, events, export, load, regions
    from kalstats.data.files import names, sources, standards
    from kalstats.evidence import assumed, claims, conflicts, figure, pick, quantity, readings

__version__ = "0.2.0"
data_version: str

MODULES = ["composition", "data", "demography", "evidence", "plots", "projection", "report"]
MODULES += ["study"]
EVIDENCE = ["assumed", "claims", "conflicts", "figure", "pick", "quantity", "readings"]
__all__ = ["DataError", "__version__", "data_version"]
__all__ += ["census", "cite", "deportation", "events", "export", "load", "names", "regions"]
__all__ += ["assumed", "claims", "conflicts", "figure", "pick", "quantity", "readings"]
__all__ += ["composition", "data", "demography", "evidence", "plots", "projection", "report"]
__all__ += ["sources", "standards", "study"]
__dir__ = __all__.copy  # completion at a prompt lists what is public

if not TYPE_CHECKING:  # or a type checker would take every name for a public one

    def __getattr__(name: str) -> Any:
        """Import a module of the library, or what it offers at the top, when it is asked for."""
        if name == "data_version":
            return import_module("kalstats.data").package()["version"]
        if name in MODULES:
            return import_module(f"kalstats.{name}")
        if name in __all__:
            module = import_module("kalstats.evidence" if name in EVIDENCE else "kalstats.data")
            return getattr(module, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
