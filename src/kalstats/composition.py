"""How a population is made up of peoples. Shares run from 0 to 1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

__all__ = [
    "dissimilarity",
    "effective_number",
    "entropy",
    "fractionalization",
    "lag",
    "lead",
    "other_bounds",
    "rest",
    "share",
    "share_change",
    "share_lead",
    "share_of_total",
    "shares",
    "total",
]

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    Counts = ArrayLike | Mapping[str, Any] | pd.Series[Any]


def _named(counts: Counts) -> dict[str, Any]:
    """Return the parts by name; parts without names are numbered."""
    if isinstance(counts, Mapping | pd.Series):
        return {str(name): counts[name] for name in counts.keys()}  # noqa: SIM118
    parts = np.moveaxis(np.atleast_1d(np.asarray(counts, dtype=float)), -1, 0)
    return {f"part {number}": part for number, part in enumerate(parts, 1)}


def _listed(parts: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in parts.items())


def shares(counts: Counts, whole: float | None = None, slack: float = 0.0) -> NDArray[np.float64]:
    """Return each part's share of the whole, p = n / Σn.

    Parameters
    ----------
    counts : array_like, mapping or Series
        Counts of the parts, 0 or above, their sum above 0; parts along the last axis.
    whole : float, optional
        What the parts must sum to: a printed total, or 100 for printed percentages. Without it
        they are the whole.
    slack : float
        By how much rounding lets the sum miss `whole`: half a unit of each printed number.

    Raises
    ------
    ValueError
        If a count is negative or not finite, all are 0, or the parts do not sum to `whole`; the
        parts at fault are named.

    Examples
    --------
    >>> shares([75, 10, 15])
    array([0.75, 0.1 , 0.15])
    >>> shares({"Kalmyks": 45.4, "Russians": 37.7}, whole=100)
    Traceback (most recent call last):
    ValueError: Kalmyks = 45.4, Russians = 37.7: sum to 83.1, expected 100
    """
    named = _named(counts)
    parts = np.stack([np.asarray(part, dtype=float) for part in named.values()], axis=-1)
    wrong = ~(np.isfinite(parts) & (parts >= 0)).reshape(-1, len(named)).all(axis=0)
    together = parts.sum(axis=-1, keepdims=True)
    if wrong.any() or np.any(together <= 0):
        at_fault = [name for name, bad in zip(named, wrong, strict=True) if bad] or list(named)
        listed = _listed({name: named[name] for name in at_fault})
        raise ValueError(f"{listed}: expected finite counts, 0 or above, not all 0")
    if whole is not None and np.any(np.abs(together - whole) > slack + 1e-9 * abs(whole)):
        sums = ", ".join(f"{value:.10g}" for value in np.ravel(together))
        raise ValueError(f"{_listed(named)}: sum to {sums}, expected {whole:.10g}")
    return np.asarray(parts / together)


def rest(whole: float, **parts: float) -> float:
    """Return what a whole leaves beside the parts that are known.

    Parameters
    ----------
    whole : float
        A total.
    **parts : float
        Parts of it, by name.

    Raises
    ------
    ValueError
        If the parts exceed the whole; they are named.

    Examples
    --------
    >>> rest(141_594, kalmyks=107_026, russians=15_212)
    19356
    >>> rest(267_000, kalmyks=146_316, russians=121_531)
    Traceback (most recent call last):
    ValueError: kalmyks = 146316, russians = 121531: exceed whole = 267000 by 847
    """
    if wrong := {name: part for name, part in parts.items() if not 0 <= part < np.inf}:
        raise ValueError(f"{_listed(wrong)}: expected finite counts, 0 or above")
    left = whole - total(**parts)
    if not left >= 0:
        raise ValueError(f"{_listed(parts)}: exceed whole = {whole:.10g} by {-left:.10g}")
    return left


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
    one, two = _same_peoples(first, second)
    apart: float | NDArray[np.float64] = (
        np.abs(shares(one, whole, slack) - shares(two, whole, slack)).sum(axis=-1) / 2
    )
    return apart


def _same_peoples(first: Counts, second: Counts) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return two compositions by name, in one order; refuse a people that one of them lacks."""
    one, two = _named(first), _named(second)
    if unmatched := [*(one.keys() - two.keys()), *(two.keys() - one.keys())]:
        raise ValueError(f"{', '.join(sorted(unmatched))}: expected the same peoples at both dates")
    return one, {name: two[name] for name in one}


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
    one, two = _same_peoples(before, after)
    if of not in one:
        raise ValueError(f"of = {of!r}: expected one of {', '.join(one)}")
    (k1, o1), (k2, o2) = (_own_and_others(parts, of) for parts in (one, two))
    s1, s2, later, first = k1 / (k1 + o1), k2 / (k2 + o2), k2 / (k2 + o1), k1 / (k1 + o2)
    own, others = (later - s1 + s2 - first) / 2, (first - s1 + s2 - later) / 2
    log_own, log_total = np.log(k2 / k1), np.log((k2 + o2) / (k1 + o1))
    told = ShareChange(s2 - s1, own, others, np.log(s2 / s1), log_own, log_total)
    assert np.allclose(own + others, told.change, rtol=0, atol=1e-12)
    assert np.allclose(log_own - log_total, told.log_change, rtol=0, atol=1e-9)
    return told


def _own_and_others(parts: dict[str, Any], of: str) -> tuple[Any, Any]:
    shares(parts)  # refuses counts that are no composition
    own = parts[of]
    if np.any(np.asarray(own) <= 0):
        raise ValueError(f"{of} = {own}: expected above 0, a share of 0 has no rate of change")
    return own, sum(count for name, count in parts.items() if name != of)


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
