"""The command ``kalstats``: build reports, check data."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kalstats import __version__, data

if TYPE_CHECKING:
    from collections.abc import Sequence


def report(arguments: argparse.Namespace) -> None:
    """Run notebooks and write their pages."""
    from tqdm import tqdm

    from kalstats.report import build, find

    total = len(find(arguments.notebooks, Path("notebooks")))
    quiet = not sys.stderr.isatty()
    with tqdm(total=total, unit="report", disable=quiet) as bar:

        def done(line: str) -> None:
            bar.write(line, file=sys.stdout)
            bar.update()

        pages = build(arguments.notebooks, arguments.output, done)
    print(f"{len(pages)} pages written to {arguments.output}")


def check(arguments: argparse.Namespace) -> None:
    """Check data files and say what is wrong with them, all problems at once."""
    shipped = [data.folder() / resource["path"] for resource in data.package()["resources"]]
    problems: list[data.Problem] = []
    for path in arguments.files or shipped:
        try:
            print(f"{path.name}: {len(data.load(path))} rows, no problem")
        except data.DataError as error:
            problems += error.problems
    if problems:
        raise data.DataError(*problems)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(prog="kalstats", description=__doc__)
    top.add_argument("--version", action="version", version=f"kalstats {__version__}")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser("report", help="run notebooks and write their pages")
    command.add_argument("notebooks", nargs="*", metavar="NOTEBOOK", help="default: all")
    command.add_argument("--output", type=Path, default=Path("reports"), metavar="DIR")
    command.set_defaults(run=report)
    command = commands.add_parser("check", help="check data files")
    command.add_argument("files", nargs="*", type=Path, metavar="FILE", help="default: all shipped")
    command.set_defaults(run=check)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return 1 after a clear message if it fails."""
    arguments = parser().parse_args(argv)
    try:
        arguments.run(arguments)
    except ModuleNotFoundError as error:
        print(f"{error.name} is missing: pip install 'kalstats[study]'", file=sys.stderr)
        return 1
    except Exception as error:
        if type(error).__name__ not in {"DataError", "BuildError"}:
            raise
        print(error, file=sys.stderr)
        return 1
    return 0
