"""The answer: what the deportation cost, by date and by source of births; what it hangs on."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from kalstats.study.cohorts import EVERY, RATIO, SOURCE, cohorts_1989
from kalstats.study.loss.accounting import PARTS
from kalstats.study.loss.counts import DEPARTURE, EVIDENCE, HORIZONS, Counts, Evidence, between
from kalstats.study.loss.draws import DRAWS
from kalstats.study.loss.priors import replace
from kalstats.study.loss.weighing import Assume, Weighed, look, weigh

EXILES = "deported and their children"
LABELS = {"either": "Births of either source, half and half before weighing"}
LABELS |= {"registered": "Births in exile as registered", "Ediev": "Births in exile by Ediev"}
CENSUS, OCTOBER, CENSUS_1959 = "1939-01-17", "1948-10-01", HORIZONS["1959"]
ENDED = {**HORIZONS, "1948": OCTOBER, "1989": "1989-07-01"}  # by the end of an outcome
LOST = ("people missing", "excess deaths", "missing children", "deaths less those expected")
MEASURES = dict(zip(PARTS, (*LOST, "missing births"), strict=True))
MEASURES |= {"deaths": "deaths", "births": "births"}
ROWS = [  # what is told: outcome, measure, people, from, to
    *(
        (f"{part}_{year}", measure, "Kalmyks" if part in PARTS else EXILES, DEPARTURE, day)
        for part, measure in MEASURES.items()
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
VARIANT_DRAWS = 10_000  # so that each variant keeps a thousand effective draws
BASE, ONE, FEWER = "As it leads", "assumption", "count"
# other assumptions, and what they are called
OTHER: dict[str, dict[str, Any]] = {
    "Fertility without the deportation apart from that after the return": {
        "level_without": (0.9, 1.2),
        "fall_without": (0, 1),
    },
    "Fertility without the deportation as in the RSFSR": {"level_without": 1, "fall_without": 1},
    "Fertility from 0.7 to 1.6 of the RSFSR": {"fertility_level": (0.7, 1.6)},
    "Soldiers of 1944 not yet in the register of early 1945": {"late_registered": 0},
}
PEACE: dict[str, dict[str, Any]] = {
    "Without the war after 1943: another question": {"war_slump": 0, "war_dead": 0}
}


def dated(rows: list[dict[str, Any]], provenance: dict[str, str]) -> pd.DataFrame:
    """Return rows as a frame whose days are days, each with its sources and figures."""
    found = pd.DataFrame(rows)
    days = {name: pd.to_datetime(found[name]) for name in ("start", "end") if name in found}
    return found.assign(**days, **{k: v for k, v in provenance.items() if k not in found})


def summary(
    assume: Assume = None, evidence: Counts = EVIDENCE, n: int = DRAWS, seed: int = 1943
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
    assume, evidence, n, seed
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
    weighed = weigh(assume, evidence, n, seed)
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


def variants(
    outcome: str = "people_missing_1959",
    assume: Assume = None,
    n: int = VARIANT_DRAWS,
    seed: int = 1943,
) -> pd.DataFrame:
    """Return an outcome under other assumptions and other counts: what the answer hangs on.

    Each variant changes one thing through a public argument: `replace` an assumption, leave out
    a count, or add one.

    Parameters
    ----------
    outcome : str
        A column of `draw`.
    assume : mapping, optional
        Assumptions of one's own, as `replace` takes them; each variant changes one thing more.
    n, seed
        As `weigh`, for each variant; the base has as many draws as the headline.

    Returns
    -------
    pandas.DataFrame
        ``label kind start end low value high unit preferred effective_draws sources figures``:
        the 5th, 50th and 95th percentile of the weight. `kind` is ``base`` (preferred),
        ``assumption``, ``count`` or ``question``: the last is no variant of this answer.

    Raises
    ------
    ValueError
        If the outcome is unknown, or fewer than `ENOUGH` effective draws are left.

    Examples
    --------
    >>> found = variants().query("kind != 'question'")
    >>> base = found.iloc[0]
    >>> bool(found["low"].min() < base["low"] < base["high"] < found["high"].max())
    True
    """
    base, own = weigh(assume, seed=seed), dict(assume or {})
    if outcome not in base.draws:
        raise ValueError(f"outcome {outcome!r}: expected one of {', '.join(map(str, base.draws))}")
    births = {LABELS[one]: base.of_births(one) for one in ("registered", "Ediev")}
    found = [(BASE, "base", base), *((name, ONE, some) for name, some in births.items() if some)]
    changed: list[tuple[str, str, Any, Counts]] = [
        (label, "question" if label in PEACE else ONE, replace(own | other), EVIDENCE)
        for label, other in (OTHER | PEACE).items()
    ]
    fewer = {f"Without: {one.basis}": [o for o in EVIDENCE if o != one] for one in EVIDENCE}
    fewer["Registers alone"] = [one for one in EVIDENCE if not one.name.startswith("census")]
    changed += [(label, FEWER, replace(own), evidence) for label, evidence in fewer.items()]
    for label, kind, priors, evidence in changed:
        found.append((label, kind, look(priors, evidence, n, seed)))
    found.append(
        ("With the children of 1944–48 counted in 1989", FEWER, base.also(children_1989()))
    )
    return dated([_row(outcome, *one) for one in found], {})


def _row(outcome: str, label: str, kind: str, found: Weighed) -> dict[str, Any]:
    row: dict[str, Any] = {"label": label, "kind": kind, "start": DEPARTURE}
    row |= {"end": ENDED.get(outcome[-4:], DEPARTURE)}
    row |= found.ends(outcome) | {"unit": unit_of(outcome)}
    row |= {"preferred": kind == "base", "effective_draws": found.effective_sample_size}
    return row | found.provenance


def children_1989(profile: str = EVERY, outcome: str = "cohort_ratio_1989") -> Evidence:
    """Return the depth of the hole of 1989 as evidence, its bounds those over profiles.

    Parameters
    ----------
    profile : str
        Of `kalstats.study.cohorts_1989`: a region, or one of the envelopes.
    outcome : str
        ``cohort_ratio_1989`` or, without those never registered, ``cohort_ratio_exiles_1989``.

    Examples
    --------
    >>> round(children_1989().figure, 2)
    0.4
    """
    basis = f"Children of mid-1944 to mid-1949 in 1989, {profile}"
    return between(outcome, *_depths()[profile], basis, SOURCE)


@cache
def _depths() -> dict[str, tuple[float, float]]:
    """Return the depth of the hole under each profile of the others, as bounds."""
    rows = cohorts_1989()
    rows = rows[(rows["people"] == "Kalmyks") & (rows["measure"] == RATIO)]
    rows = rows[rows["sex"] == "both"].set_index("profile")
    return {profile: (low, high) for profile, low, high in rows[["low", "high"]].itertuples()}
