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
FAST = 2.5  # grown to more than so many times: more than births can give
# deported in part, pooled with the other peoples of the Crimea
IN_PART = {"Greeks"}


def _percent(before: float, after: float) -> float:
    return -100 * float(relative_change(before, after))


def _yearly(before: float, after: float, years: float) -> float:
    return 1000 * float(growth_rate(before, after, years))


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
    counts = {
        "before": _counted(people, territory, start),
        "after": _counted(people, territory, end),
    }
    both = [counts[name].figures for name in counts]
    first = [counts[name].preferred for name in counts]
    measures = {"decline": (_percent, "percent")}
    yearly = partial(_yearly, years=years_between(start, end))
    measures["growth rate"] = (yearly, "per 1,000 a year")
    rows: list[Row] = []
    for measure, (function, unit) in measures.items():
        about: dict[str, Any] = {"measure": measure, "unit": unit}
        for before, after in product(*both):
            label = f"{before.printed} ({cite(before.source, 'short')}) → {after.printed}"
            found = readings(function, before=before, after=after)
            best = [before, after] == first
            rows.append(row(found, label=label, preferred=best, **about))
        found = readings(function, **counts)
        rows.append(row(found, label=EVERY, preferred=False, **about))
    days = {"start": pd.Timestamp(start), "end": pd.Timestamp(end)}
    return answer(rows, people=people, territory=territory, **days)


def _counted(people: str, territory: str, day: str) -> Any:
    where = {"territory": territory, "measure": "population", "start": day, "unit": "persons"}
    if census(people=people, **where).empty:
        there = census(territory=territory, measure="population")["people"]
        raise lacking(people, f"population in {territory} at the census of {day}", there)
    return quantity(people=people, **where)


def _forward(start: float, before: float, after: float, past: float, years: float) -> float:
    return float(counterfactual(start, years, growth_rate(before, after, past)))


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
    years = years_between(first, last)
    known = [census(territory=UNION, measure="population", start=day) for day in (first, last)]
    others = set(known[0]["people"]) & set(known[1]["people"]) - {people, "all"}
    told = deportation()
    sent = set(told[told["measure"].isin(["deported", "deported_base"])]["people"]) | IN_PART
    rows: list[Row] = []
    for name in [*sorted(others), people]:
        until = middle if name == people else last
        past = years_between(first, until)
        ends = [_counted(name, UNION, day).preferred for day in (first, until)]
        given = {"start": begun, "before": ends[0], "after": ends[1]}
        grown = readings(partial(_forward, past=past, years=years), **given)
        kind = "own growth" if name == people else "deported" if name in sent else "not deported"
        kind = "too fast" if grown.preferred > FAST * begun.value else kind
        themselves = f"as the {people} themselves" if name == people else f"as the {name}"
        about: Row = {"label": f"{themselves}, {first[:4]}–{until[:4]}", "kind": kind}
        about |= {"preferred": kind in ("own growth", "not deported"), "unit": "persons"}
        lost = readings(partial(_lost, past=past, years=years), counted=counted, **given)
        rows += [row(grown, measure="population", **about), row(lost, measure="missing", **about)]
    return answer(rows, people=people, start=pd.Timestamp(first), end=pd.Timestamp(last))


def _lost(counted: float, **given: float) -> float:
    return _forward(**given) - counted
