"""Text, links and marks as HTML: what prose, charts and tables have in common."""

import html
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

ADDRESS = (  # of a link; the page of figures keeps a search in its address
    r"https?://[^\s\"'<>]+|[\w.-]*\.html(#[\w.,%?=&+-]*)?|#[\w.%-]+(\?[\w.%=&+-]*)?"
)
TEMPLATES = Path(__file__).parents[1] / "templates" / "kalstats"
MARKED = r'\[((?:\\.|[^\]\\])*)\]\(#(source-[^)\s]+)(?: "([^"]*)")?\)'  # as `ref` writes a source


def text_html(value: Any) -> str:
    """Escape text; what runs from right to left is kept from turning its surroundings."""
    text = html.escape(str(value))
    turned = any(unicodedata.bidirectional(c) in {"R", "AL", "RLE", "RLO", "RLI"} for c in text)
    return f"<bdi>{text}</bdi>" if turned else text


def link_html(text: Any, address: str, figures: str = "") -> str:
    """Link text to a page of ours or of the web; any other address stays unlinked."""
    title = f' title="{html.escape(figures)}"' if figures else ""
    link = f'<a href="{html.escape(address)}"{title}>{text_html(text)}</a>'
    return link if re.fullmatch(ADDRESS, address) else text_html(text)


def mark_html(ref: str) -> str:
    """Write the mark of a source, which is Markdown, as HTML."""

    def link(mark: re.Match[str]) -> str:
        title = f' title="{mark[3]}"' if mark[3] else ""
        label = re.sub(r"\\(.)", r"\1", mark[1])
        return f'<a href="#{mark[2]}"{title}>{label}</a>'

    return re.sub(MARKED, link, html.escape(ref, quote=False))


def in_address(content: str | bytes) -> str:
    """Write a file of text so that it can stand in the address of a link that saves it."""
    return quote(content, safe=" /,;:=()+*!@|?$[]{}")


@cache
def templates() -> Any:
    """Return the templates; what is filled into them is escaped, if no filter writes HTML."""
    from jinja2 import Environment, FileSystemLoader
    from markupsafe import Markup

    shape: dict[str, Any] = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    around = Environment(loader=FileSystemLoader(TEMPLATES), **shape)
    around.filters["words"] = lambda text: Markup(text_html(text))
    around.globals["link"] = lambda *told: Markup(link_html(*told))
    return around


def markup(macro: str, **given: Any) -> str:
    """Fill in one of the pieces that a cell shows; text in it is escaped."""
    pieces = templates().get_template("shown.html.j2").module
    return str(getattr(pieces, macro)(**given)).strip()
