"""The command ``kalstats``: build reports, check data, list conflicts and claims, cite, export.

Each file imports only from those before it: figures.
"""

from __future__ import annotations

import argparse
import errno
import io
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from kalstats import __version__
from kalstats.cli import figures

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def report(arguments: argparse.Namespace) -> None:
    """Run notebooks whose pages are not current, and write those; or only name them."""
    from kalstats.report import BuildError, build, stale

    output = _output(arguments)
    old = stale(arguments.notebooks, output, strict=arguments.strict)
    if arguments.check and old:
        raise BuildError(f"not current in {output}: {', '.join(old)}")
    if not old and not arguments.force:
        print(f"all pages in {output} are current")
        return
    from tqdm import tqdm

    with tqdm(total=len(old) or None, disable=not sys.stderr.isatty()) as bar:

        def done(line: str) -> None:
            bar.write(line, file=sys.stdout)
            bar.update()

        before = signal.signal(signal.SIGINT, _stop)
        try:
            given = {"force": arguments.force, "strict": arguments.strict}
            given |= {"progress": bar.set_postfix_str}
            pages = build(arguments.notebooks, output, done, **given)
        finally:
            signal.signal(signal.SIGINT, before)
    print(f"{len(pages)} page{'s' * (len(pages) != 1)} written to {output}")


def _output(arguments: argparse.Namespace) -> Path:
    """Return the folder of the pages; one among the notebooks must not be asked for."""
    from kalstats.report import BuildError
    from kalstats.report.notebooks import find

    if arguments.output is None:
        return Path("reports")
    output = Path(arguments.output)
    for folder in map(Path, arguments.notebooks or ["notebooks"]):
        if folder.is_dir() and output.resolve().is_relative_to(folder.resolve()):
            raise BuildError(f"{output}: lies in {folder}; expected a folder beside the notebooks")
    for path in find(arguments.notebooks):
        if output.resolve() == path.parent.resolve():
            raise BuildError(f"{output}: holds {path.name}; expected a folder without notebooks")
    return output


def _stop(*_: Any) -> NoReturn:
    """End a build at once, as if it were killed: the pages stay whole, and its kernels end too."""
    from kalstats.report.kernels import clear, workplace

    print("interrupted; every page is whole, old or new", file=sys.stderr, flush=True)
    clear(workplace())
    os._exit(130)


FLAG: dict[str, Any] = {"action": "store_true"}
FILE: dict[str, Any] = {"type": Path, "metavar": "FILE"}


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    about = "Every figure on the deportation of the Kalmyks with its source, bounds and rivals."
    top = argparse.ArgumentParser(prog="kalstats", description=about)
    told = f"kalstats {__version__}"
    top.add_argument("--version", action="version", version=told, help="print the version")
    commands = top.add_subparsers(required=True, metavar="COMMAND", help="each has its --help")

    def command(name: str, run: Callable[..., None], about: str) -> Callable[..., Any]:
        made = commands.add_parser(name, help=about, description=f"{about[0].upper()}{about[1:]}.")
        made.set_defaults(run=run, what=name)
        return lambda name, about, **given: made.add_argument(name, help=about, **given)

    add = command("report", report, "run notebooks and write their pages")
    what = "notebooks, and folders of them, anywhere; default: notebooks/, or else this folder"
    add("notebooks", what, nargs="*", metavar="PATH")
    add("--output", "folder of the pages (default: reports)", type=Path, metavar="DIR")
    add("--strict", "take a warning for a failure", **FLAG)
    add("--force", "also pages that are current", **FLAG)
    add("--check", "only say which are not current", **FLAG)
    add = command("check", figures.check, "check data files and tell every problem")
    add(
        "files",
        "CSV files, your own too, in the columns of the shipped ones; default: all these",
        nargs="*",
        **FILE,
    )
    _own_names(add)
    add = command("conflicts", figures.show, "list figures that disagree")
    add("figures", "a CSV file of your own; default: the figures of this study", nargs="?", **FILE)
    add("--json", "print JSON, for programs", **FLAG)
    _own_names(add)
    add = command("claims", figures.show, "list claims and the verdict on each")
    add("--json", "print JSON, for programs", **FLAG)
    add = command("export", figures.export, "write figures, sources and claims for a spreadsheet")
    what = "the workbook to write; one that is there is replaced"
    add("file", what, type=Path, metavar="FILE.xlsx")
    add("--figures", "only those of a CSV file of your own, with the sources they cite", **FILE)
    _own_names(add)
    add = command("cite", figures.cite, "print the citations of sources")
    add("keys", "key of a source; default: all shipped, or those of FILE", nargs="*", metavar="KEY")
    what = "in full as text (default), bibtex for LaTeX, or the short name that charts use"
    add("--style", what, choices=["text", "bibtex", "short"], default="text")
    add("--figures", "a CSV file of your own: the sources that it cites", **FILE)
    _own_names(add)
    add = command(
        "template", figures.template, "print the header of a file of your own, with an example"
    )
    add("file", "which file: figures or sources", choices=figures.TEMPLATES)
    command("dictionary", figures.dictionary, "describe the data as Markdown")
    return top


def _own_names(add: Callable[..., Any]) -> None:
    what = "a name in your file that no shipped figure has, declared, * for any; can be repeated"
    add("--own", what, action="append", default=[], metavar="COLUMN=NAME")


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return 1 after a clear message if it fails."""
    if sys.stdout is None:
        print("cannot write the output: standard output is closed", file=sys.stderr)
        return 1
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # the same bytes in every locale
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    arguments = parser().parse_args(argv)
    try:
        arguments.run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of the output has seen enough
        sys.stderr.close()
        return 0
    except ModuleNotFoundError as error:
        print(f"{error.name} is missing: install kalstats with its extra 'study'", file=sys.stderr)
        return 1
    except BaseException as error:
        return _told(error)
    return 0


def _told(error: BaseException) -> int:
    """Say in a line what a user can mend; show whole what is a mistake of ours."""
    kind, full = type(error).__name__, getattr(error, "errno", None) == errno.ENOSPC
    if full:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python tries again
        error = OSError("cannot write the output: No space left on device")
    if kind == "KeyboardInterrupt":
        error = KeyboardInterrupt("interrupted; nothing half-written is left")
    elif not full and kind not in {"DataError", "BuildError"}:
        raise error
    print(error, file=sys.stderr)
    return 130 if kind == "KeyboardInterrupt" else 1
