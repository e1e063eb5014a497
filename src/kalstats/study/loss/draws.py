"""Draws: points of the priors, and what follows from each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kalstats.study.loss.accounting import counts, outcomes
from kalstats.study.loss.assumptions import NAMES, prior_bounds
from kalstats.study.loss.counts import COUNTS, OUTCOMES, Floats
from kalstats.study.loss.priors import PRIORS, Prior

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Executor

CHUNK = 4_000  # draws projected at once: the arrays of one step fit into the processor's cache
DRAWS = 500_000  # for a Monte Carlo error of the headline below 150 people
# assumptions that the counts decide
DECIDED = ("crisis", "crisis_later", "decay", "never_registered")


def _chunk(
    seed: np.random.SeedSequence,
    size: int,
    choices: dict[str, Floats | str],
    names: Sequence[str],
) -> Floats:
    """Return one chunk of draws, a row for each prior and outcome."""
    random = np.random.default_rng(seed)
    points: dict[str, Floats] = {}
    for name, ends in choices.items():
        if isinstance(ends, str):
            points[name] = points[ends]
            continue
        several = len(ends) > 1
        low, high = ends[random.integers(len(ends), size=size)].T if several else ends[0]
        points[name] = (low + random.random(size) * (high - low)).astype(np.float32)
    found = (counts if set(names) <= set(COUNTS) else outcomes)(points)
    return np.array([*points.values(), *(found[name] for name in names)], dtype=np.float32)


def draw(
    n: int = DRAWS,
    seed: int = 1943,
    executor: Executor | None = None,
    priors: Sequence[Prior] = PRIORS,
    names: Sequence[str] = OUTCOMES,
) -> pd.DataFrame:
    """Draw points of the priors and work out what follows from each.

    Parameters
    ----------
    n : int
        Number of draws.
    seed : int
        Of the random numbers; every chunk of draws has a child of it, so that the numbers do not
        depend on where the chunks are computed.
    executor : concurrent.futures.Executor, optional
        Computes the chunks: a process pool, or a cluster. By default they are computed here.
    priors : sequence of Prior
        All names of `PRIORS`; `replace` changes some of them.
    names : sequence of str
        Outcomes that are wanted; what was counted alone takes less time.

    Returns
    -------
    pandas.DataFrame
        A row for each draw; a column for each prior and each outcome, single precision.

    Raises
    ------
    ValueError
        If there is nothing to draw, the names are not those of `PRIORS`, or bounds make no sense.

    Examples
    --------
    >>> drawn = draw(4_000)
    >>> parts = drawn["excess_deaths_1959"] + drawn["missing_children_1959"]
    >>> bool(abs(parts - drawn["people_missing_1959"]).max() < 0.1)
    True
    """
    if not isinstance(n, int) or n < 1:
        raise ValueError(f"n = {n}: expected a number of draws of 1 or more")
    given = [prior.name for prior in priors]
    if sorted(given) != sorted(NAMES):
        raise ValueError(f"priors {given}: expected those of PRIORS, each once")
    if unknown := sorted(set(names) - set(OUTCOMES)):
        raise ValueError(f"names {unknown}: expected some of {', '.join(OUTCOMES)}")
    ordered = sorted(priors, key=lambda prior: prior.low in NAMES)  # taken after what they take
    choices = {p.name: p.low if p.low in NAMES else prior_bounds(p) for p in ordered}
    taken = [name for name in choices.values() if isinstance(name, str)]
    if chained := [name for name in taken if isinstance(choices[name], str)]:
        raise ValueError(f"priors taken from {chained}: expected one with bounds of its own")
    sizes = [min(CHUNK, n - start) for start in range(0, n, CHUNK)]
    seeds = np.random.SeedSequence(seed).spawn(len(sizes))
    run = map if executor is None else executor.map
    table = np.empty((len(given) + len(names), n), dtype=np.float32)
    chunks = run(_chunk, seeds, sizes, [choices] * len(sizes), [names] * len(sizes))
    for start, chunk in zip(range(0, n, CHUNK), chunks, strict=True):
        table[:, start : start + CHUNK] = chunk
    return pd.DataFrame(table.T, columns=[*choices, *names], copy=False)


def corners(priors: Sequence[Prior] = PRIORS, free: Sequence[str] = DECIDED) -> list[Prior]:
    """Return priors of which only the ends are drawn, but for those that the counts decide.

    What moves the answer one way only is most extreme at an end.

    >>> {prior.name for prior in corners() if prior.kind == "uniform"} > set(DECIDED)
    True
    """
    return [
        prior._replace(kind="either")
        if prior.kind == "uniform" and prior.name not in free and prior.low not in NAMES
        else prior
        for prior in priors
    ]
