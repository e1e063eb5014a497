"""What ratios and totals of a register leave possible for its single years."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from kalstats.demography.limits import fitting, require, shown

Floats = Any  # numpy array of floats
Bounds = float | tuple[float, float]
TINY = 1e-9


class RegisterTotal(NamedTuple):
    """Births and deaths that a register gives for several years together.

    ``covers`` maps each year to the share of its events inside the total: 1, or bounds of the
    share such as ``(0.5, 1)``. ``births`` and ``deaths`` are counts, or bounds of one; None where
    the register is silent.
    """

    covers: Mapping[int, Bounds]
    births: Bounds | None = None
    deaths: Bounds | None = None


def _ends(name: str, given: Any, most: float = np.inf) -> tuple[float, float]:
    """Return a number or a pair as bounds."""
    ends = fitting("number", name, given if isinstance(given, tuple) else (given, given))
    bounds = np.shape(ends) == (2,) and 0 <= ends[0] <= ends[1] <= most and ends[0] < np.inf
    require(bounds, f"{name} = {given}", f"a number, or low and high, 0 to {most}")
    return float(ends[0]), float(ends[1])


def single_years(
    deaths_per_birth: Mapping[int, tuple[float, float]], totals: Sequence[RegisterTotal]
) -> pd.DataFrame:
    """Return what ratios and totals of a register leave possible for its single years.

    Every year has births B ≥ 0 and deaths D ≥ 0 with low·B ≤ D ≤ high·B; a total C of years with
    shares s in it has Σ s·B = C, and likewise for deaths. These are linear conditions: the least
    and the most of each B and D under all of them at once are found by linear programming.

    Parameters
    ----------
    deaths_per_birth : mapping of int to pair of float
        Bounds of the ratio D/B for each year; ``(0, inf)`` where no ratio is known.
    totals : sequence of RegisterTotal
        What is known of several years together, or of one.

    Returns
    -------
    pandas.DataFrame
        One row per year, columns ``births_low births_high deaths_low deaths_high``. The bounds are
        hard, and infinite where nothing limits them; not all years can be at theirs together.

    Raises
    ------
    ValueError
        If no births and deaths have these ratios and totals, a bound is negative or above the
        other, a share above 1, or a total covers a year without a ratio.

    Examples
    --------
    Two years with 30 births and 100 deaths, two deaths per birth in the first and four to five
    in the second, can only have been so:

    >>> ratios = {1945: (2, 2), 1946: (4, 5)}
    >>> single_years(ratios, [RegisterTotal({1945: 1, 1946: 1}, births=30, deaths=100)]).round(1)
          births_low  births_high  deaths_low  deaths_high
    1945        10.0         16.7        20.0         33.3
    1946        13.3         20.0        66.7         80.0
    """
    years = isinstance(deaths_per_birth, Mapping) and deaths_per_birth
    require(years, f"deaths_per_birth = {shown(deaths_per_birth)}", "bounds of a ratio by year")
    known = isinstance(totals, Sequence) and all(isinstance(one, RegisterTotal) for one in totals)
    require(known, f"totals = {shown(totals)}", "a list of RegisterTotal")
    limits, most = _conditions(deaths_per_birth, totals)
    events = np.eye(2 * len(deaths_per_birth))  # births of all years, then deaths of all years
    ends = [[way * most_at_corners(way * e, limits, most) for e in events] for way in (-1, 1)]
    possible = not np.isnan(ends).any()
    require(possible, f"totals = {list(totals)}", "births and deaths that can have these ratios")
    columns = np.maximum(ends, 0).reshape(4, -1)[[0, 2, 1, 3]].T.round(6)
    names = ["births_low", "births_high", "deaths_low", "deaths_high"]
    return pd.DataFrame(columns, index=list(deaths_per_birth), columns=names)


def _conditions(deaths_per_birth: Mapping[int, Any], totals: Any) -> tuple[Floats, Floats]:
    """Return what is known as rows of limits·x ≤ most, x being all births, then all deaths."""
    years = list(deaths_per_birth)
    births, deaths = np.split(np.eye(2 * len(years)), 2)
    rows: list[tuple[Floats, float]] = []
    for born, died, (year, ratio) in zip(births, deaths, deaths_per_birth.items(), strict=True):
        low, high = _ends(f"deaths_per_birth of {year}", ratio)
        rows += [(low * born - died, 0)]
        rows += [(died - high * born, 0)] if high < np.inf else []
    for total in totals:
        within = isinstance(total.covers, Mapping) and set(total.covers) <= set(years)
        require(within, f"covers = {shown(total.covers)}", f"shares of years of {years}")
        shares = [_ends(f"share of {year}", total.covers.get(year, 0), 1) for year in years]
        inside, at_most = np.transpose(shares)
        for name, events in (("births", births), ("deaths", deaths)):
            if (counted := getattr(total, name)) is not None:
                low, high = _ends(name, counted)
                rows += [(-at_most @ events, -low), (inside @ events, high)]
    limits, most = map(np.array, zip(*rows, strict=True))
    return limits[most < np.inf], most[most < np.inf].astype(float)


def most_at_corners(value: Floats, limits: Floats, most: Floats) -> float:
    """Return the most of value·x for x ≥ 0 and limits·x ≤ most, by the simplex method.

    Two phases, and Bland's rule so that it ends; nan if no x keeps the limits.
    """
    rows, columns = limits.shape
    real, scale = columns + rows, max(np.abs(most).max(), 1.0)
    broken = most < 0  # limits that x = 0 does not keep get a helping column
    sign, helping = np.where(broken, -1.0, 1.0), np.eye(rows)[:, broken]
    table = np.column_stack([limits * sign[:, None], np.diag(sign), helping, abs(most) / scale])
    basis = np.where(broken, real - 1 + np.cumsum(broken), np.arange(columns, real))
    if _climb(table, basis, np.repeat([0.0, -1.0], [real, broken.sum()])) < -1e-7:
        return float("nan")
    for row in np.flatnonzero(basis >= real):  # helping columns that stayed, at zero
        _pivot(table, basis, int(row), int(np.argmax(np.abs(table[row, :real]) > TINY)))
    table = np.delete(table, np.s_[real:-1], axis=1)
    return float(scale * _climb(table, basis, np.append(value, np.zeros(rows))))


def _climb(table: Floats, basis: Floats, price: Floats) -> float:
    """Move from corner to corner while the price rises, and return the highest price."""
    while (better := price - price[basis] @ table[:, :-1] > TINY).any():
        column = int(np.argmax(better))
        rows = np.flatnonzero(table[:, column] > TINY)
        if not len(rows):
            return float("inf")
        step = table[rows, -1] / table[rows, column]
        nearest = rows[step <= step.min() + TINY]
        _pivot(table, basis, int(nearest[np.argmin(basis[nearest])]), column)
    return float(price[basis] @ table[:, -1])


def _pivot(table: Floats, basis: Floats, row: int, column: int) -> None:
    """Bring a column into the basis in the place of that of a row."""
    table[row] /= table[row, column]
    others = np.arange(len(table)) != row
    table[others] -= np.outer(table[others, column], table[row])
    basis[row] = column
