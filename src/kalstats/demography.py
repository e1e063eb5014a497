"""Change of populations between two dates, in the terms of demography.

Rates are per person-year, times are years between exact dates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

__all__ = [
    "annual_rate",
    "balance",
    "birth_deficit",
    "closed_account",
    "counterfactual",
    "crude_rate",
    "decimal_year",
    "decline_lead",
    "decrease",
    "deficit_parts",
    "excess_deaths",
    "growth_rate",
    "interpolate",
    "person_years",
    "person_years_along",
    "relative_change",
    "single_years",
    "years_between",
]

Number = Any  # a float or an array of them; what comes in comes out
KINDS = ("exponential", "geometric", "arithmetic")


def decimal_year(day: str | pd.Timestamp) -> float:
    """Return an exact date as year + (day of the year − 1) / days in the year.

    >>> round(decimal_year("1959-07-02"), 4)
    1959.4986
    """
    if isinstance(day, int | float):
        raise TypeError(f"day = {day}: expected a date like '1959-01-15'")
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
    >>> round(float(relative_change(134_400, 106_100)), 4)
    -0.2106
    """
    _require_counts(start=start, end=end)
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
    _require_counts(start=start, end=end, years=years)
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
    _require_counts(start=start, end=end, years=years)
    if not np.all((np.asarray(at) >= 0) & (np.asarray(at) <= years)):
        raise ValueError(f"at = {at}: expected a time from 0 to {years}, there is no extrapolation")
    _require_kind(kind)
    part = np.divide(at, years)
    if kind == "linear":
        return np.add(start, np.subtract(end, start) * part)
    return start * np.exp(np.log(np.divide(end, start)) * part)


def _require_kind(kind: str) -> None:
    if kind not in ("exponential", "linear"):
        raise ValueError(f"kind {kind!r}: expected 'exponential' or 'linear'")


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
    _require_counts(start=start, end=end, years=years)
    _require_kind(kind)
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
    _require_counts(counts=path)
    _require_kind(kind)
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
    """Return events per person-year: a crude birth or death rate.

    Republic of Korea 2014, 267,692 deaths in 50,765,887 person-years, per 1,000:

    >>> round(1000 * float(crude_rate(267_692, 50_765_887)), 2)
    5.27
    """
    _require_events(events=events)
    _require_counts(person_years=person_years)
    return np.divide(events, person_years)


def _require_events(**events: Number) -> None:
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
    _require_counts(years=years)
    if not np.all((np.asarray(share) >= 0) & (np.asarray(share) < 1)):
        raise ValueError(f"share = {share}: expected a share from 0 to below 1")
    return -np.log1p(-np.asarray(share, dtype=float)) / years


def excess_deaths(deaths: Number, person_years: Number, baseline_rate: Number) -> Number:
    """Return deaths beyond a baseline, rate form: E = D − m₀·PY, with the exposure observed.

    Not the scenario form of `deficit_parts`, which is smaller where the population falls. May
    be negative; a number of deaths may not.

    Parameters
    ----------
    deaths : float or array
        Deaths counted.
    person_years : float or array
        Exposure of those in whom they were counted.
    baseline_rate : float or array
        Deaths per person-year without the crisis; never take only one.

    Examples
    --------
    >>> float(excess_deaths(2_600, person_years=100_000, baseline_rate=0.016))
    1000.0
    """
    _require_events(deaths=deaths, baseline_rate=baseline_rate)
    _require_counts(person_years=person_years)
    return np.subtract(deaths, np.multiply(baseline_rate, person_years))


def birth_deficit(births: Number, person_years: Number, baseline_rate: Number) -> Number:
    """Return births missing against a baseline rate: b₀·PY − B.

    With the exposure observed it is the deficit of the women who were there; with that of a
    counterfactual, also of those who were not. Say which.

    >>> round(float(birth_deficit(1_300, person_years=100_000, baseline_rate=0.035)))
    2200
    """
    _require_events(births=births, baseline_rate=baseline_rate)
    _require_counts(person_years=person_years)
    return np.subtract(np.multiply(baseline_rate, person_years), births)


def counterfactual(start: Number, years: Number, rate: Number) -> Number:
    """Return a population carried forward at a growth rate, N·exp(r·t).

    >>> round(float(counterfactual(134_402, years=19.9945, rate=0.01)))
    164150
    """
    _require_counts(start=start, years=years)
    return start * np.exp(np.multiply(rate, years))


class Course(NamedTuple):
    """What happened to a population over a time, or would have: a stock and its flows."""

    start: float
    births: float
    deaths: float
    net_migration: float = 0

    @property
    def end(self) -> float:
        """The population at the end."""
        return self.start + self.births - self.deaths + self.net_migration


class Deficit(NamedTuple):
    """The parts of a total demographic deficit, in persons."""

    direct_losses: float
    birth_deficit: float
    net_out_migration: float
    total: float


def deficit_parts(actual: Course, expected: Course) -> Deficit:
    """Split the difference between an expected and the actual population into its parts.

    Scenario form: direct losses D − D₀, births missing B₀ − B, net out-migration M₀ − M, each
    against the same expected course, so that they add up to N₀(T) − N(T).

    Parameters
    ----------
    actual, expected : Course
        What happened and what would have, from the same start.

    Raises
    ------
    ValueError
        If the two courses start from different numbers.

    Examples
    --------
    >>> deficit_parts(Course(100, births=10, deaths=40), Course(100, births=30, deaths=20))
    Deficit(direct_losses=20, birth_deficit=20, net_out_migration=0, total=40)
    """
    if actual.start != expected.start:
        raise ValueError(f"starts {actual.start} and {expected.start}: expected the same start")
    parts = (
        actual.deaths - expected.deaths,
        expected.births - actual.births,
        expected.net_migration - actual.net_migration,
    )
    total = expected.end - actual.end
    assert np.allclose(sum(parts), total), "the parts of a deficit must add up"
    return Deficit(*parts, total)


class Balance(NamedTuple):
    """The terms of the balancing equation, in persons."""

    natural_increase: float
    net_migration: float
    growth: float
    error_of_closure: float


def balance(
    start: float,
    end: float,
    births: float = 0,
    deaths: float = 0,
    arrivals: float = 0,
    departures: float = 0,
) -> Balance:
    """Return the terms of the balancing equation N₂ = N₁ + B − D + I − O + e.

    Parameters
    ----------
    start, end : float
        The population, or the register, at the two dates.
    births, deaths, arrivals, departures : float
        What happened between them, in persons.

    Returns
    -------
    Balance
        ``error_of_closure`` is what the counted events leave unexplained: e, the counted growth
        minus natural increase and net migration.

    Examples
    --------
    The MVD's balance for the Kalmyks to 1 October 1948, as transcribed:

    >>> balance(0, 74_918, births=2_702, deaths=16_594, arrivals=90_940, departures=1_364)[-1]
    -766
    """
    counts = (start, end, births, deaths, arrivals, departures)
    if not all(np.isfinite(count) and count >= 0 for count in counts):
        raise ValueError(f"counts = {counts}: expected finite numbers, 0 or above")
    natural, net = births - deaths, arrivals - departures
    return Balance(natural, net, end - start, end - start - natural - net)


def decrease(start: Number, end: Number) -> Number:
    """Return by how much a stock fell, N₁ − N₂; of a register this is not a number of deaths.

    >>> decrease(93_139, 83_688)
    9451
    """
    return start - end


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


class RegisterTotal(NamedTuple):
    """Births and deaths that a register gives for several years together.

    ``covers`` maps each year to the share of its events inside the total: 1, or bounds of the
    share such as ``(0.5, 1)``. ``births`` and ``deaths`` are counts, or bounds of one; None where
    the register is silent.
    """

    covers: Mapping[int, float | tuple[float, float]]
    births: float | tuple[float, float] | None = None
    deaths: float | tuple[float, float] | None = None


def _ends(name: str, given: Any, most: float = np.inf) -> tuple[float, float]:
    """Return a number or a pair as bounds."""
    low, high = given if isinstance(given, tuple) else (given, given)
    if not 0 <= low <= high <= most or low == np.inf:
        raise ValueError(f"{name} = {given}: expected a number, or low and high, 0 to {most}")
    return low, high


def single_years(
    deaths_per_birth: Mapping[int, tuple[float, float]], totals: Sequence[RegisterTotal]
) -> pd.DataFrame:
    """Return what ratios and totals of a register leave possible for its single years.

    Every year has births B ≥ 0 and deaths D ≥ 0 with low·B ≤ D ≤ high·B; a total C of years with
    shares s in it has Σ s·B = C, and likewise for deaths. These are linear conditions: the least
    and the most of each B and D under all of them at once are found by linear programming.

    Parameters
    ----------
    deaths_per_birth : mapping of int to pair of float
        Bounds of the ratio D/B for each year; ``(0, inf)`` where no ratio is known.
    totals : sequence of RegisterTotal
        What is known of several years together, or of one.

    Returns
    -------
    pandas.DataFrame
        One row per year, columns ``births_low births_high deaths_low deaths_high``. The bounds are
        hard, and infinite where nothing limits them; not all years can be at theirs together.

    Raises
    ------
    ValueError
        If no births and deaths have these ratios and totals, a bound is negative or above the
        other, a share above 1, or a total covers a year without a ratio.

    Examples
    --------
    Two years with 30 births and 100 deaths, two deaths per birth in the first and four to five
    in the second, can only have been so:

    >>> ratios = {1945: (2, 2), 1946: (4, 5)}
    >>> single_years(ratios, [RegisterTotal({1945: 1, 1946: 1}, births=30, deaths=100)]).round(1)
          births_low  births_high  deaths_low  deaths_high
    1945        10.0         16.7        20.0         33.3
    1946        13.3         20.0        66.7         80.0
    """
    limits, most = _conditions(deaths_per_birth, totals)
    events = np.eye(2 * len(deaths_per_birth))  # births of all years, then deaths of all years
    least = [-_most(-event, limits, most) for event in events]
    if np.isnan(least).any():
        raise ValueError(f"totals = {list(totals)}: no births and deaths have these ratios")
    ends = [np.maximum(least, 0), [_most(event, limits, most) for event in events]]
    columns = np.concatenate(ends).reshape(4, -1)[[0, 2, 1, 3]].T.round(6)
    names = ["births_low", "births_high", "deaths_low", "deaths_high"]
    return pd.DataFrame(columns, index=list(deaths_per_birth), columns=names)


def _conditions(
    deaths_per_birth: Mapping[int, tuple[float, float]], totals: Sequence[RegisterTotal]
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return what is known as rows of limits·x ≤ most, x being all births, then all deaths."""
    years = list(deaths_per_birth)
    births, deaths = np.split(np.eye(2 * len(years)), 2)
    rows: list[tuple[Any, float]] = []
    for i, year in enumerate(years):
        low, high = _ends(f"deaths_per_birth of {year}", deaths_per_birth[year])
        rows += [(low * births[i] - deaths[i], 0)]
        rows += [(deaths[i] - high * births[i], 0)] if high < np.inf else []
    for total in totals:
        if unknown := set(total.covers) - set(years):
            raise ValueError(f"covers {sorted(unknown)}: expected years of {years}")
        shares = [_ends(f"share of {year}", total.covers.get(year, 0), 1) for year in years]
        inside, at_most = np.transpose(shares)
        for name, events in (("births", births), ("deaths", deaths)):
            if (counted := getattr(total, name)) is not None:
                low, high = _ends(name, counted)
                rows += [(-at_most @ events, -low)]
                rows += [(inside @ events, high)] if high < np.inf else []
    return np.array([row for row, _ in rows]), np.array([most for _, most in rows], dtype=float)


TINY = 1e-9


def _most(value: NDArray[Any], limits: NDArray[Any], most: NDArray[Any]) -> float:
    """Return the most of value·x for x ≥ 0 and limits·x ≤ most, by the simplex method.

    Two phases, and Bland's rule so that it ends; nan if no x keeps the limits.
    """
    rows, columns = limits.shape
    scale = max(np.abs(most).max(), 1.0)
    broken = np.flatnonzero(most < 0)  # limits that x = 0 does not keep get a helping column
    sign = np.where(most < 0, -1.0, 1.0)
    helping = np.eye(rows)[:, broken]
    table = np.column_stack([limits * sign[:, None], np.diag(sign), helping, most * sign / scale])
    real = columns + rows
    basis = np.arange(columns, real)
    basis[broken] = real + np.arange(len(broken))
    help_away = np.append(np.zeros(real), -np.ones(len(broken)))
    if _climb(table, basis, help_away, real + len(broken)) < -1e-7:
        return float("nan")
    for row in np.flatnonzero(basis >= real):  # helping columns that stayed, at zero
        _pivot(table, basis, int(row), int(np.argmax(np.abs(table[row, :real]) > TINY)))
    wanted = np.append(value, np.zeros(rows + len(broken)))
    return float(scale * _climb(table, basis, wanted, real))


def _climb(table: NDArray[Any], basis: NDArray[Any], price: NDArray[Any], usable: int) -> float:
    """Move from corner to corner while the price rises, and return the highest price."""
    while True:
        gain = price - price[basis] @ table[:, :-1]
        better = np.flatnonzero(gain[:usable] > TINY)
        if not len(better):
            return float(price[basis] @ table[:, -1])
        column = table[:, better[0]]
        rows = np.flatnonzero(column > TINY)
        if not len(rows):
            return float("inf")
        step = table[rows, -1] / column[rows]
        nearest = rows[step <= step.min() + TINY]
        _pivot(table, basis, int(nearest[np.argmin(basis[nearest])]), int(better[0]))


def _pivot(table: NDArray[Any], basis: NDArray[Any], row: int, column: int) -> None:
    """Bring a column into the basis in the place of that of a row."""
    table[row] /= table[row, column]
    others = np.arange(len(table)) != row
    table[others] -= np.outer(table[others, column], table[row])
    basis[row] = column


class ClosedAccount(NamedTuple):
    """What closes an account in which deaths were not counted, and what was to be expected."""

    deaths: float
    excess_deaths: float
    expected: float
    missing: float


def closed_account(
    counts: Sequence[float],
    times: Sequence[float],
    births: float,
    baseline_rate: float,
    growth: float,
) -> ClosedAccount:
    """Work out losses from a path of counts and three numbers that a reader may choose.

    Deaths close the balance of the path, D = N₁ + B − N₂; those beyond a baseline are counted over
    its person-years; the population expected at its end is N₁·exp(r·t), and who is missing is the
    difference to the count.

    Parameters
    ----------
    counts, times : sequence of float
        The path: counts of the same people, and their times in years, rising.
    births : float
        Along the path.
    baseline_rate : float
        Deaths per person-year without the crisis.
    growth : float
        Per year without the crisis; that of a comparator.

    Examples
    --------
    >>> path, times = [95_000, 84_000, 81_000], [1944, 1945, 1953]
    >>> found = closed_account(path, times, 13_000, baseline_rate=0.015, growth=0.01)
    >>> round(found.deaths), round(found.excess_deaths), round(found.missing)
    (27000, 15760, 22947)
    """
    deaths = float(-balance(counts[0], counts[-1], births=births).error_of_closure)
    excess = excess_deaths(deaths, person_years_along(counts, times), baseline_rate)
    expected = float(counterfactual(counts[0], times[-1] - times[0], growth))
    return ClosedAccount(deaths, float(excess), expected, expected - counts[-1])
