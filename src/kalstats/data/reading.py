"""Files as text and cells: where the data are, and what keeps a file from being read."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parents[1]  # of the package
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # no page or sheet holds them
UTF_16 = (b"\xff\xfe", b"\xfe\xff")  # how such a file begins, mostly
UTF_8 = "text encoded as UTF-8 (spreadsheets save it as 'CSV UTF-8')"
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}
Table = dict[int, dict[str, str]]  # the cells of a file, by line and column


class Problem(NamedTuple):
    """One thing wrong with a data file: where it is, what stands there, what was expected."""

    file: str
    line: int
    column: str
    text: str
    expected: str

    def __str__(self) -> str:  # noqa: D105
        text = self.text if len(self.text) <= 60 else self.text[:57] + "..."
        line = f", line {self.line}" if self.line else ""  # 0: no line, the file as a whole
        return f"{self.file}{line}, {self.column}: {text!r}: expected {self.expected}"


class DataError(ValueError):
    """A data file breaks the rules; ``problems`` holds every place where it does."""

    __module__ = "kalstats.data"  # where to import it from; a traceback prints it

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


def folder() -> Path:
    """Return the folder of the shipped data: inside the wheel, or the repository's ``data/``."""
    found = HERE / "_data" if (HERE / "_data").is_dir() else HERE.parents[1] / "data"
    if not (found / "datapackage.json").is_file():
        raise DataError(Problem(str(found), 0, "folder", "", "the data with datapackage.json"))
    return found


@cache
def package() -> dict[str, Any]:
    """Return the description of the data package, with every schema in place."""
    description: dict[str, Any] = read_json(folder() / "datapackage.json")
    for resource in description["resources"]:
        if isinstance(resource["schema"], str):
            resource["schema"] = read_json(folder() / resource["schema"])
    return description


def read_json(path: Path) -> Any:
    """Read a JSON file; what keeps it from being read is a `DataError`."""
    try:
        return json.loads(_text(path))
    except json.JSONDecodeError as error:
        raise DataError(
            Problem(path.name, error.lineno, "file", error.msg, "valid JSON")
        ) from error


def fields_of(path: Path) -> list[dict[str, Any]]:
    """Return the columns of a file: those of its name in the package, else those of figures."""
    schemas = {resource["path"]: resource["schema"] for resource in package()["resources"]}
    return list(schemas.get(path.name, schemas["census.csv"])["fields"])


def _text(path: Path) -> str:
    """Return the file's text, or say what keeps it from being UTF-8 text."""
    before, fault = "", None
    try:
        raw = path.read_bytes()
        if raw.startswith(UTF_16) or raw[:4:2] == b"\0\0" or raw[1:4:2] == b"\0\0":
            raise DataError(Problem(path.name, 1, "file", "UTF-16", UTF_8))
        text = raw.decode("utf-8-sig")
        if control := CONTROL.search(text):
            before = text[: control.start()]
            fault = (control[0], "text without control characters")
        elif not text.strip():
            fault = ("", "a header row and data, but the file is empty")
    except OSError as error:
        fault = (error.strerror or "", "a file that can be read")
    except UnicodeDecodeError as error:
        raw = error.object  # without the mark that a file may begin with
        before = raw[: error.start].decode()
        fault = (raw[error.start : error.end].hex(" "), UTF_8)
    if fault:
        raise DataError(Problem(path.name or str(path), before.count("\n") + 1, "file", *fault))
    return text


def _refuse_separator(path: Path, text: str) -> None:
    """Say it once if cells are not separated by commas; spreadsheets of many countries do that."""
    header = text.splitlines()[0]
    for sign, name in SEPARATORS.items():
        if header.count(sign) > header.count(","):
            expected = f"columns separated by commas and decimal points; found {name}"
            raise DataError(Problem(path.name, 1, "header", header, expected))


def _header_problems(path: Path, cells: list[str], names: list[str]) -> Iterator[Problem]:
    for name in names:
        if cells.count(name) != 1:
            expected = "this column, it is missing" if name not in cells else "this column once"
            yield Problem(path.name, 1, name, "", expected)
    for name in cells:
        if name not in names:
            yield Problem(path.name, 1, "header", name, f"only the columns {', '.join(names)}")


def read_table(path: Path, names: list[str]) -> Table:
    """Split a file into cells, all text; every row must fit the header."""
    text = _text(path)
    _refuse_separator(path, text)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    problems, rows, header, line = [], {}, [""], 1
    limit = csv.field_size_limit(sys.maxsize)  # a cell may be long; the caller's limit is kept
    try:
        for cells in reader:
            if line == 1:
                header = cells
                if sorted(header) != sorted(names):
                    raise DataError(*_header_problems(path, header, names))
            elif cells and len(cells) != len(names):
                expected = f"{len(names)} cells, found {len(cells)}"
                problems.append(Problem(path.name, line, "row", ",".join(cells), expected))
            elif cells:  # a blank line is no row
                rows[line] = dict(zip(header, cells, strict=True))
            line = reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem(path.name, line, "row", str(error), "well-formed CSV"))
    finally:
        csv.field_size_limit(limit)
    if not rows and not problems:
        problems.append(Problem(path.name, 2, "row", "", "at least one row of data"))
    if problems:
        raise DataError(*problems)
    return rows


@cache
def shipped_table(name: str) -> Table:
    """Return the cells of a shipped file."""
    path = folder() / name
    return read_table(path, [field["name"] for field in fields_of(path)])


def is_shipped(path: Path) -> bool:
    """Tell whether a file lies in the folder of the shipped data."""
    return path.parent.resolve() == folder().resolve()
