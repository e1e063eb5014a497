"""Indices of how mixed a population is, and how two compositions of it differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kalstats.composition.parts import one_spelling, same_peoples, shares
from kalstats.demography.limits import fitting, require

if TYPE_CHECKING:
    from kalstats.composition.parts import Counts


def fractionalization(counts: Counts) -> Any:
    """Return the probability that two persons drawn at random are of different peoples, 1 − Σp².

    Simpson's index, in political science the index of ethnolinguistic fractionalization. It
    depends on how finely "other" is divided.

    Parameters
    ----------
    counts : array_like, mapping or Series
        Counts or shares of the peoples, along the last axis; see `shares`.

    Examples
    --------
    >>> round(float(fractionalization([75, 10, 15])), 3)
    0.405
    """
    return 1 - np.sum(shares(counts) ** 2, axis=-1)


def effective_number(counts: Counts) -> Any:
    """Return how many peoples of equal size have the same entropy, exp(−Σ p ln p).

    The Hill number of order 1: the exponential of Shannon's index.

    Parameters
    ----------
    counts : array_like, mapping or Series
        Counts or shares of the peoples, along the last axis; a people of 0 adds nothing.

    Examples
    --------
    >>> round(float(effective_number([25, 25, 25, 25, 0])), 3)
    4.0
    """
    p = shares(counts)
    return np.exp(-np.sum(p * np.log(np.where(p > 0, p, 1)), axis=-1))


def dissimilarity(first: Counts, second: Counts) -> Any:
    """Return the index of compositional change between two censuses, ½Σ|p₁ − p₂|.

    The part of the population, 0 to 1, that would have to be of another people to make one
    composition into the other. It compares two dates; it does not measure how apart peoples live.

    Parameters
    ----------
    first, second : array_like, mapping or Series
        Counts or shares of the *same* peoples at two dates; named parts are matched by name.

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
    one, two = same_peoples(first=first, second=second)
    return np.abs(shares(one) - shares(two)).sum(axis=-1) / 2


class ShareChange(NamedTuple):
    """The change of a people's share, taken apart; each part is exact, not a remainder.

    In points (1 = the whole population): ``change = own + others``. In log points:
    ``log_change = log_own − log_total``.
    """

    change: Any
    own: Any
    others: Any
    log_change: Any
    log_own: Any
    log_total: Any


def share_change(before: Counts, after: Counts, of: str) -> ShareChange:
    """Split the change of a people's share into its own growth and that of the others.

    With K the people, O all others and s(K, O) = K / (K + O), the two-factor Shapley value
    gives own growth the mean of its effects before and after that of the others,
    ½[s(K₂, O₁) − s(K₁, O₁) + s(K₂, O₂) − s(K₁, O₂)], and likewise the others. In logarithms
    ln(s₂/s₁) = ln(K₂/K₁) − ln(N₂/N₁), N = K + O. (Das Gupta, Standardization and decomposition
    of rates, 1993, section 2: for two factors the same as Shapley.)

    Parameters
    ----------
    before, after : mapping or Series
        Counts of the same peoples at two dates, by name; all of them make the whole. Both dates
        in persons: shares would hide who grew.
    of : str
        The people whose share is meant.

    Returns
    -------
    ShareChange
        ``change own others`` in points, 0–1; ``log_change log_own log_total`` in log points.

    Raises
    ------
    ValueError
        If a people is at one date only, `of` is not among them, or it is 0 at a date.

    Examples
    --------
    >>> before = {"Kalmyks": 107_026, "others": 34_568}
    >>> after = {"Kalmyks": 107_250, "others": 113_434}
    >>> told = share_change(before, after, of="Kalmyks")
    >>> round(100 * told.change, 2), round(100 * told.own, 2), round(100 * told.others, 2)
    (-26.99, 0.05, -27.03)
    """
    one, two = same_peoples(before=before, after=after)
    of = one_spelling(of)
    require(of in one, f"of = {of!r}", f"one of {', '.join(one)}")
    (k1, o1), (k2, o2) = (_own_and_others(parts, of) for parts in (one, two))
    s1, s2, later, first = k1 / (k1 + o1), k2 / (k2 + o2), k2 / (k2 + o1), k1 / (k1 + o2)
    own, others = (later - s1 + s2 - first) / 2, (first - s1 + s2 - later) / 2
    log_own, log_total = np.log(k2 / k1), np.log((k2 + o2) / (k1 + o1))
    return ShareChange(s2 - s1, own, others, np.log(s2 / s1), log_own, log_total)


def _own_and_others(parts: dict[str, Any], of: str) -> tuple[Any, Any]:
    shares(parts)  # refuses counts that are no composition
    own = fitting("count", of, parts[of])  # a share of 0 has no rate of change
    return own, sum(count for name, count in parts.items() if name != of)
