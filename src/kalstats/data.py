"""The figures and their sources: CSV files, read and checked by the rules of ``datapackage.json``.

One row is one figure as one source gives it. Nothing in these files is computed by us.
"""

from __future__ import annotations

import csv
import difflib
import io
import json
import math
import re
import sys
import tempfile
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

HERE = Path(__file__).parent
QUANTITY = ["people", "territory", "boundary", "start", "end", "measure", "unit"]
FIGURES = ["census", "deportation"]
OWN = ["people", "territory", "boundary", "topic", "measure", "unit"]  # columns for own names
BOUNDS = ["low", "value", "high"]
ABSENT_BOUNDS = {"at_least": ["value", "high"], "more_than": ["value", "high"]}
ABSENT_BOUNDS |= {"at_most": ["low", "value"], "almost": ["low", "value"], "range": ["value"]}
PLAIN = {"exact", "rounded", "computed_by_source"}  # the printed number is the value
NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?")
PRINTED = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?)( thousand| million)?")
DAY = re.compile(r"(1[7-9]|2[01])[0-9]{2}-[0-9]{2}-[0-9]{2}")
FORMULA = re.compile(r"\s*[=+@]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # no page or sheet holds them
SHEET_ROWS, SHEET_TEXT = 1_048_576, 32_767  # what a spreadsheet holds
UNDATED = datetime(2000, 1, 1)  # in every workbook: the same figures are the same bytes
TEX = {sign: f"\\{sign}" for sign in "&%$#_"} | {"\\": "\\textbackslash{}"}
TEX |= {"{": "\\textbraceleft{}", "}": "\\textbraceright{}"}
TEX |= {"~": "\\textasciitilde{}", "^": "\\textasciicircum{}"}

Table = dict[int, dict[str, str]]  # the cells of a file, by line and column
Fault = tuple[int, str, str]  # line, column, what was expected
_own_sources: dict[Path, Table] = {}  # what stands beside the files that were loaded


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
    description: dict[str, Any] = _json(folder() / "datapackage.json")
    for resource in description["resources"]:
        if isinstance(resource["schema"], str):
            resource["schema"] = _json(folder() / resource["schema"])
    return description


def _json(path: Path) -> Any:
    try:
        return json.loads(_text(path))
    except json.JSONDecodeError as error:
        raise DataError(
            Problem(path.name, error.lineno, "file", error.msg, "valid JSON")
        ) from error


def _fields(path: Path) -> list[dict[str, Any]]:
    """Return the columns of a file: those of its name in the package, else those of figures."""
    schemas = {resource["path"]: resource["schema"] for resource in package()["resources"]}
    return list(schemas.get(path.name, schemas["census.csv"])["fields"])


def _text(path: Path) -> str:
    """Return the file's text, or say what keeps it from being UTF-8 text."""
    before, fault = "", None
    try:
        text = path.read_bytes().decode("utf-8-sig")
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
        fault = (raw[error.start : error.end].hex(" "), "text encoded as UTF-8")
    if fault:
        raise DataError(Problem(path.name, before.count("\n") + 1, "file", *fault))
    return text


def write(path: Path, content: bytes) -> None:
    """Write a file beside its place and rename it, so that no half file is ever left."""
    beside = None
    try:
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=f".{path.name}", delete=False
        ) as beside:
            beside.write(content)
        Path(beside.name).chmod(0o644)
        Path(beside.name).replace(path)
    except BaseException as error:
        if beside:
            Path(beside.name).unlink(missing_ok=True)
        if isinstance(error, OSError):
            what = Problem(str(path), 0, "file", error.strerror or "", "a place to write to")
            raise DataError(what) from error
        raise


def _header_problems(path: Path, cells: list[str], names: list[str]) -> Iterator[Problem]:
    for name in names:
        if cells.count(name) != 1:
            expected = "this column, it is missing" if name not in cells else "this column once"
            yield Problem(path.name, 1, name, "", expected)
    for name in cells:
        if name not in names:
            yield Problem(path.name, 1, "header", name, f"only the columns {', '.join(names)}")


def _table(path: Path, names: list[str]) -> Table:
    """Split a file into cells, all text; every row must fit the header."""
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
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
def _shipped_table(name: str) -> Table:
    path = folder() / name
    return _table(path, [field["name"] for field in _fields(path)])


def _is_date(text: str) -> bool:
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
    return "a date as YYYY-MM-DD" if kind == "date" and not _is_date(text) else ""


def _unknown(text: str, column: str, names: Sequence[str]) -> str:
    if column not in OWN:
        return f"one of {', '.join(names)}"
    near = ", ".join(difflib.get_close_matches(text, names)) or "none"
    return f"a known {column} (near: {near}) or one of your own, declared: {column}={text}"


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


def _shipped(path: Path) -> bool:
    return path.parent.resolve() == folder().resolve()


def _source_keys(path: Path) -> set[str]:
    """Return keys of the sources that are shipped, or in ``sources.csv`` beside."""
    beside = path.parent / "sources.csv"
    keys = {row["key"] for row in _shipped_table("sources.csv").values()}
    if not _shipped(path) and beside.is_file():
        keys |= set(load(beside)["key"])
    return keys


def _source_faults(rows: Table, path: Path) -> Iterator[Fault]:
    """Yield citations of sources that are not known."""
    keys = _source_keys(path)
    for line, row in rows.items():
        if row["source"] not in keys:
            yield line, "source", "a key of sources.csv"


def _key_faults(rows: Table, path: Path) -> Iterator[Fault]:
    """Yield keys of own sources that already mean another source."""
    own = [table for file, table in _own_sources.items() if file != path.resolve()]
    shipped = [] if _shipped(path) else [_shipped_table("sources.csv")]
    known = {row["key"]: row for table in [*shipped, *own] for row in table.values()}
    for line, row in rows.items() if shipped else ():
        if known.get(row["key"], row) != row:
            yield line, "key", f"a key that is free; it means {known[row['key']]['title']!r}"


def _id_faults(rows: Table, path: Path) -> Iterator[Fault]:
    """Yield ids that stand for nothing, or for two figures."""
    shipped = {
        name: {row["id"] for row in _shipped_table(f"{name}.csv").values()} for name in FIGURES
    }
    others = [shipped[name] for name in FIGURES if _shipped(path) and f"{name}.csv" != path.name]
    known = {row["id"] for row in rows.values()}.union(*shipped.values())
    for line, row in rows.items():
        totals = row["part_of"].split()
        if row["id"] in totals or not known.issuperset(totals):
            yield line, "part_of", "ids of other figures"
        if any(row["id"] in ids for ids in others):
            yield line, "id", "a name not used in the other figure file"


def _place_faults(rows: Table, own: Sequence[str]) -> Iterator[Fault]:
    """Yield destinations that the map could not show."""
    for line, row in rows.items():
        if row["topic"] == "destination" and row["territory"] not in {*points(), *own}:
            yield line, "territory", "a territory with a point in regions.geojson, for the map"


def _name_faults(rows: Table) -> Iterator[Fault]:
    """Yield names of what is no people, territory or town, and second names in a language."""
    known = {name: _controlled(name) for name in ("people", "territory")}
    known["town"] = {town for _, _, town in points().values()}
    given = set()
    for line, row in rows.items():
        if row["key"] not in known.get(row["kind"], ()):
            yield line, "key", "a people or territory of the figures, or a town of regions.geojson"
        name = (row["key"], row["kind"], row["language"])
        if name in given:
            yield line, "language", "one name for each language"
        given.add(name)


def _faults(rows: Table, path: Path, own: Mapping[str, Sequence[str]]) -> Iterator[Fault]:
    for field in _fields(path):
        yield from _cell_faults(rows, field, own.get(field["name"], []))
    for line, row in rows.items():
        yield from ((line, column, expected) for column, expected in _row_faults(row))
    columns = next(iter(rows.values()))
    if "rank" in columns:
        yield from _rank_faults(rows)
    if "topic" in columns:
        yield from _place_faults(rows, own.get("territory", []))
    if "language" in columns:
        yield from _name_faults(rows)
    across = {"source": _source_faults, "key": _key_faults, "part_of": _id_faults}
    for column in [name for name in across if name in columns]:
        yield from across[column](rows, path)


def _frame(rows: Table, fields: list[dict[str, Any]]) -> pd.DataFrame:
    """Make a frame of cells that were checked: numbers, dates and text."""
    columns: dict[str, Any] = {}
    for field in fields:
        texts = [row[field["name"]] for row in rows.values()]
        if field["type"] == "number":
            columns[field["name"]] = np.array([text or "nan" for text in texts], dtype=float)
        elif field["type"] == "date":
            columns[field["name"]] = np.array([text or "NaT" for text in texts], "datetime64[us]")
        else:
            columns[field["name"]] = texts
    return pd.DataFrame(columns)


def _controlled(column: str) -> set[str]:
    """Return the allowed values of a column of the figure files."""
    fields = {field["name"]: field for field in _fields(Path("census.csv"))}
    return set(fields[column]["constraints"]["enum"])


def _positions(geometry: dict[str, Any]) -> list[list[float]]:
    """Return the positions of a Point or MultiPolygon; every ring must be closed."""
    if geometry["type"] == "Point":
        return [geometry["coordinates"]]
    if geometry["type"] != "MultiPolygon":
        raise ValueError(geometry["type"])
    rings = [ring for polygon in geometry["coordinates"] for ring in polygon]
    if not rings or any(len(ring) < 4 or ring[0] != ring[-1] for ring in rings):
        raise ValueError("a ring that is not closed")
    return [position for ring in rings for position in ring]


def _region_problem(feature: Any, territories: set[str], keys: set[str]) -> tuple[str, str, str]:
    """Return column, text and expectation of what is wrong with a feature; empty if nothing."""
    try:
        about = feature["properties"]
        positions = _positions(feature["geometry"])
        places = [(float(longitude), float(latitude)) for longitude, latitude in positions]
    except (KeyError, TypeError, ValueError) as error:
        return (
            "geometry",
            str(error),
            "a feature with properties and a Point or closed MultiPolygon",
        )
    for longitude, latitude in places:
        if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
            return "geometry", f"{longitude}, {latitude}", "degrees east and north"
    if about.get("territory", "?") not in territories:
        return "territory", str(about.get("territory")), "a territory of the figures, or nothing"
    if not about.get("name"):
        return "name", "", "a name"
    if about.get("source") not in keys:
        return "source", str(about.get("source")), "a key of sources.csv"
    return "", "", ""


def regions(path: str | Path | None = None) -> list[dict[str, Any]]:
    """Return the outlines and points for the map, as GeoJSON features.

    Borders are today's. ``territory`` is the key of the figure files, empty for what only
    surrounds; every territory has one point, where its circle stands, and may have an outline.

    Parameters
    ----------
    path : str or Path, optional
        A file of your own, one feature a line; the shipped ``regions.geojson`` if left out.

    Raises
    ------
    DataError
        With file, line, what stands there and what was expected, of every problem.

    Examples
    --------
    >>> [f["geometry"]["type"] for f in regions() if f["properties"]["territory"] == "Tobolsk"]
    ['Point']
    """
    path = Path(path) if path else folder() / "regions.geojson"
    content = _json(path)
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not features:
        raise DataError(Problem(path.name, 1, "features", "", "a FeatureCollection, not empty"))
    territories = _controlled("territory") | {""}
    keys = _source_keys(path)
    wrong = [_region_problem(feature, territories, keys) for feature in features]
    problems = [Problem(path.name, line, *told) for line, told in enumerate(wrong, 2) if told[0]]
    if not problems:
        about = [(feature["geometry"]["type"], feature["properties"]) for feature in features]
        pointed = [given["territory"] for kind, given in about if kind == "Point"]
        for line, (_, given) in enumerate(about, 2):
            territory = given["territory"]
            if territory and pointed.count(territory) != 1:
                told = ("territory", territory, "one point for the territory")
                problems.append(Problem(path.name, line, *told))
    if problems:
        raise DataError(*problems)
    return features


@cache
def points() -> dict[str, tuple[float, float, str]]:
    """Return longitude, latitude and town of each territory that the map knows.

    >>> points()["Kalmykia"]
    (44.26, 46.31, 'Elista')
    """
    return {
        feature["properties"]["territory"]: (
            *feature["geometry"]["coordinates"],
            feature["properties"]["name"],
        )
        for feature in regions()
        if feature["geometry"]["type"] == "Point"
    }


def load(path: str | Path, own: Mapping[str, str | Sequence[str]] | None = None) -> pd.DataFrame:
    """Read a CSV file in the schema of this study, with the same checks as the shipped data.

    Parameters
    ----------
    path : str or Path
        A file with the columns of ``census.csv``. It may cite the shipped sources and those of
        a ``sources.csv`` beside it, which has the columns of the shipped one and is checked too;
        `cite` knows them from then on.
    own : mapping of str to str or list of str, optional
        Names that this study does not have, by column: ``{"people": ["Komi"]}``. Columns are
        ``people``, ``territory``, ``boundary``, ``topic``, ``measure`` and ``unit``. A name that
        is neither known nor declared is an error, so that a slip is not a new people.

    Returns
    -------
    pandas.DataFrame
        One row per figure; dates as timestamps, bounds as floats, absent text as "". ``attrs``
        names the file, the version and licence of the data and the sources cited.

    Raises
    ------
    DataError
        With file, line, column, text and expectation of *every* problem in the file.
    ValueError
        If `own` names another column.

    Examples
    --------
    >>> load("none.csv")
    Traceback (most recent call last):
    kalstats.data.DataError: none.csv, line 1, file: 'No such file or directory': expected a \
file that can be read
    """
    path = Path(path)
    declared = {name: [n] if isinstance(n, str) else list(n) for name, n in (own or {}).items()}
    if wrong := declared.keys() - set(OWN):
        raise ValueError(f"own = {sorted(wrong)}: expected columns of {', '.join(OWN)}")
    fields = _fields(path)
    rows = _table(path, [field["name"] for field in fields])
    found: dict[tuple[int, str], Problem] = {}
    for line, column, expected in _faults(rows, path, declared):
        problem = Problem(path.name, line, column, rows[line][column], expected)
        found.setdefault((line, column), problem)
    if found:
        raise DataError(*(found[place] for place in sorted(found)))
    frame = _frame(rows, fields)
    frame.attrs = {"file": path.name, "sources": sorted(set(frame.get("source", [])))}
    if _shipped(path):
        licence = package()["licenses"][0]["name"]
        frame.attrs |= {"version": package()["version"], "licence": licence}
    elif "key" in frame:
        _own_sources[path.resolve()] = rows
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


def names(**where: Any) -> pd.DataFrame:
    """Return Russian and Kalmyk names of peoples, territories and towns, where columns match.

    A name that no source was found for has no row.

    >>> names(key="Kalmykia").set_index("language")["name"].to_dict()
    {'Russian': 'Калмыкия', 'Kalmyk': 'Хальмг Таңһч'}
    """
    return _select("names", where)


def one(frame: pd.DataFrame, column: str, name: str) -> pd.Series[Any]:
    """Return the row that has this name in a column; near names are listed if there is none."""
    if not (frame[column] == name).any():
        near = ", ".join(difflib.get_close_matches(name, frame[column])) or "none"
        file = str(frame.attrs.get("file", "the figures"))
        raise DataError(Problem(file, 0, column, name, f"a known one; near: {near}"))
    return frame[frame[column] == name].iloc[0]


def figure(name: str) -> pd.Series[Any]:
    """Return the row of one figure by its id, whichever file it stands in.

    >>> figure("registered-1945-wikipedia")["printed"]
    '83,688'
    """
    file = "census" if name in set(_file("census")["id"]) else "deportation"
    return one(_file(file), "id", name)


def source(key: str) -> pd.Series[Any]:
    """Return the row of one source: of this study, or beside a file of your own that was loaded.

    >>> source("ediev-2004")["author"]
    'Ediev, D. M.'
    """
    for table in _own_sources.values():
        for row in table.values():
            if row["key"] == key:
                return _frame({0: row}, _fields(Path("sources.csv"))).iloc[0]
    return one(_file("sources"), "key", key)


def _tex(text: str) -> str:
    """Write text so that neither BibTeX nor LaTeX reads a sign in it as a command."""
    return "".join(TEX.get(sign, sign) for sign in text)


def _author(names: str) -> str:
    """Write authors for BibTeX; the name of a body, which has no comma, stays in one piece."""
    each = [_tex(name) for name in names.split("; ")]
    return " and ".join(name if ", " in name else f"{{{name}}}" for name in each if name)


def _bibtex(row: pd.Series[Any]) -> str:
    fields = {"author": _author(row["author"]), "title": f"{{{_tex(row['title'])}}}"}
    fields |= {"howpublished": _tex(row["publisher"]), "year": row["year"]}
    fields["url"] = row["url"].replace("{", "%7B").replace("}", "%7D")
    entries = [f"  {name} = {{{text}}}" for name, text in fields.items() if text]
    return f"@misc{{{row['key']},\n" + ",\n".join(entries) + "\n}"


@cache
def cite(key: str, style: str = "text") -> str:
    """Return the citation of a source: in full as ``"text"`` or ``"bibtex"``, or ``"short"``.

    Parameters
    ----------
    key : str
        Key in ``sources.csv``: of this study, or beside a file of your own that was loaded.
    style : str
        ``"text"``, ``"bibtex"`` or ``"short"``, the name used in charts.

    Raises
    ------
    DataError
        If there is no such source; near keys are listed.

    Examples
    --------
    >>> cite("euromaidan-2022")
    'National Congress of Kalmykia publishes declaration of independence from Russia. \
Euromaidan Press, 2022.'
    """
    row = source(key)
    if style == "short":
        return str(row["label"])
    if style == "bibtex":
        return _bibtex(row)
    if style != "text":
        raise ValueError(f"style {style!r}: expected 'text', 'short' or 'bibtex'")
    when = row["published"]
    day = row["year"] if pd.isna(when) else f"{when.day} {when.month_name()} {when.year}"
    imprint = ", ".join(part for part in (row["publisher"], day or "no date") if part)
    parts = [row["author"], row["title"], imprint]
    return " ".join([*(part.rstrip(".") + "." for part in parts if part), row["url"]]).strip()


# ---- to take away: a workbook -----------------------------------------------------------------


def _plain(value: Any) -> str | float:
    """Return what a spreadsheet cell holds: a number, or text; what is not known is empty."""
    if isinstance(value, list):
        return "; ".join(str(_plain(item)) for item in value)
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"  # as text: spreadsheets know no day before 1900
    if isinstance(value, (int, float, np.number)) and not isinstance(value, bool):
        return float(value) if math.isfinite(value) else ""
    return "" if value is pd.NaT or value is None else str(value)


def _about(sheets: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Describe the sheets of a workbook: version, licence, and every column that has a meaning."""
    about, licence = package(), package()["licenses"][0]
    lines = [
        ("kalstats", f"{about['title']}; data version {about['version']}"),
        ("licence", f"{licence['title']}; a source keeps its own licence"),
        ("bounds", "low and high are what a wording allows, not a confidence interval"),
        ("empty cell", "not known, or no bound; never zero"),
    ]
    fields = {f["name"]: f for resource in about["resources"] for f in resource["schema"]["fields"]}
    for sheet, frame in sheets.items():
        lines.append((sheet, f"{len(frame)} rows"))
        known = [fields[name] for name in frame if name in fields]
        lines += [(f"{sheet}: {field['name']}", field["description"]) for field in known]
    return pd.DataFrame(lines, columns=["what", "says"])


def _fill(sheet: Any, place: str, frame: pd.DataFrame, head: Any, text: Any) -> None:
    """Write a frame into a sheet; text stays text, whatever a spreadsheet takes it for."""
    cells = [[_plain(value) for value in row] for row in frame.itertuples(index=False)]
    if len(cells) >= SHEET_ROWS:
        raise DataError(Problem(place, 0, "rows", str(len(cells)), f"fewer than {SHEET_ROWS:,}"))
    for column, name in enumerate(frame):
        sheet.write_string(0, column, str(name), head)
    for line, row in enumerate(cells, 1):
        for column, cell in enumerate(row):
            if isinstance(cell, float):
                sheet.write_number(line, column, cell)
            elif len(cell.encode("utf-16-le")) > 2 * SHEET_TEXT:
                expected = f"at most {SHEET_TEXT:,} characters, no cell holds more; take the CSV"
                raise DataError(
                    Problem(place, line + 1, str(frame.columns[column]), cell, expected)
                )
            elif cell:
                sheet.write_string(line, column, cell, text)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(cells), len(frame.columns) - 1)


def export(path: str | Path, **sheets: pd.DataFrame) -> None:
    """Write frames into an Excel workbook, a sheet each, with a sheet that explains them.

    Text is stored as text: a cell that begins with ``=``, ``+``, ``-`` or ``@`` is no formula.
    Days are written as text (1943-12-28), what is not known is an empty cell. The same frames
    give the same bytes. Nothing is written if anything is wrong.

    Parameters
    ----------
    path : str or Path
        The file, ending in ``.xlsx``; one that is there already is replaced.
    **sheets : pandas.DataFrame
        Name and contents of each sheet; ``readme`` comes first and is made if not given.

    Raises
    ------
    DataError
        If the place cannot be written to, or a cell is too long for a spreadsheet
        (32,767 characters); nothing is cut short silently.

    Examples
    --------
    >>> export("figures.csv", figures=census())
    Traceback (most recent call last):
    kalstats.data.DataError: figures.csv, file: '.csv': expected a name that ends in .xlsx
    """
    import xlsxwriter

    path, buffer = Path(path), io.BytesIO()
    if path.suffix.lower() != ".xlsx":
        raise DataError(Problem(str(path), 0, "file", path.suffix, "a name that ends in .xlsx"))
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": UNDATED})
    head, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    for name, frame in ({"readme": _about(sheets)} | sheets).items():
        _fill(book.add_worksheet(name), f"{path.name}, sheet {name}", frame, head, text)
    book.close()
    write(path, buffer.getvalue())
