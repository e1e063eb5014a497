"""Where the deported were sent and settled, and what labour they were put to."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from kalstats.composition import rest, share
from kalstats.data import deportation, points
from kalstats.evidence import quantities, quantity
from kalstats.study.answers import Row, computed_row, lacking, printed_row

if TYPE_CHECKING:
    from kalstats.evidence import Figure, Quantity

ORIGIN = "Kalmykia"
LISTS = {"sent": "persons", "settled": "families"}


@cache
def listed(measure: str, people: str) -> list[Quantity]:
    """Return the places of one list, largest first: that of the source with the most places."""
    if measure not in LISTS:
        raise ValueError(f"measure = {measure!r}: expected one of {', '.join(LISTS)}")
    rows = deportation(topic="destination", people=people, measure=measure, unit=LISTS[measure])
    if rows.empty:
        raise lacking(people, f"{measure}, by place", deportation(people=people)["measure"])
    rows = rows[rows["source"] == rows["source"].value_counts().idxmax()]
    return quantities(rows.sort_values("value", ascending=False))


def deported(people: str, unit: str) -> Quantity:
    """Return how many were deported, in persons or families, over all its figures."""
    rows = deportation(people=people, measure="deported", unit=unit, rank="preferred")
    rows = rows[rows["territory"] == ORIGIN].sort_values("end", ascending=False)
    if rows.empty:
        raise lacking(people, f"deported, in {unit}", deportation(people=people)["measure"])
    latest = rows[rows["start"] == rows["start"].min()].iloc[0]
    return quantity(id=latest["id"])


def destinations(measure: str = "sent", people: str = "Kalmyks") -> pd.DataFrame:
    """Return where the deported were taken, as one list of one source has it.

    Lists of different sources are not mixed: the one with the most places is taken.

    Parameters
    ----------
    measure : str
        ``"sent"``: persons sent by January 1944; ``"settled"``: families located there from 1944.
    people : str
        The deported people.

    Returns
    -------
    pandas.DataFrame
        A row per place, largest first: ``people territory measure town longitude latitude km
        start end label low value high unit printed sources figures``. ``km`` is the geodesic from
        Elista on the WGS 84 ellipsoid to the town that stands for the place (Karney 2013); the
        railway is longer. A chart takes it: ``plots.route_map``.

    Raises
    ------
    ValueError
        If there is no such list; what there is of the people is named.

    Examples
    --------
    >>> destinations()[["territory", "printed", "km"]].round().values.tolist()[0]
    ['Omsk Oblast', '24,352', 2252.0]
    """
    from pyproj import Geod

    places = listed(measure, people)
    east, north, _ = points()[ORIGIN]
    rows = []
    for one in places:
        longitude, latitude, town = points()[one.territory]
        km = Geod(ellps="WGS84").inv(east, north, longitude, latitude)[2] / 1000
        place = {"town": town, "longitude": longitude, "latitude": latitude, "km": km}
        when = {"start": one.start, "end": one.end, "label": one.territory}
        about = {"people": people, "territory": one.territory, "measure": measure}
        rows.append(printed_row(one.preferred, **about, **place, **when))
    return pd.DataFrame(rows)


def persons_per_family(people: str = "Kalmyks") -> pd.DataFrame:
    """Return persons sent for each family settled, by region, and what both totals leave.

    An average lies between those of its parts. Where all parts lie on one side of the whole, the
    two lists do not count the same families.

    Parameters
    ----------
    people : str
        The deported people.

    Returns
    -------
    pandas.DataFrame
        A row for each region in both lists, then ``territory`` "other places" (the persons left
        of all deported over the families of all other places, not ``preferred``) and "all": all
        deported over all their families. ``people territory label preferred low value high unit
        printed sources figures``.

    Raises
    ------
    ValueError
        If there is no list of persons, or of families, or no total; what there is is named.

    Examples
    --------
    >>> persons_per_family().set_index("territory")["value"].round(2).to_dict() \
# doctest: +NORMALIZE_WHITESPACE
    {'Omsk Oblast': 2.92, 'Krasnoyarsk Krai': 2.81, 'Altai Krai': 3.38, 'Novosibirsk Oblast': 3.37,
     'other places': 1.32, 'all': 3.53}
    """
    sent, settled = (
        {one.territory: one.preferred for one in listed(measure, people)} for measure in LISTS
    )
    whole, families = (deported(people, unit) for unit in LISTS.values())
    unit = "persons per family"
    rows = [
        computed_row(share, {"part": sent[place], "whole": settled[place]}, unit, territory=place)
        | {"label": f"{place}: {sent[place].printed} persons, {settled[place].printed} families"}
        for place in sent
        if place in settled
    ]
    elsewhere = {f"in {place}": settled[place] for place in settled if place not in sent}
    given = {"whole": whole, **sent, **elsewhere}

    def left(whole: float, **parts: float) -> float:
        persons = whole - sum(parts[place] for place in sent)
        return persons / sum(parts[place] for place in elsewhere)

    rows.append(computed_row(left, given, unit, territory="other places"))
    rows[-1]["label"] = "All other places, by subtraction"
    rows.append(computed_row(share, {"part": whole, "whole": families}, unit, territory="all"))
    rows[-1]["label"] = "All deported"
    frame = pd.DataFrame(rows).assign(people=people)
    frame["preferred"] = frame["territory"] != "other places"
    first = ["people", "territory", "label", "preferred"]
    return frame[[*first, *frame.columns.difference(first, sort=False)]]


def labour(unit: str = "persons", people: str = "Kalmyks") -> pd.DataFrame:
    """Return what labour the exiled were registered for, and how many are in no sector.

    Parameters
    ----------
    unit : str
        ``"persons"``, or ``"percent"`` of all registered labourers.
    people : str
        The deported people.

    Returns
    -------
    pandas.DataFrame
        A row per sector, largest first, then "in no sector" (by subtraction) and "all":
        ``people sector label low value high unit printed sources figures``. The source gives no
        date.

    Raises
    ------
    ValueError
        If the unit is another, or there is no number of labourers; what there is is named.

    Examples
    --------
    >>> labour("percent").set_index("sector")["value"].round(1).to_dict() \
# doctest: +NORMALIZE_WHITESPACE
    {'agriculture': 61.1, 'mining and gold': 3.5, 'coal': 1.7, 'timber': 0.6,
     'in no sector': 33.1, 'all': 100.0}
    """
    if unit not in ("persons", "percent"):
        raise ValueError(f"unit = {unit!r}: expected persons or percent")
    rows = deportation(topic="labour", people=people, unit="persons")
    found = {one.measure: one.preferred for one in quantities(rows)}
    if "labourers" not in found:
        raise lacking(people, "labourers", deportation(people=people)["measure"])
    whole = found.pop("labourers")
    largest = sorted(found.items(), key=lambda item: -item[1].value)
    sectors = {name.removeprefix("labourers_").replace("_", " "): f for name, f in largest}
    told = {**sectors, "in no sector": None, "all": whole}
    answer = [_sector(figure, whole, sectors, unit) for figure in told.values()]
    names = [{"people": people, "sector": name, "label": name.capitalize()} for name in told]
    return pd.DataFrame([{**name, **row} for name, row in zip(names, answer, strict=True)])


def _sector(figure: Figure | None, whole: Figure, sectors: dict[str, Figure], unit: str) -> Row:
    """Return the row of a sector, or of those in none, in persons or in percent."""
    if figure and unit == "persons":
        return printed_row(figure)

    def part(whole: float, **parts: float) -> float:
        own = parts["own"] if figure else rest(whole, **parts)
        return own if unit == "persons" else 100 * own / whole

    return computed_row(part, {"whole": whole, **({"own": figure} if figure else sectors)}, unit)
