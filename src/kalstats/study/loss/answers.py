"""The answer: what the deportation cost, at each date and by each source of births."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kalstats.study.loss.counts import DEPARTURE, EVIDENCE, HORIZONS, Evidence
from kalstats.study.loss.draws import DRAWS
from kalstats.study.loss.weighing import weigh

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from concurrent.futures import Executor

    from kalstats.study.loss.priors import Assumed

EXILES = "deported and their children"
LABELS = {"either": "Births of either source, half and half"}
LABELS |= {"registered": "Births as registered", "Ediev": "Births by Ediev"}
CENSUS, OCTOBER = "1939-01-17", "1948-10-01"
# what is told at each horizon: the outcome, what it measures
MISSING = {"people_missing": "people missing", "excess_deaths": "excess deaths"}
MISSING |= {"missing_children": "missing children", "direct_losses": "deaths less those expected"}
MISSING |= {"birth_deficit": "missing births"}
ROWS = [  # what is told: outcome, measure, people, from, to
    *(
        (f"{part}_{year}", measure, "Kalmyks" if part in MISSING else EXILES, DEPARTURE, day)
        for part, measure in {**MISSING, "deaths": "deaths", "births": "births"}.items()
        for year, day in HORIZONS.items()
    ),
    ("deaths_1948", "deaths", EXILES, DEPARTURE, OCTOBER),
    ("share_died_1948", "share who died", EXILES, DEPARTURE, OCTOBER),
    ("share_died_1953", "share who died", EXILES, DEPARTURE, HORIZONS["1953"]),
    ("expected_1943", "expected", "Kalmyks", CENSUS, DEPARTURE),
    ("unexplained_1943", "unexplained", "Kalmyks", CENSUS, DEPARTURE),
    ("unexplained_share", "unexplained", "Kalmyks", CENSUS, DEPARTURE),
    ("never_registered", "never registered", "Kalmyks", DEPARTURE, DEPARTURE),
]


def dated(rows: list[dict[str, Any]], provenance: Mapping[str, str]) -> pd.DataFrame:
    """Return rows as a frame whose days are days, each with its sources and figures."""
    found = pd.DataFrame(rows)
    days = {name: pd.to_datetime(found[name]) for name in ("start", "end") if name in found}
    return found.assign(**days, **{k: v for k, v in provenance.items() if k not in found})


def summary(
    assume: Mapping[str, Assumed] | None = None,
    evidence: Sequence[Evidence] = EVIDENCE,
    n: int = DRAWS,
    seed: int = 1943,
    executor: Executor | None = None,
) -> pd.DataFrame:
    """Return what the deportation cost, at each date and by each source of births.

    The question is the deportation alone: without it there is still a war, with its slump of
    births and its dead. People missing, N₀ − N, are excess deaths of those who lived, D − Dₛ (Dₛ:
    the same people, with the same births in every step, under ordinary mortality), and missing
    children, N₀ − Nₛ, who were never born and would be alive: N₀ − N = (D − Dₛ) + (N₀ − Nₛ) in
    every draw. To compare with the literature also D − D₀ and B₀ − B, with the same sum: there
    the ordinary deaths of children never born are taken off the deaths.

    Parameters
    ----------
    assume, evidence, n, seed, executor
        As `weigh`. One line changes one: ``summary(assume={"fertility_level": (0.7, 1.6)})``.

    Returns
    -------
    pandas.DataFrame
        ``people measure births start end label low value high unit error effective_draws sources
        figures``. `births` in exile are those ``registered``, those of ``Ediev``, or ``either``,
        half and half before the counts speak. From `low` to `high` are nine tenths of the weight,
        `value` is its median; `error` is the largest Monte Carlo error of the three. What is lost
        is told of the ``Kalmyks``: of the deported up to 2 in 100 were none. Medians need not add
        up.

    Examples
    --------
    >>> found = summary().set_index(["measure", "births", "end"])
    >>> found.loc[("people missing", "either", "1959-01-15"), ["low", "value", "high"]].astype(
    ...     float
    ... ).round(-3).tolist()
    [26000.0, 31000.0, 35000.0]
    """
    weighed = weigh(assume, evidence, n, seed, executor)
    rows = []
    for source, label in LABELS.items():
        if not (some := weighed.of_births(source)):
            continue
        size = some.effective_sample_size
        for name, measure, people, start, end in ROWS:
            row: dict[str, Any] = {"people": people, "measure": measure, "births": source}
            row |= {"start": start, "end": end, "label": label} | some.ends(name)
            row |= {"unit": unit_of(name), "error": some.error(name), "effective_draws": size}
            rows.append(row)
    return dated(rows, weighed.provenance)


def unit_of(outcome: str) -> str:
    """Return the unit of an outcome.

    >>> unit_of("share_died_1948"), unit_of("people_missing_1959")
    ('percent', 'persons')
    """
    return "percent" if "share" in outcome else "ratio" if "ratio" in outcome else "persons"
