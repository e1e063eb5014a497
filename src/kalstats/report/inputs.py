"""Which pages are current: fingerprints of all that a page is made of."""

import hashlib
import html
import json
import os
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from kalstats.report.notebooks import BuildError, around, find, parse, said, title_of

HERE = Path(__file__).parents[1]  # of the package
UNREAD = {"_data", "__pycache__"}  # folders of it that concern only the pages that read there


def signature(path: Path) -> tuple[int, ...]:
    """Return what changes whenever a file does, also where its content changes back."""
    stat = path.stat()
    return stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class Reads:
    """What was told while a notebook ran: files it read, warnings, failures."""

    def __init__(self, path: Path) -> None:
        self.path, self.cell = path, 0
        self.files: dict[Path, Any] = {}
        self.failures, self.warnings = list[str](), list[str]()

    def wrong(self, told: str) -> BuildError:
        """Return an error that names the notebook and the cell."""
        return BuildError(f"{self.path.name}, cell {self.cell}: {told}")

    def take(self, told: Iterable[tuple[str, str, Any]], meant: bool) -> None:
        """Note what the kernel told at the end of a cell; an error can be meant there."""
        for kind, text, mark in told:
            if kind == "read":
                self.files.setdefault(Path(text), mark)
            elif kind == "warned":
                self.warnings.append(str(self.wrong(text)))
            elif not meant:
                self.failures.append(str(self.wrong(text)))

    def hashes(self) -> Iterator[tuple[Path, str]]:
        """Yield the files and the hash of each, which is the hash of what was read."""
        for path, mark in self.files.items():
            content = path.read_bytes() if path.is_file() else None
            if content is None or signature(path) != mark:
                told = "changed while the page was made; run this again"
                raise BuildError(f"{self.path.name}: {path.name} {told}")
            yield path, _hash(content)


class Inputs:
    """Notebooks and pages as they were at one moment; each notebook is read once."""

    def __init__(self, names: Iterable[str], output: Path) -> None:
        self.output, self.named = output, find(names)
        self.paths = around(self.named)
        shipped = HERE / "_data"
        self.data = shipped if shipped.is_dir() else HERE.parents[1] / "data"
        library = [p for p in HERE.rglob("*.*") if p.is_file() and not UNREAD & {*p.parts}]
        self.library = {str(path.relative_to(HERE)): _hash(path.read_bytes()) for path in library}
        self.contents: dict[Path, bytes] = {}
        self.pages = {
            name: f"{quote(name)}.html"
            for name, path in self.paths.items()
            if path in self.named or _told(read_page(output / f"{name}.html"), "fingerprint")
        }
        self.listed = "index" not in self.paths and len(self.pages) > 1  # a list of our own
        self.notebook = cache(self._notebook)
        self.hash_of = cache(lambda path: _hash(path.read_bytes()))

    def _notebook(self, name: str) -> dict[str, Any]:
        path = self.paths[name]
        try:
            self.contents[path] = path.read_bytes()
        except OSError as error:
            raise BuildError(f"{path}: cannot be read: {error.strerror}") from error
        return parse(self.contents[path], path)

    def said(self, name: str) -> dict[str, Any]:
        """Return what the index of its folder and a notebook itself say of its page."""
        folder, index = self.paths[name].parent, self.paths.get("index")
        general: dict[str, Any] = {"site": folder.resolve().name} if self.listed else {}
        if index and index.parent == folder:
            general = {"site": title_of(self.notebook("index")), **said(self.notebook("index"))}
        return general | said(self.notebook(name))

    def around(self, name: str) -> dict[str, Any]:
        """Return what leads from one report to others: the first page, neighbours, or all."""
        order = [one for one in self.pages if one != "index"]
        titled = [(self.pages[one], title_of(self.notebook(one), one)) for one in order]
        given: dict[str, Any] = {"figures": "figures" in self.pages}
        if name == "index":
            listed = [{"name": name, "title": title} for name, title in titled]
            return given | {"front": True, "more": True, "entries": listed}
        place, home = order.index(name), self.listed or "index" in self.pages
        near = {"previous": titled[:place][-1:], "next": titled[place + 1 :][:1]}
        return given | {"home": home} | near

    def locate(self, name: str, place: str) -> Path:
        """Return the file that a page calls by this name."""
        if place.startswith("./"):
            return self.paths[name].parent / place
        return self.data / place.removeprefix("data/")

    def called(self, name: str, path: Path) -> str:
        """Return how a page calls a file: no name holds where this machine keeps it."""
        if path.parent == self.data.resolve():
            return f"data/{path.name}"
        return f"./{os.path.relpath(path, self.paths[name].parent.resolve())}"

    def fingerprint(self, name: str, hashes: dict[str, str]) -> str:
        """Hash what a page depends on: library, template, its notebook and the files it read."""
        self.notebook(name)
        own = _hash(self.contents[self.paths[name]])
        parts = [self.library, own, hashes, self.said(name), self.around(name)]
        return _hash(json.dumps(parts, sort_keys=True).encode())

    def front(self, pages: dict[str, str]) -> str:
        """Hash what a list of reports depends on: library, template, and what it takes of them."""
        folder = self.named[0].resolve().parent.name
        return _hash(json.dumps([self.library, folder, entries(pages)], sort_keys=True).encode())

    def current(self, name: str, strict: bool = False) -> bool:
        """Tell whether a page is whole, was made of these inputs, and if asked of no warnings."""
        page = read_page(self.output / f"{name}.html")
        named = [unquote(one) for one in _told(page, "inputs").split("|") if one]
        try:
            made = self.fingerprint(name, {n: self.hash_of(self.locate(name, n)) for n in named})
        except (OSError, BuildError):  # a file it read is gone, a neighbour is no notebook
            return False
        warned = strict and _told(page, "warnings")
        return _told(page, "fingerprint") == made and not warned and is_whole(page)

    def stale(self, strict: bool = False) -> list[str]:
        """Return the pages of the named notebooks that are not current, a list of ours last."""
        names = [path.stem for path in self.named]
        old = [f"{name}.html" for name in names if not self.current(name, strict)]
        if not self.listed:
            return old
        front = read_page(self.output / "index.html")
        made = _told(front, "fingerprint") == self.front(self.kept()) and is_whole(front)
        return old if made and not old else [*old, "index.html"]

    def kept(self) -> dict[str, str]:
        """Return the pages as they stand now."""
        return {name: read_page(self.output / f"{name}.html") for name in self.pages}


def entries(pages: dict[str, str]) -> list[dict[str, str]]:
    """Take name, title and first sentence out of pages."""
    made = []
    for name, page in pages.items():
        title = re.search(r"<title>(.*?)</title>", page)
        first = re.split(r"(?<=[.?!])\s", _told(page, "description"), maxsplit=1)[0]
        told = html.unescape(title[1]) if title else name
        made.append({"name": f"{quote(name)}.html", "title": told, "first": first})
    return made


def _told(page: str, name: str) -> str:
    """Return what a page says of itself for programs, "" if nothing."""
    found = re.search(f'<meta name="{name}" content="(.*?)">', page)
    return html.unescape(found[1]) if found else ""


def is_whole(page: str) -> bool:
    """Tell whether a page still ends with the hash of all that stands before."""
    body, _, end = page.rpartition("<!--")
    return end == f"{_hash(body.encode())}-->\n"


def seal(page: str) -> str:
    """Append a hash of the page, so that one cut short can be told."""
    return f"{page}<!--{_hash(page.encode())}-->\n"


def read_page(path: Path) -> str:
    """Return the text of a page, "" if there is none."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def stale(names: Iterable[str], output: Path, *, strict: bool = False) -> list[str]:
    """Return the pages that are missing, damaged or made of other inputs, without making them.

    Parameters
    ----------
    names : iterable of str
        Paths of notebooks or of folders; all of ``notebooks/`` if empty.
    output : Path
        Folder of the pages.
    strict : bool
        Also those on which warnings stand.

    Returns
    -------
    list of str
        Names of pages, that of a list of them, ``"index.html"``, last.
    """
    return Inputs(names, output).stale(strict)
