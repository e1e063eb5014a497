"""The one parser of printed numbers: whatever sign a country puts before tenths or thousands."""

import json
import math
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

# a notation is told by an example, and has a sign of thousands and one of decimals
NOTATIONS = {"1,234.5": (",", r"\."), "1.234,5": (r"\.", ",")}
ENGLISH = "1,234.5"
# spaces: no-break, thin, narrow no-break, as wide as a digit; apostrophes; signs of minus
PLAIN_SIGNS = str.maketrans("\u00a0\u2009\u202f\u2007\u2019\u02bc", "    ''")
PLAIN_SIGNS |= str.maketrans("\u2212\u2010\u2011\u2013", "----")
GROUPING = str.maketrans("", "", " ',.")
UP_TO_DIGIT = re.compile(".*[0-9]", re.DOTALL)
PLAIN = {"exact", "rounded", "computed_by_source"}  # the printed number is the value
WORDS = json.loads(Path(__file__).with_name("words.json").read_text("utf-8"))
SCALES = {word: float(scale) for scale, words in WORDS["scales"].items() for word in words}
BEFORE = {name: "|".join(map(re.escape, words)) for name, words in WORDS["meanings"].items()}
MEANT = {name: re.compile(rf"({words})(?![^\W\d])\s*", re.I) for name, words in BEFORE.items()}
TO = r"\s*[–—]\s*|\s+(?:to|and|до)\s+|(?<=\d)-(?=\d)"
RANGE = re.compile(rf"(?:between\s+)?(\S.*?)(?:{TO})(.+)", re.I)


class Read(NamedTuple):
    """A printed number as read: its value, half a unit of its last digit, its decimals."""

    value: float
    half: float
    decimals: int


@cache
def _form(thousands: str, decimal: str) -> re.Pattern[str]:
    """Return the form of a number: groups of three by one sign throughout, or no groups."""
    groups = rf"[1-9][0-9]{{0,2}}(?:([ '{thousands}])[0-9]{{3}}(?:\3[0-9]{{3}})*)"
    return re.compile(rf"([-+]?)({groups}|0|[1-9][0-9]*|(?={decimal}))(?:{decimal}([0-9]+))?")


def _scale(words: str, unit: str | None) -> float:
    """Return by what the words after a number multiply it, nan if they are not known.

    A unit is what the number counts, and multiplies it by 1; any other if it is ``""``.
    """
    counts = unit is not None and words[0].isspace() and unit in ("", words.strip())
    return SCALES.get(words.strip().lower(), 1 if counts else math.nan)


def read(printed: str, notation: str | None = None, unit: str | None = None) -> dict[str, Read]:
    """Return what a printed number is in each notation in which it can be read.

    Different notations may give the same number: ``35%`` is 35 in each.
    """
    text = printed.strip().translate(PLAIN_SIGNS)
    end = match.end() if (match := UP_TO_DIGIT.match(text)) else 0
    scale, found = _scale(text[end:], unit) if text[end:] else 1, {}
    for name in [notation] if notation else NOTATIONS:
        match = None if math.isnan(scale) else _form(*NOTATIONS[name]).fullmatch(text[:end])
        if match:
            sign, whole, decimals = match[1], match[2].translate(GROUPING), match[4] or ""
            value = float(f"{sign}{whole or 0}.{decimals or 0}") * scale
            found[name] = Read(value, 0.5 * scale / 10 ** len(decimals), len(decimals))
    return found


def read_one(name: str, printed: str, notation: str | None = None) -> Read:
    """Return what a printed number is; refuse by its name a text that is none, or may be two."""
    if notation is not None and notation not in NOTATIONS:
        raise ValueError(f"notation = {notation!r}: expected one of {', '.join(NOTATIONS)}")
    found = read(printed, notation)
    if len(set(found.values())) != 1:
        several = f"{rivals(found)}; expected notation= one of them"
        told = several if found else "expected a printed number, such as 12,400 or 45.4%"
        raise ValueError(f"{name} = {printed!r}: {told}")
    return next(iter(found.values()))


def rivals(found: dict[str, Read]) -> str:
    """Say what a text may be, by notation."""
    return " or ".join(f"{one.value:,.10g} in {name!r}" for name, one in found.items())


def meaning(printed: str) -> tuple[str, str]:
    """Return how the words before a number qualify it, "" if there are none, and the rest."""
    text = printed.strip()
    for name, form in MEANT.items() if not text[:1].isdecimal() else ():  # a number as it is
        if match := form.match(text):
            return name, text[match.end() :]
    return "", text
