"""Commands on figures: check data, list conflicts and claims, cite, export, start a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse

TEMPLATES = {
    "figures": "id,people,territory,start,measure,unit,printed,source\n"
    'example-1,Kalmyks,USSR,1959-01-15,population,persons,"106,066",my-source\n',
    "sources": "key,label,kind,author,title,year,published,publisher,url,licence,file,note\n"
    "my-source,Census 1959,statistics,,Title of the book,1962,,,,,,What I saw of it.\n",
}


def check(arguments: argparse.Namespace) -> None:
    """Check data files and say what is wrong with them, all problems at once."""
    from kalstats import data, evidence

    own, problems = _own(arguments.own), list[data.Problem]()
    shipped = [data.folder() / resource["path"] for resource in data.package()["resources"]]
    for path in arguments.files or shipped:
        try:
            rows = data.load(path, own)
            told = _contradictions(rows, f" {path}") if arguments.files else ""
            print(f"{path.name}: {len(rows):,} rows, no problem{told and '; '}{told}")
        except data.DataError as error:
            problems += error.problems
    if not arguments.files and not problems:
        problems += evidence.unlisted()
    if problems:
        raise data.DataError(*problems)
    if not arguments.files:
        print(f"regions.geojson: {len(data.regions())} outlines and points, no problem")
        evidence.claims()  # every claim must name functions and figures that exist
        print(_contradictions(None, ""))


def _contradictions(rows: Any, file: str) -> str:
    """Say how many contradictions figures hold, which are findings and no errors."""
    from kalstats import data, evidence

    if rows is not None and set(data.QUANTITY) - set(rows):
        return ""
    found = len(evidence.conflicts(rows))
    return f"contradictions, which are no errors: {found:,}, see kalstats conflicts{file}"


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

    if arguments.figures:
        sheets = {"figures": data.load(arguments.figures, _own(arguments.own))}
    else:
        figures = pd.concat([data.census(), data.deportation()], ignore_index=True)
        sheets = {"figures": figures, "sources": data.sources(), "claims": evidence.claims()}
    data.export(arguments.file, **sheets)
    print(f"{arguments.file}: {', '.join(f'{len(s):,} {name}' for name, s in sheets.items())}")


def cite(arguments: argparse.Namespace) -> None:
    """Print citations, of all sources if none is named."""
    from kalstats import data

    known = list(data.sources()["key"])
    if arguments.figures:
        known = data.load(arguments.figures, _own(arguments.own)).attrs["sources"]
    entries = [data.cite(key, arguments.style) for key in arguments.keys or known]
    print(("\n\n" if arguments.style == "bibtex" else "\n").join(entries))


def show(arguments: argparse.Namespace) -> None:
    """Print the conflicts or the claims, as text to read or as JSON."""
    from kalstats import data, evidence

    listing = arguments.what == "conflicts"
    file = arguments.figures if listing else None
    own = data.load(file, _own(arguments.own)) if file else None
    found = evidence.conflicts(own) if listing else evidence.claims()
    if own is not None and "share_of" in own:
        found["share_of"] = found["ids"].str[0].map(own.set_index("id")["share_of"])
    if arguments.json:
        print(found.to_json(orient="records", date_format="iso", force_ascii=False, indent=2))
        return
    for name, group in found.groupby("kind" if listing else "verdict", sort=False):
        print(f"{name} ({len(group):,})")
        for row in group.to_dict("records"):
            print(_conflict_line(row) if listing else f"{claim_line(row)}{_choices(row)}")
        print()


def _conflict_line(row: dict[Any, Any]) -> str:
    day = "" if row["start"] != row["start"] else f", {row['start']:%Y-%m-%d}"
    about = f"{row['people']}, {row['territory']}{day}: {row['measure'].replace('_', ' ')}"
    unit = "percentage points" if row["unit"] == "percent" else row["unit"].replace("_", " ")
    sign = "" if row["kind"] == "rival figures" else "+"
    told = f"  {about}\n    {row['figures']}: {_rounded(row):{sign},.10g} {unit}"
    if (row["kind"], row["measure"]) == ("share and count", "share") and not row.get("share_of"):
        told += "\n    of all inhabitants, as no share_of names another denominator"
    return told


def _rounded(row: dict[Any, Any]) -> float:
    """Return the gap of a conflict; of a share, with as many decimals as that is printed with."""
    from kalstats.data.printed import meaning, read

    gap, text = float(row["gap"]), row["figures"].split("; ")[0]
    if row["kind"] != "share and count":
        return gap
    found = read(meaning(text)[1], unit="").values()
    return round(gap, max((one.decimals for one in found), default=2)) or float(f"{gap:.1g}")


def claim_line(row: dict[Any, Any]) -> str:
    """Say what a claim prints, what was tested if that is not the same, and what came out."""
    head = f"  {row['statement']}\n    printed: {row['printed']};"
    if row["missing"]:
        return f"{head} missing: {row['missing']}"
    relation = "" if row["relation"] == "equals" else f"{row['relation'].replace('_', ' ')} "
    asked = f"{relation}{row['against'].replace('-', '−')}"
    tested = "" if asked == row["printed"].lower() else f" tested: {asked};"
    return f"{head}{tested} computed: {row['outcome']}"


def _choices(row: dict[Any, Any]) -> str:
    """Say in words what a claim was held against, and what other choices would give."""
    told = f"\n      {row['tested']}"
    if row["with_doubtful"] != row["verdict"]:
        told += f"\n      with doubtful figures: {row['with_doubtful']}"
    if row["other_verdict"]:
        other = f"{row['other_outcome']}: {row['other_verdict']}"
        told += f"\n      by the other choice ({row['otherwise']}): {other}"
    return told


def dictionary(_: argparse.Namespace) -> None:
    """Print the description of every file and column of the data."""
    from kalstats import data

    print(data.dictionary(), end="")
