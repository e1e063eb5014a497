"""Births and deaths of single years, as far as totals, ratios and quarters leave them possible."""

from __future__ import annotations

from functools import cache
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from kalstats.data import deportation
from kalstats.data.arguments import expect
from kalstats.demography import RegisterTotal, annual_rate, decimal_year, single_years as solve
from kalstats.evidence import Figure
from kalstats.study.exile import EDIEV, EXILE, RANGE, answer, beginning, found, listed, routes, until

RATIOS = ["deaths_per_birth", "births_per_death"]
CARRIED, PUBLISHED = "the register's births, carried on", "Ediev's births"


def paired(people: str) -> pd.DataFrame:
    """Return the registers that give births and deaths of one period; none is no error."""
    rows = deportation(people=people, measure=["births", "deaths"], unit="persons", territory=EXILE)
    born, died = (rows[rows["measure"].eq(name)] for name in ("births", "deaths"))
    both = born.merge(died, on=["source", "start", "end"], suffixes=("_births", "_deaths"))
    return both.sort_values("end").reset_index(drop=True)


def shares_of_quarters(people: str) -> pd.DataFrame:
    """Return the figures of a share dead in a quarter; none is no error."""
    rows = deportation(people=people, measure="deaths_share_of_population", unit="percent")
    return rows[rows["end"] - rows["start"] < pd.Timedelta("100D")]


def quarters(people: str = "Kalmyks") -> pd.DataFrame:
    """Return the shares who died in a quarter, the yearly rates they make, and the deaths.

    A share q dead in a time t is no rate; the rate that takes it is −ln(1 − q)/t. The deaths are
    the share of those registered at the start of the quarter, on a straight line between counts.

    Parameters
    ----------
    people : str
        A people with shares dead in a quarter and a path of counts.

    Returns
    -------
    pandas.DataFrame
        Three rows per quarter, ``share dead`` in percent, ``death rate`` per 1,000 a year and
        ``deaths``: ``people measure start end label low value high unit printed sources figures``.

    Raises
    ------
    ValueError
        If no share of a quarter, or no path of counts, is known.

    Examples
    --------
    >>> quarters().query("start == '1944-01-01'").set_index("measure")["value"].round(1).to_dict()
    {'share dead': 4.9, 'death rate': 202.1, 'deaths': 4559.3}
    """
    rows = shares_of_quarters(people)
    if rows.empty:
        found(people, "deaths_share_of_population")
        raise ValueError(f"people = {people!r}: no share dead in a quarter of a year")
    route = next(iter(routes(people).values()))
    made = []
    for row in rows.to_dict("records"):
        share = np.array([row[end] for end in RANGE]) / 100
        first, last = decimal_year(row["start"]), decimal_year(row["end"] + pd.Timedelta(days=1))
        stock = np.interp(first, route["time"], route["value"])
        same = {"start": row["start"], "end": row["end"], "printed": ""}
        same |= {"label": f"quarter from {row['start']:%B %Y}"}
        for name, unit, numbers in (
            ("share dead", "percent", 100 * share),
            ("death rate", "per 1,000 a year", 1000 * annual_rate(share, last - first)),
            ("deaths", "persons", stock * share),
        ):
            read = route if name == "deaths" else route[:0]
            made.append(same | {"measure": name, "unit": unit, **dict(zip(RANGE, numbers))})
            made[-1]["sources"] = listed([row["source"], *read["source"]])
            made[-1]["figures"] = listed([row["id"], *read["id"]])
        made[-3]["printed"] = row["printed"]
    return answer(made, people=people)


def totals(people: str, *, even: bool) -> list[RegisterTotal]:
    """Return what the registers give of several years; a year begun is inside in part."""
    made = []
    for row in paired(people).to_dict("records"):
        first = (row["start"] + pd.Timedelta(days=7)).year  # the last days count with the next year
        inside: dict[int, Any] = dict.fromkeys(range(first, row["end"].year + 1), 1)
        if part := until(row["end"]) % 1:
            inside[row["end"].year] = part if even else (0, 1)
        made.append(RegisterTotal(inside, row["value_births"], row["value_deaths"]))
    return made


@cache
def solved(people: str) -> dict[str, pd.DataFrame]:
    """Return the bounds of births and deaths of every year, by what is assumed."""
    shares = found(people, ["deaths_per_birth", "births_per_death"]).to_dict("records")
    loose = totals(people, even=False)
    ratios = dict.fromkeys(sorted({year for one in loose for year in one.covers}), (0.0, np.inf))
    for row in shares:
        turned = row["measure"] == "births_per_death"
        ends = (1 / row["high"], 1 / row["low"]) if turned else (row["low"], row["high"])
        ratios[row["start"].year] = ends
    births = deportation(people=people, measure="births", territory=EXILE)
    births = births[births["start"].dt.year.eq(births["end"].dt.year)]
    known = [RegisterTotal({row.start.year: 1}, row.value) for row in births.itertuples()]
    dead = quarters(people) if len(shares_of_quarters(people)) else pd.DataFrame({"measure": []})
    for row in dead[dead["measure"].eq("deaths")].to_dict("records"):
        known.append(RegisterTotal({row["start"].year: 1}, None, (row["low"], np.inf)))
    never = [
        RegisterTotal({y: 1}, (row.value, np.inf)) for row in births.itertuples() for y in ratios
    ]
    assumed = {"printed figures only": [*loose, *known]}
    if never:
        least = f"no year with fewer births than {births['start'].iloc[0].year}"
        assumed[least] = [*loose, *known, *never]
    begun = f"and {paired(people)['end'].iloc[0].year} spread evenly over the year"
    assumed[begun] = [*totals(people, even=True), *known, *never]
    return {name: solve(ratios, conditions) for name, conditions in assumed.items()}


def single_years(people: str = "Kalmyks") -> pd.DataFrame:
    """Return the least and the most births and deaths that each year of exile can have had.

    The printed ratios of deaths to births, the totals of several years and the shares dead in a
    quarter must hold all at once (`demography.single_years`). The last days of the year of the
    deportation are counted with the next.

    Parameters
    ----------
    people : str
        A people with deaths per birth by year, and births and deaths of several years together.

    Returns
    -------
    pandas.DataFrame
        A row per assumption, measure and year: ``people measure assumption start end label low
        value high unit preferred sources figures``; ``value`` is not known. ``preferred`` are the
        bounds under all assumptions, which are ours. Not all years can be at theirs together.

    Raises
    ------
    ValueError
        If ratios or totals are missing, with what there is; or if no births and deaths fit them.

    Examples
    --------
    >>> rows = single_years().query("measure == 'deaths' and start == '1944-01-01'")
    >>> rows.set_index("assumption")[["low", "high"]].round(-2).astype(int).values.tolist()
    [[4500, 12700], [4500, 11200], [6400, 7900]]
    """
    bounds = solved(people)
    read = [found(people, ["deaths_per_birth", "births_per_death"]), shares_of_quarters(people)]
    both, last = paired(people), list(bounds)[-1]
    cells = {"sources": listed([*pd.concat(read)["source"], *both["source"]])}
    cells["figures"] = listed([*pd.concat(read)["id"], *both["id_births"], *both["id_deaths"]])
    rows = [
        {
            "measure": measure,
            "assumption": name,
            "start": pd.Timestamp(year, 1, 1),
            "end": pd.Timestamp(year, 12, 31),
            "label": f"{measure} of {year}",
            "low": row[f"{measure}_low"],
            "high": row[f"{measure}_high"],
            "preferred": name == last,
        }
        for measure in ("births", "deaths")
        for name, years in bounds.items()
        for year, row in years.iterrows()
    ]
    return answer(rows, people=people, value=np.nan, unit="persons", **cells)


def own(given: Figure | float, per: float = 1) -> dict[str, Any]:
    """Return a number or a figure of the caller's own as bounds, value, source and figure."""
    if isinstance(given, Figure):
        ends = [given.low / per, given.value / per, given.high / per]
        return dict(zip(RANGE, ends, strict=True)) | {"sources": given.source, "figures": given.id}
    expect("an assumption", given, Real, "a number, or a figure such as assumed(...)")
    cells = {"sources": "assumed", "figures": "assumed: a number"}
    return dict.fromkeys(RANGE, float(given)) | cells


def both_registers(people: str) -> pd.DataFrame:
    """Return births and deaths from the deportation to the end of the later of two registers."""
    both = paired(people)
    try:
        bounds = solved(people) if len(both) == 2 else {}
    except ValueError:  # without ratios nothing bounds what lies before the later register
        bounds = {}
    rows = []
    for name, years in bounds.items():
        before = years[years.index < both["start"].iloc[1].year]
        for measure in ("births", "deaths") if len(before) == 1 else ():
            ends = before[[f"{measure}_low", f"{measure}_high"]].iloc[0]
            low, high = ends + both[f"value_{measure}"].iloc[1]
            rows.append({"measure": f"{measure} registered", "assumption": name, "low": low})
            rows[-1] |= {"high": high, "figures": listed(both[f"id_{measure}"])}
    days = {"start": beginning(people), "end": both["end"].iloc[-1]} if rows else {}
    words = "registered, two registers together"
    return answer(rows, people=people, value=np.nan, unit="persons", label=words, preferred=False, printed="", sources=listed(both["source"]), **days)


def births(people: str = "Kalmyks") -> pd.DataFrame:
    """Return the births of the exile: those registered, and those to the end by either source.

    A register that ends before the exile does is carried on at its own level: that between the
    earlier and the later of the two registers, whose first year is bounded by `single_years`.

    Parameters
    ----------
    people : str
        A people with two registers or with Ediev's births.

    Returns
    -------
    pandas.DataFrame
        ``people measure births start end label low value high unit sources figures``: measure
        ``births registered`` for each register and for ``both registers``, ``births in exile`` to
        the end by either source, ``births forecast`` without the deportation by Ediev. The value
        of births carried on is the middle of their bounds.

    Raises
    ------
    ValueError
        If no births are known; what there is instead is named.

    Examples
    --------
    >>> rows = births().query("measure == 'births in exile'").set_index("births")
    >>> rows[["low", "value", "high"]].round(-2).astype(int).values.tolist()
    [[13100, 13400, 13700], [22250, 22300, 22350]]
    """
    both, rows = paired(people), []
    for row in both.to_dict("records"):
        days = {"start": row["start"], "end": row["end"], "births": "registered"}
        ends = {end: row[f"{end}_births"] for end in RANGE}
        rows.append({"measure": "births registered", **days, **ends, "sources": row["source"], "figures": row["id_births"]})
    together = both_registers(people).query("measure == 'births registered'").tail(1)
    for row in together.to_dict("records"):
        rows.append(row | {"births": "both registers"})
        total = np.array([row["low"], row["high"]])
        last = until(row["end"])
        yearly = (total - both["value_births"].iloc[0]) / (last - until(both["end"].iloc[0]))
        route = next(iter(routes(people).values()))
        low, high = total + yearly * (route["time"].iloc[-1] - last)
        rows.append(row | {"measure": "births in exile", "births": CARRIED, "low": low, "value": (low + high) / 2, "high": high})
    for row in deportation(people=people, measure=["births", "births_forecast"], source=EDIEV).to_dict("records"):
        name = {"births": "births in exile"}.get(row["measure"], "births forecast")
        rows.append({**row, "measure": name, "births": PUBLISHED, "sources": EDIEV, "figures": row["id"]})
    if not rows:
        found(people, "births")
    return answer(rows, people=people, unit="persons")
