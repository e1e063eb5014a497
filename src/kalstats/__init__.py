"""The deportation of the Kalmyks in figures: every number with its source and its rivals."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from kalstats.data import (
    DataError,
    census,
    cite,
    deportation,
    events,
    export,
    figure,
    load,
    names,
    package,
    regions,
    sources,
    standards,
)

if TYPE_CHECKING:
    from kalstats.evidence import claims, conflicts, quantity, readings

__version__ = "0.1.0"
data_version: str

__all__ = [
    "DataError",
    "__version__",
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
    "quantity",
    "readings",
    "regions",
    "sources",
    "standards",
]


if not TYPE_CHECKING:  # or a type checker would take every name for a public one

    def __getattr__(name: str) -> Any:
        """Read the data version, and import what weighs most, when it is asked for."""
        if name == "data_version":
            return package()["version"]
        if name in __all__:
            return getattr(import_module("kalstats.evidence"), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
