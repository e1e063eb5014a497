"""Audits: whether printed numbers agree with each other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from kalstats.evidence.results import Given, readings

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd


class Audit(NamedTuple):
    """A recomputed number with the bounds that rounding allows, and the verdict on the print."""

    value: float
    low: float
    high: float
    verdict: str


def rounding(printed: str) -> tuple[float, float, float]:
    """Return a printed number with its rounding interval: half a unit of its last digit.

    >>> rounding("35%"), rounding("106 thousand")
    ((34.5, 35.0, 35.5), (105500.0, 106000.0, 106500.0))
    """
    found = re.fullmatch(r"\s*(-?[\d,]+)(?:\.(\d+))?\s*(thousand|million|%)?\s*", printed)
    if not found:
        raise ValueError(f"printed = {printed!r}: expected a printed number")
    whole, decimals, unit = found.groups(default="")
    scale = {"thousand": 1e3, "million": 1e6}.get(unit, 1)
    value, half = float(f"{whole.replace(',', '')}.{decimals}0"), 0.5 / 10 ** len(decimals)
    return ((value - half) * scale, value * scale, (value + half) * scale)


def _verdict(value: float, low: float, high: float, printed: str) -> str:
    """Compare a recomputed number and its bounds with a printed one."""
    least, _, most = rounding(printed)
    slack = 1e-9 * max(abs(least), abs(most), 1)
    if least - slack <= value <= most + slack:
        return "match"
    return "within rounding" if low <= most + slack and high >= least - slack else "inconsistent"


def audit_percentage(numerator: str, denominator: str, printed: str) -> Audit:
    """Recompute a printed percentage from the printed numbers it is made of.

    Parameters
    ----------
    numerator, denominator : str
        Counts as printed; write a whole number of a table printed to tenths with its zero.
    printed : str
        The percentage as printed.

    Returns
    -------
    Audit
        ``value`` in percent; the verdict is ``match`` if it rounds to the print, ``within
        rounding`` if unrounded counts could, else ``inconsistent``.

    Examples
    --------
    >>> audit_percentage("27.1 thousand", "49.4 thousand", "54.9%").verdict
    'match'
    >>> audit_percentage("16,017", "93,139", "19%").verdict
    'inconsistent'
    """
    (a, part, b), (c, whole, d) = rounding(numerator), rounding(denominator)
    if c <= 0:
        raise ValueError(f"denominator = {denominator!r}: expected a number above 0")
    value, low, high = 100 * part / whole, 100 * a / d, 100 * b / c
    return Audit(value, low, high, _verdict(value, low, high, printed))


def audit_sum(parts: Sequence[str], total: str) -> Audit:
    """Recompute a printed total from its printed parts; ``value`` is the sum.

    >>> audit_sum(["91,919", "1,014"], "93,139")
    Audit(value=92933.0, low=92932.0, high=92934.0, verdict='inconsistent')
    """
    if not parts:
        raise ValueError("parts = []: expected at least one")
    low, value, high = (sum(column) for column in zip(*map(rounding, parts), strict=True))
    return Audit(value, low, high, _verdict(value, low, high, total))


def audit_pairs(numerators: Given, denominators: Given, printed: str) -> pd.DataFrame:
    """Find which numerator over which denominator gives a printed percentage.

    Returns
    -------
    pandas.DataFrame
        The readings in percent, with the ``verdict`` on each; pivot it for a table.

    Examples
    --------
    >>> from kalstats import quantity
    >>> dead, of = quantity(id="deaths-wikipedia-range"), quantity(id="registered-1945-wikipedia")
    >>> audit_pairs(dead.preferred, of, "19%")["verdict"].tolist()
    ['within rounding']
    """
    rows = readings(
        lambda numerator, denominator: 100 * numerator / denominator,
        numerator=numerators,
        denominator=denominators,
    ).rows
    numbers = zip(rows["value"], rows["low"], rows["high"], strict=True)
    return rows.assign(verdict=[_verdict(*number, printed) for number in numbers])
