"""Change of populations between two dates, in the terms of demography.

Rates are per person-year, times are years between exact dates.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

Number = Any  # a float or an array of them; what comes in comes out
KINDS = ("exponential", "geometric", "arithmetic")


def decimal_year(day: str | pd.Timestamp) -> float:
    """Return a date as year + (day of the year − 1) / days in the year.

    >>> round(decimal_year("1959-07-02"), 4)
    1959.4986
    """
    when = pd.Timestamp(day)
    return when.year + (when.day_of_year - 1) / (366 if when.is_leap_year else 365)


def years_between(first: str | pd.Timestamp, second: str | pd.Timestamp) -> float:
    """Return the time between two dates in years, positive if the second is later.

    The censuses of 1939 and 1959 lie two days short of twenty years apart:

    >>> round(years_between("1939-01-17", "1959-01-15"), 4)
    19.9945
    """
    return decimal_year(second) - decimal_year(first)


def _require_counts(**counts: Number) -> None:
    for name, value in counts.items():
        if not np.all(np.isfinite(value) & (np.asarray(value) > 0)):
            raise ValueError(f"{name} = {value}: expected a finite number above 0")


def relative_change(start: Number, end: Number) -> Number:
    """Return the change between two counts as a share of the first, (N₂ − N₁) / N₁.

    Parameters
    ----------
    start, end : float or array
        Counts at the two dates, above 0.

    Examples
    --------
    >>> round(relative_change(134_400, 106_100), 4)
    -0.2106
    """
    _require_counts(start=start, end=end)
    return (end - start) / start


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
    _require_counts(start=start, end=end, years=years)
    if kind not in KINDS:
        raise ValueError(f"kind {kind!r}: expected one of {', '.join(KINDS)}")
    if kind == "arithmetic":
        return relative_change(start, end) / years
    exponent = np.log(np.divide(end, start)) / years
    return exponent if kind == "exponential" else np.expm1(exponent)
