"""Rows of an answer: what a source prints and what we compute, in the same columns."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from kalstats.evidence import Figure, Quantity, Range, Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Row = dict[str, Any]
NOT_KNOWN = Range(math.nan, math.nan, math.nan)
LAST = ["low", "value", "high", "unit", "printed", "sources", "figures"]
NO_RIVALS = {  # the first two count the Sart-Kalmyks too, the last is preliminary
    "kalmyks-ussr-1926-ciesielski",
    "kalmyks-ussr-1926-table-3-7",
    "all-kalmykia-2010-wikipedia-preliminary",
}


def row(found: Figure | Quantity | Result | Range, **about: Any) -> Row:
    """Return a row: numbers, words and sources of what was found, and what else is said of it."""
    told = found if isinstance(found, Range) else found.range
    numbers = {name: float(getattr(told, name)) for name in LAST[:3]}
    printed = found.printed if isinstance(found, Figure) else ""
    read = {"sources": "; ".join(told.sources), "figures": "; ".join(told.figures)}
    return {**numbers, "unit": told.unit, "printed": printed, **read} | about


def answer(rows: Sequence[Row], **same: Any) -> pd.DataFrame:
    """Return rows as a frame: what is the same in all, what identifies each, then its numbers."""
    frame = pd.DataFrame(rows).assign(**same)
    each = [name for name in frame if name not in {*same, *LAST}]
    return frame[[*same, *each, *LAST]]


def rivals(one: Quantity) -> list[Figure]:
    """Return the figure that is read first and those that contradict it.

    A figure that only rounds it, or cuts it off, is no reading of its own, nor is a doubtful or
    a preliminary one, or one that counts others too.
    """
    best, found = one.preferred, [one.preferred]
    for other in one.figures:
        near = other.low <= best.value <= other.high
        cut_off = abs(best.value - other.value) < other.high - other.low
        if other.rank == "normal" and not (near or cut_off or other.id in NO_RIVALS):
            found.append(other)
    return found


def lacking(people: str, wanted: str, there: Iterable[str]) -> ValueError:
    """Return the error that names the figures a people does not have, and those it has."""
    found = ", ".join(sorted(set(there))) or "nothing"
    return ValueError(f"people = {people!r}: no figure of {wanted}; there is: {found}")
