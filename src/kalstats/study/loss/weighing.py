"""The weighed draws that every answer starts from."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from kalstats.study.loss.accounting import outcomes
from kalstats.study.loss.assumptions import NAMES, provenance, replace
from kalstats.study.loss.counts import COUNTS, EVIDENCE, OUTCOMES, Evidence, Floats
from kalstats.study.loss.draws import CHUNK, DRAWS, corners, draw
from kalstats.study.loss.weights import (
    ENOUGH,
    FEW,
    agreeing,
    heard,
    miss,
    quantiles,
    reweight,
    summarise,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from concurrent.futures import Executor

    from kalstats.study.loss.assumptions import Assumed
    from kalstats.study.loss.priors import Prior

SOURCES = {"either": None, "registered": 0.0, "Ediev": 1.0}  # of the births in exile
ENDS = ["low", "value", "high"]


class Weighed(NamedTuple):
    """Draws that have weight enough to be heard, and their weights, which sum to 1."""

    draws: pd.DataFrame
    weights: Floats
    effective_sample_size: float
    priors: tuple[Prior, ...]
    evidence: tuple[Evidence, ...]

    def of_births(self, source: str) -> Weighed | None:
        """Return the draws of one source of births, or nothing if none is of it."""
        if source == "either":
            return self
        here = (self.draws["ediev_births"] == SOURCES[source]).to_numpy()
        if not here.any():
            return None
        weights = self.weights[here] / self.weights[here].sum()
        size = float(1 / (weights**2).sum())
        if size < ENOUGH:
            told = f"effective sample size {size:.0f} with the births of one source ({source})"
            raise ValueError(f"{told}: expected {ENOUGH:,} or more; draw more")
        return Weighed(self.draws[here], weights, size, self.priors, self.evidence)

    def also(self, *counts: Evidence) -> Weighed:
        """Return the draws weighed by further counts."""
        misses = [miss(self.draws, one) for one in counts]
        weights = self.weights * np.exp(-np.sum(np.square(misses), axis=0) / 2)
        size = float(weights.sum() ** 2 / (weights**2).sum()) if weights.any() else 0
        if size < ENOUGH:
            told = f"effective sample size {size:.0f} with {', '.join(o.name for o in counts)}"
            raise ValueError(f"{told}: expected {ENOUGH:,} or more; draw more")
        evidence = (*self.evidence, *counts)
        return Weighed(self.draws, weights / weights.sum(), size, self.priors, evidence)

    def summary(self, names: Sequence[str]) -> pd.DataFrame:
        """Return low, value, high and the largest Monte Carlo error of outcomes, by name."""
        found = summarise(self.draws, self.weights, names)
        error = found[["error_low", "error", "error_high"]].max(axis=1)
        return found.rename(columns={"median": "value"})[ENDS].assign(error=error)

    def ends(self, values: Floats) -> dict[str, float]:
        """Return low, value and high of what follows from the draws."""
        return dict(zip(ENDS, quantiles(values, self.weights), strict=True))

    @property
    def provenance(self) -> dict[str, str]:
        """Sources and figures that the draws rest on."""
        return provenance(self.priors, self.evidence)


def weigh(
    assume: Mapping[str, Assumed] | None = None,
    evidence: Sequence[Evidence] = EVIDENCE,
    n: int = DRAWS,
    seed: int = 1943,
    executor: Executor | None = None,
) -> Weighed:
    """Draw, weigh, and keep the draws that are heard; the last few are remembered.

    Parameters
    ----------
    assume : mapping, optional
        Assumptions of one's own, as `replace` takes them.
    evidence : sequence of Evidence
        Counts that weigh the draws.
    n : int
        Number of draws.
    seed : int
        Of the random numbers.
    executor : concurrent.futures.Executor, optional
        Computes the draws.

    Raises
    ------
    ValueError
        As `replace`, `draw` and `reweight`: for an unknown assumption, for evidence that excludes
        every draw, and if fewer than `ENOUGH` effective draws are left.

    Examples
    --------
    >>> weigh().effective_sample_size > ENOUGH
    True
    """
    found = _weighed(replace(assume), tuple(evidence), n, seed, executor)
    return found._replace(draws=found.draws.copy())


@lru_cache(maxsize=4)
def _weighed(
    priors: tuple[Prior, ...],
    evidence: tuple[Evidence, ...],
    n: int,
    seed: int,
    executor: Executor | None,
) -> Weighed:
    names = sorted({one.name for one in evidence} - set(COUNTS))
    return keep_heard(draw(n, seed, executor, priors, [*COUNTS, *names]), evidence, priors)


def keep_heard(
    drawn: pd.DataFrame, evidence: Sequence[Evidence], priors: Sequence[Prior]
) -> Weighed:
    """Weigh draws of what was counted, and work out the rest for those that are heard."""
    weights, size = reweight(drawn, evidence)
    kept = heard(weights)
    weights = weights[kept] / weights[kept].sum()
    return Weighed(completed(drawn.take(kept)), weights, size, tuple(priors), tuple(evidence))


def in_chunks(
    function: Callable[[dict[str, Floats]], Mapping[Any, Floats]],
    drawn: pd.DataFrame,
) -> dict[Any, Floats]:
    """Return what a function works out from the points of draws, a chunk at a time."""
    points = {name: drawn[name].to_numpy() for name in NAMES}
    parts = [
        function({name: values[start : start + CHUNK] for name, values in points.items()})
        for start in range(0, len(drawn), CHUNK)
    ]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def completed(drawn: pd.DataFrame) -> pd.DataFrame:
    """Return draws with all outcomes, where only what was counted had been worked out."""
    found = in_chunks(outcomes, drawn)
    more = pd.DataFrame(found, index=drawn.index, dtype=np.float32)
    return pd.concat([drawn.drop(columns=list(OUTCOMES), errors="ignore"), more], axis=1)


@lru_cache(maxsize=4)
def extremes(
    priors: tuple[Prior, ...],
    evidence: tuple[Evidence, ...],
    n: int,
    seed: int,
    executor: Executor | None,
) -> pd.DataFrame:
    """Return draws that no count excludes, half of them from the ends of the priors."""
    inside = _weighed(priors, evidence, n, seed, executor).draws
    names = sorted({one.name for one in evidence} | {"deaths_1948"})
    outer = draw(max(1, n // 2), seed, executor, corners(priors), names)
    inner, ends = (np.flatnonzero(agreeing(some, evidence)) for some in (inside, outer))
    both = [inside.take(inner), completed(outer.take(ends))]
    if sum(map(len, both)) < FEW:
        raise ValueError(f"{sum(map(len, both))} draws agree with the counts: expected {FEW}")
    return pd.concat(both, ignore_index=True)


def mean(weighed: Weighed, values: Floats) -> float:
    """Return the mean over the weight; means add up where medians do not."""
    return float(np.average(values, weights=weighed.weights))
