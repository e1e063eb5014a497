"""How a population is made up of peoples. Shares run from 0 to 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def shares(counts: ArrayLike) -> NDArray[np.float64]:
    """Return each part's share of the whole, p = n / Σn.

    Parameters
    ----------
    counts : array_like
        Counts of the parts, 0 or above, their sum above 0; parts along the last axis.

    Raises
    ------
    ValueError
        If a count is negative or not finite, or all are 0.

    Examples
    --------
    >>> shares([75, 10, 15])
    array([0.75, 0.1 , 0.15])
    """
    parts = np.asarray(counts, dtype=float)
    total = parts.sum(axis=-1, keepdims=True)
    if not np.all(np.isfinite(parts)) or np.any(parts < 0) or np.any(total <= 0):
        raise ValueError(f"counts = {parts}: expected finite counts, 0 or above, not all 0")
    return np.asarray(parts / total)


def fractionalization(counts: ArrayLike) -> float | NDArray[np.float64]:
    """Return the probability that two persons drawn at random are of different peoples, 1 − Σp².

    Simpson's index, in political science the index of ethnolinguistic fractionalization. It
    depends on how finely "other" is divided: compute it for one group and for many.

    Parameters
    ----------
    counts : array_like
        Counts or shares of the peoples, along the last axis.

    Examples
    --------
    >>> round(float(fractionalization([75, 10, 15])), 3)
    0.405
    """
    distinct: float | NDArray[np.float64] = 1 - np.sum(shares(counts) ** 2, axis=-1)
    return distinct
