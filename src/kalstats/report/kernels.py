"""Running notebooks, each in a kernel of its own that tells which files it read."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from contextlib import contextmanager
from functools import cache
from threading import Thread, current_thread, main_thread
from types import ModuleType
from typing import TYPE_CHECKING, Any

from kalstats.report.inputs import HERE, BuildError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

CELL_SECONDS = 300
# a fixed order of sets; and one thread each, for as many kernels run at once as there are cores
KERNEL = {"PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
KERNEL |= {"KALSTATS_REPORT": "1"}  # there is nobody to move a slider
INLINE = "module://matplotlib_inline.backend_inline"  # what Jupyter sets for its kernels
WIDGET = {"application/vnd.jupyter.widget-view+json"}


def _kernel(argv: list[str], env: dict[str, str], cwd: str, folders: list[str], to: Any) -> None:
    """Be the kernel of one notebook, and tell which files it opens in some folders."""
    Thread(target=_end_with_the_build, daemon=True).start()
    os.environ.clear()
    os.environ.update(env)
    os.chdir(cwd)
    if hasattr(os, "setsid"):  # an interrupt at the terminal is for the parent
        os.setsid()
    told = set()

    def note(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(arguments[0], str | os.PathLike):
            folder, name = os.path.split(os.path.abspath(arguments[0]))
            if folder in folders and (folder, name) not in told:
                told.add((folder, name))
                to.send(f"{os.path.basename(folder)}/{name}")

    sys.addaudithook(note)
    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance(argv=argv, parent_handle=os.getppid())


def _end_with_the_build() -> None:
    from multiprocessing import parent_process

    if parent := parent_process():
        parent.join()
        os._exit(1)


@cache
def processes() -> Any:
    """Return how processes are made: forked from one that has imported the library, if possible.

    A kernel so starts clean, in a process of its own, without importing everything again.
    """
    import multiprocessing

    forks = "forkserver" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if forks else "spawn")
    if forks:
        from multiprocessing.forkserver import ensure_running

        files = (path.relative_to(HERE).with_suffix("") for path in HERE.rglob("[a-z]*.py"))
        modules = sorted(".".join(path.parts) for path in files)
        context.set_forkserver_preload(
            ["ipykernel.kernelapp", "matplotlib.backends.backend_svg", "IPython.display"]
            + [f"kalstats.{name}" for name in modules]
        )
        with _as_nobody(**KERNEL, MPLBACKEND=INLINE), _deaf():
            ensure_running()
    return context


@contextmanager
def _deaf() -> Iterator[None]:
    """Let what is started here not hear an interrupt at the terminal: it is for the build."""
    if current_thread() is not main_thread():  # only there signals can be set
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _as_nobody(**values: str) -> Iterator[None]:
    """Set variables, and keep the program that runs here from being run again in a kernel."""
    variables, program = dict(os.environ), sys.modules["__main__"]
    os.environ.update(values)
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = program
        os.environ.clear()
        os.environ.update(variables)


@cache
def _forked() -> Any:
    """Make the class that starts kernels for Jupyter in the way of `processes`."""
    import asyncio

    from jupyter_client.provisioning.local_provisioner import LocalProvisioner

    class Forked(LocalProvisioner):
        process: Any
        folders: tuple[str, ...] = ()

        async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
            self.opened, sender = processes().Pipe(duplex=False)
            argv, env, cwd = cmd[cmd.index("-f") :], kwargs["env"], kwargs["cwd"]
            given = (argv, dict(env), str(cwd), self.folders, sender)
            self.process = processes().Process(target=_kernel, args=given)
            with _as_nobody():
                self.process.start()
            sender.close()
            return self.connection_info

        def read(self) -> list[str]:
            """Return the files the kernel has opened since it was asked last."""
            names = []
            try:
                while self.opened.poll():
                    names.append(self.opened.recv())
            except EOFError:  # the kernel has ended
                pass
            return names

        async def poll(self) -> int | None:
            return self.process.exitcode if self.process else 0

        async def wait(self) -> int | None:
            while await self.poll() is None:
                await asyncio.sleep(0.01)
            code, self.process = await self.poll(), None
            return code

        async def send_signal(self, signum: int) -> None:
            if self.process and self.process.exitcode is None:
                os.kill(self.process.pid, signum)

    return Forked


async def execute(path: Path, folders: Iterable[Path]) -> tuple[Any, list[str]]:
    """Run a notebook in a kernel of its own; return it with outputs, and the files it read."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError
    from nbconvert.filters import strip_ansi

    try:
        notebook = nbformat.read(path, as_version=4)
    except (ValueError, OSError, nbformat.ValidationError) as error:
        raise BuildError(f"{path.name}: not a notebook: {error}") from error
    place = {"metadata": {"path": str(path.parent)}}
    options: dict[str, Any] = {"kernel_name": "python3", "shutdown_kernel": "immediate"}
    client = NotebookClient(notebook, timeout=CELL_SECONDS, resources=place, **options)
    manager = client.create_kernel_manager()
    process = _forked()(kernel_id="", kernel_spec=manager.kernel_spec, parent=manager)
    process.folders = tuple(str(folder.resolve()) for folder in folders)
    manager.provisioner = process
    try:
        with tempfile.TemporaryDirectory() as sockets:
            if os.name == "posix":  # sockets in a folder of our own: no port is opened
                manager.transport, manager.ip = "ipc", f"{sockets}/kernel"
            await client.async_execute(env={**os.environ, **KERNEL})
    except (CellExecutionError, CellTimeoutError, RuntimeError) as error:
        at = client.code_cells_executed
        cells = [i for i, c in enumerate(notebook.cells, 1) if c.cell_type == "code"]
        where = cells[min(at, len(cells)) - 1] if cells else 0
        raise BuildError(f"{path.name}, cell {where}: {strip_ansi(str(error)).strip()}") from error
    _keep_what_can_be_read(path, notebook)
    return notebook, process.read()


def _keep_what_can_be_read(path: Path, notebook: Any) -> None:
    """Drop sliders, dead without a kernel; refuse pictures that nobody described."""
    for place, cell in enumerate(notebook.cells, 1):
        shown = [(output, output.get("data", {})) for output in cell.get("outputs", [])]
        for _, kinds in shown:
            if any(kind.startswith("image/") for kind in kinds) and "text/html" not in kinds:
                raise BuildError(
                    f"{path.name}, cell {place}: a picture without alternative text; "
                    "show charts with kalstats.report.show"
                )
        if shown:
            cell.outputs = [output for output, kinds in shown if not WIDGET & kinds.keys()]
