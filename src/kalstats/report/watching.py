"""Inside a kernel: telling the build what was read, what warned, and what failed unseen."""

import os
import re
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from kalstats.report.inputs import HERE, signature

Tell = Callable[[str, str, Any], None]
tasks: list[Any] = []  # started by cells


def watch_files(folders: list[str], tell: Tell) -> None:
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
        if event == "open" and str(given[1])[:1] in {"w", "a", "x"}:
            tell("wrote", path, None)
        else:
            with suppress(OSError):
                tell("read", path, signature(Path(path)))

    sys.addaudithook(note)


def watch_shell(shell: Any, tell: Tell) -> None:
    """Tell of failures that a reply of the kernel may not mention, and of warnings."""

    def failed(error: Any) -> None:
        if error is not None and not isinstance(error, SystemExit):
            tell("failed", f"{type(error).__name__}: {error}", None)

    def begun(_: Any) -> None:
        import asyncio

        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: failed(context.get("exception")))
        if loop.get_task_factory() is None:
            loop.set_task_factory(_remembered)

    def ended(result: Any) -> None:
        failed(result.error_before_exec or result.error_in_exec)
        if code := shell.user_ns.pop("_exit_code", 0):
            tell("failed", f"a command of the shell ended with {code}", None)

    shown = shell.showtraceback

    def shows(exc_tuple: Any = None, *given: Any, **more: Any) -> Any:
        failed((exc_tuple or sys.exc_info())[1])
        return shown(exc_tuple, *given, **more)

    def warned(message: Any, category: type[Warning], *_: Any, **__: Any) -> None:
        tell("warned", text := f"{category.__name__}: {message}", None)
        print(text, file=sys.stderr)

    programs: Any = subprocess.Popen
    waited = programs.wait

    def waits(process: Any, timeout: float | None = None) -> int:
        code: int = waited(process, timeout)
        program = process.args if isinstance(process.args, str) else str(process.args[0])
        if code and Path(program).name.startswith("python"):
            tell("failed", f"a Python program that it started ended with {code}", None)
        return code

    programs.wait = waits
    shell.events.register("pre_run_cell", begun)
    shell.events.register("post_run_cell", ended)
    shell.showtraceback = shows
    threading.excepthook = lambda given: failed(given.exc_value)
    warnings.showwarning = warned
    shell.kalstats_settle = lambda: _settle(shell, failed)


def _remembered(loop: Any, work: Any, **given: Any) -> Any:
    import asyncio

    made = asyncio.Task(work, loop=loop, **given)
    code = getattr(work, "cr_code", None)
    if code is not None and not code.co_filename.startswith((sys.prefix, sys.base_prefix)):
        tasks.append(made)
    return made


async def _settle(shell: Any, failed: Callable[[Any], None]) -> None:
    """Wait a moment for what cells left running, and tell of what failed and nobody asked."""
    import asyncio

    if running := [task for task in tasks if not task.done()]:
        await asyncio.wait(running, timeout=1)
    for thread in threading.enumerate():
        if type(thread) in {threading.Thread, threading.Timer} and not thread.daemon:
            thread.join(0 if thread is threading.main_thread() else 1)
    left = [value for value in shell.user_ns.values() if isinstance(value, asyncio.Future)]
    for task in {*tasks, *left}:
        if task.done() and getattr(task, "_log_traceback", False):
            failed(task.exception())
