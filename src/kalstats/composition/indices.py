"""Indices of how mixed a population is, and of how far two compositions are apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kalstats.composition.parts import same_peoples, shares

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from kalstats.composition.parts import Counts


def fractionalization(
    counts: Counts, whole: float | None = None, slack: float = 0.0
) -> float | NDArray[np.float64]:
    """Return the probability that two persons drawn at random are of different peoples, 1 − Σp².

    Simpson's index, in political science the index of ethnolinguistic fractionalization. It
    depends on how finely "other" is divided: see `other_bounds`.

    Parameters
    ----------
    counts : array_like, mapping or Series
        Counts or shares of the peoples, along the last axis.
    whole, slack : float
        What the parts must sum to, and by how much rounding may miss it; see `shares`.

    Examples
    --------
    >>> round(float(fractionalization([75, 10, 15])), 3)
    0.405
    """
    distinct: float | NDArray[np.float64] = 1 - np.sum(shares(counts, whole, slack) ** 2, axis=-1)
    return distinct


def entropy(
    counts: Counts, whole: float | None = None, slack: float = 0.0
) -> float | NDArray[np.float64]:
    """Return the entropy of a composition, H = −Σ p ln p, in nats.

    Shannon's index: 0 if there is one people only, at most ln k for k peoples.

    Parameters
    ----------
    counts : array_like, mapping or Series
        Counts or shares of the peoples, along the last axis; a people of 0 adds nothing.
    whole, slack : float
        What the parts must sum to, and by how much rounding may miss it; see `shares`.

    Examples
    --------
    >>> round(float(entropy([50, 50])), 4)  # ln 2
    0.6931
    """
    p = shares(counts, whole, slack)
    nats: float | NDArray[np.float64] = -np.sum(p * np.log(np.where(p > 0, p, 1)), axis=-1)
    return nats


def effective_number(
    counts: Counts, whole: float | None = None, slack: float = 0.0
) -> float | NDArray[np.float64]:
    """Return how many peoples of equal size have the same entropy, exp H.

    The Hill number of order 1.

    Parameters
    ----------
    counts : array_like, mapping or Series
        Counts or shares of the peoples, along the last axis.
    whole, slack : float
        What the parts must sum to, and by how much rounding may miss it; see `shares`.

    Examples
    --------
    >>> round(float(effective_number([25, 25, 25, 25, 0])), 3)
    4.0
    """
    number: float | NDArray[np.float64] = np.exp(entropy(counts, whole, slack))
    return number


def other_bounds(
    index: Callable[[list[float]], Any], known: list[float], other: float, groups: int
) -> tuple[float, float]:
    """Return an index of diversity with "other" as one group, and spread evenly over many.

    Parameters
    ----------
    index : callable
        `fractionalization`, `entropy` or `effective_number`.
    known : list of float
        Counts or shares of the peoples that are known.
    other : float
        What is left: no people is told apart in it.
    groups : int
        Over how many groups of equal size it is spread at most.

    Returns
    -------
    tuple of float
        The lower and the upper bound: dividing a group never lowers these indices.

    Examples
    --------
    >>> [round(bound, 3) for bound in other_bounds(fractionalization, [75, 10], 15, 15)]
    [0.405, 0.426]
    """
    if groups < 1:
        raise ValueError(f"groups = {groups}: expected 1 or more")
    one, many = (index([*known, *[other / n] * n]) for n in (1, groups))
    return float(one), float(many)


def dissimilarity(
    first: Counts, second: Counts, whole: float | None = None, slack: float = 0.0
) -> float | NDArray[np.float64]:
    """Return the index of compositional change between two censuses, ½Σ|p₁ − p₂|.

    The part of the population, 0 to 1, that would have to be of another people to make one
    composition into the other. It compares two dates; it does not measure how apart peoples live.

    Parameters
    ----------
    first, second : array_like, mapping or Series
        Counts or shares of the *same* peoples at two dates; named parts are matched by name.
    whole, slack : float
        What the parts of each must sum to, 1 or 100 for shares; see `shares`.

    Raises
    ------
    ValueError
        If a people is in one list only.

    Examples
    --------
    >>> before, after = {"Kalmyks": 76, "others": 24}, {"Kalmyks": 49, "others": 51}
    >>> round(float(dissimilarity(before, after)), 2)
    0.27
    """
    one, two = same_peoples(first, second)
    apart: float | NDArray[np.float64] = (
        np.abs(shares(one, whole, slack) - shares(two, whole, slack)).sum(axis=-1) / 2
    )
    return apart
