"""Parts and the whole they make."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Counts = ArrayLike | Mapping[str, Any] | pd.Series[Any]


def _numbers(name: str, counts: Any) -> NDArray[np.float64]:
    """Return counts as numbers; one that is none is named."""
    try:
        return np.asarray(counts, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"{name} = {counts!r}: expected finite counts, 0 or above") from None


def _named(counts: Counts) -> dict[str, Any]:
    """Return the parts by name, in one spelling (NFC); parts without names are numbered."""
    if not isinstance(counts, Mapping | pd.Series):
        parts = np.moveaxis(np.atleast_1d(_numbers("counts", counts)), -1, 0)
        return {f"part {number}": part for number, part in enumerate(parts, 1)}
    names = [unicodedata.normalize("NFC", str(name)) for name in counts.keys()]  # noqa: SIM118
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"{', '.join(twice)}: expected every name once, whatever its type")
    if pd.isna(list(counts.keys())).any():
        raise ValueError(f"{', '.join(names)}: expected a name for every part")
    return dict(zip(names, counts.values() if isinstance(counts, Mapping) else counts, strict=True))


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
    if not named:
        raise ValueError(f"counts = {counts!r}: expected one part at least")
    counted = [_numbers(name, part) for name, part in named.items()]
    if len({part.shape for part in counted}) > 1:
        raise ValueError(f"{_listed(named)}: expected as many counts of each")
    parts = np.stack(counted, axis=-1)
    wrong = ~(np.isfinite(parts) & (parts >= 0)).reshape(-1, len(named)).all(axis=0)
    together = parts.sum(axis=-1, keepdims=True)
    if wrong.any() or np.any(together <= 0):
        at_fault = [name for name, bad in zip(named, np.ravel(wrong), strict=True) if bad] or list(
            named
        )
        listed = _listed({name: named[name] for name in at_fault})
        raise ValueError(f"{listed}: expected finite counts, 0 or above, not all 0")
    if whole is not None and np.any(np.abs(together - whole) > slack + 1e-9 * abs(whole)):
        sums = ", ".join(f"{value:.10g}" for value in np.ravel(together))
        raise ValueError(f"{_listed(named)}: sum to {sums}, expected {whole:.10g}")
    return np.asarray(parts / together)


def same_peoples(first: Counts, second: Counts) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return two compositions by name, in one order; refuse a people that one of them lacks."""
    one, two = _named(first), _named(second)
    if unmatched := [*(one.keys() - two.keys()), *(two.keys() - one.keys())]:
        raise ValueError(f"{', '.join(sorted(unmatched))}: expected the same peoples at both dates")
    return one, {name: two[name] for name in one}


def total(**parts: float) -> float:
    """Return the whole that the parts make.

    >>> total(december=91_919, january=1_014)
    92933
    """
    return sum(parts.values())


def multiple(count: float, ratio: float) -> float:
    """Return a number of which there are so many to each one of a count.

    >>> multiple(351, 10)
    3510
    """
    return count * ratio


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
    if wrong := {n: part for n, part in parts.items() if pd.isna(part) or not 0 <= part < np.inf}:
        raise ValueError(f"{_listed(wrong)}: expected finite counts, 0 or above")
    left = whole - total(**parts)
    if not left >= 0:
        raise ValueError(f"{_listed(parts)}: exceed whole = {whole:.10g} by {-left:.10g}")
    return left


def share(part: float, whole: float, **further_parts: float) -> float:
    """Return a part, or several, of a whole as a fraction.

    Above 1 if part and whole come from counts that contradict each other: an audit has to see
    that. What must add up is for `shares` and `rest`, which refuse it.

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
