"""Tables, as a reader can hold them: numbers with their unit, sources as links."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

import kalstats
from kalstats.report.words import link_html, text_html

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

PROSE = 100  # characters in a cell, from where on it is prose
PRINTED_ROWS = 100  # of a folded table; a longer one is not printed, and says so


def publish(shown: dict[str, str], **metadata: str) -> None:
    """Show something in a notebook, with plain text for where there is no HTML."""
    from IPython.display import display

    display(shown, metadata=metadata, raw=True)


def source_line(keys: Iterable[str]) -> str:
    """Write the links to sources that stand under a chart or table."""
    links = [link_html(kalstats.cite(key, "short"), f"#source-{key}") for key in sorted(set(keys))]
    return f"Source{'s' if len(links) > 1 else ''}: {'; '.join(links)}"


def table(
    rows: pd.DataFrame,
    *,
    caption: str,
    sources: Iterable[str] = (),
    folded: bool = False,
    names: str = "",
) -> None:
    """Show a table with a caption; the first column heads its row, numbers stand right.

    A cell that is a pair of text and address becomes a link, a list of such pairs several links.
    A long table can be shown folded.

    Parameters
    ----------
    rows : pandas.DataFrame
        The cells, written as they are to be read.
    caption : str
        What the table shows, with the unit.
    sources : iterable of str
        Keys of the sources.
    folded : bool
        Show it closed, with the number of its rows.
    names : str
        Column of peoples or places; their Russian and Kalmyk names are put beside the English
        ones, as far as ``names.csv`` has them.
    """
    if names:
        rows = rows.assign(**{names: rows[names].map(_named)})
    page = table_html(rows, caption, folded=folded)
    if keys := set(sources):
        page += f'<p class="sources">{source_line(keys)}</p>'
    publish({"text/html": page, "text/plain": caption})


def _named(name: str) -> str:
    """Put the Russian and Kalmyk names of a people or place beside the English one."""
    known = kalstats.names(key=name)["name"]
    return f"{name} · {' · '.join(known)}" if len(known) else name


def table_html(rows: pd.DataFrame, caption: str, *, folded: bool) -> str:
    """Write a table as HTML."""
    kind = ["", *map(_kind, (rows.iloc[:, place] for place in range(1, rows.shape[1])))]
    body = []
    for cells in rows.itertuples(index=False):
        first, *rest = map(_cell, cells)
        right = (' class="number"' if name == "number" else "" for name in kind[1:])
        row = (f"<td{k}>{text}</td>" for k, text in zip(right, rest, strict=True))
        body.append(f'<tr><th scope="row">{first}</th>{"".join(row)}</tr>')
    columns = zip(kind, map(text_html, rows), strict=True)
    head = "".join(f'<th scope="col" class="{k}">{name}</th>' for k, name in columns)
    head = head.replace(' class=""', "")
    label, long = text_html(caption), ' class="long"' if len(rows) > PRINTED_ROWS else ""
    page = f"""<div class="table" role="region" aria-label="{html.escape(caption)}" tabindex="0">
<table><caption><span>{label}</span></caption><thead><tr>{head}</tr></thead>
<tbody>{"".join(body)}</tbody></table></div>"""
    summary = f"<summary>{label}: {len(rows)} rows</summary>"
    return f"<details{long}>{summary}{page}</details>" if folded else page


def _kind(column: pd.Series[Any]) -> str:
    """Say of a column whether it holds numbers, which stand right, or prose, which needs room."""
    number = r"(?:[−+\d., –%\u202f]| to )*|not known|not found"
    texts = [re.sub(r"<[^>]*>", "", _cell(cell)) for cell in column]
    if all(re.fullmatch(number, t) for t in texts) and any(re.search(r"\d", t) for t in texts):
        return "number"
    return "prose" if max(map(len, texts), default=0) > PROSE else ""


def _cell(cell: Any) -> str:
    if isinstance(cell, list):
        return "; ".join(map(_cell, cell))
    return link_html(*cell) if isinstance(cell, tuple) else text_html(cell)


def glossary() -> None:
    """Show names of peoples and places in Russian and Kalmyk, as far as a source gives them.

    A page keeps those of them that stand in it.
    """
    rows = (
        kalstats.names().pivot(index="key", columns="language", values="name").fillna("not found")
    )
    rows = rows[["Russian", "Kalmyk"]].rename_axis(columns=None).reset_index(names="English")
    caption = "Names of peoples and places in Russian and in Kalmyk"
    page = f'<div class="glossary">{table_html(rows, caption, folded=True)}</div>'
    publish({"text/html": page, "text/plain": caption})
