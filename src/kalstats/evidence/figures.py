"""Figures: one row each, what one source says; and what a user assumes, told apart from them."""

import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from numbers import Real
from typing import Any, Self

import pandas as pd

from kalstats import data
from kalstats.data.arguments import expect
from kalstats.data.schema import known, measures
from kalstats.demography.limits import require
from kalstats.evidence.writing import ABOUT, Bounded, Range, source_mark, write

Bound = float | None  # the value if not given


@dataclass(frozen=True, repr=False)
class Figure(Bounded):
    """One figure as one source gives it, with its bounds; it writes itself.

    ``low`` and ``high`` are bounds, not a confidence interval. A bound the source does not give
    is 0 below and infinity above; ``value`` is nan where the source gives bounds only. A figure
    is written as its value, or as its range where it has bounds only. Its columns can be asked
    for by name too: ``figure["start"]``.
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
    people: str = ""
    territory: str = ""
    boundary: str = ""
    start: Any = pd.NaT
    end: Any = pd.NaT
    topic: str = ""
    qualifier: str = ""
    note: str = ""
    part_of: str = ""

    @classmethod
    def of(cls, row: Mapping[Any, Any] | pd.Series) -> Self:
        """Make a figure from a row of the data."""
        names = [field.name for field in fields(cls) if field.name in row]
        least = -math.inf if row.get("measure") in measures("belowZero") else 0.0
        low = least if math.isnan(row["low"]) else row["low"]
        high = math.inf if math.isnan(row["high"]) else row["high"]
        if row.get("qualifier") == "more_than":  # the bound itself is excluded
            low = math.nextafter(low, math.inf)
        if row.get("qualifier") == "almost":
            high = math.nextafter(high, 0)
        return cls(**{**{name: row[name] for name in names}, "low": low, "high": high})

    def __getitem__(self, column: str) -> Any:
        """Return what stands in a column."""
        if column not in vars(self):
            raise KeyError(f"{column!r} is no column; expected one of {', '.join(vars(self))}")
        return vars(self)[column]

    def bound(self, which: str) -> Self:
        """Return one end of a range, ``"low"`` or ``"high"``, as a figure of its own."""
        number = {"low": self.low, "high": self.high}[which]
        name, printed = f"{self.id}.{which}", f"{number:,.10g}"
        return replace(self, id=name, printed=printed, low=number, value=number, high=number)

    @property
    def range(self) -> Range:
        """The figure with its bounds."""
        return Range(self.low, self.value, self.high, self.unit, (self.source,), (self.id,))

    @property
    def said(self) -> str:
        """The printed words and the days they are of."""
        days = [f"{day:%Y-%m-%d}" for day in (self.start, self.end) if pd.notna(day)]
        return ", ".join(filter(None, (self.printed, " to ".join(dict.fromkeys(days)))))

    @property
    def ref(self) -> str:
        """The mark of its source with the place in it, in Markdown.

        >>> figure("births-1945-wikipedia").ref
        '([Wikipedia, Exile and death toll, para 3](#source-wikipedia-deportation \
"births-1945-wikipedia: 351, 1945-01-01 to 1945-12-31"))'
        """
        return source_mark(self.source, self.locator, f"{self.id}: {self.said}")

    def __format__(self, spec: str) -> str:
        """Write the value, or the range where there are bounds only."""
        alone = not math.isnan(self.value) and not ABOUT.fullmatch(spec)
        return write(self.value, spec) if alone else format(self.range, spec)

    def cells(self) -> dict[str, str]:
        """Return what a small table says of it: the printed words, the range, who says so."""
        source = self.source
        with suppress(data.DataError):  # as a figure made by hand has none
            source = data.cite(source, "short")
        where = ", ".join(filter(None, (source, self.locator)))
        told = {"printed": self.printed, "range": f"{self.range}", "unit": self.unit}
        return told | {"source": where, "rank": self.rank, "id": self.id}

    def __repr__(self) -> str:
        """Return the printed words, what they are read as, and who says so."""
        return f"{self.printed} (read as {self.range!r}), {self.cells()['source']}: {self.id}"

    def _repr_html_(self) -> str:
        return html_table(pd.DataFrame([self.cells()]))


def html_table(rows: pd.DataFrame) -> str:
    """Write a table as HTML, escaped, with every cell whole; numbers stand right in JupyterLab."""
    with pd.option_context("display.max_colwidth", None):
        return rows.to_html(index=False, border=0)


def figure(name: str, rows: pd.DataFrame | None = None) -> Figure:
    """Return one figure by its id, whichever file it stands in, or from figures of your own.

    Parameters
    ----------
    name : str
        The id.
    rows : pandas.DataFrame, optional
        Figures to look in, as `load` returns them; those of this study if not given.

    Raises
    ------
    DataError
        If there is none of this id; near ones are listed.
    TypeError
        If the id is no text, or the rows are no frame.

    Examples
    --------
    >>> registered = figure("registered-1945-wikipedia")
    >>> f"{registered:,} on {registered.start:%d %B %Y}", registered["printed"]
    ('83,688 on 01 January 1945', '83,688')
    """
    return Figure.of(data.figure(name) if rows is None else data.one(rows_or_all(rows), "id", name))


def rows_or_all(rows: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return rows of figures, refusing what is none; those of this study if none are given."""
    if rows is None:
        return pd.concat([data.census(), data.deportation()], ignore_index=True)
    expect("rows", rows, pd.DataFrame, "figures as load(path) returns them")
    missing = [name for name in ["id", *data.QUANTITY] if name not in rows]
    require(not missing, f"rows without {', '.join(missing)}", "figures as load(path) returns them")
    return rows


def assumed(
    value: float, low: Bound = None, high: Bound = None, unit: str = "", *, because: str
) -> Figure:
    """Make a figure of your own, told apart from what sources say wherever it is shown.

    Parameters
    ----------
    value : float
        What you assume.
    low, high : float, optional
        Bounds; the value if not given.
    unit : str
        Unit, such as ``persons``; a unit of the data counts what cannot be below 0.
    because : str
        Why you assume it, in words.

    Returns
    -------
    Figure
        With the id ``assumed: `` and your reason; its source is ``assumed``, which has no link.

    Raises
    ------
    TypeError
        If a number is none, or the unit or the reason is no text.
    ValueError
        If a number is not known, lies outside the bounds, or is below 0 in a unit of the data; if
        no reason is given.

    Examples
    --------
    >>> more = assumed(140_000, 135_000, 145_000, "persons", because="a count without gaps")
    >>> f"{more:,}", more.id, more.ref
    ('140,000', 'assumed: a count without gaps', '(assumed: a count without gaps)')
    """
    least, most = value if low is None else low, value if high is None else high
    for name, number in {"value": value, "low": least, "high": most}.items():
        expect(name, number, Real, "a number")
        unknown = isinstance(number, bool) or math.isnan(number) or math.isinf(value)
        require(not unknown, f"{name} = {number!r}", "a number that is known")
    expect("unit", unit, str, "a unit in words, such as 'persons'")
    expect("because", because, str, "why you assume it, in words")
    require(because.strip(), f"because = {because!r}", "why you assume it, in words")
    ends = f"low, value, high = {least:,.10g}, {value:,.10g}, {most:,.10g}"
    require(least <= value <= most, ends, "low ≤ value ≤ high")
    expected = "a number not below 0, as in the data; a change has no unit here"
    require(least >= 0 or unit not in known("unit"), f"low = {least:,.10g} {unit}", expected)
    words = " ".join(because.split())
    about = (unit, data.ASSUMED, words, "normal", words)
    return Figure(f"{data.ASSUMED}: {words}", write(value), least, value, most, *about)


def figures_of(rows: pd.DataFrame) -> list[Figure]:
    """Make a figure of every row."""
    names = list(rows)
    each = rows.itertuples(index=False, name=None)  # a list of dicts would take a gigabyte
    return [Figure.of(dict(zip(names, row, strict=True))) for row in each]


def sound(figures: Sequence[Figure]) -> list[Figure]:
    """Leave out doubtful figures, unless they are all there is."""
    return [one for one in figures if one.rank != "doubtful"] or [*figures]


def read_first(figures: Sequence[Figure]) -> Figure:
    """Return the figure that is read first: the preferred one, or the only one."""
    return next((figure for figure in figures if figure.rank == "preferred"), figures[0])
