"""Tables as they are printed, peoples across and regions down, made into rows of figures."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kalstats.data.arguments import expect
from kalstats.data.checks import declared_names
from kalstats.data.files import checked
from kalstats.data.reading import BLANK, EXTRA, DataError, Problem, Table, fields_of, nfc
from kalstats.data.schema import OWN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

APART = ["people", "territory", "sex", "age_from", "age_to"]  # of all figures of a table
ABSENT = (
    "-",
    "–",
    "—",
    "…",
    "...",
    "..",
    ". .",
    ":",
    "x",
    "х",
)  # what tables print where there is no figure


def _printed(cell: Any) -> str:
    """Return a cell as text: a whole number without a point, nothing where nothing is."""
    if not isinstance(cell, str) and pd.isna(cell):
        return ""
    whole = isinstance(cell, float | np.floating) and float(cell).is_integer()
    return str(int(cell) if whole else cell).strip(BLANK)


def _label(label: Any) -> str:
    return " ".join(nfc(str(label)).split())


def _made_up(texts: list[str], numbered: bool) -> list[str]:
    """Return labels that no table prints: of no header, of one that stands twice, of no names."""
    twice = re.compile(r"(.*)\.[0-9]+")
    copies = [text for text in texts if (found := twice.fullmatch(text)) and found[1] in texts]
    return [*copies, *(text for text in texts if numbered or text.startswith("Unnamed: "))]


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
    for name, labels in ((down, table.index), (across, table.columns)):
        texts = [_label(label) for label in labels]
        if labels.nlevels > 1 or labels.hasnans or len(set(texts)) < len(texts):
            wrong = ", ".join(sorted({text for text in texts if texts.count(text) > 1}) or texts)
            raise ValueError(f"{name} = {wrong}: expected every name once, in one row or column")
        if odd := _made_up(texts, name in OWN and isinstance(labels, pd.RangeIndex)):
            raise ValueError(f"{name} = {', '.join(odd)}: expected names, pandas made these up")
    common = {"source": source, "start": start, "measure": measure, "unit": unit, **columns}
    known = [field["name"] for field in fields_of(Path("table"))]
    given = {across, down, "id", "printed", *common}
    if wrong := ", ".join({"people", "territory"} - given or given - set(known)):
        raise ValueError(f"columns = {wrong}: expected people, territory and others of figures")
    empty = {
        name: str(common.get(name, "")) for name in known if name not in EXTRA or name in given
    }
    kind = "" if measure == "population" else measure
    apart = [*(columns.get(name, "") for name in APART), kind, source]  # from other tables
    rows: Table = {}
    where, names = {}, Counter[str]()
    for line, (label, cells) in enumerate(zip(table.index, table.to_numpy(object), strict=True), 2):
        for head, cell in zip(table.columns, cells, strict=True):
            if (text := _printed(cell)) and text not in absent:
                number = len(rows) + 1
                told = {across: _label(head), down: _label(label), "printed": text}
                name = _slug(head, label, start, *apart)
                names[name] += 1
                told["id"] = f"{name}-{number}" if names[name] > 1 else name
                told["value"] = "" if isinstance(cell, str) else text  # a number is what it is
                rows[number] = empty | told
                where[number] = {"line": line, "printed": str(head)}
    if not rows:
        raise ValueError("table: expected at least one figure in it")
    try:
        frame = checked(rows, Path("table"), declared_names(own))
    except DataError as error:
        raise DataError(
            *(_placed(problem, where[problem.line]) for problem in error.problems)
        ) from None
    frame["rank"] = ""  # nobody ranked these
    frame.attrs = {"file": "table", "sources": [source]}
    return frame


def _placed(problem: Problem, where: Mapping[str, Any]) -> Problem:
    """Say where in the wide table a problem of a row is."""
    column = where["printed"] if problem.column in ("printed", "value") else problem.column
    return problem._replace(line=where["line"], column=column)
