"""The deportation of the Kalmyks in figures: every number with its source and its rivals."""

from typing import Any

from kalstats.data import (
    DataError,
    census,
    cite,
    deportation,
    events,
    figure,
    load,
    names,
    package,
    regions,
    sources,
    standards,
)
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
    "figure",
    "load",
    "names",
    "quantity",
    "readings",
    "regions",
    "sources",
    "standards",
]


def __getattr__(name: str) -> Any:
    """Read the data version when it is asked for, so that importing never fails on the data."""
    if name == "data_version":
        return package()["version"]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
