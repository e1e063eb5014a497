"""What printed words say of a figure: its qualifier and bounds, and whether a row agrees."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NamedTuple

from kalstats.data.printed import RANGE, Read, meaning, read, rivals
from kalstats.data.schema import PLAIN, limited, number

if TYPE_CHECKING:
    from collections.abc import Iterator

COUNTS = {"persons", "families", "trains", "trucks", "stages", "peoples", "temples"}  # whole ones
READ = "a number that can be read; else qualifier, low, value and high must be given"
WHOLE = "a whole number, a fraction cannot be {}; a column of shares wants its own "
WHOLE += "from_wide(measure='share', unit='percent')"
SIGNS = {"%": "percent", "‰": "per_thousand"}  # of units, where they are printed
FIVES = 5  # a source may round to fives of its last digit
TENTH = 0.1  # how far "about" reaches to both sides, and "almost" down


class Said(NamedTuple):
    """What printed words say: a qualifier, bounds, and half a unit of the last digit that counts.

    An end that the words leave open is the number itself.
    """

    qualifier: str
    low: float
    value: float
    high: float
    half: float


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


def contradicted(found: dict[str, Read], value: float) -> str:
    """Say that a printed number is not the value, and what to do; found by notation."""
    values = dict.fromkeys(f"{one.value:,.10g}" for one in found.values())
    told = f"printed reads {' or '.join(values)}, value says {value:,.10g}"
    return (
        f"the number in value, {told}: correct one, or in own figures leave value, low, high empty"
    )


def _hindered(text: str, row: dict[str, str], found: dict[str, Read]) -> str:
    """Say why a printed text is not one number of its unit, and not that in value."""
    if found:
        return rivals(found)
    if row["value"] and (without := possible(text, row | {"value": ""})):
        return contradicted(without, number(row["value"]))
    return WHOLE.format(row["unit"]) if row["unit"] in COUNTS and read(text, unit="") else READ


def said(row: dict[str, str], qualifier: str = "") -> Said | str:
    """Return what the printed words of a row say, by a qualifier if given; or what hinders it."""
    meant, text = meaning(row["printed"])
    ends = RANGE.fullmatch(row["printed"].strip())
    if ends and not meant and qualifier in ("", "range"):
        return _range(row, ends[1], ends[2])
    found = possible(text, row)
    if len(set(found.values())) != 1:
        return _hindered(text, row, found)
    one = next(iter(found.values()))
    whole = one.half == 0.5 and row["unit"] not in ("percent", "per_thousand")
    word = qualifier or meant or ("exact" if whole else "rounded")
    spread = {"rounded": _half(one), "about": abs(one.value) * TENTH}.get(word, 0.0)
    low, high = one.value - spread, one.value + spread
    if one.value >= 0 and limited(row["measure"], "belowZero"):
        low = max(low, 0.0)
    if row["unit"] == "percent" and limited(row["measure"], "above100Percent"):
        high = min(high, 100.0)
    return Said(word, low, one.value, high, _half(one))


def _range(row: dict[str, str], low: str, high: str) -> Said | str:
    """Read both ends of a range; what stands after the second is meant for the first too."""
    words, ends = re.sub(r".*[0-9]", "", high), []
    for text in (low if re.search(r"\D$", low) else low + words, high):
        found = possible(meaning(text)[1], row)
        if len(set(found.values())) != 1:
            return _hindered(meaning(text)[1], row, found)
        ends.append(next(iter(found.values())))
    return Said("range", ends[0].value, math.nan, ends[1].value, ends[0].half)


def _half(one: Read) -> float:
    """Return half a unit of the last digit that counts: 12,400 is rounded to hundreds."""
    size, digits = one.value / (2 * one.half), 0
    while one.half == 0.5 and size and size % 10 == 0:
        size, digits = size / 10, digits + 1
    return float(one.half * 10**digits)


def wording_faults(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield a qualifier or a bound that the printed words contradict: column, what they say."""
    sign = SIGNS.get(row["printed"].strip()[-1:])
    if sign and row["unit"] != sign:
        yield "unit", f"{sign}, as printed"
    told, low, high = said(row), number(row["low"]), number(row["high"])
    if isinstance(told, str) and row["value"]:  # it may be the value that is wrong
        told = said(row | {"value": ""})
    if isinstance(told, str):  # words that no rule reads, but for the first
        if (meant := meaning(row["printed"])[0]) not in ("", row["qualifier"]):
            yield "qualifier", f"{meant}, as printed"
        if high > 3 * low > 0:
            yield "high", "at most three times the low bound, where words cannot be read"
        return
    plain, word = told.qualifier in PLAIN, row["qualifier"]
    if word not in PLAIN if plain else word != told.qualifier:
        yield "qualifier", f"{' or '.join(sorted(PLAIN)) if plain else told.qualifier}, as printed"
        return
    for name, (least, most) in _allowed(told, word).items():
        slack = 1e-6 * max(1.0, abs(most))
        if not least - slack <= number(row[name]) <= most + slack and row[name]:
            yield name, f"{least:,.10g}" + f" to {most:,.10g}" * (most > least) + ", as printed"
    value, step = number(row["value"]), (high - low) / told.half / 2
    if word == "rounded" and low > 0 and abs(low + high - 2 * value) > 1e-6 * high:
        yield "high", "as far above the value as low is below it"
    digits = round(math.log10(max(step, 1e-9)), 6)
    if word in ("more_than", "at_least") and row["high"] and digits % 1:
        yield "high", "the next unit of a digit above the printed number"


def _allowed(told: Said, word: str) -> dict[str, tuple[float, float]]:
    """Return between what numbers each bound may lie, by the printed words."""
    value = told.value
    if word in ("more_than", "at_least"):
        return {"low": (value, value), "high": (value, 2 * value)}
    if word in ("almost", "at_most"):
        return {"low": (value * (1 - TENTH), value), "high": (value, value)}
    if word == "range":
        return {"low": (told.low - told.half, told.low), "high": (told.high, told.high + told.half)}
    spread = FIVES * told.half if word in PLAIN else value - told.low
    numbers = {"low": (value - spread, value), "high": (value, value + spread)}
    return numbers | {"value": (value, value)}
