"""The operation of December 1943: what adds up, what does not, and who was deported later."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from kalstats.composition import total
from kalstats.data import events
from kalstats.evidence import readings
from kalstats.study.answers import NOT_KNOWN, Row, answer, rivals, row
from kalstats.study.deportation import deported, listed, read

if TYPE_CHECKING:
    import pandas as pd

    from kalstats.evidence import Quantity

PER = {
    "family": "deported-families-wikipedia",
    "train": "trains-wikipedia",
    "truck": "trucks-wikipedia",
    "serviceman": "servicemen-wikipedia-10000",
}
MONTHS = ["deported-december-wikipedia", "deported-january-wikipedia"]
STAGES = {  # the four that the article reports from Bugay
    "Kalmykia": MONTHS[0],
    "Kalmykia, afterwards": MONTHS[1],
    "Rostov Oblast": "deported-rostov-pohl",
    "Stalingrad Oblast": "",
    "Soldiers of the Red Army": "withdrawn-1944-maksimov",
}
LATER = ["base-kalmyks-1943-12-ediev", "arrived-kalmyks-1948-mvd", "deported-rostov-pohl"]
LATER += ["withdrawn-1944-maksimov", "transit-deaths-wikipedia"]


def _sum(label: str, parts: list[Quantity], whole: Quantity, *, complete: bool = True) -> Row:
    """Return the sum of parts against the printed total, over all readings."""
    given: dict[str, Any] = {f"part {number}": one for number, one in enumerate(parts, 1)}
    gap = readings(lambda whole, **parts: total(**parts) - whole, whole=whole, **given)
    closing = ((gap.rows["low"] <= 0) & (gap.rows["high"] >= 0)).sum()
    verdict = f"closes in {closing} of {len(gap.rows)} readings" if closing else "does not close"
    if not complete and gap.high < 0:
        verdict = "less, as it may be"
    best = float(whole.preferred.value)
    sums = {"parts": best + gap.preferred, "total": best, "verdict": verdict}
    return row(gap, topic="sum", label=label, unit=whole.unit, **sums)


def _sums(persons: Quantity) -> list[Row]:
    """Return what adds up to the deported, persons and families, and what does not."""
    sent, settled = (listed(measure, "Kalmyks") for measure in ("sent", "settled"))
    families, regions = deported("Kalmyks", "families"), {one.territory for one in sent}
    known = [one for one in settled if one.territory in regions]
    months = [read(key) for key in MONTHS]
    return [
        _sum("Deported in December and January", months, persons),
        _sum("Sent by region", sent, persons, complete=False),
        _sum("Families settled by place", settled, families),
        _sum("Families settled in the regions of those sent", known, families, complete=False),
    ]


def _stages() -> list[Row]:
    """Return the stages of the deportation, each with its number, or not known."""
    rows = []
    for name, key in STAGES.items():
        one = read(key) if key else None
        when: Any = one or events(event="stalingrad-deportation", rank="preferred").iloc[0]
        days = {"label": name, "start": when.start, "end": when.end}
        known = row(one.preferred) if one else row(NOT_KNOWN, unit="persons", sources=when.source)
        rows.append({**known, "topic": "stage", **days})
    return rows


def _later(operation: Quantity) -> list[Row]:
    """Return the operation and those deported later together, against base and arrivals."""
    base, came, rostov, army, died = [read(key) for key in LATER]
    known = [figure for figure in died.figures if math.isfinite(figure.high)]
    once = {"operation": operation, "rostov": rostov, "army": army}
    left: Any = {"died": known, "came": came}
    found: dict[str, Any] = {
        "Ediev's base": base.preferred,
        "Arrivals until October 1948": came.preferred,
        "Operation, Rostov Oblast and army": readings(total, **once),
        "Base less the operation": readings(_less, base=base, operation=operation),
        "Base less all three": readings(_less, base=base, **once),
        "Operation less the dead of the journey": readings(_less, whole=operation, died=known),
        "All three, less the dead and the arrivals": readings(_missing, **left, **once),
    }
    return [row(one, topic="later", label=name, unit="persons") for name, one in found.items()]


def _less(**numbers: float) -> float:
    """Return the first number less all others."""
    first, *others = numbers.values()
    return first - sum(others)


def _missing(died: float, came: float, **taken: float) -> float:
    return total(**taken) - died - came


def operation() -> pd.DataFrame:
    """Return the accounting of the operation: sums, ratios, stages, and those deported later.

    Returns
    -------
    pandas.DataFrame
        ``topic label parts total verdict start end low value high unit printed sources figures``;
        bounds over all readings, ``value`` of the figures read first. By ``topic``:

        - ``sum``: ``value`` is the difference, the sum of the ``parts`` less the ``total`` printed;
          ``verdict`` says in how many readings they close. A list that may be incomplete is
          refused only if it exceeds the whole.
        - ``ratio``: persons deported for each family, train, truck and serviceman.
        - ``stage``: the four stages that the article reports from Bugay, nan where not known.
        - ``later``: Ediev's base and the arrivals of the balance of 1948 against the operation and
          those deported later, whose sum is ours.

    Examples
    --------
    >>> operation().query("topic == 'sum'")[["label", "value", "verdict"]].values.tolist() \
# doctest: +NORMALIZE_WHITESPACE
    [['Deported in December and January', -206.0, 'closes in 6 of 42 readings'],
     ['Sent by region', -8432.0, 'less, as it may be'],
     ['Families settled by place', 7507.0, 'does not close'],
     ['Families settled in the regions of those sent', 1121.0, 'does not close']]
    """
    whole, rows = deported("Kalmyks", "persons"), []
    for name, key in PER.items():
        each = rivals(read(key))
        found = readings(lambda whole, each: whole / each, whole=whole, each=each)
        rows.append(row(found, topic="ratio", label=f"Per {name}", unit=f"persons per {name}"))
    told = answer([*_sums(whole), *rows, *_stages(), *_later(whole)])
    return told.fillna({"verdict": ""})
