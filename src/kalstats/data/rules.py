"""What must hold inside one file: in its cells, in each row, between rivals."""

from __future__ import annotations

import difflib
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pandas as pd

from kalstats.data.arguments import expect
from kalstats.data.problems import DataError, Fault, Problem, Rule, Table
from kalstats.data.reading import COMPULSORY, fields_of, is_own, nfc, schema_of
from kalstats.data.schema import APART, NUMBER, OWN, QUANTITY, number
from kalstats.demography.dates import is_date

AGE = re.compile(r"[0-9]{1,2}|1[0-4][0-9]|150")
ANY = "*"  # declared for a column: whatever name stands there is one of one's own
PATIENCE, OFTEN = 1.0, 1 << 14  # seconds before a bar is shown, rows between two looks at it
FORMULA = re.compile(r"\s*[=+@]")
LONGEST = 5_000  # characters in a cell: more than any note needs; megabytes are a quote not closed
RANKED = "one preferred figure a quantity, a reason for each rival; or rank empty in all of them"
CYRILLIC, LATIN = "[\u0400-\u04ff]", "[A-Za-z\u00c0-\u024f]"
MIXED = re.compile(f"{LATIN}{CYRILLIC}|{CYRILLIC}{LATIN}")  # looks like a word, is found by nobody
RowRule = Callable[[dict[str, str]], Rule]


def _expected(text: str, field: dict[str, Any], names: Sequence[str], required: bool) -> str:
    """Return what the schema expects of a cell, "" if the text is that."""
    rules, kind = field.get("constraints", {}), field["type"]
    if not text:
        return "a value, this column is required" if required else ""
    if len(text) > LONGEST:
        return f"at most {LONGEST:,} characters; found {len(text):,}"
    if kind == "string" and FORMULA.match(text):
        return "text that no spreadsheet takes for a formula"
    if mixed := MIXED.search(text) if kind == "string" else None:
        return f"words in one script; Latin and Cyrillic letters meet in {mixed[0]!r}"
    if names:
        return "" if text in names or ANY in names else _unknown(text, field["name"], names)
    if "pattern" in rules:
        return "" if re.fullmatch(rules["pattern"], text) else f"form {rules['pattern']}"
    if kind == "number" and not NUMBER.fullmatch(text):
        return "a plain number"
    if kind == "number" and text.startswith("-") and "minimum" in rules:
        return "a number not below 0"
    if kind == "integer" and not AGE.fullmatch(text):
        return "an age in whole years, from 0 to 150"
    return "a date as YYYY-MM-DD" if kind == "date" and not is_date(text) else ""


def nearest(text: Any, names: Iterable[Any]) -> str:
    """Return the names that are most like a text."""
    return ", ".join(difflib.get_close_matches(str(text), {str(n): 0 for n in names})) or "none"


def one(frame: pd.DataFrame, column: str, name: str) -> pd.Series[Any]:
    """Return the row that has this name in a column; near names are listed if there is none."""
    expect(column, name, str, "one name, as text")
    name = nfc(name)
    if not (frame[column] == name).any():
        file = str(frame.attrs.get("file", "the figures"))
        expected = f"a known one; near: {nearest(name, frame[column])}"
        raise DataError(Problem(file, 0, column, name, expected))
    return frame[frame[column] == name].iloc[0]


def _unknown(text: str, column: str, names: Sequence[str]) -> str:
    if column not in OWN:
        return f"one of {', '.join(names)}"
    known = f"a known {column} (near: {nearest(text, names)})"
    return f"{known} or one of your own, declared: {column}={text}"


def _cell_faults(
    rows: Table, field: dict[str, Any], own: Sequence[str], required: bool
) -> Iterator[Fault]:
    """Yield what the schema says of one column; every different text is looked at once."""
    name, rules = field["name"], field.get("constraints", {})
    names, texts = [*rules.get("enum", []), *own], {row[name] for row in rows.values()}
    told = {text: _expected(text, field, names, required) for text in texts}
    for line, row in rows.items() if any(told.values()) else ():
        if expected := told[row[name]]:
            yield line, name, expected
    for line in _repeated(rows, [name]) if rules.get("unique") else ():
        yield line, name, "a name not used before"


def _repeated(rows: Table, names: Sequence[str]) -> Iterator[int]:
    """Yield the lines of rows that say in these columns what one before them says."""
    seen = set()
    for line, row in rows.items():
        if (key := tuple([row[name] for name in names])) in seen:
            yield line
        seen.add(key)


def _grouped(rows: Table, names: Sequence[str]) -> Iterable[list[int]]:
    """Return the lines of the rows that agree in these columns."""
    groups: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for line, row in rows.items():
        groups[tuple([row[name] for name in names])].append(line)
    return groups.values()


def _rank_faults(rows: Table, unranked: set[str]) -> Iterator[Fault]:
    """Yield what holds between rivals: one is preferred, and every rank has its reason."""
    columns = next(iter(rows.values()))
    same = ["event"] if "event" in columns else [n for n in [*QUANTITY, *APART] if n in columns]
    for lines in _grouped(rows, same):
        ranks = [rows[line]["rank"] for line in lines]
        if unranked.issuperset(ranks):  # nobody ranked these
            continue
        several = len(lines) > 1
        unclear = several and ranks.count("preferred") != 1
        for line, rank in zip(lines, ranks, strict=True):
            if unclear:
                yield line, "rank", RANKED
            if (several or rank == "doubtful") and not rows[line]["reason"]:
                yield line, "reason", "why this rank: it has rivals or is doubtful"


def _group_faults(rows: Table, schema: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield rows that say again what another says, and cells that rows of one thing do not share.

    A row twice under another id counts twice; a life table whose rows differ in sex or place by a
    slip is two.
    """
    columns = next(iter(rows.values()))
    for unique in schema["uniqueKeys"]:
        for line in _repeated(rows, [name for name in unique if name in columns]):
            yield line, schema["primaryKey"], "a row that says what no other does"
    for name, others in schema.get("determines", {}).items():
        for lines, other in product(_grouped(rows, [name]), others):
            texts = Counter(rows[line][other] for line in lines)
            usual, often = texts.most_common(1)[0]
            tied = [*texts.values()].count(often) > 1  # nobody knows which is right
            for line in lines:
                if rows[line][other] != usual or tied:
                    yield line, other, f"{usual!r}, as in the other rows of this {name}"


def _survivor_faults(rows: Table) -> Iterator[Fault]:
    """Yield survivors of a life table that rise with age: nobody comes back to life."""
    alive = {line: row for line, row in rows.items() if row["measure"] == "survivors"}
    for lines in _grouped(alive, ["table", "sex"]):
        lines.sort(key=lambda line: number(rows[line]["age"]))
        for pair in pairwise(lines):
            younger, older = (number(rows[line]["value"]) for line in pair)
            for line in pair if older > younger else ():
                yield line, "value", "survivors that fall with age"


def each_row(rows: Table, file: str, rules: Sequence[RowRule]) -> Iterator[Fault]:
    """Yield what rules of a row find wrong; after a second, tell a terminal how far it is."""
    start, shown = time.monotonic(), False
    for done, (line, row) in enumerate(rows.items()):
        if done % OFTEN == 0 and sys.stderr.isatty() and time.monotonic() - start > PATIENCE:
            shown, bar = True, "#" * (done * 20 // len(rows))
            told = f"\r{file} [{bar:20}] {done:,} of {len(rows):,} rows"
            print(told, end="", file=sys.stderr, flush=True)
        for rule in rules:
            for column, wrong, expected in rule(row):
                if wrong:
                    yield line, column, expected
    if shown:
        print("\r\033[K", end="", file=sys.stderr, flush=True)


def faults_inside(
    rows: Table, path: Path, own: Mapping[str, Sequence[str]], row_rules: Sequence[RowRule]
) -> Iterator[Fault]:
    """Yield all that the file alone shows to be wrong, and what rules of a row find."""
    columns = next(iter(rows.values()))
    needed = COMPULSORY if is_own(path) else columns
    for field in fields_of(path):
        name = field["name"]
        required = field.get("constraints", {}).get("required", False) and name in needed
        if name in columns:
            yield from _cell_faults(rows, field, own.get(name, []), required)
    yield from each_row(rows, path.name, row_rules)
    yield from _group_faults(rows, schema_of(path))
    if "table" in columns:
        yield from _survivor_faults(rows)
    if "rank" in columns and any(row["rank"] for row in rows.values()):
        yield from _rank_faults(rows, {"", "normal"} if is_own(path) else {""})


def refuse(path: Path, rows: Table, faults: Iterable[Fault]) -> None:
    """Raise every problem of a file at once, one for each cell, if there are any."""
    found: dict[tuple[int, str], Problem] = {}
    for line, column, expected in faults:
        text = rows[line][column] if line else f"{len(rows):,}"  # 0: the file as a whole
        problem = Problem(path.name, line, column, text, expected)
        found.setdefault((line, column), problem)
    if found:
        raise DataError(*(found[place] for place in sorted(found)))
