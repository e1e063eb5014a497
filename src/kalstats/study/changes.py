"""How the composition changed between censuses, and how mixed it was."""

from __future__ import annotations

import math
from functools import cache
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd

from kalstats.composition import (
    ShareChange,
    dissimilarity,
    effective_number,
    fractionalization,
    rest,
    share_change,
)
from kalstats.evidence import readings
from kalstats.study.answers import Row, computed_row, lacking, result_row, rivals
from kalstats.study.composition import DAYS, STATED, counted, peoples_of, share_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kalstats.evidence import Figure

    Given = dict[str, list[Figure]]

SAME_LAND = {"1957", "today"}  # boundaries of the restored republic
AT_MOST = {"own", "log_own", "log_total"}  # parts that grow with the number of answers


def _counts(people: str, territory: str, day: pd.Timestamp) -> Given:
    """Return the figures of a people and of all at a census; empty if one is missing."""
    found = counted(territory, "population")
    if (people, day) not in found or ("all", day) not in found:
        return {}
    return {"own": rivals(found[people, day]), "all": rivals(found["all", day])}


@cache
def _split(own_1: float, all_1: float, own_2: float, all_2: float) -> ShareChange:
    before, after = ({"own": k, "others": rest(n, own=k)} for k, n in ((own_1, all_1), (own_2, all_2)))
    return share_change(before, after, of="own")


def _by_counts(part: str) -> Callable[..., float]:
    return lambda **n: float(getattr(_split(n["own_1"], n["all_1"], n["own_2"], n["all_2"]), part))


def _by_shares(part: str) -> Callable[..., float]:
    """Split between those who stated a nationality; at the later date all are taken to have."""

    def of(own_1: float, part_1: float, all_2: float, part_2: float) -> float:
        split = _split(own_1, 100 * own_1 / part_1, all_2 * part_2 / 100, all_2)
        return float(getattr(split, part))

    return of


def _parts(given: Given, of: Callable[[str], Callable[..., float]], **about: Any) -> list[Row]:
    """Return a row for each part of a change, in points and in log points."""
    rows = []
    for part in ShareChange._fields:
        log = part.startswith("log")
        row = computed_row(of(part), given, "log points" if log else "percentage points")
        row |= {} if log else {end: 100 * row[end] for end in ("low", "value", "high")}
        rows.append({**about, "part": part, "bound": "", **row})
    return rows


def _bounded(row: Row) -> Row:
    """Leave of a part only the end that is a bound whoever stated no nationality."""
    if row["part"] in AT_MOST:
        return row | {"low": -math.inf, "value": row["high"], "bound": "at most"}
    if row["part"] == "others":
        return row | {"high": math.inf, "value": row["low"], "bound": "at least"}
    return row


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
        Six rows per period: ``people territory start end label base unsure part bound low value
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
    counts = {day: _counts(people, territory, day) for day in DAYS}
    known = [day for day, given in counts.items() if given]
    if len(known) < 2:
        there = [f"{name} {day.year}" for name, day in counted(territory, "population")]
        raise lacking(people, f"people and all in {territory} at two censuses", there)
    rows: list[Row] = []
    found = counted(territory, "population")
    for first, last in pairwise(known):
        given = {f"{name}_1": one for name, one in counts[first].items()}
        given |= {f"{name}_2": one for name, one in counts[last].items()}
        land = {found[people, day].boundary for day in (first, last)}
        unsure = len(land) > 1 and not land <= SAME_LAND
        rows += _parts(given, _by_counts, start=first, end=last, base="all", unsure=unsure)
    rows += _last(people, territory, known[-1])
    frame = pd.DataFrame(rows)
    label = frame["start"].dt.year.astype(str) + "–" + frame["end"].dt.year.astype(str)
    frame = frame.assign(people=people, territory=territory, label=label)
    names = ["people", "territory", "start", "end", "label", "base", "unsure", "part", "bound"]
    return frame[[*names, *frame.columns.difference(names, sort=False)]]


def _last(people: str, territory: str, first: pd.Timestamp) -> list[Row]:
    """Return the parts of the change from the last count to the last share; none without them."""
    last, total = DAYS[-1], counted(territory, "population").get(("all", DAYS[-1]))
    before, after = (share_of(people, territory, day, "stated") for day in (first, last))
    if not (total and before and after and first < last):
        return []
    given = {"own_1": _counts(people, territory, first)["own"], "part_1": before["part"]}
    given |= {"all_2": rivals(total), "part_2": after["part"]}
    rows = _parts(given, _by_shares, start=first, end=last, base="stated", unsure=True)
    return [_bounded(row) for row in rows]


def _composition(territory: str, peoples: Sequence[str], day: pd.Timestamp, base: str) -> Given:
    """Return what the shares of several peoples are read from; empty if one is missing."""
    given = {name: share_of(name, territory, day, base) for name in peoples}
    if not all(given.values()):
        return {}
    whole = {"whole": one["whole"] for one in given.values() if "whole" in one}
    return {**{name: one["part"] for name, one in given.items()}, **whole}


def _left(whole: float = 100.0, **parts: float) -> list[float]:
    return [*parts.values(), rest(whole, **parts)]


def _index(index: Callable[..., Any], *, alone: bool = False) -> Callable[..., float]:
    """Return an index with the others as one people, or each of a people of their own."""

    def of(whole: float = 100.0, **parts: float) -> float:
        if alone:  # the others add nothing to the sum of squares
            return 1 - sum((part / whole) ** 2 for part in parts.values())
        return float(index(_left(whole, **parts)))

    return of


def _mixed(given: Given, full: list[float], **about: Any) -> list[Row]:
    """Return both indices of a census: bounds, and the value where the list is complete."""
    lower = readings(_index(fractionalization), **given)
    upper = readings(_index(fractionalization, alone=True), **given)
    several = readings(_index(effective_number), **given)
    exact = [float(index(full)) if full else math.nan for index in (fractionalization, effective_number)]
    rows = [
        result_row(lower, "probability", measure="fractionalization") | {"high": float(upper.high)},
        result_row(several, "peoples", measure="effective number") | {"high": math.inf},
    ]
    return [{**row, **about, "value": value} for row, value in zip(rows, exact, strict=True)]


def _full(territory: str, day: pd.Timestamp) -> list[float]:
    """Return the counts of all peoples of a census if they make its total; else nothing."""
    found = {who: one for (who, when), one in counted(territory, "population").items() if when == day}
    whole = found.pop("all", None)
    counts = [one.preferred.value for one in found.values()]
    return counts if whole and sum(counts) == whole.preferred.value else []


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
        The peoples told apart.

    Returns
    -------
    pandas.DataFrame
        ``measure peoples start end label base low value high unit printed sources figures``.
        "fractionalization" is between the others as one people and each of them of their own;
        "effective number" at least that with the others as one; ``value`` is known where the full
        list of peoples is. "index of change" (percent) compares two censuses, once for each
        longer list of peoples, which can only raise it; 2021 and what is held against it from
        2010 are of those who stated a nationality.

    Raises
    ------
    ValueError
        If a people has no figure there; those that have are named.

    Examples
    --------
    >>> found = diversity().query("measure == 'fractionalization'").set_index("label")
    >>> found.loc["1926", ["low", "value", "high"]].astype(float).round(2).tolist()
    [0.4, 0.41, 0.42]
    """
    peoples = peoples_of(territory, people)
    rows: list[Row] = []
    for day in DAYS:
        base = "stated" if day in STATED else "all"
        if given := _composition(territory, peoples, day, base):
            full = _full(territory, day)
            about = {"start": day, "end": day, "label": str(day.year), "base": base}
            rows += _mixed(given, full, peoples=", ".join([*peoples, "others"]), **about)
    for number in range(1, len(peoples) + 1):
        for first, last in combinations(DAYS, 2):
            rows += _apart(territory, peoples[:number], first, last)
    frame = pd.DataFrame(rows)
    names = ["measure", "peoples", "start", "end", "label", "base"]
    return frame[[*names, *frame.columns.difference(names, sort=False)]]


def _apart(
    territory: str, peoples: list[str], first: pd.Timestamp, last: pd.Timestamp
) -> list[Row]:
    """Return the index of change between two censuses; no row if one is not known."""
    base = "stated" if last == STATED[-1] else "all"
    bases = [base if day in STATED else "all" for day in (first, last)]
    given = [_composition(territory, peoples, day, one) for day, one in zip((first, last), bases, strict=True)]
    if not all(given):
        return []

    def of(**numbers: float) -> float:
        both = [
            _left(**{name[2:]: n for name, n in numbers.items() if name.startswith(f"{which} ")})
            for which in (1, 2)
        ]
        return 100 * float(dissimilarity(*both))

    named = {f"{which} {name}": one for which, read in enumerate(given, 1) for name, one in read.items()}
    about = {"measure": "index of change", "peoples": ", ".join([*peoples, "others"])}
    days = {"start": first, "end": last, "label": f"{first.year}–{last.year}", "base": base}
    return [computed_row(of, named, "percent", **about, **days)]
