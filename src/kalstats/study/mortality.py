"""Who was alive in exile, and how many died: registered, worked out, as rates and as shares."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from kalstats.data import cite
from kalstats.demography import crude_rate, decimal_year
from kalstats.evidence import Range, figure
from kalstats.study.answers import ENDS, FOLDER, answer, derived, ends, row
from kalstats.study.exile import known, paths, until
from kalstats.study.years import births_and_deaths, births_to_end, by_year, paired

REGISTERED, ALL = "registered", "all readings"


def periods(people: str) -> Iterator[Any]:
    """Give the periods of the registers, and the whole exile by each source of births.

    Of each: the words that tell it from others, its two times, births, deaths, and time lived.
    """
    for path in paths(people):
        first, last = path.figures[0], path.figures[-1]
        events: Any = [(REGISTERED, *pair, pair[0].start, pair[0].end) for pair in paired(people)]
        for name, one in births_to_end(people).items():
            dead = first.value + one.value - last.value
            both = derived(one.value, [one]), derived(dead, [first, one, last])
            events.append((name, *both, path.start, last.end))
        for births, born, died, start, end in events:
            words = {"counts": path.name, "births": births, "start": start, "end": end}
            times = decimal_year(start), until(end)
            lived = derived(path.lived(*times), path.figures, "person-years")
            yield words, times, born, died, lived


def register(people: str = "Kalmyks") -> pd.DataFrame:
    """Return who was alive in exile by date, and the births and deaths between the counts.

    A fall of the stock is not a number of deaths: arrivals, births, releases and late
    registration change it too.

    Parameters
    ----------
    people : str
        A people with a path of counts.

    Returns
    -------
    pandas.DataFrame
        As `plots.register` draws it, a row per dated count and per period: ``people measure
        assumption start end label low value high unit printed preferred sources figures``. A
        count is ``preferred`` if it lies on the path along which person-years are counted; births
        and deaths are those of `births_and_deaths`, as far as they can be had.

    Raises
    ------
    ValueError
        If no path of counts can be made; what is missing and what there is are named.

    Examples
    --------
    >>> counts = register().query("measure == 'registered' and preferred")
    >>> counts.iloc[[0, 3]][["printed", "sources"]].values.tolist()
    [['83,688', 'wikipedia-deportation'], ['74,918', 'mvd-1948']]
    """
    drawn, rows = {one.id for one in paths(people)[0].figures}, []
    for one in known(people, "deported", "deported_base", "registered", unit="persons"):
        if one.id in drawn or one.measure != "deported":
            told = {"measure": one.measure.replace("_", " "), "start": one.start, "end": one.end}
            label = f"{one.printed}, {cite(one.source, 'short')}"
            rows.append(row(one, **told, preferred=one.id in drawn, label=label, assumption=""))
    counts = answer(rows, people=people).sort_values("measure", kind="stable")
    flows = [births_and_deaths(people)] if by_year(people) else []
    return pd.concat([counts, *flows], ignore_index=True)


def mortality(people: str = "Kalmyks") -> pd.DataFrame:
    """Return the deaths of the exile: registered, and worked out from the living.

    D = N₁ + B − N₂: of those deported and the children born to them, those not on the last count
    are taken to have died. Who was released or fled is among them, who came later takes one away.

    Parameters
    ----------
    people : str
        A people with a path of counts and with births.

    Returns
    -------
    pandas.DataFrame
        ``people measure counts births start end label low value high unit preferred sources
        figures``. Measures are ``deaths registered``, ``deaths worked out`` by path and births,
        and ``all deaths`` by births and by ``births="all readings"``, the number that leads.
        Its bounds are over readings, each figure at its value: the rounding of Ediev's thousands
        and the bounds of births carried on would widen an end by 360 at most.

    Raises
    ------
    ValueError
        If no deaths can be had, with what is there.

    Examples
    --------
    >>> from kalstats import pick
    >>> found = pick(mortality(), measure="all deaths", births="all readings")
    >>> f"{found.rounded(-2):,}"
    '25,700–39,100'
    """
    rows, worked = [], [one for one in periods(people) if one[0]["births"] != REGISTERED]
    for _, died in paired(people):
        about = {"counts": "", "births": REGISTERED, "start": died.start, "end": died.end}
        rows.append(row(died, measure="deaths registered", **about, label=f"to {died.end:%B %Y}"))
    for words, _, _, died, _ in worked:
        label = "from {counts}, births {births}".format(**words)
        rows.append(row(died, measure="deaths worked out", **words, label=label))
    deaths = [died for *_, died, _ in worked]
    numbers = [died.value for died in deaths]
    every = derived([min(numbers), np.nan, max(numbers)], deaths)
    words = {**worked[0][0], "counts": "", "births": ALL, "label": ALL}
    rows.append(row(every, measure="all deaths", **words))
    return answer(rows, people=people).assign(preferred=lambda frame: frame["births"].eq(ALL))


def death_rates(people: str = "Kalmyks") -> pd.DataFrame:
    """Return crude death and birth rates of the exile by period, with the exposure of each path.

    Parameters
    ----------
    people : str
        A people with a path of counts.

    Returns
    -------
    pandas.DataFrame
        ``people measure counts births assumption start end label low value high unit preferred
        sources figures``: ``crude death rate`` and ``crude birth rate`` for the periods of the
        registers and for the whole exile, per 1,000 a year, and the ``person-years`` they rest
        on; ``death rate by period`` between the bounds of `births_and_deaths`, ``preferred`` as
        there.

    Raises
    ------
    ValueError
        If no path of counts can be made, with what is missing and what is there.

    Examples
    --------
    >>> from kalstats import pick
    >>> where = {"measure": "crude death rate", "counts": "registers", "end": "1948-10-01"}
    >>> f"{pick(death_rates(), **where):.1f}"
    '43.6'
    """
    rows, unit, flows = [], "per 1,000 a year", []
    for words, _, born, died, lived in periods(people):
        told = {"person-years": lived}
        for name, events in {"death": died, "birth": born}.items():
            rate = 1000 * crude_rate(events.value, lived.value)
            told[f"crude {name} rate"] = derived(rate, [events, lived], unit)
        label = "to {end:%B %Y}, {births}, {counts}".format(**words)
        same = {**words, "label": label, "assumption": "", "preferred": False}
        rows += [row(number, measure=name, **same) for name, number in told.items()]
    if by_year(people):
        parts = births_and_deaths(people).query("measure == 'deaths'")
        path = paths(people)[0]
        days = zip(parts["start"].map(decimal_year), parts["end"].map(until), strict=True)
        parts[ENDS] = parts[ENDS].mul([1000 / path.lived(*span) for span in days], axis=0)
        labels = [f"{Range(*both):.0f}" for both in parts[ENDS].to_numpy()]
        flows = [parts.assign(measure="death rate by period", label=labels, unit=unit)]
    frame = pd.concat([answer(rows, people=people), *flows], ignore_index=True)
    return frame.fillna({"counts": "", "births": ""})


def shares_died() -> pd.DataFrame:
    """Return the share who died, by every number of dead and every whole.

    Such a share has no time in it and is no mortality rate; children born in exile are among the
    dead, and the deaths that every population has.

    Returns
    -------
    pandas.DataFrame
        ``people dead whole label low value high unit journey rounds_to sources figures``: a row
        for every pair, in percent; ``journey`` where those who died on the way are added to the
        dead; ``rounds_to`` is the printed share that the pair would give, or "".

    Examples
    --------
    >>> rows = shares_died()
    >>> rows = rows[(rows["whole"] == "deported") & ~rows["journey"]]
    >>> rows[["dead", "rounds_to"]].assign(value=rows["value"].round(2)).values.tolist()
    [['16,017', '17%', 17.2], ['16,594', '', 17.82]]
    """
    wholes: Any = pd.read_csv(FOLDER / "wholes.csv", index_col=0)["figure"].map(figure).to_dict()
    sent = known("Kalmyks", "sent", unit="persons", source="wikipedia-deportation")
    wholes["sent to the regions named"] = derived(sum(one.value for one in sent), sent)
    dead = [figure("deaths-wikipedia-range").bound("low"), figure("deaths-kalmyks-1948-mvd")]
    printed = known("Kalmyks", "deaths_share_of_deported", qualifier="rounded")
    ways: Any = {"": [], " and the journey": [figure("transit-deaths-wikipedia")]}
    rows = []
    for whole, one, way in product(wholes, dead, ways):
        part, of = ends(one) + sum(map(ends, ways[way])), wholes[whole]
        share = derived(100 * part / ends(of)[::-1], [one, of, *ways[way]], "percent")
        near = [one.printed for one in printed if one.low <= share.high and one.high >= share.low]
        about = {"dead": one.printed, "whole": whole, "journey": bool(way)}
        about |= {"rounds_to": "".join(near), "label": f"{one.printed}{way}, {whole}"}
        rows.append(row(share, **about))
    return answer(rows, people="Kalmyks", measure="share dead")
