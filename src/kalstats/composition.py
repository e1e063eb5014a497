"""How a population is made up of peoples. Shares run from 0 to 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

__all__ = [
    "fractionalization",
    "lag",
    "lead",
    "share",
    "share_lead",
    "share_of_total",
    "shares",
    "total",
]

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


def total(**parts: float) -> float:
    """Return the whole that the parts make.

    >>> total(december=91_919, january=1_014)
    92933
    """
    return sum(parts.values())


def share(part: float, whole: float, **further_parts: float) -> float:
    """Return a part, or several, of a whole as a fraction.

    >>> round(share(107_026, 141_594), 4)
    0.7559
    """
    if not whole > 0:
        raise ValueError(f"whole = {whole}: expected a number above 0")
    return (part + sum(further_parts.values())) / whole


def share_of_total(part: float, **parts: float) -> float:
    """Return a number as a fraction of the whole that other parts make.

    >>> share_of_total(2, first=3, second=5)
    0.25
    """
    return share(part, total(**parts))


def lead(own: float, **others: float) -> float:
    """Return by how much a number exceeds the greatest of others; negative if it does not.

    >>> round(lead(27.8, balkars=29.4, karachays=27.2), 1)
    -1.6
    """
    return own - max(others.values())


def lag(own: float, **others: float) -> float:
    """Return by how much a number falls short of the least of others; negative if it does not.

    >>> lag(35, first=75, last=45)
    10
    """
    return min(others.values()) - own


def share_lead(part: float, whole: float, **others: float) -> float:
    """Return by how much a share exceeds the greatest of others, as a fraction.

    Parameters
    ----------
    part, whole : float
        What makes the share claimed to be the greatest.
    **others : float
        The others, as ``name_part`` and ``name_whole``.

    Examples
    --------
    >>> round(share_lead(2, 10, first_part=1, first_whole=10, second_part=3, second_whole=10), 2)
    -0.1
    """
    names = {name.rsplit("_", 1)[0] for name in others}
    rivals = (share(others[f"{n}_part"], others[f"{n}_whole"]) for n in names)
    return share(part, whole) - max(rivals)
