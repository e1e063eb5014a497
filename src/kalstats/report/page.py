"""A notebook with its outputs becomes a page."""

from __future__ import annotations

import hashlib
import html
import re
from base64 import b64encode
from functools import cache
from typing import TYPE_CHECKING, Any

import kalstats
from kalstats.report.inputs import HERE, Inputs, seal, title_of
from kalstats.report.notes import CYRILLIC, mark_languages, own_glossary, ways_back
from kalstats.report.squeeze import short_classes, squeeze
from kalstats.report.words import ADDRESS, text_html

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def _code(source: str) -> str:
    """Mark comments, keywords and strings of Python, no more."""
    from pygments.lexers import PythonLexer
    from pygments.token import Comment, Keyword, String

    kinds = {"c": Comment, "k": Keyword, "s": String}
    lines = []
    for token, text in PythonLexer().get_tokens(source):
        kind = next((kind for kind, tokens in kinds.items() if token in tokens), None)
        marked = html.escape(text, quote=False)
        lines.append(f'<span class="{kind}">{marked}</span>' if kind else marked)
    return re.sub(r'</span><span class="s">', "", "".join(lines)).rstrip()


def _fonts() -> str:
    """Return the rules that put the typeface into the page itself."""
    faces = {weight: (HERE / "fonts" / f"KalstatsSans-{weight}.woff2") for weight in (400, 600)}
    return "".join(
        f'@font-face {{ font-family: "Kalstats Sans"; font-weight: {weight}; src: '
        f'url("data:font/woff2;base64,{b64encode(face.read_bytes()).decode()}") }}\n'
        for weight, face in faces.items()
    )


@cache
def exporter() -> Any:
    """Make the exporter when it is asked for: nbconvert takes long to import."""
    from latex2mathml.converter import convert
    from nbconvert.exporters import TemplateExporter
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
    from traitlets import default
    from traitlets.config import Config

    style = (HERE / "templates" / "kalstats" / "page.css").read_text("utf-8")
    style = re.sub(r"\s*\n\s*", "\n", _fonts() + style)

    def sealed(sheet: str) -> str:
        return b64encode(hashlib.sha256(sheet.encode()).digest()).decode()

    class Renderer(IPythonRenderer):
        def heading(self, text: str, level: int, **_: Any) -> str:
            slug = re.sub(r"\W+", "-", html.unescape(text).lower()).strip("-")
            return f'<h{level} id="{slug}">{text}</h{level}>\n'

        def image(self, text: str, url: str, title: str | None = None) -> str:  # noqa: ARG002
            return text

        def link(self, text: str, url: str, title: str | None = None) -> str:  # noqa: ARG002
            return (
                f'<a href="{html.escape(url)}">{text}</a>' if re.fullmatch(ADDRESS, url) else text
            )

        def text(self, text: str) -> str:
            return text_html(text)

        def block_math(self, body: str) -> str:
            return f'<span class="formula" tabindex="0">{convert(body, display="block")}</span>'

        def inline_math(self, body: str) -> str:
            return str(convert(body))

    def markdown(source: str) -> str:
        return str(MarkdownWithMath(renderer=Renderer(escape=True)).render(source))

    class ReportExporter(TemplateExporter):
        """Page without scripts and requests; raw HTML in Markdown comes out as text."""

        export_from_notebook = "kalstats report"
        output_mimetype = "text/html"

        @default("file_extension")
        def _ending(self) -> str:
            return ".html"

        @default("template_name")
        def _name(self) -> str:
            return "kalstats"

        @default("extra_template_basedirs")
        def _folders(self) -> list[str]:
            return [str(HERE / "templates")]

        @property
        def default_config(self) -> Any:
            shown = {"display_data_priority": ["text/html", "text/markdown", "text/plain"]}
            config = Config({"NbConvertBase": shown})
            config.merge(super().default_config)
            return config

        def default_filters(self) -> Iterator[tuple[str, Any]]:
            yield from super().default_filters()
            yield from {"markdown": markdown, "code": _code, "squeeze": squeeze}.items()

        def from_notebook_node(self, nb: Any, resources: Any = None, **kw: Any) -> Any:
            about = {"version": kalstats.__version__, "data": kalstats.data.package()}
            about |= {"style": style, "style_hash": sealed(style), **_summary(nb)}
            page, resources = super().from_notebook_node(nb, (resources or {}) | about, **kw)
            found = re.findall(r'<h2 id="(.*?)">(.*?)</h2>', page)
            listed = "".join(f'<li><a href="#{name}">{text}</a></li>' for name, text in found)
            page = page.replace("<!--contents-->", listed)
            page, rules = short_classes(mark_languages(ways_back(own_glossary(page))))
            sheet = style + rules + (resources.get("rules") or "")
            page = page.replace(sealed(style), sealed(sheet), 1).replace(style, sheet, 1)
            return f"{page}\n", resources

    return ReportExporter


def _summary(notebook: Any) -> dict[str, str]:
    """Return the title of a notebook, and what it is about.

    That is its answer, the first prose it computes; without one, what stands under the title.
    """
    answers = [
        (cell.id, output["data"]["text/markdown"])
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "text/markdown" in output.get("data", {})
    ]
    cell, answer = answers[0] if answers else ("", "")
    plain = re.sub(r"\(?\[([^]]*)\]\([^)]*\)\)?|[*_]{2}", r"\1", answer)
    begun = next((c.source for c in notebook.cells if c.cell_type == "markdown"), "")
    about = " ".join((plain or begun.partition("\n")[2] or begun).split())
    return {"title": title_of(notebook), "about": about, "answer_cell": cell}


def make_page(path: Path, notebook: Any, read: set[str], inputs: Inputs) -> str:
    """Turn an executed notebook into a page."""
    if re.search(CYRILLIC, str(notebook)):  # names.csv tells Kalmyk words from Russian ones
        read = {*read, "data/names.csv", "data/sources.csv"}
    known = sorted(name for name in read if name in inputs.files)
    about = {"inputs": "|".join(known), "fingerprint": inputs.fingerprint(path, known)}
    about |= inputs.neighbours(path)  # type: ignore[arg-type]
    return seal(exporter()().from_notebook_node(notebook, about)[0])
