"""Rates of ordinary years, that the deaths and births of the exile are measured by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from kalstats import demography
from kalstats.data import standards
from kalstats.data.arguments import expect
from kalstats.evidence import Figure, assumed
from kalstats.projection import life_table, standardised_death_rate, survival
from kalstats.study.exile import Path, beginning, paths, until
from kalstats.study.mortality import Period, periods

TABLES: list[tuple[str, str, str, int | str]] = [  # with the last year before the war, or all
    ("deaths", "USSR 1939, Andreev", "rates-ussr-adk", 1939),
    ("deaths", "USSR 1940, Biraben", "rates-ussr-biraben", 1940),
    ("deaths", "RSFSR 1940, Andreev, printed", "rates-rsfsr-adk-printed", 1940),
    ("deaths", "RSFSR 1940, Andreev, computed", "rates-rsfsr-adk", 1940),
    ("deaths", "USSR, Biraben", "rates-ussr-biraben", ""),
    ("deaths", "RSFSR, Andreev, computed", "rates-rsfsr-adk", ""),
    ("deaths", "RSFSR, Andreev, as printed", "rates-rsfsr-adk", "rates-rsfsr-adk-printed"),
    ("births", "USSR 1939, Andreev", "rates-ussr-adk", 1939),
    ("births", "USSR 1938, Biraben", "rates-ussr-biraben", 1938),
    ("births", "RSFSR 1940, Andreev", "rates-rsfsr-adk-printed", 1940),
    ("births", "RSFSR, Andreev", "rates-rsfsr-adk", ""),
]
RURAL = [("1938–1939", 1938, 1939), ("1926–1927", 1926, 1926)]
Baseline = tuple[str, str, Figure]
Added = Mapping[str, Figure | float] | None
Names = Sequence[str]


def published(rate: float, source: str) -> Figure:
    """Return a rate of a table of standards as a figure."""
    return Figure("", "", rate, rate, rate, "", source, "", "normal")


@cache
def yearly(events: str, table: str) -> tuple[pd.Series[Any], str]:
    """Return published rates by year and their source, a straight line across the war."""
    rows = standards(table=table, measure=f"crude_{events[:-1]}_rate")
    rates = pd.Series(rows["value"].to_numpy() / 1000, index=rows["start"].dt.year)
    peace = rates[(rates.index <= 1940) | (rates.index >= 1946)]
    return peace.reindex(range(1937, 1953)).interpolate(), rows["source"].iloc[0]


def over(rates: pd.Series[Any], path: Path, since: float, to: float) -> float:
    """Return the mean of yearly rates, weighted by the person-years of a path."""
    edges = [since, *range(int(since) + 1, int(np.ceil(to))), to]
    weights = [path.lived(*pair) for pair in pairwise(edges)]
    return float(np.average([rates[int(edge)] for edge in edges[:-1]], weights=weights))


@cache
def rural(table: int, counted: int) -> tuple[Any, Any, str]:
    """Return a rural population by sex and age, its survival by a life table, and the sources."""
    people, alive, sources = [], [], set()
    for sex in ("female", "male"):
        for name in (f"ages-ussr-{counted}-rural", f"life-table-ussr-{table}-rural"):
            rows = standards(table=name, sex=sex).astype({"age": int}).sort_values("age")
            sources |= set(rows["source"])
            if name.startswith("ages"):
                people.append(rows["value"])
            else:
                alive.append(survival(life_table(rows["age"], lx=rows["value"], sex=sex)))
    return np.array(people), np.array(alive), "; ".join(sorted(sources))


def crude(events: str, path: Path, span: tuple[float, float]) -> list[Baseline]:
    """Return the crude rates of ordinary years, frozen and year by year, per person-year."""
    rows = []
    for _, name, table, year in (row for row in TABLES if row[0] == events):
        rates, source = yearly(events, table)
        if isinstance(year, int):
            rows.append(("frozen", f"{name}, frozen", published(rates[year], source)))
        else:  # where a table is named, at its level of 1946, the one year that both have
            level = yearly(events, year)[0][1946] / rates[1946] if year else 1
            rate = published(level * over(rates, path, *span), source)
            rows.append(("falling", f"{name}, year by year", rate))
    return rows


def standardised(birth_rate: float, years: float) -> list[Baseline]:
    """Return the death rates of rural life tables with a birth rate, over steps of five years."""
    rows, steps = [], max(round(years / 5), 1)
    for name, table, counted in RURAL:
        ages, alive, source = rural(table, counted)
        rate = published(standardised_death_rate(ages, alive, birth_rate, steps=steps), source)
        words = f"rural USSR, life table of {name}, births as in exile"
        rows.append(("standardised", words, rate))
    return rows


def own(name: str, given: Figure | float) -> Baseline:
    """Return a baseline of the caller's, if it is a rate per person-year."""
    expected = "a rate per person-year, from 0 to below 1; divide one per 1,000 by 1,000"
    expect(f"add[{name!r}]", given, (Real, Figure), expected)
    rate = given if isinstance(given, Figure) else assumed(float(given), because=name)
    if not 0 <= rate.low <= rate.high < 1:
        raise ValueError(f"add = {{{name!r}: {rate}}}: expected {expected}")
    return "assumed", name, rate


def chosen(rows: list[Baseline], add: Added, without: Names) -> list[Baseline]:
    """Return the baselines with those of the caller, and without the kinds or names he drops."""
    add = {} if add is None else add
    expect("add", add, Mapping, "baselines by name, such as {'mine': 0.02}")
    rows = [*rows, *(own(name, rate) for name, rate in add.items())]
    names = {name for kind, baseline, _ in rows for name in (kind, baseline)}
    told = f"a list of some, not all, of {', '.join(sorted(names))}"
    expect("without", without, (list, tuple, set), told)
    kept = [row for row in rows if not {*row[:2]} & {*without}]
    if not names.issuperset(without) or not kept:
        raise ValueError(f"without = {without!r}: expected {told}")
    return kept


def measured(people: str, events: str, add: Added, without: Names) -> list[tuple[Period, Baseline]]:
    """Return every period that begins with the deportation, with every baseline for it."""
    made, known = [], paths(people)
    for one in sorted(periods(people), key=lambda one: one.end):
        if one.start == beginning(people):
            span = demography.decimal_year(one.start), until(one.end)
            rates = crude(events, known[0], span)
            if events == "deaths":
                born = float(demography.crude_rate(one.born.value, known[-1].lived(*span)))
                rates += standardised(born, span[1] - span[0])
            made += [(one, rate) for rate in chosen(rates, add, without)]
    return made
