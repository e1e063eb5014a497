"""Ranks: whose loss was the greatest, and whose may have been."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def rank_range(low: ArrayLike, high: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the best and the worst rank that each of several bounded numbers can take.

    Rank 1 is the greatest number; equal numbers share the better rank. A number certainly stands
    behind those whose lower bound exceeds its upper one, and possibly behind those whose upper
    bound exceeds its lower one (Klein, Wright and Wieczorek 2020, Journal of the Royal
    Statistical Society C 69). Both ends are reached: nothing is assumed about what lies between
    the bounds, and those of one number say nothing about those of another.

    Parameters
    ----------
    low, high : array_like
        Bounds, one pair for each number; an upper bound may be infinite.

    Returns
    -------
    tuple of array
        The best (lowest) and the worst (highest) possible rank of each.

    Raises
    ------
    ValueError
        If there are none, the two differ in number, a bound is nan, or low exceeds high.

    Examples
    --------
    The first is certainly greatest; which of the others is least cannot be known:

    >>> best, worst = rank_range([25, 16, 18], [26, 19, 20])
    >>> best.tolist(), worst.tolist()
    ([1, 2, 2], [1, 3, 3])
    """
    least, most = np.asarray(low, dtype=float), np.asarray(high, dtype=float)
    if least.shape != most.shape or least.ndim != 1 or not len(least):
        shapes = f"low of shape {least.shape}, high of shape {most.shape}"
        raise ValueError(f"{shapes}: expected as many lower as upper bounds, one at least")
    for pair in zip(least.tolist(), most.tolist(), strict=True):
        if not pair[0] <= pair[1]:
            raise ValueError(f"low, high = {pair}: expected two numbers, the lower one first")
    behind = least[None, :] > most[:, None]
    perhaps = most[None, :] > least[:, None]
    np.fill_diagonal(perhaps, val=False)
    return 1 + behind.sum(axis=1), 1 + perhaps.sum(axis=1)
