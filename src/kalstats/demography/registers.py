"""What ratios and totals of a register leave possible for its single years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from kalstats.demography.limits import fitting, require, shown

if TYPE_CHECKING:
    from numpy.typing import NDArray


class RegisterTotal(NamedTuple):
    """Births and deaths that a register gives for several years together.

    ``covers`` maps each year to the share of its events inside the total: 1, or bounds of the
    share such as ``(0.5, 1)``. ``births`` and ``deaths`` are counts, or bounds of one; None where
    the register is silent.
    """

    covers: Mapping[int, float | tuple[float, float]]
    births: float | tuple[float, float] | None = None
    deaths: float | tuple[float, float] | None = None


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
    least = [-most_at_corners(-event, limits, most) for event in events]
    possible = not np.isnan(least).any()
    require(possible, f"totals = {list(totals)}", "births and deaths that can have these ratios")
    ends = [np.maximum(least, 0), [most_at_corners(event, limits, most) for event in events]]
    columns = np.concatenate(ends).reshape(4, -1)[[0, 2, 1, 3]].T.round(6)
    names = ["births_low", "births_high", "deaths_low", "deaths_high"]
    return pd.DataFrame(columns, index=list(deaths_per_birth), columns=names)


def _conditions(
    deaths_per_birth: Mapping[int, tuple[float, float]], totals: Sequence[RegisterTotal]
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return what is known as rows of limits·x ≤ most, x being all births, then all deaths."""
    years = list(deaths_per_birth)
    births, deaths = np.split(np.eye(2 * len(years)), 2)
    rows: list[tuple[Any, float]] = []
    for i, year in enumerate(years):
        low, high = _ends(f"deaths_per_birth of {year}", deaths_per_birth[year])
        rows += [(low * births[i] - deaths[i], 0)]
        rows += [(deaths[i] - high * births[i], 0)] if high < np.inf else []
    for total in totals:
        within = isinstance(total.covers, Mapping) and set(total.covers) <= set(years)
        require(within, f"covers = {shown(total.covers)}", f"shares of years of {years}")
        shares = [_ends(f"share of {year}", total.covers.get(year, 0), 1) for year in years]
        inside, at_most = np.transpose(shares)
        for name, events in (("births", births), ("deaths", deaths)):
            if (counted := getattr(total, name)) is not None:
                low, high = _ends(name, counted)
                rows += [(-at_most @ events, -low)]
                rows += [(inside @ events, high)] if high < np.inf else []
    return np.array([row for row, _ in rows]), np.array([most for _, most in rows], dtype=float)


TINY = 1e-9


def most_at_corners(value: NDArray[Any], limits: NDArray[Any], most: NDArray[Any]) -> float:
    """Return the most of value·x for x ≥ 0 and limits·x ≤ most, by the simplex method.

    Two phases, and Bland's rule so that it ends; nan if no x keeps the limits.
    """
    rows, columns = limits.shape
    scale = max(np.abs(most).max(), 1.0)
    broken = np.flatnonzero(most < 0)  # limits that x = 0 does not keep get a helping column
    sign = np.where(most < 0, -1.0, 1.0)
    helping = np.eye(rows)[:, broken]
    table = np.column_stack([limits * sign[:, None], np.diag(sign), helping, most * sign / scale])
    real = columns + rows
    basis = np.arange(columns, real)
    basis[broken] = real + np.arange(len(broken))
    help_away = np.append(np.zeros(real), -np.ones(len(broken)))
    if _climb(table, basis, help_away, real + len(broken)) < -1e-7:
        return float("nan")
    for row in np.flatnonzero(basis >= real):  # helping columns that stayed, at zero
        _pivot(table, basis, int(row), int(np.argmax(np.abs(table[row, :real]) > TINY)))
    wanted = np.append(value, np.zeros(rows + len(broken)))
    return float(scale * _climb(table, basis, wanted, real))


def _climb(table: NDArray[Any], basis: NDArray[Any], price: NDArray[Any], usable: int) -> float:
    """Move from corner to corner while the price rises, and return the highest price."""
    while True:
        gain = price - price[basis] @ table[:, :-1]
        better = np.flatnonzero(gain[:usable] > TINY)
        if not len(better):
            return float(price[basis] @ table[:, -1])
        column = table[:, better[0]]
        rows = np.flatnonzero(column > TINY)
        if not len(rows):
            return float("inf")
        step = table[rows, -1] / column[rows]
        nearest = rows[step <= step.min() + TINY]
        _pivot(table, basis, int(nearest[np.argmin(basis[nearest])]), int(better[0]))


def _pivot(table: NDArray[Any], basis: NDArray[Any], row: int, column: int) -> None:
    """Bring a column into the basis in the place of that of a row."""
    table[row] /= table[row, column]
    others = np.arange(len(table)) != row
    table[others] -= np.outer(table[others, column], table[row])
    basis[row] = column
