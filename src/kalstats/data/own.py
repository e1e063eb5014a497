"""Figures of one's own: what is left out has a default, read from what is printed."""

from collections.abc import Iterator

from kalstats.data.printed import meaning
from kalstats.data.problems import Fault, Table
from kalstats.data.reading import progress
from kalstats.data.rows import period
from kalstats.data.schema import ABSENT_BOUNDS, BOUNDS
from kalstats.data.wording import said
from kalstats.demography.dates import is_date

DEFAULTS = {"boundary": "of_the_time", "topic": "population"}


def fill(rows: Table, file: str) -> Iterator[Fault]:
    """Fill the cells that are left out; yield printed words that leave open what they say."""
    for line, row in progress(rows, file):
        row.update({name: row[name] or default for name, default in DEFAULTS.items()})
        first, last = period(row["start"])
        row["end"] = period(row["end"])[1] if row["end"] else last if is_date(last) else ""
        row["start"] = first
        if row["printed"] and (expected := _fill_bounds(row)):
            yield line, "printed", expected


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
            row[name] = texts.setdefault(bound, f"{bound:.9f}".rstrip("0").rstrip("."))
    return ""


def _by_bounds(row: dict[str, str]) -> str:
    """Return what bounds that are given without a word say."""
    if row["value"]:
        return "exact" if row["low"] == row["value"] == row["high"] else "about"
    return "at_least" if not row["high"] else "range" if row["low"] else "at_most"
