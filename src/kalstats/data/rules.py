"""What must hold inside one file: in a cell, between the cells of a row, between rivals."""

from __future__ import annotations

import difflib
import math
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kalstats.data.printed import meaning, read
from kalstats.data.reading import COMPULSORY, DataError, Problem, Table, fields_of, is_own
from kalstats.demography.dates import DAY as DAY, is_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


QUANTITY = ["people", "territory", "boundary", "start", "end", "measure", "unit"]
APART = ["sex", "age_from", "age_to", "share_of"]  # what else tells quantities apart
OWN = ["people", "territory", "boundary", "topic", "measure", "unit"]  # columns for own names
BOUNDS = ["low", "value", "high"]
ABSENT_BOUNDS = {"at_least": ["value", "high"], "more_than": ["value", "high"]}
ABSENT_BOUNDS |= {"at_most": ["low", "value"], "almost": ["low", "value"], "range": ["value"]}
PLAIN = {"exact", "rounded", "computed_by_source"}  # the printed number is the value
NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?")
AGE = re.compile(r"[0-9]{1,2}|1[0-4][0-9]|150")
ANY = "*"  # declared for a column: whatever name stands there is one of one's own
FORMULA = re.compile(r"\s*[=+@]")
Fault = tuple[int, str, str]  # line, column, what was expected


@cache
def measures(which: str) -> set[str]:
    """Return the measures of this study: all, or those that may be ``belowZero`` and so on."""
    field = next(f for f in fields_of(Path("census.csv")) if f["name"] == "measure")
    return set(field[which] if which in field else field["constraints"]["enum"])


def limited(measure: str, which: str) -> bool:
    """Tell whether a measure cannot be below 0, or above 100 percent; nobody knows that of own."""
    return measure in measures("all") and measure not in measures(which)


def _expected(text: str, field: dict[str, Any], names: Sequence[str], required: bool) -> str:
    """Return what the schema expects of a cell, "" if the text is that."""
    rules, kind = field.get("constraints", {}), field["type"]
    if not text:
        return "a value, this column is required" if required else ""
    if kind == "string" and FORMULA.match(text):
        return "text that no spreadsheet takes for a formula"
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


def number(text: str) -> float:
    """Return what a cell of numbers holds, nan if it is empty or none."""
    return float(text) if NUMBER.fullmatch(text) else math.nan


def _print_faults(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield a printed number that gives the value in no notation, or is none that can be read."""
    value, text = number(row.get("value", "")), meaning(row.get("printed", ""))[1]
    if row.get("qualifier", "exact") not in PLAIN or math.isnan(value):
        return
    found = read(text, unit="").values()
    if not found and not re.match(r"[-+−.,]?[0-9]", text):
        return  # in words
    if not any(abs(one.value - value) <= 1e-6 * abs(value) for one in found):
        yield "printed", "the number in value, in a notation that can be read"


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


def _rank_faults(rows: Table) -> Iterator[Fault]:
    """Yield what holds between rivals: one is preferred, and every rank has its reason."""
    rivals: dict[tuple[str, ...], list[int]] = {}
    for line, row in rows.items():
        same = (
            ["event"] if "event" in row else [*QUANTITY, *(name for name in APART if name in row)]
        )
        rivals.setdefault(tuple(row[name] for name in same), []).append(line)
    for lines in rivals.values():
        ranks = [rows[line]["rank"] for line in lines]
        if not any(ranks):  # nobody ranked them
            continue
        for line, rank in zip(lines, ranks, strict=True):
            if len(lines) > 1 and ranks.count("preferred") != 1:
                yield line, "rank", "one preferred figure a quantity"
            if (len(lines) > 1 or rank == "doubtful") and not rows[line]["reason"]:
                yield line, "reason", "why this rank: it has rivals or is doubtful"


def faults_inside(rows: Table, path: Path, own: Mapping[str, Sequence[str]]) -> Iterator[Fault]:
    """Yield all that the file alone shows to be wrong."""
    columns = next(iter(rows.values()))
    needed = COMPULSORY if is_own(path) else columns
    for field in fields_of(path):
        name = field["name"]
        required = field.get("constraints", {}).get("required", False) and name in needed
        if name in columns:
            yield from _cell_faults(rows, field, own.get(name, []), required)
    for line, row in rows.items():
        yield from ((line, column, expected) for column, expected in _row_faults(row))
    if "rank" in columns:
        yield from _rank_faults(rows)


def refuse(path: Path, rows: Table, faults: Iterable[Fault]) -> None:
    """Raise every problem of a file at once, one for each cell, if there are any."""
    found: dict[tuple[int, str], Problem] = {}
    for line, column, expected in faults:
        problem = Problem(path.name, line, column, rows[line][column], expected)
        found.setdefault((line, column), problem)
    if found:
        raise DataError(*(found[place] for place in sorted(found)))
