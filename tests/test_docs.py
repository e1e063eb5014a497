"""What the documents say is what the data say: ranges, versions, chart, citation."""

import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import yaml

import kalstats
from kalstats import pick, plots, quantity, readings, study
from kalstats.composition import share
from kalstats.data import package
from kalstats.demography import decrease
from kalstats.study import loss

REPOSITORY = Path(__file__).parents[1]
README = (REPOSITORY / "README.md").read_text("utf-8")
CHANGES = (REPOSITORY / "CHANGELOG.md").read_text("utf-8")
CITATION = yaml.safe_load((REPOSITORY / "CITATION.cff").read_text("utf-8"))


def headline() -> dict[str, str]:
    """Compute the ranges that the README prints."""
    census = {"people": "Kalmyks", "territory": "USSR", "unit": "persons"}
    before, after = (quantity(**census, start=day) for day in ("1939-01-17", "1959-01-15"))
    fall = readings(lambda a, b: decrease(a, b) / a, a=before, b=after)
    deported = quantity(id="deported-wikipedia-93139")
    deaths = quantity(id="deaths-wikipedia-range").preferred
    died = readings(share, part=deaths, whole=deported)
    told = {"measure": "people missing", "births": "either", "end": "1959-01-15"}
    missing = pick(loss.summary(), **told)
    every = pick(study.mortality(), measure="all deaths", births="all readings")
    return {
        "Kalmyks deported": f"{deported.range:,}",
        "deaths in exile that were registered": f"{deaths:,}",
        "these deaths as a share": f"{died:.1%}",
        "all deaths in exile to January 1953": f"{every.rounded(-3):,}",
        "people missing in 1959": f"{missing.rounded(-3):,}",
        "fall of the number": f"{fall:.1%}",
    }


def test_the_readme_prints_the_ranges_that_the_data_give():
    rows = re.findall(r"^\| (\w.*?) \| ([\d.,–%]+) \|$", README, re.MULTILINE)
    wanted = headline()
    assert len(rows) == len(wanted)
    for (said, printed), (words, computed) in zip(rows, wanted.items(), strict=True):
        assert said.startswith(words)
        assert printed == computed


def test_the_readme_says_to_when_the_dead_are_counted():
    dated, range_ = quantity(id="deaths-kalmyks-1948-mvd").preferred, "deaths-wikipedia-range"
    day = kalstats.data.figure(dated.id).end
    until = f"Of the registered dead {dated.printed} are to {day.day} {day:%B %Y};"
    assert until in " ".join(README.split())
    assert f"to {day:%B %Y} |" in README
    assert dated.high == quantity(id=range_).preferred.high  # the upper end is that count
    assert pd.isna(kalstats.data.figure(range_).end)  # and the lower has no date


def test_the_chart_of_the_readme_shows_the_data(monkeypatch):
    """By its words and its points, not its bytes: these change with matplotlib."""
    monkeypatch.syspath_prepend(REPOSITORY / "docs")
    import chart

    kept, drawn = chart.PLACE.read_text("utf-8"), chart.draw()
    for words in (chart.title(), chart.alt()):
        assert words in kept, "run: make derived"
    points = [len(re.findall(r"<use ", svg)) for svg in (kept, drawn)]
    assert points[0] == points[1]
    assert f"![{chart.README}](docs/kalmyks.svg)" in README


def test_the_study_names_every_answer_with_a_chart_that_there_is():
    """`help(kalstats.study)` is the list of answers; the reference is made of it."""
    listed = re.findall(r"^    ([\w.]+) +(\S.*?)  +(\S.*)$", study.__doc__, re.MULTILINE)
    names = {name for name, _, _ in listed}
    answers = {name for name in study.__all__ if callable(getattr(study, name))}
    assert {name for name in names if "." not in name} == answers
    assert all(name.removeprefix("loss.") in loss.__all__ for name in names - answers)
    charts = {
        word for _, _, told in listed for word in told.split(",")[0].split() if "(" not in told
    }
    assert charts
    assert charts <= set(plots.__all__)
    assert all(name in study.__doc__ for name in study.__all__)


def test_links_between_documents_lead_somewhere():
    for path in [*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/*.md")]:
        text = re.sub(r"```.*?```|`[^`\n]*`", "", path.read_text("utf-8"), flags=re.DOTALL)
        for link in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (path.parent / link).exists(), f"{path.name}: {link}"


def test_versions_are_the_same_everywhere():
    code, data = (re.search(rf"^## {name} (\S+)", CHANGES, re.M)[1] for name in ("Code", "Data"))
    assert code == kalstats.__version__ == CITATION["version"]
    assert data == kalstats.data_version


def test_the_newest_changes_say_something_and_name_every_report():
    """A version without a word on what changed helps nobody; a report is what most will read."""
    entries = re.findall(r"^## (Code|Data) \S+.*?\n(.*?)(?=^## |\Z)", CHANGES, re.M | re.S)
    newest = dict(reversed(entries))
    assert all(re.search(r"^- \w", text, re.M) for text in newest.values())
    for path in sorted((REPOSITORY / "notebooks").glob("*.ipynb")):
        assert f"`{path.stem}`" in newest["Code"], path.name


def test_every_data_version_follows_the_rule():
    """A version with a major, minor or patch step and nothing below it left over."""
    found = [tuple(map(int, v.split("."))) for v in re.findall(r"## Data (\d+\.\d+\.\d+)", CHANGES)]
    for (a, b, c), (x, y, z) in zip(found[1:], found, strict=False):
        assert (x, y, z) in {(a + 1, 0, 0), (a, b + 1, 0), (a, b, c + 1)}


def test_the_citation_file_is_complete():
    """Validated once with cffconvert; it pins an old jsonschema, so it is no dependency."""
    assert set(CITATION) >= {"cff-version", "message", "title", "authors", "version", "license"}
    assert CITATION["cff-version"] == "1.2.0"
    licences = {"MIT"} | {licence["name"] for licence in package()["licenses"]}
    assert set(CITATION["license"]) == licences


def test_the_citation_file_names_the_data_of_this_version():
    (figures,) = CITATION["references"]
    assert figures["type"] == "data"
    assert figures["title"] == package()["title"]
    assert str(figures["version"]) == kalstats.data_version
    assert figures["license"] == package()["licenses"][0]["name"]
    assert figures["authors"] == CITATION["authors"]


USER = """
import kalstats
from kalstats.demography import growth_rate

mine = kalstats.census(people="Kalmyks")
before = kalstats.quantity(people="Kalmyks", territory="USSR", measure="population",
                           start="1939-01-17")
after = kalstats.quantity(mine, id="kalmyks-ussr-1959-wikipedia")
result = kalstats.readings(lambda a, b: growth_rate(a, b, 20.0), a=before, b=after)
low: float = result.low
what_if = kalstats.readings(lambda a, b: b - a, a=140_000, b=kalstats.assumed(1, because="x"))
text: str = f"{what_if:+,} {kalstats.figure('kalmyks-ussr-1959-wikipedia'):,}"
row = kalstats.pick(result.rows, preferred=True).rounded(1)
citation: str = kalstats.cite(before.preferred.source, style="bibtex")
version: str = kalstats.data_version
kalstats.load("mine.csv", {"people": ["Komi"]})
kalstats.export("mine.xlsx", figures=mine)
"""


WRONG = """
kalstats.cite(5)
kalstats.nonsense
before.prefered
"""


@pytest.mark.parametrize(
    ("more", "told"),
    [("", ["Success"]), (WRONG, ["[arg-type]", '"nonsense"', '"prefered"', "Found 3 errors"])],
    ids=["right", "wrong"],
)
def test_a_type_checker_helps_users(more, told, tmp_path):
    (tmp_path / "user.py").write_text(USER + more, "utf-8")
    cache = REPOSITORY / ".mypy_cache" / "users"
    command = ["-m", "mypy", "--strict", "--config-file=", f"--cache-dir={cache}", "user.py"]
    done = subprocess.run(
        [sys.executable, *command], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    for words in told:
        assert words in done.stdout, done.stdout
