"""The answer: what the deportation cost, by date and by source of births; what it hangs on."""

import json
from typing import Any

import pandas as pd

from kalstats.demography.limits import require
from kalstats.evidence import pick
from kalstats.study.cohorts import EVERY, RATIO, SOURCE, cohorts_1989
from kalstats.study.loss import counts
from kalstats.study.loss.counts import CENSUS, DEPARTURE, EVIDENCE, HORIZONS, Counts, Evidence
from kalstats.study.loss.priors import provenance, replace
from kalstats.study.loss.weighing import SOURCES, Assume, Weighed, look, weigh

LABELS = json.loads(counts.text_of("labels.json"))  # of sources of births, and of series by year
ENDED = {**HORIZONS, "1948": "1948-10-01", "1989": "1989-07-01"}  # by the end of an outcome
OUTCOMES = counts.rows_of("outcomes.csv")  # what is told, under which name and of whom
EACH = 10_000  # draws of a variant, so that it keeps a thousand effective draws
VARIANTS = json.loads(counts.text_of("variants.json"))  # other assumptions, and another question


def dated(rows: Any, provenance: dict[str, str]) -> pd.DataFrame:
    """Return rows as a frame whose days are days, each with its sources and figures."""
    found = pd.DataFrame(rows)
    days = {name: pd.to_datetime(found[name]) for name in ("start", "end") if name in found}
    return found.assign(**days, **{k: v for k, v in provenance.items() if k not in found})


def summary(assume: Assume = None, evidence: Counts = EVIDENCE, **how: Any) -> pd.DataFrame:
    """Return what the deportation cost, at each date and by each source of births.

    The question is the deportation alone: without it there is still a war, with its slump of
    births and its dead. People missing, N₀ − N, are excess deaths of those who lived, D − Dₛ (Dₛ:
    the same people, with the same births in every step, under ordinary mortality), and missing
    children, N₀ − Nₛ, who were never born and would be alive: N₀ − N = (D − Dₛ) + (N₀ − Nₛ) in
    every draw. To compare with the literature also D − D₀ and B₀ − B, with the same sum: there
    the ordinary deaths of children never born are taken off the deaths.

    Parameters
    ----------
    assume, evidence, **how
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
    weighed, rows = weigh(assume, evidence, **how), []
    for source, label in LABELS["births"].items():
        if some := weighed.of_births(source):
            for name, measure, people in OUTCOMES:
                row = {"people": people, "measure": measure, "births": source}
                row |= _told(some, name, label) | {"error": some.error(name)}
                rows.append(row | {"effective_draws": some.effective_sample_size})
    return dated(rows, weighed.provenance)


def unit_of(outcome: str) -> str:
    """Return the unit of an outcome.

    >>> unit_of("share_died_1948"), unit_of("people_missing_1959")
    ('percent', 'persons')
    """
    return "percent" if "share" in outcome else "ratio" if "ratio" in outcome else "persons"


def _told(found: Weighed, outcome: str, label: str) -> dict[str, Any]:
    """Return an outcome with its days, its bounds and its unit."""
    early = outcome.startswith(("expected", "unexplained"))
    row = {"start": CENSUS if early else DEPARTURE, "end": ENDED.get(outcome[-4:], DEPARTURE)}
    return row | {"label": label} | found.ends(outcome) | {"unit": unit_of(outcome)}


def variants(outcome: str = "people_missing_1959", assume: Assume = None) -> pd.DataFrame:
    """Return an outcome under other assumptions and other counts: what the answer hangs on.

    Each variant changes one thing through a public argument: `replace` an assumption, leave out
    a count, or add one.

    Parameters
    ----------
    outcome : str
        A column of `draw`.
    assume : mapping, optional
        Assumptions of one's own, as `replace` takes them; each variant changes one thing more.

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
    base, own = weigh(assume), dict(assume or {})
    require(outcome in base.draws, f"outcome {outcome!r}", f"one of {[*base.draws]}")
    found = [("base", "As it leads", base)]
    births = {one: some for one in SOURCES if (some := base.of_births(one))}
    found += [("assumption", LABELS["births"][one], some) for one, some in births.items()]
    for kind, others in VARIANTS.items():
        for label, other in others.items():
            found.append((kind, label, look(replace(own | other), EVIDENCE, EACH)))
    fewer = {f"Without: {one.basis}": [o for o in EVIDENCE if o != one] for one in EVIDENCE}
    fewer["Registers alone"] = [one for one in EVIDENCE if not one.name.startswith("census")]
    for label, left in fewer.items():
        found.append(("count", label, look(replace(own), left, EACH)))
    found += [("count", "With the children of 1944–48 counted in 1989", base.also(children_1989()))]
    return dated([_row(outcome, *one) for one in found], {})


def _row(outcome: str, kind: str, label: str, found: Weighed) -> dict[str, Any]:
    about = {"preferred": kind == "base", "effective_draws": found.effective_sample_size}
    return {"label": label, "kind": kind} | _told(found, outcome, label) | about | found.provenance


def evidence(assume: Assume = None, evidence: Counts = EVIDENCE, **how: Any) -> pd.DataFrame:
    """Return the counts that weigh the draws, beside what the weighed draws have.

    Parameters
    ----------
    assume, evidence, **how
        As `weigh`.

    Returns
    -------
    pandas.DataFrame
        ``name label counted discrepancy low value high unit sources figures``. `discrepancy`, in
        percent, stands for coverage and dates; low, value and high are the 5th, 50th and 95th
        percentile of the weight.

    Examples
    --------
    >>> found = evidence().set_index("name").loc["registered_1948"]
    >>> float(found["counted"]), bool(found["low"] < found["counted"] < found["high"])
    (74918.0, True)
    """
    weighed, rows = weigh(assume, evidence, **how), []
    for one in evidence:
        row = {"name": one.name, "label": one.basis, "counted": counts.value_of(one.figure)}
        row |= {"discrepancy": 100 * one.discrepancy, **weighed.ends(one.name)}
        rows.append(row | {"unit": unit_of(one.name), **provenance([], [one])})
    return pd.DataFrame(rows)


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
    found = pick(cohorts_1989(), people="Kalmyks", measure=RATIO, profile=profile)
    return counts.between(outcome, found.low, found.high, basis=basis, source=SOURCE)
