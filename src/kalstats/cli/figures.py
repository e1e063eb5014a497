"""Commands on figures: check data, list conflicts and claims, cite, export, start a file."""

import re
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from kalstats import data, evidence
from kalstats.evidence.figures import rows_or_all

COUNTED = "contradictions, which are no errors: {:,}, see kalstats conflicts"


def check(arguments: Namespace) -> None:
    """Check data files and say what is wrong with them, all problems at once."""
    own, problems, files = _declared(arguments), list[data.Problem](), arguments.files
    shipped = [data.folder() / resource["path"] for resource in data.package()["resources"]]
    for path in map(Path, files or shipped):
        try:
            rows = data.load(path, own)
            told = f"{path.name}: {len(rows):,} rows, no problem"
            if files and set(rows) >= set(data.QUANTITY):
                told += f"; {COUNTED.format(len(evidence.conflicts(rows)))} {path}"
            print(told)
        except data.DataError as error:
            problems += error.problems
    if problems:
        raise data.DataError(*problems)
    if not files:
        found = evidence.conflicts()
        if problems := evidence.unlisted(found):
            raise data.DataError(*problems)
        print(f"regions.geojson: {len(data.regions())} outlines and points, no problem")
        evidence.claims()  # every claim must name functions and figures that exist
        print(COUNTED.format(len(found)))


def _declared(arguments: Namespace) -> dict[str, list[str]]:
    """Read ``column=name`` words into the names of one's own by column."""
    own: dict[str, list[str]] = {}
    for word in arguments.own:
        column, _, name = word.partition("=")
        if column not in data.OWN or not name:
            expected = f"column=name, with a column of {', '.join(data.OWN)}"
            raise data.DataError(data.Problem("--own", 0, "name", word, expected))
        own.setdefault(column, []).append(name)
    return own


def _own(arguments: Namespace) -> pd.DataFrame | None:
    """Return the figures of one's own, if a file of them was named."""
    return data.load(arguments.figures, _declared(arguments)) if arguments.figures else None


def export(arguments: Namespace) -> None:
    """Write figures, sources and claims, or figures of one's own, into an Excel workbook."""
    own = _own(arguments)
    sheets = {"figures": rows_or_all(own)}
    if own is None:
        sheets |= {"sources": data.sources(), "claims": evidence.claims()}
    data.export(arguments.file, **sheets)
    print(f"{arguments.file}: {', '.join(f'{len(s):,} {name}' for name, s in sheets.items())}")


def cite(arguments: Namespace) -> None:
    """Print citations, of all sources if none is named."""
    own = _own(arguments)
    known = list(data.sources()["key"]) if own is None else own.attrs["sources"]
    entries = [data.cite(key, arguments.style) for key in arguments.keys or known]
    print(("\n\n" if arguments.style == "bibtex" else "\n").join(entries))


def template(arguments: Namespace) -> None:
    """Print the header of a file of one's own with a row to write over."""
    print(Path(__file__).with_name(f"{arguments.file}.csv").read_text("utf-8"), end="")


def dictionary(_: Namespace) -> None:
    """Print the description of every file and column of the data."""
    print(data.dictionary(), end="")


def conflicts(arguments: Namespace) -> None:
    """Print the conflicts, as text to read or as JSON."""
    own = _own(arguments)
    found = evidence.conflicts(own)
    if own is not None and "share_of" in own:
        found["share_of"] = found["ids"].str[0].map(own.set_index("id")["share_of"])
    _show(found, "kind", _conflict_line, arguments)


def claims(arguments: Namespace) -> None:
    """Print the claims, as text to read or as JSON."""
    _show(evidence.claims(), "verdict", _with_choices, arguments)


def _show(found: pd.DataFrame, by: str, line: Callable[..., str], arguments: Namespace) -> None:
    """Print rows in groups, a paragraph each, or as JSON."""
    if arguments.json:
        print(found.to_json(orient="records", date_format="iso", force_ascii=False, indent=2))
        return
    for name, group in found.groupby(by, sort=False):
        print(f"{name} ({len(group):,})", *map(line, group.to_dict("records")), "", sep="\n")


def _conflict_line(row: dict[Any, Any]) -> str:
    """Say of what figures disagree, what they print, and by how much they do."""
    gap, day = row["gap"], "" if row["start"] != row["start"] else f", {row['start']:%Y-%m-%d}"
    if row["kind"] == "share and count":  # as many decimals as the share is printed with
        number = re.search(r"\d(?:[.,](\d+))?\D*$", row["figures"].split("; ")[0])
        gap = round(gap, len(number[1] or "") if number else 2) or float(f"{gap:.1g}")
    about = f"{row['people']}, {row['territory']}{day}: {row['measure'].replace('_', ' ')}"
    unit = "percentage points" if row["unit"] == "percent" else row["unit"].replace("_", " ")
    sign = "" if row["kind"] == "rival figures" else "+"
    told = f"  {about}\n    {row['figures']}: {gap:{sign},.10g} {unit}"
    if (row["kind"], row["measure"]) == ("share and count", "share") and not row.get("share_of"):
        told += "\n    of all inhabitants, as no share_of names another denominator"
    return told


def claim_line(row: dict[Any, Any]) -> str:
    """Say what a claim prints, what was tested if that is not the same, and what came out."""
    head = f"  {row['statement']}\n    printed: {row['printed']};"
    if row["missing"]:
        return f"{head} missing: {row['missing']}"
    relation = "" if row["relation"] == "equals" else f"{row['relation'].replace('_', ' ')} "
    asked = f"{relation}{row['against'].replace('-', '−')}"
    tested = "" if asked == row["printed"].lower() else f" tested: {asked};"
    return f"{head}{tested} computed: {row['outcome']}"


def _with_choices(row: dict[Any, Any]) -> str:
    """Say also what a claim was held against, and what other choices would give."""
    told = f"{claim_line(row)}\n      {row['tested']}"
    if row["with_doubtful"] != row["verdict"]:
        told += f"\n      with doubtful figures: {row['with_doubtful']}"
    if row["other_verdict"]:
        other = f"{row['other_outcome']}: {row['other_verdict']}"
        told += f"\n      by the other choice ({row['otherwise']}): {other}"
    return told
