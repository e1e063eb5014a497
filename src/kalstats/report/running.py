"""Running notebooks, each in a kernel of its own that tells which files it read."""

import os
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError
from nbformat.v4 import new_code_cell

from kalstats.report import kernels
from kalstats.report.inputs import Reads
from kalstats.report.markdown import plain
from kalstats.report.notebooks import MEANT, BuildError

CELL_SECONDS = 300


class _Forked(LocalProvisioner):
    """Starts a kernel in the way of `processes`, and hears what it tells."""

    process: Any = None
    folders: list[str]

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        self.opened, sender = kernels.processes().Pipe(duplex=False)
        argv, env, cwd = cmd[cmd.index("-f") :], dict(kwargs["env"]), str(kwargs["cwd"])
        given = (argv, env, cwd, self.folders, sender)
        self.process = kernels.processes().Process(target=kernels.be_kernel, args=given)
        with kernels.as_nobody():
            self.process.start()
        sender.close()
        return self.connection_info

    def told(self) -> Iterator[tuple[str, str, Any]]:
        """Yield what the kernel has told since it was asked last."""
        with suppress(EOFError, OSError):  # the kernel has ended
            while self.opened.poll():
                yield self.opened.recv()

    async def poll(self) -> int | None:
        return self.process.exitcode if self.process else 0

    async def kill(self, restart: bool = False) -> None:  # noqa: ARG002
        self.process.kill()
        with suppress(OSError, AttributeError):  # of its group nothing is left
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process = self.process.join()  # Jupyter looks every tenth of a second only

    async def send_signal(self, signum: int) -> None:
        """Leave out the interrupt before the end: a kernel without a build has nothing to save."""


class _Client(AsyncKernelClient):
    """Waits no longer for a kernel than that takes."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel is heard; Jupyter waits for its silence too."""
        for _ in range(5 * int(timeout or 60)):
            self.kernel_info()
            with suppress(Empty):
                await self.get_iopub_msg(timeout=0.2)
                return
        raise RuntimeError("the kernel did not answer")


async def execute(
    path: Path, notebook: Any, folders: list[Path], seen: Callable[[int], Any] = lambda _: None
) -> Reads:
    """Run a notebook in a kernel of its own, in place; return what it read and its warnings.

    The number of each cell is told to `seen` when it begins.
    """
    options: dict[str, Any] = {"kernel_name": "python3", "shutdown_kernel": "immediate"}
    options |= {"timeout": CELL_SECONDS, "resources": {"metadata": {"path": str(path.parent)}}}
    client = NotebookClient(notebook, **options)
    manager = client.create_kernel_manager()
    manager.client_factory = _Client
    process = _Forked(kernel_id="", kernel_spec=manager.kernel_spec, parent=manager)
    process.folders = [str(folder.resolve()) for folder in folders]
    manager.provisioner = process
    reads, cells = Reads(path), len(notebook.cells)

    def begins(cell_index: int, **_: Any) -> None:
        reads.cell = min(cell_index + 1, cells)
        seen(reads.cell)

    def ended(cell: Any, **_: Any) -> None:
        reads.take(process.told(), MEANT in cell.metadata.get("tags", []))

    client.on_cell_execute, client.on_cell_executed = begins, ended
    notebook.cells.append(new_code_cell("await get_ipython().kalstats_settle()"))
    folder = Path(tempfile.mkdtemp(dir=kernels.workplace()))
    manager.connection_file = str(folder / "kernel.json")
    if os.name == "posix":  # sockets in a folder of our own: no port is opened
        manager.transport, manager.ip = "ipc", f"{folder}/kernel"
    given = {kernels.TOKEN: str(folder), "TMPDIR": str(folder), **kernels.KERNEL}
    try:
        await client.async_execute(env={**os.environ, **given})
    except (CellExecutionError, CellTimeoutError, RuntimeError) as error:
        raise reads.wrong(plain(str(error)).strip()) from error
    finally:
        kernels.clear(folder)
    del notebook.cells[-1]
    if reads.failures:
        raise BuildError("\n".join(dict.fromkeys(reads.failures)))
    return reads
