"""Draws: points of the priors, and what follows from each."""

from collections import namedtuple
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from kalstats.demography.limits import require
from kalstats.study.loss.accounting import outcomes
from kalstats.study.loss.counts import Floats
from kalstats.study.loss.priors import NAMES, PRIORS, Priors, prior_bounds

CHUNK = 4_000  # draws projected at once: the arrays of a step fit into the processor's cache
DRAWS = 80_000  # for a Monte Carlo error of each headline number of at most 150 people
RATIO = "density_ratio"  # of the prior to that of the distribution a point was drawn from
# scale of a logistic distribution for a standard deviation, half wider: no tail may be missed
WIDER = 1.5 * np.sqrt(3) / np.pi
NARROWEST = 0.02  # of a range between bounds, so that few points far off cannot lead astray
# assumptions that the counts speak of, in the order in which they are looked for
SOUGHT = ["mortality_fall", "fertility_fall", "deported", "missed", "decay", "crisis"]
SOUGHT += ["crisis_later", "fertility_level", "never_registered"]
BESIDE = ("ediev_births", "early_births", "understated", "men_missing")  # move what is sought
RIDGE = 1e-4  # of a weight of 1, so that few points can be fitted


# where one assumption is looked for, given others drawn before it: a logistic distribution cut at
# its bounds, whose middle is linear in those given, all from 0 to 1
Near = namedtuple("Near", "name given coefficients spread")


def bounds_of(priors: Priors) -> dict[str, Any]:
    """Return the bounds of each prior, or the name of that whose value it takes, these last."""
    given = [prior.name for prior in priors]
    require(sorted(given) == sorted(NAMES), f"priors {given}", "those of PRIORS, each once")
    ordered = sorted(priors, key=lambda prior: prior.low in NAMES)
    ends = {p.name: p.low if p.low in NAMES else prior_bounds(p) for p in ordered}
    chained = [one for one in ends.values() if isinstance(one, str) and isinstance(ends[one], str)]
    require(not chained, f"priors taken from {chained}", "one with bounds of its own")
    return ends


def _design(points: Any, names: list[str], ends: Any) -> Floats:
    """Return a column of ones, and one for each assumption, from 0 to 1 between its bounds."""
    columns = [(points[n] - ends[n].min()) / np.ptp(ends[n]) for n in names]
    return np.column_stack([np.ones(len(next(iter(points.values())))), *columns])


def look_near(drawn: pd.DataFrame, weights: Floats, priors: Priors) -> list[Near]:
    """Fit where assumptions lie among weighed draws: least squares of each on those before it.

    To draw there and to weigh by the density ratio is importance sampling, the fit adaptive: the
    answers are those of the priors, with fewer draws thrown away (Oh and Berger 1992).
    """
    ends = {n: e for n, e in bounds_of(priors).items() if not isinstance(e, str) and np.ptp(e)}
    sought = [name for name in SOUGHT if name in ends and len(ends[name]) == 1]
    names = [*(name for name in BESIDE if name in ends), *sought]
    matrix = _design({name: drawn[name].to_numpy(float) for name in NAMES}, names, ends)
    weights, found = weights / weights.sum(), []
    products = (matrix * weights[:, None]).T @ matrix
    for name in sought:
        m = 1 + names.index(name)  # the columns before it: ones, and what is given
        fit = np.linalg.solve(products[:m, :m] + RIDGE * np.eye(m), products[:m, m])
        left = np.average((matrix[:, m] - matrix[:, :m] @ fit) ** 2, weights=weights)
        found.append(Near(name, names[: m - 1], fit, max(NARROWEST, WIDER * np.sqrt(left))))
    return found


def _chunk(seed: Any, size: int, ends: Any, near: Any) -> dict[str, Floats]:
    """Return one chunk of draws: points of the priors, some of them near what was counted.

    With each its density ratio, and what follows from it.
    """
    random, ratio, points = np.random.default_rng(seed), np.ones(size), dict[str, Floats]()
    for name, pairs in ends.items():
        if not isinstance(pairs, str):
            low, high = pairs[random.integers(len(pairs), size=size)].T
            points[name] = (low + random.random(size) * (high - low)).astype(np.float32)
    for one in near:
        middle = np.clip(_design(points, one.given, ends) @ one.coefficients, -0.5, 1.5)
        far = (np.clip((middle - end) / one.spread, -30, 30) for end in (0, 1))
        below, above = (1 / (1 + np.exp(steps)) for steps in far)
        part = below + random.random(size) * (above - below)
        ratio *= one.spread * (above - below) / (part * (1 - part))
        place = np.clip(middle + one.spread * np.log(part / (1 - part)), 0, 1)
        low, high = ends[one.name][0]
        points[one.name] = (low + place * (high - low)).astype(np.float32)
    points |= {name: points[said] for name, said in ends.items() if isinstance(said, str)}
    found = points | {RATIO: ratio} | outcomes(points)
    return {name: np.asarray(values, dtype=np.float32) for name, values in found.items()}


def draw(
    n: int = DRAWS, seed: Any = 1943, executor: Any = None, priors: Priors = PRIORS, near: Any = ()
) -> pd.DataFrame:
    """Draw points of the priors and work out what follows from each.

    Parameters
    ----------
    n : int
        Number of draws.
    seed : int or list of int
        Of the random numbers; every chunk of draws has a child of it, so that the numbers do not
        depend on where the chunks are computed.
    executor : concurrent.futures.Executor, optional
        Computes the chunks: a process pool, or a cluster. By default they are computed here.
    priors : sequence of Prior
        All names of `PRIORS`; `replace` changes some of them.
    near : list of Near, optional
        Where to look for some assumptions (`look_near`); elsewhere all between bounds is alike.

    Returns
    -------
    pandas.DataFrame
        A row for each draw, single precision; a column for each prior and each outcome, and
        ``density_ratio``, by which a draw counts: how often the priors have such a point, as a
        multiple of how often it is drawn here.

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
    require(isinstance(n, int) and n >= 1, f"n = {n}", "a number of draws of 1 or more")
    sizes = [min(CHUNK, n - start) for start in range(0, n, CHUNK)]
    seeds = np.random.SeedSequence(seed).spawn(len(sizes))
    chunk = partial(_chunk, ends=bounds_of(priors), near=near)
    parts = list((map if executor is None else executor.map)(chunk, seeds, sizes))
    return pd.DataFrame({name: np.concatenate([p[name] for p in parts]) for name in parts[0]})
