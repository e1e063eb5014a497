"""The shipped figures: select rows where columns match, look up one."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from kalstats.data.arguments import expect, wanted
from kalstats.data.loading import load
from kalstats.data.reading import fields_of, folder, package, shipped_table
from kalstats.data.rules import nearest, one

NAMED = ["id", "source", "event", "table"]  # columns of names that the files themselves list
FEW = 10  # names that an error lists whole


@cache
def shipped(name: str) -> pd.DataFrame:
    """Return a shipped file, loaded once."""
    return load(folder() / f"{name}.csv")


def _refuse_unknown(file: str, column: str, wanted: list[Any]) -> None:
    """Refuse a name that stands nowhere; one that is known but has no rows here is no slip."""
    field = next(one for one in fields_of(Path(f"{file}.csv")) if one["name"] == column)
    closed = field.get("constraints", {}).get("enum", [])
    if not closed and column not in NAMED:
        return
    known = dict.fromkeys([*closed, *shipped(file)[column]])
    if column in NAMED and not known.keys() >= set(wanted):  # a page depends on what it reads
        tables = [shipped_table(resource["path"]) for resource in package()["resources"]]
        known |= {row[column]: "" for t in tables for row in t.values() if column in row}
    for text in wanted:
        if text not in known:
            few = f"one of {', '.join(known)}" if len(known) <= FEW else ""
            expected = few or f"a known {column}; near: {nearest(text, known)}"
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
    return one(shipped(file), "id", name)
