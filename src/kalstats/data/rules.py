"""What must hold inside one file: in its cells, in each row, between rivals."""

from __future__ import annotations

import difflib
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product
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
MIXED = re.compile("[A-Za-zÀ-ɏ][Ѐ-ӿ]|[Ѐ-ӿ][A-Za-zÀ-ɏ]")  # looks like a word, is found by nobody
Own = Mapping[str, Sequence[str]]  # names of one's own, by column
RowRule = Callable[[dict[str, str]], Rule]


def declared_names(own: Mapping[str, str | Sequence[str]] | None) -> dict[str, list[str]]:
    """Return the names of one's own by column; refuse what declares none."""
    expect("own", own or {}, Mapping, "names by column, such as {'people': ['Komi']}")
    named = {name: [n] if isinstance(n, str) else n for name, n in (own or {}).items()}
    if wrong := named.keys() - set(OWN):
        raise ValueError(f"own = {sorted(wrong)}: expected columns of {', '.join(OWN)}")
    return {name: [nfc(one) for one in names] for name, names in named.items()}


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
    negative = text.startswith("-") and "minimum" in rules
    if kind == "number" and (negative or not NUMBER.fullmatch(text)):
        return "a number not below 0" if negative else "a plain number"
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
    own = f" (near: {nearest(text, names)}) or one of your own, declared: {column}={text}"
    return f"a known {column}{own}" if column in OWN else f"one of {', '.join(names)}"


def _told(where: pd.Series[bool], column: str, expected: str) -> Iterator[Fault]:
    """Yield a trouble of each row where it is true."""
    yield from ((line, column, expected) for line in where.index[where])


def _cell_faults(cells: pd.Series[str], field: Any, own: Own, needed: bool) -> Iterator[Fault]:
    """Yield what the schema says of one column; every different text is looked at once."""
    rules, name = field.get("constraints", {}), field["name"]
    required = needed and rules.get("required", False)
    names, texts = [*rules.get("enum", []), *own.get(name, [])], cells.unique()
    told = cells.map({text: _expected(text, field, names, required) for text in texts})
    for line in told.index[told != ""]:
        yield line, name, told[line]
    if rules.get("unique"):
        yield from _told(cells.duplicated(), name, "a name not used before")


def _rank_faults(rows: pd.DataFrame, unranked: str) -> Iterator[Fault]:
    """Yield what holds between rivals: one is preferred, and every rank has its reason."""
    same = ["event"] if "event" in rows else [n for n in [*QUANTITY, *APART] if n in rows]
    groups = rows.groupby(same, sort=False).ngroup()
    ranked = (rows["rank"] != unranked).groupby(groups).transform("any")
    preferred = (rows["rank"] == "preferred").groupby(groups).transform("sum")
    several = groups.duplicated(keep=False)
    yield from _told(ranked & several & (preferred != 1), "rank", RANKED)
    bare = ranked & (several | (rows["rank"] == "doubtful")) & (rows["reason"] == "")
    yield from _told(bare, "reason", "why this rank: it has rivals or is doubtful")


def _group_faults(rows: pd.DataFrame, schema: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield rows that say again what another says, and cells that rows of one thing do not share.

    A row twice under another id counts twice; a life table whose rows differ in sex or place by a
    slip is two.
    """
    for unique in schema["uniqueKeys"]:
        again = rows.duplicated([name for name in unique if name in rows])
        yield from _told(again, schema["primaryKey"], "a row that says what no other does")
    for name, others in schema.get("determines", {}).items():
        for (_, group), other in product(rows.groupby(name), others):
            usual, *rivals = group[other].mode()  # of two that are usual nobody knows the right one
            odd = (group[other] != usual) | bool(rivals)
            yield from _told(odd, other, f"{usual!r}, as in the other rows of this {name}")


def _survivor_faults(rows: pd.DataFrame) -> Iterator[Fault]:
    """Yield survivors of a life table that rise with age: nobody comes back to life."""
    alive = rows[rows["measure"] == "survivors"]
    alive = alive.loc[alive["age"].map(number).sort_values().index]
    counts = alive["value"].map(number).groupby([alive["table"], alive["sex"]])
    rising = (counts.diff() > 0) | (counts.diff(-1) < 0)
    yield from _told(rising, "value", "survivors that fall with age")


def each_row(rows: Table, file: str, rules: Sequence[RowRule]) -> Iterator[Fault]:
    """Yield what rules of a row find wrong; after a second, tell a terminal how far it is."""
    start, shown = time.monotonic(), False
    for done, (line, row) in enumerate(rows.items()):
        if done % OFTEN == 0 and sys.stderr.isatty() and time.monotonic() - start > PATIENCE:
            shown, bar = True, f"{'#' * (done * 20 // len(rows)):20}] {done:,} of {len(rows):,}"
            print(f"\r{file} [{bar} rows", end="", file=sys.stderr, flush=True)
        for rule in rules:
            for column, wrong, expected in rule(row):
                if wrong:
                    yield line, column, expected
    if shown:
        print("\r\033[K", end="", file=sys.stderr, flush=True)


def faults_inside(rows: Table, path: Path, own: Own, rules: list[RowRule]) -> Iterator[Fault]:
    """Yield all that the file alone shows to be wrong, and what rules of a row find."""
    frame = pd.DataFrame([*rows.values()], index=[*rows], dtype=object)
    needed = COMPULSORY if is_own(path) else frame
    for field in fields_of(path):
        if (name := field["name"]) in frame:
            yield from _cell_faults(frame[name], field, own, name in needed)
    yield from each_row(rows, path.name, rules)
    yield from _group_faults(frame, schema_of(path))
    if "table" in frame:
        yield from _survivor_faults(frame)
    if "rank" in frame:
        yield from _rank_faults(frame, "normal" if is_own(path) else "")


def refuse(path: Path, rows: Table, faults: Iterable[Fault]) -> None:
    """Raise every problem of a file at once, one for each cell, if there are any."""
    found: dict[tuple[int, str], Problem] = {}
    for line, column, expected in faults:
        text = rows[line][column] if line else f"{len(rows):,}"  # 0: the file as a whole
        found.setdefault((line, column), Problem(path.name, line, column, text, expected))
    if found:
        raise DataError(*(found[place] for place in sorted(found)))
