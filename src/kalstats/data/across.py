"""What must hold between files: sources that are known, ids that stand for one figure."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from kalstats.data.days import day_faults
from kalstats.data.reading import Table, fields_of, is_own, is_shipped, read_table, shipped_table
from kalstats.data.rules import faults_inside, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kalstats.data.schema import Fault

NAMING = ["part_of", "share_of", "within"]  # columns that name other figures by their ids
FIGURES = ["census", "deportation"]
SOURCES = "sources.csv"  # so must be called what `cite` learns its sources from
ASSUMED = "assumed"  # stands for a source where a user assumes a figure; it is nobody's key
assumption: dict[str, str] = defaultdict(str, key=ASSUMED, label=ASSUMED)
assumption["title"] = "An assumption of the user's own, from no source"
own_sources: dict[Path, Table] = {}  # what stands beside the files that were loaded


def known_sources(path: Path) -> dict[str, dict[str, str]]:
    """Return the sources that are shipped, or stand in ``sources.csv`` beside, by their keys."""
    beside, tables = path.parent / SOURCES, [shipped_table(SOURCES)]
    if not is_shipped(path) and beside.is_file():
        tables.append(_own(beside))
    return {row["key"]: row for table in tables for row in table.values()}


def _own(path: Path) -> Table:
    """Return the sources beside a file of one's own, checked and kept for `cite`."""
    rows = read_table(path, [field["name"] for field in fields_of(path)])
    refuse(path, rows, [*faults_inside(rows, path, {}), *key_faults(rows, path)])
    own_sources[path.resolve()] = rows
    return rows


def source_faults(rows: Table, path: Path) -> Iterator[Fault]:
    """Yield citations of sources that are not known; own figures may do without a file of them."""
    if is_own(path) and not (path.parent / SOURCES).is_file():
        return
    known = known_sources(path)
    for line, row in rows.items():
        if row["source"] not in known:
            yield line, "source", "a key of sources.csv"
    if is_shipped(path) and "start" in next(iter(rows.values())):
        yield from day_faults(rows, known)


def key_faults(rows: Table, path: Path) -> Iterator[Fault]:
    """Yield keys of own sources that already mean another source."""
    own = [table for file, table in own_sources.items() if file != path.resolve()]
    shipped = [] if is_shipped(path) else [shipped_table(SOURCES)]
    known = {row["key"]: row for table in [*shipped, *own] for row in table.values()}
    known[ASSUMED] = assumption
    for line, row in rows.items() if shipped else ():
        if known.get(row["key"], row) != row:
            yield line, "key", f"a key that is free; it means {known[row['key']]['title']!r}"


def id_faults(rows: Table, path: Path) -> Iterator[Fault]:
    """Yield ids that stand for nothing, or for two figures."""
    shipped = {
        name: {row["id"] for row in shipped_table(f"{name}.csv").values()} for name in FIGURES
    }
    others = [shipped[name] for name in FIGURES if is_shipped(path) and f"{name}.csv" != path.name]
    known = {row["id"] for row in rows.values()}.union(*shipped.values())
    for line, row in rows.items():
        for column in [name for name in NAMING if name in row]:
            named = row[column].split()
            many = column != "part_of" and len(named) > 1
            if many or row["id"] in named or not known.issuperset(named):
                yield (
                    line,
                    column,
                    "ids of other figures" if column == "part_of" else "the id of another figure",
                )
        if any(row["id"] in ids for ids in others):
            yield line, "id", "a name not used in the other figure file"


def input_faults(rows: Table) -> Iterator[Fault]:
    """Yield inputs of measures that name figures which are not known."""
    known = {row["id"] for name in FIGURES for row in shipped_table(f"{name}.csv").values()}
    for line, row in rows.items():
        for column in ("inputs", "further"):
            if wrong := {*re.findall(r"(?<=[=|+−])[a-z][a-z0-9-]*", row[column])} - known:
                yield line, column, f"ids of figures; not known: {', '.join(sorted(wrong))}"
