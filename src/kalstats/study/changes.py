"""What changed between censuses: the number of a people, and its share of a population."""

import math
from collections.abc import Callable
from functools import cache, partial
from itertools import pairwise, product
from typing import Any

import pandas as pd

from kalstats.composition import ShareChange, rest, share_change
from kalstats.data import census, cite, deportation
from kalstats.demography import counterfactual, growth_rate, relative_change, years_between
from kalstats.evidence import Figure, quantity, readings
from kalstats.study.answers import Row, answer, lacking, row
from kalstats.study.censuses import DAYS, Instead, composed, counted

SAME_LAND = {"1957", "today"}  # boundaries of the restored republic
PARTS = ["change", "own", "others"]
KALMYKS, UNION = "Kalmyks", "USSR"
CENSUSES = ("1926-12-17", "1939-01-17", "1959-01-15")
EVERY, YEARLY = "every pair", "per 1,000 a year"
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
    years, rows = years_between(start, end), list[Row]()
    measures: Any = {
        "decline": (lambda one, two: -100 * float(relative_change(one, two)), "percent"),
        "growth rate": (lambda one, two: 1000 * float(growth_rate(one, two, years)), YEARLY),
    }
    for (measure, (function, unit)), (one, two) in product(measures.items(), pairs):
        label = EVERY
        if one != before:
            label = f"{one.printed} ({cite(one.source, 'short')}) → {two.printed}"
        best = (one, two) == (before.preferred, after.preferred)
        found = readings(function, one=one, two=two)
        rows.append(row(found, measure=measure, label=label, preferred=best, unit=unit))
    days = {"start": pd.Timestamp(start), "end": pd.Timestamp(end)}
    return answer(rows, people=people, territory=territory, **days)


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
        who, until, kind = f"the {name}", last, "deported" if name in sent else "not deported"
        if name == people:
            who, until, kind = f"the {people} themselves", middle, "own growth"
        before, after = (_counted(name, UNION, day).preferred for day in (first, until))
        grown = partial(_grown, past=years_between(first, until), years=years)
        given = {"start": begun, "before": before, "after": after}
        found = {"population": readings(grown, **given)}
        found["missing"] = readings(grown, counted=counted, **given)
        kind = "too fast" if found["population"].preferred > FAST * begun.value else kind
        about: Row = {"label": f"as {who}, {first[:4]}–{until[:4]}", "kind": kind}
        about |= {"preferred": kind in ("own growth", "not deported"), "unit": "persons"}
        rows += [row(one, measure=measure, **about) for measure, one in found.items()]
    return answer(rows, people=people, start=pd.Timestamp(first), end=pd.Timestamp(last))


def _grown(
    start: float, before: float, after: float, counted: float = 0, *, past: float, years: float
) -> float:
    """Return a people grown as another, less those counted."""
    return float(counterfactual(start, years, growth_rate(before, after, past))) - counted


@cache
def _split(own_1: float, all_1: float, own_2: float, all_2: float) -> ShareChange:
    """Split a change; once for all its parts."""
    ends = ((own_1, all_1), (own_2, all_2))
    before, after = ({"own": own, "others": rest(whole, own=own)} for own, whole in ends)
    return share_change(before, after, of="own")


def _by_shares(own_1: float, part_1: float, all_2: float, part_2: float) -> ShareChange:
    """Split a change among those who stated a nationality; at the later date, if all had."""
    return _split(own_1, 100 * own_1 / part_1, all_2 * part_2 / 100, all_2)


def _points(part: str, split: Callable[..., ShareChange], **numbers: float) -> float:
    return 100 * float(getattr(split(**numbers), part))


def _parts(split: Callable[..., ShareChange], given: dict[str, Any], **about: Any) -> list[Row]:
    """Return a row for each part of a change, in percentage points."""
    found = {part: readings(partial(_points, part, split), **given) for part in PARTS}
    about |= {"unit": "percentage points", "bound": ""}
    about["label"] = f"{about['start'].year}–{about['end'].year}"
    return [row(one, part=part, **about) for part, one in found.items()]


def _last(people: str, territory: str, first: pd.Timestamp, own: list[Figure]) -> list[Row]:
    """Return the parts of the change from the last count to a later share; none without them."""
    last = DAYS[-1]
    whole = counted(territory, "population").get(("all", last))
    before, after = (composed(territory, [people], day, "stated", {}) for day in (first, last))
    if not (before and after and whole) or first == last:
        return []
    given = {"own_1": own, "part_1": before[people]}
    given |= {"all_2": [whole.preferred], "part_2": after[people]}
    rows = _parts(_by_shares, given, start=first, end=last, base="stated", unsure=True)
    _, own_part, others = rows
    own_part |= {"low": -math.inf, "value": own_part["high"], "bound": "at most"}
    others |= {"high": math.inf, "value": others["low"], "bound": "at least"}
    return rows


def share_changes(
    people: str = "Kalmyks", territory: str = "Kalmykia", instead: Instead | None = None
) -> pd.DataFrame:
    """Return each change of a people's share, split into own growth and that of all others.

    Counts are compared with counts, of all inhabitants; the last period, for which there is only
    a share of those who stated a nationality, with the same of the census before. All are then
    taken to have stated one, so that the parts of that period are bounds.

    Parameters
    ----------
    people, territory : str
        Whose share, and of the population of what.
    instead : mapping of str to Quantity, Figure, sequence of Figure or float, optional
        As in `shares`.

    Returns
    -------
    pandas.DataFrame
        Three rows per period: ``people territory part start end base unsure bound label low value
        high unit printed sources figures``. ``part`` is "change", "own" or "others" in percentage
        points (own + others = change; Shapley's value, see `composition.share_change`). Bounds are
        those of rounding, and of rivals that contradict the figures read first. ``bound`` is "at
        most" or "at least" where ``value`` is an end beyond which the part cannot lie; the other
        end is infinite. ``unsure``: the territory changed, or the parts are bounds.

    Raises
    ------
    ValueError
        If the people and all were not counted at two censuses; what there is is named.

    Examples
    --------
    >>> found = share_changes().query("label == '1939–1959'").set_index("part")["value"]
    >>> found[["change", "own", "others"]].round(1).tolist()
    [-13.5, -12.1, -1.4]
    """
    counts = {day: composed(territory, [people], day, "all", instead or {}) for day in DAYS}
    known = [day for day, given in counts.items() if given]
    if len(known) < 2:
        there = [f"{name} {day.year}" for name, day in counted(territory, "population")]
        raise lacking(people, f"people and all in {territory} at two censuses", there)
    rows: list[Row] = []
    for first, last in pairwise(known):
        (own_1, all_1), (own_2, all_2) = counts[first].values(), counts[last].values()
        given = {"own_1": own_1, "all_1": all_1, "own_2": own_2, "all_2": all_2}
        land = {own_1[0].boundary, own_2[0].boundary}
        unsure = len(land) > 1 and not land <= SAME_LAND
        rows += _parts(_split, given, start=first, end=last, base="all", unsure=unsure)
    rows += _last(people, territory, known[-1], counts[known[-1]][people])
    return answer(rows, people=people, territory=territory)
