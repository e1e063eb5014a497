"""How many died in exile: registered, worked out from the living, and as rates."""

from __future__ import annotations

from numbers import Real
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from kalstats.data import cite
from kalstats.data.arguments import expect
from kalstats.demography import balance, crude_rate, decimal_year
from kalstats.evidence import Figure, assumed, write
from kalstats.study.exile import (
    EXILE,
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
    known |= {} if given is None else {"assumed": own(given)}
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
        preferred sources figures``. Measures are ``deaths registered``, by one register and by
        two together, ``deaths on the journey``, ``deaths printed`` (a range without a date among
        them), ``deaths worked out`` by path and births, and ``all deaths`` by births and by
        ``births="all readings"``, the number that leads. Its bounds are over readings, each figure
        at its value: the rounding of Ediev's thousands and the bounds of births carried on would
        widen an end by 360 at most.

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
        label = f"from {case.path.name}, births {case.births}"
        rows.append(line("deaths worked out", case.died, label, **case.words))
    if not rows:
        found(people, "deaths")
    frame = answer(rows, people=people)
    worked = frame[frame["measure"].eq("deaths worked out")]
    worked = worked.assign(measure="all deaths", value=np.nan, preferred=False)
    by = ["people", "measure", "births", "end"]
    parts = [together(worked, by), together(worked.assign(births=ALL, preferred=True), by)]
    every = pd.concat(parts) if len(worked) else worked
    every = every.assign(
        label="all deaths, births " + every["births"].replace({ALL: "by " + ALL}),
        preferred=every["births"].eq(ALL),
    )
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
    >>> from kalstats import pick
    >>> where = {"measure": "crude death rate", "counts": "registers", "end": "1948-10-01"}
    >>> f"{pick(death_rates(), **where):.1f}"
    '43.6'
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
        days = zip(years["start"], years["end"], strict=True)
        times = [path.lived(decimal_year(start), until(end)) for start, end in days]
        rates = years.assign(measure="crude death rate", unit=unit, counts=path.name)
        rates[["low", "high"]] *= 1000 / np.array(times)[:, None]
        frame = pd.concat([frame, rates.assign(births=REGISTERED)])
    return answer(frame, people=people)
