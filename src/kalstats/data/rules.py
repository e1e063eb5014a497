"""What must hold inside one file: in a cell, between the cells of a row, between rivals."""

from __future__ import annotations

import difflib
import math
import re
from datetime import date
from typing import TYPE_CHECKING, Any

from kalstats.data.reading import DataError, Problem, Table, fields_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path


QUANTITY = ["people", "territory", "boundary", "start", "end", "measure", "unit"]
OWN = ["people", "territory", "boundary", "topic", "measure", "unit"]  # columns for own names
BOUNDS = ["low", "value", "high"]
ABSENT_BOUNDS = {"at_least": ["value", "high"], "more_than": ["value", "high"]}
ABSENT_BOUNDS |= {"at_most": ["low", "value"], "almost": ["low", "value"], "range": ["value"]}
PLAIN = {"exact", "rounded", "computed_by_source"}  # the printed number is the value
NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?")
PRINTED = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?)( thousand| million)?")
DAY = re.compile(r"(1[7-9]|2[01])[0-9]{2}-[0-9]{2}-[0-9]{2}")
FORMULA = re.compile(r"\s*[=+@]")
Fault = tuple[int, str, str]  # line, column, what was expected


def is_date(text: str) -> bool:
    """Tell whether a text is a day written YYYY-MM-DD."""
    try:
        return bool(DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def _expected(text: str, field: dict[str, Any], names: Sequence[str]) -> str:
    """Return what the schema expects of a cell, "" if the text is that."""
    rules, kind = field.get("constraints", {}), field["type"]
    if not text:
        return "a value, this column is required" if rules.get("required") else ""
    if kind == "string" and FORMULA.match(text):
        return "text that no spreadsheet takes for a formula"
    if names:
        return "" if text in names else _unknown(text, field["name"], names)
    if "pattern" in rules:
        return "" if re.fullmatch(rules["pattern"], text) else f"form {rules['pattern']}"
    if kind == "number" and not NUMBER.fullmatch(text):
        return "a plain number"
    if kind == "number" and text.startswith("-"):
        return "a number not below 0"
    return "a date as YYYY-MM-DD" if kind == "date" and not is_date(text) else ""


def nearest(text: Any, names: Iterable[Any]) -> str:
    """Return the names that are most like a text."""
    return ", ".join(difflib.get_close_matches(str(text), {str(n): 0 for n in names})) or "none"


def _unknown(text: str, column: str, names: Sequence[str]) -> str:
    if column not in OWN:
        return f"one of {', '.join(names)}"
    known = f"a known {column} (near: {nearest(text, names)})"
    return f"{known} or one of your own, declared: {column}={text}"


def _cell_faults(rows: Table, field: dict[str, Any], own: Sequence[str]) -> Iterator[Fault]:
    """Yield what the schema says of one column; every different text is looked at once."""
    name, rules, seen = field["name"], field.get("constraints", {}), set()
    names, once = [*rules.get("enum", []), *own], rules.get("unique")
    told = {text: _expected(text, field, names) for text in {row[name] for row in rows.values()}}
    for line, row in rows.items() if once or any(told.values()) else ():
        if expected := told[row[name]]:
            yield line, name, expected
        if once and row[name] in seen:
            yield line, name, "a name not used before"
        seen.add(row[name])


def _number(text: str) -> float:
    return float(text) if NUMBER.fullmatch(text) else math.nan


def _shown(printed: str) -> float:
    """Return the number that a printed text begins with, nan if it is in words."""
    found = PRINTED.match(printed)
    scale = {" thousand": 1e3, " million": 1e6}.get(found[2] or "", 1) if found else 1
    return float(found[1].replace(",", "")) * scale if found else math.nan


def _row_faults(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what holds between the cells of a row: column, what was expected."""
    if row.get("end") and row["start"] > row["end"]:
        yield "start", "a day not after the end"
    value = _number(row.get("value", ""))
    gap = abs(_shown(row.get("printed", "")) - value)
    if row.get("qualifier", "exact") in PLAIN and gap > 1e-6 * value:
        yield "printed", "the number in value"
    if "low" not in row:
        return
    low, high = _number(row["low"]), _number(row["high"])
    for name, number in zip(BOUNDS, (low, value, high), strict=True):
        if row[name] == "" and name not in ABSENT_BOUNDS.get(row["qualifier"], []):
            yield name, "a number, the qualifier needs it"
        if row["unit"] == "percent" and number > 100:
            yield name, "a percentage from 0 to 100"
    if low > value or low > high:
        yield "low", f"low not above {'value' if low > value else 'high'}"
    if value > high:
        yield "value", "value not above high"
    if row["qualifier"] == "exact" and low < high:
        yield "low", "low = value = high, as it is exact"
    if row["qualifier"] == "rounded" and low == high:
        yield "low", "low below high, as it is rounded"


def _rank_faults(rows: Table) -> Iterator[Fault]:
    """Yield what holds between rivals: one is preferred, and every rank has its reason."""
    rivals: dict[tuple[str, ...], list[int]] = {}
    for line, row in rows.items():
        same = ["event"] if "event" in row else QUANTITY
        rivals.setdefault(tuple(row[name] for name in same), []).append(line)
    for lines in rivals.values():
        ranks = [rows[line]["rank"] for line in lines]
        for line, rank in zip(lines, ranks, strict=True):
            if len(lines) > 1 and ranks.count("preferred") != 1:
                yield line, "rank", "one preferred figure a quantity"
            if (len(lines) > 1 or rank == "doubtful") and not rows[line]["reason"]:
                yield line, "reason", "why this rank: it has rivals or is doubtful"


def faults_inside(rows: Table, path: Path, own: Mapping[str, Sequence[str]]) -> Iterator[Fault]:
    """Yield all that the file alone shows to be wrong."""
    for field in fields_of(path):
        yield from _cell_faults(rows, field, own.get(field["name"], []))
    for line, row in rows.items():
        yield from ((line, column, expected) for column, expected in _row_faults(row))
    if "rank" in next(iter(rows.values())):
        yield from _rank_faults(rows)


def refuse(path: Path, rows: Table, faults: Iterable[Fault]) -> None:
    """Raise every problem of a file at once, one for each cell, if there are any."""
    found: dict[tuple[int, str], Problem] = {}
    for line, column, expected in faults:
        problem = Problem(path.name, line, column, rows[line][column], expected)
        found.setdefault((line, column), problem)
    if found:
        raise DataError(*(found[place] for place in sorted(found)))
