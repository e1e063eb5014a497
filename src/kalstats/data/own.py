"""Figures of one's own: what is left out has a default, read from what is printed."""

from __future__ import annotations

import re
from calendar import monthrange
from typing import TYPE_CHECKING

from kalstats.data.printed import meaning
from kalstats.data.reading import progress
from kalstats.data.schema import ABSENT_BOUNDS, BOUNDS
from kalstats.data.wording import said
from kalstats.demography.dates import is_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kalstats.data.reading import Table
    from kalstats.data.schema import Fault

DEFAULTS = {"boundary": "of_the_time", "topic": "population"}
PART_OF_A_YEAR = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2]))?")


def fill(rows: Table, file: str) -> Iterator[Fault]:
    """Fill the cells that are left out; yield printed words that leave open what they say."""
    for line, row in progress(rows, file):
        row.update({name: row[name] or default for name, default in DEFAULTS.items()})
        first, last = _days(row["start"])
        row["end"] = _days(row["end"])[1] if row["end"] else last if is_date(last) else ""
        row["start"] = first
        if row["printed"] and (expected := _fill_bounds(row)):
            yield line, "printed", expected


def _days(text: str) -> tuple[str, str]:
    """Return the first and the last day of a year or a month; a day is both."""
    if not (found := PART_OF_A_YEAR.fullmatch(text)):
        return text, text
    year, first, last = found[1], found[2] or "01", found[2] or "12"
    length = monthrange(int(year) or 2000, int(last))[1]
    return f"{year}-{first}-01", f"{year}-{last}-{length}"


def _fill_bounds(row: dict[str, str]) -> str:
    """Fill qualifier, low, value and high from the printed words; return what hinders it."""
    if row["low"] or row["high"]:
        row["qualifier"] = row["qualifier"] or meaning(row["printed"])[0] or _by_bounds(row)
        return ""
    told = said(row, row["qualifier"])
    if isinstance(told, str):
        return "" if row["value"] and row["qualifier"] else told
    row["qualifier"] = told.qualifier
    texts: dict[float, str] = {}  # one text for ends that are one number
    for name in BOUNDS:
        if not row[name] and name not in ABSENT_BOUNDS.get(told.qualifier, []):
            bound = getattr(told, name)
            row[name] = texts.setdefault(bound, texts.get(bound) or _text(bound))
    return ""


def _by_bounds(row: dict[str, str]) -> str:
    """Return what bounds that are given without a word say."""
    if row["value"]:
        return "exact" if row["low"] == row["value"] == row["high"] else "about"
    return "at_least" if not row["high"] else "range" if row["low"] else "at_most"


def _text(value: float) -> str:
    """Write a number as cells of numbers are written."""
    return f"{value:.9f}".rstrip("0").rstrip(".")
