"""Kernels: forked from a process that has imported the library; what they tell the build."""

import gc
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from multiprocessing import get_all_start_methods, get_context, parent_process, util
from pathlib import Path
from types import ModuleType
from typing import Any

from kalstats.report.inputs import HERE, signature

PREFIX = "kalstats-"  # short: the path of a socket has little room
TOKEN = "KALSTATS_REPORT"  # in the environment of a kernel, and so of whatever its cells start
# a fixed order of sets; and one thread each, for as many kernels run at once as there are cores
KERNEL = {"PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
KERNEL |= {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}  # as Jupyter has it
FIRST = ["ipykernel.kernelapp", "matplotlib.backends.backend_svg", "IPython.display", "jinja2"]
FIRST += ["kalstats.study", "kalstats.plots", "kalstats.projection", "kalstats.report"]


@cache
def workplace() -> Path:
    """Make the folder of this process for sockets, connection files and what cells put aside."""
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    util.Finalize(None, clear, args=(folder,), exitpriority=-200)  # after its own folder in it
    if os.name == "posix":
        import fcntl

        for left in folder.parent.glob(f"{PREFIX}*/held"):
            with suppress(OSError), left.open("rb") as lock:
                if left.stat().st_uid == os.getuid():
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # fails while its build lives
                    clear(left.parent)
        held = os.open(folder / "made", os.O_CREAT | os.O_RDONLY)
        fcntl.flock(held, fcntl.LOCK_EX)
        (folder / "made").rename(folder / "held")  # named when it is locked, not before
    return folder


def clear(folder: Path) -> None:
    """Remove a folder of a build or kernel, and end what was started there, however indirectly."""
    mark = f"{TOKEN}={folder}".encode()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            given = (process / "environ").read_bytes().split(b"\0")
            if int(process.name) != os.getpid() and any(v.startswith(mark) for v in given):
                os.kill(int(process.name), signal.SIGKILL)
    shutil.rmtree(folder, ignore_errors=True)


@cache
def processes() -> Any:
    """Return how processes are made: forked from one that has imported the library, if possible.

    A kernel so starts clean, in a process of its own, without importing everything again.
    """
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    from multiprocessing import forkserver, resource_tracker

    forkserver.set_forkserver_preload(FIRST)
    kept, tempfile.tempdir = tempfile.tempdir, str(workplace())  # its socket is of the build
    resource_tracker.ensure_running()
    # an interrupt at the terminal is for the build
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    with as_nobody(**KERNEL):
        forkserver.ensure_running()
    signal.pthread_sigmask(signal.SIG_SETMASK, before)
    tempfile.tempdir = kept
    return get_context("forkserver")


@contextmanager
def as_nobody(**values: str) -> Iterator[None]:
    """Set variables, and keep the program that runs here from being run again in a kernel."""
    variables, program = dict(os.environ), sys.modules["__main__"]
    os.environ.update(values)
    sys.modules["__main__"] = ModuleType("__main__")
    yield
    sys.modules["__main__"] = program
    os.environ.clear()
    os.environ.update(variables)


def be_kernel(argv: list[str], env: dict[str, str], cwd: str, folders: list[str], to: Any) -> None:
    """Be the kernel of one notebook, and tell the build what it cannot see."""
    gc.freeze()  # what was there before is not looked through again and again
    os.environ.clear()
    os.environ.update(env)
    tempfile.tempdir = None  # it was the build's
    os.chdir(cwd)
    if os.name == "posix":  # what its cells start can be ended with it
        os.setsid()
    threading.Thread(target=_end_with_the_build, daemon=True).start()
    sys.modules["debugpy"] = None  # type: ignore[assignment]  # takes long, and nobody debugs here
    from ipykernel.kernelapp import IPKernelApp
    from jupyter_client.jsonutil import json_default

    app = IPKernelApp.instance(parent_handle=os.getppid())
    app.initialize(argv)
    # Jupyter's own way loses a message with half a character in it
    app.session.pack = lambda message: json.dumps(message, default=json_default).encode()
    _watch_shell(app.shell, to.send)
    _watch_files(folders, to.send)
    app.start()


def _end_with_the_build() -> None:
    if parent := parent_process():
        parent.join()
        clear(Path(os.environ[TOKEN]).parent)
        if os.name == "posix":
            os.killpg(0, signal.SIGKILL)
        os._exit(1)


def _watch_files(folders: list[str], tell: Any) -> None:
    """Tell of each file in some folders when it is first opened, as it is at that moment."""
    told = set[str]()
    library = (str(HERE), sys.prefix, sys.base_prefix)

    def note(event: str, given: tuple[Any, ...]) -> None:
        if event not in {"open", "sqlite3.connect"} or not isinstance(given[0], str | os.PathLike):
            return
        path = os.path.abspath(os.fsdecode(given[0]))
        home = next((folder for folder in folders if path.startswith(f"{folder}/")), "")
        own = path.startswith(library) and not home.endswith("_data")
        hidden = re.search(r"/\.|/__pycache__/", path.removeprefix(home))
        if path in told or own or hidden or not home or not os.path.isfile(path):
            return
        told.add(path)
        if event != "open" or str(given[1])[:1] not in {"w", "a", "x"}:  # what it makes is no input
            with suppress(OSError):
                tell(("read", path, signature(Path(path))))

    sys.addaudithook(note)


def _watch_shell(shell: Any, tell: Any) -> None:
    """Tell of failures that a reply of the kernel may not mention, and of warnings."""
    import asyncio

    def failed(error: Any) -> None:
        if error is not None and not isinstance(error, SystemExit):
            tell(("failed", f"{type(error).__name__}: {error}", None))

    def begun(_: Any) -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: failed(context.get("exception")))

    def ended(result: Any) -> None:
        failed(result.error_before_exec or result.error_in_exec)
        if code := shell.user_ns.pop("_exit_code", 0):
            tell(("failed", f"a command of the shell ended with {code}", None))

    programs: Any = subprocess.Popen
    shown, waited = shell.showtraceback, programs.wait

    def shows(exc_tuple: Any = None, *given: Any, **more: Any) -> Any:
        failed((exc_tuple or sys.exc_info())[1])
        return shown(exc_tuple, *given, **more)

    def warned(message: Any, category: type[Warning], *_: Any, **__: Any) -> None:
        tell(("warned", text := f"{category.__name__}: {message}", None))
        print(text, file=sys.stderr)

    def waits(process: Any, timeout: float | None = None) -> int:
        code: int = waited(process, timeout)
        program = process.args if isinstance(process.args, str) else str(process.args[0])
        if code and Path(program).name.startswith("python"):
            tell(("failed", f"a Python program that it started ended with {code}", None))
        return code

    async def settle() -> None:
        """Wait a moment for what cells left running, and tell of what failed and nobody asked."""
        made = [one for one in gc.get_objects() if issubclass(type(one), asyncio.Future)]
        if running := [one for one in made if not one.done() and _of_cells(one)]:
            await asyncio.wait(running, timeout=1)
        for thread in threading.enumerate():
            if type(thread) in {threading.Thread, threading.Timer} and not thread.daemon:
                thread.join(0 if thread is threading.main_thread() else 1)
        for future in made:
            if future.done() and getattr(future, "_log_traceback", False):
                failed(future.exception())

    shell.events.register("pre_run_cell", begun)
    shell.events.register("post_run_cell", ended)
    shell.showtraceback, shell.kalstats_settle = shows, settle
    threading.excepthook = lambda given: failed(given.exc_value)
    warnings.showwarning = warned
    programs.wait = waits


def _of_cells(future: Any) -> bool:
    """Tell whether a cell, and no library, started a task."""
    code = getattr(getattr(future, "get_coro", lambda: None)(), "cr_code", None)
    return code is not None and not code.co_filename.startswith((sys.prefix, sys.base_prefix))
