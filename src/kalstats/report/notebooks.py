"""Finding notebooks by path and reading each of them once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

FORMAT = 4  # of notebooks that can be read
MEANT = "raises-exception"  # the tag of a cell whose error is shown
SAID = {"site": str, "about": list, "licence": str, "language": str}  # in metadata.kalstats


class BuildError(Exception):
    """A report cannot be built; the message says which, where and why."""


def title_of(notebook: Any, name: str = "Report") -> str:
    """Return the title of a notebook: its first heading."""
    cells = (c for c in notebook["cells"] if c["cell_type"] == "markdown")
    lines = "".join(next(cells, {"source": name})["source"]).strip().splitlines()
    return lines[0].lstrip("# ") if lines else name


def parse(content: bytes, path: Path) -> dict[str, Any]:
    """Read a notebook of Python in the format of today, or say what else it is."""
    if not content.strip():
        raise BuildError(f"{path.name}: not a notebook: the file is empty")
    try:
        made = json.loads(content)
    except json.JSONDecodeError as error:
        told = f"no JSON at line {error.lineno}, column {error.colno}"
        raise BuildError(f"{path.name}: not a notebook: {told}") from error
    except UnicodeDecodeError as error:
        raise BuildError(f"{path.name}: not a notebook: {error}") from error
    if not isinstance(made, dict) or not isinstance(made.get("nbformat"), int):
        raise BuildError(f"{path.name}: not a notebook: it names no nbformat")
    if made["nbformat"] != FORMAT:
        told = f"a notebook of format {made['nbformat']}, expected {FORMAT}"
        raise BuildError(f"{path.name}: {told}; open it in Jupyter and save it")
    if not isinstance(made.get("cells"), list) or not made["cells"]:
        raise BuildError(f"{path.name}: a notebook without cells")
    about = made.get("metadata") or {}
    kernel, written = about.get("kernelspec") or {}, about.get("language_info") or {}
    language = str(kernel.get("language") or written.get("name") or "python")
    if language.lower() not in {"python", "ipython"}:
        raise BuildError(f"{path.name}: a notebook of {language}, expected one of Python")
    return _named(made, path)


def _named(made: dict[str, Any], path: Path) -> dict[str, Any]:
    """Give cells a name that lasts where they have none, and check what is said of the page."""
    seen = set[str]()
    for place, cell in enumerate(made["cells"], 1):
        if not isinstance(cell, dict) or "cell_type" not in cell or "source" not in cell:
            raise BuildError(f"{path.name}, cell {place}: not a cell of a notebook")
        name = str(cell.get("id", ""))
        cell["id"] = name if name and name not in seen else f"cell-{place}"
        seen.add(cell["id"])
    made["nbformat_minor"] = max(5, made.get("nbformat_minor", 5))
    for name, value in said(made).items():
        if name in SAID and not isinstance(value, SAID[name]):
            expected = "a list of paragraphs" if SAID[name] is list else "text"
            raise BuildError(f"{path.name}: metadata.kalstats.{name} = {value!r}: {expected}")
    return made


def said(notebook: dict[str, Any]) -> dict[str, Any]:
    """Return what a notebook says of its page: site, about, licence, language."""
    given = (notebook.get("metadata") or {}).get("kalstats")
    return given if isinstance(given, dict) else {}


def _in(folder: Path) -> list[Path]:
    return sorted(p for p in folder.glob("*.ipynb") if not p.name.startswith("."))


def find(names: Iterable[str]) -> list[Path]:
    """Return the notebooks at paths, of files or folders; by default those in ``notebooks/``.

    A bare name that is no file here is looked for in ``notebooks/``; the ending may be left out.
    """
    home = Path("notebooks") if Path("notebooks").is_dir() else Path()
    found: dict[str, Path] = {}
    for name in list(names) or [str(home)]:
        for path in _at(Path(name), home):
            other = found.setdefault(path.stem, path)
            if other.resolve() != path.resolve():
                told = "a page can have only one of them"
                raise BuildError(f"two notebooks of one name, {other} and {path}: {told}")
    return list(found.values())


def _at(path: Path, home: Path) -> list[Path]:
    """Return the notebooks that a path names, one at least."""
    if path.is_dir() and path.suffix != ".ipynb":
        if found := _in(path):
            return found
        raise BuildError(f"{path}: no notebooks here; name some, or a folder that has them")
    bare = [home / path.name, home / f"{path.name}.ipynb"] if path.parent == Path() else []
    for tried in (path, path.with_name(f"{path.name}.ipynb"), *bare):
        if tried.suffix == ".ipynb" and tried.exists():
            return [tried]
    if path.exists():
        raise BuildError(f"{path}: not a notebook: expected a name that ends in .ipynb")
    known = ", ".join(one.stem for one in _in(home))
    here = f"; in {home} there are {known}" if known and bare else ""
    raise BuildError(f"unknown notebook {path}: expected a file or a folder{here}")


def around(paths: Iterable[Path]) -> dict[str, Path]:
    """Return notebooks and those that stand beside them, by name."""
    named = {path.stem: path for path in paths}
    beside = [one for folder in {p.parent: 1 for p in named.values()} for one in _in(folder)]
    return dict(sorted(({path.stem: path for path in reversed(beside)} | named).items()))
