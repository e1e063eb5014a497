"""How the population of a territory is made up at each census, and how many live elsewhere."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from kalstats.data import census, events
from kalstats.evidence import quantities
from kalstats.study.answers import Row, computed_row, lacking, missing_row, printed_row, rivals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kalstats.evidence import Figure, Quantity

CENSUSES = ["1926-12-17", "1937-01-06", "1939-01-17", "1959-01-15", "1970-01-15", "1979-01-17"]
CENSUSES += ["1989-01-12", "2002-10-09", "2010-10-14", "2021-10-01"]
DAYS = [pd.Timestamp(day) for day in CENSUSES]
STATED = DAYS[-2:]  # printed shares are of those who stated a nationality; 2021 is taken to be so
LAND = {"abolished": "assr-abolished", "restored": "autonomous-oblast-restored"}
COUNTRIES = ["USSR", "RSFSR", "Russia"]  # the widest with a count is the whole
NOT_PEOPLES = {"all", "others"}
Found = dict[tuple[str, pd.Timestamp], "Quantity"]


@cache
def counted(territory: str, measure: str) -> Found:
    """Return what is known of each people of a territory at each census: population or share."""
    rows = census(territory=territory, measure=measure)
    found: Found = {}
    for one in quantities(rows[rows["start"].isin(DAYS)]):
        found.setdefault((one.people, one.start), one)
    return found


def share_of(people: str, territory: str, day: pd.Timestamp, base: str) -> dict[str, list[Figure]]:
    """Return what a share is read from, part and whole or a printed share; empty if nothing is."""
    part, whole = (counted(territory, "population").get((who, day)) for who in (people, "all"))
    printed = counted(territory, "share").get((people, day))
    if base == "all" and part and whole:
        return {"part": rivals(part), "whole": rivals(whole)}
    if printed and (base == "stated") == (day in STATED):
        return {"part": [printed.preferred]}
    return {}


def percent(part: float, whole: float = 100.0) -> float:
    """Return a part of a whole in percent; a printed share is one already."""
    return 100 * part / whole


def peoples_of(territory: str, people: str | Sequence[str] | None) -> list[str]:
    """Return the peoples asked for, all of a territory for None; refuse one without figures."""
    known = [*counted(territory, "population"), *counted(territory, "share")]
    there = list(dict.fromkeys(name for name, _ in known if name not in NOT_PEOPLES))
    asked = there if people is None else [people] if isinstance(people, str) else list(people)
    for name in asked:
        if name not in there:
            raise lacking(name, f"population or share in {territory} at a census", there)
    return asked


def _label(day: pd.Timestamp, base: str) -> str:
    return f"{day.year}, of those who stated a nationality" if base == "stated" else str(day.year)


def _rest(whole: Row, known: list[Row], peoples: list[str]) -> Row:
    """Return what a whole leaves beside the rows that are known."""
    ends = {"low": "high", "value": "value", "high": "low"}
    bounds = {end: whole[end] - sum(row[other] for row in known) for end, other in ends.items()}
    told = {
        name: "; ".join(dict.fromkeys("; ".join(row[name] for row in [whole, *known]).split("; ")))
        for name in ("sources", "figures")
    }
    name = "others" if len(known) == len(peoples) else "not told apart"
    return {**known[0], **bounds, **told, "people": name, "printed": ""}


def _shares(territory: str, peoples: list[str], day: pd.Timestamp) -> list[Row]:
    """Return the shares of a census: of all, and of those who stated a nationality; and rivals."""
    rows: list[Row] = []
    for base in ("all", "stated"):
        about = {"base": base, "label": _label(day, base)}
        given = {name: share_of(name, territory, day, base) for name in peoples}
        known = [
            computed_row(percent, read, "percent", people=name, preferred=True, **about)
            | ({} if "whole" in read else {"printed": read["part"][0].printed})
            for name, read in given.items()
            if read
        ]
        others = [
            printed_row(figure, people=name, preferred=False, **about)
            for name in peoples
            if (base == "stated") == (day in STATED)
            and (name, day) in counted(territory, "share")
            for figure in counted(territory, "share")[name, day].figures
            if figure not in given[name].get("part", [])
        ]
        whole = {"low": 100.0, "value": 100.0, "high": 100.0, "sources": "", "figures": ""}
        rows += [*known, *([_rest(whole, known, peoples)] if known else []), *others]
    return rows


def _counts(territory: str, peoples: list[str], day: pd.Timestamp) -> list[Row]:
    """Return the counts of a census as printed, and what the total leaves."""
    about = {"base": "all", "label": _label(day, "all")}
    found = counted(territory, "population")
    rows = [
        printed_row(figure, people=name, preferred=figure is found[name, day].preferred, **about)
        for name in [*peoples, "all"]
        if (name, day) in found
        for figure in found[name, day].figures
    ]
    first = {row["people"]: row for row in rows if row["preferred"]}
    if len(first) > 1 and "all" in first:
        rows.append(_rest(first.pop("all"), [*first.values()], peoples))
    return rows


def _gap(unit: str) -> Row:
    """Return the row of the time without a territory."""
    ends = [events(event=name, rank="preferred").iloc[0] for name in LAND.values()]
    days = {"start": ends[0]["start"], "end": ends[1]["start"]}
    about = {"people": "", "base": "", "label": "no Kalmyk territory", "preferred": False}
    return missing_row(unit, **about, **days) | {"sources": ends[0]["source"]}


def shares(
    territory: str = "Kalmykia",
    people: str | Sequence[str] | None = ("Kalmyks", "Russians"),
    measure: str = "share",
) -> pd.DataFrame:
    """Return how the population of a territory is made up at each census, gaps as gaps.

    Where both counts are known the share is computed from them, else it is the printed one.

    Parameters
    ----------
    territory : str
        Kalmykia, or another territory with counts.
    people : str, sequence of str or None
        The peoples to tell apart; None for all that a census names, without rows for the others.
    measure : str
        ``"share"`` in percent, or ``"count"`` in persons, as printed.

    Returns
    -------
    pandas.DataFrame
        ``people territory start end base label preferred low value high unit printed sources
        figures``. ``base`` says of whom: "all" inhabitants, or those who "stated" a nationality
        (printed shares of 2010 and 2021; for 2021 that is our reading); for one base the
        ``preferred`` rows make the whole, with ``people`` "others", or "not told apart" where one
        of those asked for is not known. Rivals are not preferred. ``value`` is nan where no figure
        was found, and in one row for the years without a territory. Bounds hold rounding and
        rivals that contradict the figure read first; of what is left, those of its parts.

    Raises
    ------
    ValueError
        If the measure is another, or a people has no figure there; those that have are named.

    Examples
    --------
    >>> found = shares(people="Kalmyks").query("preferred and people == 'Kalmyks'")
    >>> dict(zip(found["label"], found["value"].round(1), strict=True)) \
# doctest: +NORMALIZE_WHITESPACE
    {'1926': 75.6, '1939': 48.6, '1959': 35.1, '1989': 45.4, '2002': 53.3, '2010': 56.2,
     '2010, of those who stated a nationality': 57.4,
     '2021, of those who stated a nationality': 62.5}
    """
    if measure not in ("share", "count"):
        raise ValueError(f"measure = {measure!r}: expected share or count")
    unit, compose = ("percent", _shares) if measure == "share" else ("persons", _counts)
    peoples, rows = peoples_of(territory, people), list[Row]()
    for day in DAYS:
        days = {"start": day, "end": day}
        found = compose(territory, peoples, day)
        there = {row["people"] for row in found}
        absent = [name for name in peoples if people is not None and name not in there]
        none: dict[str, Any] = {"base": "", "label": _label(day, ""), "preferred": False}
        rows += [{**row, **days} for row in found]
        rows += [missing_row(unit, people=name, **none, **days) for name in absent]
    rows += [_gap(unit)] if territory == "Kalmykia" else []
    frame = pd.DataFrame(rows).assign(territory=territory)
    first = ["people", "territory", "start", "end", "base", "label", "preferred"]
    frame = frame[[*first, *frame.columns.difference(first, sort=False)]]
    return frame.sort_values("start", kind="stable", ignore_index=True)


def inside_outside(people: str = "Kalmyks", territory: str = "Kalmykia") -> pd.DataFrame:
    """Return how many of a people live inside and outside a territory, at each census.

    Parameters
    ----------
    people, territory : str
        The people, and the territory whose inside is meant.

    Returns
    -------
    pandas.DataFrame
        Four rows per census, ``measure`` "everywhere", "inside", "outside" and "share inside":
        ``people country measure start label low value high unit printed sources figures``. The
        ``country`` is the widest with a count. "outside" is the difference, over all rivals, or
        the printed count where one agrees with it. Where only a share of those who stated a
        nationality is known the row has a bound: "inside" at most what it would be if all had.
        Nan where not known.

    Raises
    ------
    ValueError
        If the people was counted in none of the countries; what there is is named.

    Examples
    --------
    >>> found = inside_outside().query("measure == 'share inside'").set_index("label")["value"]
    >>> found.dropna().round(1).to_dict()
    {'1926': 82.8, '1939': 79.8, '1959': 61.2, '1989': 88.6, '2002': 89.6, '2010': 88.7}
    """
    rows = []
    for day in DAYS:
        known = [(name, counted(name, "population").get((people, day))) for name in COUNTRIES]
        if found := [(country, whole) for country, whole in known if whole]:
            country, whole = found[0]
            about = {"people": people, "country": country, "start": day, "label": str(day.year)}
            rows += [{**about, **row} for row in _inside(people, territory, day, country, whole)]
    if not rows:
        there = {name for country in COUNTRIES for name, _ in counted(country, "population")}
        raise lacking(people, f"population in {', '.join(COUNTRIES)} at a census", there)
    return pd.DataFrame(rows)


def _inside(
    people: str, territory: str, day: pd.Timestamp, country: str, whole: Quantity
) -> list[Row]:
    """Return the four rows of a census."""
    everywhere = printed_row(whole.preferred, measure="everywhere")
    inside = counted(territory, "population").get((people, day))
    given: dict[str, Any] = {"whole": rivals(whole)}
    if not inside:
        return [everywhere, *_at_most(people, territory, day, given)]
    given["part"] = rivals(inside)
    outside = computed_row(lambda whole, part: whole - part, given, "persons", measure="outside")
    printed = counted(f"{country} outside {territory}", "population").get((people, day))
    if printed and outside["low"] <= printed.preferred.value <= outside["high"]:
        outside = printed_row(printed.preferred, measure="outside")
    part = computed_row(percent, given, "percent", measure="share inside")
    return [everywhere, printed_row(inside.preferred, measure="inside"), outside, part]


def _at_most(people: str, territory: str, day: pd.Timestamp, given: dict[str, Any]) -> list[Row]:
    """Return inside, outside and share as bounds from a printed share, or as not known."""
    units = {"inside": "persons", "outside": "persons", "share inside": "percent"}
    total = counted(territory, "population").get(("all", day))
    stated = share_of(people, territory, day, "stated")
    if not (total and stated):
        return [missing_row(unit, measure=name) for name, unit in units.items()]
    given = {**given, "total": rivals(total), "printed": stated["part"]}
    functions = {
        "inside": lambda whole, total, printed: total * printed / 100,
        "outside": lambda whole, total, printed: whole - total * printed / 100,
        "share inside": lambda whole, total, printed: total * printed / whole,
    }
    rows = [computed_row(functions[name], given, unit, measure=name) for name, unit in units.items()]
    open_ends = [{"low": 0.0}, {"high": math.inf}, {"low": 0.0}]
    return [row | end | {"value": math.nan} for row, end in zip(rows, open_ends, strict=True)]
