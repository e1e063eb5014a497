"""Processes of kernels: forked from one that has imported the library, gone when a build ends."""

import gc
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from threading import Thread
from types import ModuleType
from typing import Any

from kalstats.report.inputs import HERE
from kalstats.report.watching import watch_files, watch_shell

PREFIX = "kalstats-"  # short: the path of a socket has little room
TOKEN = "KALSTATS_REPORT"  # in the environment of a kernel, and so of whatever its cells start
# a fixed order of sets; and one thread each, for as many kernels run at once as there are cores
KERNEL = {"PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
KERNEL |= {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}  # as Jupyter has it
FIRST = ["ipykernel.kernelapp", "matplotlib.backends.backend_svg", "IPython.display", "jinja2"]


@cache
def workplace() -> Path:
    """Make the folder of this process for sockets, connection files and what cells put aside."""
    from multiprocessing import util

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
    import multiprocessing

    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    from multiprocessing import forkserver, resource_tracker

    files = sorted(path.relative_to(HERE).with_suffix("") for path in HERE.rglob("[a-z]*.py"))
    modules = [".".join(["kalstats", *path.parts]) for path in files]
    forkserver.set_forkserver_preload([*FIRST, *modules])
    kept, tempfile.tempdir = tempfile.tempdir, str(workplace())  # its socket is of the build
    resource_tracker.ensure_running()
    # an interrupt at the terminal is for the build
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    with as_nobody(**KERNEL):
        forkserver.ensure_running()
    signal.pthread_sigmask(signal.SIG_SETMASK, before)
    tempfile.tempdir = kept
    return multiprocessing.get_context("forkserver")


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
    Thread(target=_end_with_the_build, daemon=True).start()
    os.chdir(cwd)
    if os.name == "posix":  # what its cells start can be ended with it
        os.setsid()

    def tell(*what: Any) -> None:
        with suppress(OSError):  # the build has ended
            to.send(what)

    sys.modules["debugpy"] = None  # type: ignore[assignment]  # takes long, and nobody debugs here
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
