"""What was counted beside what the draws have, and what moves the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kalstats import data
from kalstats.study.loss.answers import dated, unit_of
from kalstats.study.loss.counts import EVIDENCE, OUTCOMES, Evidence
from kalstats.study.loss.weighing import weigh
from kalstats.study.loss.weights import quantiles

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kalstats.study.loss.assumptions import Assumed
    from kalstats.study.loss.weighing import Weighed

FIFTHS = (0.2, 0.8)


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
