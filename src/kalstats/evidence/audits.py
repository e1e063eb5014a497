"""Audits: whether published shares agree with the counts that they are made of."""

import math
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import pandas as pd

from kalstats import data
from kalstats.data.arguments import expect
from kalstats.data.printed import read_one
from kalstats.evidence.figures import Figure, figure, figures_of, read_first, rows_or_all

# a share, the measures of its numerator and its denominator, and in what the latter must agree
SHARES: dict[str, tuple[str, str, list[str]]] = {
    "share": ("population", "population", ["territory", "boundary", "start", "end"]),
    "birth_deficit_share_of_forecast": ("birth_deficit", "births_forecast", data.QUANTITY[:5]),
    "birth_deficit_share_of_deported": ("birth_deficit", "deported_base", ["people"]),
    "deaths_share_of_deported": ("deaths", "deported", ["people"]),
    "deaths_share": ("deaths", "registered", ["people"]),
    "direct_losses_share": ("direct_losses", "deported", ["people"]),
    "losses_total_share": ("losses_total", "deported", ["people"]),
}


def rounding(printed: str, notation: str | None = None) -> tuple[float, float, float]:
    """Return a printed number with its rounding interval: half a unit of its last digit.

    Parameters
    ----------
    printed : str
        A number as a source prints it: ``12 400``, ``45,4%``, ``1.2 million``, ``12,4 тыс.``.
    notation : {"1,234.5", "1.234,5"}, optional
        How the source writes numbers. Needed only where the text alone leaves two: ``12.400``.

    Raises
    ------
    ValueError
        If the text is no number, or two by notations: the two are named.

    Examples
    --------
    >>> rounding("35%"), rounding("106 thousand"), rounding("1,234", "1,234.5")[1]
    ((34.5, 35.0, 35.5), (105500.0, 106000.0, 106500.0), 1234.0)
    """
    expect("printed", printed, str, "a number as printed, as text")
    one = read_one("printed", printed, notation)
    return (one.value - one.half, one.value, one.value + one.half)


def opened(low: float, value: float, high: float) -> float:
    """Return by how much an identity is missed: 0 if its bounds allow it to close."""
    if low <= 0 <= high:
        return 0
    return value if not math.isnan(value) else (low if low > 0 else high)


def by_id(rows: pd.DataFrame) -> Callable[[Any], Figure]:
    """Return what finds a figure by its id, among these or those of this study."""
    places = {name: place for place, name in enumerate(rows["id"])}
    return lambda name: Figure.of(rows.iloc[places[name]]) if name in places else figure(name)


def _distinct(figures: list[Figure]) -> list[Figure]:
    """Leave out figures that only round the one read first."""
    best = read_first(figures)
    return [f for f in figures if f is best or not f.low < best.value < f.high]


def _finder(rows: pd.DataFrame) -> Callable[[Mapping[str, Any]], list[Figure]]:
    """Return what finds the figures whose columns have these values, fast."""
    figures = figures_of(rows)

    @cache
    def places(*names: str) -> Mapping[Any, Any]:
        return rows[[*names]].map(str).groupby([*names]).indices

    def find(where: Mapping[str, Any]) -> list[Figure]:
        names = [name for name in where if name in rows]
        found = places(*names).get(tuple(str(where[name]) for name in names), ())
        return _distinct([figures[place] for place in found]) if len(found) else []

    return find


def shares_with_counts(rows: pd.DataFrame) -> Iterator[tuple[Figure, list[Figure], list[Figure]]]:
    """Yield each printed share with the counts of its numerator and of its denominator."""
    rows = rows.assign(share_of=rows["share_of"].fillna("") if "share_of" in rows else "")
    implied, apart = rows["measure"].isin(SHARES), [name for name in data.APART if name in rows]
    shares = rows[implied | (rows["share_of"] != "")]
    shares = shares.drop_duplicates([*data.QUANTITY, *apart, "low", "high"], keep="last")
    find, of = _finder(rows[~implied] if len(shares) else shares), by_id(rows)
    for row in shares.to_dict("records"):
        part, whole, columns = SHARES.get(row["measure"], ("", "", []))
        same = {name: row[name] for name in apart if name != "share_of"}
        if row["share_of"]:
            wholes = [of(row["share_of"])]
            part = part or wholes[0].measure
        else:
            everybody = {"people": "all"} if row["measure"] == "share" else {}
            where = {name: row[name] for name in columns}
            wholes = find({"measure": whole, **where, **same, **everybody})
        parts = find({"measure": part, **{n: row[n] for n in data.QUANTITY[:5]}, **same})
        if parts and wholes:
            yield Figure.of(row), parts, wholes


def missed(printed: Figure, part: Figure, whole: Figure) -> tuple[tuple[float, ...], float]:
    """Return the share that two counts give, and by how many points it misses the printed one."""
    low = 100 * part.low / whole.high if whole.high > 0 else math.inf  # of nobody
    high = 100 * part.high / whole.low if whole.low > 0 else math.inf
    value = 100 * part.value / whole.value if whole.value else math.nan
    return (low, value, high), opened(low - printed.high, value - printed.value, high - printed.low)


def audit(rows: pd.DataFrame | None = None) -> pd.DataFrame:
    """Recompute every published share from the counts of its numerator and its denominator.

    The denominator is the figure that ``share_of`` names, else the one that the measure implies:
    of a ``share`` all inhabitants of the same place and day.

    Parameters
    ----------
    rows : pandas.DataFrame, optional
        Figures to look in, as `load` returns them; those of this study if not given.

    Returns
    -------
    pandas.DataFrame
        One row per share and choice of counts: ``share part whole``, ids of figures; ``printed``;
        ``low value high``, the share recomputed in percent, with the bounds that rounding allows;
        ``verdict``, which is ``match`` if it rounds to the print, ``within rounding`` if
        unrounded counts could, else ``inconsistent``.

    Examples
    --------
    >>> found = audit(data.census(territory="Kalmykia", start="1926-12-17")).set_index("share")
    >>> found.loc["kalmyk-share-1926-wikipedia", ["printed", "verdict"]].tolist()
    ['75%', 'inconsistent']
    """
    told, names = [], ["share", "part", "whole", "printed", *data.BOUNDS, "verdict"]
    for printed, parts, wholes in shares_with_counts(rows_or_all(rows)):
        for part, whole in ((part, whole) for part in parts for whole in wholes):
            (low, value, high), gap = missed(printed, part, whole)
            near = printed.low - 1e-9 <= value <= printed.high + 1e-9
            verdict = "inconsistent" if gap else "match" if near else "within rounding"
            told.append((printed.id, part.id, whole.id, printed.printed, low, value, high, verdict))
    return pd.DataFrame(told, columns=names)
