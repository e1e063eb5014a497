"""The ledger from 1939 to 1959, and what was counted beside what the draws have."""

from typing import Any

import numpy as np
import pandas as pd

from kalstats.study.loss import counts
from kalstats.study.loss.answers import dated, unit_of
from kalstats.study.loss.counts import CENSUS, DEPARTURE, EVIDENCE, HORIZONS, Counts, Floats
from kalstats.study.loss.priors import provenance
from kalstats.study.loss.weighing import Assume, weigh


def ledger(assume: Assume = None, evidence: Counts = EVIDENCE, **how: Any) -> pd.DataFrame:
    """Return the account from the census of 1939 to that of 1959, with its residual.

    Parameters
    ----------
    assume, evidence, **how
        As `weigh`.

    Returns
    -------
    pandas.DataFrame
        ``people start end label kind low value high unit sources figures``: first to December
        1943, then from there, told apart by `start`. `value` is the mean over the weight, so that
        the steps add up; `low` and `high` hold nine tenths of the weight. `kind` is ``stock``,
        ``change`` or ``residual``: whom no source accounts for. The last stock is that of the
        model, near what the census counted, not the count.

    Examples
    --------
    >>> steps = ledger().head(7)  # to December 1943
    >>> left = steps["value"].iloc[3:].sum()  # those expected less those found and unexplained
    >>> abs(float(left)) < 1
    True
    """
    weighed = weigh(assume, evidence, **how)
    drawn = {name: values.to_numpy(float) for name, values in weighed.draws.items()}
    spans = ((_to_1943(drawn), CENSUS, DEPARTURE), (_from_1943(drawn), DEPARTURE, HORIZONS["1959"]))
    rows = [
        {"people": "Kalmyks", "start": start, "end": end, "label": label, "kind": kind}
        | weighed.ends(values)
        | {"value": float(np.average(values, weights=weighed.weights)), "unit": "persons"}
        for steps, start, end in spans
        for label, kind, values in steps
    ]
    return dated(rows, weighed.provenance)


def _to_1943(drawn: dict[Any, Floats]) -> list[tuple[str, str, Floats]]:
    counted = drawn["census_1939"]
    true = counted * (1 - drawn["padding"])
    return [
        ("Counted in 1939, mean of the rival figures", "stock", counted),
        ("Padding of the census", "change", true - counted),
        ("Births less deaths to December 1943", "change", drawn["expected_1943"] - true),
        ("Expected in December 1943", "stock", drawn["expected_1943"]),
        ("Deported Kalmyks", "change", drawn["deported"] * (drawn["non_kalmyk"] - 1)),
        ("Never registered in exile", "change", -drawn["never_registered"]),
        ("Unexplained: war dead, emigrants, miscounts", "residual", -drawn["unexplained_1943"]),
    ]


def _from_1943(drawn: dict[Any, Floats]) -> list[tuple[str, str, Floats]]:
    here = drawn["deported"] + drawn["births_1959"] - drawn["deaths_1959"]
    others = here * drawn["non_kalmyk"]
    return [
        ("Deported, later contingents too", "stock", drawn["deported"]),
        ("Births in exile and after the return", "change", drawn["births_1959"]),
        ("Deaths", "change", -drawn["deaths_1959"]),
        ("The deported and their children in January 1959", "stock", here),
        ("Not Kalmyks: wives and others", "change", -others),
        ("Never registered, and their children", "change", drawn["census_1959"] - here + others),
        ("Kalmyks in January 1959, by the model", "stock", drawn["census_1959"]),
    ]


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
    weighed = weigh(assume, evidence, **how)
    rows = [
        {"name": one.name, "label": one.basis, "counted": counts.value_of(one.figure)}
        | {"discrepancy": 100 * one.discrepancy, **weighed.ends(one.name)}
        | {"unit": unit_of(one.name), **provenance((), [one], tables=False)}
        for one in evidence
    ]
    return pd.DataFrame(rows)
