"""Conflicts: what excludes each other, what does not add up."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from kalstats import data
from kalstats.data.reading import fields_of, shipped_table
from kalstats.evidence.audits import by_id, missed, opened, shares_with_counts
from kalstats.evidence.figures import Figure, figures_of, rows_or_all
from kalstats.evidence.quantities import matching, quantities
from kalstats.evidence.results import readings

if TYPE_CHECKING:
    from collections.abc import Iterator

BALANCE = ["arrived", "births", "deaths", "released", "registered"]
COUNTS = {"persons", "families"}
ONCE = {"deported"}  # what happens to a people once counts for any period that holds it


def _rivals(rows: pd.DataFrame) -> Iterator[tuple[list[Figure], float]]:
    """Yield the figures of quantities that share no number, and the distance between them."""
    apart = [*data.QUANTITY, *(name for name in data.APART if name in rows)]
    for one in quantities(rows[rows.duplicated(apart, keep=False)]):
        gap = max(f.low for f in one.figures) - min(f.high for f in one.figures)
        if gap > 0:
            yield list(one.figures), gap


def _within(rows: pd.DataFrame) -> Iterator[tuple[list[Figure], float]]:
    """Yield groups told apart inside another that exceed it; they need not fill it."""
    of = by_id(rows)
    inside = rows[rows["within"].fillna("") != ""] if "within" in rows else rows.iloc[:0]
    for part, name in zip(figures_of(inside), inside.get("within", ()), strict=True):
        if (gap := part.low - of(name).high) > 0:
            yield [of(name), part], gap


def _sums(rows: pd.DataFrame) -> Iterator[tuple[list[Figure], float]]:
    """Yield totals whose printed parts do not add up to them; the gap is sum minus total."""
    of = by_id(rows)
    parts_of = rows.assign(part_of=rows["part_of"].str.split()).explode("part_of")
    for key, group in parts_of.dropna(subset="part_of").groupby("part_of", sort=False):
        total = of(key)
        parts = figures_of(group)
        low = sum(part.low for part in parts) - total.high
        high = sum(part.high for part in parts) - total.low
        gap = opened(low, sum(part.value for part in parts) - total.value, high)
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
            gap = opened(*closure.rows[["low", "value", "high"]].iloc[0])
            if gap:
                yield [row["registered"], *(row[name] for name in BALANCE[:-1])], gap


def _shares(rows: pd.DataFrame) -> Iterator[tuple[list[Figure], float]]:
    """Yield printed shares that no reading of their counts gives, in percentage points."""
    for printed, parts, wholes in shares_with_counts(rows):
        gaps = [missed(printed, part, whole)[1] for part in parts for whole in wholes]
        if all(gaps):
            yield [printed, *parts, *wholes], min(gaps, key=abs)


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


CONFLICTS = {"rival figures": _rivals, "parts and total": _sums, "of them": _within}
CONFLICTS |= {"balance": _balances, "share and count": _shares}
CONFLICTS["total over peoples"] = _over_peoples


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
        furthest apart), ``parts and total`` (gap: sum minus total), ``of them`` (a group exceeds
        the figure it lies within; gap: by how much), ``balance`` (error of closure: printed minus
        computed), ``share and count`` (no reading of the counts gives the printed share; the
        least gap, in percentage points) and ``total over peoples`` (figures of its members,
        whoever gives them, exceed a total over several peoples, or all together cannot fill it;
        sum minus total). Who belongs to a total its name lists, as in "A, B and C", or
        ``members`` of the column ``people`` in the schema of figures.

    Examples
    --------
    >>> found = conflicts()
    >>> found[found["ids"].str[0] == "deported-wikipedia-93139"][["kind", "gap"]].values.tolist()
    [['rival figures', 639.0], ['parts and total', -206.0]]
    """
    rows = rows_or_all(rows)
    known = pd.concat([rows, rows_or_all()]).drop_duplicates("id")
    about = known.set_index("id")[data.QUANTITY]
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


def unlisted() -> list[data.Problem]:
    """Return contradictions of this study that nobody has listed, and listed ones that are gone.

    A contradiction is a finding, and each is listed in ``contradictions.csv`` with what it
    teaches; a new one is a slip until somebody says what it is.
    """
    lines = shipped_table("contradictions.csv")
    listed = {(row["kind"], row["figures"]): line for line, row in lines.items()}
    found = conflicts()
    keys = {(kind, " ".join(ids)): ids for kind, ids in found[["kind", "ids"]].to_numpy()}
    places = {
        row["id"]: (f"{file}.csv", line)
        for file in data.FIGURES
        for line, row in shipped_table(f"{file}.csv").items()
    }
    problems = []
    for kind, ids in keys.keys() - listed.keys():
        expected = f"no new contradiction, {kind}; list it in contradictions.csv if it is a finding"
        problems += [data.Problem(*places[name], "id", name, expected) for name in ids.split()]
    for kind, ids in listed.keys() - keys.keys():
        expected = f"a contradiction that is there: {kind}"
        line = listed[kind, ids]
        problems.append(data.Problem("contradictions.csv", line, "figures", ids, expected))
    return problems
