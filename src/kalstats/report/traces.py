"""What a build leaves outside its pages, and how it goes: with the build, or with the next one."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

PREFIX = "kalstats-"  # short: the path of a socket has little room
TOKEN = "KALSTATS_REPORT"  # in the environment of a kernel, and so of whatever its cells start


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
    """Remove a folder of a build, and end what its cells started and left."""
    end_started(folder)
    shutil.rmtree(folder, ignore_errors=True)


def end_started(folder: Path) -> None:
    """End every process that was started, however indirectly, by a kernel with this folder."""
    mark = f"{TOKEN}={folder}".encode()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            given = (process / "environ").read_bytes().split(b"\0")
            if int(process.name) != os.getpid() and any(v.startswith(mark) for v in given):
                os.kill(int(process.name), signal.SIGKILL)
