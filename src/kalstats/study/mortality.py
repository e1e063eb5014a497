"""How many died in exile: registered, worked out from the living, as rates and as shares."""

from __future__ import annotations

from itertools import product
from numbers import Real
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from kalstats.data import cite
from kalstats.data.arguments import expect
from kalstats.demography import balance, crude_rate, decimal_year
from kalstats.evidence import Figure, assumed, quantity, write
from kalstats.study.exile import (
    EDIEV,
    EXILE,
    MVD,
    RATIOS,
    Path,
    Row,
    answer,
    any_of,
    beginning,
    derived,
    ends,
    found,
    line,
    paths,
    together,
    until,
)
from kalstats.study.years import births_to_end, both_registers, paired, single_years

REGISTERED, JOURNEY, ALL = "registered", "in transit", "all readings"
Given = Figure | float


class Period(NamedTuple):
    """Births and deaths of a period, counted along a path."""

    births: str
    born: Figure
    died: Figure
    path: Path
    start: Any
    end: Any

    @property
    def words(self) -> Row:
        """What tells the period from others in a row."""
        told = {"counts": self.path.name, "births": self.births}
        return told | {"start": self.start, "end": self.end}

    @property
    def lived(self) -> float:
        """The person-years of the period."""
        return self.path.lived(decimal_year(self.start), until(self.end))


def own(given: Given) -> Figure:
    """Return an assumption of the caller's as a figure."""
    if isinstance(given, Figure):
        return given
    expect("an assumption", given, Real, "a number, or a figure such as assumed(...)")
    return assumed(float(given), because=write(float(given)))


def periods(people: str, given: Given | None = None) -> list[Period]:
    """Return the periods of the registers, and the whole exile by each source of births."""
    made = []
    born_by = births_to_end(people)
    known = {name: derived(one.value, [one]) for name, one in born_by.items()}
    known |= {} if given is None else {"births assumed": own(given)}
    for path in paths(people):
        for born, died in paired(people):
            made.append(Period(REGISTERED, born, died, path, born.start, born.end))
        start, end = path.figures[0], path.figures[-1]
        for name, born in known.items():
            dead = [-balance(start.value, end.value, births=b).error_of_closure for b in ends(born)]
            died = derived(dead, [start, born, end])
            made.append(Period(name, born, died, path, beginning(people), end.end))
    return made


def worked_out(people: str, births: Given | None) -> list[Period]:
    """Return the whole exile by each source of births and path; without a path there is none."""
    try:
        return [case for case in periods(people, births) if case.births != REGISTERED]
    except ValueError:
        return []


def mortality(people: str = "Kalmyks", births: Given | None = None) -> pd.DataFrame:
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
    registers = [died.id for _, died in paired(people)]
    rows = []
    for one in any_of(people, "deaths", unit="persons"):
        kept = one.rank == "preferred" and one.territory in (EXILE, JOURNEY)
        if kept or one.id in registers:
            name = "deaths registered" if one.id in registers else "deaths printed"
            name = "deaths on the journey" if one.territory == JOURNEY else name
            day = f"to {one.end:%B %Y}" if pd.notna(one.end) else "without an end date"
            label = f"{name} {day}, {cite(one.source, 'short')}"
            row = line(name, one, label, start=one.start, end=one.end, printed=one.printed)
            rows.append(row | {"preferred": one.id in registers})
    for name, one in both_registers(people, "deaths").items():
        days = {"start": beginning(people), "end": paired(people)[1][0].end}
        rows.append(
            line("deaths registered", one, f"two registers, {name}", assumption=name, **days)
        )
    for case in worked_out(people, births):
        label = f"{case.path.name}, {case.births}"
        rows.append(line("deaths worked out", case.died, label, **case.words))
    frame = answer(rows or found(people, "deaths"), people=people)
    worked = frame[frame["measure"].eq("deaths worked out")]
    worked = worked.assign(measure="all deaths", value=np.nan, preferred=False)
    by = ["people", "measure", "births", "end"]
    parts = [together(worked, by), together(worked.assign(births=ALL, preferred=True), by)]
    every = pd.concat(parts) if len(worked) else worked
    every = every.assign(label="all deaths, " + every["births"], preferred=every["births"].eq(ALL))
    return answer(pd.concat([frame, every]))


def death_rates(people: str = "Kalmyks", births: Given | None = None) -> pd.DataFrame:
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
    rows, unit = [], "per 1,000 a year"
    for case in periods(people, births):
        label = f"to {case.end:%B %Y}, {case.births}, {case.path.name}"
        read = {"crude death rate": case.died, "crude birth rate": case.born}
        for name, events in read.items():
            rate = derived(
                1000 * crude_rate(ends(events), case.lived), [events, *case.path.figures], unit
            )
            rows.append(line(name, rate, label, **case.words))
        lived = derived(case.lived, case.path.figures, "person-years")
        rows.append(line("person-years", lived, label, **case.words))
    frame, path = pd.DataFrame(rows), paths(people)[0]
    if any_of(people, RATIOS):
        years = single_years(people).query("measure == 'deaths'").drop(columns="preferred")
        lived = [path.lived(decimal_year(row.start), until(row.end)) for row in years.itertuples()]
        rates = years.assign(measure="crude death rate", unit=unit, counts=path.name)
        rates[["low", "high"]] *= 1000 / np.array(lived)[:, None]
        frame = pd.concat([frame, rates.assign(births=REGISTERED)])
    return answer(frame, people=people)


def wholes(people: str) -> dict[str, Figure]:
    """Return every number of people that the dead can be a share of."""
    known = {
        "deported": any_of(people, "deported", unit="persons", rank="preferred"),
        "in Ediev's base": any_of(people, "deported_base", source=EDIEV),
        "arrived": any_of(people, "arrived", source=MVD),
        "registered first": any_of(people, "registered", topic="register", rank="preferred"),
    }
    made = {name: figures[0] for name, figures in known.items() if figures}
    if sent := any_of(people, "sent", unit="persons", source="wikipedia-deportation"):
        made["sent to the regions named"] = derived(sum(one.value for one in sent), sent)
    counted = quantity(
        people=people, territory="USSR", start="1939-01-17", measure="population", unit="persons"
    )
    return made | {"in the census of 1939": counted.preferred}


def counted_dead(people: str) -> list[Figure]:
    """Return the numbers, printed to the person, of those who died since the deportation."""
    numbers: dict[float, Figure] = {}
    for one in found(people, "deaths", unit="persons", territory=EXILE):
        if (
            one.start == beginning(people)
            and one.rank != "doubtful"
            and one.qualifier in ("exact", "range")
        ):
            for figure in [one.bound("low"), one.bound("high")] if np.isnan(one.value) else [one]:
                numbers[figure.value] = figure
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
    journeys = any_of(people, "deaths", territory=JOURNEY, rank="preferred")
    printed = any_of(people, "deaths_share_of_deported", qualifier="rounded")
    cases = product(
        wholes(people).items(), counted_dead(people), [[], *([one] for one in journeys)]
    )
    rows = []
    for (name, whole), dead, way in cases:
        part = dead.value + sum(map(ends, way), np.zeros(3))
        share = derived(100 * part / ends(whole)[::-1], [dead, whole, *way], "percent")
        near = [one.printed for one in printed if one.low <= share.high and one.high >= share.low]
        words = f"{dead.printed}{' and the journey' if way else ''}, {name}"
        row = line("share dead", share, words, dead=dead.printed, whole=name, journey=bool(way))
        rows.append(row | {"rounds_to": "".join(near)})
    return answer(rows or found(people, "deaths since the deportation"), people=people)
