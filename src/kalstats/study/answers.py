"""Rows of an answer: what a source prints and what we compute, in the same columns."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from kalstats.evidence import readings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kalstats.evidence import Figure, Quantity, Result

Row = dict[str, Any]
OTHER_DEFINITION = {  # round numbers that count the Sart-Kalmyks too, as the census did not
    "kalmyks-ussr-1926-ciesielski",
    "kalmyks-ussr-1926-table-3-7",
}


def printed_row(figure: Figure, **about: Any) -> Row:
    """Return the row of one figure, as its source prints it."""
    bounds = {"low": figure.low, "value": figure.value, "high": figure.high}
    text = {"unit": figure.unit, "printed": figure.printed}
    return {**about, **bounds, **text, "sources": figure.source, "figures": figure.id}


def result_row(found: Result, unit: str, **about: Any) -> Row:
    """Return the row of a result over readings: hard bounds, and the reading that comes first."""
    bounds = {"low": found.low, "value": found.preferred, "high": found.high}
    bounds = {name: float(number) for name, number in bounds.items()}
    read = {"sources": "; ".join(found.sources), "figures": "; ".join(found.figures)}
    return {**about, **bounds, "unit": unit, "printed": "", **read}


def computed_row(
    function: Callable[..., float], given: Mapping[str, Any], unit: str, **about: Any
) -> Row:
    """Return the row of a function over all readings of what is given."""
    return result_row(readings(function, **given), unit, **about)


def missing_row(unit: str, **about: Any) -> Row:
    """Return the row of what no source was found for."""
    bounds = dict.fromkeys(("low", "value", "high"), math.nan)
    return {**about, **bounds, "unit": unit, "printed": "", "sources": "", "figures": ""}


def rivals(one: Quantity) -> list[Figure]:
    """Return the figure that is read first and those that contradict it.

    A figure that only rounds it is no reading of its own, nor is a doubtful one.
    """
    best = one.preferred
    others = [figure for figure in one.figures if figure.rank == "normal"]
    others = [figure for figure in others if figure.id not in OTHER_DEFINITION]
    return [best, *(f for f in others if not f.low <= best.value <= f.high)]


def lacking(people: str, wanted: str, there: Iterable[str]) -> ValueError:
    """Return the error that names the figures a people does not have, and those it has."""
    found = ", ".join(sorted(set(there))) or "nothing"
    return ValueError(f"people = {people!r}: no figure of {wanted}; there is: {found}")
