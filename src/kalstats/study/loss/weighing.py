"""Draws weighed by what was counted: what every answer starts from."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple, Self

import numpy as np
import pandas as pd

from kalstats.demography.limits import require
from kalstats.study.loss.counts import EVIDENCE, Counts, Evidence, Floats, documented, value_of
from kalstats.study.loss.draws import CHUNK, DRAWS, RATIO, draw, look_near
from kalstats.study.loss.priors import NAMES, PRIORS, Assumed, Priors, provenance, replace

Assume = Mapping[str, Assumed] | None
SOURCES = {"registered": 0.0, "Ediev": 1.0}  # of the births in exile
ENDS = ["low", "value", "high"]
ENOUGH = 1_000  # effective draws, below which nothing is concluded
BATCHES = 40  # of draws, from which the Monte Carlo error is told
# how it is found where the counts lie: discrepancies as so many times what they are, draws a time
WIDENED, PILOT = (4, 2, 1, 1), 3_000
FIRST = 20_000  # draws that a picture by year needs


def quantiles(values: Floats, weights: Floats, at: Any = (0.05, 0.5, 0.95)) -> list[float]:
    """Return the values below which these shares of the weight lie.

    For quantities that follow from a draw and are not among its columns.

    Parameters
    ----------
    values, weights : array
        One of each for every draw.
    at : tuple of float
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


class Weighed(NamedTuple):
    """Draws and their weights, which sum to 1, with the assumptions and counts they rest on."""

    draws: pd.DataFrame
    weights: Floats
    priors: Priors = PRIORS
    evidence: Counts = EVIDENCE

    @property
    def effective_sample_size(self) -> float:
        """(Σw)²/Σw², the number of draws of one weight that would say as much (Kish 1965)."""
        return float(self.weights.sum() ** 2 / (self.weights**2).sum())

    @property
    def provenance(self) -> dict[str, str]:
        """Sources and figures that the draws rest on."""
        return provenance(self.priors, self.evidence, tables=True)

    def enough(self) -> Self:
        """Return the same with weights that sum to 1, or refuse if few draws are heard."""
        n = self.effective_sample_size
        require(n >= ENOUGH, f"effective sample size {n:.0f}", f"{ENOUGH:,} or more; draw more")
        return self._replace(weights=self.weights / self.weights.sum())

    def of_births(self, source: str) -> Self | None:
        """Return the draws of one source of births, or nothing if none is of it."""
        if source == "either":
            return self
        here = (self.draws["ediev_births"] == SOURCES[source]).to_numpy()
        some = self._replace(draws=self.draws[here], weights=self.weights[here])
        return some.enough() if here.any() else None

    def also(self, *further: Evidence) -> "Weighed":
        """Return the draws weighed by further counts."""
        return reweight(self.draws, [*self.evidence, *further], self.priors)

    def ends_of(self, function: Any) -> dict[Any, dict[str, float]]:
        """Return low, value and high of what a function works out from the first points.

        For what is projected once more, by year or period: a chunk of points at a time.
        """
        some = self._replace(draws=self.draws[:FIRST], weights=self.weights[:FIRST]).enough()
        points = {name: some.draws[name].to_numpy() for name in NAMES}
        chunks = (slice(start, start + CHUNK) for start in range(0, len(some.draws), CHUNK))
        parts = [function({name: one[chunk] for name, one in points.items()}) for chunk in chunks]
        return {one: some.ends(np.concatenate([part[one] for part in parts])) for one in parts[0]}

    def ends(self, values: Floats | str) -> dict[str, float]:
        """Return low, value and high of an outcome, or of what else follows from the draws."""
        known = self.draws[values].to_numpy() if isinstance(values, str) else values
        return dict(zip(ENDS, quantiles(known, self.weights), strict=True))

    def error(self, name: str) -> float:
        """Return the Monte Carlo error of an outcome, the largest of those of its three ends.

        It is that of the difference between two seeds, √2 times the standard error over forty
        batches of the draws: another seed moves a number by less than three times of it.
        """
        values = self.draws[name].to_numpy()
        parts = [slice(one, None, BATCHES) for one in range(BATCHES)]
        batches = [quantiles(values[part], self.weights[part]) for part in parts]
        return float(np.std(batches, axis=0, ddof=1).max() * np.sqrt(2 / BATCHES))


def _misses(draws: pd.DataFrame, evidence: Counts) -> Floats:
    """Return by how many discrepancies each draw misses each count, a row for each."""
    names = [one.name for one in evidence]
    unknown = sorted(set(names) - set(draws))
    require(names and not unknown, f"evidence {unknown or 'of nothing'}", "counts among outcomes")
    for one in evidence:
        told = f"{one.name}: discrepancy {one.discrepancy}"
        require(0 < one.discrepancy < 1, told, "above 0, below 1")
    counted = np.array([[value_of(one.figure)] for one in evidence])
    wide = np.array([[one.discrepancy] for one in evidence]) * counted
    return (draws[names].to_numpy(float).T - counted) / wide


def reweight(draws: pd.DataFrame, evidence: Counts = EVIDENCE, priors: Priors = PRIORS) -> Weighed:
    """Weigh draws by how near they come to what was counted.

    The weight is exp(−½·Σ((drawn − counted)/(discrepancy·counted))²), times the density ratio of
    the draw; a draw with fewer deaths than are documented has none.

    Parameters
    ----------
    draws : pandas.DataFrame
        From `draw`.
    evidence : sequence of Evidence
        Counts and their discrepancy, which stands for coverage and for dates, not for sampling.
    priors : sequence of Prior
        What was drawn from.

    Raises
    ------
    ValueError
        If all weights vanish, or fewer than `ENOUGH` effective draws are left.

    Examples
    --------
    >>> reweight(draw(200), [EVIDENCE[0]._replace(discrepancy=0.9)])
    Traceback (most recent call last):
    ValueError: effective sample size ...: expected 1,000 or more; draw more
    """
    misses = _misses(draws, evidence)
    weights = np.exp(-(misses**2).sum(axis=0) / 2) * draws[RATIO].to_numpy(float)
    weights = weights * (draws["deaths_1948"].to_numpy() >= documented())
    nearest = zip(evidence, np.abs(misses).min(axis=1), strict=True)
    far = ", ".join(f"{one.name} by {far:.1f}" for one, far in nearest)
    told = f"weights: all vanish: the nearest draws miss {far} discrepancies"
    expected = f"draws near what was counted, with {documented():,.0f} deaths or more"
    require(weights.sum() > 0, told, expected)
    return Weighed(draws, weights, tuple(priors), tuple(evidence)).enough()


def look(priors: Priors, evidence: Counts, n: int = DRAWS, seed: int = 1943) -> Weighed:
    """Find where the counts lie, draw there, and weigh, without remembering it.

    Where they lie: draw, weigh with wider discrepancies, fit, and draw there.
    """
    near: list[Any] = []
    for time, times in enumerate(WIDENED):
        drawn = draw(PILOT, [seed, 1 + time], priors=priors, near=near)
        far = (_misses(drawn, evidence) ** 2).sum(axis=0) / (2 * times**2)
        weights = np.exp(np.min(far) - far) * drawn[RATIO].to_numpy(float)
        near = look_near(drawn, weights, priors)
    return reweight(draw(n, seed, priors=priors, near=near), evidence, priors)


_remembered = lru_cache(maxsize=4)(look)


def weigh(assume: Assume = None, evidence: Counts = EVIDENCE, **how: int) -> Weighed:
    """Find where the counts lie, draw there, and weigh; the last few are remembered.

    Parameters
    ----------
    assume : mapping, optional
        Assumptions of one's own, as `replace` takes them.
    evidence : sequence of Evidence
        Counts that weigh the draws.
    **how : int
        The number of draws, `n`, and the `seed` of the random numbers.

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
    found = _remembered(replace(assume), tuple(evidence), **how)
    return found._replace(draws=found.draws.copy())
