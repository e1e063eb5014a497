"""Rates of ordinary years, that the deaths and births of the exile are measured by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from kalstats import demography
from kalstats.data import standards
from kalstats.evidence import Figure, figure
from kalstats.projection import life_table, standardised_death_rate, survival
from kalstats.study.exile import EDIEV, Path, derived, first, paths, until
from kalstats.study.mortality import Given, Period, own, periods

FROZEN = [  # the last years before the war
    ("deaths", "USSR 1939, Andreev", "rates-ussr-adk", 1939),
    ("deaths", "USSR 1940, Biraben", "rates-ussr-biraben", 1940),
    ("deaths", "RSFSR 1940, Andreev, printed", "rates-rsfsr-adk-printed", 1940),
    ("deaths", "RSFSR 1940, Andreev, computed", "rates-rsfsr-adk", 1940),
    ("births", "USSR 1939, Andreev", "rates-ussr-adk", 1939),
    ("births", "USSR 1938, Biraben", "rates-ussr-biraben", 1938),
    ("births", "RSFSR 1940, Andreev", "rates-rsfsr-adk-printed", 1940),
]
FALLING = [  # with the table whose level of 1946 they are lowered to
    ("deaths", "RSFSR, computed", "rates-rsfsr-adk", ""),
    ("deaths", "RSFSR, lowered to the printed level", "rates-rsfsr-adk", "rates-rsfsr-adk-printed"),
    ("deaths", "USSR, Biraben", "rates-ussr-biraben", ""),
    ("births", "RSFSR", "rates-rsfsr-adk", ""),
]
RURAL = [("1938–1939", 1938, 1939), ("1926–1927", 1926, 1926)]
IMPLIED = {
    ("Karachays",): "deaths-karachays-wikipedia-range",
    ("Balkars",): "direct-losses-balkars-polittekhnologiya",
    ("Chechens", "Ingush"): "direct-losses-chechens-ingush-polittekhnologiya",
    ("Crimean Tatars",): "direct-losses-share-crimean-tatars-campana",
}
Baseline = tuple[str, str, Figure]
Added = Mapping[str, Given] | None
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


@cache
def implied(peoples: tuple[str, ...], name: str) -> Figure:
    """Return the death rate left when a published loss is taken from the deaths of a balance."""
    loss, base, dead, lived = figure(name), 0.0, 0.0, 0.0
    for people in peoples:
        path, born = paths(people)[-1], first(people, "births", source=EDIEV)
        start, end = path.figures[0].value, path.figures[-1].value
        dead -= demography.balance(start, end, births=born.value).error_of_closure
        lived, base = lived + path.lived(path.times[0], path.times[-1]), base + start
    number = loss.low if np.isnan(loss.value) else loss.value
    number *= base / 100 if loss.unit == "percent" else 1
    return derived((dead - number) / lived, [loss, published(0, EDIEV)])


def crude(events: str, path: Path, span: tuple[float, float]) -> list[Baseline]:
    """Return the crude rates of ordinary years, frozen and year by year, per person-year."""
    rows = []
    for _, name, table, year in (row for row in FROZEN if row[0] == events):
        rates, source = yearly(events, table)
        rows.append(("frozen", f"{name}, frozen", published(rates[year], source)))
    for _, name, table, level in (row for row in FALLING if row[0] == events):
        rates, source = yearly(events, table)
        lower = yearly(events, level)[0][1946] / rates[1946] if level else 1
        rate = published(lower * over(rates, path, *span), source)
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


def ordinary(people: str, events: str, one: Period) -> list[Baseline]:
    """Return every rate of ordinary years for a period, per person-year."""
    known, span = paths(people), (demography.decimal_year(one.start), until(one.end))
    if events == "births":
        return crude(events, known[0], span)
    birth_rate = demography.crude_rate(one.born.value, known[-1].lived(*span))
    others = {names: loss for names, loss in IMPLIED.items() if people not in names}
    return [
        *crude(events, known[0], span),
        *standardised(float(birth_rate), span[1] - span[0]),
        *(
            ("implied", f"implied by the losses of the {' and '.join(names)}", implied(names, loss))
            for names, loss in others.items()  # its own loss would be its own measure
        ),
    ]


def chosen(rows: list[Baseline], add: Added, without: Names) -> list[Baseline]:
    """Return the baselines with those of the caller, and without the kinds or names he drops."""
    rows = [*rows, *(("assumed", name, own(rate)) for name, rate in (add or {}).items())]
    for _, name, rate in rows:
        if not 0 <= rate.low <= rate.high < 1:
            expected = "a rate per person-year, from 0 to below 1; divide one per 1,000 by 1,000"
            raise ValueError(f"add = {{{name!r}: {rate}}}: expected {expected}")
    names = {name for kind, baseline, _ in rows for name in (kind, baseline)}
    kept = [row for row in rows if not {*row[:2]} & {*without}]
    if isinstance(without, str) or not names.issuperset(without) or not kept:
        told = f"a list of some of {', '.join(sorted(names))}"
        raise ValueError(f"without = {without!r}: expected {told}")
    return kept


def measured(
    people: str, events: str, add: Added, without: Names, births: Given | None
) -> list[tuple[Period, Baseline]]:
    """Return every period that begins with the deportation, with every baseline for it."""
    made = periods(people, births)
    begun = min(one.start for one in made)
    made = sorted((one for one in made if one.start == begun), key=lambda one: one.end)
    return [
        (one, rate) for one in made for rate in chosen(ordinary(people, events, one), add, without)
    ]
