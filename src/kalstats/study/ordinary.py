"""Rates of ordinary years, that the deaths and births of the exile are measured by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from kalstats.data import package, standards
from kalstats.data.arguments import expect
from kalstats.demography import crude_rate
from kalstats.evidence import Figure, assumed
from kalstats.projection import life_table, standardised_death_rate, survival
from kalstats.study.exile import Path, paths
from kalstats.study.mortality import Period, periods

Baseline = tuple[str, str, Figure]
Added = Mapping[str, Figure | float] | None
Names = Sequence[str]


@cache
def _yearly(events: str, table: str) -> tuple[pd.Series[Any], str]:
    """Return published rates by year and their source, a straight line across the war."""
    rows = standards(table=table, measure=f"crude_{events[:-1]}_rate")
    rates = pd.Series(rows["value"].to_numpy() / 1000, index=rows["start"].dt.year)
    peace = rates[(rates.index <= 1940) | (rates.index >= 1946)]
    return peace.reindex(range(1937, 1953)).interpolate(), rows["source"].iloc[0]


def _over(rates: pd.Series[Any], path: Path, since: float, to: float) -> float:
    """Return the mean of yearly rates, weighted by the person-years of a path."""
    edges = [since, *range(int(since) + 1, int(np.ceil(to))), to]
    weights = [path.lived(*pair) for pair in pairwise(edges)]
    return float(np.average([rates[int(edge)] for edge in edges[:-1]], weights=weights))


@cache
def rural(lives: str, counted: str) -> tuple[Any, Any, str]:
    """Return a rural population by sex and age, its survival by a life table, and the sources."""
    rows = standards(table=[lives, counted]).astype({"age": int}).sort_values("age")
    people, alive = [], []
    for sex in ("female", "male"):
        ages, table = (rows[rows["sex"].eq(sex) & rows["table"].eq(t)] for t in (counted, lives))
        people.append(ages["value"])
        alive.append(survival(life_table(table["age"], lx=table["value"], sex=sex)))
    return np.array(people), np.array(alive), "; ".join(sorted(set(rows["source"])))


def _rate(one: Period, told: Mapping[str, Any], path: Path, born: float) -> Figure:
    """Return a rate of ordinary years for a period, per person-year."""
    if told["kind"] == "standardised":
        ages, alive, source = rural(told["table"], told["ages"])
        steps = max(round((one.span[1] - one.span[0]) / 5), 1)
        rate = standardised_death_rate(ages, alive, born, steps=steps)
    else:
        rates, source = _yearly(told["events"], told["table"])
        rate = rates[told["year"]] if "year" in told else _over(rates, path, *one.span)
    if "level" in told:  # of another table in 1946, the one year that both have
        rate *= _yearly(told["events"], told["level"])[0][1946] / rates[1946]
    return Figure("", "", rate, rate, rate, "", source, "", "normal")


def _own(name: str, given: Figure | float) -> Baseline:
    """Return a baseline of the caller's, if it is a rate per person-year."""
    expected = "a rate per person-year, from 0 to below 1; divide one per 1,000 by 1,000"
    expect(f"add[{name!r}]", given, (Real, Figure), expected)
    rate = given if isinstance(given, Figure) else assumed(float(given), because=name)
    if not 0 <= rate.low <= rate.high < 1:
        raise ValueError(f"add = {{{name!r}: {rate}}}: expected {expected}")
    return "assumed", name, rate


def _chosen(rows: list[Baseline], add: Added, without: Names) -> list[Baseline]:
    """Return the baselines with those of the caller, and without the kinds or names he drops."""
    add = {} if add is None else add
    expect("add", add, Mapping, "baselines by name, such as {'mine': 0.02}")
    rows = [*rows, *(_own(name, rate) for name, rate in add.items())]
    names = {name for row in rows for name in row[:2]}
    told = f"a list of some, not all, of {', '.join(sorted(names))}"
    expect("without", without, (list, tuple, set), told)
    kept = [row for row in rows if not {*row[:2]} & {*without}]
    if not names.issuperset(without) or not kept:
        raise ValueError(f"without = {without!r}: expected {told}")
    return kept


def measured(people: str, events: str, add: Added, without: Names) -> list[tuple[Period, Baseline]]:
    """Return every period that begins with the deportation, with every baseline for it."""
    made, along = [], paths(people)
    tables = next(one for one in package()["resources"] if one["name"] == "standards")["baselines"]
    for one in sorted(periods(people), key=lambda one: one.end):
        if one.start == along[0].start:
            born = float(crude_rate(one.born.value, along[-1].lived(*one.span)))
            rows = [
                (told["kind"], told["name"], _rate(one, told, along[0], born))
                for told in tables
                if told["events"] == events
            ]
            made += [(one, rate) for rate in _chosen(rows, add, without)]
    return made
