"""The decline between two censuses, and what other peoples' growth would have made of it."""

from __future__ import annotations

from functools import partial
from itertools import product
from typing import Any

import pandas as pd

from kalstats.data import census, cite, deportation
from kalstats.demography import counterfactual, growth_rate, relative_change, years_between
from kalstats.evidence import quantity, readings
from kalstats.study.answers import Row, answer, lacking, row

KALMYKS, UNION = "Kalmyks", "USSR"
CENSUSES = ("1926-12-17", "1939-01-17", "1959-01-15")
EVERY = "every pair"
MEASURES = [("decline", "percent"), ("growth rate", "per 1,000 a year")]
FAST = 2.5  # grown to more than so many times: more than births can give
# deported in part, pooled with the other peoples of the Crimea
IN_PART = {"Greeks"}


def decline(
    people: str = KALMYKS, start: str = CENSUSES[1], end: str = CENSUSES[2], territory: str = UNION
) -> pd.DataFrame:
    """Return the decline of a people between two censuses, by every pair of figures.

    It is no number of dead, and no loss of one event: whatever happened between is in it.

    Parameters
    ----------
    people, territory : str
        With a population at both censuses.
    start, end : str
        Days of the censuses.

    Returns
    -------
    pandas.DataFrame
        ``people territory start end measure label preferred low value high unit printed sources
        figures``. `measure` is ``decline``, in percent, and ``growth rate``, exponential between
        the exact days, per 1,000 a year. `label` is the pair, or ``every pair`` with the bounds
        of all.

    Raises
    ------
    ValueError
        If the people has no count at one of the two.

    Examples
    --------
    >>> from kalstats import pick
    >>> found = pick(decline(), measure="decline", label="every pair")
    >>> f"{found:.1f} percent"
    '19.1–21.1 percent'
    """
    before, after = (_counted(people, territory, day) for day in (start, end))
    pairs = [*product(before.figures, after.figures), (before, after)]
    functions: list[Any] = [_fall, partial(_yearly, years=years_between(start, end))]
    rows = list[Row]()
    for function, (measure, unit) in zip(functions, MEASURES, strict=True):
        for pair in pairs:
            found, label = readings(function, before=pair[0], after=pair[1]), EVERY
            if pair != (before, after):
                label = f"{pair[0].printed} ({cite(pair[0].source, 'short')}) → {pair[1].printed}"
            best = pair == (before.preferred, after.preferred)
            rows.append(row(found, measure=measure, label=label, preferred=best, unit=unit))
    days = {"start": pd.Timestamp(start), "end": pd.Timestamp(end)}
    return answer(rows, people=people, territory=territory, **days)


def _fall(before: float, after: float) -> float:
    return -100 * float(relative_change(before, after))


def _yearly(before: float, after: float, years: float) -> float:
    return 1000 * float(growth_rate(before, after, years))


def _counted(people: str, territory: str, day: str) -> Any:
    where = {"territory": territory, "measure": "population", "start": day, "unit": "persons"}
    if census(people=people, **where).empty:
        there = census(territory=territory, measure="population")["people"]
        raise lacking(people, f"population in {territory} at the census of {day}", there)
    return quantity(people=people, **where)


def comparators(people: str = KALMYKS) -> pd.DataFrame:
    """Return the people there would have been in 1959, had they grown as others did since 1926.

    Each people has a history of its own: none is the answer, and their average means nothing.
    What happened since 1926 is in all of them: collectivisation, famine, the war.

    Parameters
    ----------
    people : str
        With a population in the Soviet Union in 1926, 1939 and 1959.

    Returns
    -------
    pandas.DataFrame
        ``people start end measure label kind preferred low value high unit printed sources
        figures``. `measure` is ``population``, carried forward, and ``missing`` against the
        census of 1959. `kind` is ``not deported`` and ``own growth`` (preferred), ``deported``
        as a whole or in part, and ``too fast``: faster than births explain.

    Examples
    --------
    >>> rows = comparators().query("measure == 'population'").set_index("label")
    >>> rows.loc["as the Kazakhs, 1926–1959", "kind"]
    'not deported'
    """
    first, middle, last = CENSUSES
    begun, counted = (_counted(people, UNION, day).preferred for day in (first, last))
    years, rows = years_between(first, last), list[Row]()
    known = [set(census(territory=UNION, start=day)["people"]) for day in (first, last)]
    sent = set(deportation(measure=["deported", "deported_base"])["people"]) | IN_PART
    for name in [*sorted(known[0] & known[1] - {people, "all"}), people]:
        own = name == people
        until = middle if own else last
        grown = partial(_grown, past=years_between(first, until), years=years)
        ends = [_counted(name, UNION, day).preferred for day in (first, until)]
        given = {"start": begun, "before": ends[0], "after": ends[1]}
        found = {"population": readings(grown, **given)}
        found["missing"] = readings(grown, counted=counted, **given)
        kind = "own growth" if own else "deported" if name in sent else "not deported"
        kind = "too fast" if found["population"].preferred > FAST * begun.value else kind
        who = f"the {people} themselves" if own else f"the {name}"
        about: Row = {"label": f"as {who}, {first[:4]}–{until[:4]}", "kind": kind}
        about |= {"preferred": kind in ("own growth", "not deported"), "unit": "persons"}
        rows += [row(one, measure=measure, **about) for measure, one in found.items()]
    return answer(rows, people=people, start=pd.Timestamp(first), end=pd.Timestamp(last))


def _grown(
    start: float, before: float, after: float, counted: float = 0, *, past: float, years: float
) -> float:
    """Return a people grown as another, less those counted."""
    return float(counterfactual(start, years, growth_rate(before, after, past))) - counted
