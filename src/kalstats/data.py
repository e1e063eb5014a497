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
FIGURES = ["census", "deportation"]
BOUNDS = ["low", "value", "high"]
ABSENT_BOUNDS = {"at_least": ["value", "high"], "more_than": ["value", "high"]}
ABSENT_BOUNDS |= {"at_most": ["low", "value"], "almost": ["low", "value"], "range": ["value"]}
NUMBER = r"-?[0-9]{1,15}(\.[0-9]{1,9})?"
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
    description: dict[str, Any] = _json("datapackage.json")
    for resource in description["resources"]:
        if isinstance(resource["schema"], str):
            resource["schema"] = _json(resource["schema"])
    return description


def _json(name: str) -> Any:
    try:
        return json.loads(_text(folder() / name))
    except json.JSONDecodeError as error:
        raise DataError(Problem(name, error.lineno, "file", error.msg, "valid JSON")) from error


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
        raise DataError(Problem(path.name, line, "file", offending, expected))
    return text


def _header_problems(path: Path, cells: list[str], names: list[str]) -> Iterator[Problem]:
    for name in names:
        if cells.count(name) != 1:
            expected = "this column, it is missing" if name not in cells else "this column once"
            yield Problem(path.name, 1, name, "", expected)
    for name in cells:
        if name not in names:
            yield Problem(path.name, 1, "header", name, f"only the columns {', '.join(names)}")


def _table(path: Path, names: list[str]) -> pd.DataFrame:
    """Split a file into cells, all text, indexed by line; every row must fit the header."""
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    problems, rows, line = [], {}, 1
    try:
        for cells in reader:
            if line == 1 and sorted(cells) != sorted(names):
                raise DataError(*_header_problems(path, cells, names))
            if cells and len(cells) != len(names):
                expected = f"{len(names)} cells, found {len(cells)}"
                problems.append(Problem(path.name, line, "row", ",".join(cells), expected))
            if cells:  # a blank line is no row
                rows[line] = cells
            line = reader.line_num + 1
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
            yield given & ~text.str.fullmatch(NUMBER), name, "a plain number"
            yield text.str.startswith("-"), name, "a number not below 0"
        elif field["type"] == "date":
            dates = pd.to_datetime(text, format="%Y-%m-%d", errors="coerce")
            whole = dates.notna() & (text.str.len() == 10)
            yield given & ~whole, name, "a date as YYYY-MM-DD"
        else:
            yield text.str.match(r"\s*[=+@]"), name, "text that no spreadsheet takes for a formula"


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
    parts = table["printed"].str.extract(r"^([0-9][0-9,]*(?:\.[0-9]+)?)( thousand| million)?")
    shown = pd.to_numeric(parts[0].str.replace(",", ""), errors="coerce")
    shown *= parts[1].map({" thousand": 1e3, " million": 1e6}).fillna(1)
    other = exact & ((shown - number["value"]).abs() > 1e-6 * number["value"])
    yield other, "printed", "the number in value, as the figure is exact"
    yield exact & (number["low"] < number["high"]), "low", "low = value = high, as it is exact"
    rivals = table.groupby(QUANTITY)["id"].transform("size") > 1
    preferred = (table["rank"] == "preferred").groupby([table[n] for n in QUANTITY])
    yield rivals & (preferred.transform("sum") != 1), "rank", "one preferred figure a quantity"
    ranked = rivals | (table["rank"] == "doubtful")
    yield ranked & (table["reason"] == ""), "reason", "why this rank: it has rivals or is doubtful"


def _known(column: str, files: set[Path]) -> set[str]:
    """Return what stands in a column of the shipped files, and of the others that exist."""
    found = (csv.DictReader(io.StringIO(_text(f))) for f in files if _shipped(f) or f.exists())
    return {row.get(column, "") for rows in found for row in rows} | {""}


def _shipped(path: Path) -> bool:
    return path.parent.resolve() == folder().resolve()


def _rules(table: pd.DataFrame, path: Path) -> Iterator[Rule]:
    yield from _cell_rules(table, _fields(path))
    if "source" in table:
        keys = _known("key", {folder() / "sources.csv", path.parent / "sources.csv"})
        yield ~table["source"].isin(keys), "source", "a key of sources.csv"
    if "start" in table:
        late = (table["start"] > table["end"]) & (table["end"] != "")
        yield late, "start", "a day not after the end"
    if "qualifier" in table:
        figures = {folder() / f"{name}.csv" for name in FIGURES}
        totals = {*table["id"], *_known("id", figures)}
        unknown = table["part_of"].map(lambda ids: not totals.issuperset(ids.split()))
        yield unknown, "part_of", "ids of figures"
        others = _known("id", {f for f in figures if _shipped(path) and f.name != path.name})
        yield table["id"].isin(others - {""}), "id", "a name not used in the other figure file"
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
    if _shipped(path):
        licence = package()["licenses"][0]["name"]
        frame.attrs |= {"version": package()["version"], "licence": licence}
    return frame


@cache
def _file(name: str) -> pd.DataFrame:
    return load(folder() / f"{name}.csv")


def _select(name: str, where: dict[str, Any]) -> pd.DataFrame:
    frame = _file(name).copy()
    for column, value in where.items():
        if column not in frame:
            raise ValueError(
                f"{column!r} is no column; expected one of {', '.join(map(str, frame))}"
            )
        wanted = value if isinstance(value, list | tuple | set) else [value]
        if "datetime" in str(frame[column].dtype):
            wanted = [pd.Timestamp(day) for day in wanted]
        frame = frame[frame[column].isin(wanted)]
    if "source" in frame:
        frame.attrs["sources"] = sorted(set(frame["source"]))
    return frame.reset_index(drop=True)


def census(**where: Any) -> pd.DataFrame:
    """Return population counts and shares, a row per figure and source, where columns match.

    >>> census(people="Kalmyks", territory="USSR", start="1959-01-15")["printed"].tolist()
    ['106,100', '106.1 thousand']
    """
    return _select("census", where)


def deportation(**where: Any) -> pd.DataFrame:
    """Return figures on deportation, exile, losses and return, where columns match.

    >>> deportation(measure="births", start="1945-01-01", end="1945-12-31")[
    ...     ["printed", "value"]
    ... ].to_dict("list")
    {'printed': ['351'], 'value': [351.0]}
    """
    return _select("deportation", where)


def events(**where: Any) -> pd.DataFrame:
    """Return dated changes of the territory's status and of the exiles' position.

    >>> events(status="none")["start"].dt.date.unique().tolist()
    [datetime.date(1943, 12, 27)]
    """
    return _select("events", where)


def sources(**where: Any) -> pd.DataFrame:
    """Return the sources, a row each, where columns match.

    >>> sources(kind="declaration")["year"].tolist()
    ['2022']
    """
    return _select("sources", where)


def standards(**where: Any) -> pd.DataFrame:
    """Return published rates, survivors and age groups that serve as baselines.

    >>> standards(table="life-table-ussr-1938-rural", sex="male", age="0")["value"].tolist()
    [100000.0]
    """
    return _select("standards", where)


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
    file = "census" if name in set(_file("census")["id"]) else "deportation"
    return _one(_file(file), "id", name)


@cache
def cite(key: str, style: str = "text") -> str:
    """Return the citation of a source: in full as ``"text"`` or ``"bibtex"``, or ``"short"``.

    >>> cite("euromaidan-2022")
    'National Congress of Kalmykia publishes declaration of independence from Russia. \
Euromaidan Press, 2022.'
    """
    row = _one(_file("sources"), "key", key)
    if style == "short":
        return str(row["label"])
    if style == "bibtex":
        author = row["author"]
        person = author if ", " in author or not author else f"{{{author}}}"  # else a body's name
        values = {"author": person, "title": row["title"], "howpublished": row["publisher"]}
        values |= {"year": row["year"], "url": row["url"]}
        entries = [f"  {name} = {{{value}}}" for name, value in values.items() if value]
        return f"@misc{{{key},\n" + ",\n".join(entries) + "\n}"
    if style != "text":
        raise ValueError(f"style {style!r}: expected 'text', 'short' or 'bibtex'")
    when = row["published"]
    day = row["year"] if pd.isna(when) else f"{when.day} {when:%B %Y}"
    imprint = ", ".join(part for part in (row["publisher"], day or "no date") if part)
    parts = [row["author"], row["title"], imprint]
    return " ".join([*(part.rstrip(".") + "." for part in parts if part), row["url"]]).strip()
