"""Parts and the whole they make, and one part held against others. Shares run from 0 to 1."""

import unicodedata
from collections.abc import Mapping
from functools import reduce
from typing import Any

import numpy as np
import pandas as pd

from kalstats.demography import limits
from kalstats.demography.limits import elementwise, fitting, require

Counts = Any  # numbers, a mapping of names to numbers, or a Series of them
TOTALS = {"all", "total", "sum", "всего", "итого"}


def one_spelling(name: Any) -> str:
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
    names = [one_spelling(name) for name in keys]
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


def same_peoples(**given: Counts) -> list[dict[str, Any]]:
    """Return compositions by name, in one order; refuse a people that one of them lacks."""
    one, two = (_named(argument, counts) for argument, counts in given.items())
    unmatched = sorted(one.keys() ^ two.keys())
    require(not unmatched, ", ".join(unmatched), "the same peoples at both dates")
    return [one, {name: two[name] for name in one}]


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

    Parameters
    ----------
    part, whole : float or array
        What makes the share claimed to be the greatest.
    **others : float or array
        The others, as ``name_part`` and ``name_whole``.

    Examples
    --------
    >>> told = share_lead(2, 10, first_part=1, first_whole=10, second_part=3, second_whole=10)
    >>> round(float(told), 2)
    -0.1
    """
    pairs = limits.named_pairs(others, "part", "whole")
    for name in (name for name in others if name.endswith("_whole")):
        fitting("count", name, others[name])
    ahead: float = part / whole - reduce(np.maximum, (one / of for one, of in pairs))
    return ahead
