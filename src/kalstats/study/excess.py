"""Deaths beyond those of ordinary years, and births below them, by every baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kalstats.demography import birth_deficit as missing, excess_deaths
from kalstats.study.answers import answer, row
from kalstats.study.exile import derived, ends, paths
from kalstats.study.mortality import ALL, REGISTERED
from kalstats.study.ordinary import Added, Names, measured

if TYPE_CHECKING:
    from collections.abc import Iterable


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
    for one, (kind, name, rate) in measured(people, "deaths", add, without):
        if one.path.name == paths(people)[0].name:  # on the other paths they are the same
            shown = derived(1000 * ends(rate), [rate], "per 1,000 a year")
            told = {**one.words, "kind": kind, "baseline": name, "label": name}
            rows.append(row(shown, **told, preferred=kind == "standardised"))
    return answer(rows, people=people, measure="crude death rate")


def _listed(cells: Iterable[str]) -> str:
    """Write keys of sources or ids of figures of several rows as one cell."""
    return "; ".join(dict.fromkeys(key for cell in cells for key in cell.split("; ")))


def _compared(people: str, events: str, add: Added, without: Names) -> pd.DataFrame:
    """Return events against every baseline: the range over paths, and over baselines."""
    rows = []
    for one, (kind, name, rate) in measured(people, events, add, without):
        lived = one.path.lived(*one.span)
        if events == "deaths":
            numbers = excess_deaths(one.died.value, lived, ends(rate)[::-1])
        else:
            numbers = missing(one.born.value, lived, ends(rate))
        against = derived(numbers, [one.died, one.born, *one.path.figures, rate])
        rows.append(row(against, **one.words, kind=kind, baseline=name))
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
