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
from kalstats.cli.figures import (
    TEMPLATES,
    check,
    cite,
    claim_line as claim_line,
    dictionary,
    export,
    show,
    template,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def report(arguments: argparse.Namespace) -> None:
    """Run notebooks whose pages are not current, and write those; or only name them."""
    from kalstats.report import build, stale

    given: dict[str, Any] = {"strict": arguments.strict}
    output = _output(arguments)
    old = stale(arguments.notebooks, output, **given)
    if arguments.check and old:
        from kalstats.report import BuildError

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
            given |= {"force": arguments.force, "progress": bar.set_postfix_str}
            pages = build(arguments.notebooks, output, done, **given)
        finally:
            signal.signal(signal.SIGINT, before)
    print(f"{len(pages)} page{'s' * (len(pages) != 1)} written to {output}")


def _output(arguments: argparse.Namespace) -> Path:
    """Return the folder of the pages; one among the notebooks must not be asked for."""
    from kalstats.report import BuildError

    if arguments.output is None:
        return Path("reports")
    output = Path(arguments.output)
    for folder in map(Path, arguments.notebooks or ["notebooks"]):
        if folder.is_dir() and output.resolve().is_relative_to(folder.resolve()):
            raise BuildError(f"{output}: lies in {folder}; expected a folder beside the notebooks")
    return output


def _stop(*_: Any) -> NoReturn:
    """End a build at once, as if it were killed: the pages stay whole, and its kernels end too."""
    from kalstats.report.traces import clear, workplace

    print("interrupted; every page is whole, old or new", file=sys.stderr, flush=True)
    clear(workplace())
    os._exit(130)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    about = "Every figure on the deportation of the Kalmyks with its source, bounds and rivals."
    top = argparse.ArgumentParser(prog="kalstats", description=about)
    told = f"kalstats {__version__}"
    top.add_argument("--version", action="version", version=told, help="print the version")
    commands = top.add_subparsers(required=True, metavar="COMMAND", help="each has its --help")

    def command(name: str, run: Callable[..., None], about: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=about, description=f"{about[0].upper()}{about[1:]}.")
        made.set_defaults(run=run, what=name)
        return made

    one = command("report", report, "run notebooks and write their pages")
    what = "notebooks, and folders of them, anywhere; default: notebooks/, or else this folder"
    one.add_argument("notebooks", nargs="*", metavar="PATH", help=what)
    what = "folder of the pages (default: reports)"
    one.add_argument("--output", type=Path, metavar="DIR", help=what)
    one.add_argument("--strict", action="store_true", help="take a warning for a failure")
    one.add_argument("--force", action="store_true", help="also pages that are current")
    one.add_argument("--check", action="store_true", help="only say which are not current")
    one = command("check", check, "check data files and tell every problem")
    what = "a CSV file in the columns of this study; default: all that are shipped"
    one.add_argument("files", nargs="*", type=Path, metavar="FILE", help=what)
    _own_names(one)
    for name, what in {
        "conflicts": "figures that disagree",
        "claims": "claims and the verdict on each",
    }.items():
        one = command(name, show, f"list {what}")
        one.add_argument("--json", action="store_true", help="print JSON, for programs")
        if name == "conflicts":
            what = "a CSV file of your own; default: the figures of this study"
            one.add_argument("figures", nargs="?", type=Path, metavar="FILE", help=what)
            _own_names(one)
    one = command("export", export, "write figures, sources and claims for a spreadsheet")
    what = "the workbook to write; one that is there is replaced"
    one.add_argument("file", type=Path, metavar="FILE.xlsx", help=what)
    _own_figures(one, "only the figures of a CSV file of your own, with the sources they cite")
    one = command("cite", cite, "print the citations of sources")
    what = "key of a source; default: all of the study, or of FILE"
    one.add_argument("keys", nargs="*", metavar="KEY", help=what)
    what = "a sources.csv of your own; its keys and those of the study can be named"
    one.add_argument("--sources", type=Path, metavar="FILE", help=what)
    what = "in full as text (default), bibtex for LaTeX, or the short name that charts use"
    one.add_argument("--style", choices=["text", "bibtex", "short"], default="text", help=what)
    _own_figures(one, "a CSV file of your own: the sources that it cites")
    one = command("template", template, "print the header of a file of your own, with an example")
    one.add_argument("file", choices=TEMPLATES, help="which file: figures or sources")
    command("dictionary", dictionary, "describe the data as Markdown")
    return top


def _own_names(one: argparse.ArgumentParser) -> None:
    what = "a name in your file that this study does not have, declared, * for any; can be repeated"
    one.add_argument("--own", action="append", default=[], metavar="COLUMN=NAME", help=what)


def _own_figures(one: argparse.ArgumentParser, what: str) -> None:
    one.add_argument("--figures", type=Path, metavar="FILE", help=what)
    _own_names(one)


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
    kind = type(error).__name__
    if kind == "KeyboardInterrupt":
        print("interrupted; nothing half-written is left", file=sys.stderr)
        return 130
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python tries again
        print(f"cannot write the output: {error.strerror}", file=sys.stderr)
        return 1
    if kind not in {"DataError", "BuildError"}:
        raise error
    print(error, file=sys.stderr)
    return 1
