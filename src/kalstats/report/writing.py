"""Building pages and writing them, all or none."""

import json
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import kalstats
from kalstats.report.inputs import Inputs
from kalstats.report.kernels import processes
from kalstats.report.notebooks import BuildError
from kalstats.report.page import exporter, make_list, make_page

Report = Callable[[str], object]
HALF = ".kalstats-half"  # the end of the name of a page that is not yet whole


async def _build_all(
    paths: list[Path], inputs: Inputs, report: Report, progress: Report, strict: bool
) -> dict[str, str]:
    """Run and export notebooks, as many at once as there are processors, and one that waits."""
    import asyncio

    from kalstats.report.running import execute

    # every notebook's client would take interrupts for itself, and end its own kernel only
    asyncio.get_running_loop().add_signal_handler = lambda *_: None  # type: ignore[method-assign]
    write, gate = exporter()(), asyncio.Semaphore(1 + (os.cpu_count() or 1))
    running, pages, failed = dict[str, int](), dict[str, str](), set[str]()

    async def one(path: Path) -> None:
        name, home = path.stem, path.resolve().parent
        folders = [inputs.data, home, home.parent, Path()]

        def seen(cell: int) -> None:
            running[name] = cell
            progress(", ".join(f"{name} cell {cell}" for name, cell in running.items()))

        try:
            async with gate:
                start, notebook = time.perf_counter(), _fresh(inputs.notebook(name), path)
                reads = await execute(path, notebook, folders, seen)
                del running[name]
            if strict and reads.warnings:
                raise BuildError("\n".join(dict.fromkeys(reads.warnings)))
            pages[f"{name}.html"], files = make_page(name, notebook, reads, inputs, write)
            inside = "; inside it: " * bool(files) + ", ".join(path.name for path in files)
            report(f"{name}: {time.perf_counter() - start:.1f} s{inside}")
        except BuildError as error:
            failed.add(str(error))

    await asyncio.gather(*map(one, paths))
    if failed:
        raise BuildError("\n\n".join(sorted(failed)))
    return pages


def _fresh(made: dict[str, Any], path: Path) -> Any:
    """Return a notebook as Jupyter has it."""
    from nbformat import ValidationError, v4, validate

    try:
        validate(notebook := v4.reads(json.dumps(made)))
    except (ValidationError, TypeError, AttributeError) as error:
        told = str(error).partition("\n")[0]
        raise BuildError(f"{path.name}: not a notebook: {told}") from error
    return notebook


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one build write at a time; what a killed one left is removed."""
    handle = os.open(folder, os.O_RDONLY) if os.name == "posix" else None
    try:
        if handle is not None:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        for left in folder.glob(f".*{HALF}"):
            left.unlink()
        if handle is not None:
            os.close(handle)


def _write(path: Path, page: str) -> None:
    """Write a page beside its place and rename it, so that no half page is ever seen."""
    half = path.with_name(f".{path.name}{HALF}")
    half.write_bytes(page.encode())
    half.replace(path)


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
    stems = [p.stem for p in inputs.named if force or f"{p.stem}.html" in old]
    if stems:
        processes()  # they get ready while this one imports nbconvert
    kalstats.data.folder()  # say now, not in every notebook, if there are no data
    targets = [output / f"{name}.html" for name in stems] + [output / "index.html"] * inputs.listed
    try:
        place = next(path for path in (output, *output.absolute().parents) if path.exists())
        tempfile.TemporaryFile(dir=place).close()
    except OSError as error:
        raise BuildError(f"{output}: cannot write reports here: {error.strerror}") from error
    if blocked := [str(path) for path in targets if path.is_dir()]:
        raise BuildError(f"{', '.join(blocked)}: a folder stands where a page is to be written")
    paths = [inputs.paths[name] for name in stems]
    paths.sort(key=lambda path: -len(inputs.contents.get(path, b"")))  # the longest takes longest
    pages = asyncio.run(_build_all(paths, inputs, report, progress, strict)) if paths else {}
    for path in paths:
        if not path.is_file() or path.read_bytes() != inputs.contents[path]:
            raise BuildError(f"{path.name}: changed while the page was made; run this again")
    try:
        output.mkdir(parents=True, exist_ok=True)
        with _alone(output):
            for name, page in pages.items():
                _write(output / name, page)
            if inputs.listed:
                _write(output / "index.html", make_list(inputs.kept(), inputs, exporter()()))
    except OSError as error:
        raise BuildError(f"{output}: cannot write reports here: {error.strerror}") from error
    return targets
