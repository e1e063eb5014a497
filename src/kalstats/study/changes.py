"""How the composition changed between censuses, and how mixed it was."""

from __future__ import annotations

import math
from functools import cache
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

from kalstats.composition import (
    ShareChange,
    dissimilarity,
    effective_number,
    fractionalization,
    rest,
    share_change,
)
from kalstats.evidence import readings
from kalstats.study.answers import Row, answer, lacking, row
from kalstats.study.censuses import DAYS, STATED, composed, counted, peoples_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

SAME_LAND = {"1957", "today"}  # boundaries of the restored republic
BOUND = {"own": "at most", "log_own": "at most", "log_total": "at most", "others": "at least"}


@cache
def _split(own_1: float, all_1: float, own_2: float, all_2: float) -> ShareChange:
    """Split a change; once for its six parts."""
    ends = ((own_1, all_1), (own_2, all_2))
    before, after = ({"own": own, "others": rest(whole, own=own)} for own, whole in ends)
    return share_change(before, after, of="own")


def _by_shares(own_1: float, part_1: float, all_2: float, part_2: float) -> ShareChange:
    """Split a change among those who stated a nationality; at the later date, if all had."""
    return _split(own_1, 100 * own_1 / part_1, all_2 * part_2 / 100, all_2)


def _parts(split: Callable[..., ShareChange], given: dict[str, Any], **about: Any) -> list[Row]:
    """Return a row for each part of a change, in percentage points and in log points."""
    rows = []
    for part in ShareChange._fields:
        scale, unit = (1, "log points") if part.startswith("log") else (100, "percentage points")
        found = readings(lambda **n: scale * float(getattr(split(**n), part)), **given)  # noqa: B023
        rows.append(row(found, **about, part=part, bound="", unit=unit))
    return rows


def _last(people: str, territory: str, first: pd.Timestamp) -> list[Row]:
    """Return the parts of the change from the last count to a later share; none without them."""
    own, last = composed(territory, [people], first, "all"), DAYS[-1]
    whole = counted(territory, "population").get(("all", last))
    before, after = (composed(territory, [people], day, "stated") for day in (first, last))
    if not (before and after and whole) or first == last:
        return []
    given = {"own_1": own[people], "part_1": before[people]}
    given |= {"all_2": [whole.preferred], "part_2": after[people]}
    rows = _parts(_by_shares, given, start=first, end=last, base="stated", unsure=True)
    for one in rows:
        one["bound"] = BOUND.get(one["part"], "")
        if one["bound"] == "at most":
            one |= {"low": -math.inf, "value": one["high"]}
        if one["bound"] == "at least":
            one |= {"high": math.inf, "value": one["low"]}
    return rows


def share_changes(people: str = "Kalmyks", territory: str = "Kalmykia") -> pd.DataFrame:
    """Return each change of a people's share, split into own growth and that of all others.

    Counts are compared with counts, of all inhabitants; the last period, for which there is only
    a share of those who stated a nationality, with the same of the census before. All are then
    taken to have stated one, so that the parts of that period are bounds.

    Parameters
    ----------
    people, territory : str
        Whose share, and of the population of what.

    Returns
    -------
    pandas.DataFrame
        Six rows per period: ``people territory start end base unsure part bound label low value
        high unit printed sources figures``. ``part`` is "change", "own" or "others" in percentage
        points (own + others = change; Shapley's value, see `composition.share_change`), and
        "log_change", "log_own", "log_total" in log points (own − total = change). Bounds are
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
    counts = {day: composed(territory, [people], day, "all") for day in DAYS}
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
    rows += _last(people, territory, known[-1])
    for one in rows:
        one["label"] = f"{one['start'].year}–{one['end'].year}"
    return answer(rows, people=people, territory=territory)


def _with_rest(whole: float = 100.0, **parts: float) -> list[float]:
    return [*parts.values(), rest(whole, **parts)]


def _all_apart(whole: float = 100.0, **parts: float) -> float:
    """Return fractionalization where each of the others is of a people of their own."""
    return 1 - sum((part / whole) ** 2 for part in parts.values())


def diversity(
    territory: str = "Kalmykia", people: Sequence[str] = ("Kalmyks", "Russians")
) -> pd.DataFrame:
    """Return how mixed a population was at each census, and how far any two are apart.

    The list of peoples is the same at every census: those given, and others.

    Parameters
    ----------
    territory : str
        Kalmykia, or another territory with counts.
    people : sequence of str
        The peoples told apart; a longer list can only raise the indices.

    Returns
    -------
    pandas.DataFrame
        ``territory measure start end base label low value high unit printed sources figures`` for
        the censuses at which all these peoples are known. ``value`` of "fractionalization" and
        "effective number" takes the others as one people; how many they were is not known, so
        that ``high`` is that of each of them of their own, or infinite. "index of change", in
        percent, compares two censuses. What ``base`` calls "stated" is of those who stated a
        nationality: 2021, and what is held against it from 2010.

    Raises
    ------
    ValueError
        If a people was not counted there: those that were are named; or they never were together.

    Examples
    --------
    >>> found = diversity().query("measure == 'index of change'").set_index("label")["value"]
    >>> found[["1926–1989", "1926–2021"]].round(1).tolist()
    [30.2, 15.0]
    """
    peoples, rows = peoples_of(territory, people), list[Row]()
    for day in DAYS:
        base = "stated" if day in STATED else "all"
        given = composed(territory, peoples, day, base)
        if given.keys() >= set(peoples):
            about = {"start": day, "end": day, "base": base, "label": str(day.year)}
            apart = readings(_all_apart, **given).high
            mixed, number = (
                readings(lambda **n: float(index(_with_rest(**n))), **given)  # noqa: B023
                for index in (fractionalization, effective_number)
            )
            told = {"measure": "fractionalization", "unit": "probability", "high": float(apart)}
            rows.append(row(mixed) | told | about)
            told = {"measure": "effective number", "unit": "peoples", "high": math.inf}
            rows.append(row(number) | told | about)
    if not rows:
        raise ValueError(f"people = {peoples}: never counted together with all in {territory}")
    for days in combinations(DAYS, 2):
        rows += _apart(territory, peoples, *days)
    return answer(rows, territory=territory)


def _apart(
    territory: str, peoples: list[str], first: pd.Timestamp, last: pd.Timestamp
) -> list[Row]:
    """Return the index of change between two censuses; no row if one is not known."""
    base = "stated" if last == STATED[-1] else "all"
    given = {
        which: composed(territory, peoples, day, base if day in STATED else "all")
        for which, day in (("1 ", first), ("2 ", last))
    }
    if not all(one.keys() >= set(peoples) for one in given.values()):
        return []

    def apart(**read: float) -> float:
        each = ({n[2:]: x for n, x in read.items() if n[:2] == which} for which in given)
        return 100 * float(dissimilarity(*(_with_rest(**one) for one in each)))

    named = {f"{which}{name}": read for which, one in given.items() for name, read in one.items()}
    about = {"base": base, "label": f"{first.year}–{last.year}", "unit": "percent"}
    found = readings(apart, **named)
    return [row(found, measure="index of change", start=first, end=last, **about)]
