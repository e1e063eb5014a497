"""Figures in other layouts: wide tables made into rows, rows into numbers by age."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from kalstats.data.arguments import expect, wanted
from kalstats.data.files import checked
from kalstats.data.problems import DataError, Problem, Table
from kalstats.data.reading import BLANK, EXTRA, fields_of, nfc
from kalstats.data.rules import declared_names
from kalstats.data.schema import OWN

APART = ["people", "territory", "sex", "age_from", "age_to"]  # of all figures of a table
# what tables print where there is no figure
ABSENT = ("-", "–", "—", "…", "...", "..", ". .", ":", "x", "х")


def _printed(cell: Any) -> str:
    """Return a cell as text: a whole number without a point, nothing where nothing is."""
    if not isinstance(cell, str) and pd.isna(cell):
        return ""
    whole = isinstance(cell, float | np.floating) and float(cell).is_integer()
    return str(int(cell) if whole else cell).strip(BLANK)


def _label(label: Any) -> str:
    return " ".join(nfc(str(label)).split())


def _refuse_labels(name: str, labels: pd.Index[Any]) -> None:
    """Refuse names that stand twice or in levels, and those that no table prints but pandas."""
    texts = [_label(label) for label in labels]
    if labels.nlevels > 1 or labels.hasnans or len(set(texts)) < len(texts):
        wrong = ", ".join(sorted({text for text in texts if texts.count(text) > 1}) or texts)
        raise ValueError(f"{name} = {wrong}: expected every name once, in one row or column")
    copies = [re.sub(r"\.[0-9]+$", "", text) for text in texts]  # pandas calls a second A "A.1"
    odd = [text for text, of in zip(texts, copies, strict=True) if text != of and of in texts]
    odd += [text for text in texts if text.startswith("Unnamed: ")]
    if odd := texts if name in OWN and isinstance(labels, pd.RangeIndex) else odd:
        raise ValueError(f"{name} = {', '.join(odd)}: expected names, pandas made these up")


def _slug(*names: Any) -> str:
    """Make an id of names; letters that are not Latin are left out."""
    text = unicodedata.normalize("NFKD", " ".join(map(str, names))).encode("ascii", "ignore")
    return "-".join(re.findall("[a-z0-9]+", text.decode().lower()))


def from_wide(
    table: pd.DataFrame,
    *,
    source: str,
    start: str,
    measure: str,
    unit: str = "persons",
    across: str = "people",
    down: str = "territory",
    own: Mapping[str, str | Sequence[str]] | None = None,
    absent: Sequence[str] = ABSENT,
    **columns: str,
) -> pd.DataFrame:
    """Turn a wide table into figures, a row for each cell that has one, checked as `load` checks.

    Parameters
    ----------
    table : pandas.DataFrame
        With names in its index and its columns; cells are numbers, or text as printed.
    source, start, measure, unit : str
        What all its figures have in common, as in a file of figures.
    across, down : str
        Which columns of figures the names across and down belong to.
    own : mapping, optional
        Names of your own by column, as in `load`: ``{"people": "*", "territory": "*"}``.
    absent : sequence of str
        What is printed where there is no figure. An empty cell is no figure either, never zero.
    **columns : str
        Further columns: ``locator="Table 3"``, ``territory="USSR"``.

    Returns
    -------
    pandas.DataFrame
        As `load` returns it, without ranks; the names, the day and the source are in the ids.
        ``to_csv(path, index=False)`` makes a file that `load` reads.

    Raises
    ------
    DataError
        With line (the header is 1) and column of every cell that is no figure.
    ValueError
        If a name stands twice, or nothing says what another column that is compulsory holds.

    Examples
    --------
    >>> printed = pd.DataFrame({"Kalmyks": ["106,066", "–"]}, index=["USSR", "Moscow"])
    >>> from_wide(printed, source="x", start="1959-01-15", measure="population")["value"].tolist()
    [106066.0]
    """
    expect("table", table, pd.DataFrame, "a frame with names in its index and its columns")
    _refuse_labels(down, table.index)
    _refuse_labels(across, table.columns)
    common = {"source": source, "start": start, "measure": measure, "unit": unit, **columns}
    known = [field["name"] for field in fields_of(Path("table"))]
    given = {across, down, "id", "printed", *common}
    if wrong := ", ".join({"people", "territory"} - given or given - set(known)):
        raise ValueError(f"columns = {wrong}: expected people, territory and others of figures")
    empty = {n: str(common.get(n, "")) for n in known if n not in EXTRA or n in given}
    kind = "" if measure == "population" else measure
    apart = [start, *(columns.get(name, "") for name in APART), kind, source]  # from other tables
    rows: Table = {}
    places, names = [], Counter[str]()
    for line, (label, cells) in enumerate(zip(table.index, table.to_numpy(object), strict=True), 2):
        for head, cell in zip(table.columns, cells, strict=True):
            if (text := _printed(cell)) and text not in absent:
                name = _slug(head, label, *apart)
                names[name] += 1
                told = {across: _label(head), down: _label(label), "printed": text}
                told["id"] = f"{name}-{len(rows) + 1}" if names[name] > 1 else name
                told["value"] = "" if isinstance(cell, str) else text  # a number is what it is
                rows[len(rows) + 1] = empty | told
                places.append((line, str(head)))
    if not rows:
        raise ValueError("table: expected at least one figure in it")
    try:
        frame = checked(rows, Path("table"), declared_names(own))
    except DataError as error:
        placed = [_placed(problem, *places[problem.line - 1]) for problem in error.problems]
        raise DataError(*placed) from None
    frame["rank"] = ""  # nobody ranked these
    frame.attrs = {"file": "table", "sources": [source]}
    return frame


def _placed(problem: Problem, line: int, head: str) -> Problem:
    """Say where in the wide table a problem of a row is."""
    column = head if problem.column in ("printed", "value") else problem.column
    return problem._replace(line=line, column=column)


def by_age(
    rows: pd.DataFrame, *, width: int | None = None, whole: bool = True, **where: Any
) -> pd.Series[float]:
    """Return a measure by age, ready for `life_table` and `project`.

    Parameters
    ----------
    rows : pandas.DataFrame
        Figures with ``age_from`` and ``age_to``, as `load` returns them.
    width : int, optional
        Years of a group into which the figures are added up, for `project`.
    whole : bool
        Whether the groups must begin at 0 and end with an open one; births by age need not.
    **where : str
        Columns and the value each must have, so that one figure is left for an age. Of rivals the
        preferred one is taken.

    Returns
    -------
    pandas.Series
        Values by the youngest age of each group.

    Raises
    ------
    ValueError
        If no figure is left, two are for one age, one has no value, or ages are missing between.

    Examples
    --------
    >>> rows = pd.DataFrame({"id": ["a", "b", "c"], "age_from": [0, 1, 5], "age_to": [0, 4, None],
    ...                      "value": [3.0, 9, 40], "rank": "normal"})
    >>> by_age(rows).to_dict(), by_age(rows, width=5).to_dict()
    ({0: 3.0, 1: 9.0, 5: 40.0}, {0: 12.0, 5: 40.0})
    """
    expect("rows", rows, pd.DataFrame, "figures as load(path) returns them")
    for name, value in where.items():
        rows = rows[rows[name].isin(wanted(rows, name, value))]
    found = rows[rows["age_from"].notna()] if "age_from" in rows else rows.iloc[:0]
    if found.empty:
        raise ValueError(f"{where}: expected figures by age, found none")
    found = found.sort_values("age_from", kind="stable")
    best = found["rank"] == "preferred"
    chosen = best.groupby([found["age_from"], found["age_to"]], dropna=False).transform("any")
    found = found[best | ~chosen]
    first, last = found["age_from"].to_numpy(float), found["age_to"].to_numpy(float)
    gaps = last[:-1] + 1 != first[1:]
    wrong = np.append(gaps, whole and not np.isnan(last[-1])) | found["value"].isna()
    if (wrong := wrong | np.append(whole and first[0] != 0, gaps)).any():
        ids, ends = ", ".join(found["id"][wrong]), "from 0 to an open group, " if whole else ""
        raise ValueError(f"figures {ids}: expected one value for each age, {ends}without gaps")
    values = pd.Series(found["value"].to_numpy(float), index=first.astype(int))
    if width is None:
        return values
    groups = first.astype(int) // width * width
    if not np.isin(np.arange(groups[0], groups[-1] + 1, width), first).all():
        raise ValueError(f"ages {values.index.tolist()}: expected every multiple of {width}")
    return values.groupby(groups).sum()
