"""To take away: files written whole or not at all, a workbook for spreadsheets, a dictionary."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from kalstats import __version__
from kalstats.data.across import every_source
from kalstats.data.arguments import expect
from kalstats.data.citation import source_keys
from kalstats.data.files import load
from kalstats.data.geography import regions
from kalstats.data.problems import DataError, Problem
from kalstats.data.reading import folder, package, shipped_table

HOLDS = "at most 32,767 characters, no cell holds more, in 1,048,576 rows; take the CSV"
TEXT_IS_TEXT = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
UNDATED = pd.Timestamp(2000, 1, 1)  # in every workbook: the same figures are the same bytes
BOUNDS = ("bounds", "low and high are what a wording allows, not a confidence interval")
EMPTY = ("empty cell", "not known, or no bound; never zero")


def write(path: Path, content: bytes) -> None:
    """Write a file beside its place and rename it, so that no half file is ever left."""
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}") as place:
            beside = Path(place) / path.name
            beside.write_bytes(content)
            beside.replace(path)
    except OSError as error:
        what = Problem(str(path), 0, "file", error.strerror or "", "a place to write to")
        raise DataError(what) from error


def _plain(value: Any) -> str | float:
    """Return what a spreadsheet cell holds: a number, text or a truth; the unknown is empty."""
    if isinstance(value, list):
        return "; ".join(str(_plain(item)) for item in value)
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"  # as text: spreadsheets know no day before 1900
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, int | float):
        return value if np.isfinite(value) else ""
    return "" if value is pd.NaT or value is None else str(value)


def _ours(frame: pd.DataFrame) -> pd.Series[bool]:
    """Return which rows are those of this study: the same name, print and source."""
    same = [name for name in ("id", "key", "printed", "title", "source") if name in frame]
    tables = [shipped_table(resource["path"]) for resource in package()["resources"]]
    shipped = {tuple(row.get(name, "") for name in same) for t in tables for row in t.values()}
    rows = frame[same].astype(str).itertuples(index=False, name=None)
    return pd.Series([row in shipped for row in rows], frame.index, dtype=bool)


def _origin(frame: pd.DataFrame, ours: pd.Series[bool] | None) -> str:
    """Say whose rows a sheet has, and for those that are not ours from what file and time."""
    if ours is None or ours.all():
        return "without a source of their own" if ours is None else "all of this study"
    told = [f"{(~ours).sum()} not of this study"]
    if "version" not in frame.attrs and "file" in frame.attrs:
        told += [f"from {frame.attrs['file']}"]
    columns = [frame.loc[~ours, name] for name in ("start", "end") if name in frame]
    if days := [day for column in columns for day in column if isinstance(day, pd.Timestamp)]:
        told += [f"{min(days):%Y-%m-%d} to {max(days):%Y-%m-%d}"]
    return ", ".join(told)


def _about(sheets: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Describe the sheets of a workbook: whose they are, and every column that has a meaning.

    The licence of this study is claimed for its own rows; that of others is not known.
    """
    about, licence = package(), package()["licenses"][0]
    ours = {name: _ours(one) for name, one in sheets.items() if {"id", "key"} & set(one)}
    rows = [each for name, each in ours.items() if name != "sources" or len(ours) == 1]
    lines = [("kalstats", f"version {__version__}; data version {about['version']}")]
    if any(each.any() for each in rows):
        lines += [("figures of this study", about["title"])]
        lines += [("their licence", f"{licence['title']}; a source keeps its own licence")]
    if not all(each.all() for each in rows):
        lines += [("other figures", "of whoever made this workbook; their licence is not known")]
    lines += [BOUNDS, EMPTY]
    for sheet, frame in sheets.items():
        lines += [(sheet, f"rows: {len(frame)}, {_origin(frame, ours.get(sheet))}")]
        files = [resource["schema"]["fields"] for resource in about["resources"]]
        nearest = max(files, key=lambda fields: len({one["name"] for one in fields} & set(frame)))
        known = [one for one in nearest if one["name"] in frame]
        lines += [(f"{sheet}: {one['name']}", one["description"]) for one in known]
    return pd.DataFrame(lines, columns=["what", "says"])


def _cited(sheets: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return a sheet of the sources that figures cite; one that is not known keeps its key."""
    cited = [frame for frame in sheets.values() if {"source", "sources"} & set(frame)]
    keys = dict.fromkeys(key for frame in cited for key in source_keys(frame))
    if not keys or "sources" in sheets:
        return {}
    rows = [every_source().get(key, {"key": key}) for key in keys]
    return {"sources": pd.DataFrame(rows).fillna("")}


def _fill(book: Any, file: str, name: str, frame: pd.DataFrame, head: Any, text: Any) -> None:
    """Write a frame into a new sheet; text stays text, whatever a spreadsheet takes it for."""
    from xlsxwriter.exceptions import XlsxWriterException

    try:
        sheet = book.add_worksheet(name)
    except XlsxWriterException as error:
        expected = "another name, used once (readme is taken), of at most 31 characters, none of "
        raise DataError(Problem(file, 0, "sheet", name, f"{expected}[]:*?/\\")) from error
    sheet.write_row(0, 0, map(str, frame), head)
    for line, row in enumerate(frame.itertuples(index=False), 1):
        for column, cell in enumerate(map(_plain, row)):
            kind = text if cell and isinstance(cell, str) else None
            if sheet.write(line, column, cell, kind):  # it has no place
                place, name = f"{file}, sheet {name}", str(frame.columns[column])
                raise DataError(Problem(place, line + 1, name, str(cell), HOLDS))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)


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
    for name, frame in sheets.items():
        if not isinstance(frame, pd.DataFrame):  # of a result, its rows
            sheets[name] = getattr(frame, "rows", frame)
        expect(name, sheets[name], pd.DataFrame, "a frame")
    book = xlsxwriter.Workbook(buffer, TEXT_IS_TEXT)
    book.set_properties({"created": UNDATED})
    formats = [book.add_format(kind) for kind in ({"bold": True}, {"num_format": "@"})]
    sheets |= _cited(sheets)
    for name, frame in [("readme", _about(sheets)), *sheets.items()]:
        _fill(book, path.name, name, frame, *formats)
    book.close()
    write(path, buffer.getvalue())


def dictionary() -> str:
    """Describe every file and column of the data, from their description and contents."""
    from jinja2 import Environment

    frames = {one["path"]: load(folder() / one["path"]) for one in package()["resources"]}
    template = Path(__file__).with_name("dictionary.md.j2").read_text("utf-8")
    around = Environment(autoescape=False, trim_blocks=True, keep_trailing_newline=True)
    return around.from_string(template).render(package=package(), frames=frames, features=regions())
