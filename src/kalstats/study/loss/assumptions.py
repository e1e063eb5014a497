"""What is assumed and what was counted: priors, evidence, and the names of outcomes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from kalstats import data
from kalstats.demography import decimal_year
from kalstats.evidence import quantity

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = Any  # numpy array of floats
UNDERSTATED = 1.4  # death rates before the war by Andreev and others, against the official ones
CRISIS = 8  # death rates of the crisis table, as a multiple of those of 1938–39


class Prior(NamedTuple):
    """What is assumed about one quantity: all values between two bounds alike.

    A bound is a number, or the id of the figure it is taken from. ``kind`` is ``uniform``,
    ``either`` (the one or the other bound, an alternative shown apart) or ``figures`` (one of the
    rival figures of the quantity that the lower bound belongs to, and a point inside its bounds).
    """

    name: str
    low: float | str
    high: float | str
    meaning: str
    basis: str
    kind: str = "uniform"


PRIORS = (
    Prior(
        "census_1939",
        "kalmyks-ussr-1939-wikipedia-131271",
        "kalmyks-ussr-1939-wikipedia-131271",
        "Kalmyks counted in 1939",
        "One of the rival figures, all alike",
        "figures",
    ),
    Prior(
        "padding",
        0,
        0.017,
        "Share of the count of 1939 that was padded",
        "None, or as much as is estimated for the USSR (Zhiromskaya); unknown for the Kalmyks",
    ),
    Prior(
        "deported",
        "deported-wikipedia-93139",
        "base-kalmyks-1943-12-ediev",
        "Deported, with the contingents that came later",
        "From the operation alone to the base that Ediev uses",
    ),
    Prior(
        "never_registered",
        2_000,
        15_000,
        "Kalmyks of December 1943 who were never registered in exile",
        "Wide: the censuses after the exile decide",
    ),
    Prior(
        "non_kalmyk",
        0,
        0.02,
        "Share of the deported who were not Kalmyks",
        "Wives and others; not counted by the sources",
    ),
    Prior(
        "men_missing",
        0,
        0.4,
        "Share of men aged 15–49 who were not among the deported",
        "None, or two in five: the war; not counted by the sources",
    ),
    Prior(
        "crisis",
        0.4,
        0.9,
        "Weight of the crisis table in 1944–48",
        f"Up to {CRISIS} times the death rates of 1938–39; the registers exclude less, and decide",
    ),
    Prior(
        "crisis_later",
        0,
        0.3,
        "Weight of the crisis table in 1949–53",
        "Below that of the years before; the registers decide",
    ),
    Prior(
        "decay",
        0.7,
        2.5,
        "Years in which the crisis falls to a third",
        "From what the shares dead in first quarters imply (1944–46) to what the registers ask",
    ),
    Prior(
        "missed",
        0,
        0.04,
        "Share of the exiles whom the registers of 1945 and 1948 missed",
        "None, or somewhat more than the re-registration of January 1949 added",
    ),
    Prior(
        "ediev_births",
        0,
        1,
        "Births in exile: as registered, or as Ediev estimates",
        "Two sources, shown apart",
        "either",
    ),
    Prior(
        "early_births",
        0.3,
        0.9,
        "Share of the births beyond the registered that fell into 1944–48",
        "Registration was worst in the first years; the share itself is not known",
    ),
    Prior(
        "war_slump",
        0,
        1,
        "Births without the deportation: with the slump of the war, or without",
        "Two counterfactuals, shown apart",
        "either",
    ),
    Prior(
        "understated",
        0,
        1,
        "Weight of tables with higher death rates than the official ones",
        f"Up to {UNDERSTATED} times: the official tables are said to understate, and the crude "
        "rates of Andreev and others for 1937–40 are higher; the total population lies between",
    ),
    Prior(
        "mortality_fall",
        0,
        1,
        "Fall of mortality towards the tables of 1958–59, as a share of it",
        "From frozen at 1938–39 to the whole of the fall",
    ),
    Prior(
        "fertility_fall",
        0,
        1,
        "Fall of fertility towards the schedules of 1954–58, as a share of it",
        "From frozen at 1939 to the whole of the fall in the RSFSR",
    ),
    Prior(
        "fertility_level",
        0.9,
        1.2,
        "Fertility as a multiple of that of the RSFSR",
        "Not known for the Kalmyks; the censuses of 1959 and 1970 decide",
    ),
)


class Evidence(NamedTuple):
    """A count that a draw should come near to: within about ``discrepancy``, as a share of it."""

    name: str
    figure: str
    discrepancy: float
    basis: str


QUARTER = "deaths-share-quarter-1944-bugay"  # the only count of deaths within the first year
EVIDENCE = (
    Evidence(
        "share_died_quarter",
        QUARTER,
        0.15,
        "Percent who died in the first quarter of 1944",
    ),
    Evidence("registered_1945", "registered-1945-wikipedia", 0.02, "Register of early 1945"),
    Evidence("registered_1948", "registered-kalmyks-1948-mvd", 0.02, "Register of October 1948"),
    Evidence("registered_1953", "registered-kalmyks-1953-01-ediev", 0.02, "Ediev, January 1953"),
    Evidence("census_1959", "kalmyks-ussr-1959-wikipedia", 0.02, "Census of 1959"),
    Evidence("census_1970", "kalmyks-ussr-1970-gse", 0.02, "Census of 1970"),
)
BIRTHS = {
    "to 1948": "births-kalmyks-1948-mvd",
    "1945–50": "births-1945-1950-bugay",
    "Ediev": "births-kalmyks-1944-1952-ediev",
}
RELEASED = "released-kalmyks-1948-mvd"
# assumptions that the counts decide
DECIDED = ("crisis", "crisis_later", "decay", "never_registered")
DOCUMENTED = "deaths-kalmyks-1948-mvd"  # no draw may have fewer deaths than were registered
HORIZONS = {"1953": "1953-01-01", "1959": "1959-01-15", "1970": "1970-01-15"}
OUTCOMES = (
    "expected_1943",
    "unexplained_1943",
    "registered_1945",
    "registered_1948",
    "registered_1953",
    "census_1959",
    "census_1970",
    "deaths_1948",
    "share_died_1948",
    "share_died_quarter",
    *(
        f"{part}_{year}"
        for year in HORIZONS
        for part in ("deaths", "births", "direct_losses", "birth_deficit", "total_deficit")
    ),
)


@cache
def value_of(bound: float | str) -> float:
    """Return a number, or that of the figure with this id."""
    return float(data.figure(bound)["value"] if isinstance(bound, str) else bound)


@cache
def end_of(figure: str) -> float:
    """Return the end of the period of a figure, as a decimal year."""
    return decimal_year(data.figure(figure)["end"])


UNBOUNDED = {"census_1939", "deported", "never_registered", "decay", "fertility_level"}
ABOVE_0 = {"census_1939", "deported", "decay"}  # all others are shares


def prior_bounds(prior: Prior) -> Floats:
    """Return the bounds of a prior, a pair for each of its alternatives."""
    if prior.kind not in ("uniform", "either", "figures"):
        raise ValueError(f"{prior.name}: {prior.kind!r}: expected uniform, either or figures")
    if prior.kind == "figures":
        if not isinstance(prior.low, str):
            raise ValueError(f"{prior.name}: {prior.low}: expected the id of a figure")
        pairs = [(figure.low, figure.high) for figure in quantity(id=prior.low).figures]
    else:
        low, high = (value_of(bound) for bound in (prior.low, prior.high))
        pairs = [(low, low), (high, high)] if prior.kind == "either" else [(low, high)]
    ends = np.array(pairs, dtype=float)
    if not np.all(np.isfinite(ends)) or np.any(ends[:, 0] > ends[:, 1]):
        raise ValueError(f"{prior.name}: {pairs}: expected finite bounds, low <= high")
    most = np.inf if prior.name in UNBOUNDED else 1
    if ends.min() < 0 or ends.max() > most or (prior.name in ABOVE_0 and ends.min() == 0):
        above = "above 0" if prior.name in ABOVE_0 else "0 or above"
        raise ValueError(f"{prior.name}: {pairs}: expected {above}, at most {most}")
    return ends


def priors(given: Sequence[Prior] = PRIORS) -> pd.DataFrame:
    """Return the priors as one table, with the bounds that come from figures filled in.

    >>> priors().query("name == 'deported'")[["low", "high", "kind"]].to_numpy().tolist()
    [[93139.0, 97600.0, 'uniform']]
    """
    ends = [prior_bounds(prior) for prior in given]
    bounds = {"low": [pair.min() for pair in ends], "high": [pair.max() for pair in ends]}
    return pd.DataFrame(given).assign(**bounds)
