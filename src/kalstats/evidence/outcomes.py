"""Outcomes: what came out of the test of a claim, in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from kalstats.data.printed import ENGLISH
from kalstats.evidence.audits import rounding
from kalstats.evidence.writing import Range

if TYPE_CHECKING:
    from collections.abc import Mapping

DAYS_IN_YEAR = 365.25
WHOLE = 100  # from here on a count has no decimals
GAPS = {  # functions that compare with others: what is said above zero, and below
    "composition.lag": ("below the least of the others", "above the least of the others"),
    "composition.lead": ("more than the greatest of the others", "less than the greatest"),
}
GAPS |= dict.fromkeys(
    ["composition.share_lead", "demography.decline_lead"],
    ("points more than the greatest of the others", "points less than the greatest"),
)


def outcome(row: Mapping[Any, Any], low: float, high: float) -> str:
    """Say what came out of the test of a claim, to a digit more than the claim has.

    Parameters
    ----------
    row : mapping
        The claim, with ``against`` and, where it has them, ``function`` and ``inputs``.
    low, high : float
        The bounds of what came out, in percent where a percentage is claimed.

    Returns
    -------
    str
        A number or a range with its unit; how far before or behind others, where these are
        compared; years or days between dates; "" if nothing could be tested.

    Examples
    --------
    >>> outcome({"against": "75%"}, 75.5865, 75.5865), outcome({"against": "46"}, 46, 47)
    ('75.6%', '46–47')
    >>> outcome({"against": "0", "function": "composition.lead"}, -1.7, -1.5)
    '1.5–1.7 less than the greatest'
    """
    if math.isnan(low) and math.isnan(high):
        return ""
    function, dates = row.get("function", ""), ".date" in row.get("inputs", "")
    if function in GAPS:
        ends = sorted((abs(low), abs(high)))
        return f"{_range(*ends):.1f} {GAPS[function][int(high < 0)]}"
    if dates and function == "composition.total":
        return f"{_range(low, high):.1f}"  # a year has no thousands
    if dates and high < 1 / 12:
        days = f"{_range(low * DAYS_IN_YEAR, high * DAYS_IN_YEAR):,}"
        return f"{days} day{'s' * (days != '1')}"
    return _number(row["against"], low, high) + " years" * dates


def _range(low: float, high: float) -> Range:
    return Range(low, low, high)


def _number(against: str, low: float, high: float) -> str:
    """Write bounds to a digit more than the number they are compared with; persons stay whole."""
    least, _, most = rounding(against, ENGLISH)
    digits = max(0, 1 - round(math.log10(most - least)))
    if against.endswith("%"):
        return f"{_range(low / 100, high / 100):.{digits}%}"
    whole = all(end == round(end) or end >= WHOLE for end in (low, high) if math.isfinite(end))
    return f"{_range(low, high):,.{0 if whole else digits}f}"
