"""Weights of draws by what was counted; quantiles and bounds of what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from kalstats.study.loss.counts import (
    EVIDENCE,
    OUTCOMES,
    Evidence,
    Floats,
    documented,
    value_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

WITHIN = 2  # discrepancies by which a draw may miss a count before it is excluded
FEW = 100  # draws that must agree with the counts before bounds are told
BATCHES = 20  # of draws, from which the Monte Carlo error is told
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
    if lost := [one.name for one in evidence if not np.isfinite(draws[one.name]).all()]:
        raise ValueError(f"draws: {', '.join(lost)} not a number: expected finite outcomes")
    misses = {one.name: miss(draws, one) for one in evidence}
    enough = draws["deaths_1948"].to_numpy() >= documented()
    weights = np.exp(-sum(one**2 for one in misses.values()) / 2) * enough
    if not weights.sum() > 0:
        least = {name: np.abs(one).min() for name, one in misses.items()}
        told = ", ".join(f"{name} by {far:.1f}" for name, far in least.items() if far > WITHIN)
        why = f"all miss {told} discrepancies or more" if told else "no draw comes near all counts"
        expected = f"draws near what was counted, with {documented():,.0f} deaths or more"
        raise ValueError(f"weights: all vanish: {why}; expected {expected}")
    size = float(weights.sum() ** 2 / (weights**2).sum())
    if size < ENOUGH:
        raise ValueError(
            f"effective sample size {size:.0f}: expected {ENOUGH:,} or more; draw more"
        )
    return Weights(weights / weights.sum(), size)


def miss(draws: pd.DataFrame, one: Evidence) -> Floats:
    """Return by how many discrepancies each draw misses a count."""
    if not 0 < one.discrepancy < 1:
        raise ValueError(f"{one.name}: discrepancy {one.discrepancy}: expected above 0, below 1")
    counted = value_of(one.figure)
    return (draws[one.name].to_numpy(dtype=float) - counted) / (one.discrepancy * counted)


def agreeing(draws: pd.DataFrame, evidence: Sequence[Evidence] = EVIDENCE) -> Floats:
    """Return which draws no count excludes."""
    kept = draws["deaths_1948"].to_numpy() >= documented()
    for one in evidence:
        kept = kept & (np.abs(miss(draws, one)) <= WITHIN)
    return kept


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


def heard(weights: Floats) -> Floats:
    """Return the places of the draws that have weight enough to be heard."""
    return np.flatnonzero(weights > weights.max() * 1e-6)


def summarise(
    draws: pd.DataFrame, weights: Floats, names: Sequence[str] = OUTCOMES
) -> pd.DataFrame:
    """Return the median of every outcome and the range of nine tenths of the weight.

    Parameters
    ----------
    draws : pandas.DataFrame
        From `draw`.
    weights : array
        From `reweight`, or all alike for what the priors alone would say.
    names : sequence of str
        Outcomes, or priors.

    Returns
    -------
    pandas.DataFrame
        A row for each name: ``low median high`` (the 5th, 50th and 95th percentile)
        and ``error_low error error_high``, the Monte Carlo error of each: its standard error over
        twenty batches of the draws. Another seed moves a number by no more than a few times of it.

    Raises
    ------
    ValueError
        If the weights are not one finite number of 0 or more for each draw, or give weight to
        fewer deaths than are documented.

    Examples
    --------
    >>> from kalstats.study.loss import draw
    >>> drawn = draw(400_000)
    >>> found = summarise(drawn, reweight(drawn).weights)
    >>> bool(found.loc["deaths_1948", "low"] >= 17_844)  # documented
    True
    """
    _require_weights(draws, weights)
    kept = heard(weights)
    batch = draws.index.to_numpy()[kept] % BATCHES
    parts = [batch == one for one in np.unique(batch)]
    rows = {}
    for name in names:
        values, weight = draws[name].to_numpy()[kept], weights[kept]
        batches = [quantiles(values[part], weight[part], AT) for part in parts]
        errors = np.std(batches, axis=0, ddof=1) / np.sqrt(len(batches))
        rows[name] = [*quantiles(values, weight, AT), *errors.tolist()]
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
    if weighed and np.any(given[draws["deaths_1948"].to_numpy() < documented()] > 0):
        raise ValueError("weights: on deaths below those documented; expected none there")
