"""Where the deported were sent and settled, and what labour they were put to."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from kalstats.composition import rest, share
from kalstats.data import deportation, points
from kalstats.evidence import quantities, quantity, readings
from kalstats.study.answers import answer, lacking, row

if TYPE_CHECKING:
    import pandas as pd

    from kalstats.evidence import Given, Quantity

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


@cache
def read(key: str) -> Quantity:
    """Return the quantity of one figure on the deportation, by the figure's id."""
    return quantity(deportation(), id=key)


def deported(people: str, unit: str) -> Quantity:
    """Return how many were deported, in persons or families, over all its figures."""
    rows = deportation(people=people, measure="deported", unit=unit, rank="preferred")
    rows = rows[rows["territory"] == ORIGIN].sort_values("end", ascending=False)
    if rows.empty:
        raise lacking(people, f"deported, in {unit}", deportation(people=people)["measure"])
    latest = rows[rows["start"] == rows["start"].min()].iloc[0]
    return read(latest["id"])


def all_deported(people: str, given: Given | str = "") -> Given:
    """Return the persons deported as given, or if nothing is given as the sources have them."""
    if isinstance(given, str):
        if given:
            raise TypeError(f"persons = {given!r}: expected a quantity, a figure or a number")
        return deported(people, "persons")
    if (least := readings(lambda persons: persons, persons=given).low) < 0:
        raise ValueError(f"persons = {least:,}: expected a number of persons, not below 0")
    return given


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
        A row per place, largest first: ``people measure territory town longitude latitude km
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

    places, earth = listed(measure, people), Geod(ellps="WGS84")
    east, north, _ = points()[ORIGIN]
    rows = []
    for one in places:
        longitude, latitude, town = points()[one.territory]
        km = earth.inv(east, north, longitude, latitude)[2] / 1000
        there = {"territory": one.territory, "town": town, "longitude": longitude}
        when = {"start": one.start, "end": one.end, "label": one.territory}
        rows.append(row(one.preferred, **there, latitude=latitude, km=km, **when))
    return answer(rows, people=people, measure=measure)


def persons_per_family(people: str = "Kalmyks", *, persons: Given | str = "") -> pd.DataFrame:
    """Return persons sent for each family settled, by region, and what both totals leave.

    An average lies between those of its parts. Where all parts lie on one side of the whole, the
    two lists do not count the same families.

    Parameters
    ----------
    people : str
        The deported people.
    persons : Quantity, Figure, sequence of Figure or float
        All deported; what sources say if not given.

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
        If there is no list of persons, or of families, or no total; what there is is named. If
        the total is below 0.
    TypeError
        If the total is no figure and no number.

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
    whole, families = all_deported(people, persons), deported(people, "families")
    elsewhere = {f"in {place}": settled[place] for place in settled if place not in sent}

    def left(whole: float, **parts: float) -> float:
        persons = whole - sum(parts[place] for place in sent)
        return persons / sum(parts[place] for place in elsewhere)

    both = [place for place in sent if place in settled]
    found = {one: readings(share, part=sent[one], whole=settled[one]) for one in both}
    found["other places"] = readings(left, whole=whole, **sent, **elsewhere)
    found["all"] = readings(share, part=whole, whole=families)
    rows = [row(one, territory=place, label=place) for place, one in found.items()]
    frame = answer(rows, people=people).assign(unit="persons per family")
    frame.insert(3, "preferred", frame["territory"] != "other places")
    return frame


def labour(people: str = "Kalmyks") -> pd.DataFrame:
    """Return what labour the exiled were registered for, and how many are in no sector.

    Parameters
    ----------
    people : str
        The deported people.

    Returns
    -------
    pandas.DataFrame
        A row per sector, largest first, then "in no sector" (by subtraction) and "all":
        ``people sector label low value high unit printed sources figures``, in persons. The
        source gives no date.

    Raises
    ------
    ValueError
        If there is no number of labourers; what there is is named.

    Examples
    --------
    >>> labour().set_index("sector")["value"].astype(int).to_dict() # doctest: +NORMALIZE_WHITESPACE
    {'agriculture': 28107, 'mining and gold': 1632, 'coal': 784, 'timber': 259,
     'in no sector': 15203, 'all': 45985}
    """
    rows = deportation(topic="labour", people=people, unit="persons")
    found: dict[str, Any] = {
        one.measure.removeprefix("labourers_").replace("_", " "): one.preferred
        for one in quantities(rows.sort_values("value", ascending=False))
    }
    if "labourers" not in found:
        raise lacking(people, "labourers", deportation(people=people)["measure"])
    whole = found.pop("labourers")
    found |= {"in no sector": readings(rest, whole=whole, **found), "all": whole}
    told = found.items()
    rows_of = [row(one, sector=name, label=name.capitalize(), unit="persons") for name, one in told]
    return answer(rows_of, people=people)
