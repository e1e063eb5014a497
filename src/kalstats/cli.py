"""The command ``kalstats``: build reports, check data, list conflicts and claims, cite, export."""

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

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def report(arguments: argparse.Namespace) -> None:
    """Run notebooks whose pages are not current, and write those; or only name them."""
    from kalstats.report import BuildError, build, stale

    old = stale(arguments.notebooks, arguments.output)
    if arguments.check and old:
        raise BuildError(f"not current in {arguments.output}: {', '.join(old)}")
    if not old and not arguments.force:
        print(f"all pages in {arguments.output} are current")
        return
    from tqdm import tqdm

    quiet = not sys.stderr.isatty()
    with tqdm(total=len([name for name in old if name != "index.html"]), disable=quiet) as bar:

        def done(line: str) -> None:
            bar.write(line, file=sys.stdout)
            bar.update()

        before = signal.signal(signal.SIGINT, _stop)
        try:
            pages = build(arguments.notebooks, arguments.output, done, force=arguments.force)
        finally:
            signal.signal(signal.SIGINT, before)
    print(f"{len(pages)} pages written to {arguments.output}")


def _stop(*_: Any) -> NoReturn:
    """End a build at once, as if it were killed: the pages stay whole, and its kernels end too."""
    print("interrupted; every page is whole, old or new", file=sys.stderr, flush=True)
    os._exit(130)


def check(arguments: argparse.Namespace) -> None:
    """Check data files and say what is wrong with them, all problems at once."""
    from kalstats import data

    own = _own(arguments.own)
    shipped = [data.folder() / resource["path"] for resource in data.package()["resources"]]
    problems: list[data.Problem] = []
    for path in arguments.files or shipped:
        try:
            print(f"{path.name}: {len(data.load(path, own))} rows, no problem")
        except data.DataError as error:
            problems += error.problems
    if not arguments.files and not problems:
        print(f"regions.geojson: {len(data.regions())} outlines and points, no problem")
        from kalstats.evidence import claims

        claims()  # every claim must name functions and figures that exist
    if problems:
        raise data.DataError(*problems)


def _own(words: list[str]) -> dict[str, list[str]]:
    """Read ``column=name`` words into the names of one's own by column."""
    from kalstats import data

    own: dict[str, list[str]] = {}
    for word in words:
        column, _, name = word.partition("=")
        if column not in data.OWN or not name:
            expected = f"column=name, with a column of {', '.join(data.OWN)}"
            raise data.DataError(data.Problem("--own", 0, "name", word, expected))
        own.setdefault(column, []).append(name)
    return own


def export(arguments: argparse.Namespace) -> None:
    """Write figures, sources and claims into an Excel workbook."""
    import pandas as pd

    from kalstats import data, evidence

    figures = pd.concat([data.census(), data.deportation()], ignore_index=True)
    sheets = {"figures": figures, "sources": data.sources(), "claims": evidence.claims()}
    data.export(arguments.file, **sheets)
    print(f"{arguments.file}: {', '.join(f'{len(s)} {name}' for name, s in sheets.items())}")


def cite(arguments: argparse.Namespace) -> None:
    """Print citations, of all sources if none is named."""
    from kalstats import data

    known = data.sources()
    if path := arguments.sources:
        if path.name != "sources.csv":
            raise data.DataError(
                data.Problem(str(path), 0, "file", path.name, "a file called sources.csv")
            )
        known = data.load(path)
    entries = [data.cite(key, arguments.style) for key in arguments.keys or known["key"]]
    print(("\n\n" if arguments.style == "bibtex" else "\n").join(entries))


def show(arguments: argparse.Namespace) -> None:
    """Print the conflicts or the claims, as text to read or as JSON."""
    from kalstats import evidence

    found = evidence.conflicts() if arguments.what == "conflicts" else evidence.claims()
    if arguments.json:
        print(found.to_json(orient="records", date_format="iso", force_ascii=False, indent=2))
        return
    first = "kind" if arguments.what == "conflicts" else "verdict"
    for name, group in found.groupby(first, sort=False):
        print(f"{name} ({len(group)})")
        for row in group.to_dict("records"):
            print(_conflict_line(row) if first == "kind" else claim_line(row) + _choices(row))
        print()


def _conflict_line(row: dict[Any, Any]) -> str:
    day = "" if row["start"] != row["start"] else f", {row['start']:%Y-%m-%d}"
    about = f"{row['people']}, {row['territory']}{day}: {row['measure'].replace('_', ' ')}"
    unit = "percentage points" if row["unit"] == "percent" else row["unit"].replace("_", " ")
    gap = f"{row['gap']:,.6g}" if row["kind"] == "rival figures" else f"{row['gap']:+,.6g}"
    return f"  {about}\n    {row['figures']}: {gap} {unit}"


def claim_line(row: dict[Any, Any]) -> str:
    """Say what a claim prints, what was tested if that is not the same, and what came out."""
    from kalstats.evidence import outcome

    if row["missing"]:
        return f"  {row['statement']}\n    printed: {row['printed']}; missing: {row['missing']}"
    relation = "" if row["relation"] == "equals" else f"{row['relation'].replace('_', ' ')} "
    asked = f"{relation}{row['against'].replace('-', '−')}"
    tested = "" if asked == row["printed"].lower() else f" tested: {asked};"
    got = outcome(row, row["low"], row["high"])
    return f"  {row['statement']}\n    printed: {row['printed']};{tested} computed: {got}"


def _choices(row: dict[Any, Any]) -> str:
    """Say in words what a claim was held against, and what other choices would give."""
    lines = [row["tested"]]
    if row["with_doubtful"] != row["verdict"]:
        lines.append(f"with doubtful figures: {row['with_doubtful']}")
    if row["other_verdict"]:
        other = f"{row['other_outcome']}: {row['other_verdict']}"
        lines.append(f"by the other choice ({row['otherwise']}): {other}")
    return "".join(f"\n      {line}" for line in lines)


def dictionary(_: argparse.Namespace) -> None:
    """Print the description of every file and column of the data."""
    from kalstats import data

    print(data.dictionary(), end="")


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
    what = "a notebook by name, as 04-population-loss, or by file; default: all of notebooks/"
    one.add_argument("notebooks", nargs="*", metavar="NOTEBOOK", help=what)
    what = "folder of the pages (default: %(default)s)"
    one.add_argument("--output", type=Path, default=Path("reports"), metavar="DIR", help=what)
    one.add_argument("--force", action="store_true", help="also pages that are current")
    one.add_argument("--check", action="store_true", help="only say which are not current")
    one = command("check", check, "check data files and tell every problem")
    what = "a CSV file in the columns of this study; default: all that are shipped"
    one.add_argument("files", nargs="*", type=Path, metavar="FILE", help=what)
    what = "a name in your file that this study does not have, declared; can be repeated"
    one.add_argument("--own", action="append", default=[], metavar="COLUMN=NAME", help=what)
    for name, what in {
        "conflicts": "figures that disagree",
        "claims": "claims and the verdict on each",
    }.items():
        one = command(name, show, f"list {what}")
        one.add_argument("--json", action="store_true", help="print JSON, for programs")
    one = command("export", export, "write figures, sources and claims for a spreadsheet")
    what = "the workbook to write; one that is there is replaced"
    one.add_argument("file", type=Path, metavar="FILE.xlsx", help=what)
    one = command("cite", cite, "print the citations of sources")
    what = "key of a source; default: all of the study, or of FILE"
    one.add_argument("keys", nargs="*", metavar="KEY", help=what)
    what = "a sources.csv of your own; its keys and those of the study can be named"
    one.add_argument("--sources", type=Path, metavar="FILE", help=what)
    what = "in full as text (default), bibtex for LaTeX, or the short name that charts use"
    one.add_argument("--style", choices=["text", "bibtex", "short"], default="text", help=what)
    command("dictionary", dictionary, "describe the data as Markdown")
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return 1 after a clear message if it fails."""
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
