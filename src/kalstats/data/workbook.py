"""To take away: files written whole or not at all, and a workbook for spreadsheets."""

from __future__ import annotations

import io
import math
import tempfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kalstats import __version__
from kalstats.data.across import ASSUMED, SOURCES, assumption, own_sources
from kalstats.data.arguments import expect
from kalstats.data.citation import source_keys
from kalstats.data.reading import DataError, Problem, fields_of, package, shipped_table

if TYPE_CHECKING:
    from collections.abc import Mapping


SHEET_ROWS, SHEET_TEXT = 1_048_576, 32_767  # what a spreadsheet holds
UNDATED = datetime(2000, 1, 1)  # in every workbook: the same figures are the same bytes


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


def _plain(value: Any) -> str | float:
    """Return what a spreadsheet cell holds: a number, text or a truth; the unknown is empty."""
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, list):
        return "; ".join(str(_plain(item)) for item in value)
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"  # as text: spreadsheets know no day before 1900
    if isinstance(value, (int, float, np.number)):
        return float(value) if math.isfinite(value) else ""
    return "" if value is pd.NaT or value is None else str(value)


def _named(sheets: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the sheets whose rows have names: figures and sources, not what is computed."""
    return {name: frame for name, frame in sheets.items() if {"id", "key"} & set(frame)}


def _ours(frame: pd.DataFrame) -> pd.Series[bool]:
    """Return which rows are those of this study: the same name, print and source."""
    same = [name for name in ("id", "key", "printed", "title", "source") if name in frame]
    tables = [shipped_table(resource["path"]) for resource in package()["resources"]]
    shipped = {tuple(row.get(name, "") for name in same) for t in tables for row in t.values()}
    rows = frame[same].astype(str).itertuples(index=False, name=None)
    return pd.Series([row in shipped for row in rows], frame.index, dtype=bool)


def _days(frame: pd.DataFrame) -> str:
    """Return the first and the last day of figures, "" if they give none."""
    columns = [frame[name] for name in ("start", "end") if name in frame]
    given = [day for column in columns for day in column if isinstance(day, pd.Timestamp)]
    return f"{min(given):%Y-%m-%d} to {max(given):%Y-%m-%d}" if given else ""


def _origin(frame: pd.DataFrame) -> str:
    """Say whose rows a sheet has, and for those that are not ours from what file and time."""
    if not _named({"": frame}):
        return f"rows: {len(frame)}, without a source of their own"
    ours = _ours(frame)
    other = frame[~ours]
    if other.empty:
        return f"rows: {len(frame)}, all of this study"
    file = "" if "version" in frame.attrs else str(frame.attrs.get("file", ""))
    about = [f"{len(other)} not of this study", file and f"from {file}", _days(other)]
    return f"rows: {len(frame)}, {', '.join(filter(None, about))}"


def _rights(sheets: Mapping[str, pd.DataFrame]) -> list[tuple[str, str]]:
    """Say under what licence figures are: ours for our rows; that of others is not known."""
    named, licence = _named(sheets), package()["licenses"][0]
    whose = [_ours(frame) for name, frame in named.items() if name != "sources" or len(named) == 1]
    lines = []
    if any(ours.any() for ours in whose):
        lines += [
            ("figures of this study", package()["title"]),
            ("their licence", f"{licence['title']}; a source keeps its own licence"),
        ]
    if not all(ours.all() for ours in whose):
        lines += [("other figures", "of whoever made this workbook; their licence is not known")]
    return lines


def _about(sheets: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Describe the sheets of a workbook: whose they are, and every column that has a meaning."""
    about = package()
    lines = [
        ("kalstats", f"version {__version__}; data version {about['version']}"),
        *_rights(sheets),
        ("bounds", "low and high are what a wording allows, not a confidence interval"),
        ("empty cell", "not known, or no bound; never zero"),
    ]
    for sheet, frame in sheets.items():
        lines.append((sheet, _origin(frame)))
        known = [field for field in _nearest_fields(frame) if field["name"] in frame]
        lines += [(f"{sheet}: {field['name']}", field["description"]) for field in known]
    return pd.DataFrame(lines, columns=["what", "says"])


def _nearest_fields(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the columns of the shipped file that a frame has most in common with."""
    files: list[list[dict[str, Any]]] = [r["schema"]["fields"] for r in package()["resources"]]
    return max(files, key=lambda fields: len({field["name"] for field in fields} & set(frame)))


def _cited(sheets: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return a sheet of the sources that figures cite; one that is not known keeps its key."""
    cited = [frame for frame in sheets.values() if {"source", "sources"} & set(frame)]
    keys = dict.fromkeys(key for frame in cited for key in source_keys(frame))
    if not keys or "sources" in sheets:
        return {}
    tables = [shipped_table(SOURCES), *own_sources.values()]
    known = {row["key"]: row for table in tables for row in table.values()} | {ASSUMED: assumption}
    names = [field["name"] for field in fields_of(Path(SOURCES))]
    rows = [known.get(key, {"key": key}) for key in keys]
    return {"sources": pd.DataFrame(rows, columns=names).fillna("")}


def _sheet(book: Any, file: str, name: str) -> Any:
    """Return a new sheet of a workbook, or say what name it can have."""
    from xlsxwriter.exceptions import XlsxWriterException

    try:
        return book.add_worksheet(name)
    except XlsxWriterException as error:
        expected = "another name, used once (readme is taken), of at most 31 characters, none of "
        raise DataError(Problem(file, 0, "sheet", name, f"{expected}[]:*?/\\")) from error


def _fill(sheet: Any, place: str, frame: pd.DataFrame, head: Any, text: Any) -> None:
    """Write a frame into a sheet; text stays text, whatever a spreadsheet takes it for."""
    cells = [[_plain(value) for value in row] for row in frame.itertuples(index=False)]
    if len(cells) >= SHEET_ROWS:
        raise DataError(Problem(place, 0, "rows", str(len(cells)), f"fewer than {SHEET_ROWS:,}"))
    for column, name in enumerate(frame):
        sheet.write_string(0, column, str(name), head)
    for line, row in enumerate(cells, 1):
        for column, cell in enumerate(row):
            if isinstance(cell, bool):
                sheet.write_boolean(line, column, cell)
            elif isinstance(cell, (int, float)):
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


def export(path: str | Path, **sheets: Any) -> None:
    """Write frames into an Excel workbook, a sheet each, with one that explains them.

    The sources that figures cite make a sheet of their own, also those beside a file that was
    loaded. The licence of this study is claimed for its own rows only.

    Text is stored as text: a cell that begins with ``=``, ``+``, ``-`` or ``@`` is no formula.
    Days are written as text (1943-12-28), what is not known is an empty cell. The same frames
    give the same bytes. Nothing is written if anything is wrong.

    Parameters
    ----------
    path : str or Path
        The file, ending in ``.xlsx``; one that is there already is replaced.
    **sheets : pandas.DataFrame or Result
        Name and contents of each sheet, one at least. ``readme``, which comes first, is always
        made, ``sources`` if not given. The command ``kalstats export`` writes the whole study.

    Raises
    ------
    DataError
        If the place cannot be written to, a sheet cannot have its name, or a cell is too long
        for a spreadsheet (32,767 characters); nothing is cut short silently.
    TypeError
        If there is no sheet, or one is no frame.

    Examples
    --------
    >>> from kalstats import census
    >>> export("figures.csv", figures=census())
    Traceback (most recent call last):
    kalstats.data.DataError: figures.csv, file: '.csv': expected a name that ends in .xlsx
    """
    import xlsxwriter

    path, buffer = Path(path), io.BytesIO()
    if path.suffix.lower() != ".xlsx":
        raise DataError(Problem(str(path), 0, "file", path.suffix, "a name that ends in .xlsx"))
    if not sheets:
        raise TypeError("no sheets: expected frames by name, such as figures=census()")
    sheets = {  # of a result, its rows
        name: one if isinstance(one, pd.DataFrame) else getattr(one, "rows", one)
        for name, one in sheets.items()
    }
    for name, frame in sheets.items():
        expect(name, frame, pd.DataFrame, "a frame")
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": UNDATED})
    head, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    sheets |= _cited(sheets)
    for name, frame in [("readme", _about(sheets)), *sheets.items()]:
        sheet = _sheet(book, path.name, name)
        _fill(sheet, f"{path.name}, sheet {name}", frame, head, text)
    book.close()
    write(path, buffer.getvalue())
