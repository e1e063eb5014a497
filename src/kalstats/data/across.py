"""What must hold between files: sources that are known, ids of figures, cells of notebooks."""

import re
from collections.abc import Container, Iterator, Set
from functools import cache, partial
from pathlib import Path

from kalstats.data import reading
from kalstats.data.problems import Fault, Rule, Table
from kalstats.data.reading import is_shipped, shipped_table
from kalstats.data.rules import RowRule

NAMING = ["part_of", "share_of", "within"]  # columns that name other figures by their ids
FIGURES = ["census", "deportation"]
SOURCES = "sources.csv"  # so must be called what `cite` learns its sources from
ASSUMED = "assumed"  # stands for a source where a user assumes a figure; it is nobody's key
DIGITS = re.compile(r"\d(?:[\d,.]*\d)?")
STEMS = re.compile(r"\b[a-z]{3,4}")  # letters by which words are told to be the same
IDS = re.compile(r"(?<=[=|+−])[a-z][a-z0-9-]*")  # of figures, among the inputs of a function
TITLE = "An assumption of the user's own, from no source"
own_sources: dict[Path, Table] = {}  # what stands beside the files that were loaded


def every_source(besides: Path | None = None) -> dict[str, dict[str, str]]:
    """Return all sources that can be cited by their keys, but for those of one file."""
    own = [table for path, table in own_sources.items() if path != besides]
    empty = dict.fromkeys((field["name"] for field in reading.fields_of(Path(SOURCES))), "")
    assumed = {0: empty | {"key": ASSUMED, "label": ASSUMED, "title": TITLE}}
    tables = [shipped_table(SOURCES), *own, assumed]
    return {row["key"]: row for table in tables for row in table.values()}


def key_faults(rows: Table, path: Path) -> Iterator[Fault]:
    """Yield keys of own sources that already mean another source."""
    known = every_source(besides=path.resolve())
    for line, row in rows.items() if not is_shipped(path) else ():
        if known.get(row["key"], row) != row:
            yield line, "key", f"a key that is free; it means {known[row['key']]['title']!r}"


def source_faults(row: dict[str, str], known: Container[str]) -> Rule:
    """Tell a citation of a source that is not known."""
    yield "source", row["source"] not in known, "a key of sources.csv"


def _id_faults(row: dict[str, str], known: Set[str], taken: Set[str]) -> Rule:
    """Tell ids that stand for nothing, or for two figures."""
    for column in [name for name in NAMING if name in row]:
        named, several = row[column].split(), column == "part_of"
        wrong = row["id"] in named or not known >= {*named} or (len(named) > 1 and not several)
        yield column, wrong, "ids of other figures" if several else "the id of another figure"
    yield "id", row["id"] in taken, "a name not used in the other figure file"


def id_rule(rows: Table, path: Path) -> RowRule:
    """Return the rule for the ids of figures, which know those of both shipped files."""
    own = not is_shipped(path)
    tables = [shipped_table(f"{name}.csv") for name in FIGURES if own or name != path.stem]
    others = {row["id"] for table in tables for row in table.values()}
    known = others | {row["id"] for row in rows.values()}
    return partial(_id_faults, known=known, taken=set() if own else others)


@cache
def _printed(*names: str) -> dict[str, str]:
    """Return what is printed for each row of these files, by its id."""
    tables = [shipped_table(f"{name}.csv") for name in names]
    return {row["id"]: row["printed"] for table in tables for row in table.values()}


def input_faults(row: dict[str, str]) -> Rule:
    """Tell inputs of claims, which may be events too, and of measures that are no figures."""
    known = _printed(*FIGURES) if "further" in row else _printed(*FIGURES, "events")
    for column in [name for name in ("inputs", "otherwise", "further") if name in row]:
        wrong = ", ".join(sorted({*IDS.findall(row[column])} - known.keys()))
        yield column, wrong, f"ids of figures; not known: {wrong}"


@cache
def _cells() -> set[str]:
    """Return the cells of the notebooks as ``notebook#cell``; none where only the data are."""
    cells = set()
    for path in (reading.folder().parent / "notebooks").glob("*.ipynb"):
        notebook, _ = reading.read_json(path)
        cells |= {f"{path.stem}#{cell.get('id')}" for cell in notebook.get("cells", [])}
    return cells


def claim_faults(row: dict[str, str]) -> Rule:
    """Tell a claim whose printed number or words are not what is stated and tested."""
    stated = [row["statement"], row["against"]]
    printed, inputs = _printed(*FIGURES, "events"), row["inputs"] + row["otherwise"]
    stated += [printed.get(name, "") for name in IDS.findall(inputs)]
    found = {*DIGITS.findall(row["printed"])}
    stems = ({*STEMS.findall(row[name].lower())} for name in ("printed", "statement"))
    spoken = found or set.intersection(*stems)
    yield "printed", not spoken, "words of the statement"
    missing = found - {*DIGITS.findall(" ".join(stated))}
    yield "printed", missing, "numbers of the statement, or of its figures"
    nowhere = _cells() and row["see"] not in _cells()
    yield "see", nowhere, "a cell of a notebook, as notebook#cell"
