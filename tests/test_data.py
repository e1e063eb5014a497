"""The data hold what the sources say, and no broken file gets past the loader."""

import csv
import io
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pybtex.database
import pytest
from pybtex.richtext import Text

import kalstats
from kalstats import data
from kalstats.cli import main

FIGURE_FILES = ["census", "deportation"]
SHIPPED = [resource["name"] for resource in data.package()["resources"]]
WORDS = {"one": 1, "three": 3, "four": 4, "eight": 8, "twelve": 12, "seven": 7, "once": 1, "two": 2}
WORDS |= {"four hundred": 400, "two hundred": 200, "half": 50, "quarter": 25}
SPECIAL = {  # words that no rule reads
    "a similar number": 1400, "all": 175, "two weeks": 14, "over a thousand miles": 1000,
    "several million": 2_000_000, "thousands and thousands": 2000, "circa i tre quinti": 60,
    "a couple thousand": 2000, "over two-thirds": 200 / 3, "over half": 450_000 / 2,
    "1/4 to 1/3": (25, 33.3),
}  # fmt: skip


def numbers_in(text: str) -> list[float]:
    """Read the numbers of a printed figure: digits, thousands and millions, or words."""
    if text in SPECIAL:
        found = SPECIAL[text]
        return list(found) if isinstance(found, tuple) else [found]
    scale = 1e6 if "million" in text else 1e3 if "thousand" in text else 1
    digits = re.findall(r"\d[\d,]*\.?\d*", text)
    if digits:
        return [float(number.replace(",", "")) * scale for number in digits]
    return [number * scale for word, number in WORDS.items() if re.search(rf"\b{word}\b", text)][
        -1:
    ]


def figures() -> pd.DataFrame:
    return pd.concat([kalstats.census(), kalstats.deportation()])


def test_names_are_unique_across_both_figure_files():
    assert figures()["id"].is_unique


@pytest.mark.parametrize("name", sorted({*SHIPPED} - {"claims", "measures", "contradictions"}))
def test_frame_carries_its_provenance(name):
    attrs = getattr(kalstats, name)().attrs
    assert attrs["file"] == f"{name}.csv"
    assert attrs["version"] == kalstats.data_version
    assert attrs["licence"] == "CC-BY-4.0"


def test_every_source_is_cited_and_every_citation_is_a_source():
    used = set(figures()["source"]) | set(kalstats.events()["source"])
    used |= set(kalstats.standards()["source"]) | set(kalstats.names()["source"])
    used |= {feature["properties"]["source"] for feature in kalstats.regions()}
    assert used == set(kalstats.sources()["key"])


ROWS = figures().to_dict("records")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_printed_text_and_bounds_say_the_same_number(row):
    """Protects against a slip between what is printed and what is computed with."""
    numbers = numbers_in(row["printed"].lower())
    if row["unit"] == "per_death":  # printed as births to one death
        numbers = numbers[:1]
    if len(numbers) == 2:
        low, high = (row["low"], row["high"]) if row["qualifier"] == "range" else (0, 1e9)
        assert low <= numbers[0] < numbers[1] <= high
    else:
        wording = {"more_than": "low", "at_least": "low", "at_most": "high", "almost": "high"}
        assert row[wording.get(row["qualifier"], "value")] == pytest.approx(numbers[0], rel=1e-3)


def test_rounded_figures_have_symmetric_bounds():
    rounded = figures().query("qualifier == 'rounded'")
    assert (rounded["high"] > rounded["low"]).all()
    centre = (rounded["high"] + rounded["low"]) / 2
    assert (centre - rounded["value"]).abs().max() < 1e-6 * rounded["value"].max()


@pytest.mark.parametrize("sex", ["male", "female"])
@pytest.mark.parametrize("area", ["rural", "total"])
@pytest.mark.parametrize("year", ["1926", "1938", "1958"])
def test_survivors_fall_with_age(year, area, sex):
    """Protects against shifted or swapped cells of a life table."""
    table = kalstats.standards(table=f"life-table-ussr-{year}-{area}", sex=sex)
    survivors = table.assign(age=table["age"].astype(int)).sort_values("age")["value"]
    assert survivors.iloc[0] == 100_000
    assert survivors.is_monotonic_decreasing


@pytest.mark.parametrize("table", ["ages-ussr-1926-rural", "ages-ussr-1939-rural"])
@pytest.mark.parametrize("sex", ["male", "female"])
def test_age_groups_tile_the_ages(table, sex):
    groups = kalstats.standards(table=table, sex=sex)
    ages, widths = groups["age"].astype(int), pd.to_numeric(groups["width"])
    order = ages.sort_values().index
    assert (ages[order].iloc[:-1] + widths[order].iloc[:-1]).tolist() == ages[order].iloc[
        1:
    ].tolist()
    assert pd.isna(widths[order].iloc[-1])


def test_the_dictionary_of_the_data_is_current():
    kept = (data.folder() / "README.md").read_text("utf-8")
    assert kept == data.dictionary(), "run: make derived"


def test_a_citation_in_text_and_in_bibtex():
    assert kalstats.cite("goble-2022").startswith("Goble, Paul. Kalmyk National Movement")
    entry = kalstats.cite("goble-2022", style="bibtex")
    assert entry.startswith("@misc{goble-2022,")
    assert entry.count("{") == entry.count("}")
    with pytest.raises(ValueError, match="'html': expected 'text', 'short' or 'bibtex'"):
        kalstats.cite("goble-2022", style="html")


def test_unknown_names_are_answered_with_near_ones():
    with pytest.raises(kalstats.DataError, match="near: registered"):
        kalstats.figure("registered-1945")
    with pytest.raises(ValueError, match="'peple' is no column; expected one of id, people"):
        kalstats.census(peple="Kalmyks")


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ({"people": "Kalmyk"}, "people = 'Kalmyk': expected a known people; near: Kalmyks"),
        ({"people": ["Kalmyks", "Kalmyk"]}, "people = 'Kalmyk': expected a known people"),
        ({"territory": "Kalmykya"}, "territory = 'Kalmykya'.*near: Kalmykia"),
        ({"measure": "populaton"}, "measure = 'populaton'.*near: population"),
        ({"unit": "person"}, "unit = 'person'.*near: persons"),
        ({"rank": "best"}, "rank = 'best': expected one of preferred, "),
        ({"source": "ediev-2005"}, "source = 'ediev-2005'.*near: ediev-2004"),
        ({"id": "registered-1945-wikipedi"}, "near: registered-1945-wikipedia"),
        ({"start": "1939"}, "start = '1939': expected a date as YYYY-MM-DD"),
        ({"end": "17.01.1939"}, "end = '17.01.1939': expected a date as YYYY-MM-DD"),
        ({"start": ["1939-01-17", "1939-02-30"]}, "start = '1939-02-30': expected a date"),
        ({"start": 1939}, "start = 1939: expected a date"),
    ],
)
@pytest.mark.parametrize("select", [kalstats.census, kalstats.deportation])
def test_a_slip_in_a_name_or_a_day_is_no_empty_frame(select, where, message):
    with pytest.raises(ValueError, match=message):
        select(**where)


def test_a_known_name_without_figures_gives_no_rows():
    """Protects programs that ask for every people or measure in turn."""
    assert kalstats.census(measure="deported").empty
    assert kalstats.census(id="registered-1945-wikipedia").empty
    assert kalstats.census(start="1900-01-01").empty
    assert kalstats.names(key="Germans of the Volga").empty


def test_a_day_is_text_or_a_date_and_may_be_unknown():
    days = ["1939-01-17", date(1939, 1, 17), pd.Timestamp(1939, 1, 17)]
    first, *others = [kalstats.census(people="Kalmyks", start=day) for day in days]
    assert len(first)
    assert all(first.equals(other) for other in others)
    unknown = kalstats.deportation(start=None)
    assert len(unknown) == kalstats.deportation()["start"].isna().sum()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: kalstats.load("x.csv", "Karachay AO"), "own = 'Karachay AO': expected names by"),
        (lambda: kalstats.cite(["ediev-2004"]), r"key = \['ediev-2004'\]: expected the key of one"),
        (lambda: kalstats.figure(5), "id = 5: expected the id of one figure"),
        (lambda: kalstats.cite(kalstats.sources()), "key = a DataFrame: expected the key"),
    ],
)
def test_an_argument_of_the_wrong_kind_is_named(call, message):
    with pytest.raises(TypeError, match=message):
        call()


# ---- bad input -------------------------------------------------------------------------------


def good_rows() -> list[list[str]]:
    with (data.folder() / "census.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def write(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


BAD_CELLS = [
    ("value", "131.271,5", "expected a plain number"),
    ("value", "nan", "expected a plain number"),
    ("low", "-5", "expected a number not below 0"),
    ("start", "17.01.1939", "expected a date as YYYY-MM-DD"),
    ("start", "1939-02-30", "expected a date as YYYY-MM-DD"),
    ("start", "1960-01-01", "expected a day not after the end"),
    ("people", "Kalmiks", "expected a known people (near: Kalmyks"),
    ("measure", "populaton", "expected a known measure (near: population"),
    ("territory", "Atlantis", "expected a known territory (near: none"),
    ("printed", "", "expected a value, this column is required"),
    ("note", "=HYPERLINK(1)", "expected text that no spreadsheet takes for a formula"),
    ("note", "@SUM(1)", "expected text that no spreadsheet takes for a formula"),
    ("note", "+1", "expected text that no spreadsheet takes for a formula"),
    ("low", "131272", "expected low not above value"),
    ("high", "131270", "expected value not above high"),
    ("value", "", "expected a number, the qualifier needs it"),
    ("reason", "", "expected why this rank"),
    ("printed", "999,999", "expected the number in value"),
    ("printed", "12x", "expected the number in value"),
    ("rank", "preferred", "expected one preferred figure a quantity"),
    ("id", "Not A Slug", "expected form"),
]


@pytest.mark.parametrize(("column", "text", "message"), BAD_CELLS)
def test_a_bad_cell_is_reported_with_file_line_column_and_text(tmp_path, column, text, message):
    rows = good_rows()
    rows[1][rows[0].index(column)] = text
    with pytest.raises(kalstats.DataError) as caught:
        kalstats.load(write(tmp_path / "mine.csv", rows))
    told = [p for p in caught.value.problems if message in str(p)]
    assert told, str(caught.value)
    assert told[0].file == "mine.csv"
    assert told[0].line == 2
    if column != "high":  # reported at the value that is above it
        assert (told[0].column, told[0].text) == (column, text)


def test_a_percentage_above_100_and_a_repeated_name(tmp_path):
    rows = good_rows()
    share = next(row for row in rows if row[rows[0].index("unit")] == "percent")
    for column in ("value", "high"):
        share[rows[0].index(column)] = "101"
    rows.append(rows[1])
    with pytest.raises(kalstats.DataError) as caught:
        kalstats.load(write(tmp_path / "mine.csv", rows))
    assert "expected a percentage from 0 to 100" in str(caught.value)
    last = f"line {len(rows)}, id: '{rows[1][0]}': expected a name not used before"
    assert last in str(caught.value)


def test_all_problems_of_a_file_are_told_at_once(tmp_path):
    rows = good_rows()
    for line, column in [(1, "people"), (3, "start"), (5, "unit")]:
        rows[line][rows[0].index(column)] = "wrong"
    with pytest.raises(kalstats.DataError) as caught:
        kalstats.load(write(tmp_path / "mine.csv", rows))
    found = {(problem.line, problem.column) for problem in caught.value.problems}
    assert {(2, "people"), (4, "start"), (6, "unit")} <= found


BAD_FILES = [
    (b"", "line 1, file: '': expected a header row and data, but the file is empty"),
    (b" \n \n", "expected a header row and data, but the file is empty"),
    (
        b"id,people,x\na,b,c\n",
        "line 1, territory, start, measure, unit, printed, source: '': expected this",
    ),
    (b"id,people,x\na,b,c\n", "line 1, header: 'x': expected only the columns id, people"),
    (b"id\xff,people\n", "line 1, file: 'ff': expected text encoded as UTF-8"),
    ("id,people\nПр".encode("cp1251"), "line 2, file: 'cf': expected text encoded as UTF-8"),
    ("\ufeffПр\nП".encode() + b"\xff", "line 2, file: 'ff': expected text encoded as UTF-8"),
    (b"id,people\nx,\0\n", "line 2, file: '\\x00': expected text without control characters"),
]


@pytest.mark.parametrize(("content", "message"), BAD_FILES)
def test_a_file_that_is_no_table_of_figures(tmp_path, content, message):
    path = tmp_path / "mine.csv"
    path.write_bytes(content)
    with pytest.raises(kalstats.DataError, match=re.escape(message)):
        kalstats.load(path)


UTF_8 = "expected text encoded as UTF-8 (spreadsheets save it as 'CSV UTF-8')"


def saved(separator: str = ",", quoting: Any = csv.QUOTE_MINIMAL, text: str = "Калмыки") -> str:
    """Return two rows of the census as a spreadsheet would save them."""
    rows = [[*row[:-2], text, ""] if line else row for line, row in enumerate(good_rows()[:2])]
    file = io.StringIO()
    csv.writer(file, delimiter=separator, quoting=quoting).writerows(rows)
    return file.getvalue()


FOREIGN = {
    "semicolons": (saved(";").encode(), "header", "columns separated by commas", "semicolons"),
    "mark": (saved(";").encode("utf-8-sig"), "header", "separated by commas", "semicolons"),
    "quoted": (saved(";", csv.QUOTE_ALL).encode(), "header", "by commas", "semicolons"),
    "excel's own line": (b"sep=;\r\n" + saved(";").encode(), "header", "by commas", "semicolons"),
    "tabs": (saved("\t").encode(), "header", "separated by commas", "tabs"),
    "UTF-16": (saved().encode("utf-16"), "file", UTF_8, "UTF-16"),
    "UTF-16, big end first": (saved().encode("utf-16-be"), "file", UTF_8, "UTF-16"),
    "UTF-16, no mark": (saved("\t").encode("utf-16-le"), "file", UTF_8, "UTF-16"),
}


@pytest.mark.parametrize(("raw", "column", "expected", "found"), FOREIGN.values(), ids=FOREIGN)
def test_a_file_as_spreadsheets_save_it_is_one_message(tmp_path, raw, column, expected, found):
    """Not a missing column for each there is."""
    path = tmp_path / "mine.csv"
    path.write_bytes(raw)
    with pytest.raises(kalstats.DataError) as caught:
        kalstats.load(path)
    told = str(caught.value)
    assert told.startswith(f"mine.csv, line 1, {column}: ")
    assert told.count("\n") == 0
    assert expected in told
    assert found in told


def test_a_file_in_the_encoding_of_a_country_is_one_message(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_bytes(saved().encode("cp1251"))
    with pytest.raises(kalstats.DataError) as caught:
        kalstats.load(path)
    assert str(caught.value) == f"mine.csv, line 2, file: 'ca': {UTF_8}"


def test_semicolons_and_tabs_inside_cells_are_no_matter(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(saved(text="a;b\tc|d;;;;"), encoding="utf-8", newline="")
    assert kalstats.load(path)["note"].tolist() == ["a;b\tc|d;;;;"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda rows: [row[1:] for row in rows], "line 1, id: '': expected this column, it is"),
        (lambda rows: [*rows[:2], rows[2][:-1]], "line 3, row"),
        (lambda rows: rows[:1], "line 2, row: '': expected at least one row of data"),
        (
            lambda rows: [[*row, row[0]] for row in rows],
            "line 1, id: '': expected this column once",
        ),
    ],
    ids=["missing column", "missing cell", "no rows", "column twice"],
)
def test_a_table_of_the_wrong_shape(tmp_path, change, message):
    with pytest.raises(kalstats.DataError, match=re.escape(message)):
        kalstats.load(write(tmp_path / "mine.csv", change(good_rows())))


def test_an_unclosed_quote_is_reported(tmp_path):
    path = write(tmp_path / "mine.csv", good_rows())
    path.write_text(path.read_text("utf-8") + '"open', encoding="utf-8")
    with pytest.raises(kalstats.DataError, match="expected well-formed CSV"):
        kalstats.load(path)


# ---- a file of one's own ----------------------------------------------------------------------


@pytest.fixture
def own(tmp_path):
    """A file of one figure about a people of one's own, with a source of one's own beside it."""
    header, figure = good_rows()[:2]
    for column, text in {
        "id": "komi-1926",
        "people": "Komi of Izhma",
        "source": "own-1930",
    }.items():
        figure[header.index(column)] = text
    fields = list(kalstats.sources())
    source = {"key": "own-1930", "label": "Own 1930", "kind": "archive", "title": "100 % & {more}"}
    write(tmp_path / "sources.csv", [fields, [source.get(name, "") for name in fields]])
    yield write(tmp_path / "mine.csv", [header, figure])
    data.across.own_sources.clear()


def test_a_name_of_ones_own_must_be_declared(own):
    with pytest.raises(kalstats.DataError, match=r"declared: people=Komi of Izhma"):
        kalstats.load(own)
    for names in ("Komi of Izhma", ["Nenets", "Komi of Izhma"]):
        assert kalstats.load(own, {"people": names})["people"].tolist() == ["Komi of Izhma"]
    with pytest.raises(kalstats.DataError, match=r"near: Komi of Izhma\)"):
        kalstats.load(write_cell(own, "people", "Komi of Ishma"), {"people": "Komi of Izhma"})
    with pytest.raises(ValueError, match="expected columns of people, territory"):
        kalstats.load(own, {"rank": "best"})


def write_cell(path: Path, column: str, text: str) -> Path:
    with path.open(encoding="utf-8", newline="") as file:
        header, figure = csv.reader(file)
    figure[header.index(column)] = text
    return write(path, [header, figure])


def test_a_declared_name_is_still_no_formula(own):
    with pytest.raises(kalstats.DataError, match="no spreadsheet takes for a formula"):
        kalstats.load(write_cell(own, "people", "=1+1"), {"people": "=1+1"})


def test_own_names_can_be_declared_to_the_command(own, capsys):
    assert main(["check", str(own)]) == 1
    assert main(["check", str(own), "--own", "people=Komi of Izhma"]) == 0
    assert main(["check", str(own), "--own", "people"]) == 1
    assert "--own, name: 'people': expected column=name" in capsys.readouterr().err


def test_own_sources_are_cited_like_those_of_the_study(own):
    with pytest.raises(kalstats.DataError, match="'own-1930': expected a known one"):
        kalstats.cite("own-1930")
    assert kalstats.load(own, {"people": "Komi of Izhma"}).attrs["sources"] == ["own-1930"]
    assert kalstats.cite("own-1930") == "100 % & {more}. no date."
    assert kalstats.cite("own-1930", "short") == "Own 1930"
    assert "own-1930" not in set(kalstats.sources()["key"])


def test_own_sources_are_cited_by_the_command(own, capsys):
    given = ["cite", "--figures", str(own), "--own", "people=Komi of Izhma"]
    assert main(given) == 0
    assert capsys.readouterr().out == "100 % & {more}. no date.\n"
    assert main([*given, "--style", "short", "own-1930", "ediev-2004"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Own 1930",
        kalstats.cite("ediev-2004", "short"),
    ]


def test_own_sources_are_checked_and_missed(own):
    text = own.with_name("sources.csv").read_text("utf-8")
    own.with_name("sources.csv").write_text(text.replace("archive", "gossip"), encoding="utf-8")
    with pytest.raises(kalstats.DataError, match=r"sources.csv, line 2, kind: 'gossip'"):
        kalstats.load(own, {"people": "Komi of Izhma"})
    own.with_name("sources.csv").write_text(text.replace("own-1930", "own-1931"), encoding="utf-8")
    with pytest.raises(kalstats.DataError, match=r"'own-1930': expected a key of sources.csv"):
        kalstats.load(own, {"people": "Komi of Izhma"})
    own.with_name("sources.csv").unlink()  # nobody has to keep a file of sources
    assert len(kalstats.load(own, {"people": "Komi of Izhma"})) == 1


def test_a_key_means_one_source(own):
    """A source of one's own cannot take the key of another and so change what a page cites."""
    kalstats.load(own, {"people": "Komi of Izhma"})
    other = own.parent / "other" / "sources.csv"
    other.parent.mkdir()
    text = own.with_name("sources.csv").read_text("utf-8")
    other.write_text(text, encoding="utf-8")
    kalstats.load(other)  # the same source twice is no harm
    other.write_text(text.replace("more", "less"), encoding="utf-8")
    with pytest.raises(kalstats.DataError, match="line 2, key: 'own-1930': expected a key that is"):
        kalstats.load(other)
    other.write_text(text.replace("own-1930", "ediev-2004"), encoding="utf-8")
    with pytest.raises(kalstats.DataError, match="it means 'How the numbers of the deported"):
        kalstats.load(other)


def test_only_a_file_of_sources_is_taken_for_sources(own):
    """`names.csv` has a column `key` as well; what it holds are places, not sources."""
    names = kalstats.names(key="Kalmykia").astype(str).drop(columns="note").assign(note="")
    path = write(own.with_name("names.csv"), [list(names), *names.to_numpy().tolist()])
    assert kalstats.load(path)["key"].tolist() == ["Kalmykia", "Kalmykia"]
    with pytest.raises(kalstats.DataError, match="'Kalmykia': expected a known one"):
        kalstats.cite("Kalmykia")
    assert [file.name for file in data.across.own_sources] == ["sources.csv"]  # beside, and read


def test_own_figures_make_quantities_readings_and_conflicts(own):
    mine = kalstats.load(own, {"people": "Komi of Izhma"})
    count = kalstats.quantity(mine, people="Komi of Izhma")
    assert kalstats.quantity(mine, id="komi-1926") == count
    assert kalstats.readings(lambda n: n, n=count).rows["value"].tolist() == mine["value"].tolist()
    assert kalstats.conflicts(mine).empty
    with pytest.raises(kalstats.DataError, match=r"mine.csv, id: 'komi-1927'.*near: komi-1926"):
        kalstats.quantity(mine, id="komi-1927")
    with pytest.raises(ValueError, match="expected exactly one quantity, found 0"):
        kalstats.quantity(people="Komi of Izhma")


def test_a_cell_of_a_megabyte_is_refused_and_a_long_note_is_read_as_it_is(own):
    """A quote that is not closed makes a cell of a whole file; a page of notes is none."""
    long = "<script>" * 600
    note = kalstats.load(write_cell(own, "note", long), {"people": "Komi of Izhma"})["note"]
    assert note.tolist() == [long]
    with pytest.raises(kalstats.DataError, match=r"line 2, note: '<script>.*at most 5,000 char"):
        kalstats.load(write_cell(own, "note", 300 * long), {"people": "Komi of Izhma"})
    assert csv.field_size_limit() == 131_072  # the caller's


# ---- citations --------------------------------------------------------------------------------


def bibliography() -> dict[str, Any]:
    text = "\n".join(kalstats.cite(key, "bibtex") for key in kalstats.sources()["key"])
    return dict(pybtex.database.parse_string(text, "bibtex").entries)


def test_bibtex_entries_say_what_the_sources_say():
    """Parsed by a BibTeX processor, and what LaTeX would print is the text of the source."""
    entries = bibliography()
    sources = kalstats.sources().set_index("key")
    assert list(entries) == list(sources.index)
    for key, entry in entries.items():
        assert shown(entry.fields["title"]) == sources.loc[key, "title"]
        assert entry.fields.get("url", "") == sources.loc[key, "url"]
        assert entry.fields.get("year", "") == sources.loc[key, "year"]


def shown(text: str) -> str:
    return str(Text.from_latex(text))


def test_bibtex_authors_are_persons_or_bodies():
    people = {key: entry.persons.get("author", []) for key, entry in bibliography().items()}
    andreev = people["andreev-darskii-kharkova-1993"]
    assert [str(person) for person in andreev] == [
        "Andreev, E. M.",
        "Darskii, L. E.",
        "Kharkova, T. L.",
    ]
    assert [str(person) for person in people["mvd-1948"]] == [
        "{Ministry of Internal Affairs of the USSR}"
    ]
    assert [str(person) for person in people["sablin-2015"]] == ["Sablin, Ivan", "others"]


def test_signs_of_latex_are_escaped(own):
    kalstats.load(own, {"people": "Komi of Izhma"})
    entry = kalstats.cite("own-1930", "bibtex")
    assert "title = {{100 \\% \\& \\textbraceleft{}more\\textbraceright{}}}" in entry
    assert entry.count("{") == entry.count("}")


def test_the_bibliography_is_current(capsys):
    assert main(["cite", "--style", "bibtex"]) == 0
    kept = (data.folder() / "sources.bib").read_text("utf-8")
    assert kept == capsys.readouterr().out, "run: make derived"


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path):
    text = (data.folder() / "census.csv").read_text("utf-8")
    path = tmp_path / "mine.csv"
    path.write_bytes("\ufeff".encode() + text.replace("\n", "\r\n").encode())
    pd.testing.assert_frame_equal(kalstats.load(path), kalstats.census())


def test_a_missing_data_folder_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(data.reading, "HERE", tmp_path / "src" / "kalstats")
    with pytest.raises(kalstats.DataError, match="expected the data with datapackage"):
        data.folder()


def test_the_frictionless_validator_agrees():
    """Protects the promise that other tools can read the package by its description."""
    command = [sys.executable, "-m", "frictionless", "validate", "datapackage.json"]
    done = subprocess.run(command, cwd=data.folder(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("VALID") == len(SHIPPED)
