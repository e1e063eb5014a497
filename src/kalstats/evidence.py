"""Figures, the quantities they speak of, and results as functions over readings of them.

A figure is what one source says. A quantity has all its rival figures, one of them preferred.
A reading chooses one figure for every quantity that a computation uses.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kalstats import data

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

INNER_POINTS = 32
SEED = 1943


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

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Figure:
        """Make a figure from a row of the data."""
        names = ["id", "printed", "value", "unit", "source", "locator", "rank", "reason"]
        low = 0.0 if math.isnan(row["low"]) else row["low"]
        high = math.inf if math.isnan(row["high"]) else row["high"]
        return cls(low=low, high=high, **{name: row[name] for name in names})


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
        return next((f for f in self.figures if f.rank == "preferred"), self.figures[0])

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
    groups = rows.groupby(data.QUANTITY, sort=False, dropna=False)
    return [
        Quantity(*key, figures=tuple(Figure.of(row) for row in group.to_dict("records")))  # type: ignore[arg-type, misc]
        for key, group in groups
    ]


def quantity(**where: str) -> Quantity:
    """Return the one quantity whose columns match, from either figure file.

    Parameters
    ----------
    **where : str
        Columns and the value each must have; ``id`` names the quantity of one figure.

    Raises
    ------
    ValueError
        If no quantity matches, or several do: they are listed.

    Examples
    --------
    >>> count = quantity(people="Kalmyks", territory="USSR", measure="population", \
start="1939-01-17")
    >>> [figure.printed for figure in count.figures], count.preferred.printed
    (['131,271', '134,400'], '134,400')
    """
    if "id" in where:
        row = data.figure(where["id"])
        where = {name: row[name] for name in data.QUANTITY if not pd.isna(row[name])}
    rows = pd.concat([data._select(name, where) for name in ("census", "deportation")])
    found = quantities(rows)
    if len(found) != 1:
        names = "; ".join(sorted(q.figures[0].id for q in found)) or "none"
        raise ValueError(f"{where}: expected exactly one quantity, found {len(found)}: {names}")
    return found[0]


def _points(figures: list[Figure]) -> list[list[float]]:
    """Return the corners of the box of bounds, and random points inside it."""
    corners: list[list[float]] = [list(p) for p in product(*((f.low, f.high) for f in figures))]
    low, high = np.array([f.low for f in figures]), np.array([f.high for f in figures])
    if not np.all(np.isfinite(high)):
        return corners
    random = np.random.default_rng(SEED).random((INNER_POINTS, len(figures)))
    return [*corners, *(low + random * (high - low)).tolist()]


def readings(function: Callable[..., float], **given: Quantity | Figure) -> pd.DataFrame:
    """Compute a result for every reading: every choice of one figure for each quantity.

    A quantity that a result uses twice is passed once, so that all its uses agree.

    Parameters
    ----------
    function : callable
        Takes a number for each name in `given` and returns a number.
    **given : Quantity or Figure
        What to read; a single figure leaves no choice.

    Returns
    -------
    pandas.DataFrame
        One row per reading: the id chosen for each name, then ``low``, ``value`` and ``high`` of
        the result. The bounds are the extremes over the corners of the figures' bounds and over
        random points between them; ``value`` is nan where a figure has bounds only. ``preferred``
        marks the reading of preferred figures. The hard bounds are ``low.min(), high.max()``.

    Examples
    --------
    >>> before = quantity(people="Kalmyks", territory="USSR", measure="population", \
start="1939-01-17")
    >>> after = quantity(id="kalmyks-ussr-1959-wikipedia")
    >>> fall = readings(lambda before, after: 1 - after / before, before=before, after=after)
    >>> fall[["low", "value", "high"]].round(3).to_dict("list")
    {'low': [0.191, 0.21], 'value': [0.192, 0.211], 'high': [0.192, 0.211]}
    """
    rival = {n: g.figures if isinstance(g, Quantity) else (g,) for n, g in given.items()}
    best = [g.preferred if isinstance(g, Quantity) else g for g in given.values()]
    rows = []
    for chosen in product(*rival.values()):
        results = [function(**dict(zip(rival, p, strict=True))) for p in _points(list(chosen))]
        known = [figure.value for figure in chosen]
        value = math.nan
        if not any(map(math.isnan, known)):
            value = function(**dict(zip(rival, known, strict=True)))
            results.append(value)
        ids = {name: figure.id for name, figure in zip(rival, chosen, strict=True)}
        result = {"low": min(results), "value": value, "high": max(results)}
        rows.append({**ids, **result, "preferred": list(chosen) == best})
    return pd.DataFrame(rows)


def conflicts() -> pd.DataFrame:
    """Find every quantity whose figures exclude each other: no number lies in all their bounds.

    Returns
    -------
    pandas.DataFrame
        One row per quantity, with its figures as printed, their ids and the ``gap`` between the
        two figures furthest apart, in the unit of the quantity.

    Examples
    --------
    >>> conflicts().query("measure == 'population'")[["figures", "gap"]].to_dict("list")
    {'figures': ['131,271; 134,400'], 'gap': [3079.0]}
    """
    found = quantities(pd.concat([data.census(), data.deportation()]))
    rows = []
    for one in found:
        gap = max(f.low for f in one.figures) - min(f.high for f in one.figures)
        if gap > 0:
            key = {name: getattr(one, name) for name in data.QUANTITY}
            figures = "; ".join(f.printed for f in one.figures)
            rows.append({**key, "figures": figures, "ids": [f.id for f in one.figures], "gap": gap})
    return pd.DataFrame(rows)
