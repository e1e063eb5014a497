"""Conflicts: what excludes each other, what does not add up."""

import re
from collections.abc import Iterator, Sequence

import pandas as pd

from kalstats import data
from kalstats.data.reading import shipped_table
from kalstats.data.schema import field_of_figures
from kalstats.evidence.audits import by_id, missed, opened, shares_with_counts
from kalstats.evidence.figures import Figure, figures_of, rows_or_all, sound
from kalstats.evidence.quantities import matching, quantities

BALANCE = ["registered", "arrived", "births", "deaths", "released"]
Found = Iterator[tuple[list[Figure], float]]  # figures that exclude each other, and the gap


def _rivals(rows: pd.DataFrame) -> Found:
    """Yield the figures of quantities that share no number, and the distance between them."""
    apart = [*data.QUANTITY, *(name for name in data.APART if name in rows)]
    for one in quantities(rows[rows.duplicated(apart, keep=False)]):
        gap = max(f.low for f in one.figures) - min(f.high for f in one.figures)
        if gap > 0:
            yield list(one.figures), gap


def _within(rows: pd.DataFrame) -> Found:
    """Yield groups told apart inside another that exceed it; they need not fill it."""
    of = by_id(rows)
    inside = rows[rows["within"].fillna("") != ""] if "within" in rows else rows.iloc[:0]
    for part, whole in zip(figures_of(inside), map(of, inside.get("within", ())), strict=True):
        if part.low > whole.high:
            yield [whole, part], part.low - whole.high


def _missing(more: Sequence[Figure], less: Sequence[Figure]) -> float:
    """Return by how much a sum exceeds another that it should be, 0 if their bounds meet."""
    low = sum(one.low for one in more) - sum(one.high for one in less)
    value = sum(one.value for one in more) - sum(one.value for one in less)
    return opened(low, value, sum(one.high for one in more) - sum(one.low for one in less))


def _sums(rows: pd.DataFrame) -> Found:
    """Yield totals whose printed parts do not add up to them; the gap is sum minus total."""
    of = by_id(rows)
    parts_of = rows.assign(part_of=rows["part_of"].str.split()).explode("part_of")
    for key, group in parts_of.dropna(subset="part_of").groupby("part_of", sort=False):
        total, parts = of(key), figures_of(group)
        if gap := _missing(parts, [total]):
            yield [total, *parts], gap


def _balances(rows: pd.DataFrame) -> Found:
    """Yield balances of one source with an error of closure, printed minus computed."""
    rows = rows[rows["measure"].isin(BALANCE)]
    for _, group in rows.groupby(["people", "source", "end"], sort=False):
        row = {figure.measure: figure for figure in figures_of(group)}
        if set(row) == set(BALANCE):
            left, arrived, births, deaths, released = read = [row[name] for name in BALANCE]
            if gap := _missing([left, deaths, released], [arrived, births]):
                yield read, gap


def _shares(rows: pd.DataFrame) -> Found:
    """Yield printed shares that no reading of their counts gives, in percentage points."""
    for printed, parts, wholes in shares_with_counts(rows):
        gaps = [missed(printed, part, whole)[1] for part in parts for whole in wholes]
        if all(gaps):
            yield [printed, *parts, *wholes], min(gaps, key=abs)


def _comparable(total: pd.Series, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows on what a total counts, in its time: at its place, or what happens once."""
    same = ["measure", "unit"]
    if total["measure"] != "deported":  # which happens once, and counts for any time around it
        same += ["territory", "boundary", "start", "end"]
    rows = matching(rows, {name: total[name] for name in same})
    outside: pd.Series = (rows["start"] < total["start"]) | (rows["end"] > total["end"])
    return rows[~outside]


def _over_peoples(rows: pd.DataFrame) -> Found:
    """Yield totals over peoples that their members exceed or cannot fill; gap: sum minus total.

    A name takes peoples together as declared, or as it lists them itself.
    """
    rows = rows[rows["unit"].isin(["persons", "families"])]
    declared = field_of_figures("people")["members"]
    told = {one: set(declared.get(one) or re.split(", | and ", one)) for one in set(rows["people"])}
    summed = rows["id"].isin(rows["part_of"].str.split().explode())  # see parts and total
    for _, total in rows[rows["people"].map(told).str.len().gt(1) & ~summed].iterrows():
        wanted, covered, parts = told[total["people"]], set[str](), []
        found = quantities(_comparable(total, rows[[told[one] < wanted for one in rows["people"]]]))
        for one in sorted(found, key=lambda one: (len(told[one.people]), -one.range.high)):
            if told[one.people] <= wanted - covered:
                parts.append(sound(one.figures))
                covered |= told[one.people]
        whole = Figure.of(total)
        over = sum(min(f.low for f in part) for part in parts) - whole.high
        under = sum(max(f.high for f in part) for part in parts) - whole.low
        if over > 0 or (covered == wanted and under < 0):
            yield [whole, *(one for part in parts for one in part)], over if over > 0 else under


CONFLICTS = {"rival figures": _rivals, "parts and total": _sums, "of them": _within}
CONFLICTS |= {"balance": _balances, "share and count": _shares, "total over peoples": _over_peoples}


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
    rows, told = rows_or_all(rows), []
    for kind, find in CONFLICTS.items():
        for figures, gap in find(rows):
            about = [figures[0][name] for name in data.QUANTITY]
            printed, ids = "; ".join(one.printed for one in figures), [one.id for one in figures]
            told.append((kind, *about, printed, ids, gap))
    return pd.DataFrame(told, columns=["kind", *data.QUANTITY, "figures", "ids", "gap"])


def unlisted(found: pd.DataFrame | None = None) -> list[data.Problem]:
    """Return contradictions of this study that nobody has listed, and listed ones that are gone.

    A contradiction is a finding, and each is listed in ``contradictions.csv`` with what it
    teaches; a new one is a slip until somebody says what it is. What was `found` is not sought
    again.
    """
    found, lines = conflicts() if found is None else found, shipped_table("contradictions.csv")
    listed = {(row["kind"], row["figures"]): line for line, row in lines.items()}
    known = {(kind, " ".join(ids)) for kind, ids in found[["kind", "ids"]].to_numpy()}
    tables = {f"{file}.csv": shipped_table(f"{file}.csv") for file in data.FIGURES}
    places = {row["id"]: (file, line) for file in tables for line, row in tables[file].items()}
    problems = []
    for kind, ids in known - listed.keys():
        expected = f"no new contradiction, {kind}; list it in contradictions.csv if it is a finding"
        problems += [data.Problem(*places[name], "id", name, expected) for name in ids.split()]
    for kind, ids in listed.keys() - known:
        at, expected = listed[kind, ids], f"a contradiction that is there: {kind}"
        problems.append(data.Problem("contradictions.csv", at, "figures", ids, expected))
    return problems
