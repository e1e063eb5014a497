"""What a cell of a notebook shows: prose, a chart, a bibliography."""

import html
import io
import math
import re
from collections.abc import Callable, Iterable
from textwrap import shorten
from typing import Any
from urllib.parse import unquote

import kalstats
from kalstats.report.cleaning import in_address, markup
from kalstats.report.tables import glossary, link_of, publish, sources_read

WIDE, NARROW = 7.4, 3.55  # inches; a chart is drawn for a page and again for a phone
UNSHOWN = r"(?s)^.*?(?=<svg)|<(metadata|style).*?</\1>| (?:version|xmlns\S*)=\"[^\"]*\""
LONGEST_TITLE, SHORTEST_ALT, LONGEST_ALT = 15, 20, 250  # words, and characters
NUMBER = r"[-+]?(?:\d[\d,]*)?\.?\d+(?:e[-+]?\d+)?%?\s*$"
FORMULA = rf"(?i)[\t\r]|\s*(?!{NUMBER})[-=+@.＝＋－＠]"  # what a spreadsheet would run


def say(text: str) -> None:
    """Show prose, written in Markdown, whose numbers were computed."""
    publish({"text/markdown": text.strip(), "text/plain": text.strip()})


def numbers(*told: Any) -> None:
    """Show numbers in large type, each with what it counts and the page that works it out.

    Parameters
    ----------
    *told : tuple
        A number as text, a short sentence that goes on from it, the address of a page; and where
        it comes from: figures or ranges, whose sources are marked.
    """
    shown = []
    for number, text, address, *of in told:
        ranges = [getattr(one, "range", one) for one in of]
        rows = [{"sources": "; ".join(r.sources), "figures": "; ".join(r.figures)} for r in ranges]
        shown.append((number, text, address, [link_of(*read) for read in sources_read(rows)]))
    words = "; ".join(f"{number} {text}" for number, text, *_ in told)
    page = markup("numbers", told=shown)
    publish({"text/html": page, "text/markdown": words, "text/plain": words})


def _mark(link: re.Match[str]) -> str:
    """Name the link of a mark, which has no text, and keep it in the page."""
    key, _, figures = link[1].partition("?")
    source, told = html.escape(kalstats.cite(key, "short")), f' title="{html.escape(figures)}"'
    return f'<a href="#source-{key}"{told if figures else ""} aria-label="Source: {source}">'


def chart_svg(draw: Callable[[Any], Any], inches: tuple[float, float], alt: str) -> str:
    """Draw a chart as SVG whose colours have names and whose text stays text."""
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    salt: dict[Any, Any] = {"svg.hashsalt": f"{alt} {inches}"}
    with kalstats.plots.style(), mpl.rc_context(salt):
        figure: Any = FigureCanvasSVG(Figure(inches, 72, layout="constrained")).figure
        draw(figure.subplots())
        figure.get_layout_engine().execute(figure)
        figure.set_layout_engine(None)  # or it would be drawn once more, to be laid out again
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    svg = re.sub(UNSHOWN, "", buffer.getvalue())
    svg = re.sub(r'<a xlink:href="#source-([^"]+)"(?: target="_blank")?>', _mark, svg)
    svg = re.sub(r' id="(?:[A-Za-z.]+|line2d)_\d+"|(?<=\n)\s+', "", svg)
    for name, colour in kalstats.plots.COLOURS.items():
        svg = svg.replace(colour, f"var(--{name}, {colour})")
    role = "group" if "<a " in svg else "img"  # an image must hold nothing that can be pressed
    # where the typeface is not at hand, as in JupyterLab, words are wider and must not be cut
    label = f'overflow="visible" stroke-linejoin="round" role="{role}"'
    return svg.replace("<svg", f'<svg {label} aria-label="{html.escape(alt)}"', 1)


def show(
    draw: Any, rows: Any, *, title: str, subtitle: str = "", alt: str = "", **options: Any
) -> None:
    """Show a chart with the finding as its title; all else that stands with it comes from the rows.

    Alternative text, height, the line of sources and the CSV are made from the rows drawn.

    Parameters
    ----------
    draw : callable
        A kind of chart of `kalstats.plots`, or another function that takes the rows and an
        ``Axes``; it is called twice, for a wide page and for a phone.
    rows : pandas.DataFrame
        What is drawn, with a column ``source`` or ``sources``, offered under the chart as CSV; or
        a quantity, for a ladder of its rival figures. On a page, the sources lead to the figures
        that a column ``figures`` or ``id`` names.
    title, subtitle : str
        The finding, in at most 15 words; and one sentence more, where it helps.
    alt : str
        What a sighted reader learns from the chart, in at most 250 characters; a kind of chart
        makes its own.
    **options
        What else the kind of chart takes.

    Raises
    ------
    ValueError
        If the title or the description is too long, or a description is missing; if there is
        nothing to draw.

    Examples
    --------
    In a notebook, ``show(plots.ladder, quantity(id="deported-wikipedia-93139"), title="…")``.
    """
    if isinstance(rows, kalstats.evidence.Quantity):
        rows = kalstats.plots.rungs(rows)
    if (words := len(title.split())) > LONGEST_TITLE:
        raise ValueError(f"title = {title!r}: {words} words, expected at most {LONGEST_TITLE}")
    if not len(rows):
        raise ValueError("rows has none: expected one at least to draw")
    describe = getattr(draw, "describe", lambda _: "")
    alt = alt or shorten(describe(rows), LONGEST_ALT, placeholder=" …")
    if len(alt.strip()) < SHORTEST_ALT:
        raise ValueError(f"alt = {alt!r}: expected a sentence that says what the chart shows")
    read = dict(sources_read(rows.to_dict("records")))
    keys = sorted({*kalstats.evidence.source_keys(rows), *getattr(draw, "credit", ())})
    high = getattr(draw, "inches", lambda *_: 3.6)
    sizes = (WIDE, high(rows, True)), (NARROW, high(rows, False))
    wide, narrow = (chart_svg(lambda ax: draw(rows, ax=ax, **options), at, alt) for at in sizes)
    given: dict[str, Any] = {"title": title, "subtitle": subtitle, "wide": wide, "narrow": narrow}
    given |= {"file": re.sub(r"\W+", "-", title.lower()).strip("-")[:60], "data": csv_of(rows)}
    given["sources"] = [link_of(key, read.get(key, "")) for key in keys]
    publish({"text/html": markup("figure", **given), "text/plain": alt}, alt=alt)


def _inert(cell: Any) -> Any:
    """Write a cell of a file: with the digits that mean something, and never as a formula."""
    if isinstance(cell, float):
        return "" if math.isnan(cell) else f"{cell:.6g}" if abs(cell) < 1e6 else f"{cell:.0f}"
    return f"'{cell}" if re.match(FORMULA, str(cell)) else cell


def csv_of(rows: Any) -> str:
    """Write numbers as CSV for an address, none of them a formula."""
    inert = rows.map(_inert).rename(columns=_inert)
    return in_address(inert.to_csv(index=False, lineterminator="\n"))


def bibliography(keys: Iterable[str], *, folded: bool = True) -> None:
    """Show the full citation of every source, each a target of `ref`; an assumption has none."""
    keys = sorted({*keys} - {kalstats.data.ASSUMED})  # following a mark opens the list
    given = {"rows": [*map(kalstats.data.source, keys)], "cite": kalstats.cite, "shown": unquote}
    page = markup("bibliography", folded=folded, **given) + glossary()
    publish({"text/html": page, "text/plain": ", ".join(keys)})
