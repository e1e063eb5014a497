"""The deported peoples compared: whose losses were the greatest, and on which measure.

Every measure is written so that a greater number is a greater loss.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from kalstats.evidence import Range, figure, pick, rank_range, readings
from kalstats.study import measured, measures
from kalstats.study.measured import GERMANS, KALMYKS, PAIR, POOLED, SUM, TATARS, Known

if TYPE_CHECKING:
    from kalstats.evidence import Figure, Given, Result

REST = "Kalmyks, Turks, Kurds and Hemshils"
SCALE = {"percent": 100, "per 1,000 a year": 1000}
NUMBERS = ["low", "value", "high", "unit"]
TOLD = ["label", "sources", "figures"]


def _row(people: str, found: Result | Range, unit: str, label: str) -> dict[str, Any]:
    """Return one number as a row, in its unit, with its sources."""
    known = found if isinstance(found, Range) else found.range
    scale = SCALE.get(unit, 1)
    low, value, high = (
        round(scale * float(end), 9) for end in (known.low, known.value, known.high)
    )
    told = (known.sources, known.figures)
    keys = ("; ".join(filter(None, texts)) for texts in told)
    values = [people, low, value, high, unit, label, *keys]
    return dict(zip(["people", *NUMBERS, *TOLD], values, strict=True))


def _left(total: float, share: float, base: float, **parts: float) -> float:
    """Return what is left of half a sum beside the parts that are known."""
    known = share / 100 * base + sum(parts.values())
    if not known <= total / 2 < math.inf:
        least = f"twice the {known:,.0f} of the other peoples, or more, with an upper bound"
        raise ValueError(f"total = {total:,.10g}: expected {least}")
    return total / 2 - known


def _at_most(found: Result, further: Figure) -> Range:
    """Return the upper bound of a result alone; it rests on a further figure too."""
    sources, figures = (*found.sources, further.source), (*found.figures, further.id)
    return Range(0, math.nan, found.high, "", sources, figures)


def excess_left(total: Given | str = SUM) -> pd.DataFrame:
    """Return what a sum of excess deaths over all deported peoples leaves for the Kalmyks.

    One book, after Ediev, has 455.3 thousand for all, and numbers for some; Pohl says of such a
    sum that over half were Germans. What the others leave of the other half is the most that
    Kalmyks and Turks, Kurds and Hemshils can have had together: a bound, no estimate. The
    Karachays' number is the lower end of a range in print, which fits Ediev's deported.

    Parameters
    ----------
    total : Quantity, Figure, sequence of Figure, float or str
        The sum over all peoples, or the id of its figure.

    Returns
    -------
    pandas.DataFrame
        The sum, what is taken off it, and what is left, in persons, and at last for each 100
        deported Kalmyks if no other people had any: ``people``, ``low``, ``value``, ``high``,
        ``unit``, ``label``, ``sources``, ``figures``. Of what is left no value is known.

    Raises
    ------
    TypeError
        If the sum is no figure and no number.
    DataError
        If no figure has the id.
    ValueError
        If half of the sum is less than the other peoples have.

    Examples
    --------
    >>> rows = excess_left()
    >>> rows[rows["unit"] == "percent"]["high"].round(1).tolist()
    [29.3]
    """
    known = Known()
    given: dict[str, Any] = {name: known.one(key)[0] for name, key in measured.IN_SUM.items()}
    germans, whole = given.pop("germans"), known.one(measured.OPERATION[KALMYKS])[0]
    given["total"] = figure(total) if isinstance(total, str) else total
    given["karachays"] = known.one(measured.PRINTED["Karachays"])[0].bound("low")
    tatars = {"share": known.one(measured.EXCESS[TATARS])[0], "base": known.base(TATARS)[0]}
    part = readings(lambda whole, **sums: _left(**sums) / whole, whole=whole, **given, **tatars)
    left = _at_most(readings(_left, **given, **tatars), germans)
    every, half = (readings(lambda total, n=n: total / n, total=given["total"]) for n in (1, 2))
    lines: list[tuple[str, Result | Range, str]] = [
        ("all deported peoples", every, "All deported peoples"),
        (GERMANS, half, "Germans, at least half"),
        (PAIR, given["pair"].range, PAIR),
        (TATARS, readings(lambda share, base: share * base / 100, **tatars), TATARS),
        ("Karachays", given["karachays"].range, "Karachays, the least in print"),
        ("Balkars", given["balkars"].range, "Balkars"),
        (REST, left, f"Left for {REST}"),
    ]
    rows = [_row(people, found, "persons", label) for people, found, label in lines]
    most = _row(KALMYKS, _at_most(part, germans), "percent", measures.LABELS["excess deaths"])
    return pd.DataFrame([*rows, most])


def _ranked(rows: list[dict[str, Any]], measure: str) -> pd.DataFrame:
    """Return the rows of a measure with the ranks that each can take; those apart have none."""
    table = pd.DataFrame(rows)
    table["apart"] = table["people"].eq(GERMANS) & (measure not in measures.BY_CENSUS)
    ranked = table[~table["apart"]]
    best, worst = rank_range(ranked["low"], ranked["high"])
    ends = pd.DataFrame({"best": best, "worst": worst}, ranked.index, dtype="Int64")
    return table.join(ends).assign(measure=measure, of=len(ranked))


def _compared(known: Known, total: Given | str, *, every: bool) -> pd.DataFrame:
    """Return each measure for each people, see `peoples`."""
    taken = {**measures.registered(known), **measures.estimated(known), **measures.printed(known)}
    bound = pick(excess_left(total), people=KALMYKS)
    tables = []
    for measure, label in measures.LABELS.items():
        unit, rows = measures.UNITS[measure], []
        for people, (function, given) in taken[measure].items():
            read = {name: known.every(one) if every else one for name, one in given.items()}
            rows.append(_row(people, readings(function, **read), unit, label))
        if measure == "excess deaths":
            rows.append({**_row(KALMYKS, bound, "", label), "unit": unit})
        tables.append(_ranked(rows, measure))
    found = pd.concat(tables, ignore_index=True)
    found["pooled"] = found["people"].isin(POOLED)
    first, last = ["measure", "people", *NUMBERS], ["best", "worst", "of", "pooled", "apart"]
    return found[[*first, *last, *TOLD]]


def peoples(total: Given | str = SUM, *, every: bool = False) -> pd.DataFrame:
    """Return each measure of loss for each deported people, with the ranks it can take.

    Parameters
    ----------
    total : Quantity, Figure, sequence of Figure, float or str
        Excess deaths of all peoples, as in `excess_left`.
    every : bool
        Whether any figure that is not doubtful may stand for another, also of another source;
        otherwise like is compared with like: one source, or one kind of source, for all.

    Returns
    -------
    pandas.DataFrame
        One row per measure and people: ``measure``, ``people``; ``low``, ``value``, ``high`` in
        ``unit``, hard bounds; ``best`` and ``worst``, the ranks it can take among ``of`` (see
        `rank_range`; missing for Germans where they stand apart, for the register misses those
        of the labour army); ``pooled``, whether the source counts several peoples together;
        ``apart``; ``label``, the measure in words; ``sources``; ``figures``. A figure named
        ``….closing`` is the number of arrivals that would close a balance.

    Examples
    --------
    >>> rows = peoples()
    >>> rows[(rows["measure"] == "registered deaths") & (rows["best"] == 1)]["people"].tolist()
    ['North Caucasians']
    """
    return _compared(Known(), total, every=every)


def _first(rows: pd.DataFrame, people: str) -> pd.DataFrame:
    """Return the rows of one people with the verdict: whether it is the greatest."""
    own = rows[rows["people"].eq(people) & ~rows["apart"]]
    answers = [
        "yes" if worst == 1 else "no" if best > 1 else "not known"
        for best, worst in zip(own["best"], own["worst"], strict=True)
    ]
    return own.assign(verdict=answers).drop(columns=["people", "pooled", "apart"])


def greatest(people: str = KALMYKS, total: Given | str = SUM) -> pd.DataFrame:
    """Return on which measures the losses of a people were, may or cannot have been the greatest.

    Parameters
    ----------
    people : str
        One of those that `peoples` has.
    total : Quantity, Figure, sequence of Figure, float or str
        Excess deaths of all peoples, as in `excess_left`.

    Returns
    -------
    pandas.DataFrame
        One row per measure: ``measure``; ``low``, ``value``, ``high``, ``unit``; ``best``,
        ``worst``, ``of``; ``label``; ``sources``; ``figures``; ``verdict``, whether it stands
        first (``yes``, ``no``, ``not known``); ``best_any``, ``worst_any`` and ``verdict_any``,
        the same with every figure; ``ahead``, the greatest of the others.

    Raises
    ------
    ValueError
        If no measure has the people; those that there are are named.

    Examples
    --------
    >>> told = greatest().set_index("measure")["verdict"]
    >>> told[["census 1926–1959", "registered deaths", "excess deaths"]].tolist()
    ['yes', 'no', 'not known']
    """
    known = Known()
    like, mixed = (_compared(known, total, every=every) for every in (False, True))
    if people not in like["people"].tolist():
        there = ", ".join(like["people"].unique())
        raise ValueError(f"people = {people!r}: no measure has it; expected one of {there}")
    others = like[like["people"].ne(people) & ~like["apart"]].sort_values("high")
    wide = _first(mixed, people)[["measure", "best", "worst", "verdict"]]
    found = _first(like, people).merge(wide, on="measure", suffixes=("", "_any"))
    return found.assign(ahead=found["measure"].map(others.groupby("measure")["people"].last()))
