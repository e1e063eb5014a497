"""What the account takes from published tables."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from kalstats import data
from kalstats.projection import life_table, project, survival
from kalstats.study.loss.counts import BIRTHS, Floats, end_of, value_of
from kalstats.study.loss.priors import CRISIS, UNDERSTATED

if TYPE_CHECKING:
    import pandas as pd

GROUPS, WIDTH = 17, 5  # 0–4 to 80 and over; a step is as long as a group is wide
STEPS = np.arange(1944, 1979, WIDTH)  # 28 December 1943 is read as the turn of the year


@cache
def survival_tables() -> Floats:
    """Return survival by sex and age of five tables.

    The rural tables of 1938–39 and of 1958–59, each as published and with higher death rates, and
    the crisis table. Death rates k times as high leave lᵏ of the survivors.
    """
    years = {year: f"life-table-ussr-{year}-rural" for year in (1938, 1958)}
    wanted = [(1938, 1), (1938, UNDERSTATED), (1958, 1), (1958, UNDERSTATED), (1938, CRISIS)]
    every = [
        [_seventeen(_table(years[year], sex, times)) for sex in ("female", "male")]
        for year, times in wanted
    ]
    return np.array(every, dtype=np.float32)


def _table(name: str, sex: str, times: float) -> pd.DataFrame:
    rows = data.standards(table=name, sex=sex)
    left = rows["value"] / rows["value"].iloc[0]
    return life_table(rows["age"].astype(int), lx=100_000 * left**times, sex=sex)


def _seventeen(table: pd.DataFrame) -> Floats:
    """Return the survival of the groups of the model, the last of them open."""
    start = (GROUPS - 1) * WIDTH
    into_open = table["Tx"][start] / table["Tx"][start - WIDTH]
    return np.append(survival(table, WIDTH)[: GROUPS - 1], into_open)


@cache
def fertility_schedule(first: int, last: int) -> Floats:
    """Return births per woman and year by age group in the RSFSR, mean of the years found."""
    rows = data.standards(measure="fertility_rate", territory="RSFSR")
    rows = rows[rows["start"].dt.year.between(first, last)]
    by_age = rows.groupby(rows["age"].astype(int))["value"].mean() / 1_000
    groups = range(0, GROUPS * WIDTH, WIDTH)
    return by_age.reindex(groups, fill_value=0).to_numpy(dtype=np.float32)


@cache
def birth_slump(first: int, last: int) -> float:
    """Return births of war years against those before the war: crude rates of the USSR, Biraben."""
    rows = data.standards(table="rates-ussr-biraben", measure="crude_birth_rate")
    rates = rows.groupby(rows["start"].dt.year)["value"].mean()
    return float(rates.loc[first:last].mean() / rates.loc[1937:1938].mean())


@cache
def growth_to_1944() -> tuple[Floats, Floats]:
    """Return who is left in 1944 of one person in 1939, and their children, by sex and age.

    The rural population of the USSR stands in for the Kalmyks, whose ages are not known.
    """
    rows = data.standards(table="ages-ussr-1939-rural")
    group = np.minimum(rows["age"].astype(int) // WIDTH, GROUPS - 1)
    ages = rows.groupby(["sex", group])["value"].sum().unstack().to_numpy()
    ages = (ages / ages.sum()).astype(np.float32)
    alive = survival_tables()[0]
    after, _ = project(ages, alive, fertility_schedule(1939, 1940), two_sex=True)
    born = np.zeros_like(after)
    born[:, 0] = after[:, 0]
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
