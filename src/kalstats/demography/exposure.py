"""Person-years, and rates per person-year."""

from __future__ import annotations

import numpy as np

from kalstats.demography.change import Number, require_counts, require_kind, require_rate


def person_years(start: Number, end: Number, years: Number, kind: str = "exponential") -> Number:
    """Return the time lived by a population between two counts.

    Exponential (N₂ − N₁)·t / ln(N₂/N₁), which tends to N·t as N₁ approaches N₂; linear
    t·(N₁ + N₂)/2 (Preston, Heuveline and Guillot 2001, section 1.4).

    Parameters
    ----------
    start, end : float or array
        Counts at the two dates, above 0.
    years : float or array
        Time between them, above 0.
    kind : {"exponential", "linear"}
        How the population changed between the counts.

    Returns
    -------
    float or array
        Person-years.

    Examples
    --------
    >>> float(person_years(100, 100, years=3)), float(person_years(80, 120, 2, kind="linear"))
    (300.0, 200.0)
    """
    require_counts(start=start, end=end, years=years)
    require_kind(kind)
    if kind == "linear":
        return np.multiply(years, np.add(start, end)) / 2
    exponent = np.log(np.divide(end, start))
    level = np.abs(exponent) < 1e-8  # the quotient below loses its digits, its limit does not
    safe = np.where(level, 1.0, exponent)
    mean = np.where(level, (1 + exponent / 2), np.expm1(safe) / safe)
    return np.multiply(start, years) * mean


def person_years_along(
    counts: Number,
    times: Number,
    kind: str = "exponential",
    between: tuple[float, float] | None = None,
) -> float:
    """Return the time lived along a path of counts, the sum over its steps.

    Never take the two ends of a path that falls and rises again: they overstate the exposure.

    Parameters
    ----------
    counts : sequence of float
        Counts, at least two, above 0.
    times : sequence of float
        Their times in years, rising; see `decimal_year`.
    kind : {"exponential", "linear"}
        How the population changed between the counts.
    between : pair of float, optional
        Count only from one time to another inside the path, interpolating at both.

    Raises
    ------
    ValueError
        If counts and times do not match, the times do not rise, or `between` leaves the path:
        there is no extrapolation.

    Examples
    --------
    >>> person_years_along([100, 80, 100], [0, 1, 2], kind="linear")
    180.0
    >>> person_years_along([100, 80, 100], [0, 1, 2], kind="linear", between=(0.5, 1.5))
    85.0
    """
    path, when = np.asarray(counts, dtype=float), np.asarray(times, dtype=float)
    if path.shape != when.shape or path.ndim != 1 or len(path) < 2:
        shapes = f"{path.shape} counts, {when.shape} times"
        raise ValueError(f"{shapes}: expected as many counts as times, two at least")
    require_counts(counts=path)
    require_kind(kind)
    if between is not None:
        if not when[0] <= between[0] < between[1] <= when[-1]:
            expected = f"rising times from {when[0]} to {when[-1]}, there is no extrapolation"
            raise ValueError(f"between = {between}: expected {expected}")
        scale, back = (np.log, np.exp) if kind == "exponential" else (np.positive, np.positive)
        ends = back(np.interp(between, when, scale(path)))
        inner = (when > between[0]) & (when < between[1])
        path = np.concatenate([ends[:1], path[inner], ends[1:]])
        when = np.concatenate([between[:1], when[inner], between[1:]])
    return float(np.sum(person_years(path[:-1], path[1:], np.diff(when), kind)))


def crude_rate(events: Number, person_years: Number) -> Number:
    """Return events per person-year: a crude birth or death rate of a whole population.

    As many events as person-years are refused: the exposure is then in thousands by mistake, or
    the events are those of another time. For a share that dies at once there is `annual_rate`.

    Republic of Korea 2014, 267,692 deaths in 50,765,887 person-years, per 1,000:

    >>> round(1000 * float(crude_rate(267_692, 50_765_887)), 2)
    5.27
    """
    require_events(events=events)
    require_counts(person_years=person_years)
    rate = np.divide(events, person_years)
    require_rate(**{f"events / person_years = {events} / {person_years}": rate})
    return rate


def require_events(**events: Number) -> None:
    """Refuse numbers of events that are negative or not finite, by their name."""
    for name, value in events.items():
        if not np.all(np.isfinite(value) & (np.asarray(value) >= 0)):
            raise ValueError(f"{name} = {value}: expected a finite number, 0 or above")


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
    require_counts(years=years)
    if not np.all((np.asarray(share) >= 0) & (np.asarray(share) < 1)):
        raise ValueError(f"share = {share}: expected a share from 0 to below 1")
    return -np.log1p(-np.asarray(share, dtype=float)) / years
