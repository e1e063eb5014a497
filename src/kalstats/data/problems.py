"""Problems of data files and of their description, which is data too: where, what, what instead.

``shapes.json`` says what must stand in a description: of what kind each value is, or after ``=``
the very text. A name that ends in ``?`` may be left out, ``*`` is any other name.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

LISTED = 5  # further lines of a problem that its message names
MISSING = "this column, it is missing"
Table = dict[int, dict[str, str]]  # the cells of a file, by line and column
Fault = tuple[int, str, str]  # line, column, what was expected
# what a rule says of a row: a column, whether it is wrong, what was expected
Rule = Iterator[tuple[str, object, str]]
KINDS = {"text": str, "name": str, "text or nothing": str, "number": int, "truth": bool}
Misshapen = tuple[list[str], Any, str]  # the names that lead to it, what stands there, what should


class Problem(NamedTuple):
    """One thing wrong with a data file: where it is, what stands there, what was expected."""

    file: str
    line: int
    column: str
    text: str
    expected: str

    def __str__(self) -> str:  # noqa: D105
        line = f", line {self.line}" if self.line else ""  # 0: no line, the file as a whole
        return f"{self.file}{line}, {self.column}: {_short(self.text)}: expected {self.expected}"


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")


def _together(same: list[Problem]) -> str:
    """Tell one problem, and where else it stands."""
    first, told = same[0], str(same[0])
    if first.expected == MISSING:
        names = ", ".join(dict.fromkeys(problem.column for problem in same))
        return str(first._replace(column=names))
    alike = len({problem.text for problem in same}) == 1
    where = [f"{p.line}" + ("" if alike else f" ({_short(p.text)})") for p in same]
    also = [*dict.fromkeys(where)][1:]
    more = f" and {len(also) - LISTED:,} more" if len(also) > LISTED else ""
    lines = "line" if len(also) == 1 else "lines"
    return f"{told}; also in {lines} {', '.join(also[:LISTED])}{more}" if also else told


class DataError(ValueError):
    """A data file breaks the rules; ``problems`` holds every place where it does.

    The message tells each kind of problem once, with the lines it stands in.
    """

    __module__ = "kalstats.data"  # where to import it from; a traceback prints it

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        kinds: dict[tuple[str, ...], list[Problem]] = {}
        for problem in problems:
            column = "" if problem.expected == MISSING else problem.column
            kinds.setdefault((problem.file, column, problem.expected), []).append(problem)
        super().__init__("\n".join(map(_together, kinds.values())))


@cache
def shapes() -> dict[str, Any]:
    """Return the shapes of descriptions, of their tables and columns, and of what is on a map."""
    found: dict[str, Any] = json.loads(Path(__file__).with_name("shapes.json").read_text("utf-8"))
    columns = found["columns"]  # of most nothing is said but what holds for all
    return found | {"columns": {name: columns["*"] | more for name, more in columns.items()}}


def misshapen(found: Any, shape: Any, path: list[str]) -> Iterator[Misshapen]:
    """Yield what has not the shape that it must have."""
    if isinstance(shape, str):
        if not _is_of(shape, found):
            yield path, found, shape[1:] if shape.startswith("=") else f"a {shape}"
    elif type(found) is not type(shape) or not found:
        yield path, found, f"a {type(shape).__name__}, not empty"
    elif isinstance(found, list):
        for one in found:
            named = isinstance(one, dict) and isinstance(one.get("name"), str)
            yield from misshapen(one, shape[0], [*path, one["name"]] if named else path)
    else:
        for name in [name for name in shape if name[-1] not in "?*" and name not in found]:
            yield path, "", f"{name} in it"
        for name, inner in found.items():
            known = shape.get(name, shape.get(f"{name}?", shape.get("*", "=a name known here")))
            yield from misshapen(inner, known, [*path, name])


def _is_of(kind: str, found: Any) -> bool:
    if kind.startswith("="):
        return bool(found == kind[1:])
    blank = isinstance(found, str) and not found.strip() and kind != "text or nothing"
    return kind == "anything" or (type(found) is KINDS[kind] and not blank)


def _schema_faults(schema: Any, path: list[str], columns: dict[str, Any]) -> Iterator[Misshapen]:
    """Yield what is wrong with the description of a table, some of whose columns must say more."""
    wrong = [*misshapen(schema, shapes()["schema"], path)]
    if not wrong:
        fields = [*schema["fields"], *schema.get("optionalFields", [])]
        named = {field["name"]: field for field in fields}
        wrong = [*misshapen(named, shapes()["columns"] | columns, path)]
        wrong = wrong or [*_column_faults(schema, fields, path)]
    yield from wrong


def _column_faults(schema: Any, fields: list[Any], path: list[str]) -> Iterator[Misshapen]:
    """Yield columns that do not fit together, or that a table speaks of but does not describe."""
    for field in fields:
        yield from _list_faults(field, [*path, field["name"]])
    names, determines = [field["name"] for field in fields], schema.get("determines", {})
    spoken = [*names, *determines, schema["primaryKey"]]
    for group in [*schema["uniqueKeys"], *determines.values()]:
        spoken += group
    for name in dict.fromkeys(spoken):
        if names.count(name) != 1:
            yield [*path, name], name, "a column, described once"


def _list_faults(field: dict[str, Any], path: list[str]) -> Iterator[Misshapen]:
    """Yield a pattern that is none, names that stand twice, measures without a unit or topic."""
    rules = field.get("constraints", {})
    names = rules.get("enum", [])
    try:
        re.compile(rules.get("pattern", ""))
    except (re.error, OverflowError) as error:
        yield [*path, "pattern"], rules["pattern"], f"a regular expression: {error}"
    for name in {name for name in names if names.count(name) > 1}:
        yield [*path, "enum", name], name, "every name once"
    for table in field.keys() & {"units", "topics"}:
        for name in {measure for each in field[table].values() for measure in each} ^ set(names):
            yield [*path, table, name], name, f"every measure, each with its {table}"
    for limit in field.keys() & {"withinAYear", "belowZero", "above100Percent"}:
        for name in set(field[limit]) - set(names):
            yield [*path, limit, name], name, "a measure"


def _package_faults(package: Any) -> Iterator[Misshapen]:
    """Yield tables that are missing, twice or without a schema."""
    paths = {one["name"]: one["path"] for one in package["resources"]}
    yield from misshapen(paths, shapes()["tables"], ["resources"])
    for one in package["resources"]:
        path, schema = ["resources", one["name"]], one["schema"]
        if isinstance(schema, dict):
            yield from _schema_faults(schema, path, {})
        else:
            yield from misshapen(schema, "=figures.schema.json", [*path, "schema"])


def problems_of(file: str, text: str, content: Any) -> list[Problem]:
    """Return what is wrong with a description, each at the line where its name stands."""
    if file == "datapackage.json":
        faults = [*misshapen(content, shapes()["package"], [])] or [*_package_faults(content)]
    else:
        faults = [*_schema_faults(content, [], shapes()["columns of figures"])]
    return [Problem(file, _line(text, path), ".".join(path), str(found), expected)
            for path, found, expected in faults]  # fmt: skip


def _line(text: str, path: list[str]) -> int:
    """Return the line in which the last of these names stands, each after the one before."""
    place = 0
    for name in path:
        place = max(place, text.find(f'"{name}"', place))
    return text.count("\n", 0, place) + 1
