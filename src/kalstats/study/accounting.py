"""The operation of December 1943: what adds up, what does not, and who had arrived by 1948."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from kalstats.composition import total
from kalstats.evidence import readings
from kalstats.study.answers import Row, answer, rivals, row
from kalstats.study.deportation import all_deported, deported, listed, read

if TYPE_CHECKING:
    import pandas as pd

    from kalstats.evidence import Given, Quantity

PER = {
    "family": "deported-families-wikipedia",
    "train": "trains-wikipedia",
    "truck": "trucks-wikipedia",
    "serviceman": "servicemen-wikipedia-10000",
}
MONTHS = ["deported-december-wikipedia", "deported-january-wikipedia"]
LATER = ["arrived-kalmyks-1948-mvd", "deported-rostov-pohl"]
LATER += ["withdrawn-1944-maksimov", "transit-deaths-wikipedia"]


def _sum(label: str, parts: list[Quantity], whole: Given, unit: str, complete: bool) -> Row:
    """Return the sum of parts against the printed total, over all readings."""
    given: dict[str, Any] = {f"part {number}": one for number, one in enumerate(parts, 1)}
    gap = readings(lambda whole, **parts: total(**parts) - whole, whole=whole, **given)
    closing = ((gap.rows["low"] <= 0) & (gap.rows["high"] >= 0)).sum()
    verdict = f"closes in {closing} of {len(gap.rows)} readings" if closing else "does not close"
    if not complete and gap.high < 0:
        verdict = "less, as it may be"
    best = float(readings(total, whole=whole).preferred)
    sums = {"parts": best + gap.preferred, "total": best, "verdict": verdict}
    return row(gap, topic="sum", label=label, unit=unit, **sums)


def _sums(persons: Given) -> list[Row]:
    """Return what adds up to the deported, persons and families, and what does not."""
    sent, settled = (listed(measure, "Kalmyks") for measure in ("sent", "settled"))
    families, regions = deported("Kalmyks", "families"), {one.territory for one in sent}
    known = [one for one in settled if one.territory in regions]
    months = [read(key) for key in MONTHS]
    found = [
        ("Deported in December and January", months, persons, "persons", True),
        ("Sent by region", sent, persons, "persons", False),
        ("Families settled by place", settled, families, "families", True),
        ("Families settled in the regions of those sent", known, families, "families", False),
    ]
    return [_sum(*one) for one in found]


def _less(**numbers: float) -> float:
    """Return the first number less all others."""
    first, *others = numbers.values()
    return first - sum(others)


def operation(persons: Given | str = "") -> pd.DataFrame:
    """Return the accounting of the operation: sums against totals, and ratios.

    Parameters
    ----------
    persons : Quantity, Figure, sequence of Figure or float
        All deported in the operation; what sources say if not given.

    Returns
    -------
    pandas.DataFrame
        ``topic label parts total verdict low value high unit printed sources figures``;
        bounds over all readings, ``value`` of the figures read first. By ``topic``:

        - ``sum``: ``value`` is the difference, the sum of the ``parts`` less the ``total`` printed;
          ``verdict`` says in how many readings they close. A list that may be incomplete is
          refused only if it exceeds the whole.
        - ``ratio``: persons deported for each family, train, truck and serviceman.

    Raises
    ------
    TypeError
        If the persons are no figure and no number.
    ValueError
        If they are below 0.

    Examples
    --------
    >>> operation().query("topic == 'sum'")[["label", "value", "verdict"]].values.tolist() \
# doctest: +NORMALIZE_WHITESPACE
    [['Deported in December and January', -206.0, 'closes in 6 of 42 readings'],
     ['Sent by region', -8432.0, 'less, as it may be'],
     ['Families settled by place', 7507.0, 'does not close'],
     ['Families settled in the regions of those sent', 1121.0, 'does not close']]
    """
    whole, rows = all_deported("Kalmyks", persons), []
    for name, key in PER.items():
        each = rivals(read(key))
        found = readings(lambda whole, each: whole / each, whole=whole, each=each)
        rows.append(row(found, topic="ratio", label=f"Per {name}", unit=f"persons per {name}"))
    return answer([*_sums(whole), *rows]).fillna({"verdict": ""})


def arrivals(persons: Given | str = "") -> pd.DataFrame:
    """Return who was deported and who arrived, one number under the other, as an account.

    Parameters
    ----------
    persons : Quantity, Figure, sequence of Figure or float
        All deported in the operation; what sources say if not given.

    Returns
    -------
    pandas.DataFrame
        ``kind label low value high unit printed sources figures``, as ``plots.account`` takes it:
        the two months and what is in neither, the operation; those of Rostov Oblast and of the
        army; the dead of the journey and those who stand nowhere; arrivals until October 1948.

    Raises
    ------
    TypeError
        If the persons are no figure and no number.
    ValueError
        If they are below 0.

    Examples
    --------
    >>> arrivals().query("kind == 'residual'")["value"].tolist()
    [206.0, -7633.0]
    """
    whole = all_deported("Kalmyks", persons)
    december, january = (read(key).preferred for key in MONTHS)
    came, rostov, army, died = [read(key) for key in LATER]
    known = [figure for figure in died.figures if math.isfinite(figure.high)]
    once: dict[str, Any] = {"operation": whole, "rostov": rostov, "army": army}
    months = {"whole": whole, "december": december, "january": january}
    lines: list[tuple[str, str, Any]] = [
        ("part", "Deported in December 1943", december),
        ("part", "Deported in January 1944", january),
        ("residual", "In neither month", readings(_less, **months)),
        ("stock", "Deported in the operation", readings(total, whole=whole)),
        ("change", "From Rostov Oblast, March 1944", rostov.preferred),
        ("change", "From the army, 1944", army.preferred),
        ("stock", "All three", readings(total, **once)),
        ("change", "Died on the journey", readings(_lost, died=known)),
        ("residual", "Not among the arrivals", readings(_gap, came=came, died=known, **once)),
        ("stock", "Arrived until October 1948", came.preferred),
    ]
    rows = [row(one, kind=kind, label=label, unit="persons") for kind, label, one in lines]
    return answer(rows)


def _lost(died: float) -> float:
    return -died


def _gap(came: float, died: float, **taken: float) -> float:
    """Return what is missing among the arrivals, as a loss."""
    return came + died - total(**taken)
