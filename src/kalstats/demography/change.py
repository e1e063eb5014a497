"""The change of a population between two dates."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np

Number = Any  # a float or an array of them; what comes in comes out
KINDS = ("exponential", "geometric", "arithmetic")


def require_counts(**counts: Number) -> None:
    """Refuse numbers that no count can be, by their name."""
    for name, value in counts.items():
        if isinstance(value, float):  # claims ask a hundred thousand times for one number
            good = 0 < value < math.inf
        else:
            good = bool(np.all(np.isfinite(value) & (np.asarray(value) > 0)))
        if not good:
            raise ValueError(f"{name} = {value}: expected a finite number above 0")


def require_rate(**rates: Number) -> None:
    """Refuse yearly rates of 1 and more, by their name."""
    for name, value in rates.items():
        if not np.all(np.abs(value) < 1):  # nan fails as well
            expected = "a rate per person-year, below 1; divide a rate per 1,000 by 1,000"
            raise ValueError(f"{name} = {value}: expected {expected}")


def relative_change(start: Number, end: Number) -> Number:
    """Return the change between two counts as a share of the first, (N₂ − N₁) / N₁.

    Parameters
    ----------
    start, end : float or array
        Counts at the two dates, above 0.

    Examples
    --------
    >>> round(float(relative_change(134_400, 106_100)), 4)
    -0.2106
    """
    require_counts(start=start, end=end)
    return np.subtract(end, start) / np.asarray(start)


def growth_rate(start: Number, end: Number, years: float, kind: str = "exponential") -> Number:
    """Return the average yearly growth rate between two counts.

    Exponential r = ln(N₂/N₁)/t, geometric (N₂/N₁)^(1/t) − 1, arithmetic (N₂ − N₁)/(t·N₁)
    (Preston, Heuveline and Guillot 2001, chapter 1).

    Parameters
    ----------
    start, end : float or array
        Counts at the two dates, above 0, of the same territory and definition.
    years : float
        Time between them, above 0; see `years_between`.
    kind : {"exponential", "geometric", "arithmetic"}
        Which rate.

    Returns
    -------
    float or array
        Growth per year, as a fraction.

    Raises
    ------
    ValueError
        If a count or the time is not finite and above 0, or the kind is unknown.

    Examples
    --------
    >>> round(1000 * float(growth_rate(134_400, 106_100, years=19.9945)), 2)  # per 1,000 a year
    -11.83
    """
    require_counts(start=start, end=end, years=years)
    if kind not in KINDS:
        raise ValueError(f"kind {kind!r}: expected one of {', '.join(KINDS)}")
    if kind == "arithmetic":
        return relative_change(start, end) / years
    exponent = np.log(np.divide(end, start)) / years
    return exponent if kind == "exponential" else np.expm1(exponent)


def interpolate(
    start: Number, end: Number, years: float, at: Number, kind: str = "exponential"
) -> Number:
    """Return the population at a time between two counts.

    Exponential N₁·(N₂/N₁)^(at/t), linear N₁ + (N₂ − N₁)·at/t.

    Parameters
    ----------
    start, end : float or array
        Counts at the two dates, above 0.
    years : float
        Time between them, above 0.
    at : float
        Time from the first count, from 0 to `years`: there is no extrapolation.
    kind : {"exponential", "linear"}
        Constant growth rate, or constant growth in persons.

    Examples
    --------
    >>> round(float(interpolate(100, 121, years=2, at=1)), 6)
    110.0
    >>> float(interpolate(100, 121, years=2, at=1, kind="linear"))
    110.5
    """
    require_counts(start=start, end=end, years=years)
    if not np.all((np.asarray(at) >= 0) & (np.asarray(at) <= years)):
        raise ValueError(f"at = {at}: expected a time from 0 to {years}, there is no extrapolation")
    require_kind(kind)
    part = np.divide(at, years)
    if kind == "linear":
        return np.add(start, np.subtract(end, start) * part)
    return start * np.exp(np.log(np.divide(end, start)) * part)


def require_kind(kind: str) -> None:
    """Refuse a course between two counts that is not known here."""
    if kind not in ("exponential", "linear"):
        raise ValueError(f"kind {kind!r}: expected 'exponential' or 'linear'")


def decrease(start: Number, end: Number) -> Number:
    """Return by how much a stock fell, N₁ − N₂; of a register this is not a number of deaths.

    >>> decrease(93_139, 83_688)
    9451
    """
    return start - end


def largest_change(**counts: float) -> float:
    """Return the greatest relative change from one of several counts to the next.

    Below 0 only if the number fell each time.

    >>> round(largest_change(first=100, second=90, third=99), 3)
    0.1
    """
    return max(float(relative_change(*pair)) for pair in pairwise(counts.values()))


def decline_lead(start: float, end: float, **others: float) -> float:
    """Return by how much a relative decline exceeds the largest of others, as a fraction.

    Parameters
    ----------
    start, end : float
        Counts of the population claimed to have declined most.
    **others : float
        Counts of the others as ``name_start`` and ``name_end``.

    Examples
    --------
    >>> round(decline_lead(100, 80, first_start=50, first_end=45, second_start=9, second_end=9), 2)
    0.1
    """
    names = {name.rsplit("_", 1)[0] for name in others}
    rivals = (-relative_change(others[f"{n}_start"], others[f"{n}_end"]) for n in names)
    return float(-relative_change(start, end) - max(rivals))
