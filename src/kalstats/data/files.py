"""The figures as frames: load a file with every check, select rows, look up one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from kalstats.data import across, reading, rows as within, rules
from kalstats.data.arguments import expect, wanted
from kalstats.data.geography import name_faults, place_faults
from kalstats.data.problems import Fault, Table
from kalstats.data.reading import fields_of, is_own, is_shipped, package, read_table
from kalstats.data.wording import wording_faults

# rules of a row by a column that a file must have; of the last, in shipped files only
EVERYWHERE = {"start": within.order_faults, "value": within.print_faults}
EVERYWHERE |= {"qualifier": within.bound_faults, "published": within.source_day_faults}
EVERYWHERE |= {"language": name_faults, "inputs": across.input_faults}
SHIPPED = {"part_of": within.unit_faults, "qualifier": wording_faults}
SHIPPED |= {"event": within.event_day_faults, "against": across.claim_faults}

# what an empty cell is, and of what kind a column is, by the type of its field; others are text
KINDS = {"number": ("nan", "float"), "integer": ("nan", "float"), "date": ("NaT", "datetime64[us]")}
NAMED = ["id", "source", "event", "table"]  # columns of names that the files themselves list
FEW = 10  # names that an error lists whole


def _row_rules(rows: Table, path: Path, own: rules.Own) -> Iterator[rules.RowRule]:
    """Yield the rules that each row of a file must keep, by the columns that it has."""
    columns, shipped = next(iter(rows.values())), is_shipped(path)
    for column, rule in [*EVERYWHERE.items(), *(SHIPPED.items() if shipped else ())]:
        if column in columns:
            yield rule
    if "topic" in columns:
        yield partial(place_faults, own=own.get("territory", []))
        yield across.id_rule(rows, path)
    beside = (path.parent / across.SOURCES).resolve()
    if "source" in columns and (beside.is_file() or not is_own(path)):  # own may do without
        sources = _known_sources(beside)
        yield partial(across.source_faults, known=sources)
        if shipped and "start" in columns:
            yield partial(within.day_faults, sources=sources)


def _known_sources(beside: Path) -> dict[str, dict[str, str]]:
    """Return the sources that are shipped, or stand in a file beside, by their keys."""
    if beside.is_file() and not is_shipped(beside):
        load(beside)  # with every check, and kept for `cite`
    tables = [reading.shipped_table(across.SOURCES), across.own_sources.get(beside, {})]
    return {row["key"]: row for table in tables for row in table.values()}


def faults_of(rows: Table, path: Path, own: rules.Own) -> Iterator[Fault]:
    """Fill what figures of one's own leave out, and yield all that is wrong with a file."""
    if is_own(path):
        yield from rules.each_row(rows, path.name, [within.fill])
    yield from rules.faults_inside(rows, path, own, [*_row_rules(rows, path, own)])
    if path.name == across.SOURCES:
        yield from across.key_faults(rows, path)
    if is_shipped(path):
        declared = next(one["rows"] for one in package()["resources"] if one["path"] == path.name)
        if len(rows) != declared:  # a row that is lost leaves no other trace
            yield 0, "rows", f"{declared:,} rows, as datapackage.json declares; mend what is wrong"


def frame_of(rows: Table, path: Path) -> pd.DataFrame:
    """Make a frame of cells that were checked: numbers, dates and text."""
    columns: dict[str, Any] = {}
    for field in fields_of(path):
        if (name := field["name"]) in next(iter(rows.values())):
            empty, kind = KINDS.get(field["type"], ("", ""))
            texts = [row[name] or empty for row in rows.values()]
            columns[name] = np.array(texts, kind) if kind else texts
    return pd.DataFrame(columns)


def checked(rows: Table, path: Path, own: rules.Own) -> pd.DataFrame:
    """Make a frame of cells that keep every rule, or tell all that do not."""
    rules.refuse(path, rows, faults_of(rows, path, own))
    return frame_of(rows, path)


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
    declared = rules.declared_names(own)
    rows = read_table(path)
    frame = checked(rows, path, declared)
    frame.attrs = {"file": path.name, "sources": sorted(set(frame.get("source", [])))}
    if is_shipped(path):
        about = package()
        frame.attrs |= {"version": about["version"], "licence": about["licenses"][0]["name"]}
    elif path.name == across.SOURCES:  # names.csv has a column "key" too
        across.own_sources[path.resolve()] = rows
    return frame


@cache
def shipped(name: str) -> pd.DataFrame:
    """Return a shipped file, loaded once."""
    return load(reading.folder() / f"{name}.csv")


def _refuse_unknown(file: str, column: str, wanted: list[Any]) -> None:
    """Refuse a name that stands nowhere; one that is known but has no rows here is no slip."""
    field = next(one for one in fields_of(Path(f"{file}.csv")) if one["name"] == column)
    closed = field.get("constraints", {}).get("enum", [])
    if not closed and column not in NAMED:
        return
    known = dict.fromkeys([*closed, *shipped(file)[column]])
    if column in NAMED and not known.keys() >= set(wanted):  # a page depends on what it reads
        tables = [reading.shipped_table(resource["path"]) for resource in package()["resources"]]
        known |= {row[column]: "" for t in tables for row in t.values() if column in row}
    for text in wanted:
        if text not in known:
            few = f"one of {', '.join(known)}" if len(known) <= FEW else ""
            expected = few or f"a known {column}; near: {rules.nearest(text, known)}"
            raise ValueError(f"{column} = {text!r}: expected {expected}")


def _select(name: str, where: dict[str, Any]) -> pd.DataFrame:
    frame = shipped(name).copy()
    for column, value in where.items():
        values = wanted(frame, column, value)
        _refuse_unknown(name, column, values)
        frame = frame[frame[column].isin(values)]
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


def figure(name: str) -> pd.Series[Any]:
    """Return the row of one figure by its id, whichever file it stands in.

    >>> figure("registered-1945-wikipedia")["printed"]
    '83,688'
    """
    expect("id", name, str, "the id of one figure, as text")
    file = "census" if name in set(shipped("census")["id"]) else "deportation"
    return rules.one(shipped(file), "id", name)
