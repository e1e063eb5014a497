"""Finding notebooks by path and reading each of them once."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

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
    try:
        made = json.loads(content)
    except ValueError as error:
        told = f"no JSON: {error}" if content.strip() else "the file is empty"
        raise BuildError(f"{path.name}: not a notebook: {told}") from error
    if not isinstance(made, dict) or not isinstance(made.get("nbformat"), int):
        told = "not a notebook: it names no nbformat"
    elif made["nbformat"] != FORMAT:
        told = f"a notebook of format {made['nbformat']}, expected {FORMAT}; save it in Jupyter"
    elif not isinstance(made.get("cells"), list) or not made["cells"]:
        told = "a notebook without cells"
    elif (language := _language(made.get("metadata") or {})).lower() not in {"python", "ipython"}:
        told = f"a notebook of {language}, expected one of Python"
    else:
        return _named(made, path)
    raise BuildError(f"{path.name}: {told}")


def _language(about: dict[str, Any]) -> str:
    kernel, written = about.get("kernelspec") or {}, about.get("language_info") or {}
    return str(kernel.get("language") or written.get("name") or "python")


def _named(made: dict[str, Any], path: Path) -> dict[str, Any]:
    """Give cells a name that lasts where they have none, and check what is said of the page."""
    seen = set[str]()
    for place, cell in enumerate(made["cells"], 1):
        if not isinstance(cell, dict) or not cell.keys() >= {"cell_type", "source"}:
            raise BuildError(f"{path.name}, cell {place}: not a cell of a notebook")
        name = str(cell.get("id", ""))
        cell["id"] = name if name and name not in seen else f"cell-{place}"
        seen.add(cell["id"])
        if cell["cell_type"] == "code":  # what an earlier run has left in it
            cell |= {"outputs": [], "execution_count": None}
    made["nbformat_minor"] = max(5, made.get("nbformat_minor", 5))
    for name, kind in SAID.items():
        if not isinstance(value := said(made).get(name, kind()), kind):
            expected = "a list of paragraphs" if kind is list else "text"
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
    for path in (path for name in list(names) or [str(home)] for path in _at(Path(name), home)):
        if (other := found.setdefault(path.stem, path)).resolve() != path.resolve():
            raise BuildError(f"two notebooks of one name, {other} and {path}: expected one")
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


def around(named: list[Path]) -> dict[str, Path]:
    """Return notebooks and those that stand beside them, by name; those named come first."""
    folders = dict.fromkeys(path.parent for path in named)
    found = [*named, *(path for folder in folders for path in _in(folder))]
    return dict(sorted({path.stem: path for path in reversed(found)}.items()))
