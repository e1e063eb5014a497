"""The operation of December 1943: what adds up, what does not, and who was deported later."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from kalstats.data import events
from kalstats.evidence import quantity, readings
from kalstats.study.answers import Row, computed_row, missing_row, printed_row, result_row
from kalstats.study.destinations import deported, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kalstats.evidence import Quantity

KALMYKS = "Kalmyks"
ORDER = ["topic", "measure", "part", "label", "start", "end", "low", "value", "high", "unit"]
ORDER += ["printed", "verdict", "readings", "closing", "sources", "figures"]
NUMBERS = {"base": "1943-12-ediev", "arrived": "1948-mvd"}
PER = {
    "family": "deported-families-wikipedia",
    "train": "trains-wikipedia",
    "truck": "trucks-wikipedia",
    "serviceman": "servicemen-wikipedia-10000",
}
STAGES = {  # the four that Bugay distinguishes, as the article reports him; then what is known of one
    "Kalmykia": "deported-december-wikipedia",
    "Kalmykia, afterwards": "deported-january-wikipedia",
    "Rostov Oblast, to Omsk Oblast": "deported-rostov-pohl",
    "Stalingrad Oblast, to Sverdlovsk Oblast": "",
    "Soldiers of the Red Army": "withdrawn-1944-maksimov",
    "of them, officers": "withdrawn-officers-1944-maksimov",
    "of them, sergeants in the Shirokovsky camp": "shirokovsky-sergeants-1944-maksimov",
    "of them, privates in the Shirokovsky camp": "shirokovsky-privates-1944-maksimov",
}


def _sum(
    label: str, parts: Sequence[Quantity], whole: Quantity, *, complete: bool = True
) -> list[Row]:
    """Return the sum of parts, the total printed and the difference, over all readings."""
    given: dict[str, Any] = {f"part {number}": one for number, one in enumerate(parts, 1)}
    about = {"topic": "sum", "measure": label, "label": label}
    unit = whole.unit
    gap = readings(lambda whole, **parts: sum(parts.values()) - whole, whole=whole, **given)
    closing = gap.rows[(gap.rows["low"] <= 0) & (gap.rows["high"] >= 0)]
    verdict = "closes" if closing["preferred"].any() else "does not close"
    if not complete and gap.preferred < 0:
        verdict = "less, as it may be"
    told = {"verdict": verdict, "readings": len(gap.rows), "closing": len(closing)}
    return [
        computed_row(lambda **parts: sum(parts.values()), given, unit, part="parts", **about),
        computed_row(lambda whole: whole, {"whole": whole}, unit, part="total", **about)
        | {"printed": whole.preferred.printed},
        result_row(gap, unit, part="difference", **about, **told),
    ]


def _sums() -> list[Row]:
    """Return what adds up to the deported, persons and families, and what does not."""
    sent, settled = (listed(measure, KALMYKS) for measure in ("sent", "settled"))
    persons, families = (deported(KALMYKS, unit) for unit in ("persons", "families"))
    months = [quantity(id=STAGES[place]) for place in ("Kalmykia", "Kalmykia, afterwards")]
    regions = {one.territory for one in sent}
    known = [one for one in settled if one.territory in regions]
    return [
        *_sum("deported in December and January", months, persons),
        *_sum("sent by region", sent, persons, complete=False),
        *_sum("families settled by place", settled, families),
        *_sum("families settled in the regions of those sent", known, families, complete=False),
    ]


def _ratios() -> list[Row]:
    """Return the deported for each family, train, truck and serviceman."""
    whole, rows = deported(KALMYKS, "persons"), []
    for name, key in PER.items():
        found = readings(lambda whole, each: whole / each, whole=whole, each=quantity(id=key))
        about = {"topic": "ratio", "measure": f"per {name}", "label": f"Deported for each {name}"}
        rows.append(result_row(found, f"persons per {name}", **about, readings=len(found.rows)))
    return rows


def _stages() -> list[Row]:
    """Return the stages of the deportation, each with its number, or not known."""
    rows = []
    for name, key in STAGES.items():
        about = {"topic": "stage", "measure": name, "label": name}
        if key:
            one = quantity(id=key)
            rows.append(printed_row(one.preferred, **about, start=one.start, end=one.end))
            continue
        when = events(event="stalingrad-deportation", rank="preferred").iloc[0]
        days = {"start": when["start"], "end": when["end"]}
        rows.append(missing_row("persons", **about, **days) | {"sources": when["source"]})
    return rows


def _later() -> list[Row]:
    """Return the operation and those deported later together, and the two numbers beside them."""
    names = ("Rostov Oblast, to Omsk Oblast", "Soldiers of the Red Army")
    later = {name: quantity(id=STAGES[name]) for name in names}
    base, arrived = (quantity(id=f"{key}-kalmyks-{day}") for key, day in NUMBERS.items())
    died = quantity(id="transit-deaths-wikipedia").figures
    once = {"operation": deported(KALMYKS, "persons"), **later}
    here = {"operation": once["operation"], "died": [f for f in died if math.isfinite(f.high)]}
    told: list[tuple[str, Any, dict[str, Any]]] = [
        ("operation, Rostov Oblast and army", _together, once),
        ("Ediev's base less the operation", _less, {"base": base, "operation": once["operation"]}),
        ("Ediev's base less all three", _less, {"base": base, **once}),
        ("operation without the dead of the journey", _less, here),
        ("all three, without the dead, less the arrivals", _missing, {**once, **here, "arrived": arrived}),
    ]
    return [
        *(
            printed_row(one.preferred, topic="later", measure=name, label=name)
            for name, one in (("Ediev's base", base), ("arrivals until October 1948", arrived))
        ),
        *(
            computed_row(function, given, "persons", topic="later", measure=name, label=name)
            for name, function, given in told
        ),
    ]


def _together(**parts: float) -> float:
    return sum(parts.values())


def _less(**numbers: float) -> float:
    """Return the first number less all others."""
    first, *others = numbers.values()
    return first - sum(others)


def _missing(died: float, arrived: float, **deported: float) -> float:
    """Return how many should have arrived beside those who did."""
    return sum(deported.values()) - died - arrived


def operation() -> pd.DataFrame:
    """Return the accounting of the operation: sums, ratios, stages, and those deported later.

    Returns
    -------
    pandas.DataFrame
        ``topic measure part label start end low value high unit printed verdict readings closing
        sources figures``; bounds over all readings. By ``topic``:

        - ``sum``: for each sum of the article three rows, ``part`` "parts", "total" (``printed``)
          and "difference", parts less total. ``verdict`` says whether the figures read first
          close; ``closing`` of the ``readings`` do. A list that may be incomplete can only be
          refused if it exceeds the whole.
        - ``ratio``: persons deported for each family, train, truck and serviceman.
        - ``stage``: the four stages that the article reports from Bugay, nan where not known, and
          what is known of the soldiers.
        - ``later``: Ediev's base and the arrivals of the balance of 1948 against the operation and
          those deported later, whose sum is ours.

    Examples
    --------
    >>> found = operation().query("topic == 'sum' and part == 'difference'")
    >>> found[["label", "value", "verdict"]].values.tolist() # doctest: +NORMALIZE_WHITESPACE
    [['deported in December and January', -206.0, 'does not close'],
     ['sent by region', -8432.0, 'less, as it may be'],
     ['families settled by place', 7507.0, 'does not close'],
     ['families settled in the regions of those sent', 1121.0, 'does not close']]
    """
    frame = pd.DataFrame([*_sums(), *_ratios(), *_stages(), *_later()])
    counts = ["readings", "closing"]
    text = {name: "" for name in ("part", "verdict")}
    return frame[ORDER].fillna(text).astype(dict.fromkeys(counts, "Int64"))
