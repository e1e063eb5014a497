"""The command ``kalstats``: build reports, check data, list conflicts and claims."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kalstats import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence


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

        pages = build(arguments.notebooks, arguments.output, done, force=arguments.force)
    print(f"{len(pages)} pages written to {arguments.output}")


def check(arguments: argparse.Namespace) -> None:
    """Check data files and say what is wrong with them, all problems at once."""
    from kalstats import data

    shipped = [data.folder() / resource["path"] for resource in data.package()["resources"]]
    problems: list[data.Problem] = []
    for path in arguments.files or shipped:
        try:
            print(f"{path.name}: {len(data.load(path))} rows, no problem")
        except data.DataError as error:
            problems += error.problems
    if not arguments.files and not problems:
        from kalstats.evidence import claims

        claims()  # every claim must name functions and figures that exist
    if problems:
        raise data.DataError(*problems)


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
            print(_conflict_line(row) if first == "kind" else _claim_line(row))
        print()


def _conflict_line(row: dict[Any, Any]) -> str:
    day = "" if row["start"] != row["start"] else f", {row['start']:%Y-%m-%d}"
    about = f"{row['people']}, {row['territory']}{day}: {row['measure'].replace('_', ' ')}"
    unit = "percentage points" if row["unit"] == "percent" else row["unit"].replace("_", " ")
    gap = f"{row['gap']:,.6g}" if row["kind"] == "rival figures" else f"{row['gap']:+,.6g}"
    return f"  {about}\n    {row['figures']}: {gap} {unit}"


def _claim_line(row: dict[Any, Any]) -> str:
    unit = "%" if row["against"].endswith("%") else ""
    got = row["missing"] and f"missing: {row['missing']}"
    got = got or f"{row['low']:,.10g}{unit} to {row['high']:,.10g}{unit}"
    return f"  {row['statement']}\n    printed: {row['printed']}; {got}"


def dictionary() -> str:
    """Describe every file and column of the data, from their description and contents."""
    from kalstats import data

    lines = [
        "# The data, file by file",
        "",
        "Generated from `datapackage.json` and the data by `kalstats dictionary`; do not edit.",
        f"Version {data.package()['version']}, CC BY 4.0. One row is one figure as one source "
        "gives it; what we compute is never stored.",
    ]
    for resource in data.package()["resources"]:
        frame = data.load(data.folder() / resource["path"])
        lines += ["", f"## {resource['path']}: {resource['title']}", "", f"{len(frame)} rows"]
        if "source" in frame:
            lines[-1] += f" from {frame['source'].nunique()} sources"
        lines[-1] += "."
        lines += [
            "",
            "| column | type | what it holds | allowed | filled |",
            "|---|---|---|---|---|",
        ]
        for field in resource["schema"]["fields"]:
            rules = field.get("constraints", {})
            allowed = ", ".join(rules.get("enum", [])) or rules.get("pattern", "").replace(
                "|", "\\|"
            )
            column = frame[field["name"]]
            filled = int((column.notna() & (column.astype(str) != "")).sum())
            kind = field["type"] + (", required" if rules.get("required") else "")
            what = field["description"]
            lines.append(f"| `{field['name']}` | {kind} | {what} | {allowed} | {filled} |")
    return "\n".join(lines) + "\n"


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(prog="kalstats", description=__doc__)
    top.add_argument("--version", action="version", version=f"kalstats {__version__}")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser("report", help="run notebooks and write their pages")
    command.add_argument("notebooks", nargs="*", metavar="NOTEBOOK", help="default: all")
    command.add_argument("--output", type=Path, default=Path("reports"), metavar="DIR")
    command.add_argument("--force", action="store_true", help="also pages that are current")
    command.add_argument("--check", action="store_true", help="only say which are not current")
    command.set_defaults(run=report)
    command = commands.add_parser("check", help="check data files")
    command.add_argument("files", nargs="*", type=Path, metavar="FILE", help="default: all shipped")
    command.set_defaults(run=check)
    for what, text in {"conflicts": "figures that disagree", "claims": "verdicts"}.items():
        command = commands.add_parser(what, help=f"list {text}")
        command.add_argument("--json", action="store_true", help="print JSON")
        command.set_defaults(run=show, what=what)
    command = commands.add_parser("dictionary", help="describe the data as Markdown")
    command.set_defaults(run=lambda _: print(dictionary(), end=""))
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return 1 after a clear message if it fails."""
    arguments = parser().parse_args(argv)
    try:
        arguments.run(arguments)
    except BrokenPipeError:  # the reader of the output has seen enough
        sys.stderr.close()
        return 0
    except ModuleNotFoundError as error:
        print(f"{error.name} is missing: install kalstats with its extra 'study'", file=sys.stderr)
        return 1
    except Exception as error:
        if type(error).__name__ not in {"DataError", "BuildError"}:
            raise
        print(error, file=sys.stderr)
        return 1
    return 0
