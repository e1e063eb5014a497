"""Building pages and writing them, all or none."""

from __future__ import annotations

import os
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import kalstats
from kalstats.report.front import front_page
from kalstats.report.inputs import BuildError, Inputs, find, read_page, stale
from kalstats.report.kernels import execute, processes
from kalstats.report.page import exporter, make_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


async def _build_all(
    paths: list[Path], inputs: Inputs, report: Callable[[str], None]
) -> dict[str, str]:
    """Run and export notebooks, as many at once as there are processors."""
    import asyncio

    # every notebook's client would take interrupts for itself, and end its own kernel only
    asyncio.get_running_loop().add_signal_handler = lambda *_: None  # type: ignore[method-assign]
    processes()  # it gets ready while this one imports nbconvert
    exporter()()
    gate = asyncio.Semaphore(os.cpu_count() or 1)

    async def one(path: Path) -> tuple[str, str]:
        async with gate:
            start = time.perf_counter()
            notebook, read = await execute(path, [inputs.data, inputs.notebooks])
        page = make_page(path, notebook, {"data/datapackage.json", *read}, inputs)
        report(f"{path.stem}: {time.perf_counter() - start:.1f} s")
        return f"{path.stem}.html", page

    done = await asyncio.gather(*map(one, paths), return_exceptions=True)
    failed = [result for result in done if isinstance(result, BaseException)]
    for error in failed:
        if not isinstance(error, BuildError):
            raise error
    if failed:
        raise BuildError("\n\n".join(map(str, failed)))
    return dict(result for result in done if not isinstance(result, BaseException))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one build write at a time; what a killed one left half-written is removed."""
    handle = os.open(folder, os.O_RDONLY) if os.name == "posix" else None
    try:
        if handle is not None:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
            for left in folder.glob(".*.html?*"):
                left.unlink()
        yield
    finally:
        if handle is not None:
            os.close(handle)


def build(
    names: Iterable[str],
    output: Path,
    report: Callable[[str], None] = print,
    *,
    force: bool = False,
) -> list[Path]:
    """Run notebooks and write their pages and the index; nothing is written if one fails.

    Parameters
    ----------
    names : iterable of str
        Notebooks in ``notebooks/``; all if empty.
    output : Path
        Folder for the pages, made if it does not exist.
    report : callable
        Told a line for each notebook that is done.
    force : bool
        Run also the notebooks whose pages are current.

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

    notebooks = Path("notebooks")
    paths, old = find(names, notebooks), stale(names, output)
    if not (old or force):
        return []
    paths = [path for path in paths if force or f"{path.stem}.html" in old]
    kalstats.data.folder()  # say now, not in every notebook, if there are no data
    targets = [output / f"{path.stem}.html" for path in paths] + [output / "index.html"]
    try:
        output.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=output).close()
    except OSError as error:
        raise BuildError(f"{output}: cannot write reports here: {error.strerror}") from error
    if blocked := [str(target) for target in targets if target.is_dir()]:
        raise BuildError(f"{', '.join(blocked)}: a folder stands where a page is to be written")
    inputs = Inputs(notebooks)
    pages = asyncio.run(_build_all(paths, inputs, report)) if paths else {}
    try:
        with _alone(output):
            for name, page in pages.items():
                kalstats.data.write(output / name, page.encode())
            kept = {
                f"{path.stem}.html": read_page(output / f"{path.stem}.html")
                for path in inputs.paths
            }
            front = front_page({name: page for name, page in kept.items() if page}, inputs)
            kalstats.data.write(output / "index.html", front.encode())
    except (OSError, kalstats.DataError) as error:
        why = error.strerror if isinstance(error, OSError) else error.problems[0].text
        raise BuildError(f"{output}: cannot write reports here: {why}") from error
    return targets
