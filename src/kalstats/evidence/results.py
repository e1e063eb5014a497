"""Results as functions over readings: one figure chosen for every quantity; ranks of results."""

import html
import inspect
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from kalstats.data.arguments import expect
from kalstats.demography.limits import require
from kalstats.evidence.figures import Figure, assumed, read_first
from kalstats.evidence.quantities import Quantity
from kalstats.evidence.writing import Range, write

INNER_POINTS, SEED = 32, 1943
Given = Quantity | Figure | Sequence[Figure] | float
Function = Callable[..., float]  # takes a number for each name


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

    def __repr__(self) -> str:
        """Return the range, the preferred result and how many readings there are."""
        many = f"{len(self.rows)} reading{'s' if len(self.rows) > 1 else ''}"
        return f"{self} over {many}, preferred {self.preferred:}; rows has each"

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(repr(self))}</p>"


def _figures(name: str, given: Given) -> tuple[Figure, ...]:
    """Return the figures to choose from for a name of a function."""
    found: Any = given.figures if isinstance(given, Quantity) else given
    if isinstance(given, Real) and not isinstance(given, bool):
        require(math.isfinite(given), f"{name} = {given}", "a number that is known")
        found = assumed(float(given), because=write(float(given)))
    figures = tuple(found if pd.api.types.is_list_like(found) else [found])
    if not figures or not all(isinstance(one, Figure) for one in figures):
        expected = "a quantity, a figure, a list of figures, one at least, or a number"
        expect(name, given, Figure, f"{expected}; quantity(id=...) finds one")
    return figures


def _points(figures: Sequence[Figure]) -> list[tuple[float, ...]]:
    """Return the corners of the box of bounds, and random points inside it; each point once."""
    corners = list(product(*({figure.low, figure.high} for figure in figures)))
    low, high = np.array([f.low for f in figures]), np.array([f.high for f in figures])
    if len(corners) == 1 or not np.all(np.isfinite(high)):
        return corners
    random = np.random.default_rng(SEED).random((INNER_POINTS, len(figures)))
    return [*corners, *map(tuple, (low + random * (high - low)).tolist())]


def _refuse(function: Function, names: Iterable[str]) -> None:
    """Refuse a function that does not take these names."""
    takes = inspect.signature(function)
    try:
        takes.bind(**dict.fromkeys(names))
    except TypeError as error:
        expected = f"one that takes {', '.join(names)}"
        raise TypeError(f"the function takes {takes}: expected {expected}: {error}") from error


def readings(function: Function, **given: Given) -> Result:
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
    _refuse(function, rival)
    best, rows = tuple(read_first(figures) for figures in rival.values()), []
    for chosen in product(*rival.values()):
        ids = {name: figure.id for name, figure in zip(rival, chosen, strict=True)}
        values = [figure.value for figure in chosen]
        whole = not any(map(math.isnan, values))
        points = [*_points(chosen), values] if whole else _points(chosen)
        with np.errstate(divide="ignore", invalid="ignore"):
            results = [_result(function, ids, point) for point in points]
        value = results[-1] if whole else math.nan
        determined = not np.isnan(results).any()
        low, high = (min(results), max(results)) if determined else (-math.inf, math.inf)
        rows.append(ids | {"low": low, "value": value, "high": high, "preferred": chosen == best})
    table, used = pd.DataFrame(rows), [figure for figures in rival.values() for figure in figures]
    bounds = table["low"].min(), table.loc[table["preferred"], "value"].iloc[0], table["high"].max()
    keys, names = sorted({one.source for one in used}), dict.fromkeys(one.id for one in used)
    return Result(*bounds, "", tuple(keys), tuple(names), table)


def _result(function: Function, ids: Mapping[str, str], point: Sequence[float]) -> float:
    """Compute a result at a point; a division by zero gives infinity, as a limit would."""
    given = {name: np.float64(number) for name, number in zip(ids, point, strict=True)}
    try:
        found = function(**given)
    except (ValueError, ArithmeticError) as error:
        read = ", ".join(f"{name} = {given[name]:,.10g} ({ids[name]})" for name in ids)
        error.add_note(f"reading {read}")
        raise
    expect("result of the function", found, Real, "a number")
    return float(found)


def rank_range(low: ArrayLike, high: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the best and the worst rank that each of several bounded numbers can take.

    Rank 1 is the greatest number; equal numbers share the better rank. A number certainly stands
    behind those whose lower bound exceeds its upper one, and possibly behind those whose upper
    bound exceeds its lower one (Klein, Wright and Wieczorek 2020, Journal of the Royal
    Statistical Society C 69). Both ends are reached: nothing is assumed about what lies between
    the bounds, and those of one number say nothing about those of another.

    Parameters
    ----------
    low, high : array_like
        Bounds, one pair for each number; an upper bound may be infinite.

    Returns
    -------
    tuple of array
        The best (lowest) and the worst (highest) possible rank of each.

    Raises
    ------
    ValueError
        If there are none, the two differ in number, a bound is nan, or low exceeds high.

    Examples
    --------
    The first is certainly greatest; which of the others is least cannot be known:

    >>> best, worst = rank_range([25, 16, 18], [26, 19, 20])
    >>> best.tolist(), worst.tolist()
    ([1, 2, 2], [1, 3, 3])
    """
    least, most = np.asarray(low, dtype=float), np.asarray(high, dtype=float)
    alike = least.shape == most.shape and least.ndim == 1 and len(least)
    shapes = f"low of shape {least.shape}, high of shape {most.shape}"
    require(alike, shapes, "as many lower as upper bounds, one at least")
    for pair in zip(least.tolist(), most.tolist(), strict=True):
        require(pair[0] <= pair[1], f"low, high = {pair}", "two numbers, the lower one first")
    behind = least[None, :] > most[:, None]
    perhaps = most[None, :] > least[:, None]
    np.fill_diagonal(perhaps, val=False)
    return 1 + behind.sum(axis=1), 1 + perhaps.sum(axis=1)
