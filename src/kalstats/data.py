"""The figures and their sources: CSV files, read and checked by the rules of ``datapackage.json``.

One row is one figure as one source gives it. Nothing in these files is computed by us.
"""

from __future__ import annotations

import csv
import difflib
import io
import json
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
QUANTITY = ["people", "territory", "boundary", "start", "end", "measure", "unit"]
BOUNDS = ["low", "value", "high"]
ABSENT_BOUNDS = {"at_least": ["value", "high"], "more_than": ["value", "high"]}
ABSENT_BOUNDS |= {"at_most": ["low", "value"], "almost": ["low", "value"], "range": ["value"]}
Rule = tuple["pd.Series[bool]", str, str]  # rows that break it, column, what was expected


class Problem(NamedTuple):
    """One thing wrong with a data file: where it is, what stands there, what was expected."""

    file: str
    line: int
    column: str
    text: str
    expected: str

    def __str__(self) -> str:  # noqa: D105
        text = self.text if len(self.text) <= 60 else self.text[:57] + "..."
        return f"{self.file}, line {self.line}, {self.column}: {text!r}: expected {self.expected}"


class DataError(ValueError):
    """A data file breaks the rules; ``problems`` holds every place where it does."""

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
    description: dict[str, Any] = json.loads((folder() / "datapackage.json").read_text("utf-8"))
    for resource in description["resources"]:
        if isinstance(resource["schema"], str):
            resource["schema"] = json.loads((folder() / resource["schema"]).read_text("utf-8"))
    return description


def _fields(path: Path) -> list[dict[str, Any]]:
    """Return the columns of a file: those of its name in the package, else those of figures."""
    schemas = {resource["path"]: resource["schema"] for resource in package()["resources"]}
    return list(schemas.get(path.name, schemas["census.csv"])["fields"])


def _text(path: Path) -> str:
    """Return the file's text, or say what keeps it from being UTF-8 text."""
    raw, fault = b"", None
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")
        if "\0" in text:
            fault = (raw.index(0), "\0", "text without NUL bytes")
        elif not text.strip():
            fault = (0, "", "a header row and data, but the file is empty")
    except OSError as error:
        fault = (0, error.strerror or "", "a file that can be read")
    except UnicodeDecodeError as error:
        fault = (error.start, raw[error.start : error.end].hex(" "), "text encoded as UTF-8")
    if fault:
        position, offending, expected = fault
        line = raw.count(b"\n", 0, position) + 1
        raise DataError(Problem(str(path), line, "file", offending, expected))
    return text


def _table(path: Path, names: list[str]) -> pd.DataFrame:
    """Split a file into cells, all text, indexed by line; every row must fit the header."""
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    problems, rows, line = [], {}, 1
    try:
        for cells in reader:
            if line == 1 and sorted(cells) != sorted(names):
                wrong = sorted(set(cells) ^ set(names)) or ["header"]
                expected = f"each of the columns {', '.join(names)} once"
                raise DataError(*(Problem(path.name, 1, name, "", expected) for name in wrong))
            if len(cells) != len(names):
                expected = f"{len(names)} cells, found {len(cells)}"
                problems.append(Problem(path.name, line, "row", ",".join(cells), expected))
            rows[line], line = cells, reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem(path.name, line, "row", str(error), "well-formed CSV"))
    if len(rows) < 2:
        problems.append(Problem(path.name, 2, "row", "", "at least one row of data"))
    if problems:
        raise DataError(*problems)
    return pd.DataFrame.from_dict(rows, orient="index", columns=rows.pop(1), dtype=str)


def _cell_rules(table: pd.DataFrame, fields: list[dict[str, Any]]) -> Iterator[Rule]:
    """Yield what the schema says of single columns."""
    for field in fields:
        name, rules, text = field["name"], field.get("constraints", {}), table[field["name"]]
        given = text != ""
        if rules.get("required"):
            yield ~given, name, "a value, this column is required"
        if rules.get("unique"):
            yield text.duplicated(), name, "a name not used before"
        if "enum" in rules:
            yield given & ~text.isin(rules["enum"]), name, "one of " + ", ".join(rules["enum"])
        elif "pattern" in rules:
            yield given & ~text.str.fullmatch(rules["pattern"]), name, f"form {rules['pattern']}"
        elif field["type"] == "number":
            yield given & ~text.str.fullmatch(r"-?\d+(\.\d+)?", flags=0), name, "a plain number"
            yield text.str.startswith("-"), name, "a number not below 0"
        elif field["type"] == "date":
            dates = pd.to_datetime(text, format="%Y-%m-%d", errors="coerce")
            whole = dates.notna() & (text.str.len() == 10)
            yield given & ~whole, name, "a date as YYYY-MM-DD"
        else:
            yield text.str.match("[=+@]"), name, "text that no spreadsheet takes for a formula"


def _figure_rules(table: pd.DataFrame) -> Iterator[Rule]:
    """Yield what holds within a row, and between the rival figures of one quantity."""
    number = table[BOUNDS].apply(pd.to_numeric, errors="coerce")
    for name in BOUNDS:
        free = [word for word, columns in ABSENT_BOUNDS.items() if name in columns]
        needed = ~table["qualifier"].isin(free)
        yield needed & (table[name] == ""), name, "a number, the qualifier needs it"
        percent = table["unit"] == "percent"
        yield percent & (number[name] > 100), name, "a percentage from 0 to 100"
    for first, second in [*pairwise(BOUNDS), ("low", "high")]:
        yield number[first] > number[second], first, f"{first} not above {second}"
    exact = table["qualifier"] == "exact"
    yield exact & (number["low"] < number["high"]), "low", "low = value = high, as it is exact"
    rivals = table.groupby(QUANTITY)["id"].transform("size") > 1
    preferred = (table["rank"] == "preferred").groupby([table[n] for n in QUANTITY])
    yield rivals & (preferred.transform("sum") != 1), "rank", "one preferred figure a quantity"
    ranked = rivals | (table["rank"] == "doubtful")
    yield ranked & (table["reason"] == ""), "reason", "why this rank: it has rivals or is doubtful"


def _rules(table: pd.DataFrame, path: Path) -> Iterator[Rule]:
    yield from _cell_rules(table, _fields(path))
    if "source" in table:
        files = {folder() / "sources.csv", path.parent / "sources.csv"}
        keys = pd.concat([pd.read_csv(io.StringIO(_text(f)))["key"] for f in files if f.exists()])
        yield ~table["source"].isin([*keys, ""]), "source", "a key of sources.csv"
    if "start" in table:
        late = (table["start"] > table["end"]) & (table["end"] != "")
        yield late, "start", "a day not after the end"
    if "qualifier" in table:
        yield from _figure_rules(table)


def load(path: str | Path) -> pd.DataFrame:
    """Read a CSV file in the schema of this study, with the same checks as the shipped data.

    Parameters
    ----------
    path : str or Path
        A file with the columns of ``census.csv``. It may cite the shipped sources and those of
        a ``sources.csv`` beside it.

    Returns
    -------
    pandas.DataFrame
        One row per figure; dates as timestamps, bounds as floats, absent text as "". ``attrs``
        names the file, the version and licence of the data and the sources cited.

    Raises
    ------
    DataError
        With file, line, column, text and expectation of *every* problem in the file.

    Examples
    --------
    >>> load("none.csv")
    Traceback (most recent call last):
    kalstats.data.DataError: none.csv, line 1, file: 'No such file or directory': expected a \
file that can be read
    """
    path = Path(path)
    fields = _fields(path)
    frame = _table(path, [field["name"] for field in fields])
    found = {
        (line, column): Problem(path.name, line, column, str(frame.loc[line, column]), expected)
        for broken, column, expected in reversed(list(_rules(frame, path)))
        for line in frame.index[broken]
    }
    if found:
        raise DataError(*(found[key] for key in sorted(found)))
    frame = frame.reset_index(drop=True)
    for field in fields:
        if field["type"] == "number":
            frame[field["name"]] = pd.to_numeric(frame[field["name"]]).astype(float)
        elif field["type"] == "date":
            frame[field["name"]] = pd.to_datetime(frame[field["name"]], format="%Y-%m-%d")
    frame.attrs = {"file": path.name, "sources": sorted(set(frame.get("source", [])))}
    if path.parent == folder():
        licence = package()["licenses"][0]["name"]
        frame.attrs |= {"version": package()["version"], "licence": licence}
    return frame


@cache
def _shipped(name: str) -> pd.DataFrame:
    return load(folder() / f"{name}.csv")


def _select(name: str, where: dict[str, str]) -> pd.DataFrame:
    frame = _shipped(name).copy()
    for column, value in where.items():
        if column not in frame:
            raise ValueError(
                f"{column!r} is no column; expected one of {', '.join(map(str, frame))}"
            )
        frame = frame[frame[column] == value]
    return frame.reset_index(drop=True)


def census(**where: str) -> pd.DataFrame:
    """Return population counts and shares, a row per figure and source, where columns match.

    >>> census(people="Kalmyks", start="1939-01-17", measure="population")["printed"].tolist()
    ['131,271', '134,400']
    """
    return _select("census", where)


def deportation(**where: str) -> pd.DataFrame:
    """Return figures on deportation, exile, losses and return, where columns match.

    >>> deportation(measure="births")[["printed", "value"]].to_dict("list")
    {'printed': ['351'], 'value': [351.0]}
    """
    return _select("deportation", where)


def events(**where: str) -> pd.DataFrame:
    """Return dated changes of the territory's status and of the exiles' position.

    >>> events(status="none")["start"].dt.date.unique().tolist()
    [datetime.date(1943, 12, 27)]
    """
    return _select("events", where)


def sources(**where: str) -> pd.DataFrame:
    """Return the sources, a row each, where columns match.

    >>> sources(kind="journalism")["year"].tolist()
    ['2022', '2022']
    """
    return _select("sources", where)


def _one(frame: pd.DataFrame, column: str, name: str) -> pd.Series[Any]:
    if not (frame[column] == name).any():
        near = ", ".join(difflib.get_close_matches(name, frame[column])) or "none"
        expected = f"a known one; near: {near}"
        raise DataError(Problem(str(frame.attrs["file"]), 0, column, name, expected))
    return frame[frame[column] == name].iloc[0]


def figure(name: str) -> pd.Series[Any]:
    """Return the row of one figure by its id, whichever file it stands in.

    >>> figure("registered-1945-wikipedia")["printed"]
    '83,688'
    """
    file = "census" if name in set(_shipped("census")["id"]) else "deportation"
    return _one(_shipped(file), "id", name)


def cite(key: str, style: str = "text") -> str:
    """Return the full citation of a source, as ``"text"`` or ``"bibtex"``.

    >>> cite("euromaidan-2022")
    'National Congress of Kalmykia publishes declaration of independence from Russia. \
Euromaidan Press, 2022.'
    """
    row = _one(_shipped("sources"), "key", key)
    if style == "bibtex":
        names = {"publisher": "howpublished"}
        wanted = ["author", "title", "year", "publisher", "url"]
        entries = [f"  {names.get(n, n)} = {{{row[n]}}}" for n in wanted if row[n]]
        return f"@misc{{{key},\n" + ",\n".join(entries) + "\n}"
    if style != "text":
        raise ValueError(f"style {style!r}: expected 'text' or 'bibtex'")
    imprint = ", ".join(part for part in (row["publisher"], row["year"]) if part)
    parts = [row["author"], row["title"], imprint]
    return " ".join([*(part.rstrip(".") + "." for part in parts if part), row["url"]]).strip()
