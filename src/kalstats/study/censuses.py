"""How the population of a territory is made up at each census, and how many live elsewhere."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache

import pandas as pd

from kalstats.composition import rest
from kalstats.data import census, events
from kalstats.evidence import Figure, Given, Quantity, quantities, readings
from kalstats.study.answers import NOT_KNOWN, Row, answer, lacking, rivals, row

Instead = Mapping[str, Given] | None
Read = dict[str, list[Figure]]
CENSUSES = ["1926-12-17", "1937-01-06", "1939-01-17", "1959-01-15", "1970-01-15", "1979-01-17"]
CENSUSES += ["1989-01-12", "2002-10-09", "2010-10-14", "2021-10-01"]
DAYS = [pd.Timestamp(day) for day in CENSUSES]
STATED = DAYS[-2:]  # printed shares are of those who stated a nationality; 2021 is taken to be so
BASES = {"all": "population", "stated": "share"}  # and the measure each is read from
MEASURES = {"share": "percent", "count": "persons"}
HOME, PEOPLES = "Kalmykia", ("Kalmyks", "Russians")
COUNTRIES = ["USSR", "RSFSR", "Russia"]  # the widest with a count is the whole


@cache
def counted(territory: str, measure: str) -> dict[tuple[str, pd.Timestamp], Quantity]:
    """Return what is known of each people of a territory at each census: population or share."""
    rows = census(territory=territory, measure=measure)
    return {(one.people, one.start): one for one in quantities(rows[rows["start"].isin(DAYS)])}


def chosen(one: Quantity, instead: Instead) -> list[Figure]:
    """Return a figure and those that contradict it, or what somebody takes in its place."""
    first, *others = rivals(one)
    if not instead or first.id not in instead:
        return [first, *others]
    own = readings(lambda count: count, count=instead[first.id])
    about = {"id": own.figures[0], "source": own.sources[0], "printed": f"{own:,}"}
    return [replace(first, **about, low=own.low, value=own.value, high=own.high)]


def composed(peoples: Sequence[str], day: pd.Timestamp, base: str, instead: Instead) -> Read:
    """Return the figures of those peoples that are known, and of the whole that all make.

    Printed shares of those who stated a nationality have no whole but 100.
    """
    found = counted(HOME, BASES[base])
    given = {name: chosen(found[name, day], instead) for name in peoples if (name, day) in found}
    if base == "stated":
        return given if day in STATED else {}
    return {**given, "whole": rivals(found["all", day])} if given and ("all", day) in found else {}


def _percent(part: float, whole: float) -> float:
    return 100 * part / whole


def _left(whole: float = 100.0, **parts: float) -> float:
    return 100 * rest(whole, **parts) / whole


def _parts(given: Read, measure: str, peoples: list[str]) -> Row:
    """Return each people of a composition, as a share or its count, and what is left."""
    told: Row = {name: figures[0] for name, figures in given.items()}
    if told.pop("whole", None) and measure == "share":
        told = {n: readings(_percent, part=given[n], whole=given["whole"]) for n in told}
    if given:
        left = "others" if given.keys() >= set(peoples) else "not told apart"
        told[left] = readings(rest if measure == "count" else _left, **given)
    return told


def _census(day: pd.Timestamp, measure: str, peoples: list[str], instead: Instead) -> list[Row]:
    """Return the rows of a census: what is read first, what is left, printed rivals, and gaps."""
    found, rows = counted(HOME, "population" if measure == "count" else "share"), list[Row]()
    when = {"start": day, "end": day, "base": "", "label": f"{day:%Y}", "unit": MEASURES[measure]}
    for base in ["all"] if measure == "count" else BASES:
        about, given = when | {"base": base}, composed(peoples, day, base, instead)
        parts = _parts(given, measure, peoples)
        rows += [row(one, people=name, preferred=True, **about) for name, one in parts.items()]
        if measure == "share" and (day in STATED) != (base == "stated"):
            continue
        for one in [found[name, day] for name in [*peoples, "all"] if (name, day) in found]:
            for figure in one.figures:
                first = one.people == "all" and figure is one.preferred
                if first or figure is not given.get(one.people, [None])[0]:
                    rows.append(row(figure, people=one.people, preferred=first, **about))
    known, gap = {one["people"] for one in rows}, {"preferred": False, **when}
    return rows + [row(NOT_KNOWN, people=name, **gap) for name in peoples if name not in known]


def shares(
    people: str | Sequence[str] | None = PEOPLES, measure: str = "share", instead: Instead = None
) -> pd.DataFrame:
    """Return how the population of Kalmykia is made up at each census, gaps as gaps.

    Where both counts are known the share is computed from them, of all inhabitants. Printed
    shares of 2010 and 2021 are of those who stated a nationality; for 2021 that is our reading.

    Parameters
    ----------
    people : str, sequence of str or None
        The peoples to tell apart; None for all that were counted there, where they were.
    measure : str
        ``"share"`` in percent, or ``"count"`` in persons.
    instead : mapping of str to Quantity, Figure, sequence of Figure or float, optional
        What to take in the place of a count, by its id: another figure, `assumed`, a number.

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
        If a count of one's own is below 0, or more than all.
    TypeError
        If it is no figure and no number.

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
    there = counted(HOME, "population")
    every = [name for name in dict.fromkeys(name for name, _ in there) if name != "all"]
    peoples, rows = [people] if isinstance(people, str) else [*(people or every)], list[Row]()
    if unknown := [name for name in peoples if name not in every]:
        raise lacking(unknown[0], f"population in {HOME} at a census", every)
    for day in DAYS:
        asked = [name for name in peoples if people is not None or (name, day) in there]
        rows += _census(day, measure, asked, instead)
    land = ("assr-abolished", "autonomous-oblast-restored")
    gone, back = (events(event=name, rank="preferred").iloc[0] for name in land)
    days = {"start": gone["start"], "end": back["start"], "sources": gone["source"]}
    about = {"people": "", "base": "", "label": "no Kalmyk territory", "preferred": False}
    rows.append(row(NOT_KNOWN, unit=MEASURES[measure], **days, **about))
    return answer(rows, territory=HOME).sort_values("start", kind="stable", ignore_index=True)


INSIDE: dict[str, tuple[Callable[..., float], str]] = {
    "inside": (lambda part, whole: whole - rest(whole, part=part), "persons"),
    "outside": (lambda part, whole: rest(whole, part=part), "persons"),
    "share inside": (_percent, "percent"),
}


def inside_outside(people: str = "Kalmyks", instead: Instead = None) -> pd.DataFrame:
    """Return how many of a people live inside and outside Kalmykia, at each census.

    Parameters
    ----------
    people : str
        With a count in the Soviet Union, its Russian part or Russia.
    instead : mapping of str to Quantity, Figure, sequence of Figure or float, optional
        As in `shares`.

    Returns
    -------
    pandas.DataFrame
        Four rows per census, ``measure`` "all", "inside", "outside" and "share inside" in
        percent: ``people measure country start label preferred low value high unit printed sources
        figures``. ``country`` is the widest with a count. Bounds are over all rivals that
        contradict the figure read first. ``value`` is nan, and ``preferred`` false, where nothing
        is known but the count of all.

    Raises
    ------
    ValueError
        If the people was counted in none of the countries; those that were are named. If a count
        of one's own is below 0, or more than all.
    TypeError
        If it is no figure and no number.

    Examples
    --------
    >>> found = inside_outside().query("measure == 'share inside'").set_index("label")["value"]
    >>> found.dropna().round(1).to_dict()
    {'1926': 82.8, '1939': 79.8, '1959': 61.2, '1989': 88.6, '2002': 89.6, '2010': 88.7}
    """
    there = [counted(name, "population") for name in COUNTRIES]
    whole = {day: at[people, day] for at in there[::-1] for day in DAYS if (people, day) in at}
    if not whole:
        known = {name for at in there for name, _ in at}
        raise lacking(people, f"population in {', '.join(COUNTRIES)} at a census", known)
    here, rows = counted(HOME, "population"), list[Row]()
    for day, one in sorted(whole.items()):
        part = chosen(here[people, day], instead) if (people, day) in here else []
        about = {"country": one.territory, "start": day, "label": str(day.year)}
        rows.append(row(one.preferred, measure="all", **about, preferred=True))
        for name, (function, unit) in INSIDE.items():
            found = readings(function, part=part, whole=rivals(one)) if part else NOT_KNOWN
            rows.append(row(found, measure=name, **about, preferred=bool(part), unit=unit))
    return answer(rows, people=people)
