"""Building pages and writing them, all or none."""

from __future__ import annotations

import json
import os
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import kalstats
from kalstats.report.inputs import Inputs, read_page
from kalstats.report.kernels import execute, processes
from kalstats.report.notebooks import BuildError
from kalstats.report.page import exporter, make_list, make_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Report = Callable[[str], object]

HALF = ".kalstats"  # a folder in that of the pages, for what is not yet whole


async def _build_all(
    names: list[str], inputs: Inputs, report: Report, progress: Report, strict: bool
) -> dict[str, str]:
    """Run and export notebooks, as many at once as there are processors, and one that waits."""
    import asyncio

    # every notebook's client would take interrupts for itself, and end its own kernel only
    asyncio.get_running_loop().add_signal_handler = lambda *_: None  # type: ignore[method-assign]
    write, gate = exporter()(), asyncio.Semaphore(1 + (os.cpu_count() or 1))
    running: dict[str, int] = {}

    async def one(name: str) -> tuple[str, str]:
        def seen(cell: int) -> None:
            running[name] = cell
            progress(", ".join(f"{name} cell {cell}" for name, cell in running.items()))

        path = inputs.paths[name]
        notebook = _fresh(inputs.notebook(name), path)
        async with gate:
            start = time.perf_counter()
            folders = [inputs.data, path.resolve().parent, path.resolve().parents[1], Path()]
            reads = await execute(path, notebook, folders, seen, strict=strict)
            del running[name]
        page = make_page(name, notebook, reads, inputs, write)
        inside = f"; inside it: {', '.join(reads.inside)}" if reads.inside else ""
        report(f"{name}: {time.perf_counter() - start:.1f} s{inside}")
        return f"{name}.html", page

    done = await asyncio.gather(*map(one, names), return_exceptions=True)
    failed = [result for result in done if isinstance(result, BaseException)]
    for error in failed:
        if not isinstance(error, BuildError):
            raise error
    if failed:
        raise BuildError("\n\n".join(dict.fromkeys(map(str, failed))))
    return dict(result for result in done if not isinstance(result, BaseException))


def _fresh(made: dict[str, Any], path: Path) -> Any:
    """Return a notebook as Jupyter has it, without what an earlier run has left in it."""
    from nbformat import ValidationError, v4, validate

    try:
        notebook = v4.reads(json.dumps(made))
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        validate(notebook)
    except (ValidationError, TypeError, AttributeError) as error:
        told = str(error).partition("\n")[0]
        raise BuildError(f"{path.name}: not a notebook: {told}") from error
    return notebook


@contextmanager
def _alone(folder: Path) -> Iterator[Path]:
    """Let one build write at a time, in a folder of its own; what a killed one left is removed."""
    handle, half = os.open(folder, os.O_RDONLY) if os.name == "posix" else None, folder / HALF
    try:
        if handle is not None:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        half.mkdir(exist_ok=True)
        yield half
    finally:
        for left in half.glob("*.half"):
            left.unlink()
        with suppress(OSError):
            half.rmdir()
        if handle is not None:
            os.close(handle)


def _write(half: Path, name: str, page: str) -> None:
    """Write a page beside its place and rename it, so that no half page is ever seen."""
    made = half / f"{name}.half"
    made.write_bytes(page.encode())
    made.replace(half.parent / name)


def build(
    names: Iterable[str],
    output: Path,
    report: Report = print,
    *,
    progress: Report = lambda _: None,
    force: bool = False,
    strict: bool = False,
) -> list[Path]:
    """Run notebooks and write their pages; nothing is written if one fails.

    Parameters
    ----------
    names : iterable of str
        Paths of notebooks or of folders; all of ``notebooks/`` if empty.
    output : Path
        Folder for the pages, made if it does not exist.
    report : callable
        Told a line for each notebook that is done.
    progress : callable
        Told which notebooks run, and in which cell, whenever one comes to its next.
    force : bool
        Run also the notebooks whose pages are current.
    strict : bool
        Take a warning for a failure.

    Returns
    -------
    list of Path
        The pages written.

    Raises
    ------
    BuildError
        Unknown notebook, output that cannot be written, or a cell that failed.
    """
    import asyncio

    inputs = Inputs(names, output)
    old = inputs.stale(strict)
    if not (old or force):
        return []
    stems = [path.stem for path in inputs.named]
    stems = [name for name in stems if force or f"{name}.html" in old]
    if stems:
        processes()  # they get ready while this one imports nbconvert
    kalstats.data.folder()  # say now, not in every notebook, if there are no data
    targets = [f"{name}.html" for name in stems] + ["index.html"] * inputs.listed
    try:
        place = next(path for path in (output, *output.absolute().parents) if path.exists())
        tempfile.TemporaryFile(dir=place).close()
    except OSError as error:
        raise BuildError(f"{output}: cannot write reports here: {error.strerror}") from error
    if blocked := [str(output / name) for name in targets if (output / name).is_dir()]:
        raise BuildError(f"{', '.join(blocked)}: a folder stands where a page is to be written")
    pages = asyncio.run(_build_all(stems, inputs, report, progress, strict)) if stems else {}
    _unchanged(inputs, stems)
    try:
        output.mkdir(parents=True, exist_ok=True)
        with _alone(output) as half:
            for name, page in pages.items():
                _write(half, name, page)
            if inputs.listed:
                kept = {name: read_page(output / f"{name}.html") for name in inputs.pages}
                _write(half, "index.html", make_list(kept, inputs, exporter()()))
    except OSError as error:
        raise BuildError(f"{output}: cannot write reports here: {error.strerror}") from error
    return [output / name for name in targets]


def _unchanged(inputs: Inputs, names: list[str]) -> None:
    """Refuse pages of notebooks that were changed while they ran."""
    for name in names:
        path = inputs.paths[name]
        content = path.read_bytes() if path.is_file() else b""
        if content != inputs.contents[path]:
            raise BuildError(f"{path.name}: changed while the page was made; run this again")
