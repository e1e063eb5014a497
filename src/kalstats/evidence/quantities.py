"""Quantities: all figures that speak of the same, found by what they speak of."""

import html
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from kalstats import data
from kalstats.data.arguments import expect, wanted
from kalstats.data.citation import source_keys
from kalstats.data.rules import nearest
from kalstats.demography.limits import require
from kalstats.evidence.figures import Figure, figures_of, html_table, read_first, rows_or_all
from kalstats.evidence.writing import ABOUT, Range, Written

LISTED = 10  # candidates that an error names


@dataclass(frozen=True, repr=False)
class Quantity(Written):
    """All figures that sources give for one people, territory, period, measure and unit."""

    people: str
    territory: str
    boundary: str
    start: pd.Timestamp
    end: pd.Timestamp
    measure: str
    unit: str
    figures: tuple[Figure, ...]

    @property
    def preferred(self) -> Figure:
        """The figure read first: the preferred one, or else the first."""
        return read_first(self.figures)

    @property
    def range(self) -> Range:
        """The figure read first, between the bounds of all."""
        low, high = min(one.low for one in self.figures), max(one.high for one in self.figures)
        keys, ids = {one.source for one in self.figures}, tuple(one.id for one in self.figures)
        return Range(low, self.preferred.value, high, self.unit, tuple(sorted(keys)), ids)

    @property
    def ref(self) -> str:
        """The mark of the source of the figure read first."""
        return self.preferred.ref

    def __format__(self, spec: str) -> str:
        """Write the figure that is read first; ``about`` writes it with the bounds of all."""
        return format(self.range if ABOUT.fullmatch(spec) else self.preferred, spec)

    def _shown(self) -> tuple[str, pd.DataFrame]:
        """Return what the figures speak of, and the figures: the one read first, its rivals."""
        days = dict.fromkeys(f"{day:%Y-%m-%d}" for day in (self.start, self.end) if pd.notna(day))
        about = ", ".join(filter(None, (self.people, self.territory, " to ".join(days))))
        rivals = sorted(self.figures, key=lambda figure: figure is not self.preferred)
        title = f"{about}: {self.measure}, {self.unit}".replace("_", " ")
        return title, pd.DataFrame([figure.cells() for figure in rivals])

    def __repr__(self) -> str:
        """Return what it is, and its figures as a table."""
        title, rows = self._shown()
        return f"{title}\n{rows.to_string(index=False)}"

    def _repr_html_(self) -> str:
        title, rows = self._shown()
        return f"<p>{html.escape(title)}</p>{html_table(rows)}"


def quantities(rows: pd.DataFrame) -> list[Quantity]:
    """Gather rows of the data into quantities, in the order in which they first appear."""
    found: dict[tuple[Any, ...], list[Figure]] = defaultdict(list)
    columns = [*data.QUANTITY, *(name for name in data.APART if name in rows)]
    keys = rows[columns].itertuples(index=False, name=None)
    for key, figure in zip(keys, figures_of(rows), strict=True):
        found[tuple(cell if cell == cell else None for cell in key)].append(figure)  # not nan
    return [
        Quantity(**{name: same[0][name] for name in data.QUANTITY}, figures=tuple(same))
        for same in found.values()
    ]


@cache
def known() -> dict[str, Quantity]:
    """Return every quantity of this study by the ids of its figures."""
    return {one.id: every for every in quantities(rows_or_all()) for one in every.figures}


def quantity(rows: pd.DataFrame | None = None, /, **where: Any) -> Quantity:
    """Return the one quantity whose columns match, from either figure file or from your own.

    Parameters
    ----------
    rows : pandas.DataFrame, optional
        Figures to look in, as `load` returns them; those of this study if not given.
    **where : str
        Columns and the value each must have; ``id`` names the quantity of one figure. A day is
        written YYYY-MM-DD.

    Raises
    ------
    ValueError
        If several quantities match: the first are listed; or none does: the condition that
        nothing fulfils is named, with the names most like it.
    TypeError
        If the rows are no frame.

    Examples
    --------
    >>> count = quantity(people="Kalmyks", territory="USSR", measure="population", \
start="1939-01-17")
    >>> [figure.printed for figure in count.figures], count.preferred.printed
    (['131,271', '134,400', '134,402', '134,271'], '134,402')
    """
    everything = rows_or_all(rows)
    if "id" in where:
        row = data.one(everything, "id", where["id"])
        alike = {name: row[name] for name in [*data.QUANTITY, *data.APART] if name in row}
        where = alike | {name: where[name] for name in where if name != "id"}
    found = quantities(matching(everything, where))
    ids = sorted(one.figures[0].id for one in found)
    more = f" and {len(ids) - LISTED} more" if len(ids) > LISTED else ""
    told = "; ".join(ids[:LISTED]) + more if ids else _unmet(everything, where)
    require(len(ids) == 1, f"{where}", f"exactly one quantity, found {len(ids)}: {told}")
    return found[0]


def _unmet(rows: pd.DataFrame, where: Mapping[str, Any]) -> str:
    """Say which condition no row fulfils, and what comes near to it."""
    for name, value in where.items():
        if matching(rows, {name: value}).empty:
            return f"none has {name} = {value!r}; near: {nearest(value, rows[name].astype(str))}"
    return "none fulfils all of it"


def matching(rows: pd.DataFrame, where: Mapping[Any, Any]) -> pd.DataFrame:
    """Return the rows whose columns have these values; one that is not known matches its like."""
    for name, value in where.items():
        several = pd.api.types.is_list_like(value)
        require(not several, f"{name} = {value!r}", "one value, not several")
        [one] = wanted(rows, name, value)
        rows = rows[rows[name].isna() if pd.isna(one) else rows[name] == one]
    return rows


def pick(rows: pd.DataFrame, **where: Any) -> Range:
    """Return the one row of an answer that has these values, as a range that writes itself.

    Parameters
    ----------
    rows : pandas.DataFrame
        With ``low``, ``value`` and ``high``, and ``unit``, ``figures`` and ``sources`` or
        ``source`` if it has them.
    **where : object
        Columns and the value each must have; a day is written YYYY-MM-DD.

    Raises
    ------
    ValueError
        If no row has these values, or several have; what there is is listed.
    TypeError
        If the rows are no frame.

    Examples
    --------
    >>> rows = data.census(people="Kalmyks", territory="USSR", start="1939-01-17")
    >>> count = pick(rows, printed="134,402")
    >>> f"{count:,} {count.unit}", count.sources
    ('134,402 persons', ('wikipedia-ru-deportation',))
    """
    expect("rows", rows, pd.DataFrame, "a frame with low, value and high")
    missing = ", ".join(name for name in data.BOUNDS if name not in rows)
    require(not missing, f"rows without {missing}", "low, value and high")
    found = matching(rows, where)
    told = _unmet(rows, where) if found.empty else _differing(found)
    require(len(found) == 1, f"{where}", f"exactly one row, found {len(found)}: {told}")
    row = found.iloc[0]
    ids = [key.strip() for key in str(row.get("figures", row.get("id", ""))).split(";")]
    keys = source_keys(found) if {"source", "sources"} & set(found) else []
    low, value, high = (float(row[name]) for name in data.BOUNDS)
    return Range(low, value, high, str(row.get("unit", "")), tuple(keys), tuple(filter(None, ids)))


def _differing(rows: pd.DataFrame) -> str:
    """Name the columns in which rows differ, each with what it holds."""
    told = {name: list(dict.fromkeys(map(str, column))) for name, column in rows.items()}
    found = {name: few for name, few in told.items() if len(few) > 1 and name not in data.BOUNDS}
    return "; ".join(f"{name} is {', '.join(few[:LISTED])}" for name, few in found.items())
