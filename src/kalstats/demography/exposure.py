"""Person-years, and rates per person-year."""

import numpy as np

from kalstats.demography.limits import Number, elementwise, fitting, require, shown


@elementwise("count")
def person_years(start: Number, end: Number, years: Number) -> Number:
    """Return the time lived by a population between two counts.

    (N₂ − N₁)·t / ln(N₂/N₁), which tends to N·t as N₁ approaches N₂: the growth rate is constant
    (Preston, Heuveline and Guillot 2001, section 1.4).

    Parameters
    ----------
    start, end : float or array
        Counts at the two dates, above 0.
    years : float or array
        Time between them, above 0.

    Returns
    -------
    float or array
        Person-years.

    Examples
    --------
    >>> float(person_years(100, 100, years=3)), round(float(person_years(80, 120, years=2)), 2)
    (300.0, 197.3)
    """
    exponent = np.log(np.divide(end, start))
    level = np.abs(exponent) < 1e-8  # the quotient below loses its digits, its limit does not
    safe = np.where(level, 1.0, exponent)
    mean = np.where(level, (1 + exponent / 2), np.expm1(safe) / safe)
    return np.multiply(start, years) * mean


def person_years_along(counts: Number, times: Number, between: Number = None) -> float:
    """Return the time lived along a path of counts, the sum over its steps.

    Never take the two ends of a path that falls and rises again: they overstate the exposure.

    Parameters
    ----------
    counts : sequence of float
        Counts, at least two, above 0.
    times : sequence of float
        Their times in years, rising; see `decimal_year`.
    between : pair of float, optional
        Count only from one time to another inside the path, interpolating at both.

    Raises
    ------
    ValueError
        If counts and times do not match, the times do not rise, or `between` leaves the path:
        there is no extrapolation.

    Examples
    --------
    >>> round(person_years_along([100, 80, 100], [0, 1, 2]), 1)
    179.3
    >>> round(person_years_along([100, 80, 100], [0, 1, 2], between=(0.5, 1.5)), 1)
    84.6
    """
    path = np.asarray(fitting("count", "counts", counts))
    when = np.asarray(fitting("finite", "times", times))
    fits = path.ndim == 1 and path.shape == when.shape and len(path) > 1
    told = f"counts {path.shape}, times {when.shape}"
    require(fits, told, "as many counts as times, two at least")
    require(np.all(np.diff(when) > 0), f"times = {shown(times)}", "times that rise")
    if between is not None:
        ends = fitting("finite", "between", between)
        inside = np.shape(ends) == (2,) and when[0] <= ends[0] < ends[1] <= when[-1]
        require(inside, f"between = {between}", f"two rising times from {when[0]} to {when[-1]}")
        at_ends = np.exp(np.interp(ends, when, np.log(path)))
        inner = (when > ends[0]) & (when < ends[1])
        path = np.concatenate([at_ends[:1], path[inner], at_ends[1:]])
        when = np.concatenate([ends[:1], when[inner], ends[1:]])
    return float(np.sum(person_years(path[:-1], path[1:], np.diff(when))))


@elementwise(events="events", person_years="count")
def crude_rate(events: Number, person_years: Number) -> Number:
    """Return events per person-year: a crude birth or death rate of a whole population.

    As many events as person-years are refused: the exposure is then in thousands by mistake, or
    the events are those of another time. For a share that dies at once there is `annual_rate`.

    Republic of Korea 2014, 267,692 deaths in 50,765,887 person-years, per 1,000:

    >>> round(1000 * float(crude_rate(267_692, 50_765_887)), 2)
    5.27
    """
    return fitting("rate", "(events / person_years)", np.divide(events, person_years))


@elementwise(share="share", years="count")
def annual_rate(share: Number, years: Number) -> Number:
    """Return the yearly rate that removes a share of a group in a time, −ln(1 − q)/t.

    A share dead in a quarter of a year is not a rate: 4.9 % of the Kalmyks in the first quarter
    of 1944 are 201 per 1,000 a year.

    Parameters
    ----------
    share : float or array
        The share q, from 0 to below 1.
    years : float or array
        The time, above 0.

    Examples
    --------
    >>> round(1000 * float(annual_rate(0.049, 0.25)))
    201
    """
    return -np.log1p(np.negative(share)) / years
