"""The change of a population between two dates."""

from functools import reduce
from itertools import pairwise

import numpy as np

from kalstats.demography.limits import Number, elementwise, named_pairs, require


@elementwise("count")
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
    return np.subtract(end, start) / start


@elementwise("count")
def growth_rate(start: Number, end: Number, years: Number) -> Number:
    """Return the average yearly growth rate between two counts, r = ln(N₂/N₁)/t.

    The exponential rate (Preston, Heuveline and Guillot 2001, chapter 1); the geometric one that
    some offices print is exp(r) − 1.

    Parameters
    ----------
    start, end : float or array
        Counts at the two dates, above 0, of the same territory and definition.
    years : float or array
        Time between them, above 0; see `years_between`.

    Returns
    -------
    float or array
        Growth per year, as a fraction.

    Raises
    ------
    ValueError
        If a count or the time is not finite and above 0.

    Examples
    --------
    >>> round(1000 * float(growth_rate(134_400, 106_100, years=19.9945)), 2)  # per 1,000 a year
    -11.83
    """
    return np.log(np.divide(end, start)) / years


@elementwise("count")
def largest_change(**counts: Number) -> Number:
    """Return the greatest relative change from one of several counts to the next.

    Below 0 only if the number fell each time.

    >>> round(float(largest_change(first=100, second=90, third=99)), 3)
    0.1
    """
    require(len(counts) > 1, f"counts = {counts}", "two counts at least")
    return reduce(np.maximum, ((last - one) / one for one, last in pairwise(counts.values())))


@elementwise("count")
def decline_lead(start: Number, end: Number, **others: Number) -> Number:
    """Return by how much a relative decline exceeds the largest of others, as a fraction.

    Parameters
    ----------
    start, end : float or array
        Counts of the population claimed to have declined most.
    **others : float or array
        Counts of the others as ``name_start`` and ``name_end``.

    Examples
    --------
    >>> lead = decline_lead(100, 80, first_start=50, first_end=45, other_start=9, other_end=9)
    >>> round(float(lead), 2)
    0.1
    """
    rivals = ((last - one) / one for one, last in named_pairs(others, "start", "end"))
    return reduce(np.minimum, rivals) - (end - start) / start
