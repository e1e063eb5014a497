"""Draws: points of the priors, and what follows from each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kalstats.study.loss.accounting import account
from kalstats.study.loss.assumptions import DECIDED, OUTCOMES, PRIORS, Floats, Prior, prior_bounds

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Executor

CHUNK = 4_000  # draws projected at once: the arrays of one step fit into the processor's cache


def _chunk(seed: np.random.SeedSequence, size: int, choices: dict[str, Floats]) -> Floats:
    """Return one chunk of draws, a row for each prior and outcome."""
    random = np.random.default_rng(seed)
    points = {}
    for name, ends in choices.items():
        low, high = ends[random.integers(len(ends), size=size)].T
        points[name] = (low + random.random(size) * (high - low)).astype(np.float32)
    found = account(points)
    return np.array([*points.values(), *(found[name] for name in OUTCOMES)], dtype=np.float32)


def draw(
    n: int,
    seed: int = 1943,
    executor: Executor | None = None,
    given: Sequence[Prior] = PRIORS,
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
    given : sequence of Prior
        The priors; all names of `PRIORS`.

    Returns
    -------
    pandas.DataFrame
        A row for each draw; a column for each prior and each of the `OUTCOMES`, single precision.

    Examples
    --------
    >>> drawn = draw(4_000)
    >>> bool((drawn["total_deficit_1959"].round(-2) == (drawn["direct_losses_1959"] + \
drawn["birth_deficit_1959"]).round(-2)).mean() > 0.99)
    True
    """
    if not isinstance(n, int) or n < 1:
        raise ValueError(f"n = {n}: expected a number of draws of 1 or more")
    names = [prior.name for prior in given]
    if sorted(names) != sorted(prior.name for prior in PRIORS):
        raise ValueError(f"priors {names}: expected those of PRIORS, each once")
    choices = {prior.name: prior_bounds(prior) for prior in given}
    sizes = [min(CHUNK, n - start) for start in range(0, n, CHUNK)]
    seeds = np.random.SeedSequence(seed).spawn(len(sizes))
    run = map if executor is None else executor.map
    table = np.empty((len(names) + len(OUTCOMES), n), dtype=np.float32)
    chunks = run(_chunk, seeds, sizes, [choices] * len(sizes))
    for start, chunk in zip(range(0, n, CHUNK), chunks, strict=True):
        table[:, start : start + CHUNK] = chunk
    return pd.DataFrame(table.T, columns=[*names, *OUTCOMES], copy=False)


def corners(given: Sequence[Prior] = PRIORS, free: Sequence[str] = DECIDED) -> list[Prior]:
    """Return priors of which only the ends are drawn, but for those that the counts decide.

    What moves the answer one way only is most extreme at an end; draw from these for `bounds`.

    >>> {prior.name for prior in corners() if prior.kind == "uniform"} == set(DECIDED)
    True
    """
    return [
        prior._replace(kind="either")
        if prior.kind == "uniform" and prior.name not in free
        else prior
        for prior in given
    ]
