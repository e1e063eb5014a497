"""How a population is made up of peoples. Shares run from 0 to 1."""

import unicodedata
from collections import namedtuple
from collections.abc import Mapping
from functools import reduce
from typing import Any

import numpy as np
import pandas as pd

from kalstats.demography import limits
from kalstats.demography.limits import elementwise, fitting, require

__all__ = ["share", "share_change", "share_of_total", "shares"]
__all__ += ["lag", "lead", "multiple", "rest", "share_lead", "total"]
__dir__ = __all__.copy  # completion at a prompt lists what is public
Counts = Any  # numbers, a mapping of names to numbers, or a Series of them
# each part is exact, not a remainder; in points (1 = the whole population) change = own + others,
# in log points log_change = log_own − log_total
ShareChange = namedtuple("ShareChange", "change own others log_change log_own log_total")
TOTALS = {"all", "total", "sum", "всего", "итого"}


def _one_spelling(name: Any) -> str:
    """Return a name in one spelling: NFC, and single plain spaces between its words."""
    return " ".join(unicodedata.normalize("NFC", str(name)).split())


def _named(argument: str, counts: Counts) -> dict[str, Any]:
    """Return the parts by name, in one spelling (NFC); parts without names are numbered."""
    frame = isinstance(counts, pd.DataFrame)
    require(not frame, f"{argument}, a DataFrame", "a mapping of names to counts, or a Series")
    if not isinstance(counts, Mapping | pd.Series):
        parts = np.moveaxis(np.atleast_1d(fitting("events", argument, counts)), -1, 0)
        require(len(parts), f"{argument} = {counts!r}", "one part at least")
        return {f"part {number}": part for number, part in enumerate(parts, 1)}
    keys = list(counts.keys())
    require(keys, f"{argument} = {counts!r}", "one part at least")
    names = [_one_spelling(name) for name in keys]
    twice = sorted({name for name in names if names.count(name) > 1})
    require(not twice, f"{', '.join(twice)} in {argument}", "every name once, whatever its type")
    totals = [name for name in names if name.casefold() in TOTALS]
    require(not totals, f"{', '.join(totals)} in {argument}", "parts alone, without their total")
    require(not pd.isna(keys).any(), f"{', '.join(names)} in {argument}", "a name for every part")
    given = zip(names, counts.values() if isinstance(counts, Mapping) else counts, strict=True)
    return {name: fitting("events", f"{argument}[{name!r}]", part) for name, part in given}


def _listed(parts: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in parts.items())


def shares(counts: Counts, whole: float | None = None, slack: float = 0.0) -> Any:
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
    ValueError: Kalmyks = 45.4, Russians = 37.7, together 83.1: expected 100
    """
    named = _named("counts", counts)
    shapes = {np.shape(part) for part in named.values()}
    require(len(shapes) == 1, _listed(named), "as many counts of each")
    limits.same_labels(named)
    parts = np.stack([np.asarray(part) for part in named.values()], axis=-1)
    together = parts.sum(axis=-1, keepdims=True)
    require(np.all(together > 0), _listed(named), "counts that are not all 0")
    if whole is not None:
        off = np.abs(together - limits.single("count", "whole", whole))
        near = off <= limits.single("events", "slack", slack) + 1e-9 * whole
        sums = ", ".join(f"{value:,.10g}" for value in np.ravel(together))
        require(near.all(), f"{_listed(named)}, together {sums}", f"{whole:,.10g}")
    return np.asarray(parts / together)


@elementwise()
def total(**parts: float) -> float:
    """Return the whole that the parts make.

    >>> total(december=91_919, january=1_014)
    92933
    """
    return sum(parts.values())


@elementwise()
def multiple(count: float, ratio: float) -> float:
    """Return a number of which there are so many to each one of a count.

    >>> multiple(351, 10)
    3510
    """
    return count * ratio


@elementwise("events", whole="number")
def rest(whole: float, **parts: float) -> float:
    """Return what a whole leaves beside the parts that are known.

    Parameters
    ----------
    whole : float or array
        A total.
    **parts : float or array
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
    ValueError: kalmyks = 146316, russians = 121531: expected no more than whole = 267000
    """
    left = whole - sum(parts.values())
    require(np.all(left >= 0), _listed(parts), f"no more than whole = {whole}")
    return left


@elementwise(whole="count")
def share(part: float, whole: float, **further_parts: float) -> float:
    """Return a part, or several, of a whole as a fraction.

    Above 1 if part and whole come from counts that contradict each other: an audit has to see
    that. What must add up is for `shares` and `rest`, which refuse it.

    >>> round(share(107_026, 141_594), 4)
    0.7559
    """
    return (part + sum(further_parts.values())) / whole


@elementwise()
def share_of_total(part: float, **parts: float) -> float:
    """Return a number as a fraction of the whole that other parts make.

    >>> share_of_total(2, first=3, second=5)
    0.25
    """
    return share(part, sum(parts.values()))


@elementwise()
def lead(own: float, **others: float) -> float:
    """Return by how much a number exceeds the greatest of others; negative if it does not.

    >>> round(float(lead(27.8, balkars=29.4, karachays=27.2)), 1)
    -1.6
    """
    require(others, "others", "one at least")
    return own - reduce(np.maximum, others.values())


@elementwise()
def lag(own: float, **others: float) -> float:
    """Return by how much a number falls short of the least of others; negative if it does not.

    >>> int(lag(35, first=75, last=45))
    10
    """
    require(others, "others", "one at least")
    return reduce(np.minimum, others.values()) - own


@elementwise(whole="count")
def share_lead(part: float, whole: float, **others: float) -> float:
    """Return by how much a share exceeds the greatest of others, as a fraction.

    The part and the whole make the share that is claimed to be the greatest; those of the others
    are given as ``name_part`` and ``name_whole``.

    >>> told = share_lead(2, 10, first_part=1, first_whole=10, second_part=3, second_whole=10)
    >>> round(float(told), 2)
    -0.1
    """
    pairs = limits.named_pairs(others, "part", "whole")
    for name in (name for name in others if name.endswith("_whole")):
        fitting("count", name, others[name])
    ahead: float = part / whole - reduce(np.maximum, (one / of for one, of in pairs))
    return ahead


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
    one, two, of = _named("before", before), _named("after", after), _one_spelling(of)
    unmatched = sorted(one.keys() ^ two.keys())
    require(not unmatched, ", ".join(unmatched), "the same peoples at both dates")
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
