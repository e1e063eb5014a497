"""The register of the exile: who was counted, and the time they lived.

Two paths of counts lead through the exile. The *registers* begin with the deported and follow the
preferred counts, Ediev's estimates among them once a register has been counted. *Ediev* begins
with his base, to which later contingents belong, and follows his estimates alone.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kalstats.data import cite, deportation
from kalstats.demography import balance, decimal_year, person_years, person_years_along

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

EDIEV, MVD, EXILE = "ediev-2004", "mvd-1948", "special settlements"
PATHS = ["registers", "Ediev"]
STOCKS = ["deported", "deported_base", "registered"]
FLOWS = ["arrived", "births", "deaths", "released", "births_forecast", "birth_deficit"]
MEASURES = [*STOCKS, *FLOWS, "deaths_per_birth", "births_per_death", "deaths_share_of_population"]
RANGE = ["low", "value", "high"]
COLUMNS = "people territory measure kind baseline dead whole counts births assumption start end"
COLUMNS += " label low value high unit printed preferred journey rounds_to sources figures"


def listed(keys: Iterable[str]) -> str:
    """Write keys of sources or ids of figures as one cell."""
    return "; ".join(dict.fromkeys(key for cell in keys for key in cell.split("; ") if key))


def answer(rows: pd.DataFrame | Sequence[Mapping[str, Any]], **same: Any) -> pd.DataFrame:
    """Return rows as an answer: the columns in one order, the last ones those of every answer."""
    frame = pd.DataFrame(rows).assign(**same)
    return frame[[name for name in COLUMNS.split() if name in frame]].reset_index(drop=True)


def found(people: str, measure: str | list[str], **where: Any) -> pd.DataFrame:
    """Return the figures of a people, or name what is missing and what is there."""
    rows = deportation(people=people, measure=measure, **where)
    if rows.empty:
        asked = " or ".join([measure] if isinstance(measure, str) else measure)
        told = "".join(f", {name} {value}" for name, value in where.items())
        there = ", ".join(sorted(set(deportation(people=people)["measure"]))) or "nothing"
        raise ValueError(f"people = {people!r}: no figure of {asked}{told}; there is: {there}")
    return rows


def first_of(people: str, measure: str, **where: Any) -> pd.Series[Any]:
    """Return the figure of a measure that is read first: preferred, early, of a long period."""
    rows = found(people, measure, unit="persons", **where)
    rows = rows.assign(later=rows["rank"].ne("preferred"))
    return rows.sort_values(["later", "start", "end"], ascending=[True, True, False]).iloc[0]


def beginning(people: str) -> pd.Timestamp:
    """Return the day of the deportation: of the people deported, or of Ediev's base."""
    known = deportation(people=people, measure="deported", rank="preferred")["start"].notna()
    day: pd.Timestamp = first_of(people, "deported" if known.any() else "deported_base")["start"]
    return day


@cache
def path(people: str, counts: str) -> pd.DataFrame:
    """Return the counts of a path with their ``time``; that of a period is its middle."""
    stock = found(people, STOCKS, unit="persons", territory=EXILE)
    stock = stock[stock["rank"].ne("doubtful") & stock["start"].notna()].sort_values("start")
    estimated = stock["source"].eq(EDIEV)
    if counts == "Ediev":
        first = first_of(people, "deported_base", source=EDIEV)
        rows = stock[estimated & stock["start"].gt(first["start"])]
    else:
        first = first_of(people, "deported", rank="preferred")
        rows = stock[stock["measure"].eq("registered") & stock["rank"].eq("preferred")]
        registers = rows.loc[~estimated & rows["start"].gt(first["start"]), "start"]
        if registers.empty:
            raise ValueError(f"people = {people!r}: no figure of registered after a dated deported")
        rows = rows[rows["start"].ge(registers.min())]
    route = pd.concat([first.to_frame().T, rows]).astype({"value": float})
    middle = route["start"] + (route["end"] - route["start"]) / 2
    days = [beginning(people), *middle.iloc[1:]]
    return route.assign(time=[*map(decimal_year, days)])


def routes(people: str) -> dict[str, pd.DataFrame]:
    """Return every path that the figures of a people allow, one at least."""
    known, missing = {}, []
    for counts in PATHS:
        try:
            known[counts] = path(people, counts)
        except ValueError as error:
            missing.append(error)
    if not known:
        raise missing[-1]
    return known


def lived(route: pd.DataFrame, first: float, last: float) -> float:
    """Return the person-years between two times along a path."""
    return person_years_along(route["value"], route["time"], between=(first, last))


def until(day: pd.Timestamp) -> float:
    """Return the time at which a period ends: with the year, if its last day is the year's."""
    return decimal_year(day + pd.Timedelta(days=1) if day.dayofyear >= 365 else day)


def register(people: str = "Kalmyks", source: str | None = None) -> pd.DataFrame:
    """Return what sources print of the exile: the stock by date, births, deaths, releases, ratios.

    A fall of the stock is not a number of deaths: arrivals, births, releases and late
    registration change it too.

    Parameters
    ----------
    people : str
        The Kalmyks, or another deported people.
    source : str, optional
        Key of the one source to keep.

    Returns
    -------
    pandas.DataFrame
        A row per dated figure: ``people territory measure start end label low value high unit
        printed preferred sources figures``. A count of the stock is ``preferred`` if it lies on
        the path along which person-years are counted.

    Raises
    ------
    ValueError
        If there is no such figure; what there is instead is named.

    Examples
    --------
    >>> counts = register().query("measure == 'registered' and preferred")
    >>> counts.iloc[[0, 3]][["printed", "sources"]].values.tolist()
    [['83,688', 'wikipedia-deportation'], ['74,918', 'mvd-1948']]
    """
    rows = found(people, MEASURES, **({"source": source} if source else {}))
    preferred = rows["rank"].eq("preferred")
    whole = rows[rows["measure"].eq("deported") & preferred].sort_values(["start", "end"])
    part = rows["measure"].eq("deported") & ~rows["id"].isin(whole.drop_duplicates("end")["id"])
    try:
        drawn = rows["id"].isin(next(iter(routes(people).values()))["id"])
    except ValueError:  # without a path the ranks decide
        drawn = preferred
    rows = rows.assign(
        preferred=preferred.where(~rows["measure"].isin(STOCKS), drawn),
        order=rows["measure"].map(MEASURES.index),
        measure=rows["measure"].str.replace("_", " "),
        unit=rows["unit"].str.replace("_", " "),
        label=rows["printed"] + ", " + rows["source"].map(lambda key: cite(key, "short")),
    )[rows["start"].notna() & rows["topic"].ne("emigration") & ~part]
    rows = rows.rename(columns={"source": "sources", "id": "figures"})
    return answer(rows.sort_values(["order", "start", "end"]))


def account(people: str | None = "Kalmyks") -> pd.DataFrame:
    """Return the Ministry's account of 1 October 1948: what made the register, and what is left.

    N = A + B − D − R + e: arrivals, births, deaths and releases since the deportation, and the
    error of closure e, which no source explains.

    Parameters
    ----------
    people : str, optional
        A people, or a group of peoples, of that account; None for all of them.

    Returns
    -------
    pandas.DataFrame
        Six rows per people: ``people measure kind start end label low value high unit sources
        figures``. ``value`` is what a term adds to the register, so that deaths and releases are
        negative; ``kind`` is a stock, a change or the residual, as `plots.waterfall` draws them.

    Raises
    ------
    ValueError
        If the account has no such people; what there is of it is named.

    Examples
    --------
    >>> account().set_index("measure")["value"].astype(int).to_dict()  # doctest: +NORMALIZE_WHITESPACE
    {'arrived': 90940, 'births': 2702, 'deaths': -16594, 'released': -1364,
     'error of closure': -766, 'registered': 74918}
    """
    if people is None:
        peoples = deportation(source=MVD)["people"].unique()
        return pd.concat([account(one) for one in peoples], ignore_index=True)
    terms = ["arrived", "births", "deaths", "released", "registered"]
    row = {name: first_of(people, name, source=MVD) for name in terms}
    a, b, d, r, n = (float(row[name]["value"]) for name in terms)
    left, every = balance(0, n, b, d, a, r).error_of_closure, listed(one["id"] for one in row.values())
    rows = [
        ("arrived", "stock", "arrived", a, row["arrived"]["id"]),
        ("births", "change", "born", b, row["births"]["id"]),
        ("deaths", "change", "died", -d, row["deaths"]["id"]),
        ("released", "change", "released", -r, row["released"]["id"]),
        ("error of closure", "residual", "not explained", left, every),
        ("registered", "stock", "on the register", n, row["registered"]["id"]),
    ]
    frame = pd.DataFrame(rows, columns=["measure", "kind", "label", "value", "figures"])
    days = {"start": row["arrived"]["start"], "end": row["registered"]["end"]}
    bounds = {"low": frame["value"], "high": frame["value"]}
    return answer(frame, people=people, unit="persons", sources=MVD, **days, **bounds)


def exposure(
    people: str = "Kalmyks", start: str | None = None, end: str | None = None
) -> pd.DataFrame:
    """Return the time lived in exile, added up along the counts, and what two ends would give.

    PY = Σ (N₂ − N₁)·t / ln(N₂/N₁) over the steps of a path. A population that falls and rises
    again has lived less than its two ends suggest, and has died at a higher rate.

    Parameters
    ----------
    people : str
        A people with a dated deportation and later registers, or with Ediev's estimates.
    start, end : str, optional
        Days within the path, YYYY-MM-DD; by default the whole of it.

    Returns
    -------
    pandas.DataFrame
        Two rows per path: ``people measure counts start end label low value high unit sources
        figures``.

    Raises
    ------
    ValueError
        If no path of counts can be made, with what is missing and what is there; or if a day
        lies outside of it.

    Examples
    --------
    >>> found = exposure().query("counts == 'Ediev'").set_index("measure")["value"]
    >>> found.round(-3).astype(int).to_dict()
    {'person-years': 715000, 'person-years from the two ends': 801000}
    """
    rows = []
    for counts, route in routes(people).items():
        days = [pd.Timestamp(start or beginning(people)), pd.Timestamp(end or route["end"].iloc[-1])]
        first, last = decimal_year(days[0]), until(days[1])
        edges = np.exp(np.interp([first, last], route["time"], np.log(route["value"])))
        both = {
            "person-years": lived(route, first, last),
            "person-years from the two ends": float(person_years(*edges, last - first)),
        }
        for name, value in both.items():
            row = {"measure": name, "counts": counts, "start": days[0], "end": days[1]}
            row |= {"label": f"{name}, {counts}"} | dict.fromkeys(RANGE, value)
            rows.append(row | {"sources": listed(route["source"]), "figures": listed(route["id"])})
    return answer(rows, people=people, unit="person-years")
