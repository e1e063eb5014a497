"""The register of the exile: who was counted, and the time they lived.

Two paths of counts lead through the exile. The *registers* begin with the deported and follow the
preferred counts, Ediev's estimates among them once a register has been counted. *Ediev* begins
with his base, to which later contingents belong, and follows his estimates alone.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from kalstats.data import deportation
from kalstats.demography import decimal_year, person_years_along
from kalstats.evidence import Figure
from kalstats.evidence.figures import figures_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

EDIEV, EXILE = "ediev-2004", "special settlements"
RATIOS = ["deaths_per_birth", "births_per_death"]
COLUMNS = "people territory measure kind baseline dead whole counts births assumption start end"
COLUMNS += " label low value high unit printed preferred journey rounds_to sources figures"
Row = dict[str, Any]


def listed(keys: Iterable[str]) -> str:
    """Write keys of sources or ids of figures as one cell."""
    return "; ".join(dict.fromkeys(key for cell in keys for key in cell.split("; ") if key))


def ends(one: Figure) -> Any:
    """Return low, value and high of a figure as an array."""
    return np.array([one.low, one.value, one.high])


def derived(numbers: Any, read: Sequence[Figure], unit: str = "persons") -> Figure:
    """Return a computed number, or its low, value and high, with all that it was read from."""
    low, value, high = np.broadcast_to(numbers, 3)
    sources, ids = listed(one.source for one in read), listed(one.id for one in read)
    return Figure(ids, "", low, value, high, unit, sources, "", "normal")


def line(measure: str, one: Figure, label: str, **more: Any) -> Row:
    """Return a number as a row of an answer."""
    row = {"measure": measure, "label": label, "low": one.low, "value": one.value, "high": one.high}
    unit = one.unit.replace("_", " ")
    return {**row, "unit": unit, "sources": one.source, "figures": one.id, **more}


def answer(rows: pd.DataFrame | Sequence[Mapping[str, Any]], **same: Any) -> pd.DataFrame:
    """Return rows as an answer, its columns in one order; words that do not apply are empty."""
    frame = pd.DataFrame(rows).assign(**same)
    words = ["counts", "births", "assumption", "printed"]
    frame = frame.fillna({name: "" for name in words if name in frame})
    return frame[[name for name in COLUMNS.split() if name in frame]].reset_index(drop=True)


def together(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Return rows that agree in some columns as one: the range of all and the median."""
    how = {"start": "first", "low": "min", "value": "median", "high": "max", "unit": "first"}
    return rows.groupby(by, sort=False, as_index=False).agg(
        {**how, "sources": listed, "figures": listed}
    )


@cache
def figures(people: str) -> list[Figure]:
    """Return all figures of a people."""
    return figures_of(deportation(people=people))


def any_of(people: str, *measures: str, **where: str) -> list[Figure]:
    """Return the figures of a people for measures; none is no error."""
    known = [one for one in figures(people) if one.measure in measures]
    return [one for one in known if all(one[name] == value for name, value in where.items())]


def found(people: str, *measures: str, **where: str) -> list[Figure]:
    """Return the figures of a people for measures, or name what is missing and what is there."""
    if not (known := any_of(people, *measures, **where)):
        there = ", ".join(sorted({one.measure for one in figures(people)})) or "nothing"
        told = f"no figure of {' or '.join(measures)}; there is: {there}"
        raise ValueError(f"people = {people!r}: {told}")
    return known


def dated(people: str, measure: str, **where: str) -> list[Figure]:
    """Return the figures of a number of people that have a day, by day."""
    known = any_of(people, measure, unit="persons", **where)
    return sorted((one for one in known if pd.notna(one.start)), key=lambda one: one.start)


def first(people: str, measure: str, **where: str) -> Figure:
    """Return the earliest figure of a number of people; there must be one."""
    found(people, measure, **where)
    return dated(people, measure, **where)[0]


class Path(NamedTuple):
    """Counts of a people with their times, the first at the deportation."""

    name: str
    figures: list[Figure]
    times: list[float]

    def lived(self, since: float, to: float) -> float:
        """Return the person-years between two times."""
        counts = [one.value for one in self.figures]
        return person_years_along(counts, self.times, between=(max(since, self.times[0]), to))


def beginning(people: str) -> pd.Timestamp:
    """Return the day of the deportation: of the people deported, or of Ediev's base."""
    taken = dated(people, "deported", rank="preferred")
    return pd.Timestamp((taken[0] if taken else first(people, "deported_base")).start)


def until(day: Any) -> float:
    """Return the time at which a period ends: with the year, if its last day is the year's."""
    return decimal_year(day + pd.Timedelta(days=1) if (day.month, day.day) == (12, 31) else day)


@cache
def paths(people: str) -> list[Path]:
    """Return every path that the figures of a people allow, one at least.

    A count of a period stands in its middle.
    """
    stock, known = dated(people, "registered", territory=EXILE), {}
    preferred = [one for one in stock if one.rank == "preferred"]
    counted = [one.start for one in preferred if one.source != EDIEV]
    if counted and dated(people, "deported", rank="preferred"):
        later = [one for one in preferred if one.start >= counted[0]]
        known["registers"] = [first(people, "deported", rank="preferred"), *later]
    if not known or any_of(people, "deported_base"):
        base = first(people, "deported_base", source=EDIEV)
        later = [one for one in stock if one.source == EDIEV and one.start > base.start]
        known["Ediev"] = [base, *later]
    made = []
    for name, counts in known.items():
        days = [beginning(people), *(one.start + (one.end - one.start) / 2 for one in counts[1:])]
        made.append(Path(name, counts, [decimal_year(day) for day in days]))
    return made
