"""Audits: whether printed numbers agree with each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kalstats.data.arguments import expect
from kalstats.data.printed import NOTATIONS, Read, read, read_one
from kalstats.evidence.results import Given, readings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd


class Audit(NamedTuple):
    """A recomputed number with the bounds that rounding allows, and the verdict on the print."""

    value: float
    low: float
    high: float
    verdict: str


def rounding(printed: str, notation: str | None = None) -> tuple[float, float, float]:
    """Return a printed number with its rounding interval: half a unit of its last digit.

    Parameters
    ----------
    printed : str
        A number as a source prints it: ``12 400``, ``45,4%``, ``1.2 million``, ``12,4 тыс.``.
    notation : {"1,234.5", "1.234,5"}, optional
        How the source writes numbers. Needed only where the text alone leaves two: ``12.400``.

    Raises
    ------
    ValueError
        If the text is no number, or two by notations: the two are named.

    Examples
    --------
    >>> rounding("35%"), rounding("106 thousand"), rounding("1,234", "1,234.5")[1]
    ((34.5, 35.0, 35.5), (105500.0, 106000.0, 106500.0), 1234.0)
    """
    expect("printed", printed, str, "a number as printed, as text")
    return _interval(read_one("printed", printed, notation))


def _interval(one: Read) -> tuple[float, float, float]:
    return (one.value - one.half, one.value, one.value + one.half)


def _in_one_notation(
    given: dict[str, str], notation: str | None, audit: Callable[..., Audit]
) -> Audit:
    """Audit printed numbers, by name, in the notation they share.

    Numbers that no notation fits together are read one by one; those that fit two are refused
    only if the audit comes out differently.
    """
    for name, text in given.items():
        expect(name, text, str, "a number as printed, as text")
    found = {name: read(text, notation) for name, text in given.items()}
    shared = [n for n in NOTATIONS if all(n in one for one in found.values())]
    audits = [audit(*(_interval(one[n]) for one in found.values())) for n in shared]
    if len({(f"{one.value:.9g}", one.verdict) for one in audits}) == 1:
        return audits[0]
    return audit(*(_interval(read_one(*text, notation)) for text in given.items()))


def _verdict(value: float, low: float, high: float, printed: tuple[float, float, float]) -> str:
    """Compare a recomputed number and its bounds with a printed one."""
    least, _, most = printed
    slack = 1e-9 * max(abs(least), abs(most), 1)
    if least - slack <= value <= most + slack:
        return "match"
    return "within rounding" if low <= most + slack and high >= least - slack else "inconsistent"


def audit_percentage(
    numerator: str, denominator: str, printed: str, notation: str | None = None
) -> Audit:
    """Recompute a printed percentage from the printed numbers it is made of.

    Parameters
    ----------
    numerator, denominator : str
        Counts as printed; write a whole number of a table printed to tenths with its zero.
    printed : str
        The percentage as printed.
    notation : str, optional
        How numbers are written, if that is not plain from these; see `rounding`.

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

    def audit(part: Any, whole: Any, told: Any) -> Audit:
        (a, part, b), (c, whole, d) = part, whole
        if c <= 0:
            raise ValueError(f"denominator = {denominator!r}: expected a number above 0")
        value, low, high = 100 * part / whole, 100 * a / d, 100 * b / c
        return Audit(value, low, high, _verdict(value, low, high, told))

    given = {"numerator": numerator, "denominator": denominator, "printed": printed}
    return _in_one_notation(given, notation, audit)


def audit_sum(parts: Sequence[str], total: str, notation: str | None = None) -> Audit:
    """Recompute a printed total from its printed parts; ``value`` is the sum.

    The notation need be told only if that is not plain from the numbers; see `rounding`.

    >>> audit_sum(["91,919", "1,014"], "93,139", "1,234.5")
    Audit(value=92933.0, low=92932.0, high=92934.0, verdict='inconsistent')
    """
    if not parts:
        raise ValueError("parts = []: expected at least one")

    def audit(told: Any, *intervals: Any) -> Audit:
        low, value, high = (sum(column) for column in zip(*intervals, strict=True))
        return Audit(value, low, high, _verdict(value, low, high, told))

    given = {"total": total, **{f"part {n}": part for n, part in enumerate(parts, 1)}}
    return _in_one_notation(given, notation, audit)


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
    share = rounding(printed)
    numbers = zip(rows["value"], rows["low"], rows["high"], strict=True)
    return rows.assign(verdict=[_verdict(*number, share) for number in numbers])
