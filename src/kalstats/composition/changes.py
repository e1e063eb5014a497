"""The change of a people's share, taken apart."""

from collections import namedtuple
from typing import Any

import numpy as np

from kalstats.composition.parts import Counts, one_spelling, same_peoples, shares
from kalstats.demography.limits import fitting, require

# each part is exact, not a remainder; in points (1 = the whole population) change = own + others,
# in log points log_change = log_own − log_total
ShareChange = namedtuple("ShareChange", "change own others log_change log_own log_total")


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
