"""Markdown of a cell becomes HTML: links lead somewhere, pictures are inside, formulas MathML."""

import html
import re
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote, unquote

from kalstats.report.cleaning import ADDRESS, clean, in_address, text_html, visible
from kalstats.report.inputs import Reads, signature

LARGEST = 5_000_000  # bytes of a file that is put inside a page
KINDS = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".svg": "image/svg+xml"}
NAMED = r"(?![a-z]+:|[\\/]{2})[^\"'>]+?\.(?:png|jpe?g|svg)"  # a picture beside the notebook
PICTURE = rf"(?i)<img\b[^>]*?\ssrc=[\"']?({NAMED})\b[^>]*>"
SIGNS = {"<": "\ue000", ">": "\ue001", "&": "\ue002"}  # what latex2mathml leaves as markup


class Place(Reads):
    """Where text of a page stands: its notebook and cell, and the files beside it."""

    def __init__(self, path: Path, pages: Mapping[str, str]) -> None:
        super().__init__(path)
        self.pages, self.attachments = pages, dict[str, dict[str, str]]()

    def of(self, cell: Any) -> Self:
        """Go to a cell, numbered by `checked`."""
        self.cell = cell.get("metadata", {}).get("place", 0)
        self.attachments = cell.get("attachments", {})
        return self

    def _at(self, address: str) -> Path:
        return (self.path.parent / unquote(address.partition("#")[0])).resolve()

    def _read(self, address: str) -> bytes:
        """Return the content of a file that is put inside the page."""
        path = self._at(address)
        try:
            mark, content = signature(path), path.read_bytes()
        except (OSError, ValueError) as error:
            raise self.wrong(f"{address}: no file that could be put inside the page") from error
        if len(content) > LARGEST:
            raise self.wrong(f"{address}: {len(content):,} bytes, at most {LARGEST:,} go in a page")
        self.files.setdefault(path, mark)
        return content

    def picture(self, address: str, words: str) -> str:
        """Put a picture inside the page."""
        if address.startswith("attachment:"):
            given = self.attachments.get(unquote(address.removeprefix("attachment:")), {})
            kind = next((kind for kind in KINDS.values() if kind in given), "")
            content = "".join(given.get(kind, ""))
        else:
            content = b64encode(self._read(address)).decode()
            kind = KINDS.get(self._at(address).suffix.lower(), "")
        if not kind:
            raise self.wrong(f"{address}: expected a picture in one of {', '.join(KINDS)}")
        told = html.unescape(re.sub(r"<[^>]*>", "", words)).strip()
        if not told:
            raise self.wrong(f"{address}: a picture without alternative text")
        return picture_html(kind, content, told)

    def inside(self, page: str) -> str:
        """Put pictures of files, which HTML names, inside it."""

        def put(found: re.Match[str]) -> str:
            alt = re.search(r"\balt=([\"'])(.*?)\1", found[0])
            return self.picture(html.unescape(found[1]), alt[2] if alt else "")

        return re.sub(PICTURE, put, page)

    def link(self, text: str, address: str) -> str:
        """Link to a page, to another notebook's page, or to a file put inside the page."""
        if re.fullmatch(ADDRESS, address):
            return f'<a href="{html.escape(address)}">{text}</a>'
        if re.match(r"(?i)[a-z][a-z0-9+.-]*:|[\\/]{2}|$", address):
            return text  # of no kind that leads from one page to another
        path, (name, _, part) = self._at(address), address.partition("#")
        if path.suffix == ".ipynb":
            if not path.is_file():
                raise self.wrong(f"{name}: there is no such notebook to link to")
            page = self.pages.get(path.stem, f"{quote(path.stem)}.html")
            return f'<a href="{page}{"#" + quote(part) if part else ""}">{text}</a>'
        content = self._read(address)  # a page is one file, and gives away what it speaks of
        data = f"application/octet-stream;base64,{b64encode(content).decode()}"
        data = f"text/csv;charset=utf-8,{in_address(content)}" if path.suffix == ".csv" else data
        return f'<a download="{html.escape(path.name)}" href="data:{data}">{text}</a>'


def picture_html(kind: str, given: str, words: str) -> str:
    """Write a picture that is inside the page."""
    inside = f",{quote(given, safe='')}" if "<svg" in given else f";base64,{''.join(given.split())}"
    return f'<img src="data:{kind}{inside}" alt="{html.escape(words)}">'


def text_markdown(text: str) -> str:
    r"""Write text so that Markdown leaves it as it is.

    >>> print(text_markdown("[a] $1$ *b*"))
    \[a\] \$1\$ \*b\*
    """
    return re.sub(r"([\\`*_{}\[\]()<>#+!|$~&-])", r"\\\1", text)


def _formula(body: str, display: str, place: Place) -> str:
    """Write a formula as MathML; signs of markup in it stay signs."""
    from latex2mathml.converter import convert

    inside = re.sub(r"[<>]|&(?=#?\w+;)", lambda c: SIGNS[c[0]], body)
    try:
        made = str(convert(inside, display=display))
    except Exception as error:
        raise place.wrong(f"formula {body!r} cannot be read: {error!r}") from error
    for sign, stands in SIGNS.items():
        sign = html.escape(sign)
        made = made.replace(f"<mi>{stands}</mi>", f"<mo>{sign}</mo>").replace(stands, sign)
    return made


@cache
def _renderer() -> Any:
    from mistune import HTMLRenderer

    class Renderer(HTMLRenderer):
        place: Place

        def heading(self, text: str, level: int, **_: Any) -> str:
            slug = re.sub(r"\W+", "-", html.unescape(text).lower()).strip("-")
            return f'<h{level} id="{slug}">{text}</h{level}>\n'

        def image(self, text: str, url: str, title: str | None = None) -> str:  # noqa: ARG002
            if re.match(r"(?i)https?:", url):
                raise self.place.wrong(f"{url}: a page loads nothing; save the picture beside it")
            leads = re.match(r"(?i)(?!attachment:)[a-z][a-z0-9+.-]*:|[\\/]{2}", url)
            return text if leads else self.place.picture(url, text)

        def link(self, text: str, url: str, title: str | None = None) -> str:
            told = f'" title="{html.escape(title)}">' if title else '">'
            return self.place.link(text, url).replace('">', told, 1)

        def text(self, text: str) -> str:
            return text_html(text)

        def inline_math(self, body: str) -> str:
            return _formula(body, "inline", self.place)

        def block_math(self, body: str) -> str:
            made = _formula(body, "block", self.place)
            return f'<span class="formula" tabindex="0">{made}</span>'

        def latex_environment(self, name: str, body: str) -> str:
            return self.block_math(f"\\begin{{{name}}}{body}\\end{{{name}}}")

    return Renderer


def markdown(source: str, place: Place) -> str:
    """Turn the Markdown of a cell into HTML; HTML in it comes out as text."""
    from nbconvert.filters.markdown_mistune import MarkdownWithMath

    renderer = _renderer()(escape=True)
    renderer.place = place
    try:
        return clean(MarkdownWithMath(renderer=renderer).render(visible(source)))
    except RecursionError as error:
        raise place.wrong("Markdown nested too deep") from error


def plain(text: str, *, paths: bool = True) -> str:
    """Return what a terminal shows as text: no colours, and if asked no places of a machine."""
    from nbconvert.filters import strip_ansi

    text = re.sub(r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)", "", text)  # titles and links of a terminal
    lines = strip_ansi(text).split("\n")
    text = visible("\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines))
    place = r"(?:[A-Za-z]:)?(?:[\\/][^\s\\/:'\"<>]+)+[\\/](?=\S)"
    return text if paths else re.sub(place, "", text)
