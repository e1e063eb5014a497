"""Figures, and the quantities they speak of."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from kalstats import data
from kalstats.data.arguments import expect, read_day
from kalstats.data.reading import nfc
from kalstats.data.rules import measures, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LISTED = 10  # candidates that an error names


@dataclass(frozen=True)
class Figure:
    """One figure as one source gives it, with its bounds.

    ``low`` and ``high`` are bounds, not a confidence interval. A bound the source does not give
    is 0 below and infinity above; ``value`` is nan where the source gives bounds only.
    """

    id: str
    printed: str
    low: float
    value: float
    high: float
    unit: str
    source: str
    locator: str
    rank: str
    reason: str = ""
    measure: str = ""

    @classmethod
    def of(cls, row: Mapping[Any, Any]) -> Figure:
        """Make a figure from a row of the data."""
        names = ["id", "printed", "value", "unit", "source", "locator", "rank", "reason", "measure"]
        least = -math.inf if row.get("measure") in measures("belowZero") else 0.0
        low = least if math.isnan(row["low"]) else row["low"]
        high = math.inf if math.isnan(row["high"]) else row["high"]
        if row.get("qualifier") == "more_than":  # the bound itself is excluded
            low = math.nextafter(low, math.inf)
        if row.get("qualifier") == "almost":
            high = math.nextafter(high, 0)
        return cls(low=low, high=high, **{name: row[name] for name in names})

    def end(self, which: str) -> Figure:
        """Return one end of a range, ``"low"`` or ``"high"``, as a figure of its own."""
        number = {"low": self.low, "high": self.high}[which]
        name, printed = f"{self.id}.{which}", f"{number:,.10g}"
        return replace(self, id=name, printed=printed, low=number, value=number, high=number)


def figures_of(rows: pd.DataFrame) -> list[Figure]:
    """Make a figure of every row."""
    return [Figure.of(row) for row in rows.to_dict("records")]


def read_first(figures: Sequence[Figure]) -> Figure:
    """Return the figure that is read first: the preferred one, or the only one."""
    return next((figure for figure in figures if figure.rank == "preferred"), figures[0])


@dataclass(frozen=True)
class Quantity:
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
        """The figure this study reads first: the preferred one, or the only one."""
        return read_first(self.figures)

    @property
    def low(self) -> float:
        """The lowest bound of any figure."""
        return min(figure.low for figure in self.figures)

    @property
    def high(self) -> float:
        """The highest bound of any figure."""
        return max(figure.high for figure in self.figures)


def quantities(rows: pd.DataFrame) -> list[Quantity]:
    """Gather rows of the data into quantities, in the order in which they first appear."""
    found: dict[tuple[Any, ...], list[Figure]] = {}
    columns = [*data.QUANTITY, *(name for name in data.APART if name in rows)]
    keys = (
        (*key[:7], *(None if cell != cell else cell for cell in key[7:]))  # nan is not itself
        for key in rows[columns].itertuples(index=False, name=None)
    )
    for key, figure in zip(keys, figures_of(rows), strict=True):
        found.setdefault(key, []).append(figure)
    return [
        Quantity(*key[:7], figures=tuple(figures))  # type: ignore[misc]
        for key, figures in found.items()
    ]


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
        where = {**{n: row[n] for n in [*data.QUANTITY, *data.APART] if n in row}, **where}
        del where["id"]
    found = quantities(matching(everything, where))
    if len(found) != 1:
        told = _candidates(found) if found else _unmet(everything, where)
        raise ValueError(f"{where}: expected exactly one quantity, found {len(found)}: {told}")
    return found[0]


def _candidates(found: list[Quantity]) -> str:
    """Name quantities by their first figures, a few of many."""
    ids = sorted(one.figures[0].id for one in found)
    more = f" and {len(ids) - LISTED} more" if len(ids) > LISTED else ""
    return "; ".join(ids[:LISTED]) + more


def _unmet(rows: pd.DataFrame, where: Mapping[str, Any]) -> str:
    """Say which condition no row fulfils, and what comes near to it."""
    for name, value in where.items():
        if matching(rows, {name: value}).empty:
            return f"none has {name} = {value!r}; near: {nearest(value, rows[name].astype(str))}"
    return "none fulfils all of it"


def rows_or_all(rows: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the figures of this study if none are given."""
    if rows is None:
        return pd.concat([data.census(), data.deportation()], ignore_index=True)
    expect("rows", rows, pd.DataFrame, "figures as load(path) returns them")
    if missing := [name for name in ["id", *data.QUANTITY] if name not in rows]:
        told = ", ".join(missing)
        raise ValueError(f"rows without {told}: expected figures as load(path) returns them")
    return rows


def matching(rows: pd.DataFrame, where: Mapping[Any, Any]) -> pd.DataFrame:
    """Return the rows whose columns have these values; one that is not known matches its like."""
    for name, value in where.items():
        if name not in rows:
            raise ValueError(f"{name!r} is no column; expected one of {', '.join(map(str, rows))}")
        if pd.api.types.is_list_like(value):
            raise ValueError(f"{name} = {value!r}: expected one value, not several")
        wanted = read_day(name, value) if name in ("start", "end") else nfc(value)
        rows = rows[rows[name].isna() if pd.isna(wanted) else rows[name] == wanted]
    return rows
