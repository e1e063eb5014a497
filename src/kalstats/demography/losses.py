"""Losses: excess deaths, missing births, and accounts that must close."""

from collections import namedtuple
from typing import NamedTuple

import numpy as np

from kalstats.demography.exposure import person_years_along
from kalstats.demography.limits import Number, elementwise, fitting, require, shown


@elementwise(deaths="events", person_years="count", baseline_rate="rate")
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
        Deaths per person-year without the crisis, below 1; never take only one.

    Examples
    --------
    >>> float(excess_deaths(2_600, person_years=100_000, baseline_rate=0.016))
    1000.0
    """
    return np.subtract(deaths, np.multiply(baseline_rate, person_years))


@elementwise(births="events", person_years="count", baseline_rate="rate")
def birth_deficit(births: Number, person_years: Number, baseline_rate: Number) -> Number:
    """Return births missing against a baseline rate: b₀·PY − B.

    With the exposure observed it is the deficit of the women who were there; with that of a
    counterfactual, also of those who were not. Say which.

    >>> round(float(birth_deficit(1_300, person_years=100_000, baseline_rate=0.035)))
    2200
    """
    return np.subtract(np.multiply(baseline_rate, person_years), births)


@elementwise(start="count", years="count", rate="growth")
def counterfactual(start: Number, years: Number, rate: Number) -> Number:
    """Return a population carried forward at a growth rate, N·exp(r·t).

    >>> round(float(counterfactual(134_402, years=19.9945, rate=0.01)))
    164150
    """
    return start * np.exp(np.multiply(rate, years))


class Course(NamedTuple):
    """What happened to a population over a time, or would have: a stock and its flows."""

    start: Number
    births: Number
    deaths: Number
    net_migration: Number = 0

    @property
    def end(self) -> Number:
        """The population at the end."""
        return self.start + self.births - self.deaths + self.net_migration


# the parts of a total demographic deficit, in persons
Deficit = namedtuple("Deficit", "direct_losses birth_deficit net_out_migration total")


def deficit_parts(actual: Course, expected: Course) -> Deficit:
    """Split the difference between an expected and the actual population into its parts.

    Scenario form: direct losses D − D₀, births missing B₀ − B, net out-migration M₀ − M, each
    against the same expected course, so that they add up to N₀(T) − N(T).

    Parameters
    ----------
    actual, expected : Course
        What happened and what would have, from the same start; numbers, or arrays of draws.

    Raises
    ------
    ValueError
        If the two courses start from different numbers, a number is negative or not finite (net
        migration may be negative), or more die and leave than there were.

    Examples
    --------
    >>> deficit_parts(Course(100, births=10, deaths=40), Course(100, births=30, deaths=20))
    Deficit(direct_losses=20, birth_deficit=20, net_out_migration=0, total=40)
    """
    for name, course in (("actual", actual), ("expected", expected)):
        require(isinstance(course, Course), f"{name} = {shown(course)}", "a Course")
        for part, number in {**course._asdict(), "end": course.end}.items():
            fitting("finite" if part == "net_migration" else "events", f"{name}.{part}", number)
    same = np.all(np.equal(actual.start, expected.start))
    require(same, f"starts {actual.start} and {expected.start}", "the same start")
    lost, born = actual.deaths - expected.deaths, expected.births - actual.births
    left = expected.net_migration - actual.net_migration
    return Deficit(lost, born, left, expected.end - actual.end)


@elementwise()
def decrease(start: Number, end: Number) -> Number:
    """Return by how much a stock fell, N₁ − N₂; of a register this is not a number of deaths.

    >>> decrease(93_139, 83_688)
    9451
    """
    return start - end


# the terms of the balancing equation, in persons
Balance = namedtuple("Balance", "natural_increase net_migration growth error_of_closure")


@elementwise("events")
def balance(
    start: Number,
    end: Number,
    births: Number = 0,
    deaths: Number = 0,
    arrivals: Number = 0,
    departures: Number = 0,
) -> Balance:
    """Return the terms of the balancing equation N₂ = N₁ + B − D + I − O + e.

    Parameters
    ----------
    start, end : float or array
        The population, or the register, at the two dates.
    births, deaths, arrivals, departures : float or array
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
    natural, net = births - deaths, arrivals - departures
    return Balance(natural, net, end - start, end - start - natural - net)


# what closes an account in which deaths were not counted, and what was to be expected
ClosedAccount = namedtuple("ClosedAccount", "deaths excess_deaths expected missing")


@elementwise("count", times="finite", births="events", baseline_rate="rate", growth="growth")
def closed_account(
    counts: Number, times: Number, births: Number, baseline_rate: Number, growth: Number
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
    path, when = np.asarray(counts), np.asarray(times)
    deaths = -balance(path[0], path[-1], births=births).error_of_closure
    excess = excess_deaths(deaths, person_years_along(path, when), baseline_rate)
    expected = counterfactual(path[0], when[-1] - when[0], growth)
    return ClosedAccount(deaths, excess, expected, expected - path[-1])
