"""The ledgers: from the census of 1939 to December 1943, and on to the census of 1959."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kalstats.study.loss.answers import CENSUS, dated
from kalstats.study.loss.counts import DEPARTURE, EVIDENCE, HORIZONS, Evidence
from kalstats.study.loss.weighing import mean, weigh

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from kalstats.study.loss.assumptions import Assumed
    from kalstats.study.loss.counts import Floats
    from kalstats.study.loss.weighing import Weighed


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
