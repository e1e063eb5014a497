"""The ledgers, what was counted beside what the draws have, and what moves the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kalstats import data
from kalstats.study.loss.answers import CENSUS, dated, unit_of
from kalstats.study.loss.counts import DEPARTURE, EVIDENCE, HORIZONS, OUTCOMES, Evidence
from kalstats.study.loss.weighing import quantiles, weigh

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kalstats.study.loss.counts import Floats
    from kalstats.study.loss.priors import Assumed
    from kalstats.study.loss.weighing import Weighed

FIFTHS = (0.2, 0.8)


def _steps(
    weighed: Weighed, steps: Sequence[tuple[str, Floats, str]], start: str, end: str
) -> pd.DataFrame:
    """Return an account: the mean of each step with its range."""
    rows = [
        {"people": "Kalmyks", "start": start, "end": end, "label": label, "kind": kind}
        | weighed.ends(values)
        | {"value": weighed.mean(values), "unit": "persons"}
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
    row |= {"discrepancy": 100 * one.discrepancy} | weighed.ends(one.name)
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
        ``name label at_low at_high low value high middle spread unit sources figures``, widest
        spread first: the medians at the low and at the high end, sorted as `low` and `high`, and
        that of all as `middle`; no `value`. Assumptions that are not drawn are left out.

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
    middle = weighed.ends(values)["value"]
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
        row |= {"low": min(ends), "value": np.nan, "high": max(ends), "middle": middle}
        rows.append(row | {"spread": max(ends) - min(ends), "unit": unit_of(outcome)})
    found = dated(rows, weighed.provenance)
    return found.sort_values("spread", ascending=False, ignore_index=True)
