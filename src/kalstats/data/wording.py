"""What printed words say of a figure: its qualifier and bounds, and whether a row agrees."""

import math
import re
from typing import Any

from kalstats.data.printed import PLAIN, RANGE, WORDS, Read, meaning, read, rivals
from kalstats.data.problems import Rule
from kalstats.data.schema import BOUNDS, limited, number

COUNTS = {"persons", "families", "trains", "trucks", "stages", "peoples", "temples"}  # whole ones
READ = "a number that can be read; else qualifier, low, value and high must be given"
WHOLE = "a whole number, a fraction cannot be {}; a column of shares wants its own "
WHOLE += "from_wide(measure='share', unit='percent')"
SIGNS = {"%": "percent", "‰": "per_thousand"}  # of units, where they are printed
FIVES = 5  # a source may round to fives of its last digit
FACTORS = WORDS["bounds of the printed number"]  # by the word, between which its bounds lie
TENTH = 0.1  # how far "about" reaches to both sides, and "almost" down


Said = dict[str, Any]  # a qualifier, bounds, and half a unit of the last digit that counts


def highest(row: dict[str, str]) -> float:
    """Return what a figure cannot exceed: a share is no more than 100 percent."""
    share = row["unit"] == "percent" and limited(row["measure"], "above100Percent")
    return 100.0 if share else math.inf


def _possible(text: str, row: dict[str, str]) -> dict[str, Read]:
    """Return what a printed number can be in its unit: no part of a person, no 12,345 percent."""
    given, whole, most = number(row["value"]), row["unit"] in COUNTS, highest(row)
    return {
        name: one
        for name, one in read(text, unit=row["unit"]).items()
        if one.value <= most
        and (one.half >= 0.5 or not whole)
        and (one.value == given or not row["value"])
    }


def contradicted(found: dict[str, Read], value: float) -> str:
    """Say that a printed number is not the value, and what to do; found by notation."""
    values = " or ".join(dict.fromkeys(f"{one.value:,.10g}" for one in found.values()))
    told = f"the number in value, printed reads {values}, value says {value:,.10g}"
    return f"{told}: correct one, or in own figures leave value, low, high empty"


def _one(text: str, row: dict[str, str]) -> Read | str:
    """Return the one number of its unit that a printed text is, and value says; or what hinders."""
    found = _possible(text, row)
    if len(set(found.values())) == 1:
        return next(iter(found.values()))
    if found:
        return rivals(found)
    if row["value"] and (without := _possible(text, row | {"value": ""})):
        return contradicted(without, number(row["value"]))
    return WHOLE.format(row["unit"]) if row["unit"] in COUNTS and read(text, unit="") else READ


def said(row: dict[str, str], qualifier: str = "") -> Said | str:
    """Return what the printed words of a row say, by a qualifier if given; or what hinders it."""
    meant, text = meaning(row["printed"])
    ends = RANGE.fullmatch(row["printed"].strip())
    if ends and not meant and qualifier in ("", "range"):
        return _range(row, ends[1], ends[2])
    one = _one(text, row)
    if isinstance(one, str):
        return one
    whole = one.half == 0.5 and row["unit"] not in ("percent", "per_thousand")
    word = qualifier or meant or ("exact" if whole else "rounded")
    spread = {"rounded": _half(one), "about": abs(one.value) * TENTH}.get(word, 0.0)
    positive = one.value >= 0 and limited(row["measure"], "belowZero")
    low, high = max(one.value - spread, 0.0 if positive else -math.inf), one.value + spread
    bounds = {"low": low, "value": one.value, "high": min(high, highest(row))}
    return {"qualifier": word, "half": _half(one), **bounds}


def _range(row: dict[str, str], low: str, high: str) -> Said | str:
    """Read both ends of a range; what stands after the second is meant for the first too."""
    words = "" if re.search(r"\D$", low) else re.sub(r".*[0-9]", "", high)
    first, last = (_one(meaning(text)[1], row) for text in (low + words, high))
    if isinstance(first, str) or isinstance(last, str):
        return first if isinstance(first, str) else str(last)
    bounds = {"low": first.value, "value": math.nan, "high": last.value}
    return {"qualifier": "range", "half": first.half, **bounds}


def _half(one: Read) -> float:
    """Return half a unit of the last digit that counts: 12,400 is rounded to hundreds."""
    size, digits = one.value / (2 * one.half), 0
    while one.half == 0.5 and size and size % 10 == 0:
        size, digits = size / 10, digits + 1
    return float(one.half * 10**digits)


def wording_faults(row: dict[str, str]) -> Rule:
    """Yield a qualifier or a bound that the printed words contradict."""
    sign = SIGNS.get(row["printed"].strip()[-1:], row["unit"])
    yield "unit", row["unit"] != sign, f"{sign}, as printed"
    told, word = said(row), row["qualifier"]
    low, value, high = (number(row[name]) for name in BOUNDS)
    if isinstance(told, str) and row["value"]:  # it may be the value that is wrong
        told = said(row | {"value": ""})
    if isinstance(told, str):  # words that no rule reads, but for the first
        meant = meaning(row["printed"])[0]
        yield "qualifier", meant not in ("", word), f"{meant}, as printed"
        much = "at most three times the low bound, where words cannot be read"
        yield "high", high > 3 * low > 0, much
        return
    fits = PLAIN if told["qualifier"] in PLAIN else {told["qualifier"]}
    yield "qualifier", word not in fits, f"{' or '.join(sorted(fits))}, as printed"
    for name, (least, most) in _allowed(told, word).items() if word in fits else ():
        slack = 1e-6 * max(1.0, abs(most))
        outside = not least - slack <= number(row[name]) <= most + slack
        expected = f"{least:,.10g}" + f" to {most:,.10g}" * (most > least)
        yield name, row[name] and outside, f"{expected}, as printed"
    uneven = low > 0 and abs(low + high - 2 * value) > 1e-6 * high
    yield "high", word == "rounded" and uneven, "as far above the value as low is below it"
    digits = round(math.log10(max((high - low) / told["half"] / 2, 1e-9)), 6)
    odd = word in ("more_than", "at_least") and row["high"] and digits % 1
    yield "high", odd, "the next unit of a digit above the printed number"


def _allowed(told: Said, word: str) -> dict[str, tuple[float, float]]:
    """Return between what numbers each bound may lie, by the printed words."""
    value, half = told["value"], told["half"]
    if word in FACTORS:
        return {name: (low * value, high * value) for name, (low, high) in FACTORS[word].items()}
    if word == "range":
        low, high = told["low"], told["high"]
        return {"low": (low - half, low), "high": (high, high + half)}
    spread = FIVES * half if word in PLAIN else value - told["low"]
    numbers = {"low": (value - spread, value), "high": (value, value + spread)}
    return numbers | {"value": (value, value)}
