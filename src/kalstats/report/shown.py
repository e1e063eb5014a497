"""What a cell of a notebook shows: prose, a chart, a table, a bibliography."""

from __future__ import annotations

import html
import io
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import kalstats
from kalstats.report.words import link_html, text_html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pandas as pd
    from matplotlib.axes import Axes

WIDE, NARROW = 7.4, 3.55  # inches; a chart is drawn for a page and again for a phone
SHOWN_IDS = (
    r' id="(?:figure|axes|patch|legend|text|line2d|[xy]tick|matplotlib\.axis|\w*Collection)_\d+"'
)
PROSE = 100  # characters in a cell, from where on it is prose
PRINTED_ROWS = 100  # of a folded table; a longer one is not printed, and says so
FORMULA = r"[=+@\t\r]|-(?![\d.])"  # what a spreadsheet would run


def say(text: str) -> None:
    """Show prose, written in Markdown, whose numbers were computed."""
    _display({"text/markdown": text.strip(), "text/plain": text.strip()})


def _display(shown: dict[str, str], **metadata: str) -> None:
    from IPython.display import display

    display(shown, metadata=metadata, raw=True)


def _mark(link: re.Match[str]) -> str:
    """Name the link of a mark, which has no text, and keep it in the page."""
    source = html.escape(kalstats.cite(link[2], "short"))
    return f'<a {link[1]} aria-label="Source: {source}">'


def chart_svg(
    draw: Callable[[Axes], Any],
    inches: tuple[float, float],
    alt: str,
    labels: set[str] | None = None,
) -> str:
    """Draw a chart as SVG whose colours have names and whose text stays text.

    What its axes are labelled with is added to `labels`.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure as Canvas

    salt: dict[Any, Any] = {"svg.hashsalt": f"{alt} {inches}"}
    with kalstats.plots.style(), mpl.rc_context(salt):
        figure = Canvas(figsize=inches, layout="constrained")
        draw(figure.subplots())
        if labels is not None:
            told = [text for ax in figure.axes for text in (ax.get_xlabel(), ax.get_ylabel())]
            labels |= {" ".join(text.split()) for text in told if text}
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    svg = re.sub(r"(?s)^.*?(?=<svg)|<metadata>.*?</metadata>", "", buffer.getvalue())
    svg = re.sub(SHOWN_IDS, "", svg)
    svg = re.sub(r'<a (xlink:href="#source-([^"]+)")(?: target="_blank")?>', _mark, svg)
    svg = re.sub(r"(?s)<style.*?</style>", "", svg, count=1)  # one for the whole page it would be
    for name, colour in kalstats.plots.COLOURS.items():
        svg = svg.replace(colour, f"var(--{name}, {colour})")
    role = "group" if "<a " in svg else "img"  # an image must hold nothing that can be pressed
    label = f'<svg stroke-linejoin="round" role="{role}" aria-label="{html.escape(alt)}"'
    return re.sub(r"\s*\n\s*", "\n", svg.replace("<svg", label, 1))


def show(
    draw: Callable[[Axes], Any],
    *,
    title: str,
    alt: str,
    sources: Iterable[str],
    rows: pd.DataFrame,
    subtitle: str = "",
    height: tuple[float, float] = (3.6, 3.6),
    unit: str = "",
) -> None:
    """Show a chart with the finding as its title, alternative text and sources.

    Parameters
    ----------
    draw : callable
        Takes an ``Axes`` and draws on it; called twice, for a wide page and for a phone.
    title, subtitle : str
        The finding, and what is shown.
    alt : str
        What a sighted reader learns from the chart; required.
    sources : iterable of str
        Keys of the sources.
    rows : pandas.DataFrame
        The numbers drawn; offered under the chart as CSV, inside the page, with columns for the
        unit and the keys of the sources where `rows` has none.
    height : pair of float
        Height in inches of the wide and of the narrow drawing.
    unit : str
        Unit of the numbers in `rows`; if not given, what the axes are labelled with.
    """
    if len(alt.strip()) < 20:
        raise ValueError(f"alt = {alt!r}: expected a sentence that says what the chart shows")
    keys, labels = sorted(set(sources)), set[str]()
    wide, narrow = (
        chart_svg(draw, (w, h), alt, labels) for w, h in zip((WIDE, NARROW), height, strict=True)
    )
    data = download_link(title, rows, unit or "; ".join(sorted(labels)), keys)
    page = f"""<figure class="chart" style="background: #fff; color: #1c1c1e">
<figcaption><b>{text_html(title)}</b><br>{text_html(subtitle)}</figcaption>
<div class="wide">{wide}</div><div class="narrow" style="display: none">{narrow}</div>
<p class="sources">{_source_line(keys)}{data}</p></figure>"""
    _display({"text/html": page, "text/plain": alt}, alt=alt)


def download_link(title: str, rows: pd.DataFrame, unit: str, sources: list[str]) -> str:
    """Return a link to the numbers as CSV: each with its unit and source, none a formula."""
    name = re.sub(r"\W+", "-", title.lower()).strip("-")[:60]
    given = {"unit": unit} if "unit" not in rows else {}
    given |= {"sources": "; ".join(sources)} if not {"source", "sources"} & {*rows} else {}
    inert = rows.assign(**given).map(
        lambda cell: f"'{cell}" if re.match(FORMULA, str(cell)) else cell
    )
    text = quote(inert.to_csv(index=False, lineterminator="\n"), safe="/,;:=()+*!'@|")
    link = f'<a download="{name}.csv" href="data:text/csv;charset=utf-8,{html.escape(text)}">'
    return f'<span class="data"> · {link}Data behind this chart (CSV)</a></span>'


def _source_line(keys: Iterable[str]) -> str:
    assumed = kalstats.data.ASSUMED  # which has no link
    links = [
        link_html(kalstats.cite(key, "short"), "" if key == assumed else f"#source-{key}")
        for key in sorted(set(keys))
    ]
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
        page += f'<p class="sources">{_source_line(keys)}</p>'
    _display({"text/html": page, "text/plain": caption})


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


def bibliography(keys: Iterable[str]) -> None:
    """Show the full citation of every source, each a target of `ref`."""
    items = []
    for key in sorted(set(keys)):
        row = kalstats.data.source(key)
        text = text_html(kalstats.cite(key).removesuffix(row["url"]))
        text += link_html(unquote(row["url"]), row["url"])
        items.append(
            f'<li id="source-{key}">{text} <span class="note">{text_html(row["note"])}</span>'
        )
    page = f'<ul class="bibliography">{"".join(items)}</ul>'
    _display({"text/html": page, "text/plain": ", ".join(sorted(set(keys)))})
    glossary()


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
    _display({"text/html": page, "text/plain": caption})
