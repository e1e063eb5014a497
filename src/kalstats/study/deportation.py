"""Who was deported and arrived, where they were settled, and what labour they were put to."""

import pandas as pd

from kalstats import composition, data
from kalstats.demography.limits import require
from kalstats.evidence import Figure, Given, Quantity, Range, figure, quantities, quantity, readings
from kalstats.study.answers import Row, answer, derived, ends, row

PEOPLE, ORIGIN = "Kalmyks", "Kalmykia"
LISTS, OTHER = ["sent", "settled"], "other places"
DEPORTED, FAMILIES = "deported-wikipedia-93139", "deported-families-wikipedia"
MONTHS = ["deported-december-wikipedia", "deported-january-wikipedia"]
LATER = ["deported-rostov-pohl", "withdrawn-1944-maksimov", "arrived-kalmyks-1948-mvd"]


def listed(measure: str) -> list[Quantity]:
    """Return the places of one list, largest first; both lists are the article's."""
    require(measure in LISTS, f"measure = {measure!r}", f"one of {', '.join(LISTS)}")
    rows = data.deportation(people=PEOPLE, measure=measure, source="wikipedia-deportation")
    return quantities(rows.sort_values("value", ascending=False))


def _all_deported(persons: Given | str) -> Range:
    """Return the persons deported as given; for the id of a figure all that sources print."""
    given = quantity(data.deportation(), id=persons) if isinstance(persons, str) else persons
    found = readings(composition.total, persons=given)
    require(found.low >= 0, f"persons = {found.low:,}", "a number of persons, not below 0")
    return found


def _per_family(persons: Figure | Range, families: Figure | Range) -> Range:
    return derived(ends(persons) / ends(families)[::-1], [persons, families], "persons per family")


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
    east, north, _ = data.points()[ORIGIN]
    for one in listed(measure):
        longitude, latitude, town = data.points()[one.territory]
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
    whole, gone = _all_deported(persons), [one for at, one in settled.items() if at not in sent]
    left = ends(whole) - sum(map(ends, sent.values()))[::-1]
    found = {place: _per_family(sent[place], settled[place]) for place in sent}
    others = derived(left, [whole, *sent.values()]), derived(sum(map(ends, gone)), gone)
    found |= {OTHER: _per_family(*others), "all": _per_family(whole, figure(FAMILIES))}
    rows = [row(one, territory=p, label=p, preferred=p != OTHER) for p, one in found.items()]
    return answer(rows, people=PEOPLE)


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
    december, january, rostov, army, came = map(figure, MONTHS + LATER)
    whole, deaths = _all_deported(persons), quantity(id="transit-deaths-wikipedia").figures
    died = readings(composition.total, died=[one for one in deaths if one.high < float("inf")])
    three = derived(ends(whole) + ends(rostov) + ends(army), [whole, rostov, army])
    months = ends(december) + ends(january)
    neither = derived(ends(whole) - months[::-1], [whole, december, january])
    left = derived(ends(came) + ends(died) - ends(three)[::-1], [came, died, three])
    lines: list[tuple[str, str, Figure | Range]] = [
        ("part", "Deported in December 1943", december),
        ("part", "Deported in January 1944", january),
        ("residual", "In neither month", neither),
        ("stock", "Deported in the operation", whole),
        ("change", "From Rostov Oblast, March 1944", rostov),
        ("change", "From the army, 1944", army),
        ("stock", "All three", three),
        ("change", "Died on the journey", derived(-ends(died)[::-1], [died])),
        ("residual", "Not among the arrivals", left),
        ("stock", "Arrived until October 1948", came),
    ]
    return answer([row(one, kind=k, label=label, unit="persons") for k, label, one in lines])


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
    rows = data.deportation(topic="labour", people=PEOPLE, unit="persons")
    read = quantities(rows.sort_values("value", ascending=False))
    names = [one.measure.removeprefix("labourers_").replace("_", " ") for one in read]
    found: Row = {name: one.preferred for name, one in zip(names, read, strict=True)}
    whole = found.pop("labourers")
    found |= {"in no sector": readings(composition.rest, whole=whole, **found), "all": whole}
    told = [row(one, sector=name, label=name.capitalize()) for name, one in found.items()]
    return answer(told, people=PEOPLE).assign(unit="persons")
