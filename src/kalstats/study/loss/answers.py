"""Weights of draws, bounds, and what moves the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from kalstats.study.loss.assumptions import (
    DOCUMENTED,
    EVIDENCE,
    OUTCOMES,
    PRIORS,
    Evidence,
    Floats,
    value_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

WITHIN = 2  # discrepancies by which a draw may miss a count before it is excluded
FEW = 100  # draws that must agree with the counts before bounds are told
BATCHES = 20  # of draws, from which the Monte Carlo error is told
FIFTHS = (0.2, 0.8)
AT = (0.05, 0.5, 0.95)  # shares of the weight, of which a summary tells the quantiles
ENOUGH = 1_000  # effective draws, below which nothing is concluded


class Weights(NamedTuple):
    """How well each draw agrees with what was counted; the weights sum to 1."""

    weights: Floats
    effective_sample_size: float


def reweight(draws: pd.DataFrame, evidence: Sequence[Evidence] = EVIDENCE) -> Weights:
    """Weigh draws by how near they come to what was counted.

    The weight is exp(−½·Σ((drawn − counted)/(discrepancy·counted))²); a draw with fewer deaths
    than were registered has none. The effective sample size is (Σw)²/Σw² (Kish 1965).

    Parameters
    ----------
    draws : pandas.DataFrame
        From `draw`.
    evidence : sequence of Evidence
        Counts and their discrepancy, which stands for coverage and for dates, not for sampling.

    Raises
    ------
    ValueError
        If all weights vanish, or fewer than `ENOUGH` effective draws are left.

    Examples
    --------
    >>> from kalstats.study.loss import draw
    >>> reweight(draw(400_000)).effective_sample_size > 1_000
    True
    """
    unknown = sorted({one.name for one in evidence} - set(draws))
    if unknown or not evidence:
        raise ValueError(f"evidence {unknown or 'of nothing'}: expected counts among the outcomes")
    if len(lost := draws.columns[draws.isna().any()]):
        raise ValueError(f"draws: {', '.join(lost)} not a number: expected finite outcomes")
    misfit = np.zeros(len(draws))
    for one in evidence:
        if not 0 < one.discrepancy < 1:
            raise ValueError(
                f"{one.name}: discrepancy {one.discrepancy}: expected above 0, below 1"
            )
        counted = value_of(one.figure)
        misfit += ((draws[one.name].to_numpy() - counted) / (one.discrepancy * counted)) ** 2
    documented = value_of(DOCUMENTED)
    weights = np.exp(-misfit / 2) * (draws["deaths_1948"].to_numpy() >= documented)
    if not weights.sum() > 0:
        raise ValueError("weights: all vanish; expected draws that agree with what was counted")
    size = float(weights.sum() ** 2 / (weights**2).sum())
    if size < ENOUGH:
        raise ValueError(
            f"effective sample size {size:.0f}: expected {ENOUGH:,} or more; draw more"
        )
    return Weights(weights / weights.sum(), size)


def bounds(draws: pd.DataFrame, evidence: Sequence[Evidence] = EVIDENCE) -> pd.DataFrame:
    """Return the least and the greatest of every outcome that no count excludes.

    A draw is excluded if it misses a count by more than `WITHIN` times its discrepancy, or has
    fewer deaths than were registered. Bounds, not a confidence interval: how many draws lie
    between them says nothing.

    Parameters
    ----------
    draws : pandas.DataFrame
        From `draw`, best with the priors of `corners`.
    evidence : sequence of Evidence
        What was counted.

    Returns
    -------
    pandas.DataFrame
        ``low high`` for each of the `OUTCOMES`.

    Examples
    --------
    >>> from kalstats.study.loss import corners, draw
    >>> found = bounds(draw(200_000, given=corners()))
    >>> bool(found.loc["deaths_1948", "low"] >= 16_594)
    True
    """
    kept = draws["deaths_1948"].to_numpy() >= value_of(DOCUMENTED)
    for one in evidence:
        counted = value_of(one.figure)
        kept &= np.abs(draws[one.name].to_numpy() - counted) <= WITHIN * one.discrepancy * counted
    if kept.sum() < FEW:
        raise ValueError(f"{kept.sum()} draws agree with the counts: expected {FEW} or more")
    found = draws.loc[kept, list(OUTCOMES)]
    return pd.DataFrame({"low": found.min(), "high": found.max()})


def quantiles(values: Floats, weights: Floats, at: Sequence[float] = AT) -> list[float]:
    """Return the values below which these shares of the weight lie.

    For quantities that follow from a draw and are not among the `OUTCOMES`.

    Parameters
    ----------
    values, weights : array
        One of each for every draw.
    at : sequence of float
        Shares of the weight.

    Examples
    --------
    >>> quantiles(np.array([10, 30, 20]), np.array([0.2, 0.2, 0.6]), at=(0.1, 0.5))
    [10.0, 20.0]
    """
    order = np.argsort(values)
    below = np.cumsum(weights[order])
    places = np.searchsorted(below, np.multiply(at, below[-1]))
    return [float(value) for value in values[order[places]]]


def _heard(weights: Floats) -> Floats:
    """Return the places of the draws that have weight enough to be heard."""
    return np.flatnonzero(weights > weights.max() * 1e-9)


def summarise(draws: pd.DataFrame, weights: Floats) -> pd.DataFrame:
    """Return the median of every outcome and the range of nine tenths of the weight.

    Parameters
    ----------
    draws : pandas.DataFrame
        From `draw`.
    weights : array
        From `reweight`, or all alike for what the priors alone would say.

    Returns
    -------
    pandas.DataFrame
        A row for each of the `OUTCOMES`: ``low median high`` (the 5th, 50th and 95th percentile)
        and ``error_low error error_high``, the Monte Carlo error of each: its standard error over
        twenty batches of the draws. Another seed moves a number by no more than a few times of it.

    Raises
    ------
    ValueError
        If the weights are not one finite number of 0 or more for each draw, or give weight to
        fewer deaths than were registered.

    Examples
    --------
    >>> from kalstats.study.loss import draw
    >>> drawn = draw(400_000)
    >>> found = summarise(drawn, reweight(drawn).weights)
    >>> bool(found.loc["deaths_1948", "low"] >= 16_594)  # registered by October 1948
    True
    """
    _require_weights(draws, weights)
    kept = _heard(weights)
    batch = kept * BATCHES // len(draws)
    rows = {}
    for name in OUTCOMES:
        values, weight = draws[name].to_numpy()[kept], weights[kept]
        found = quantiles(values, weight, AT)
        batches = [
            quantiles(values[batch == one], weight[batch == one], AT) for one in np.unique(batch)
        ]
        errors = np.std(batches, axis=0, ddof=1) / np.sqrt(len(batches))
        rows[name] = [*found, *errors.tolist()]
    columns = ["low", "median", "high", "error_low", "error", "error_high"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)


def _require_weights(draws: pd.DataFrame, weights: Floats) -> None:
    """Refuse what is no weight, and weight on fewer deaths than are documented."""
    given = np.asarray(weights)
    if given.shape != (len(draws),) or not np.all(np.isfinite(given) & (given >= 0)):
        raise ValueError(f"weights {given.shape}: expected {len(draws)} finite numbers, 0 or above")
    if not given.sum() > 0:
        raise ValueError("weights: all 0; expected some above")
    weighed = given.min() < given.max()  # all alike: the priors speak, not yet the counts
    if weighed and np.any(given[draws["deaths_1948"].to_numpy() < value_of(DOCUMENTED)] > 0):
        raise ValueError("weights: on deaths below those documented; expected none there")


def sensitivity(draws: pd.DataFrame, weights: Floats, outcome: str) -> pd.DataFrame:
    """Return how far the answer moves if one assumption were known to be low, or high.

    The fifth of the weight in which a prior is lowest, or highest, is taken alone; of an
    alternative, the draws that take the one, or the other. So nothing is assumed that the counts
    exclude, and assumptions that go together move together.

    Parameters
    ----------
    draws : pandas.DataFrame
        From `draw`.
    weights : array
        From `reweight`.
    outcome : str
        One of the `OUTCOMES`.

    Returns
    -------
    pandas.DataFrame
        ``name meaning at_low at_high spread``, the medians, widest spread first.
    """
    if outcome not in OUTCOMES:
        raise ValueError(f"outcome {outcome!r}: expected one of {', '.join(OUTCOMES)}")
    kept, rows = _heard(weights), []
    values, weights = draws[outcome].to_numpy()[kept], weights[kept]
    for prior in PRIORS:
        given = draws[prior.name].to_numpy()[kept]
        either = prior.kind == "either"
        first, last = (given.min(), given.max()) if either else quantiles(given, weights, FIFTHS)
        ends = (given <= first, given >= last)
        low, high = (quantiles(values[end], weights[end], (0.5,))[0] for end in ends)
        rows.append((prior.name, prior.meaning, low, high, abs(high - low)))
    found = pd.DataFrame(rows, columns=["name", "meaning", "at_low", "at_high", "spread"])
    return found.sort_values("spread", ascending=False, ignore_index=True)
