"""The deportation of the Kalmyks in figures: every number with its source and its rivals."""

from kalstats.data import DataError, census, cite, deportation, events, figure, load, sources
from kalstats.data import package as _package
from kalstats.evidence import conflicts, quantity, readings

__version__ = "0.1.0"
data_version: str = _package()["version"]

__all__ = [
    "DataError",
    "__version__",
    "census",
    "cite",
    "conflicts",
    "data_version",
    "deportation",
    "events",
    "figure",
    "load",
    "quantity",
    "readings",
    "sources",
]
