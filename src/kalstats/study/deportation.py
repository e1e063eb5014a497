"""Who was deported and arrived, where they were settled, and what labour they were put to."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Any

from kalstats.composition import rest, share, total
from kalstats.data import deportation, points
from kalstats.evidence import quantities, quantity, readings
from kalstats.study.answers import answer, row

if TYPE_CHECKING:
    import pandas as pd

    from kalstats.evidence import Given, Quantity

PEOPLE, ORIGIN = "Kalmyks", "Kalmykia"
LISTS = ["sent", "settled"]
DEPORTED, FAMILIES = "deported-wikipedia-93139", "deported-families-wikipedia"
MONTHS = ["deported-december-wikipedia", "deported-january-wikipedia"]
LATER = ["deported-rostov-pohl", "withdrawn-1944-maksimov", "arrived-kalmyks-1948-mvd"]


@cache
def listed(measure: str) -> list[Quantity]:
    """Return the places of one list, largest first; both lists are the article's."""
    if measure not in LISTS:
        raise ValueError(f"measure = {measure!r}: expected one of {', '.join(LISTS)}")
    rows = deportation(people=PEOPLE, measure=measure, source="wikipedia-deportation")
    return quantities(rows.sort_values("value", ascending=False))


@cache
def read(key: str) -> Quantity:
    """Return the quantity of one figure on the deportation, by the figure's id."""
    return quantity(deportation(), id=key)


def all_deported(persons: Given | str) -> Given:
    """Return the persons deported as given; for the id of a figure all that sources print."""
    given = read(persons) if isinstance(persons, str) else persons
    if (least := readings(lambda persons: persons, persons=given).low) < 0:
        raise ValueError(f"persons = {least:,}: expected a number of persons, not below 0")
    return given


def destinations(measure: str = "sent") -> pd.DataFrame:
    """Return where the deported were taken, as one list of one source has it.

    Parameters
    ----------
    measure : str
        ``"sent"``: persons sent by January 1944; ``"settled"``: families located there from 1944.

    Returns
    -------
    pandas.DataFrame
        A row per place, largest first: ``people measure origin territory town longitude latitude
        km start end label low value high unit printed sources figures``. ``km`` is the geodesic
        from Elista on the WGS 84 ellipsoid to the town that stands for the place (Karney 2013); the
        railway is longer. A chart takes it: ``plots.route_map``.

    Raises
    ------
    ValueError
        If there is no such list.

    Examples
    --------
    >>> destinations()[["territory", "printed", "km"]].round().values.tolist()[0]
    ['Omsk Oblast', '24,352', 2252.0]
    """
    from pyproj import Geod

    earth, rows = Geod(ellps="WGS84"), []
    east, north, _ = points()[ORIGIN]
    for one in listed(measure):
        longitude, latitude, town = points()[one.territory]
        km = earth.inv(east, north, longitude, latitude)[2] / 1000
        there = {"territory": one.territory, "town": town, "longitude": longitude}
        when = {"start": one.start, "end": one.end, "label": one.territory}
        rows.append(row(one.preferred, **there, latitude=latitude, km=km, **when))
    return answer(rows, people=PEOPLE, measure=measure, origin=ORIGIN)


def persons_per_family(persons: Given | str = DEPORTED) -> pd.DataFrame:
    """Return persons sent for each family settled, by region, and what both totals leave.

    An average lies between those of its parts. Where all parts lie on one side of the whole, the
    two lists do not count the same families.

    Parameters
    ----------
    persons : Quantity, Figure, sequence of Figure, float or str
        All deported; or the id of a figure, for all that is printed of its quantity.

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
        If the persons are below 0, or the id is not known.
    TypeError
        If they are no figure and no number.

    Examples
    --------
    >>> persons_per_family().set_index("territory")["value"].round(2).to_dict() \
# doctest: +NORMALIZE_WHITESPACE
    {'Omsk Oblast': 2.92, 'Krasnoyarsk Krai': 2.81, 'Altai Krai': 3.38, 'Novosibirsk Oblast': 3.37,
     'other places': 1.32, 'all': 3.53}
    """
    sent, settled = ({one.territory: one.preferred for one in listed(name)} for name in LISTS)
    whole = all_deported(persons)
    elsewhere = {f"in {place}": settled[place] for place in settled if place not in sent}

    def left(whole: float, **parts: float) -> float:
        persons = whole - sum(parts[place] for place in sent)
        return persons / sum(parts[place] for place in elsewhere)

    found = {place: readings(share, part=sent[place], whole=settled[place]) for place in sent}
    found["other places"] = readings(left, whole=whole, **sent, **elsewhere)
    found["all"] = readings(share, part=whole, whole=read(FAMILIES))
    rows = [
        row(one, territory=place, label=place, preferred=place != "other places")
        for place, one in found.items()
    ]
    return answer(rows, people=PEOPLE).assign(unit="persons per family")


def arrivals(persons: Given | str = DEPORTED) -> pd.DataFrame:
    """Return who was deported and who arrived, one number under the other, as an account.

    Parameters
    ----------
    persons : Quantity, Figure, sequence of Figure, float or str
        All deported in the operation; or the id of a figure, for all that is printed of it.

    Returns
    -------
    pandas.DataFrame
        ``kind label low value high unit printed sources figures``, as ``plots.account`` takes it:
        the two months and what is in neither, the operation; those of Rostov Oblast and of the
        army; the dead of the journey and those who stand nowhere; arrivals until October 1948.

    Raises
    ------
    TypeError
        If the persons are no figure and no number.
    ValueError
        If they are below 0, or the id is not known.

    Examples
    --------
    >>> arrivals().query("kind == 'residual'")["value"].tolist()
    [206.0, -7633.0]
    """
    whole, died = all_deported(persons), read("transit-deaths-wikipedia").figures
    december, january, rostov, army, came = (read(key).preferred for key in MONTHS + LATER)
    died = tuple(figure for figure in died if math.isfinite(figure.high))
    months: dict[str, Any] = {"december": december, "january": january}
    once: dict[str, Any] = {"operation": whole, "rostov": rostov, "army": army}
    between = readings(lambda whole, **parts: whole - total(**parts), whole=whole, **months)
    unexplained = readings(
        lambda came, died, **taken: came + died - total(**taken), came=came, died=died, **once
    )
    lines: list[tuple[str, str, Any]] = [
        ("part", "Deported in December 1943", december),
        ("part", "Deported in January 1944", january),
        ("residual", "In neither month", between),
        ("stock", "Deported in the operation", readings(total, whole=whole)),
        ("change", "From Rostov Oblast, March 1944", rostov),
        ("change", "From the army, 1944", army),
        ("stock", "All three", readings(total, **once)),
        ("change", "Died on the journey", readings(lambda died: -died, died=died)),
        ("residual", "Not among the arrivals", unexplained),
        ("stock", "Arrived until October 1948", came),
    ]
    rows = [row(one, kind=kind, label=label, unit="persons") for kind, label, one in lines]
    return answer(rows)


def labour() -> pd.DataFrame:
    """Return what labour the exiled were registered for, and how many are in no sector.

    Returns
    -------
    pandas.DataFrame
        A row per sector, largest first, then "in no sector" (by subtraction) and "all":
        ``people sector label low value high unit printed sources figures``, in persons. The
        source gives no date.

    Examples
    --------
    >>> labour().set_index("sector")["value"].astype(int).to_dict() # doctest: +NORMALIZE_WHITESPACE
    {'agriculture': 28107, 'mining and gold': 1632, 'coal': 784, 'timber': 259,
     'in no sector': 15203, 'all': 45985}
    """
    rows = deportation(topic="labour", people=PEOPLE, unit="persons")
    found: dict[str, Any] = {
        one.measure.removeprefix("labourers_").replace("_", " "): one.preferred
        for one in quantities(rows.sort_values("value", ascending=False))
    }
    whole = found.pop("labourers")
    found |= {"in no sector": readings(rest, whole=whole, **found), "all": whole}
    told = [row(one, sector=name, label=name.capitalize()) for name, one in found.items()]
    return answer(told, people=PEOPLE).assign(unit="persons")
