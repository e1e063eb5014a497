"""Running notebooks, each in a kernel of its own that tells which files it read."""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from threading import Thread, current_thread, main_thread
from types import ModuleType
from typing import TYPE_CHECKING, Any

from kalstats.report.inputs import HERE, Reads
from kalstats.report.notebooks import MEANT
from kalstats.report.traces import TOKEN, clear, workplace
from kalstats.report.watching import watch_files, watch_shell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

CELL_SECONDS = 300
# a fixed order of sets; and one thread each, for as many kernels run at once as there are cores
KERNEL = {"PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
INLINE = "module://matplotlib_inline.backend_inline"  # what Jupyter sets for its kernels


def _kernel(argv: list[str], env: dict[str, str], cwd: str, folders: list[str], to: Any) -> None:
    """Be the kernel of one notebook, and tell the build what it cannot see."""
    os.environ.clear()
    os.environ.update(env)
    tempfile.tempdir = None  # it was the build's
    Thread(target=_end_with_the_build, daemon=True).start()
    os.chdir(cwd)
    if hasattr(os, "setsid"):  # an interrupt at the terminal is for the parent
        os.setsid()

    def tell(*what: Any) -> None:
        with suppress(OSError):  # the build has ended
            to.send(what)

    from ipykernel.kernelapp import IPKernelApp
    from jupyter_client.jsonutil import json_default

    app = IPKernelApp.instance(parent_handle=os.getppid())
    app.initialize(argv)
    # Jupyter's own way loses a message with half a character in it
    app.session.pack = lambda message: json.dumps(message, default=json_default).encode()
    watch_shell(app.shell, tell)
    watch_files(folders, tell)
    app.start()


def _end_with_the_build() -> None:
    from multiprocessing import parent_process

    if parent := parent_process():
        parent.join()
        clear(Path(os.environ[TOKEN]).parent)
        if os.getpgrp() == os.getpid():
            os.killpg(os.getpid(), signal.SIGKILL)
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
        kept, tempfile.tempdir = tempfile.tempdir, str(workplace())  # its socket is of the build
        try:
            with _as_nobody(**KERNEL, MPLBACKEND=INLINE), _deaf():
                ensure_running()
        finally:
            tempfile.tempdir = kept
    return context


@contextmanager
def _deaf() -> Iterator[None]:
    """Let what is started here not hear an interrupt at the terminal: it is for the build."""
    main = current_thread() is main_thread()  # only there signals can be set
    before = signal.signal(signal.SIGINT, signal.SIG_IGN) if main else None
    try:
        yield
    finally:
        if main:
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
def _jupyter() -> tuple[Any, Any]:
    """Make the classes by which Jupyter starts a kernel in the way of `processes` and waits."""
    import asyncio
    from queue import Empty

    from jupyter_client.asynchronous.client import AsyncKernelClient
    from jupyter_client.provisioning.local_provisioner import LocalProvisioner

    class Forked(LocalProvisioner):
        process: Any
        group = 0
        folders: tuple[str, ...] = ()

        async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
            self.opened, sender = processes().Pipe(duplex=False)
            argv, env, cwd = cmd[cmd.index("-f") :], kwargs["env"], kwargs["cwd"]
            given = (argv, dict(env), str(cwd), self.folders, sender)
            self.process = processes().Process(target=_kernel, args=given)
            with _as_nobody():
                self.process.start()
            self.group = self.process.pid
            sender.close()
            return self.connection_info

        def told(self) -> Iterator[tuple[str, str, Any]]:
            """Yield what the kernel has told since it was asked last."""
            with suppress(EOFError, OSError):  # the kernel has ended
                while self.opened.poll():
                    yield self.opened.recv()

        async def poll(self) -> int | None:
            return self.process.exitcode if self.process else 0

        async def wait(self) -> int | None:
            while await self.poll() is None:
                await asyncio.sleep(0.01)
            code, self.process = await self.poll(), None
            return code

        async def kill(self, restart: bool = False) -> None:  # noqa: ARG002
            await self.send_signal(signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
            await self.wait()  # Jupyter looks every tenth of a second only

        async def send_signal(self, signum: int) -> None:
            if self.process and self.process.exitcode is None:
                os.kill(self.process.pid, signum)

    class Client(AsyncKernelClient):
        async def wait_for_ready(self, timeout: float | None = None) -> None:
            """Wait until the kernel is heard on both channels; Jupyter waits for silence too."""
            for _ in range(int(timeout or 60)):
                asked = self.kernel_info()
                with suppress(Empty):
                    while (await self.get_shell_msg(timeout=1))["parent_header"]["msg_id"] != asked:
                        pass
                    await self.get_iopub_msg(timeout=0.2)
                    return
            raise RuntimeError("the kernel did not answer")

    return Forked, Client


async def execute(
    path: Path,
    notebook: Any,
    folders: Iterable[Path],
    seen: Callable[[int], Any] = lambda _: None,
    *,
    strict: bool = False,
) -> Reads:
    """Run a notebook in a kernel of its own, in place; return what it read and its warnings.

    The number of each cell is told to `seen` when it begins.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError
    from nbconvert.filters import strip_ansi
    from nbformat.v4 import new_code_cell

    options: dict[str, Any] = {"kernel_name": "python3", "shutdown_kernel": "immediate"}
    options |= {"timeout": CELL_SECONDS, "resources": {"metadata": {"path": str(path.parent)}}}
    client = NotebookClient(notebook, **options)
    manager = client.create_kernel_manager()
    forked, manager.client_factory = _jupyter()
    process = forked(kernel_id="", kernel_spec=manager.kernel_spec, parent=manager)
    process.folders = tuple(str(folder.resolve()) for folder in folders)
    manager.provisioner = process
    reads, cells = Reads(path, strict), len(notebook.cells)

    def begins(cell_index: int, **_: Any) -> None:
        reads.cell = min(cell_index + 1, cells)
        seen(reads.cell)

    def ended(cell: Any, **_: Any) -> None:
        reads.take(process.told(), MEANT in cell.metadata.get("tags", []))

    client.on_cell_execute, client.on_cell_executed = begins, ended
    notebook.cells.append(new_code_cell("await get_ipython().kalstats_settle()"))
    folder = Path(tempfile.mkdtemp(dir=workplace()))
    manager.connection_file = str(folder / "kernel.json")
    if os.name == "posix":  # sockets in a folder of our own: no port is opened
        manager.transport, manager.ip = "ipc", f"{folder}/kernel"
    given = {TOKEN: str(folder), "TMPDIR": str(folder), **KERNEL}
    try:
        await client.async_execute(env={**os.environ, **given})
    except (CellExecutionError, CellTimeoutError, RuntimeError) as error:
        raise reads.wrong(strip_ansi(str(error)).strip()) from error
    finally:
        if process.group and os.name == "posix":
            with suppress(OSError):
                os.killpg(process.group, signal.SIGKILL)
        clear(folder)
    del notebook.cells[-1]
    reads.finish()
    return reads
