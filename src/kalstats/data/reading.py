"""Files as text and cells: where the data are, and what keeps a file from being read."""

import csv
import io
import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from kalstats.data.problems import MISSING, DataError, Problem, Table, problems_of

HERE = Path(__file__).parents[1]  # of the package
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # no page or sheet holds them
UTF_16 = (b"\xff\xfe", b"\xfe\xff")  # how such a file begins, mostly
PLAIN = "text without control characters"
EMPTY = ("", "a header row and data, but the file is empty")
UTF_8 = "text encoded as UTF-8 (spreadsheets save it as 'CSV UTF-8')"
# spaces and signs without width: what looks empty is empty
BLANK = " \t\r\n\u00a0\u00ad\u1680\u180e\u202f\u205f\u2060\u2800\u3000\u3164\ufeff"
BLANK += "".join(map(chr, range(0x2000, 0x2010)))
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}
COMPULSORY = ["id", "people", "territory", "start", "measure", "unit", "printed", "source"]
EXTRA = ["sex", "age_from", "age_to", "share_of", "within"]  # columns only where a file has them


def folder() -> Path:
    """Return the folder of the shipped data: inside the wheel, or the repository's ``data/``."""
    found = HERE / "_data" if (HERE / "_data").is_dir() else HERE.parents[1] / "data"
    if not (found / "datapackage.json").is_file():
        raise DataError(Problem(str(found), 0, "folder", "", "the data with datapackage.json"))
    return found


@cache
def package() -> dict[str, Any]:
    """Return the description of the data package, with every schema in place."""
    description: dict[str, Any] = _described("datapackage.json")
    for resource in description["resources"]:
        if isinstance(resource["schema"], str):
            resource["schema"] = _described(resource["schema"])
    return description


def _described(name: str) -> Any:
    """Read a description, refusing one that does not hold what the checks need."""
    content, text = read_json(folder() / name)
    if wrong := problems_of(name, text, content):
        raise DataError(*wrong)
    return content


def read_json(path: Path) -> tuple[Any, str]:
    """Return what a JSON file holds, and its text; what keeps it from being read is told."""
    text = _text(path)
    try:
        return json.loads(text), text
    except (ValueError, RecursionError) as error:  # numbers of thousands of digits, deep nesting
        line, told = getattr(error, "lineno", 1), getattr(error, "msg", str(error))
        raise DataError(Problem(path.name, line, "file", told, "valid JSON")) from error


def schema_of(path: Path) -> Any:
    """Return the schema of a file: that of its name in the package, else that of figures."""
    schemas = {resource["path"]: resource["schema"] for resource in package()["resources"]}
    return schemas.get(path.name, schemas["census.csv"])


def fields_of(path: Path) -> list[dict[str, Any]]:
    """Return the columns of a file: those of its name in the package, else those of figures.

    Figures of one's own may have more columns than those of this study.
    """
    schema = schema_of(path)
    return [*schema["fields"], *(schema["optionalFields"] if is_own(path) else [])]


def is_own(path: Path) -> bool:
    """Tell whether a file is one of somebody's own figures: then most columns may be missing."""
    return "optionalFields" in schema_of(path) and not is_shipped(path)


def is_shipped(path: Path) -> bool:
    """Tell whether a file lies in the folder of the shipped data."""
    return path.parent.resolve() == folder().resolve()


def nfc(text: Any) -> Any:
    """Return text with one spelling for each letter (Unicode NFC); anything else as it is."""
    return unicodedata.normalize("NFC", text) if isinstance(text, str) else text


def _text(path: Path) -> str:
    """Return the file's text, or say what keeps it from being UTF-8 text."""
    raw = b""
    try:
        raw = path.read_bytes()
        text: str = nfc(raw.decode("utf-8-sig"))
        control = CONTROL.search(text)
        if text.strip() and not control:
            return text
        # what can be read, and what stands after it and what should
        text, fault = (text[: control.start()], (control[0], PLAIN)) if control else ("", EMPTY)
    except OSError as error:
        text, fault = "", (error.strerror or "", "a file that can be read")
    except UnicodeDecodeError as error:
        wrong = error.object[error.start : error.end]  # without the mark a file may begin with
        text, fault = error.object[: error.start].decode(), (wrong.hex(" "), UTF_8)
    if raw.startswith(UTF_16) or raw[:4:2] == b"\0\0" or raw[1:4:2] == b"\0\0":
        text, fault = "", ("UTF-16", UTF_8)
    raise DataError(Problem(path.name or str(path), text.count("\n") + 1, "file", *fault))


def _header_problems(path: Path, header: list[str], names: list[str]) -> Iterator[Problem]:
    """Yield columns that are missing, twice or unknown."""
    for name in names:
        if name not in header and name in (COMPULSORY if is_own(path) else names):
            yield Problem(path.name, 1, name, "", MISSING)
        elif header.count(name) > 1:
            yield Problem(path.name, 1, name, "", "this column once")
    for name in header:
        if name not in names:
            yield Problem(path.name, 1, "header", name, f"only the columns {', '.join(names)}")


def _separator_problems(path: Path, text: str) -> Iterator[Problem]:
    """Say it once if cells are not separated by commas; spreadsheets of many countries do that."""
    header = text.splitlines()[0]
    for sign, name in SEPARATORS.items():
        if header.count(sign) > header.count(","):
            expected = f"columns separated by commas and decimal points; found {name}"
            yield Problem(path.name, 1, "header", header, expected)


def read_table(path: Path) -> Table:
    """Split a file into cells, all text; every row must fit the header.

    Columns of this study that figures of one's own leave out are empty.
    """
    text, names = _text(path), [field["name"] for field in fields_of(path)]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows, header, line, problems = {}, [""], 1, [*_separator_problems(path, text)]
    absent = {name: "" for name in names if name not in EXTRA}
    kept: dict[str, str] = {}  # a name that stands in a million rows is kept once
    limit = csv.field_size_limit(sys.maxsize)  # a cell may be long; the caller's limit is kept
    try:
        for cells in reader if not problems else ():
            if line == 1:
                header, problems = cells, [*_header_problems(path, cells, names)]
                if problems:
                    break
            elif cells and len(cells) != len(header):
                expected = f"{len(header)} cells, found {len(cells)}"
                problems.append(Problem(path.name, line, "row", ",".join(cells), expected))
            elif cells:  # a blank line is no row
                filled = [kept.setdefault(one, one) if one.strip(BLANK) else "" for one in cells]
                rows[line] = absent | dict(zip(header, filled, strict=True))
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
    return read_table(folder() / name)
