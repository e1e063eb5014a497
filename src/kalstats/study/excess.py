"""Deaths beyond those of ordinary years, and births below them, by every baseline."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from kalstats import data, demography
from kalstats.data.arguments import expect
from kalstats.demography.limits import fitting, require
from kalstats.evidence import Figure, assumed
from kalstats.projection import life_table, standardised_death_rate, survival
from kalstats.study.answers import Row, answer, derived, ends, row
from kalstats.study.exile import paths
from kalstats.study.mortality import ALL, REGISTERED, periods

Added = Mapping[str, Figure | float] | None
Names = Sequence[str]


@cache
def _yearly(events: str, table: str) -> tuple[Any, str]:
    """Return published rates by year and their source, a straight line across the war."""
    rows = data.standards(table=table, measure=f"crude_{events[:-1]}_rate")
    rates = rows.set_index(rows["start"].dt.year)["value"].drop(range(1941, 1946), errors="ignore")
    return rates.reindex(range(1937, 1953)).interpolate() / 1000, rows["source"].iloc[0]


@cache
def rural(lives: str, counted: str) -> tuple[Any, Any, str]:
    """Return a rural population by sex and age, its survival by a life table, and the sources."""
    rows = data.standards(table=[lives, counted]).astype({"age": int}).sort_values("age")
    read = dict(iter(rows.groupby(["table", "sex"])))
    people = [read[counted, sex]["value"] for sex in ("female", "male")]
    tables = [(read[lives, sex], sex) for sex in ("female", "male")]
    alive = [survival(life_table(one["age"], lx=one["value"], sex=sex)) for one, sex in tables]
    return np.array(people), np.array(alive), "; ".join(sorted(set(rows["source"])))


def _rate(told: Row, people: str, births: float, since: float, to: float) -> Figure:
    """Return a rate of ordinary years for a period, per person-year."""
    if told["kind"] == "standardised":
        ages, alive, source = rural(told["table"], told["ages"])
        born = demography.crude_rate(births, paths(people)[-1].lived(since, to))
        rate = standardised_death_rate(ages, alive, born, steps=max(round((to - since) / 5), 1))
    else:
        rates, source = _yearly(told["events"], told["table"])
        edges = [since, *range(int(since) + 1, int(np.ceil(to))), to]
        lived = [paths(people)[0].lived(*pair) for pair in pairwise(edges)]
        mean = np.average(rates[[int(edge) for edge in edges[:-1]]], weights=lived)
        rate = rates.get(told.get("year"), mean)
    if "level" in told:  # of another table in 1946, the one year that both have
        rate *= _yearly(told["events"], told["level"])[0][1946] / rates[1946]
    return Figure("", "", rate, rate, rate, "", source, "", "normal")


def _own(name: str, given: Any) -> Row:
    """Return a baseline of the caller's, if it is a rate per person-year."""
    own = isinstance(given, Figure)
    rate = fitting("rate", f"add[{name!r}]", [given.low, given.high] if own else given)
    return {"kind": "assumed", "name": name, "rate": given if own else assumed(rate, because=name)}


def _wanted(events: str, add: Added, without: Names) -> list[Row]:
    """Return the baselines with those of the caller, and without the kinds or names he drops."""
    add = {} if add is None else add
    expect("add", add, Mapping, "baselines by name, such as {'mine': 0.02}")
    tables = next(one for one in data.package()["resources"] if "baselines" in one)["baselines"]
    rows = [one for one in tables if one["events"] == events]
    rows += [_own(name, rate) for name, rate in add.items()]
    names = {one[key] for one in rows for key in ("kind", "name")}
    told = f"a list of some, not all, of {', '.join(sorted(names))}"
    expect("without", without, (list, tuple, set), told)
    kept = [one for one in rows if not {one["kind"], one["name"]} & {*without}]
    require(names.issuperset(without) and kept, f"without = {without!r}", told)
    return kept


def _measured(people: str, events: str, add: Added, without: Names) -> Iterator[Any]:
    """Give every period that begins with the deportation, with every baseline and its words."""
    begun = [one for one in periods(people) if one[0]["start"] == paths(people)[0].start]
    for words, times, born, died, lived in sorted(begun, key=lambda one: one[0]["end"]):
        for told in _wanted(events, add, without):
            rate = told.get("rate") or _rate(told, people, born.value, *times)
            about = words | {"kind": told["kind"], "baseline": told["name"]}
            yield about, born, died, lived, rate


def baselines(people: str = "Kalmyks", add: Added = None, without: Names = ()) -> pd.DataFrame:
    """Return the death rates of ordinary years to measure the exile by; none is of the Kalmyks.

    *Frozen*: the crude rate of a last year before the war. *Falling*: rates of Russia and the USSR
    year by year, straight across the war. *Standardised*: a rural life table on a rural age
    structure with as few births as in exile; where few children are born, few can die, which the
    crude rates leave out. *Assumed*: yours.

    Parameters
    ----------
    people : str
        A people with a path of counts.
    add : mapping of str to float or Figure, optional
        Baselines of your own by name, per person-year: numbers, or figures such as
        `evidence.assumed` makes.
    without : sequence of str
        Kinds or names of baselines to leave out.

    Returns
    -------
    pandas.DataFrame
        A row per baseline, period and source of births: ``people measure kind baseline births
        start end label low value high unit preferred sources figures``, per 1,000 a year;
        ``preferred`` are the standardised.

    Raises
    ------
    ValueError
        If a rate is none per person-year, a name to leave out is unknown, or nothing is left; or
        if no path of counts is known, with what is missing and what is there.

    Examples
    --------
    >>> rows = baselines(add={"as in 1939": 0.0201}, without=["falling"])
    >>> rows = rows[rows["end"] == "1948-10-01"].groupby("kind")["value"]
    >>> rows.agg(["min", "max"]).round(1).T.to_dict("list")
    {'assumed': [20.1, 20.1], 'frozen': [18.4, 24.2], 'standardised': [12.0, 13.8]}
    """
    rows = []
    for words, *_, rate in _measured(people, "deaths", add, without):
        if words["counts"] == paths(people)[0].name:  # on the other paths they are the same
            shown = derived(1000 * ends(rate), [rate], "per 1,000 a year")
            lead = words["kind"] == "standardised"
            rows.append(row(shown, **words, label=words["baseline"], preferred=lead))
    return answer(rows, people=people, measure="crude death rate")


def _listed(cells: Sequence[str]) -> str:
    """Write keys of sources or ids of figures of several rows as one cell."""
    return "; ".join(dict.fromkeys("; ".join(cells).split("; ")))


def _compared(people: str, events: str, add: Added, without: Names) -> pd.DataFrame:
    """Return events against every baseline: the range over paths, and over baselines."""
    rows = []
    for words, born, died, lived, rate in _measured(people, events, add, without):
        if events == "deaths":
            numbers = demography.excess_deaths(died.value, lived.value, ends(rate)[::-1])
        else:
            numbers = demography.birth_deficit(born.value, lived.value, ends(rate))
        rows.append(row(derived(numbers, [died, born, lived, rate]), **words))
    each, by = answer(rows), ["end", "births", "kind", "baseline"]
    births = each["births"].where(each["births"].eq(REGISTERED), ALL)
    kinds = each.assign(baseline="all", births=births)
    how: dict[str, Any] = {"start": "first", "unit": "first", "sources": _listed}
    how |= {"low": "min", "value": "median", "high": "max", "figures": _listed}
    every = (each, kinds, kinds.assign(kind="all"))
    found = pd.concat([rows.groupby(by, sort=False, as_index=False).agg(how) for rows in every])
    label = found["baseline"].where(found["baseline"].ne("all"), found["kind"] + " baselines")
    lead = "standardised" if "standardised" in set(each["kind"]) else "all"
    return found.assign(people=people, label=label, preferred=found["kind"].eq(lead))


def excess(people: str = "Kalmyks", add: Added = None, without: Names = ()) -> pd.DataFrame:
    """Return the deaths beyond ordinary mortality by every baseline, E = D − m₀·PY.

    The standardised baselines answer the question; the frozen crude rates, which leave out that
    few children were born, are what others would get.

    Parameters
    ----------
    people, add, without
        As in `baselines`.

    Returns
    -------
    pandas.DataFrame
        A row per period, source of births and baseline, and rows with ``baseline == "all"`` for
        each kind and for ``kind == "all"``: ``people measure kind baseline births start end label
        low value high unit preferred sources figures``. Bounds are over paths, starts and what
        a row brings together, each figure at its value; ``value`` is the median. ``preferred``
        are the standardised baselines, or all together where these are left out.

    Raises
    ------
    ValueError
        As in `baselines`.

    Examples
    --------
    >>> from kalstats import pick
    >>> rows = excess()
    >>> for kind in ("standardised", "frozen", "all"):
    ...     found = pick(rows, kind=kind, baseline="all", end="1948-10-01")
    ...     print(kind, f"{found.rounded(-2):,}")
    standardised 11,300–12,000
    frozen 7,300–9,600
    all 7,300–12,000
    """
    return _compared(people, "deaths", add, without).assign(measure="excess deaths")


def birth_deficit(people: str = "Kalmyks", add: Added = None, without: Names = ()) -> pd.DataFrame:
    """Return the births missing against every baseline, b₀·PY − B, with the exposure observed.

    How many children fewer the people had who were there; the children whom the dead would have
    had are not in it. Where it is negative, births exceed that baseline: Ediev's births exceed
    the RSFSR's rate.

    Parameters
    ----------
    people, add, without
        As in `baselines`, with birth rates.

    Returns
    -------
    pandas.DataFrame
        As `excess`.

    Raises
    ------
    ValueError
        As in `baselines`.

    Examples
    --------
    >>> from kalstats import pick
    >>> found = pick(birth_deficit(), kind="all", baseline="all", end="1948-10-01")
    >>> f"{found.rounded(-2):,}"
    '7,600–12,600'
    """
    return _compared(people, "births", add, without).assign(measure="missing births")
