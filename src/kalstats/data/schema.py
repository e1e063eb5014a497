"""What the description says of columns and measures, for all that check or read by it."""

import math
import re
from functools import cache
from pathlib import Path
from typing import Any

from kalstats.data.reading import fields_of

QUANTITY = ["people", "territory", "boundary", "start", "end", "measure", "unit"]
APART = ["sex", "age_from", "age_to", "share_of"]  # what else tells quantities apart
OWN = ["people", "territory", "boundary", "topic", "measure", "unit"]  # columns for own names
BOUNDS = ["low", "value", "high"]
ABSENT_BOUNDS = {"at_least": ["value", "high"], "more_than": ["value", "high"]}
ABSENT_BOUNDS |= {"at_most": ["low", "value"], "almost": ["low", "value"], "range": ["value"]}
NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?")


@cache
def field_of_figures(name: str) -> dict[str, Any]:
    """Return what the schema of figures says of a column."""
    return next(field for field in fields_of(Path("census.csv")) if field["name"] == name)


@cache
def known(column: str) -> frozenset[str]:
    """Return the names that a column of figures may hold."""
    return frozenset(field_of_figures(column)["constraints"]["enum"])


@cache
def measures(which: str) -> frozenset[str]:
    """Return the measures that may be ``belowZero``, are counted ``withinAYear`` and so on."""
    return frozenset(field_of_figures("measure")[which])


def limited(measure: str, which: str) -> bool:
    """Tell whether a measure cannot be below 0, or above 100 percent; nobody knows that of own."""
    return measure in known("measure") and measure not in measures(which)


def number(text: str) -> float:
    """Return what a cell of numbers holds, nan if it is empty or none."""
    return float(text) if NUMBER.fullmatch(text) else math.nan
