"""What must hold inside one file: in a cell, between the cells of a row, between rivals."""

from __future__ import annotations

import difflib
import math
import re
from collections import Counter, defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from kalstats.data.printed import meaning, read
from kalstats.data.reading import (
    COMPULSORY,
    DataError,
    Problem,
    Table,
    fields_of,
    is_own,
    is_shipped,
    progress,
    schema_of,
)
from kalstats.data.schema import (
    ABSENT_BOUNDS,
    APART,
    BOUNDS,
    NUMBER,
    OWN,
    PLAIN,
    QUANTITY,
    Fault,
    goes_with,
    known,
    limited,
    number,
)
from kalstats.data.wording import contradicted, wording_faults
from kalstats.demography.dates import is_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path


AGE = re.compile(r"[0-9]{1,2}|1[0-4][0-9]|150")
ANY = "*"  # declared for a column: whatever name stands there is one of one's own
FORMULA = re.compile(r"\s*[=+@]")
LONGEST = 5_000  # characters in a cell: more than any note needs; megabytes are a quote not closed
RANKED = "one preferred figure a quantity, a reason for each rival; or rank empty in all of them"
CYRILLIC, LATIN = "[\u0400-\u04ff]", "[A-Za-z\u00c0-\u024f]"
MIXED = re.compile(f"{LATIN}{CYRILLIC}|{CYRILLIC}{LATIN}")  # looks like a word, is found by nobody


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


def _unknown(text: str, column: str, names: Sequence[str]) -> str:
    if column not in OWN:
        return f"one of {', '.join(names)}"
    known = f"a known {column} (near: {nearest(text, names)})"
    return f"{known} or one of your own, declared: {column}={text}"


def _cell_faults(
    rows: Table, field: dict[str, Any], own: Sequence[str], required: bool
) -> Iterator[Fault]:
    """Yield what the schema says of one column; every different text is looked at once."""
    name, rules, seen = field["name"], field.get("constraints", {}), set()
    names, once = [*rules.get("enum", []), *own], rules.get("unique")
    texts = {row[name] for row in rows.values()}
    told = {text: _expected(text, field, names, required) for text in texts}
    for line, row in rows.items() if once or any(told.values()) else ():
        if expected := told[row[name]]:
            yield line, name, expected
        if once and row[name] in seen:
            yield line, name, "a name not used before"
        seen.add(row[name])


def _print_faults(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield a printed number that gives the value in no notation, or is none that can be read."""
    value, printed = number(row.get("value", "")), row.get("printed", "")
    if row.get("qualifier", "exact") not in PLAIN or math.isnan(value):
        return
    if printed.replace(" ", ",") in (row["value"], f"{value:,.0f}"):  # most are, and it is fast
        return
    text = meaning(printed)[1]
    found = read(text, unit="")
    if not found and not re.match(r"[-+−.,]?[0-9]", text):
        return  # in words
    if not any(abs(one.value - value) <= 1e-6 * abs(value) for one in found.values()):
        yield "printed", contradicted(found, value) if found else "the number in value, in digits"
    if row.get("qualifier") == "exact" and found and all(one.half > 0.5 for one in found.values()):
        yield "qualifier", "rounded, as it is printed in thousands"


def _row_faults(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what holds between the cells of a row: column, what was expected."""
    if row.get("end") and row["start"] > row["end"]:
        yield "start", "a day not after the end"
    first, last = number(row.get("age_from", "")), number(row.get("age_to", ""))
    if first > last or (math.isnan(first) and not math.isnan(last)):
        yield "age_from", "an age not above age_to"
    yield from _print_faults(row)
    if row.get("qualifier"):
        yield from _bound_faults(row)


def _bound_faults(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what holds between the bounds of a figure, its qualifier and its measure."""
    low, value, high = numbers = [number(row[name]) for name in BOUNDS]
    positive, share = (limited(row["measure"], w) for w in ("belowZero", "above100Percent"))
    for name, bound in zip(BOUNDS, numbers, strict=True):
        if row[name] == "" and name not in ABSENT_BOUNDS.get(row["qualifier"], []):
            yield name, "a number, the qualifier needs it"
        if bound < 0 and positive:
            yield name, "a number not below 0"
        if bound > 100 and row["unit"] == "percent" and share:
            yield name, "a percentage from 0 to 100"
    if low > value or low > high:
        yield "low", f"low not above {'value' if low > value else 'high'}"
    if value > high:
        yield "value", "value not above high"
    if row["qualifier"] == "exact" and low < high:
        yield "low", "low = value = high, as it is exact"
    if row["qualifier"] == "rounded" and low == high:
        yield "low", "low below high, as it is rounded"


def _unit_faults(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield a unit or a chapter that does not go with the measure: persons are no percent."""
    for column, which in {"unit": "units", "topic": "topics"}.items():
        fits = goes_with(row["measure"], which)
        if fits and row[column] not in fits and row[column] in known(column):
            yield column, f"what goes with {row['measure']}: {', '.join(fits)}"


def _rank_faults(rows: Table, unranked: set[str]) -> Iterator[Fault]:
    """Yield what holds between rivals: one is preferred, and every rank has its reason."""
    columns = next(iter(rows.values()))
    same = ["event"] if "event" in columns else [n for n in [*QUANTITY, *APART] if n in columns]
    for lines in _grouped(rows, same).values():
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


def _grouped(rows: Table, names: Sequence[str]) -> dict[tuple[str, ...], list[int]]:
    """Return the lines of the rows that agree in these columns."""
    groups: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for line, row in rows.items():
        groups[tuple([row[name] for name in names])].append(line)
    return groups


def _group_faults(rows: Table, schema: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield rows that say again what another says, and cells that rows of one thing do not share.

    A row twice under another id counts twice; a life table whose rows differ in sex or place by a
    slip is two.
    """
    columns = next(iter(rows.values()))
    for unique in schema["uniqueKeys"]:
        names, seen = [name for name in unique if name in columns], set()
        for line, row in rows.items():
            if (key := tuple([row[name] for name in names])) in seen:
                yield line, schema["primaryKey"], "a row that says what no other does"
            seen.add(key)
    for name, others in schema.get("determines", {}).items():
        for lines in _grouped(rows, [name]).values():
            for other in others:
                texts = Counter(rows[line][other] for line in lines)
                usual, often = texts.most_common(1)[0]
                tied = [*texts.values()].count(often) > 1  # nobody knows which is right
                for line in lines if len(texts) > 1 else ():
                    if texts[rows[line][other]] < often or tied:
                        yield line, other, f"{usual!r}, as in the other rows of this {name}"


def _survivor_faults(rows: Table) -> Iterator[Fault]:
    """Yield survivors of a life table that rise with age: nobody comes back to life."""
    alive = {line: row for line, row in rows.items() if row["measure"] == "survivors"}
    for lines in _grouped(alive, ["table", "sex"]).values():
        lines.sort(key=lambda line: number(rows[line]["age"]))
        for first, second in pairwise(lines):
            if number(rows[second]["value"]) > number(rows[first]["value"]):
                yield from (
                    (line, "value", "survivors that fall with age") for line in (first, second)
                )


def faults_inside(rows: Table, path: Path, own: Mapping[str, Sequence[str]]) -> Iterator[Fault]:
    """Yield all that the file alone shows to be wrong."""
    columns = next(iter(rows.values()))
    needed, strict = COMPULSORY if is_own(path) else columns, is_shipped(path)
    for field in fields_of(path):
        name = field["name"]
        required = field.get("constraints", {}).get("required", False) and name in needed
        if name in columns:
            yield from _cell_faults(rows, field, own.get(name, []), required)
    for line, row in progress(rows, path.name):
        yield from ((line, column, expected) for column, expected in _row_faults(row))
        if "topic" in columns and strict:
            yield from ((line, *fault) for fault in _unit_faults(row))
            yield from ((line, *fault) for fault in wording_faults(row))
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
