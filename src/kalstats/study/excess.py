"""Deaths beyond those of ordinary years, and births below them, by every baseline."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kalstats.data import deportation, figure, standards
from kalstats.demography import balance, crude_rate
from kalstats.demography import birth_deficit as missing_births, excess_deaths
from kalstats.projection import life_table, standardised_death_rate, survival
from kalstats.study.exile import EDIEV, RANGE, answer, beginning, first_of, listed, lived, routes
from kalstats.study.mortality import ALL, periods
from kalstats.study.years import own

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kalstats.evidence import Figure

FROZEN = {
    "deaths": {
        "USSR 1939, Andreev": ("rates-ussr-adk", 1939),
        "USSR 1940, Biraben": ("rates-ussr-biraben", 1940),
        "RSFSR 1940, Andreev, printed": ("rates-rsfsr-adk-printed", 1940),
        "RSFSR 1940, Andreev, computed": ("rates-rsfsr-adk", 1940),
    },
    "births": {
        "USSR 1939, Andreev": ("rates-ussr-adk", 1939),
        "USSR 1938, Biraben": ("rates-ussr-biraben", 1938),
        "RSFSR 1940, Andreev": ("rates-rsfsr-adk-printed", 1940),
    },
}
FALLING = {
    "deaths": {
        "RSFSR, computed": ("rates-rsfsr-adk", ""),
        "RSFSR, lowered to the printed level": ("rates-rsfsr-adk", "rates-rsfsr-adk-printed"),
        "USSR, Biraben": ("rates-ussr-biraben", ""),
    },
    "births": {"RSFSR": ("rates-rsfsr-adk", "")},
}
RURAL = {"1938–1939": (1938, 1939), "1926–1927": (1926, 1926)}
IMPLIED = {
    ("Karachays",): "deaths-karachays-wikipedia-range",
    ("Balkars",): "direct-losses-balkars-polittekhnologiya",
    ("Chechens", "Ingush"): "direct-losses-chechens-ingush-polittekhnologiya",
    ("Crimean Tatars",): "direct-losses-share-crimean-tatars-campana",
}
SEXES = ("female", "male")
Given = Any  # a number, or a Figure such as `assumed` makes


def yearly(table: str, events: str, level: str = "") -> tuple[pd.Series[Any], str]:
    """Return published rates by year and their source, a straight line across the war.

    With a ``level``, they are lowered to what another table has in 1946.
    """
    rows = standards(table=table, measure=f"crude_{events[:-1]}_rate")
    rates = pd.Series(rows["value"].to_numpy() / 1000, index=rows["start"].dt.year)
    peace = rates[(rates.index <= 1940) | (rates.index >= 1946)]
    rates = peace.reindex(range(1937, 1953)).interpolate()
    if level:
        rates = rates * (yearly(level, events)[0][1946] / rates[1946])
    return rates, rows["source"].iloc[0]


def over(rates: pd.Series[Any], route: pd.DataFrame, first: float, last: float) -> float:
    """Return the mean of yearly rates, weighted by the person-years of a path."""
    edges = [first, *range(int(first) + 1, int(np.ceil(last))), last]
    weights = [lived(route, *pair) for pair in pairwise(edges)]
    return float(np.average([rates[int(edge)] for edge in edges[:-1]], weights=weights))


def rural(table: int, counted: int) -> tuple[Any, list[pd.DataFrame]]:
    """Return the rural population by sex and age in a census, and the life tables of both sexes."""

    def by_age(name: str, sex: str) -> pd.DataFrame:
        return standards(table=name, sex=sex).astype({"age": int}).sort_values("age")

    people = np.array([by_age(f"ages-ussr-{counted}-rural", sex)["value"] for sex in SEXES])
    rows = {sex: by_age(f"life-table-ussr-{table}-rural", sex) for sex in SEXES}
    return people, [life_table(r["age"], lx=r["value"], sex=sex) for sex, r in rows.items()]


def implied(peoples: Sequence[str], name: str) -> dict[str, Any]:
    """Return the death rate that is left when published losses are taken from Ediev's deaths."""
    loss = figure(name)
    number = loss["low"] if np.isnan(loss["value"]) else loss["value"]
    dead = time = base = 0.0
    for one in peoples:
        route = routes(one)["Ediev"]
        born = first_of(one, "births", source=EDIEV)["value"]
        ends = route["value"].iloc[0], route["value"].iloc[-1]
        dead -= balance(*ends, births=born).error_of_closure
        time += lived(route, route["time"].iloc[0], route["time"].iloc[-1])
        base += ends[0]
    number *= base / 100 if loss["unit"] == "percent" else 1
    cells = {"sources": listed([loss["source"], EDIEV]), "figures": loss["id"]}
    return dict.fromkeys(RANGE, (dead - number) / time) | cells
