"""How many died in exile: registered, worked out from the living, as rates and as shares."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from kalstats.data import census, cite, deportation
from kalstats.demography import balance, crude_rate, decimal_year
from kalstats.evidence import Figure
from kalstats.study.exile import EXILE, MVD, RANGE, answer, beginning, first_of, found, listed, lived, routes, until
from kalstats.study.years import births, both_registers, own, paired, single_years

REGISTERED, WORKED_OUT, ALL = "deaths registered", "deaths worked out", "all readings"
ARTICLE = "wikipedia-deportation"
JOURNEY, DEAD = "in transit", f"measure == '{REGISTERED}'"


def readings_of_births(people: str, given: Figure | float | None) -> list[dict[str, Any]]:
    """Return the births to the end of the exile by every source, and by the caller."""
    rows = births(people).query("measure == 'births in exile'")
    known = rows.assign(low=rows["value"], high=rows["value"]).to_dict("records")
    return known if given is None else [*known, own(given) | {"births": "births assumed"}]


def periods(people: str, given: Figure | float | None = None) -> pd.DataFrame:
    """Return deaths, births and person-years: a row per period, source of births and path."""
    rows = []
    for counts, route in routes(people).items():
        first, last = route.iloc[0], route.iloc[-1]
        read = {"counts": counts, "path": listed(route["source"])}
        for row in paired(people).to_dict("records"):
            deaths = {end: row[f"{end}_deaths"] for end in RANGE}
            times = max(decimal_year(row["start"]), first["time"]), until(row["end"])
            same = {"start": row["start"], "end": row["end"], "births": "registered"}
            same |= {"measure": REGISTERED, "sources": row["source"], "born": row["value_births"]}
            figures = listed([row["id_deaths"], row["id_births"]])
            rows.append(read | same | deaths | {"figures": figures, "lived": lived(route, *times)})
        for row in readings_of_births(people, given):
            dead = {
                end: -balance(first["value"], last["value"], births=row[end]).error_of_closure
                for end in RANGE
            }
            same = {"start": beginning(people), "end": last["end"], "births": row["births"]}
            same |= {"measure": WORKED_OUT, "born": row["value"]} | dead
            for name, key in (("sources", "source"), ("figures", "id")):
                same[name] = listed([row[name], first[key], last[key]])
            rows.append(read | same | {"lived": lived(route, first["time"], last["time"])})
    return pd.DataFrame(rows)


def printed_deaths(people: str) -> list[dict[str, Any]]:
    """Return the numbers of deaths that sources print for the whole exile or the journey."""
    rows = deportation(people=people, measure="deaths", unit="persons")
    register = rows["id"].isin(paired(people).get("id_deaths", []))
    kept = rows["rank"].eq("preferred") & rows["territory"].isin([EXILE, JOURNEY])
    made = []
    for row in rows[kept | register].sort_values(["start", "end"]).to_dict("records"):
        dated = pd.notna(row["end"])
        name = REGISTERED if register[rows["id"].eq(row["id"])].any() else "deaths printed"
        name = "deaths on the journey" if row["territory"] == JOURNEY else name
        label = f"{name}{f' to {row["end"]:%B %Y}' if dated else ', no end date'}"
        row |= {"label": f"{label}, {cite(row['source'], 'short')}", "measure": name}
        row |= {"sources": row["source"], "figures": row["id"], "preferred": name == REGISTERED}
        made.append(row)
    return made


def mortality(people: str = "Kalmyks", births: Figure | float | None = None) -> pd.DataFrame:
    """Return the deaths of the exile: registered, printed, and worked out from the living.

    D = N₁ + B − N₂: of those deported and the children born to them, those not on the last count
    are taken to have died. Who was released or fled is among them, who came later takes one away.

    Parameters
    ----------
    people : str
        The Kalmyks, or another deported people.
    births : float or Figure, optional
        Births to the end of the exile by an assumption of your own, beside those of the sources.

    Returns
    -------
    pandas.DataFrame
        ``people measure counts births assumption start end label low value high unit printed
        preferred sources figures``. Measures are ``deaths registered``, ``deaths on the journey``,
        ``deaths printed`` (a range without a date among them); ``deaths worked out`` by path and births; and
        ``all deaths``, by births and over ``births == "all readings"``, which is preferred. Its
        bounds are over readings, each figure at its value: the rounding of Ediev's thousands and
        the bounds of births carried on would widen either end by 450 at most.

    Raises
    ------
    ValueError
        If no deaths can be had, with what is there.

    Examples
    --------
    >>> rows = mortality().query("measure == 'all deaths'").set_index("births")
    >>> rows[["low", "high"]].round(-2).astype(int).values.tolist()
    [[25700, 30200], [34600, 39100], [25700, 39100]]
    """
    made = [*printed_deaths(people), *both_registers(people).query(DEAD).to_dict("records")]
    try:
        worked = periods(people, births).query("measure == @WORKED_OUT")
    except ValueError:
        if not made:
            raise
        worked = pd.DataFrame({"births": []})
    for row in worked.to_dict("records"):
        made.append(row | {"label": f"from {row['counts']}, {row['births']}", "preferred": False})
    for name in [*worked["births"].unique(), ALL] if len(worked) else []:
        those = worked[worked["births"].eq(name) | (name == ALL)]
        row = those.iloc[0][["start", "end"]].to_dict() | {"measure": "all deaths", "births": name}
        row |= {"low": those["low"].min(), "value": np.nan, "high": those["high"].max()}
        row |= {key: listed(those[key]) for key in ("sources", "figures")}
        label = f"all deaths to {row['end']:%B %Y}, {name}"
        made.append(row | {"label": label, "preferred": name == ALL})
    frame = answer(made, people=people, unit="persons")
    words = frame.columns.intersection(["counts", "births", "assumption", "printed"])
    return frame.fillna(dict.fromkeys(words, ""))


def death_rates(people: str = "Kalmyks", births: Figure | float | None = None) -> pd.DataFrame:
    """Return crude death and birth rates of the exile by period, with the exposure of each path.

    Parameters
    ----------
    people : str
        A people with a path of counts.
    births : float or Figure, optional
        As in `mortality`.

    Returns
    -------
    pandas.DataFrame
        ``people measure counts births assumption start end label low value high unit sources
        figures``: ``crude death rate`` and ``crude birth rate`` for the periods of the registers
        and for the whole exile, per 1,000 a year, and the ``person-years`` they rest on; crude
        death rates of single years between their bounds.

    Raises
    ------
    ValueError
        If no path of counts can be made, with what is missing and what is there.

    Examples
    --------
    >>> rows = death_rates().query("measure == 'crude death rate' and end == '1948-10-01'")
    >>> rows.set_index("counts")["value"].round(1).to_dict()
    {'registers': 43.6, 'Ediev': 43.3}
    """
    rows: list[dict[str, Any]] = []
    for row in periods(people, births).to_dict("records"):
        rate = {end: 1000 * crude_rate(row[end], row["lived"]) for end in RANGE}
        born = 1000 * crude_rate(row["born"], row["lived"])
        per = {"sources": listed([row["sources"], row["path"]]), "unit": "per 1,000 a year"}
        per |= {"label": f"{row['start']:%Y} to {row['end']:%B %Y}, {row['births']}"}
        time = {"unit": "person-years"} | dict.fromkeys(RANGE, row["lived"])
        rows.append(row | per | rate | {"measure": "crude death rate"})
        rows.append(row | per | dict.fromkeys(RANGE, born) | {"measure": "crude birth rate"})
        rows.append(row | per | time | {"measure": "person-years"})
    counts, route = next(iter(routes(people).items()))
    try:
        years = single_years(people).query("measure == 'deaths'")
    except ValueError:  # no ratios: nothing is known of single years
        years = pd.DataFrame()
    for row in years.to_dict("records"):
        time = lived(route, max(decimal_year(row["start"]), route["time"].iloc[0]), until(row["end"]))
        rate = {end: 1000 * row[end] / time for end in RANGE}
        same = {"measure": "crude death rate", "counts": counts, "births": "registered"}
        same |= {"label": f"{row['start']:%Y}", "unit": "per 1,000 a year"}
        rows.append(row | same | rate)
    frame = answer(rows, people=people).drop(columns="preferred", errors="ignore")
    return frame.fillna({"assumption": ""}) if "assumption" in frame else frame


def wholes(people: str) -> dict[str, Figure]:
    """Return every number of people that the dead can be a share of."""
    known: dict[str, dict[str, Any]] = {
        "deported": {"measure": "deported", "rank": "preferred"},
        "in Ediev's base": {"measure": "deported_base"},
        "arrived": {"measure": "arrived", "source": MVD},
        "registered first": {"measure": "registered", "topic": "register"},
    }
    rows = {
        name: first_of(people, **where)
        for name, where in known.items()
        if len(deportation(people=people, unit="persons", **where))
    }
    counted = census(people=people, territory="USSR", start="1939-01-17", unit="persons")
    counted = counted[counted["rank"].eq("preferred")]
    rows |= {"in the census of 1939": row for _, row in counted.iterrows()}
    sent = deportation(people=people, measure="sent", unit="persons", source=ARTICLE)
    if len(sent):  # the regions that the article names
        rows["sent to the regions named"] = sent.iloc[0].to_dict() | sent[RANGE].sum().to_dict()
        rows["sent to the regions named"] |= {"id": listed(sent["id"])}
    return {name: Figure.of(row) for name, row in rows.items()}


def counted_dead(people: str) -> list[Figure]:
    """Return the numbers printed to the person of those who died since the deportation."""
    rows = found(people, "deaths", unit="persons", territory=EXILE)
    exact = rows["qualifier"].isin(["exact", "range"]) & rows["rank"].ne("doubtful")
    numbers: dict[float, Figure] = {}
    rows = rows[exact & rows["start"].eq(beginning(people))].sort_values("qualifier")
    for one in map(Figure.of, rows.to_dict("records")):
        for figure in [one.end("low"), one.end("high")] if np.isnan(one.value) else [one]:
            numbers.setdefault(figure.low, figure)
    return [numbers[number] for number in sorted(numbers)]


def shares_died(people: str = "Kalmyks") -> pd.DataFrame:
    """Return the share who died, by every number of dead and every whole.

    Such a share has no time in it and is no mortality rate; children born in exile are among the
    dead, and the deaths that every population has.

    Parameters
    ----------
    people : str
        A people with deaths counted since its deportation.

    Returns
    -------
    pandas.DataFrame
        ``people dead whole label low value high unit journey rounds_to sources figures``: a row
        for every pair, in percent; ``journey`` where those who died on the way are added to the
        dead; ``rounds_to`` is the printed share that the pair would give, or "".

    Raises
    ------
    ValueError
        If no deaths, or nothing that they are a share of, are known.

    Examples
    --------
    >>> rows = shares_died().query("not journey and whole == 'deported'")
    >>> rows[["dead", "rounds_to"]].assign(value=rows["value"].round(2)).values.tolist()
    [['16,017', '17%', 17.2], ['16,594', '', 17.82]]
    """
    parts, of = counted_dead(people), wholes(people)
    if not parts or not of:
        raise ValueError(f"people = {people!r}: no deaths since the deportation to the person")
    way = deportation(people=people, measure="deaths", territory=JOURNEY, rank="preferred")
    printed = deportation(people=people, measure="deaths_share_of_deported", unit="percent")
    printed = printed[printed["qualifier"].eq("rounded")]
    rows = []
    for (name, whole), part in product(of.items(), parts):
        for journey in [None, *map(Figure.of, way.to_dict("records"))]:
            read = [part, whole, *([journey] if journey else [])]
            more = [journey.low, journey.value, journey.high] if journey else [0.0] * 3
            ends = [100 * (part.value + x) for x in more] / np.array([whole.high, whole.value, whole.low])
            near = printed[(printed["low"] <= ends[2]) & (printed["high"] >= ends[0])]
            rows.append(dict(zip(RANGE, ends, strict=True)))
            rows[-1] |= {
                "dead": part.printed,
                "whole": name,
                "journey": bool(journey),
                "label": f"{part.printed}{' and the journey' * bool(journey)}, {name}",
                "rounds_to": "".join(near["printed"].head(1)),
                "sources": listed(one.source for one in read),
                "figures": listed(one.id for one in read),
            }
    return answer(rows, people=people, unit="percent")
