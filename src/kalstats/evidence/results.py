"""Results as functions over readings: one figure chosen for every quantity."""

from __future__ import annotations

import html
import inspect
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kalstats.data.arguments import expect
from kalstats.evidence.figures import Figure, assumed, read_first
from kalstats.evidence.quantities import Quantity
from kalstats.evidence.writing import Range, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

INNER_POINTS = 32
SEED = 1943
Given = Quantity | Figure | Sequence[Figure] | float


@dataclass(frozen=True, repr=False, eq=False)
class Result(Range):
    """A range over readings: what a function gives for every choice of figures.

    ``low`` and ``high`` are the hard bounds, the least and the greatest of all readings; ``rows``
    holds the readings, see `readings`; ``sources`` and ``figures`` name all that was read.
    """

    rows: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def preferred(self) -> float:
        """The result for the figures that are read first; nan where one has bounds only."""
        return self.value

    @property
    def range(self) -> Range:
        """The range without its readings."""
        return Range(self.low, self.value, self.high, self.unit, self.sources, self.figures)

    def __repr__(self) -> str:
        """Return the range, the preferred result and how many readings there are."""
        many = f"{len(self.rows)} reading{'s' if len(self.rows) > 1 else ''}"
        return f"{self} over {many}, preferred {self.preferred:}; rows has each"

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(repr(self))}</p>"


def _figures(name: str, given: Given) -> tuple[Figure, ...]:
    """Return the figures to choose from for a name of a function."""
    if isinstance(given, Quantity):
        return given.figures
    if isinstance(given, Real) and not isinstance(given, bool):
        if not math.isfinite(given):
            raise ValueError(f"{name} = {given}: expected a number that is known")
        return (assumed(float(given), because=write(float(given))),)
    expected = "a quantity, a figure, a list of figures, one at least, or a number"
    several: Any = given if pd.api.types.is_list_like(given) else [given]
    figures = tuple(several)
    if not figures or not all(isinstance(one, Figure) for one in figures):
        expect(name, given, Figure, f"{expected}; quantity(id=...) finds one")
    return figures


def _points(figures: list[Figure]) -> list[list[float]]:
    """Return the corners of the box of bounds, and random points inside it."""
    ends = [dict.fromkeys((figure.low, figure.high)) for figure in figures]  # one if exact
    corners = [list(point) for point in product(*ends)]
    low, high = np.array([f.low for f in figures]), np.array([f.high for f in figures])
    if not np.all(np.isfinite(high)):
        return corners
    random = np.random.default_rng(SEED).random((INNER_POINTS, len(figures)))
    return [*corners, *(low + random * (high - low)).tolist()]


def _checked(function: Callable[..., float], names: Iterable[str]) -> Callable[..., float]:
    """Return a function that must take these names, and return a number."""
    takes = inspect.signature(function)
    try:
        takes.bind(**dict.fromkeys(names))
    except TypeError as error:
        expected = f"one that takes {', '.join(names)}"
        raise TypeError(f"the function takes {takes}: expected {expected}: {error}") from error

    def result(**numbers: float) -> float:
        found = function(**numbers)
        expect("result of the function", found, Real, "a number")
        return found

    return result


def readings(function: Callable[..., float], **given: Given) -> Result:
    """Compute a result for every reading: every choice of one figure for each quantity.

    A quantity that a result uses twice is passed once, so that all its uses agree.

    Parameters
    ----------
    function : callable
        Takes a number for each name in `given` and returns a number.
    **given : Quantity, Figure, sequence of Figure or float
        What to read; a single figure leaves no choice, a number is an assumption of yours.

    Returns
    -------
    Result
        Writes itself as its range. Its ``rows`` are one per reading: the id chosen for each name,
        then ``low``, ``value`` and ``high`` of the result. The bounds are the extremes over the
        corners of the figures' bounds and over random points between them; ``value`` is nan where
        a figure has bounds only. A figure that is open below is read from 0, one that is open
        above to infinity; where the function has no result there, 0/0 for one, nothing bounds it:
        −inf and inf. ``preferred`` marks the reading of preferred figures. The hard bounds are
        ``low`` and ``high``.

    Raises
    ------
    TypeError
        If the function does not take these names, or returns no number; or if what is given is
        no figure.

    Examples
    --------
    >>> from kalstats.evidence import quantity
    >>> before = quantity(people="Kalmyks", territory="USSR", measure="population", \
start="1939-01-17")
    >>> after = quantity(id="kalmyks-ussr-1959-wikipedia")
    >>> fall = readings(lambda a, b: 1 - b / a, a=before, b=after.preferred)
    >>> f"{fall:.1%}", f"{fall.preferred:.1%}", len(fall.sources)
    ('19.1–21.1%', '21.1%', 3)
    >>> fall.rows[["low", "value", "high"]].round(3).to_dict("list")
    {'low': [0.191, 0.21, 0.21, 0.209], 'value': [0.192, 0.211, 0.211, 0.21], 'high': [0.192, \
0.211, 0.211, 0.21]}
    """
    rival = {name: _figures(name, one) for name, one in given.items()}
    function = _checked(function, rival)
    best = [read_first(figures) for figures in rival.values()]
    rows = []
    for chosen in product(*rival.values()):
        ids = {name: figure.id for name, figure in zip(rival, chosen, strict=True)}
        results = [_result(function, ids, point) for point in _points(list(chosen))]
        known = [figure.value for figure in chosen]
        value = math.nan
        if not any(map(math.isnan, known)):
            value = _result(function, ids, known)
            results.append(value)
        determined = not np.isnan(results).any()
        low, high = (min(results), max(results)) if determined else (-math.inf, math.inf)
        result = {"low": low, "value": value, "high": high}
        rows.append({**ids, **result, "preferred": list(chosen) == best})
    table, used = pd.DataFrame(rows), [figure for figures in rival.values() for figure in figures]
    bounds = table["low"].min(), table.loc[table["preferred"], "value"].iloc[0], table["high"].max()
    keys, names = {figure.source for figure in used}, dict.fromkeys(figure.id for figure in used)
    return Result(*bounds, "", tuple(sorted(keys)), tuple(names), table)


def _result(
    function: Callable[..., float], ids: Mapping[str, str], point: Sequence[float]
) -> float:
    """Compute a result at a point; a division by zero gives infinity, as a limit would."""
    given = {name: np.float64(number) for name, number in zip(ids, point, strict=True)}
    with np.errstate(divide="ignore", invalid="ignore"):
        try:
            return float(function(**given))
        except (ValueError, ArithmeticError) as error:
            read = ", ".join(f"{name} = {given[name]:,.10g} ({ids[name]})" for name in ids)
            error.add_note(f"reading {read}")
            raise
