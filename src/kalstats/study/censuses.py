"""How the population of a territory is made up at each census, and how many live elsewhere."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from kalstats.composition import rest
from kalstats.data import BOUNDS, census, events
from kalstats.evidence import Result, quantities, readings
from kalstats.study.answers import NOT_KNOWN, Row, answer, lacking, rivals, row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kalstats.evidence import Figure, Given as Taken, Quantity

    Given = dict[str, list[Figure]]
    Instead = Mapping[str, Taken] | None

CENSUSES = ["1926-12-17", "1937-01-06", "1939-01-17", "1959-01-15", "1970-01-15", "1979-01-17"]
CENSUSES += ["1989-01-12", "2002-10-09", "2010-10-14", "2021-10-01"]
DAYS = [pd.Timestamp(day) for day in CENSUSES]
STATED = DAYS[-2:]  # printed shares are of those who stated a nationality; 2021 is taken to be so
BASES = {"all": "population", "stated": "share"}  # and the measure each is read from
MEASURES = {"share": "percent", "count": "persons"}
INSIDE = {"inside": "persons", "outside": "persons", "share inside": "percent"}
APART = "not told apart"
LAND = ["assr-abolished", "autonomous-oblast-restored"]
COUNTRIES = ["USSR", "RSFSR", "Russia"]  # the widest with a count is the whole


@cache
def counted(territory: str, measure: str) -> dict[tuple[str, pd.Timestamp], Quantity]:
    """Return what is known of each people of a territory at each census: population or share."""
    rows = census(territory=territory, measure=measure)
    found: dict[tuple[str, pd.Timestamp], Quantity] = {}
    for one in quantities(rows[rows["start"].isin(DAYS)]):
        found.setdefault((one.people, one.start), one)
    return found


def chosen(one: Quantity, instead: Instead) -> list[Figure]:
    """Return a figure and those that contradict it, or what somebody takes in its place."""
    first, *others = rivals(one)
    if first.id not in (instead or {}):
        return [first, *others]
    own = readings(lambda own: own, own=(instead or {})[first.id])
    if own.low < 0:
        raise ValueError(f"instead of {first.id}: {own.low:,}: expected 0 or more")
    ends = {name: getattr(own, name) for name in BOUNDS}
    return [replace(first, id=own.figures[0], source=own.sources[0], printed=f"{own:,}", **ends)]


def composed(
    territory: str, peoples: Sequence[str], day: pd.Timestamp, base: str, instead: Instead = None
) -> Given:
    """Return the figures of those peoples that are known, and of the whole that all make.

    Printed shares of those who stated a nationality have no whole but 100.
    """
    found = counted(territory, BASES[base])
    known = [name for name in (*peoples, "all") if (name, day) in found]
    given = {name: chosen(found[name, day], instead) for name in known}
    whole = given.pop("all", None)
    if base == "stated":
        return given if day in STATED else {}
    return {**given, "whole": whole} if given and whole else {}


def peoples_of(territory: str, people: str | Sequence[str] | None) -> list[str]:
    """Return the peoples asked for, all that were counted for None; refuse one without figures."""
    there = list(dict.fromkeys(name for name, _ in counted(territory, "population")))
    there = [name for name in there if name != "all"]
    asked = there if people is None else [people] if isinstance(people, str) else list(people)
    for name in asked:
        if name not in there:
            raise lacking(name, f"population in {territory} at a census", there)
    return asked


def _percent(part: float, whole: float = 100.0) -> float:
    return 100 * part / whole


def _left(whole: float = 100.0, **parts: float) -> float:
    return 100 * rest(whole, **parts) / whole


def _read(given: Given, name: str, measure: str) -> Figure | Result:
    """Return one people of a composition as a share or as its count; "" is what is left."""
    if name and (measure == "count" or "whole" not in given):
        return given[name][0]
    if name:
        return readings(_percent, part=given[name], whole=given["whole"])
    return readings(rest if measure == "count" else _left, **given)


def _census(
    territory: str,
    peoples: list[str],
    day: pd.Timestamp,
    base: str,
    measure: str,
    instead: Instead,
) -> list[Row]:
    """Return the rows of a census: what is read first, what is left, and printed rivals."""
    given = composed(territory, peoples, day, base, instead)
    known = [name for name in given if name != "whole"]
    about = {"start": day, "end": day, "base": base, "label": str(day.year)}
    about |= {"unit": MEASURES[measure]}
    left = "others" if known == peoples else APART
    rows = [
        row(_read(given, name, measure), people=name or left, preferred=True, **about)
        for name in ([*known, ""] if known else [])
    ]
    found = counted(territory, "population" if measure == "count" else "share")
    here = measure == "count" or (day in STATED) == (base == "stated")
    for name in [*peoples, "all"] if here else []:
        for figure in found[name, day].figures if (name, day) in found else []:
            first = name == "all" and figure is found[name, day].preferred
            if first or figure is not given.get(name, [None])[0]:
                rows.append(row(figure, people=name, preferred=first, **about))
    return rows


def shares(
    territory: str = "Kalmykia",
    people: str | Sequence[str] | None = ("Kalmyks", "Russians"),
    measure: str = "share",
    instead: Instead = None,
) -> pd.DataFrame:
    """Return how the population of a territory is made up at each census, gaps as gaps.

    Where both counts are known the share is computed from them, of all inhabitants. Printed
    shares of 2010 and 2021 are of those who stated a nationality; for 2021 that is our reading.

    Parameters
    ----------
    territory : str
        Kalmykia, or another territory with counts.
    people : str, sequence of str or None
        The peoples to tell apart; None for all that were counted there, where they were.
    measure : str
        ``"share"`` in percent, or ``"count"`` in persons.
    instead : mapping of str to Quantity, Figure or float, optional
        What to take in the place of a figure, by its id: another figure, `assumed`, a number.

    Returns
    -------
    pandas.DataFrame
        ``territory people preferred start end base label low value high unit printed sources
        figures``. Of one census and ``base``, "all" or "stated", the ``preferred`` rows make the
        whole; what is left has ``people`` "others", or "not told apart" where one of those asked
        for is not known. Totals have ``people`` "all". Printed rivals are not preferred. ``value``
        is nan where no figure was found, and in one row for the years without a territory. Bounds
        hold rounding, and rivals that contradict the figure read first.

    Raises
    ------
    ValueError
        If the measure is another, or a people was not counted there; those that were are named.

    Examples
    --------
    >>> found = shares(people="Kalmyks").query("preferred and people == 'Kalmyks'")
    >>> found[["label", "base", "value"]].round(1).values.tolist() # doctest: +NORMALIZE_WHITESPACE
    [['1926', 'all', 75.6], ['1939', 'all', 48.6], ['1959', 'all', 35.1], ['1989', 'all', 45.4],
     ['2002', 'all', 53.3], ['2010', 'all', 56.2], ['2010', 'stated', 57.4],
     ['2021', 'stated', 62.5]]
    """
    if measure not in MEASURES:
        raise ValueError(f"measure = {measure!r}: expected one of {', '.join(MEASURES)}")
    peoples, rows = peoples_of(territory, people), list[Row]()
    for day in DAYS:
        asked = [
            n for n in peoples if people is not None or (n, day) in counted(territory, "population")
        ]
        bases = ["all"] if measure == "count" else list(BASES)
        found = [
            one for base in bases for one in _census(territory, asked, day, base, measure, instead)
        ]
        there, about = {one["people"] for one in found}, {"base": "", "label": str(day.year)}
        about |= {"unit": MEASURES[measure]}
        absent = [name for name in asked if name not in there]
        none = [
            row(NOT_KNOWN, start=day, end=day, people=name, preferred=False, **about)
            for name in absent
        ]
        rows += [*found, *none]
    rows += [_gap(MEASURES[measure])] if territory == "Kalmykia" else []
    frame = answer(rows, territory=territory)
    return frame.sort_values("start", kind="stable", ignore_index=True)


def _gap(unit: str) -> Row:
    """Return the row of the time without a territory."""
    ends = [events(event=name, rank="preferred").iloc[0] for name in LAND]
    days = {"start": ends[0]["start"], "end": ends[1]["start"], "sources": ends[0]["source"]}
    about = {"people": "", "base": "", "label": "no Kalmyk territory", "preferred": False}
    return row(NOT_KNOWN, unit=unit, **days, **about)


def inside_outside(
    people: str = "Kalmyks", territory: str = "Kalmykia", instead: Instead = None
) -> pd.DataFrame:
    """Return how many of a people live inside and outside a territory, at each census.

    Parameters
    ----------
    people, territory : str
        The people, and the territory whose inside is meant.
    instead : mapping of str to Quantity, Figure or float, optional
        As in `shares`.

    Returns
    -------
    pandas.DataFrame
        Four rows per census, ``measure`` "everywhere", "inside", "outside" and "share inside" in
        percent: ``people measure country start label low value high unit printed sources
        figures``. ``country`` is the widest with a count. Bounds are over all rivals that
        contradict the figure read first. Where only a share of those who stated a nationality is
        known, what would be if all had is a bound, the other end open, and ``value`` nan; so it is
        where nothing is known. Such a census has a fifth row, ``not told apart``: all of them.

    Raises
    ------
    ValueError
        If the people was counted in none of the countries; those that were are named.

    Examples
    --------
    >>> found = inside_outside().query("measure == 'share inside'").set_index("label")["value"]
    >>> found.dropna().round(1).to_dict()
    {'1926': 82.8, '1939': 79.8, '1959': 61.2, '1989': 88.6, '2002': 89.6, '2010': 88.7}
    """
    rows = []
    for day in DAYS:
        known = [name for name in COUNTRIES if (people, day) in counted(name, "population")]
        if known:
            about = {"country": known[0], "start": day, "label": str(day.year)}
            whole = counted(known[0], "population")[people, day]
            rows += [{**one, **about} for one in _inside(people, territory, day, whole, instead)]
    if not rows:
        there = {name for country in COUNTRIES for name, _ in counted(country, "population")}
        raise lacking(people, f"population in {', '.join(COUNTRIES)} at a census", there)
    return answer(rows, people=people)


def _inside(
    people: str, territory: str, day: pd.Timestamp, whole: Quantity, instead: Instead
) -> list[Row]:
    """Return the rows of a census."""
    found = counted(territory, "population")
    given = composed(territory, [people], day, "stated")
    bound = (people, day) not in found  # reached if all had stated a nationality
    part = found.get(("all" if bound else people, day)) if given or not bound else None
    rows = [row(whole.preferred, measure="everywhere")]
    if not part:
        rows += [row(NOT_KNOWN, measure=name, unit=unit) for name, unit in INSIDE.items()]
        return [*rows, row(whole.preferred, measure=APART)]
    read: Given = {"part": chosen(part, instead)} | ({"stated": given[people]} if bound else {})
    told = [
        readings(_stating, **read),
        readings(lambda whole, **read: whole - _stating(**read), whole=rivals(whole), **read),
        readings(lambda whole, **read: 100 * _stating(**read) / whole, whole=rivals(whole), **read),
    ]
    for one, (name, unit) in zip(told, INSIDE.items(), strict=True):
        rows.append(row(one, measure=name, unit=unit))
        if bound:
            end = {"high": math.inf} if name == "outside" else {"low": 0.0}
            rows[-1] |= {"value": math.nan, **end}
    return [*rows, row(whole.preferred, measure=APART)] if bound else rows


def _stating(part: float, stated: float = 100.0) -> float:
    return part * stated / 100
