"""The deportation of the Kalmyks in figures: every number with its source and its rivals.

Modules are imported when one of their names is first used: `import kalstats` waits for nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import kalstats.data
    import kalstats.evidence
    import kalstats.plots  # noqa: F401
    from kalstats.data import (
        DataError,
        census,
        cite,
        deportation,
        events,
        export,
        load,
        names,
        regions,
        sources,
        standards,
    )
    from kalstats.evidence import (
        assumed,
        claims,
        conflicts,
        figure,
        pick,
        quantity,
        readings,
    )

__version__ = "0.1.0"
data_version: str

__all__ = [
    "DataError",
    "__version__",
    "assumed",
    "census",
    "cite",
    "claims",
    "conflicts",
    "data_version",
    "deportation",
    "events",
    "export",
    "figure",
    "load",
    "names",
    "pick",
    "quantity",
    "readings",
    "regions",
    "sources",
    "standards",
]
MODULES = ["data", "evidence", "demography", "projection", "composition", "model", "plots"]
EVIDENCE = ["assumed", "claims", "conflicts", "figure", "pick", "quantity", "readings"]


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
