"""Tables, as a reader can hold them: numbers with their unit, sources as links."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import kalstats
from kalstats.report.words import link_html, markup, text_html

if TYPE_CHECKING:  # pandas takes long to import
    import pandas as pd

NUMBERS = ["low", "value", "high", "unit", "printed", "figures", "source", "sources", "end"]
PROSE = 100  # characters in a cell, from where on it is prose


def publish(shown: dict[str, str], **metadata: str) -> None:
    """Show something in a notebook, with plain text for where there is no HTML."""
    from IPython.display import display

    display(shown, metadata=metadata, raw=True)


def link_of(key: str, figures: str = "") -> tuple[str, str, str]:
    """Return name and address of a source, and what is read there; an assumption has no address."""
    address = "" if key == kalstats.data.ASSUMED else f"#source-{key}"
    return kalstats.cite(key, "short"), address, figures


def table(rows: pd.DataFrame, *, caption: str, folded: bool = False, names: str = "") -> None:
    """Show a table with a caption; the first column heads its row, numbers stand right.

    A cell that is a pair of text and address becomes a link, a list of such pairs several links.
    A long table can be shown folded.

    Parameters
    ----------
    rows : pandas.DataFrame
        The cells, written as they are to be read; or an answer frame of `kalstats.study`, whose
        numbers are written as their unit asks, with one column for their range. On a page, its
        sources lead to the figures that it names.
    caption : str
        What the table shows, with the unit.
    folded : bool
        Show it closed, with the number of its rows.
    names : str
        Column of peoples or places; their Russian and Kalmyk names are put beside the English
        ones, as far as ``names.csv`` has them.
    """
    rows = getattr(rows, "rows", rows)  # a result over readings holds its frame
    rows = _answer(rows) if {"low", "value", "high"} <= {*rows} else rows
    if names:
        rows = rows.assign(**{names: rows[names].map(_named)})
    publish({"text/html": table_html(rows, caption, folded=folded), "text/plain": caption})


def _named(name: str) -> str:
    """Put the Russian and Kalmyk names of a people or place beside the English one."""
    known = kalstats.names(key=name)["name"]
    return f"{name} · {' · '.join(known)}" if len(known) else name


def table_html(rows: pd.DataFrame, caption: str, *, folded: bool) -> str:
    """Write a table as HTML."""
    cells = [[*map(_cell, row)] for row in rows.itertuples(index=False)]
    kinds = [_kind(column) for column in zip(*cells, strict=True)]
    given = {"names": [*map(str, rows)], "kinds": kinds, "rows": cells}
    return markup("table", caption=caption, folded=folded, **given)


def _kind(cells: tuple[str, ...]) -> str:
    """Say of a column whether it holds numbers, which stand right, or prose, which needs room."""
    number = r"(?:[−+\d., –%\u202f]| to | or more)*|not known|not found"
    texts = [re.sub(r"<[^>]*>", "", cell) for cell in cells]
    if all(re.fullmatch(number, t) for t in texts) and any(re.search(r"\d", t) for t in texts):
        return "number"
    return "prose" if max(map(len, texts), default=0) > PROSE else ""


def _cell(cell: Any) -> str:
    if isinstance(cell, list):
        return "; ".join(map(_cell, cell))
    if isinstance(cell, float):
        return _digits(cell)
    return link_html(*cell) if isinstance(cell, tuple) else text_html(cell)


def _digits(number: float) -> str:
    """Write a number whose unit is not known, with the digits that mean something."""
    whole = number == round(number, 0) or abs(number) >= 1e3
    return kalstats.evidence.write(number, "," if whole else ".4g")


def _answer(rows: pd.DataFrame) -> pd.DataFrame:
    """Write an answer frame as it is to be read: one column for numbers, one for their range."""
    told, made = rows.fillna({"printed": ""}).to_dict("records"), dict[str, Any]()
    for name in rows.columns.drop(NUMBERS, errors="ignore"):
        if name == "start" and "end" in rows:
            made["When"] = [_when(row) for row in told]
        else:
            heading = str(name).replace("_", " ").capitalize()
            made[heading] = [_plain(name, row[name]) for row in told]
    units = [str(row.get("unit", "")).replace("_", " ") for row in told]
    ranges = [_span(row, "low", "high") for row in told]
    points = [row.get("printed") or _span(row, "value", "value") for row in told]
    if {*points} != {"not known"}:
        made[units[0].capitalize() if len({*units}) == 1 and units[0] else "Value"] = points
    if ranges != points:
        made["Range"] = ranges
    if len({*units}) > 1:
        made["Unit"] = units
    if {"source", "sources"} & {*rows}:
        made["Sources"] = [[link_of(*read) for read in sources_read([row])] for row in told]
    return rows.iloc[:, :0].assign(**made)


def sources_read(rows: list[Any]) -> list[tuple[str, str]]:
    """Return the sources of rows, each with the ids of figures read beside it."""
    read = dict[str, dict[str, None]]()
    for row in rows:
        ids = row.get("figures", row.get("id"))
        ids = ids.split("; ") if isinstance(ids, str) else []
        for key in str(row.get("source", row.get("sources"))).split("; "):
            read.setdefault(key, {}).update(dict.fromkeys(ids))
    return [(key, "; ".join(filter(None, ids))) for key, ids in read.items() if key]


def _when(row: Any) -> str:
    """Write the days that a row can mean, if any is known."""
    start, end = row["start"], row["end"]
    return kalstats.plots.when(start, end) if start == start or end == end else ""


def _plain(name: Any, cell: Any) -> Any:
    """Write a cell that is not the number of its row; a year has no thousands."""
    if isinstance(cell, bool):
        return "yes" if cell else ""
    if isinstance(cell, int) and not re.search("year|age|born", str(name)):
        return f"{cell:,}"
    return f"{cell:%Y-%m-%d}" if hasattr(cell, "strftime") and cell == cell else cell


def _span(row: Any, first: str, last: str) -> str:
    """Write a range as its unit asks, or with the digits that mean something."""
    if row.get("unit"):
        return kalstats.plots.bounds(row[first], row[last], row["unit"])
    return "–".join(dict.fromkeys(map(_digits, (row[first], row[last]))))


def figures(rows: pd.DataFrame, *, caption: str = "Every figure") -> None:
    """Show figures one by one, each with an address of its own, ``#`` and its id.

    A page can search, sort and filter them; without scripts it is a plain table.

    Parameters
    ----------
    rows : pandas.DataFrame
        Figures, as `load` returns them.
    caption : str
        What the table shows.
    """
    found = kalstats.evidence.conflicts(rows)
    rivals = {name for ids in found.query("kind == 'rival figures'")["ids"] for name in ids}
    told = [
        {"day": _plain("start", row["start"]), "when": _when(row), "disputed": row["id"] in rivals}
        | {"bounds": _span(row, "low", "high"), "from": link_of(row["source"])}
        | row
        for row in rows.to_dict("records")
    ]
    caption = f"{caption}: {len(rows)}"
    publish({"text/html": markup("figures", caption=caption, rows=told), "text/plain": caption})


def figures_by_id(rows: pd.DataFrame | None = None) -> dict[str, Any]:
    """Return figures by their ids, those of this study if none are given."""
    frames = [kalstats.census(), kalstats.deportation()] if rows is None else [rows]
    every = [row for frame in frames for row in frame.to_dict("records")]
    return {row["id"]: kalstats.evidence.Figure.of(row) for row in every}


def glossary(text: str | None = None) -> str:
    """Write the names of peoples and places that stand in a text, or all, in their languages.

    Russian and Kalmyk, as far as a source gives them.
    """
    rows = kalstats.names().pivot(index="key", columns="language", values="name")
    rows = rows[["Russian", "Kalmyk"]].fillna("not found")
    rows = rows.rename_axis(columns=None).reset_index(names="English")
    if text is not None:
        rows = rows[[bool(re.search(rf"\b{re.escape(key)}\b", text)) for key in rows["English"]]]
    caption = "Names of peoples and places in Russian and in Kalmyk"
    return f'<div class="glossary">{table_html(rows, caption, folded=True)}</div>' * bool(len(rows))
