"""Tables, as a reader can hold them: numbers with their unit, sources as links."""

import re
from typing import Any

import kalstats
from kalstats.report.cleaning import link_html, markup, text_html

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


def table(rows: Any, *, caption: str, folded: bool = False) -> None:
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
    """
    rows = getattr(rows, "rows", rows)  # a result over readings holds its frame
    rows = _answer(rows) if {"low", "value", "high"} <= {*rows} else rows
    publish({"text/html": table_html(rows, caption, folded=folded), "text/plain": caption})


def table_html(rows: Any, caption: str, *, folded: bool) -> str:
    """Write a table as HTML."""
    cells = [[*map(_cell, row)] for row in rows.itertuples(index=False)]
    kinds, names = [_kind(column) for column in zip(*cells, strict=True)], [*map(str, rows)]
    return markup("table", caption=caption, folded=folded, names=names, kinds=kinds, rows=cells)


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


def _answer(rows: Any) -> Any:
    """Write an answer frame as it is to be read: one column for numbers, one for their range."""
    told, made = rows.fillna({"printed": ""}).to_dict("records"), dict[str, Any]()
    for name in rows.columns.drop(NUMBERS, errors="ignore"):
        dated = name == "start" and "end" in rows
        heading = "When" if dated else str(name).replace("_", " ").capitalize()
        made[heading] = [_when(row) if dated else _plain(name, row[name]) for row in told]
    units = [str(row.get("unit", "")).replace("_", " ") for row in told]
    same = units[0].capitalize() if len({*units}) == 1 else ""
    ranges = [_span(row, "low", "high") for row in told]
    points = [row.get("printed") or _span(row, "value", "value") for row in told]
    made |= {same or "Value": points} if {*points} != {"not known"} else {}
    made |= {"Range": ranges} if ranges != points else {}
    made |= {"Unit": units} if len({*units}) > 1 else {}
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


def figures(rows: Any, *, caption: str = "Every figure") -> None:
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
    caption, told = f"{caption}: {len(rows)}", {"when": _when, "span": _span, "link_of": link_of}
    page = markup("figures", caption=caption, rows=rows.to_dict("records"), rivals=rivals, **told)
    publish({"text/html": page, "text/plain": caption})


def figures_by_id() -> dict[str, Any]:
    """Return every figure of the study by its id."""
    every = kalstats.census().to_dict("records") + kalstats.deportation().to_dict("records")
    return {row["id"]: kalstats.evidence.Figure.of(row) for row in every}


def glossary(text: str = "") -> str:
    """Write the names of peoples and places that stand in a text, or all, in their languages.

    Russian and Kalmyk, as far as a source gives them.
    """
    rows = kalstats.names().pivot(index="key", columns="language", values="name")
    rows = rows[["Russian", "Kalmyk"]].fillna("not found").reset_index(names="English")
    here = [not text or bool(re.search(rf"\b{re.escape(key)}\b", text)) for key in rows["English"]]
    caption = "Names of peoples and places in Russian and in Kalmyk"
    page = f'<div class="glossary">{table_html(rows[here], caption, folded=True)}</div>'
    return page if any(here) else ""
