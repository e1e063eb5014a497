"""Figures, the quantities they speak of, and results as functions over readings of them.

A figure is what one source says. A quantity has all its rival figures, one of them preferred.
A reading chooses one figure for every quantity that a computation uses.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from kalstats import data

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from numpy.typing import ArrayLike, NDArray

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
    measure: str = ""

    @classmethod
    def of(cls, row: Mapping[Any, Any]) -> Figure:
        """Make a figure from a row of the data."""
        names = ["id", "printed", "value", "unit", "source", "locator", "rank", "reason", "measure"]
        low = 0.0 if math.isnan(row["low"]) else row["low"]
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


def _all(rows: pd.DataFrame) -> list[Figure]:
    return [Figure.of(row) for row in rows.to_dict("records")]


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
        return _preferred(self.figures)

    @property
    def low(self) -> float:
        """The lowest bound of any figure."""
        return min(figure.low for figure in self.figures)

    @property
    def high(self) -> float:
        """The highest bound of any figure."""
        return max(figure.high for figure in self.figures)


Given = Quantity | Figure | Sequence[Figure]


def _figures(given: Given) -> tuple[Figure, ...]:
    if isinstance(given, Quantity):
        return given.figures
    return (given,) if isinstance(given, Figure) else tuple(given)


def _preferred(figures: Sequence[Figure]) -> Figure:
    return next((figure for figure in figures if figure.rank == "preferred"), figures[0])


def quantities(rows: pd.DataFrame) -> list[Quantity]:
    """Gather rows of the data into quantities, in the order in which they first appear."""
    found: dict[tuple[Any, ...], list[Figure]] = {}
    keys = rows[data.QUANTITY].itertuples(index=False, name=None)
    for key, figure in zip(keys, _all(rows), strict=True):
        found.setdefault(key, []).append(figure)
    return [
        Quantity(*key, figures=tuple(figures))  # type: ignore[misc]
        for key, figures in found.items()
    ]


def quantity(rows: pd.DataFrame | None = None, /, **where: Any) -> Quantity:
    """Return the one quantity whose columns match, from either figure file or from your own.

    Parameters
    ----------
    rows : pandas.DataFrame, optional
        Figures to look in, as `load` returns them; those of this study if not given.
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
    (['131,271', '134,400', '134,402', '134,271'], '134,402')
    """
    everything = _everything() if rows is None else rows
    if "id" in where:
        row = data.one(everything, "id", where["id"])
        where = {**{name: row[name] for name in data.QUANTITY}, **where}
        del where["id"]
    found = quantities(_matching(everything, where))
    if len(found) != 1:
        names = "; ".join(sorted(q.figures[0].id for q in found)) or "none"
        raise ValueError(f"{where}: expected exactly one quantity, found {len(found)}: {names}")
    return found[0]


def _everything() -> pd.DataFrame:
    return pd.concat([data.census(), data.deportation()], ignore_index=True)


def _matching(rows: pd.DataFrame, where: Mapping[Any, Any]) -> pd.DataFrame:
    """Return the rows whose columns have these values; one that is not known matches its like."""
    for name, value in where.items():
        if name not in rows:
            raise ValueError(f"{name!r} is no column; expected one of {', '.join(map(str, rows))}")
        wanted = pd.Timestamp(value) if name in ("start", "end") else value
        rows = rows[rows[name].isna() if pd.isna(wanted) else rows[name] == wanted]
    return rows


def _points(figures: list[Figure]) -> list[list[float]]:
    """Return the corners of the box of bounds, and random points inside it."""
    ends = [dict.fromkeys((figure.low, figure.high)) for figure in figures]  # one if exact
    corners = [list(point) for point in product(*ends)]
    low, high = np.array([f.low for f in figures]), np.array([f.high for f in figures])
    if not np.all(np.isfinite(high)):
        return corners
    random = np.random.default_rng(SEED).random((INNER_POINTS, len(figures)))
    return [*corners, *(low + random * (high - low)).tolist()]


def readings(function: Callable[..., float], **given: Given) -> pd.DataFrame:
    """Compute a result for every reading: every choice of one figure for each quantity.

    A quantity that a result uses twice is passed once, so that all its uses agree.

    Parameters
    ----------
    function : callable
        Takes a number for each name in `given` and returns a number.
    **given : Quantity, Figure or sequence of Figure
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
    >>> fall = readings(lambda a, b: 1 - b / a, a=before, b=after.preferred)
    >>> fall[["low", "value", "high"]].round(3).to_dict("list")
    {'low': [0.191, 0.21, 0.21, 0.209], 'value': [0.192, 0.211, 0.211, 0.21], 'high': [0.192, \
0.211, 0.211, 0.21]}
    """
    rival = {name: _figures(one) for name, one in given.items()}
    best = [_preferred(figures) for figures in rival.values()]
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


# ---- audits: do printed numbers agree with each other? ----------------------------------------


class Audit(NamedTuple):
    """A recomputed number with the bounds that rounding allows, and the verdict on the print."""

    value: float
    low: float
    high: float
    verdict: str


def rounding(printed: str) -> tuple[float, float, float]:
    """Return a printed number with its rounding interval: half a unit of its last digit.

    >>> rounding("35%"), rounding("106 thousand")
    ((34.5, 35.0, 35.5), (105500.0, 106000.0, 106500.0))
    """
    found = re.fullmatch(r"\s*(-?[\d,]+)(?:\.(\d+))?\s*(thousand|million|%)?\s*", printed)
    if not found:
        raise ValueError(f"printed = {printed!r}: expected a printed number")
    whole, decimals, unit = found.groups(default="")
    scale = {"thousand": 1e3, "million": 1e6}.get(unit, 1)
    value, half = float(f"{whole.replace(',', '')}.{decimals}0"), 0.5 / 10 ** len(decimals)
    return ((value - half) * scale, value * scale, (value + half) * scale)


def _verdict(value: float, low: float, high: float, printed: str) -> str:
    """Compare a recomputed number and its bounds with a printed one."""
    least, _, most = rounding(printed)
    slack = 1e-9 * max(abs(least), abs(most), 1)
    if least - slack <= value <= most + slack:
        return "match"
    return "within rounding" if low <= most + slack and high >= least - slack else "inconsistent"


def audit_percentage(numerator: str, denominator: str, printed: str) -> Audit:
    """Recompute a printed percentage from the printed numbers it is made of.

    Parameters
    ----------
    numerator, denominator : str
        Counts as printed; write a whole number of a table printed to tenths with its zero.
    printed : str
        The percentage as printed.

    Returns
    -------
    Audit
        ``value`` in percent; the verdict is ``match`` if it rounds to the print, ``within
        rounding`` if unrounded counts could, else ``inconsistent``.

    Examples
    --------
    >>> audit_percentage("27.1 thousand", "49.4 thousand", "54.9%").verdict
    'match'
    >>> audit_percentage("16,017", "93,139", "19%").verdict
    'inconsistent'
    """
    (a, part, b), (c, whole, d) = rounding(numerator), rounding(denominator)
    if c <= 0:
        raise ValueError(f"denominator = {denominator!r}: expected a number above 0")
    value, low, high = 100 * part / whole, 100 * a / d, 100 * b / c
    return Audit(value, low, high, _verdict(value, low, high, printed))


def audit_sum(parts: Sequence[str], total: str) -> Audit:
    """Recompute a printed total from its printed parts; ``value`` is the sum.

    >>> audit_sum(["91,919", "1,014"], "93,139")
    Audit(value=92933.0, low=92932.0, high=92934.0, verdict='inconsistent')
    """
    if not parts:
        raise ValueError("parts = []: expected at least one")
    low, value, high = (sum(column) for column in zip(*map(rounding, parts), strict=True))
    return Audit(value, low, high, _verdict(value, low, high, total))


def audit_pairs(numerators: Given, denominators: Given, printed: str) -> pd.DataFrame:
    """Find which numerator over which denominator gives a printed percentage.

    Returns
    -------
    pandas.DataFrame
        The readings in percent, with the ``verdict`` on each; pivot it for a table.

    Examples
    --------
    >>> dead, of = quantity(id="deaths-wikipedia-range"), quantity(id="registered-1945-wikipedia")
    >>> audit_pairs(dead.preferred, of, "19%")["verdict"].tolist()
    ['within rounding']
    """
    found = readings(
        lambda numerator, denominator: 100 * numerator / denominator,
        numerator=numerators,
        denominator=denominators,
    )
    rows = zip(found["value"], found["low"], found["high"], strict=True)
    return found.assign(verdict=[_verdict(value, low, high, printed) for value, low, high in rows])


# ---- conflicts: what excludes each other, what does not add up ---------------------------------

BALANCE = ["arrived", "births", "deaths", "released", "registered"]
WHO_WHEN = ["people", "start", "end"]
PLACE_AND_DAY = ["territory", "boundary", "start", "end"]
# a share, and the measures of its numerator and denominator with the columns that must agree
SHARES: dict[str, tuple[str, list[str], str, list[str]]] = {
    "share": ("population", ["people", *PLACE_AND_DAY], "population", PLACE_AND_DAY),
    "birth_deficit_share_of_forecast": ("birth_deficit", WHO_WHEN, "births_forecast", WHO_WHEN),
    "birth_deficit_share_of_deported": ("birth_deficit", WHO_WHEN, "deported_base", ["people"]),
    "deaths_share_of_deported": ("deaths", ["territory", *WHO_WHEN], "deported", ["people"]),
    "deaths_share": ("deaths", ["territory", *WHO_WHEN], "registered", ["people"]),
    "direct_losses_share": ("direct_losses", WHO_WHEN, "deported", ["people"]),
    "losses_total_share": ("losses_total", WHO_WHEN, "deported", ["people"]),
}


def _rivals(rows: pd.DataFrame) -> Iterator[tuple[list[Figure], float]]:
    """Yield the figures of quantities that share no number, and the distance between them."""
    for one in quantities(rows):
        gap = max(f.low for f in one.figures) - min(f.high for f in one.figures)
        if gap > 0:
            yield list(one.figures), gap


def _open(low: float, value: float, high: float) -> float:
    """Return by how much an identity is missed: 0 if its bounds allow it to close."""
    if low <= 0 <= high:
        return 0
    return value if not math.isnan(value) else (low if low > 0 else high)


def _sums(rows: pd.DataFrame) -> Iterator[tuple[list[Figure], float]]:
    """Yield totals whose printed parts do not add up to them; the gap is sum minus total."""
    totals = rows.set_index("id")
    parts_of = rows.assign(part_of=rows["part_of"].str.split()).explode("part_of")
    for key, group in parts_of.dropna(subset="part_of").groupby("part_of", sort=False):
        total = Figure.of({"id": key, **totals.loc[key]})
        parts = _all(group)
        low = sum(part.low for part in parts) - total.high
        high = sum(part.high for part in parts) - total.low
        gap = _open(low, sum(part.value for part in parts) - total.value, high)
        if gap:
            yield [total, *parts], gap


def _balances(rows: pd.DataFrame) -> Iterator[tuple[list[Figure], float]]:
    """Yield balances of one source with an error of closure, printed minus computed."""
    rows = rows[rows["measure"].isin(BALANCE)]
    for _, group in rows.groupby(["people", "source", "end"], sort=False):
        row = {figure.measure: figure for figure in _all(group)}
        if set(row) == set(BALANCE):
            closure = readings(
                lambda arrived, births, deaths, released, registered: (
                    registered - (arrived + births - deaths - released)
                ),
                **row,
            )
            gap = _open(*closure[["low", "value", "high"]].iloc[0])
            if gap:
                yield [row["registered"], *(row[name] for name in BALANCE[:-1])], gap


def _distinct(figures: list[Figure]) -> list[Figure]:
    """Leave out figures that only round the one read first."""
    best = _preferred(figures)
    return [f for f in figures if f is best or not f.low < best.value < f.high]


def _shares(rows: pd.DataFrame) -> Iterator[tuple[list[Figure], float]]:
    """Yield printed shares that no reading of their counts gives, in percentage points."""
    for one in quantities(rows[rows["measure"].isin(SHARES)]):
        part, part_columns, whole, whole_columns = SHARES[one.measure]
        keys = [{name: getattr(one, name) for name in c} for c in (part_columns, whole_columns)]
        parts = _all(_matching(rows, {"measure": part, **keys[0]}))
        counted = _matching(rows, {"measure": whole, **keys[1]})
        wholes = _all(counted[counted["people"] == "all"] if one.measure == "share" else counted)
        different = {(f.low, f.high): f for f in one.figures}  # one conflict for one number
        for printed in different.values() if parts and wholes else ():
            given: dict[str, Any] = {
                "part": _distinct(parts),
                "whole": _distinct(wholes),
                "printed": printed,
            }
            missed = readings(lambda printed, part, whole: 100 * part / whole - printed, **given)
            gaps = [_open(*row) for row in missed[["low", "value", "high"]].to_numpy()]
            if all(gaps):
                yield [printed, *given["part"], *given["whole"]], min(gaps, key=abs)


CONFLICTS = {"rival figures": _rivals, "parts and total": _sums, "balance": _balances}
CONFLICTS["share and count"] = _shares


def conflicts(rows: pd.DataFrame | None = None) -> pd.DataFrame:
    """Find, from the data alone, figures that exclude each other and sums that do not close.

    Parameters
    ----------
    rows : pandas.DataFrame, optional
        Figures to look in, as `load` returns them; those of this study if not given.

    Returns
    -------
    pandas.DataFrame
        One row per conflict: ``kind``; what the first figure is about; ``figures`` as printed and
        their ``ids``; ``gap`` in the unit of the first figure. Kinds are ``rival figures`` (no
        number lies in the bounds of all figures of a quantity; the gap is the distance of the two
        furthest apart), ``parts and total`` (gap: sum minus total), ``balance`` (error of
        closure: printed minus computed) and ``share and count`` (no reading of the counts gives
        the printed share; the least gap, in percentage points).

    Examples
    --------
    >>> found = conflicts()
    >>> found[found["ids"].str[0] == "deported-wikipedia-93139"][["kind", "gap"]].values.tolist()
    [['rival figures', 639.0], ['parts and total', -206.0]]
    """
    rows = _everything() if rows is None else rows
    about = rows.set_index("id")[data.QUANTITY]
    return pd.DataFrame(
        [
            {
                "kind": kind,
                **about.loc[figures[0].id],
                "figures": "; ".join(figure.printed for figure in figures),
                "ids": [figure.id for figure in figures],
                "gap": gap,
            }
            for kind, find in CONFLICTS.items()
            for figures, gap in find(rows)
        ]
    )


# ---- claims: which statements survive recomputation? -------------------------------------------

VERDICTS = [
    "holds",
    "holds within rounding",
    "depends on the source",
    "does not hold",
    "cannot be tested",
]


def _function(name: str, line: int) -> Callable[..., float]:
    """Look up ``module.function`` among the public functions on numbers."""
    public: dict[str, Callable[..., float]] = {
        f"{module}.{function}": getattr(import_module(f"kalstats.{module}"), function)
        for module in ("demography", "composition")
        for function in import_module(f"kalstats.{module}").__all__
    }
    if name not in public:
        expected = f"one of {', '.join(sorted(public))}"
        raise data.DataError(data.Problem("claims.csv", line, "function", name, expected))
    return public[name]


def _named(token: str) -> tuple[str, list[Figure]]:
    """Read ``name=id|id*|id.low``: figures, all figures of a quantity, one end of a range."""
    name, _, ids = token.partition("=")
    chosen: list[Figure] = []
    for key in ids.split("|"):
        if key.endswith("*"):
            chosen += quantity(id=key[:-1]).figures
        else:
            figure, _, end = key.partition(".")
            one = Figure.of(data.figure(figure).to_dict())
            chosen.append(one.end(end) if end else one)
    return name, chosen


def _given(row: dict[Any, str]) -> dict[str, list[Figure]]:
    """Return the inputs of a claim; a claim is not its own witness."""
    given = dict(map(_named, row["inputs"].split()))
    if not given:
        raise ValueError("it has no inputs")
    if row["function"] == "composition.total" and len(given) == 1:
        own = {row["locator"], row["printed"]}
        given = {
            name: [
                f for f in figures if f.source != row["source"] or not own & {f.locator, f.printed}
            ]
            for name, figures in given.items()
        }
    return given


def _interval(relation: str, against: str) -> tuple[float, float]:
    """Return the numbers that bear out a claim, read strictly as printed."""
    low, claimed, high = rounding(against)
    digits = re.sub(r"[^\d]", "", against)
    unit = (high - low) * 10 ** (0 if "." in against else len(digits) - len(digits.rstrip("0")))
    above, below = math.nextafter(claimed, math.inf), math.nextafter(claimed, -math.inf)
    return {
        "equals": (low, high),
        "more_than": (above, math.inf),
        "less_than": (-math.inf, below),
        "at_least": (claimed, math.inf),
        "at_most": (-math.inf, claimed),
        "about": (claimed - abs(claimed) / 10, claimed + abs(claimed) / 10),
        "almost": (claimed - unit, below),
    }[relation]


def _bears_out(row: dict[Any, str], value: float, low: float, high: float) -> str:
    """Return whether one reading bears out a claim: by its value, by its bounds, or not."""
    least, most = _interval(row["relation"], row["against"])
    strict = row["relation"] in ("more_than", "less_than", "almost")
    size = max((abs(bound) for bound in (low, high) if math.isfinite(bound)), default=0.0)
    slack = 0 if strict else 1e-9 * size
    point = row["relation"] in ("equals", "about") and not math.isnan(value)
    first, last = (value, value) if point else (low, high)
    if least - slack <= first and last <= most + slack:
        return "holds"
    meet = min(high, most) - max(low, least)  # intervals that only touch do not meet
    return "within rounding" if meet > slack else "does not hold"


def _judge(row: dict[Any, str], line: int) -> dict[str, Any]:
    """Evaluate a claim over all readings of its inputs."""
    if not row["function"]:
        nothing = {"low": math.nan, "high": math.nan, "readings": 0, "holding": [], "figures": []}
        return {"verdict": VERDICTS[4], **nothing}
    function = _function(row["function"], line)
    try:
        given = _given(row)
        found = readings(function, **given)
        numbers = found[["value", "low", "high"]] * (100 if row["against"].endswith("%") else 1)
        told = [_bears_out(row, *bounds) for bounds in numbers.to_numpy()]
    except data.DataError as error:
        problem = error.problems[0]._replace(file="claims.csv", line=line, column="inputs")
        raise data.DataError(problem) from error
    except (TypeError, ValueError, KeyError, IndexError) as error:
        text = " ".join(row[name] for name in ("relation", "against", "inputs"))
        expected = f"what {row['function']} can compare: {error}"
        raise data.DataError(data.Problem("claims.csv", line, "inputs", text, expected)) from error
    kinds = set(told)
    if "does not hold" in kinds:
        verdict = VERDICTS[3] if len(kinds) == 1 else VERDICTS[2]
    else:
        verdict = VERDICTS["within rounding" in kinds]
    holding = found.loc[[kind != "does not hold" for kind in told], list(given)]
    return {
        "verdict": verdict,
        "low": numbers["low"].min(),
        "high": numbers["high"].max(),
        "readings": len(found),
        "holding": holding.to_numpy().tolist(),
        "figures": [[figure.id for figure in figures] for figures in given.values()],
    }


def claims() -> pd.DataFrame:
    """Evaluate every quantitative claim of the five documents over all readings of its inputs.

    Returns
    -------
    pandas.DataFrame
        The rows of ``claims.csv`` with ``verdict``; ``low`` and ``high``, the hard bounds of what
        comes out (in percent where a percentage is claimed); the number of ``readings``;
        ``figures``, the ids read for each input; and ``holding``, those of each reading that bears
        the claim out.

    Raises
    ------
    DataError
        If a claim names an unknown function or figure.

    Examples
    --------
    >>> told = claims().set_index("id")
    >>> told.loc["decline-more-than-20", "verdict"]
    'depends on the source'
    """
    rows = data.load(data.folder() / "claims.csv")
    judged = [_judge(row, line) for line, row in enumerate(rows.to_dict("records"), 2)]
    return rows.join(pd.DataFrame(judged))


# ---- ranks: whose loss was the greatest? -------------------------------------------------------


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
    if least.shape != most.shape or least.ndim != 1 or not len(least):
        shapes = f"low of shape {least.shape}, high of shape {most.shape}"
        raise ValueError(f"{shapes}: expected as many lower as upper bounds, one at least")
    for pair in zip(least.tolist(), most.tolist(), strict=True):
        if not pair[0] <= pair[1]:
            raise ValueError(f"low, high = {pair}: expected two numbers, the lower one first")
    behind = least[None, :] > most[:, None]
    perhaps = most[None, :] > least[:, None]
    np.fill_diagonal(perhaps, val=False)
    return 1 + behind.sum(axis=1), 1 + perhaps.sum(axis=1)


def ranking(
    function: Callable[..., float], peoples: Mapping[str, Mapping[str, Given]]
) -> pd.DataFrame:
    """Compute one measure for several peoples over all readings, and the ranks each can take.

    Parameters
    ----------
    function : callable
        The measure, greater for a greater loss; takes a number for each name of a people's
        figures.
    peoples : mapping of str to mapping
        For each people, what to read for each name, as in `readings`.

    Returns
    -------
    pandas.DataFrame
        One row per people: ``people``; ``low`` and ``high``, the hard bounds over its readings;
        ``value``, that of the preferred one; ``best`` and ``worst``, see `rank_range`.

    Examples
    --------
    >>> dead = {name: {"dead": quantity(id=f"deaths-{name}-1948-mvd"), \
"arrived": quantity(id=f"arrived-{name}-1948-mvd")} for name in ("kalmyks", "crimeans")}
    >>> ranking(lambda dead, arrived: 100 * dead / arrived, dead).round(1).values.tolist()
    [['kalmyks', 18.2, 18.2, 18.2, 2, 2], ['crimeans', 19.7, 19.7, 19.7, 1, 1]]
    """
    rows = []
    for people, given in peoples.items():
        found = readings(function, **given)
        value = found.loc[found["preferred"], "value"].iloc[0]
        low, high = found["low"].min(), found["high"].max()
        rows.append({"people": people, "low": low, "value": value, "high": high})
    table = pd.DataFrame(rows, columns=["people", "low", "value", "high"])
    best, worst = rank_range(table["low"], table["high"])
    return table.assign(best=best, worst=worst)
