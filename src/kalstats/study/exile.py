"""The register of the exile: who was counted, and the time they lived.

Two paths of counts lead through the exile. The *registers* begin with the deported and follow the
preferred counts, Ediev's estimates among them once a register has been counted. *Ediev* begins
with his base, to which later contingents belong, and follows his estimates alone.
"""

from functools import cache
from typing import Any, NamedTuple

import pandas as pd

from kalstats.data import deportation
from kalstats.demography import decimal_year, person_years_along
from kalstats.evidence.figures import Figure, figures_of
from kalstats.study.answers import lacking

EDIEV, EXILE = "ediev-2004", "special settlements"
RATIOS = ["deaths_per_birth", "births_per_death"]


@cache
def _figures(people: str) -> list[Figure]:
    """Return the figures of a people that have a day, by day."""
    rows = deportation(people=people).dropna(subset="start")
    return figures_of(rows.sort_values("start", kind="stable"))


def known(people: str, *measures: str, **where: str) -> list[Figure]:
    """Return the figures of a people for measures, by day; none is no error."""
    found = [one for one in _figures(people) if one.measure in measures]
    return [one for one in found if all(one[name] == value for name, value in where.items())]


def found(people: str, *measures: str, **where: str) -> list[Figure]:
    """Return the figures of a people for measures, or name what is missing and what is there."""
    if not (there := known(people, *measures, **where)):
        raise lacking(people, " or ".join(measures), (one.measure for one in _figures(people)))
    return there


class Path(NamedTuple):
    """Counts of a people with their times, the first at the deportation, and its day."""

    name: str
    figures: list[Figure]
    times: list[float]
    start: Any

    def lived(self, since: Any, to: Any) -> float:
        """Return the person-years between two times."""
        counts = [one.value for one in self.figures]
        return person_years_along(counts, self.times, between=(max(since, self.times[0]), to))


def until(day: Any) -> float:
    """Return the time at which a period ends: with the year, if its last day is the year's."""
    return decimal_year(day + pd.Timedelta(days=1) if (day.month, day.day) == (12, 31) else day)


@cache
def paths(people: str) -> list[Path]:
    """Return every path that the figures of a people allow, one at least.

    A count of a period stands in its middle.
    """
    stock = known(people, "registered", territory=EXILE, unit="persons")
    best = [one for one in stock if one.rank == "preferred"]
    counted = [one.start for one in best if one.source != EDIEV]
    taken, counts = known(people, "deported", rank="preferred", unit="persons"), {}
    if counted and taken:
        counts["registers"] = [taken[0], *(one for one in best if one.start >= counted[0])]
    if not counts or known(people, "deported_base"):
        base = found(people, "deported_base", source=EDIEV)[0]
        later = [one for one in stock if one.source == EDIEV and one.start > base.start]
        counts["Ediev"], taken = [base, *later], taken or [base]
    start, made = taken[0].start, []
    for name, figures in counts.items():
        days = [start, *(one.start + (one.end - one.start) / 2 for one in figures[1:])]
        made.append(Path(name, figures, [decimal_year(day) for day in days], start))
    return made
