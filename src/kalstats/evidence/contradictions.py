"""Conflicts: what excludes each other, what does not add up."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from kalstats import data
from kalstats.data.reading import fields_of
from kalstats.evidence.figures import Figure, figures_of, read_first
from kalstats.evidence.quantities import matching, quantities, rows_or_all
from kalstats.evidence.results import readings

if TYPE_CHECKING:
    from collections.abc import Iterator

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
COUNTS = {"persons", "families"}
ONCE = {"deported"}  # what happens to a people once counts for any period that holds it


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
        parts = figures_of(group)
        low = sum(part.low for part in parts) - total.high
        high = sum(part.high for part in parts) - total.low
        gap = _open(low, sum(part.value for part in parts) - total.value, high)
        if gap:
            yield [total, *parts], gap


def _balances(rows: pd.DataFrame) -> Iterator[tuple[list[Figure], float]]:
    """Yield balances of one source with an error of closure, printed minus computed."""
    rows = rows[rows["measure"].isin(BALANCE)]
    for _, group in rows.groupby(["people", "source", "end"], sort=False):
        row = {figure.measure: figure for figure in figures_of(group)}
        if set(row) == set(BALANCE):
            closure = readings(
                lambda arrived, births, deaths, released, registered: (
                    registered - (arrived + births - deaths - released)
                ),
                **row,
            )
            gap = _open(*closure.rows[["low", "value", "high"]].iloc[0])
            if gap:
                yield [row["registered"], *(row[name] for name in BALANCE[:-1])], gap


def _distinct(figures: list[Figure]) -> list[Figure]:
    """Leave out figures that only round the one read first."""
    best = read_first(figures)
    return [f for f in figures if f is best or not f.low < best.value < f.high]


def _shares(rows: pd.DataFrame) -> Iterator[tuple[list[Figure], float]]:
    """Yield printed shares that no reading of their counts gives, in percentage points."""
    for one in quantities(rows[rows["measure"].isin(SHARES)]):
        part, part_columns, whole, whole_columns = SHARES[one.measure]
        keys = [{name: getattr(one, name) for name in c} for c in (part_columns, whole_columns)]
        parts = figures_of(matching(rows, {"measure": part, **keys[0]}))
        counted = matching(rows, {"measure": whole, **keys[1]})
        wholes = figures_of(
            counted[counted["people"] == "all"] if one.measure == "share" else counted
        )
        different = {(f.low, f.high): f for f in one.figures}  # one conflict for one number
        for printed in different.values() if parts and wholes else ():
            given: dict[str, Any] = {
                "part": _distinct(parts),
                "whole": _distinct(wholes),
                "printed": printed,
            }
            missed = readings(lambda printed, part, whole: 100 * part / whole - printed, **given)
            gaps = [_open(*row) for row in missed.rows[["low", "value", "high"]].to_numpy()]
            if all(gaps):
                yield [printed, *given["part"], *given["whole"]], min(gaps, key=abs)


def _together(people: str, members: dict[str, list[str]]) -> frozenset[str]:
    """Return the peoples that a name takes together: as declared, or as it lists them itself."""
    return frozenset(members.get(people) or re.split(", | and ", people))


def _comparable(total: pd.Series, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows on what a total counts, in its time: at its place, or what happens once."""
    once = total["measure"] in ONCE
    rows = matching(rows, {"measure": total["measure"], "unit": total["unit"]})
    if not once:
        rows = matching(rows, {"territory": total["territory"], "boundary": total["boundary"]})
    inside = [rows["start"].isna() | (rows["start"] >= total["start"])]
    inside.append(rows["end"].isna() | (rows["end"] <= total["end"]))
    same = [rows["start"] == total["start"], rows["end"] == total["end"]]
    first, last = inside if once else same
    return rows if pd.isna(total["start"]) else rows[first & last]


def _over_peoples(rows: pd.DataFrame) -> Iterator[tuple[list[Figure], float]]:
    """Yield totals over peoples that their members exceed or cannot fill; gap: sum minus total."""
    field = next(one for one in fields_of(Path("census.csv")) if one["name"] == "people")
    told = {people: _together(people, field["members"]) for people in rows["people"].unique()}
    rows = rows[rows["unit"].isin(COUNTS)]
    summed = rows["id"].isin(rows["part_of"].str.split().explode())  # see parts and total
    for _, total in rows[rows["people"].map(told).str.len().gt(1) & ~summed].iterrows():
        wanted, covered, parts = told[total["people"]], frozenset[str](), []
        inside = rows[[told[name] < wanted for name in rows["people"]]]
        found = quantities(_comparable(total, inside))
        for one in sorted(found, key=lambda one: (len(told[one.people]), -one.high)):
            if told[one.people] <= wanted - covered:
                parts.append([f for f in one.figures if f.rank != "doubtful"] or [*one.figures])
                covered |= told[one.people]
        whole = Figure.of(total.to_dict())
        over = sum(min(f.low for f in part) for part in parts) - whole.high
        under = sum(max(f.high for f in part) for part in parts) - whole.low
        gap = over if over > 0 else under if covered == wanted and under < 0 else 0
        if gap:
            yield [whole, *(figure for part in parts for figure in part)], gap


CONFLICTS = {"rival figures": _rivals, "parts and total": _sums, "balance": _balances}
CONFLICTS |= {"share and count": _shares, "total over peoples": _over_peoples}


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
        closure: printed minus computed), ``share and count`` (no reading of the counts gives the
        printed share; the least gap, in percentage points) and ``total over peoples`` (figures
        of its members, whoever gives them, exceed a total over several peoples, or all together
        cannot fill it; sum minus total). Who belongs to a total its name lists, as in "A, B and
        C", or ``members`` of the column ``people`` in the schema of figures.

    Examples
    --------
    >>> found = conflicts()
    >>> found[found["ids"].str[0] == "deported-wikipedia-93139"][["kind", "gap"]].values.tolist()
    [['rival figures', 639.0], ['parts and total', -206.0]]
    """
    rows = rows_or_all(rows)
    about = rows.set_index("id")[data.QUANTITY]
    names = ["kind", *data.QUANTITY, "figures", "ids", "gap"]
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
        ],
        columns=names,
    )
