"""Text, links and marks as HTML: what prose, charts and tables have in common."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

ADDRESS = r"https?://[^\s\"'<>]+|[\w.-]*\.html(#[\w.%-]+)?|#[\w.%-]+(\?[\w.%=&+-]*)?"  # of a link
TEMPLATES = Path(__file__).parents[1] / "templates" / "kalstats"
MARKED = r'\[((?:\\.|[^\]\\])*)\]\(#(source-[^)\s]+)(?: "([^"]*)")?\)'  # as `ref` writes a source


def text_html(value: Any) -> str:
    """Escape text; what runs from right to left is kept from turning its surroundings."""
    text = html.escape(str(value))
    turned = any(unicodedata.bidirectional(c) in {"R", "AL", "RLE", "RLO", "RLI"} for c in text)
    return f"<bdi>{text}</bdi>" if turned else text


def link_html(text: Any, address: str) -> str:
    """Link text to a page of ours or of the web; any other address stays unlinked."""
    safe = re.fullmatch(ADDRESS, address)
    return f'<a href="{html.escape(address)}">{text_html(text)}</a>' if safe else text_html(text)


def mark_html(ref: str) -> str:
    """Write the mark of a source, which is Markdown, as HTML."""

    def link(mark: re.Match[str]) -> str:
        title = f' title="{mark[3]}"' if mark[3] else ""
        label = re.sub(r"\\(.)", r"\1", mark[1])
        return f'<a href="#{mark[2]}"{title}>{label}</a>'

    return re.sub(MARKED, link, html.escape(ref, quote=False))


@cache
def _macros() -> Any:
    from jinja2 import Environment, FileSystemLoader
    from markupsafe import Markup

    around = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    around.filters["words"] = lambda text: Markup(text_html(text))
    around.globals["link"] = lambda text, address: Markup(link_html(text, address))
    return around.get_template("shown.html.j2").module


def markup(macro: str, **given: Any) -> str:
    """Fill in one of the pieces that a cell shows; text in it is escaped."""
    return str(getattr(_macros(), macro)(**given)).strip()
