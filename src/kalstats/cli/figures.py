"""Commands on figures: check data, list conflicts and claims, cite, export, start a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

TEMPLATES = {
    "figures": "id,people,territory,start,measure,unit,printed,source\n"
    'example-1,Kalmyks,USSR,1959-01-15,population,persons,"106,066",my-source\n',
    "sources": "key,label,kind,author,title,year,published,publisher,url,licence,file,note\n"
    "my-source,Census 1959,statistics,,Title of the book,1962,,,,,,What I saw of it.\n",
}


def check(arguments: argparse.Namespace) -> None:
    """Check data files and say what is wrong with them, all problems at once."""
    from kalstats import data

    own = _own(arguments.own)
    shipped = [data.folder() / resource["path"] for resource in data.package()["resources"]]
    problems: list[data.Problem] = []
    for path in arguments.files or shipped:
        try:
            rows = data.load(path, own)
            told = _contradictions(rows, path) if arguments.files else ""
            print(f"{path.name}: {len(rows)} rows, no problem{told and '; '}{told}")
        except data.DataError as error:
            problems += error.problems
    if not arguments.files and not problems:
        print(f"regions.geojson: {len(data.regions())} outlines and points, no problem")
        from kalstats.evidence import claims, unlisted

        claims()  # every claim must name functions and figures that exist
        problems += unlisted()
        print(_contradictions(None, None))
    if problems:
        raise data.DataError(*problems)


def _contradictions(rows: Any, path: Path | None) -> str:
    """Say how many contradictions figures hold, which are findings and no errors."""
    from kalstats import data, evidence

    if rows is not None and set(data.QUANTITY) - set(rows):
        return ""
    file = f" {path}" if path else ""
    found = len(evidence.conflicts(rows))
    return f"contradictions, which are no errors: {found}, see kalstats conflicts{file}"


def template(arguments: argparse.Namespace) -> None:
    """Print the header of a file of one's own with a row to write over."""
    print(TEMPLATES[arguments.file], end="")


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
    """Write figures, sources and claims, or figures of one's own, into an Excel workbook."""
    import pandas as pd

    from kalstats import data, evidence

    sheets: dict[str, pd.DataFrame]
    if arguments.figures:
        sheets = {"figures": data.load(arguments.figures, _own(arguments.own))}
    else:
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
    keys = arguments.keys or known["key"]
    if path := arguments.figures:
        keys = arguments.keys or data.load(path, _own(arguments.own)).attrs["sources"]
    entries = [data.cite(key, arguments.style) for key in keys]
    print(("\n\n" if arguments.style == "bibtex" else "\n").join(entries))


def show(arguments: argparse.Namespace) -> None:
    """Print the conflicts or the claims, as text to read or as JSON."""
    from kalstats import data, evidence

    if arguments.what == "claims":
        found = evidence.claims()
    else:
        own, file = _own(arguments.own), arguments.figures
        found = evidence.conflicts(data.load(file, own) if file else None)
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
