"""Which pages are current: fingerprints of all that a page is made of."""

from __future__ import annotations

import hashlib
import html
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import kalstats

if TYPE_CHECKING:
    from collections.abc import Iterable

HERE = Path(__file__).parents[1]  # of the package


class BuildError(Exception):
    """A report cannot be built; the message says which, where and why."""


def title_of(notebook: Any) -> str:
    """Return the title of a notebook: its first heading."""
    cells = (c for c in notebook["cells"] if c["cell_type"] == "markdown")
    lines = "".join(next(cells, {"source": "Report"})["source"]).strip().splitlines()
    return lines[0].lstrip("# ") if lines else "Report"


class Inputs:
    """Everything that pages are made of, as it was at one moment: the hash of each file."""

    def __init__(self, notebooks: Path) -> None:
        self.notebooks = notebooks
        self.paths = sorted(notebooks.glob("*.ipynb"))
        places = [HERE / "_data", HERE.parents[1] / "data"]
        found = [place for place in places if place.is_dir()]
        self.data = found[0] if found else kalstats.data.folder()  # which says that there is none
        library = [*HERE.rglob("*.py"), *HERE.glob("templates/*/*"), *HERE.glob("fonts/*")]
        self.library = {str(path.relative_to(HERE)): self._hash(path) for path in sorted(library)}
        self.files = {
            f"{folder.name}/{path.name}": self._hash(path)
            for folder in (self.data, notebooks)
            for path in sorted(folder.iterdir() if folder.is_dir() else [])
            if path.is_file()
        }

    @staticmethod
    def _hash(path: Path) -> str:
        return hashlib.sha256(path.read_bytes()).hexdigest()

    def neighbours(self, path: Path) -> dict[str, tuple[str, str]]:
        """Return name and title of the reports before and after one."""
        place = self.paths.index(path)
        before, after = self.paths[max(place - 1, 0) : place], self.paths[place + 1 : place + 2]
        return {
            which: (f"{near.stem}.html", title_of(json.loads(near.read_text("utf-8"))))
            for which, found in (("previous", before), ("next", after))
            for near in found
        }

    def fingerprint(self, path: Path, read: Iterable[str]) -> str:
        """Hash what a page depends on: library, template, its notebook and the files it read."""
        own = {name: self.files[name] for name in {*read, f"{self.notebooks.name}/{path.name}"}}
        parts = [self.library, own, self.neighbours(path)]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def front(self, pages: dict[str, str]) -> str:
        """Hash what the first page depends on: library, template and the other pages."""
        parts = [self.library, {name: _sealed(page) for name, page in pages.items()}]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def current(self, path: Path, page: str) -> bool:
        """Tell whether a page is whole and was made of these inputs."""
        read = re.search(r'<meta name="inputs" content="(.*?)">', page)
        try:
            made = self.fingerprint(path, html.unescape(read[1]).split("|")) if read else ""
        except (KeyError, ValueError):  # a file it read is gone, a neighbour is no notebook
            return False
        return _fingerprint(page) == made and is_whole(page)


def _fingerprint(page: str) -> str:
    found = re.search(r'<meta name="fingerprint" content="(\w+)">', page)
    return found[1] if found else "none"


def _sealed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def is_whole(page: str) -> bool:
    """Tell whether a page still ends with the hash of all that stands before."""
    body, _, end = page.rpartition("<!--")
    return end == f"{_sealed(body)}-->\n"


def seal(page: str) -> str:
    """Append a hash of the page, so that one cut short can be told."""
    return f"{page}<!--{_sealed(page)}-->\n"


def read_page(path: Path) -> str:
    """Return the text of a page, "" if there is none."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def stale(names: Iterable[str], output: Path, notebooks: Path = Path("notebooks")) -> list[str]:
    """Return the pages that are missing, damaged or made of other inputs, without making them.

    Parameters
    ----------
    names : iterable of str
        Notebooks in ``notebooks/``; all if empty.
    output : Path
        Folder of the pages.

    Returns
    -------
    list of str
        Names of pages, ``"index.html"`` last.
    """
    inputs = Inputs(notebooks)
    kept = {f"{path.stem}.html": read_page(output / f"{path.stem}.html") for path in inputs.paths}
    old = [
        f"{path.stem}.html"
        for path in find(names, notebooks)
        if not inputs.current(path, kept[f"{path.stem}.html"])
    ]
    front = read_page(output / "index.html")
    pages = {name: page for name, page in kept.items() if page}
    whole = is_whole(front) and _fingerprint(front) == inputs.front(pages)
    return old if whole and not old else [*old, "index.html"]


def find(names: Iterable[str], folder: Path) -> list[Path]:
    """Return the notebooks named, or all; a name may omit its ending."""
    known = {path.stem: path for path in sorted(folder.glob("*.ipynb"))}
    if not known:
        raise BuildError(f"{folder}: no notebooks here; run kalstats report in the repository")
    chosen = [Path(name).name.removesuffix(".ipynb") for name in names]
    if unknown := [name for name in chosen if name not in known]:
        listed = ", ".join(known)
        raise BuildError(f"unknown notebook {', '.join(unknown)}; expected some of {listed}")
    return [known[name] for name in chosen or known]
