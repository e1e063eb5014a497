"""Tables, as a reader can hold them: numbers with their unit, sources as links."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import kalstats
from kalstats.report.words import link_html, markup, text_html

if TYPE_CHECKING:
    import pandas as pd

HIDDEN = {"low", "value", "high", "unit", "printed", "figures", "source", "sources", "end"}
PROSE = 100  # characters in a cell, from where on it is prose


def publish(shown: dict[str, str], **metadata: str) -> None:
    """Show something in a notebook, with plain text for where there is no HTML."""
    from IPython.display import display

    display(shown, metadata=metadata, raw=True)


def link_of(key: str) -> tuple[str, str]:
    """Return the name and address of a source; an assumption of one's own has no address."""
    return kalstats.cite(key, "short"), "" if key == kalstats.data.ASSUMED else f"#source-{key}"


def table(rows: pd.DataFrame, *, caption: str, folded: bool = False, names: str = "") -> None:
    """Show a table with a caption; the first column heads its row, numbers stand right.

    A cell that is a pair of text and address becomes a link, a list of such pairs several links.
    A long table can be shown folded.

    Parameters
    ----------
    rows : pandas.DataFrame
        The cells, written as they are to be read; or an answer frame of `kalstats.study`, whose
        numbers are written as their unit asks, with one column for their range.
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
    kinds = ["", *map(_kind, (rows.iloc[:, place] for place in range(1, rows.shape[1])))]
    cells = [[*map(_cell, row)] for row in rows.itertuples(index=False)]
    names = [*map(str, rows)]
    return markup("table", caption=caption, folded=folded, names=names, kinds=kinds, rows=cells)


def _kind(column: pd.Series[Any]) -> str:
    """Say of a column whether it holds numbers, which stand right, or prose, which needs room."""
    number = r"(?:[−+\d., –%\u202f]| to | or more)*|not known|not found"
    texts = [re.sub(r"<[^>]*>", "", _cell(cell)) for cell in column]
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
    told, made = rows.to_dict("records"), {}
    for name in (name for name in rows if name not in HIDDEN):
        made[str(name).replace("_", " ").capitalize()] = [_plain(name, row[name]) for row in told]
        if name == "start" and "end" in rows:
            made["When"] = [_when(row["start"], row["end"]) for row in told]
            del made["Start"]
    each = [str(row.get("unit", "")).replace("_", " ") for row in told]
    head = each[0].capitalize() if len({*each}) == 1 else ""
    ranges = [_span(row, row["low"], row["high"]) for row in told]
    points = [_printed(row) or _span(row, row["value"], row["value"]) for row in told]
    if set(points) != {"not known"}:
        made[head or "Value"] = points
    if ranges != points:
        made["Range" if points else head] = ranges
    if len({*each}) > 1:
        made["Unit"] = each
    for name in rows.columns.intersection(["source", "sources"]):
        each_of = [[key for key in text.split("; ") if key] for text in rows[name]]
        links = {key: link_of(key) for keys in each_of for key in keys}  # looked up once a table
        made["Sources"] = [[links[key] for key in keys] for keys in each_of]
    return rows.iloc[:, :0].assign(**made)


def _when(start: Any, end: Any) -> str:
    """Write the days that a row can mean, if any is known."""
    return kalstats.plots.when(start, end) if start == start or end == end else ""


def _printed(row: Any) -> str:
    """Return what a source prints, if one does."""
    return text if isinstance(text := row.get("printed"), str) else ""


def _plain(name: Any, cell: Any) -> Any:
    """Write a cell that is not the number of its row; a year has no thousands."""
    if isinstance(cell, bool):
        return "yes" if cell else ""
    if isinstance(cell, int) and not re.search("year|age|born", str(name)):
        return f"{cell:,}"
    return f"{cell:%Y-%m-%d}" if hasattr(cell, "strftime") and cell == cell else cell


def _span(row: Any, low: float, high: float) -> str:
    """Write a range as its unit asks, or with the digits that mean something."""
    if row.get("unit"):
        return kalstats.plots.bounds(low, high, row["unit"])
    return "–".join(dict.fromkeys(map(_digits, (low, high))))


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
    told = [_told(row) | {"disputed": row["id"] in rivals} for row in rows.to_dict("records")]
    caption = f"{caption}: {len(rows)}"
    publish({"text/html": markup("figures", caption=caption, rows=told), "text/plain": caption})


def _told(row: Any) -> dict[str, Any]:
    """Return what is told of a figure, in words."""
    bounds = f"{_span(row, row['low'], row['high'])} {row['unit'].replace('_', ' ')}"
    about = [row["people"], row["measure"].replace("_", " "), row["territory"]]
    why = ". ".join(filter(None, (row["rank"], row["reason"].rstrip("."), row["note"])))
    days = {"day": _plain("start", row["start"]), "when": _when(row["start"], row["end"])}
    source = link_html(*link_of(row["source"]))
    return {**row, **days, "about": about, "bounds": bounds, "source": source, "why": why}


def glossary() -> None:
    """Show names of peoples and places in Russian and Kalmyk, as far as a source gives them.

    A page keeps those of them that stand in it.
    """
    rows = kalstats.names().pivot(index="key", columns="language", values="name")
    rows = rows[["Russian", "Kalmyk"]].fillna("not found")
    rows = rows.rename_axis(columns=None).reset_index(names="English")
    caption = "Names of peoples and places in Russian and in Kalmyk"
    page = f'<div class="glossary">{table_html(rows, caption, folded=True)}</div>'
    publish({"text/html": page, "text/plain": caption})
