"""The figures as frames: load a file with every check, select rows, look up one."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kalstats.data.across import SOURCES, assumption, own_sources
from kalstats.data.arguments import expect, read_day
from kalstats.data.checks import declared_names, faults_of
from kalstats.data.reading import (
    DataError,
    Problem,
    Table,
    fields_of,
    folder,
    is_own,
    is_shipped,
    nfc,
    package,
    read_table,
    shipped_table,
)
from kalstats.data.rules import nearest, refuse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NAMED = ["id", "source", "event", "table"]  # columns of names that the files themselves list
FEW = 10  # names that an error lists whole


def _frame(rows: Table, fields: list[dict[str, Any]]) -> pd.DataFrame:
    """Make a frame of cells that were checked: numbers, dates and text."""
    columns: dict[str, Any] = {}
    for field in fields:
        if field["name"] not in next(iter(rows.values())):
            continue
        texts = [row[field["name"]] for row in rows.values()]
        if field["type"] in ("number", "integer"):
            columns[field["name"]] = np.array([text or "nan" for text in texts], dtype=float)
        elif field["type"] == "date":
            columns[field["name"]] = np.array([text or "NaT" for text in texts], "datetime64[us]")
        else:
            columns[field["name"]] = texts
    return pd.DataFrame(columns)


def checked(rows: Table, path: Path, own: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Make a frame of cells that keep every rule, or tell all that do not."""
    refuse(path, rows, faults_of(rows, path, own))
    for row in rows.values() if is_own(path) else ():
        row["rank"] = row["rank"] or "normal"
    return _frame(rows, fields_of(path))


def load(path: str | Path, own: Mapping[str, str | Sequence[str]] | None = None) -> pd.DataFrame:
    """Read a CSV file in the schema of this study, with the same checks as the shipped data.

    Parameters
    ----------
    path : str or Path
        A file with columns of ``census.csv``; compulsory are ``id people territory start measure
        unit printed source``, the others have defaults that follow from these. It may cite the
        shipped sources and those of a ``sources.csv`` beside it, which has the columns of the
        shipped one and is checked too; `cite` knows them from then on.
    own : mapping of str to str or list of str, optional
        Names that no shipped figure has, by column: ``{"people": ["Komi"]}``. Columns are
        ``people``, ``territory``, ``boundary``, ``topic``, ``measure`` and ``unit``. A name that
        is neither known nor declared is an error, so that a slip is not a new people; ``"*"``
        declares whatever stands in a column.

    Returns
    -------
    pandas.DataFrame
        One row per figure; dates as timestamps, bounds as floats, absent text as "". ``attrs``
        names the file, the version and licence of the data and the sources cited.

    Raises
    ------
    DataError
        With file, line, column, text and expectation of *every* problem in the file.
    ValueError
        If `own` names another column.
    TypeError
        If `own` is no mapping.

    Examples
    --------
    >>> load("none.csv")
    Traceback (most recent call last):
    kalstats.data.DataError: none.csv, line 1, file: 'No such file or directory': expected a \
file that can be read
    """
    path = Path(path)
    declared = declared_names(own)
    rows = read_table(path, [field["name"] for field in fields_of(path)])
    frame = checked(rows, path, declared)
    frame.attrs = {"file": path.name, "sources": sorted(set(frame.get("source", [])))}
    if is_shipped(path):
        licence = package()["licenses"][0]["name"]
        frame.attrs |= {"version": package()["version"], "licence": licence}
    elif path.name == SOURCES:  # names.csv has a column "key" too
        own_sources[path.resolve()] = rows
    return frame


@cache
def _file(name: str) -> pd.DataFrame:
    return load(folder() / f"{name}.csv")


def _refuse_unknown(file: str, column: str, wanted: list[Any]) -> None:
    """Refuse a name that stands nowhere; one that is known but has no rows here is no slip."""
    field = next(one for one in fields_of(Path(f"{file}.csv")) if one["name"] == column)
    closed = field.get("constraints", {}).get("enum", [])
    if not closed and column not in NAMED:
        return
    known = dict.fromkeys([*closed, *_file(file)[column]])
    if column in NAMED and not known.keys() >= set(wanted):  # a page depends on what it reads
        tables = [shipped_table(resource["path"]) for resource in package()["resources"]]
        known |= {row[column]: "" for t in tables for row in t.values() if column in row}
    for text in wanted:
        if text not in known:
            few = f"one of {', '.join(known)}" if len(known) <= FEW else ""
            expected = few or f"a known {column}; near: {nearest(text, known)}"
            raise ValueError(f"{column} = {text!r}: expected {expected}")


def _select(name: str, where: dict[str, Any]) -> pd.DataFrame:
    frame = _file(name).copy()
    for column, value in where.items():
        if column not in frame:
            raise ValueError(
                f"{column!r} is no column; expected one of {', '.join(map(str, frame))}"
            )
        wanted = [nfc(one) for one in value] if pd.api.types.is_list_like(value) else [nfc(value)]
        if "datetime" in str(frame[column].dtype):
            wanted = [read_day(column, day) for day in wanted]
        _refuse_unknown(name, column, wanted)
        frame = frame[frame[column].isin(wanted)]
    if "source" in frame:
        frame.attrs["sources"] = sorted(set(frame["source"]))
    return frame.reset_index(drop=True)


def census(**where: Any) -> pd.DataFrame:
    """Return population counts and shares, a row per figure and source, where columns match.

    A column takes one name or a list of them, a day as YYYY-MM-DD. A name that the data do not
    know is an error with the names most like it; a known one without figures gives no rows.

    >>> census(people="Kalmyks", territory="USSR", start="1959-01-15")["printed"].tolist()
    ['106,100', '106.1 thousand']
    """
    return _select("census", where)


def deportation(**where: Any) -> pd.DataFrame:
    """Return figures on deportation, exile, losses and return, where columns match.

    >>> deportation(measure="births", start="1945-01-01", end="1945-12-31")[
    ...     ["printed", "value"]
    ... ].to_dict("list")
    {'printed': ['351'], 'value': [351.0]}
    """
    return _select("deportation", where)


def events(**where: Any) -> pd.DataFrame:
    """Return dated changes of the territory's status and of the exiles' position.

    >>> events(status="none")["start"].dt.date.unique().tolist()
    [datetime.date(1943, 12, 27)]
    """
    return _select("events", where)


def sources(**where: Any) -> pd.DataFrame:
    """Return the sources, a row each, where columns match.

    >>> sources(kind="declaration")["year"].tolist()
    ['2022']
    """
    return _select("sources", where)


def standards(**where: Any) -> pd.DataFrame:
    """Return published rates, survivors and age groups that serve as baselines.

    >>> standards(table="life-table-ussr-1938-rural", sex="male", age="0")["value"].tolist()
    [100000.0]
    """
    return _select("standards", where)


def names(**where: Any) -> pd.DataFrame:
    """Return Russian and Kalmyk names of peoples, territories and towns, where columns match.

    A name that no source was found for has no row.

    >>> names(key="Kalmykia").set_index("language")["name"].to_dict()
    {'Russian': 'Калмыкия', 'Kalmyk': 'Хальмг Таңһч'}
    """
    return _select("names", where)


def one(frame: pd.DataFrame, column: str, name: str) -> pd.Series[Any]:
    """Return the row that has this name in a column; near names are listed if there is none."""
    expect(column, name, str, "one name, as text")
    name = nfc(name)
    if not (frame[column] == name).any():
        file = str(frame.attrs.get("file", "the figures"))
        expected = f"a known one; near: {nearest(name, frame[column])}"
        raise DataError(Problem(file, 0, column, name, expected))
    return frame[frame[column] == name].iloc[0]


def figure(name: str) -> pd.Series[Any]:
    """Return the row of one figure by its id, whichever file it stands in.

    >>> figure("registered-1945-wikipedia")["printed"]
    '83,688'
    """
    expect("id", name, str, "the id of one figure, as text")
    file = "census" if name in set(_file("census")["id"]) else "deportation"
    return one(_file(file), "id", name)


def source(key: str) -> pd.Series[Any]:
    """Return the row of one source: of this study, or beside a file of your own that was loaded.

    >>> source("ediev-2004")["author"]
    'Ediev, D. M.'
    """
    expect("key", key, str, "the key of one source, as text")
    assumed = {field["name"]: assumption[field["name"]] for field in fields_of(Path(SOURCES))}
    for table in [{0: assumed}, *own_sources.values()]:
        for row in table.values():
            if row["key"] == key:
                return _frame({0: row}, fields_of(Path(SOURCES))).iloc[0]
    return one(_file("sources"), "key", key)
