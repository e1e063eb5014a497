"""Answers: what was lost, the ledgers, what was counted, and what moves the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kalstats import data
from kalstats.study.loss.counts import DEPARTURE, EVIDENCE, HORIZONS, OUTCOMES, Evidence
from kalstats.study.loss.draws import DRAWS
from kalstats.study.loss.weighing import ENDS, SOURCES, extremes, mean, weigh
from kalstats.study.loss.weights import quantiles

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from concurrent.futures import Executor

    from kalstats.study.loss.assumptions import Assumed
    from kalstats.study.loss.counts import Floats
    from kalstats.study.loss.weighing import Weighed

FIFTHS = (0.2, 0.8)
EXILES = "deported and their children"
# what is told at each horizon: outcome, measure, people
TOLD = (
    ("people_missing", "people missing", "Kalmyks"),
    ("excess_deaths", "excess deaths", "Kalmyks"),
    ("missing_children", "missing children", "Kalmyks"),
    ("direct_losses", "deaths less those expected", "Kalmyks"),
    ("birth_deficit", "missing births", "Kalmyks"),
    ("deaths", "deaths", EXILES),
    ("births", "births", EXILES),
)
CENSUS, OCTOBER = "1939-01-17", "1948-10-01"
# what is told once: column, measure, people, from, to, unit
ONCE = (
    ("deaths_1948", "deaths", EXILES, DEPARTURE, OCTOBER, "persons"),
    ("share_died_1948", "share who died", EXILES, DEPARTURE, OCTOBER, "percent"),
    ("share_died_1953", "share who died", EXILES, DEPARTURE, HORIZONS["1953"], "percent"),
    ("expected_1943", "expected", "Kalmyks", CENSUS, DEPARTURE, "persons"),
    ("unexplained_1943", "unexplained", "Kalmyks", CENSUS, DEPARTURE, "persons"),
    ("unexplained_share", "unexplained", "Kalmyks", CENSUS, DEPARTURE, "percent"),
    ("never_registered", "never registered", "Kalmyks", DEPARTURE, DEPARTURE, "persons"),
)
ROWS = [
    *(
        (f"{part}_{year}", measure, people, DEPARTURE, day, "persons")
        for part, measure, people in TOLD
        for year, day in HORIZONS.items()
    ),
    *ONCE,
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
        ``people measure births start end label low value high unit least most error
        effective_draws sources figures``. `births` in exile are those ``registered``, those of
        ``Ediev``, or ``either``, half and half before the counts speak. From `low` to `high` are
        nine tenths of the weight, `value` is its median; `least` and `most` are hard bounds: what
        no count excludes. `error` is the largest Monte Carlo error of the three. What is lost is
        told of the ``Kalmyks``: of the deported up to 2 in 100 were none. Medians need not add up.

    Examples
    --------
    >>> found = summary().set_index(["measure", "births", "end"])
    >>> found.loc[("people missing", "either", "1959-01-15"), ["low", "value", "high"]].astype(
    ...     float
    ... ).round(-3).tolist()
    [26000.0, 31000.0, 36000.0]
    """
    weighed = weigh(assume, evidence, n, seed, executor)
    widest = extremes(weighed.priors, weighed.evidence, n, seed, executor)
    rows = []
    for source, births in SOURCES.items():
        if not (some := weighed.of_births(source)):
            continue
        found = some.summary([row[0] for row in ROWS])
        inside = widest if births is None else widest[widest["ediev_births"] == births]
        for name, measure, people, start, end, unit in ROWS:
            row: dict[str, Any] = {
                "people": people,
                "measure": measure,
                "births": source,
                "start": start,
            }
            row |= {"end": end, "label": f"{measure}, to {pd.Timestamp(end):%B %Y}"}
            row |= dict(zip(ENDS, found.loc[name, ENDS], strict=True)) | {"unit": unit}
            row |= {"least": float(inside[name].min()), "most": float(inside[name].max())}
            size = some.effective_sample_size
            rows.append(row | {"error": found.loc[name, "error"], "effective_draws": size})
    return dated(rows, weighed.provenance)


def _steps(
    weighed: Weighed, steps: Sequence[tuple[str, Floats, str]], start: str, end: str
) -> pd.DataFrame:
    """Return an account: the mean of each step with its range."""
    rows = [
        {"people": "Kalmyks", "start": start, "end": end, "label": label, "kind": kind}
        | weighed.ends(values)
        | {"value": mean(weighed, values), "unit": "persons"}
        for label, values, kind in steps
    ]
    return dated(rows, weighed.provenance)


def ledger(
    assume: Mapping[str, Assumed] | None = None,
    evidence: Sequence[Evidence] = EVIDENCE,
    **how: Any,
) -> pd.DataFrame:
    """Return the account from the census of 1939 to December 1943, with its residual.

    Parameters
    ----------
    assume, evidence, **how
        As `weigh`.

    Returns
    -------
    pandas.DataFrame
        ``people start end label kind low value high unit sources figures``. `value` is the mean
        over the weight, so that the steps add up; `low` and `high` hold nine tenths of the
        weight. `kind` is ``stock``, ``change`` or ``residual``: whom no source accounts for.

    Examples
    --------
    >>> steps = ledger()
    >>> left = steps["value"].iloc[3:].sum()  # those expected less those found and unexplained
    >>> abs(float(left)) < 1
    True
    """
    weighed = weigh(assume, evidence, **how)
    drawn = weighed.draws
    true = drawn["census_1939"] * (1 - drawn["padding"])
    steps = [
        ("Counted in 1939, mean of the rival figures", drawn["census_1939"], "stock"),
        ("Padding of the census", true - drawn["census_1939"], "change"),
        ("Births less deaths to December 1943", drawn["expected_1943"] - true, "change"),
        ("Expected in December 1943", drawn["expected_1943"], "stock"),
        (
            "Deported, later contingents too",
            drawn["deported"] * (drawn["non_kalmyk"] - 1),
            "change",
        ),
        ("Never registered in exile", -drawn["never_registered"], "change"),
        ("Unexplained: war dead, emigrants, miscounts", -drawn["unexplained_1943"], "residual"),
    ]
    return _steps(weighed, [(a, b.to_numpy(), c) for a, b, c in steps], CENSUS, DEPARTURE)


def account(
    assume: Mapping[str, Assumed] | None = None,
    evidence: Sequence[Evidence] = EVIDENCE,
    **how: Any,
) -> pd.DataFrame:
    """Return the account from December 1943 to the census of 1959.

    Parameters
    ----------
    assume, evidence, **how
        As `weigh`.

    Returns
    -------
    pandas.DataFrame
        As `ledger`; no step is a residual. The last stock is that of the model, near what the
        census counted, not the count.

    Examples
    --------
    >>> steps = account().set_index("label")["value"]
    >>> bool(abs(steps["Kalmyks in January 1959, by the model"] / 106_100 - 1) < 0.02)
    True
    """
    weighed = weigh(assume, evidence, **how)
    drawn = weighed.draws
    here = drawn["deported"] + drawn["births_1959"] - drawn["deaths_1959"]
    others = here * drawn["non_kalmyk"]
    steps = [
        ("Deported, later contingents too", drawn["deported"], "stock"),
        ("Births in exile and after the return", drawn["births_1959"], "change"),
        ("Deaths", -drawn["deaths_1959"], "change"),
        ("The deported and their children in January 1959", here, "stock"),
        ("Not Kalmyks: wives and others", -others, "change"),
        ("Never registered, and their children", drawn["census_1959"] - here + others, "change"),
        ("Kalmyks in January 1959, by the model", drawn["census_1959"], "stock"),
    ]
    steps_found = [(a, b.to_numpy(), c) for a, b, c in steps]
    return _steps(weighed, steps_found, DEPARTURE, HORIZONS["1959"])


def evidence(
    assume: Mapping[str, Assumed] | None = None,
    evidence: Sequence[Evidence] = EVIDENCE,
    **how: Any,
) -> pd.DataFrame:
    """Return the counts that weigh the draws, beside what the weighed draws have.

    Parameters
    ----------
    assume, evidence, **how
        As `weigh`.

    Returns
    -------
    pandas.DataFrame
        ``name label counted discrepancy low value high unit printed sources figures``.
        `discrepancy`, in percent, stands for coverage and dates; low, value and high are the 5th,
        50th and 95th percentile of the weight.

    Examples
    --------
    >>> evidence().set_index("name").loc["registered_1948", "printed"]
    '74,918'
    """
    weighed = weigh(assume, evidence, **how)
    return pd.DataFrame([_count(weighed, one) for one in evidence])


def _count(weighed: Weighed, one: Evidence) -> dict[str, Any]:
    own = not isinstance(one.figure, str)
    known: Any = {"printed": "", "source": one.source} if own else data.figure(str(one.figure))
    number = float(one.figure if own else known["value"])
    unit = "persons" if number > 1000 else "percent" if one.name.startswith("share") else "ratio"
    row = {"name": one.name, "label": one.basis, "counted": number}
    row |= {"discrepancy": 100 * one.discrepancy} | weighed.ends(weighed.draws[one.name].to_numpy())
    row |= {"unit": unit, "printed": known["printed"], "sources": known["source"]}
    assumed = f"{data.ASSUMED}: {one.basis}" if one.source == data.ASSUMED else ""
    return row | {"figures": assumed if own else one.figure}


def sensitivity(
    outcome: str = "people_missing_1959",
    assume: Mapping[str, Assumed] | None = None,
    evidence: Sequence[Evidence] = EVIDENCE,
    **how: Any,
) -> pd.DataFrame:
    """Return how far the answer moves if one assumption were known to be low, or high.

    The fifth of the weight in which a prior is lowest, or highest, is taken alone; of an
    alternative, the draws that take the one, or the other. So nothing is assumed that the counts
    exclude, and assumptions that go together move together.

    Parameters
    ----------
    outcome : str
        One of the `OUTCOMES`.
    assume, evidence, **how
        As `weigh`.

    Returns
    -------
    pandas.DataFrame
        ``name label at_low at_high low value high spread unit sources figures``, widest spread
        first: the medians at the low and at the high end, both sorted as `low` and `high`, and
        the median of all as `value`. Assumptions that are not drawn are left out.

    Raises
    ------
    ValueError
        If the outcome is unknown.

    Examples
    --------
    >>> sensitivity().iloc[0]["name"] in ("deported", "fertility_level")
    True
    """
    if outcome not in OUTCOMES:
        raise ValueError(f"outcome {outcome!r}: expected one of {', '.join(OUTCOMES)}")
    weighed = weigh(assume, evidence, **how)
    values, weights = weighed.draws[outcome].to_numpy(), weighed.weights
    rows = []
    for prior in weighed.priors:
        given = weighed.draws[prior.name].to_numpy()
        first, last = given.min(), given.max()
        if first == last or prior.low in weighed.draws:
            continue
        if prior.kind != "either":
            first, last = quantiles(given, weights, FIFTHS)
        ends = [
            quantiles(values[e], weights[e], (0.5,))[0] for e in (given <= first, given >= last)
        ]
        row = {"name": prior.name, "label": prior.meaning, "at_low": ends[0], "at_high": ends[1]}
        row |= {"low": min(ends), "value": weighed.ends(values)["value"], "high": max(ends)}
        unit = "percent" if "share" in outcome else "ratio" if "ratio" in outcome else "persons"
        rows.append(row | {"spread": max(ends) - min(ends), "unit": unit})
    found = dated(rows, weighed.provenance)
    return found.sort_values("spread", ascending=False, ignore_index=True)
