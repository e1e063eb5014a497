"""Citations of sources, as text and as BibTeX."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from kalstats.data.across import ASSUMED, SOURCES, every_source
from kalstats.data.arguments import expect
from kalstats.data.files import frame_of, shipped
from kalstats.data.rules import one

TEX = {sign: f"\\{sign}" for sign in "&%$#_"} | {"\\": "\\textbackslash{}"}
TEX |= {"{": "\\textbraceleft{}", "}": "\\textbraceright{}"}
TEX |= {"~": "\\textasciitilde{}", "^": "\\textasciicircum{}"}
PLAIN = str.maketrans(TEX)  # neither BibTeX nor LaTeX reads a sign in it as a command


def _author(names: str) -> str:
    """Write authors for BibTeX; the name of a body, which has no comma, stays in one piece."""
    each = names.translate(PLAIN).split("; ")
    return " and ".join(name if ", " in name else f"{{{name}}}" for name in each if name)


def _bibtex(row: pd.Series[Any]) -> str:
    fields = {"author": _author(row["author"]), "title": f"{{{row['title'].translate(PLAIN)}}}"}
    fields |= {"howpublished": row["publisher"].translate(PLAIN), "year": row["year"]}
    fields["url"] = row["url"].replace("{", "%7B").replace("}", "%7D")
    entries = [f"  {name} = {{{text}}}" for name, text in fields.items() if text]
    return f"@misc{{{row['key']},\n" + ",\n".join(entries) + "\n}"


def source(key: str) -> pd.Series[Any]:
    """Return the row of one source: of this study, or beside a file of your own that was loaded.

    >>> source("ediev-2004")["author"]
    'Ediev, D. M.'
    """
    expect("key", key, str, "the key of one source, as text")
    if (row := every_source().get(key)) is None:
        return one(shipped("sources"), "key", key)  # which tells those near it
    return frame_of({0: row}, Path(SOURCES)).iloc[0]


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
    TypeError
        If the key is no text: cite a list of sources one by one.

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
    if style == "text" and key == ASSUMED:
        return f"{row['title']}."
    if style != "text":
        raise ValueError(f"style {style!r}: expected 'text', 'short' or 'bibtex'")
    when = row["published"]
    day = row["year"] if pd.isna(when) else f"{when.day} {when.month_name()} {when.year}"
    imprint = ", ".join(part for part in (row["publisher"], day or "no date") if part)
    parts = [row["author"], row["title"], imprint]
    return " ".join([*(part.rstrip(".") + "." for part in parts if part), row["url"]]).strip()


def source_keys(rows: pd.DataFrame) -> list[str]:
    """Return the keys of the sources of a frame, sorted, each once.

    Parameters
    ----------
    rows : pandas.DataFrame
        With a column ``source``, or ``sources`` where several are separated by a semicolon.

    Raises
    ------
    ValueError
        If it has neither.
    TypeError
        If it is no frame.

    Examples
    --------
    >>> source_keys(pd.DataFrame({"sources": ["ediev-2004; polian-2001", "ediev-2004", ""]}))
    ['ediev-2004', 'polian-2001']
    """
    expect("rows", rows, pd.DataFrame, "a frame with a column source or sources")
    columns = [rows[name].dropna() for name in ("source", "sources") if name in rows]
    if not columns:
        raise ValueError(f"columns {', '.join(map(str, rows))}: expected source or sources too")
    cells = [str(cell) for column in columns for cell in column]
    return sorted({key.strip() for cell in cells for key in cell.split(";")} - {""})
