"""Who was alive in exile, and how many died: registered, worked out, and as rates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from kalstats.data import cite
from kalstats.demography import balance, crude_rate, decimal_year
from kalstats.evidence import Range
from kalstats.study import exile
from kalstats.study.exile import answer, derived, line
from kalstats.study.years import births_and_deaths, births_to_end, paired

if TYPE_CHECKING:
    from kalstats.evidence import Figure

REGISTERED, ALL = "registered", "all readings"


class Period(NamedTuple):
    """Births and deaths of a period, counted along a path."""

    births: str
    born: Figure
    died: Figure
    path: exile.Path
    start: Any
    end: Any

    @property
    def words(self) -> dict[str, Any]:
        """What tells the period from others in a row."""
        told = {"counts": self.path.name, "births": self.births}
        return told | {"start": self.start, "end": self.end}

    @property
    def lived(self) -> float:
        """The person-years of the period."""
        return self.path.lived(decimal_year(self.start), exile.until(self.end))


def periods(people: str) -> list[Period]:
    """Return the periods of the registers, and the whole exile by each source of births."""
    made = []
    for path in exile.paths(people):
        for born, died in paired(people):
            made.append(Period(REGISTERED, born, died, path, born.start, born.end))
        start, end = path.figures[0], path.figures[-1]
        for name, one in births_to_end(people).items():
            dead = -balance(start.value, end.value, births=one.value).error_of_closure
            events = derived(one.value, [one]), derived(dead, [start, one, end])
            made.append(Period(name, *events, path, exile.beginning(people), end.end))
    return made


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
    drawn = {one.id for one in exile.paths(people)[0].figures}
    rows = []
    for measure in ("deported", "deported_base", "registered"):
        for one in exile.dated(people, measure):
            label = f"{one.printed}, {cite(one.source, 'short')}"
            more = {"start": one.start, "end": one.end, "printed": one.printed}
            if one.id in drawn or measure != "deported":
                name = measure.replace("_", " ")
                rows.append(line(name, one, label, preferred=one.id in drawn, **more))
    flows = births_and_deaths(people) if exile.any_of(people, *exile.RATIOS) else pd.DataFrame()
    return answer(pd.concat([pd.DataFrame(rows), flows]), people=people)


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
    rows = []
    for case in periods(people):
        worked = case.births != REGISTERED
        name = "deaths worked out" if worked else "deaths registered"
        label = f"from {case.path.name}, births {case.births}" if worked else f"to {case.end:%B %Y}"
        rows.append(line(name, case.died, label, **case.words))
    frame = answer(rows, people=people).drop_duplicates(["label", "start"])
    worked_out = frame[frame["measure"].eq("deaths worked out")].assign(measure="all deaths")
    every = pd.concat([worked_out, worked_out.assign(births=ALL)])
    every = exile.together(every, ["people", "measure", "births", "end"])
    every = every.assign(label=every["births"], value=np.nan)
    frame = pd.concat([frame, every])
    return answer(frame.assign(preferred=frame["births"].eq(ALL)))


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
    rows, unit = [], "per 1,000 a year"
    for case in periods(people):
        label = f"to {case.end:%B %Y}, {case.births}, {case.path.name}"
        lived = derived(case.lived, case.path.figures, "person-years")
        rows.append(line("person-years", lived, label, **case.words))
        for name, events in {"death": case.died, "birth": case.born}.items():
            rate = 1000 * crude_rate(events.value, case.lived)
            one = derived(rate, [events, *case.path.figures], unit)
            rows.append(line(f"crude {name} rate", one, label, **case.words))
    frame, path = pd.DataFrame(rows).assign(preferred=False), exile.paths(people)[0]
    if exile.any_of(people, *exile.RATIOS):
        parts = births_and_deaths(people).query("measure == 'deaths'")
        days = zip(parts["start"], parts["end"], strict=True)
        times = [path.lived(decimal_year(start), exile.until(end)) for start, end in days]
        parts[["low", "high"]] *= 1000 / np.array(times)[:, None]
        told = [f"{Range(*ends):.0f}" for ends in parts[["low", "value", "high"]].to_numpy()]
        parts = parts.assign(measure="death rate by period", label=told, unit=unit)
        frame = pd.concat([frame, parts])
    return answer(frame, people=people)
