"""The command ``kalstats``: build reports, check data, list conflicts and claims, cite, export.

Each file imports only from those before it: figures.
"""

import argparse
import errno
import io
import os
import signal
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from kalstats import __version__


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

        how = {"force": arguments.force, "strict": arguments.strict}
        before = signal.signal(signal.SIGINT, _stop)
        try:
            pages = build(arguments.notebooks, output, done, progress=bar.set_postfix_str, **how)
        finally:
            signal.signal(signal.SIGINT, before)
    print(f"{len(pages)} page{'s' * (len(pages) != 1)} written to {output}")


def _output(arguments: argparse.Namespace) -> Path:
    """Return the folder of the pages; one among the notebooks must not be asked for."""
    from kalstats.report import BuildError
    from kalstats.report.notebooks import find

    output = Path(arguments.output or "reports")
    if arguments.output:
        folders = [one for one in map(Path, arguments.notebooks or ["notebooks"]) if one.is_dir()]
        around = [one for one in folders if output.resolve().is_relative_to(one.resolve())]
        inside = [p for p in find(arguments.notebooks) if p.parent.resolve() == output.resolve()]
        if around or inside:
            told = f"lies in {around[0]}" if around else f"holds {inside[0].name}"
            raise BuildError(f"{output}: {told}; expected a folder without notebooks, beside them")
    return output


def _stop(*_: Any) -> NoReturn:
    """End a build at once, as if it were killed: the pages stay whole, and its kernels end too."""
    from kalstats.report.kernels import clear, workplace

    print("interrupted; every page is whole, old or new", file=sys.stderr, flush=True)
    clear(workplace())
    os._exit(130)


FLAG: dict[str, Any] = {"action": "store_true"}
OWN = "a name in your file that no shipped figure has, declared, * for any; can be repeated"
STYLE = "in full as text (default), bibtex for LaTeX, or the short name that charts use"


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    about = "Every figure on the deportation of the Kalmyks with its source, bounds and rivals."
    top = argparse.ArgumentParser(prog="kalstats", description=about)
    told = f"kalstats {__version__}"
    top.add_argument("--version", action="version", version=told, help="print the version")
    commands = top.add_subparsers(required=True, metavar="COMMAND", help="each has its --help")

    def command(what: str, does: str, *, own: bool = False) -> Callable[..., Any]:
        made = commands.add_parser(what, help=does, description=f"{does[0].upper()}{does[1:]}.")
        made.set_defaults(what=what, figures=None)
        if own:
            made.add_argument("--own", help=OWN, action="append", default=[], metavar="COLUMN=NAME")
        return lambda name, told, **how: made.add_argument(name, help=told, **how)

    add = command("report", "run notebooks and write their pages")
    told = "notebooks, and folders of them, anywhere; default: notebooks/, or else this folder"
    add("notebooks", told, nargs="*", metavar="PATH")
    add("--output", "folder of the pages (default: reports)", metavar="DIR")
    add("--strict", "take a warning for a failure", **FLAG)
    add("--force", "also pages that are current", **FLAG)
    add("--check", "only say which are not current", **FLAG)
    add = command("check", "check data files and tell every problem", own=True)
    told = "CSV files, your own too, in the columns of the shipped ones; default: all these"
    add("files", told, nargs="*", metavar="FILE")
    add = command("conflicts", "list figures that disagree", own=True)
    told = "a CSV file of your own; default: the figures of this study"
    add("figures", told, nargs="?", metavar="FILE")
    add("--json", "print JSON, for programs", **FLAG)
    add = command("claims", "list claims and the verdict on each")
    add("--json", "print JSON, for programs", **FLAG)
    add = command("export", "write figures, sources and claims for a spreadsheet", own=True)
    add("file", "the workbook to write; one that is there is replaced", metavar="FILE.xlsx")
    told = "only those of a CSV file of your own, with the sources they cite"
    add("--figures", told, metavar="FILE")
    add = command("cite", "print the citations of sources", own=True)
    told = "key of a source; default: all shipped, or those of FILE"
    add("keys", told, nargs="*", metavar="KEY")
    add("--style", STYLE, choices=["text", "bibtex", "short"], default="text")
    add("--figures", "a CSV file of your own: the sources that it cites", metavar="FILE")
    add = command("template", "print the header of a file of your own, with an example")
    add("file", "which file: figures or sources", choices=["figures", "sources"])
    command("dictionary", "describe the data as Markdown")
    return top


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
        file = "" if arguments.what == "report" else ".figures"  # reports begin sooner without
        getattr(import_module(f"{__name__}{file}"), arguments.what)(arguments)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of the output has seen enough
        sys.stderr.close()
        return 0
    except BaseException as error:
        return _told(error)
    return 0


def _told(error: BaseException) -> int:
    """Say in a line what a user can mend; show whole what is a mistake of ours."""
    kind, told = type(error).__name__, str(error)
    if getattr(error, "errno", None) == errno.ENOSPC:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python tries again
        told = "cannot write the output: No space left on device"
    elif isinstance(error, ModuleNotFoundError):
        told = f"{error.name} is missing: install kalstats with its extra 'study'"
    elif kind == "KeyboardInterrupt":
        told = "interrupted; nothing half-written is left"
    elif kind not in {"DataError", "BuildError"}:
        raise error
    print(told, file=sys.stderr)
    return 130 if kind == "KeyboardInterrupt" else 1
