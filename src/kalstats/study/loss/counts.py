"""What sources give: counts, the evidence among them, and published tables."""

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np

from kalstats import data
from kalstats.demography import decimal_year
from kalstats.demography.limits import require
from kalstats.projection import life_table, project, survival

Floats = Any  # numpy array of floats
Points = Mapping[str, Floats]  # the same number of points of every prior, or of what follows
LIFE_TABLES = {year: f"life-table-ussr-{year}-rural" for year in (1938, 1958)}
AGES, RATES = "ages-ussr-1939-rural", "rates-ussr-biraben"
FERTILITY = {"measure": "fertility_rate", "territory": "RSFSR"}
GROUPS, WIDTH = 17, 5  # 0–4 to 80 and over; a step is as long as a group is wide
STEPS = np.arange(1944, 1979, WIDTH)  # 28 December 1943 is read as the turn of the year
# death rates as multiples: those before the war by Andreev and others of the official ones, and
# those of the crisis table of those of 1938–39
UNDERSTATED, CRISIS = 1.4, 8


def text_of(name: str) -> str:
    """Return a file beside this one: assumptions, evidence and variants are tables."""
    return files("kalstats.study.loss").joinpath(name).read_text("utf-8")


def rows_of(table: str) -> list[Any]:
    """Return the rows of a table beside this file, without its head: text is quoted in it."""
    return list(csv.reader(text_of(table).splitlines(), quoting=csv.QUOTE_NONNUMERIC))[1:]


class Evidence(NamedTuple):
    """A count that a draw should come near to: within about ``discrepancy``, as a share of it.

    ``figure`` is the id of a figure or, for a count that is worked out, a number with its source.
    """

    name: str
    figure: float | str
    discrepancy: float
    basis: str = "own count"
    source: str = data.ASSUMED


def between(name: str, low: float, high: float, **about: str) -> Evidence:
    """Return a count known by bounds as evidence: half their distance is one discrepancy.

    Bounds are not a distribution, so the count is made to say little.

    Parameters
    ----------
    name : str
        A column of `draw`, such as ``cohort_ratio_1989``.
    low, high : float
        Bounds, 0 or above, low < high.
    **about : str
        What was counted, `basis`, and the key of its `source`; an assumption if not given.

    Raises
    ------
    ValueError
        If the bounds are not in this order, or below 0.

    Examples
    --------
    >>> between("cohort_ratio_1989", 0.3, 0.4).discrepancy.__round__(3)
    0.143
    """
    require(0 <= low < high, f"{name}: low, high = {low}, {high}", "bounds, 0 <= low < high")
    middle = (low + high) / 2
    return Evidence(name, middle, (high - low) / 2 / middle, **about)


EVIDENCE = tuple(Evidence(*row) for row in rows_of("evidence.csv"))
QUARTER = EVIDENCE[0].figure  # the only count of deaths within the first year
BIRTHS = {"to 1948": "births-kalmyks-1948-mvd", "1945–50": "births-1945-1950-bugay"}
BIRTHS |= {"Ediev": "births-kalmyks-1944-1952-ediev"}
# without the contingents that came later; released in exile
OPERATION, RELEASED = "deported-wikipedia-93139", "released-kalmyks-1948-mvd"
# no draw may have fewer deaths than were registered in exile and on the journey
DOCUMENTED = ("deaths-kalmyks-1948-mvd", "transit-deaths-pohl")
CENSUS, DEPARTURE = "1939-01-17", "1943-12-28"
HORIZONS = {"1953": "1953-01-01", "1959": "1959-01-15", "1970": "1970-01-15"}
Counts = Sequence[Evidence]
read = cache(data.figure)  # a figure by its id


def value_of(bound: float | str) -> float:
    """Return a number, or that of the figure with this id: what it says at least."""
    if not isinstance(bound, str):
        return float(bound)
    figure = read(bound)
    return float(figure["low"] if figure["qualifier"] == "more_than" else figure["value"])


def documented() -> float:
    """Return the deaths that are documented, in exile to October 1948 and on the journey.

    >>> documented()
    17844.0
    """
    return sum(value_of(one) for one in DOCUMENTED)


def end_of(figure: Any) -> float:
    """Return the end of the period of a figure, as a decimal year."""
    return decimal_year(read(figure)["end"])


def time_of(name: str) -> float:
    """Return the time of a count of the evidence, the middle of it if it is a span."""
    row = read(next(str(one.figure) for one in EVIDENCE if one.name == name))
    return (decimal_year(row["start"]) + decimal_year(row["end"])) / 2


@cache
def survival_tables() -> Floats:
    """Return survival by sex and age of five tables.

    The rural tables of 1938–39 and of 1958–59, each as published and with higher death rates, and
    the crisis table. Death rates k times as high leave lᵏ of the survivors.
    """
    wanted = [(1938, 1), (1938, UNDERSTATED), (1958, 1), (1958, UNDERSTATED), (1938, CRISIS)]
    every = [[_survival(LIFE_TABLES[y], sex, n) for sex in ("female", "male")] for y, n in wanted]
    return np.array(every, dtype=np.float32)


def _survival(name: str, sex: str, times: float) -> Floats:
    """Return the survival of the groups of the model, the last of them open."""
    rows, start = data.standards(table=name, sex=sex), (GROUPS - 1) * WIDTH
    left = rows["value"] / rows["value"].iloc[0]
    table = life_table(rows["age"].astype(int), lx=100_000 * left**times, sex=sex)
    into_open = table["Tx"][start] / table["Tx"][start - WIDTH]
    return np.append(survival(table, WIDTH)[: GROUPS - 1], into_open)


@cache
def fertility_schedule(first: int, last: int) -> Floats:
    """Return births per woman and year by age group in the RSFSR, mean of the years found."""
    rows = data.standards(**FERTILITY)
    rows = rows[rows["start"].dt.year.between(first, last)]
    by_age = rows.groupby(rows["age"].astype(int))["value"].mean() / 1_000
    return by_age.reindex(range(0, GROUPS * WIDTH, WIDTH), fill_value=0).to_numpy(np.float32)


@cache
def birth_slump(first: int, last: int) -> float:
    """Return births of war years against those before the war: crude rates of the USSR, Biraben."""
    rows = data.standards(table=RATES, measure="crude_birth_rate")
    rates = rows.groupby(rows["start"].dt.year)["value"].mean()
    return float(rates.loc[first:last].mean() / rates.loc[1937:1938].mean())


@cache
def growth_to_1944() -> tuple[Floats, Floats]:
    """Return who is left in 1944 of one person in 1939, and their children, by sex and age.

    The rural population of the USSR stands in for the Kalmyks, whose ages are not known.
    """
    rows = data.standards(table=AGES)
    group = np.minimum(rows["age"].astype(int) // WIDTH, GROUPS - 1)
    ages = rows.groupby(["sex", group])["value"].sum().unstack().to_numpy()
    ages = (ages / ages.sum()).astype(np.float32)
    alive = survival_tables()[0]
    after, _ = project(ages, alive, fertility_schedule(1939, 1940), two_sex=True)
    born = np.where(np.arange(GROUPS) == 0, after, 0)
    return after - born, born


@cache
def births_registered() -> tuple[float, float, float]:
    """Return births registered in 1944–48 and a year after, and those that Ediev adds to 1952.

    Births of 1944–48 are taken to rise with the square of time, so that few fall into 1944; this
    and the totals to October 1948 and of 1945–50 give both numbers.
    """
    first = value_of(BIRTHS["to 1948"]) / risen(end_of(BIRTHS["to 1948"]) - STEPS[0])
    yearly = (value_of(BIRTHS["1945–50"]) - first * (1 - risen(1.0))) / 2
    return float(first), float(yearly), float(value_of(BIRTHS["Ediev"]) - first - 4 * yearly)


def risen(years: float) -> float:
    """Return the share of the births of five years that falls into the first of them."""
    return (years / WIDTH) ** 2
