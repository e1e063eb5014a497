"""Figures of one's own: what is left out has a default, read from what is printed."""

from __future__ import annotations

import re
from calendar import monthrange
from typing import TYPE_CHECKING

from kalstats.data.printed import RANGE, Read, meaning, read, rivals
from kalstats.data.rules import BOUNDS, limited, number
from kalstats.demography.dates import is_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kalstats.data.reading import Table
    from kalstats.data.rules import Fault

DEFAULTS = {"boundary": "of_the_time", "topic": "population"}
COUNTS = {"persons", "families", "trains", "trucks", "stages", "peoples", "temples"}  # whole ones
PART_OF_A_YEAR = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2]))?")
READ = "a number that can be read; else qualifier, low, value and high must be given"


def fill(rows: Table) -> Iterator[Fault]:
    """Fill the cells that are left out; yield printed words that leave open what they say."""
    for line, row in rows.items():
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


def possible(text: str, row: dict[str, str]) -> dict[str, Read]:
    """Return what a printed number can be in its unit: no part of a person, no 12,345 percent."""
    found = read(text, unit=row["unit"])
    if row["unit"] in COUNTS:
        found = {name: one for name, one in found.items() if one.half >= 0.5}
    if row["unit"] == "percent" and limited(row["measure"], "above100Percent"):
        found = {name: one for name, one in found.items() if one.value <= 100}
    if row["value"]:
        found = {name: one for name, one in found.items() if one.value == number(row["value"])}
    return found


def _fill_bounds(row: dict[str, str]) -> str:
    """Fill qualifier, low, value and high from the printed words; return what hinders it."""
    qualifier, text = meaning(row["printed"])
    ends = RANGE.fullmatch(row["printed"].strip())
    if any(row[name] for name in ("low", "high")):
        row["qualifier"] = row["qualifier"] or qualifier or _by_bounds(row)
        return ""
    if ends and not qualifier and row["qualifier"] in ("", "range"):
        return _fill_range(row, ends[1], ends[2])
    found = possible(text, row)
    if len(set(found.values())) != 1:
        return "" if row["value"] and row["qualifier"] else rivals(found) or READ
    one = next(iter(found.values()))
    whole = one.half == 0.5 and row["unit"] not in ("percent", "per_thousand")
    row["qualifier"] = row["qualifier"] or qualifier or ("exact" if whole else "rounded")
    spread = {"rounded": _half(one), "about": abs(one.value) / 10}.get(row["qualifier"], 0.0)
    ends_at = {"low": one.value - spread, "value": one.value, "high": one.value + spread}
    if one.value >= 0 and limited(row["measure"], "belowZero"):
        ends_at["low"] = max(ends_at["low"], 0.0)
    if row["unit"] == "percent" and limited(row["measure"], "above100Percent"):
        ends_at["high"] = min(ends_at["high"], 100.0)
    only = {"at_least": "low", "more_than": "low", "at_most": "high", "almost": "high"}
    for name in [only.get(row["qualifier"], "")] if row["qualifier"] in only else BOUNDS:
        row[name] = row[name] or _text(ends_at[name])
    return ""


def _by_bounds(row: dict[str, str]) -> str:
    """Return what bounds that are given without a word say."""
    if row["value"]:
        return "exact" if row["low"] == row["value"] == row["high"] else "about"
    return "at_least" if not row["high"] else "range" if row["low"] else "at_most"


def _fill_range(row: dict[str, str], low: str, high: str) -> str:
    """Fill both ends of a range; what stands after the second is meant for the first too."""
    words = re.sub(r".*[0-9]", "", high)
    for name, text in (("low", low if re.search(r"\D$", low) else low + words), ("high", high)):
        found = possible(text, row)
        if len(set(found.values())) != 1:
            return rivals(found) or READ
        row[name] = _text(next(iter(found.values())).value)
    row["qualifier"] = "range"
    return ""


def _half(one: Read) -> float:
    """Return half a unit of the last digit that counts: 12,400 is rounded to hundreds."""
    size, digits = one.value / (2 * one.half), 0
    while one.half == 0.5 and size and size % 10 == 0:
        size, digits = size / 10, digits + 1
    return float(one.half * 10**digits)


def _text(value: float) -> str:
    """Write a number as cells of numbers are written."""
    return f"{value:.9f}".rstrip("0").rstrip(".")
