"""Figures of one's own: few columns, defaults from what is printed, and checks that name a cell."""

import csv
import io
import random
import unicodedata
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

import kalstats
from kalstats import data, evidence
from kalstats.cli import main
from kalstats.projection import life_table, project, survival

EIGHT = ["id", "people", "territory", "start", "measure", "unit", "printed", "source"]
OWN = {"people": "*", "territory": "*"}


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    header = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def row(printed: str = "106,066", **cells: str) -> dict[str, str]:
    """Return the compulsory cells of a figure, with what is told of it."""
    made = ["kalmyks", "Kalmyks", "USSR", "1959-01-15", "population", "persons", printed, "my-book"]
    return dict(zip(EIGHT, made, strict=True)) | cells


@pytest.fixture
def load(tmp_path):
    """Return a function that loads rows as a file of one's own."""
    return lambda *rows, own=OWN: kalstats.load(write(tmp_path / "mine.csv", list(rows)), own)


@pytest.fixture
def problems(load):
    def told(*rows: dict[str, str], own=OWN) -> list[tuple[int, str, str]]:
        with pytest.raises(data.DataError) as caught:
            load(*rows, own=own)
        assert all(problem.file == "mine.csv" for problem in caught.value.problems)
        return [(problem.line, problem.column, problem.text) for problem in caught.value.problems]

    return told


# ---- few columns -----------------------------------------------------------------------------


def test_eight_columns_and_three_rows_are_figures(load):
    rows = load(row(), row("107 000", id="b", start="1939"), row("ca. 15", id="c", start="1926-12"))
    assert rows["value"].tolist() == [106_066, 107_000, 15]
    assert rows["low"].tolist() == [106_066, 107_000, 13.5]
    assert rows["qualifier"].tolist() == ["exact", "exact", "about"]
    days = [f"{day:%Y-%m-%d}" for day in [*rows["start"], *rows["end"]]]
    assert days[:3] == ["1959-01-15", "1939-01-01", "1926-12-01"]
    assert days[3:] == ["1959-01-15", "1939-12-31", "1926-12-31"]
    assert set(rows["boundary"]) == {"of_the_time"}
    assert set(rows["rank"]) == {"normal"}
    assert [name for name in rows if name in data.reading.EXTRA] == []
    assert kalstats.quantity(rows, id="b").preferred.value == 107_000


PRINTS = [  # printed, unit, then as read: qualifier, low, value, high
    ("12,400", "persons", "exact", 12_400, 12_400, 12_400),
    ("12.400", "persons", "exact", 12_400, 12_400, 12_400),  # no part of a person
    ("12\u202f400", "persons", "exact", 12_400, 12_400, 12_400),
    ("12,4 тыс.", "persons", "rounded", 12_350, 12_400, 12_450),
    ("106 thousand", "persons", "rounded", 105_500, 106_000, 106_500),
    ("45,4 %", "percent", "rounded", 45.35, 45.4, 45.45),
    ("12.345", "percent", "rounded", 12.3445, 12.345, 12.3455),  # no 12,345 percent
    ("35%", "percent", "rounded", 34.5, 35, 35.5),
    ("0,0%", "percent", "rounded", 0, 0, 0.05),
    ("100,0%", "percent", "rounded", 99.95, 100, 100),
    ("more than 13,000", "persons", "more_than", 13_000, np.nan, np.nan),
    ("не менее 13 000", "persons", "at_least", 13_000, np.nan, np.nan),
    ("almost 200,000", "persons", "almost", np.nan, np.nan, 200_000),
    ("up to 5", "persons", "at_most", np.nan, np.nan, 5),
    ("17–19%", "percent", "range", 17, np.nan, 19),
    ("5–6 thousand", "persons", "range", 5000, np.nan, 6000),
    ("between 1,2 and 1,5 млн", "persons", "range", 1_200_000, np.nan, 1_500_000),
]


@pytest.mark.parametrize(("printed", "unit", "qualifier", "low", "value", "high"), PRINTS)
def test_words_and_number_say_qualifier_and_bounds(
    load, printed, unit, qualifier, low, value, high
):
    measure = "share" if unit == "percent" else "population"
    found = load(row(printed, unit=unit, measure=measure)).iloc[0]
    assert found["qualifier"] == qualifier
    assert found["printed"] == printed
    assert found[["low", "value", "high"]].astype(float).tolist() == pytest.approx(
        [low, value, high], nan_ok=True
    )


GIVEN = [  # what is given is kept, the rest follows from it
    ({"qualifier": "rounded"}, "12,400", ("rounded", 12_350, 12_400, 12_450)),
    ({"value": "12400"}, "12,4 thousand", ("rounded", 12_350, 12_400, 12_450)),
    ({"value": "12"}, "12 лет", None),
    ({"qualifier": "exact", "value": "12"}, "twelve", None),
    ({"low": "10", "high": "20"}, "dozens", ("range", 10, np.nan, 20)),
    ({"low": "10"}, "dozens", ("at_least", 10, np.nan, np.nan)),
    ({"low": "10", "value": "15", "high": "20"}, "some fifteen", ("about", 10, 15, 20)),
    ({"value": "1234000"}, "1,234 thousand", ("rounded", 1_233_500, 1_234_000, 1_234_500)),
]


@pytest.mark.parametrize(("cells", "printed", "expected"), GIVEN)
def test_what_is_given_is_kept(load, problems, cells, printed, expected):
    if expected is None:
        assert {column for _, column, _ in problems(row(printed, **cells))} <= {
            "printed",
            "low",
            "high",
        }
        return
    found = load(row(printed, **cells)).iloc[0]
    assert found["qualifier"] == expected[0]
    bounds = found[["low", "value", "high"]].astype(float).tolist()
    assert bounds == pytest.approx(expected[1:], nan_ok=True)


@pytest.mark.parametrize(
    "printed",
    ["dozens", "12x", "1,24,00", ",", "12 34", "1,234 thousand", "12.400 тыс.", "5–x", "12,400¹"],
)
def test_a_print_that_leaves_open_what_it_says_is_named(problems, printed):
    assert problems(row(), row(printed, id="b")) == [(3, "printed", printed)]


def test_a_number_in_another_notation_is_the_number_in_value(load, problems):
    """`printed` is what stands in the source; issue 16 lists who refused it."""
    for printed in ["12 400", "12.400", "12,400", "12'400", "12,4 тыс.", "12.4 thousand"]:
        full = row(printed, qualifier="rounded", low="12350", value="12400", high="12450")
        assert load(full)["value"].tolist() == [12_400]
    for printed in ["12 401", "12,4", "124 00", "12.4 mln", "12,400,0"]:
        full = row(printed, qualifier="rounded", low="12350", value="12400", high="12450")
        assert (2, "printed", printed) in problems(full)


def test_a_print_that_is_not_the_value_is_told_with_both(load):
    """Digits that were swapped were answered with a notation that could not be read."""
    told = "printed reads 525,927, value says 552,927: correct one, or"
    bounds = {"qualifier": "exact", "low": "552927", "high": "552927"}
    for more in ({}, bounds):
        with pytest.raises(data.DataError, match=told):
            load(row("525 927", value="552927", **more))


@pytest.mark.parametrize("printed", ["69,8", "1,2–1,5"])
def test_a_fraction_of_a_person_is_told_to_be_a_share(load, printed):
    told = r"a fraction cannot be persons; .*from_wide\(measure='share', unit='percent'\)"
    with pytest.raises(data.DataError, match=told):
        load(row(printed))


# ---- one line for a kind of problem ----------------------------------------------------------


def test_missing_columns_are_one_line(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("id,people,note\na,Kalmyks,\n", encoding="utf-8")
    with pytest.raises(data.DataError) as caught:
        kalstats.load(path)
    told = "line 1, territory, start, measure, unit, printed, source: '': expected this column"
    assert str(caught.value) == f"mine.csv, {told}, it is missing"
    assert len(caught.value.problems) == 6


def test_one_slip_in_many_rows_is_one_line_with_its_lines(load):
    names = ["Kalmyks", "Kalmiks"]
    rows = [row(id=f"a-{n}", people=names[n % 2], printed=f"{n + 1}") for n in range(40)]
    with pytest.raises(data.DataError) as caught:
        load(*rows, own=None)
    told = str(caught.value)
    assert told.count("\n") == 0
    assert told.startswith("mine.csv, line 3, people: 'Kalmiks': expected a known people")
    assert told.endswith("; also in lines 5, 7, 9, 11, 13 and 14 more")
    assert [problem.line for problem in caught.value.problems] == list(range(3, 42, 2))


def test_slips_of_one_kind_are_told_with_their_texts(load):
    with pytest.raises(data.DataError) as caught:
        load(row(start="01.03.1944"), row(id="b", start="44-03-01"), row(id="c", start="now"))
    assert str(caught.value) == (
        "mine.csv, line 2, start: '01.03.1944': expected a date as YYYY-MM-DD; "
        "also in lines 3 ('44-03-01'), 4 ('now')"
    )


# ---- what looks empty, what looks alike ------------------------------------------------------

BLANKS = [" ", "\u00a0", "\u200b", "\u202f\u2060", "\ufeff", "\t", "\u3000", "\u00ad"]


@pytest.mark.parametrize("blank", BLANKS, ids=ascii)
@pytest.mark.parametrize("column", ["printed", "people", "source", "unit", "id"])
def test_a_blank_is_no_value(problems, column, blank):
    """Spaces of any width passed as filled."""
    assert (2, column, "") in problems(row() | {column: blank})


@pytest.mark.parametrize("blank", BLANKS, ids=ascii)
def test_a_blank_is_no_reason(problems, blank):
    doubtful = row(rank="doubtful", reason=blank)
    assert problems(doubtful) == [(2, "reason", "")]


NFD = unicodedata.normalize("NFD", "Чеченцы и ингуши, Йошкар-Ола")


def test_two_spellings_of_a_letter_are_one(load):
    nfc = unicodedata.normalize("NFC", NFD)
    assert nfc != NFD
    rows = load(row(people=NFD), row("106,067", id="b", people=nfc), own={"people": NFD})
    assert set(rows["people"]) == {nfc}
    assert len(evidence.conflicts(rows)) == 1  # rivals that contradict each other are seen
    for name in (NFD, nfc):
        assert len(kalstats.quantity(rows, people=name).figures) == 2


def test_names_of_this_study_are_found_in_either_spelling():
    for name in ("Kalmykia", unicodedata.normalize("NFD", "Kalmykia")):
        assert len(kalstats.census(territory=name))


# ---- denominators, groups, limits ------------------------------------------------------------

RUSSIA = [  # census of 2020, volume 5, table 1: of 147,182,123 there, 130,587,364 stated one
    row("147 182 123", id="all", people="all", territory="Russia", start="2021-10-01"),
    row("130 587 364", id="told", people="all who stated a nationality", territory="Russia",
        start="2021-10-01", within="all"),
    row("105 579 179", id="russians", people="Russians", territory="Russia", start="2021-10-01"),
]  # fmt: skip
SHARE = row("80,85%", id="share", people="Russians", territory="Russia", start="2021-10-01",
            measure="share", unit="percent")  # fmt: skip


def test_a_share_names_what_it_is_a_share_of(load):
    rows = load(*RUSSIA, SHARE | {"share_of": "told"})
    assert evidence.conflicts(rows).empty
    found = evidence.conflicts(load(*RUSSIA, SHARE))  # of all inhabitants it would be 71.73
    assert found[["kind", "gap"]].to_numpy().tolist()[0][0] == "share and count"
    wrong = evidence.conflicts(load(*RUSSIA, SHARE | {"share_of": "told", "printed": "71,73%"}))
    assert wrong["ids"].tolist() == [["share", "russians", "told"]]
    assert wrong["gap"].iloc[0] == pytest.approx(100 * 105_579_179 / 130_587_364 - 71.73)


def test_shares_of_different_wholes_are_no_rivals(load):
    other = SHARE | {"id": "other", "printed": "71,73%", "share_of": "all"}
    rows = load(*RUSSIA, SHARE | {"share_of": "told"}, other)
    assert evidence.conflicts(rows).empty
    assert len(kalstats.quantity(rows, id="other").figures) == 1


def test_a_group_told_apart_inside_another_need_not_fill_it_but_may_not_exceed_it(load):
    more = row("130 587 365", id="more", people="Russians", territory="Russia",
               start="2021-10-01", measure="population_urban", within="told")  # fmt: skip
    assert evidence.conflicts(load(*RUSSIA)).empty
    found = evidence.conflicts(load(*RUSSIA, more))
    assert found[["kind", "ids", "gap"]].to_numpy().tolist() == [["of them", ["told", "more"], 1.0]]


@pytest.mark.parametrize("column", ["share_of", "within"])
@pytest.mark.parametrize("text", ["nobody", "all told", "russians"])
def test_what_is_named_must_be_one_other_figure(problems, column, text):
    rows = [*RUSSIA[:2], RUSSIA[2] | {column: text}]
    assert problems(*rows) == [(4, column, text)]


LIMITS = [
    ("-5", "natural_increase", "persons", True),
    ("−1 234", "net_migration", "persons", True),
    ("-2,5%", "growth", "percent", True),
    ("150%", "growth", "percent", True),
    ("108,3%", "sex_ratio", "percent", True),
    ("250", "index", "percent", True),
    ("-5", "population", "persons", False),
    ("-2%", "share", "percent", False),
    ("101%", "share", "percent", False),
    ("-5", "sex_ratio", "percent", False),
    ("101%", "natural_increase", "percent", False),
]


@pytest.mark.parametrize(("printed", "measure", "unit", "good"), LIMITS)
def test_signs_and_limits_belong_to_the_measure(load, problems, printed, measure, unit, good):
    figure = row(printed, measure=measure, unit=unit)
    if good:
        assert load(figure)["low"].notna().all()
    else:
        told = problems(figure, row(id="b"))
        assert told
        assert {line for line, *_ in told} == {2}
        assert {column for _, column, _ in told} <= {"printed", "low", "value", "high"}


def test_a_measure_of_ones_own_has_no_limits_that_we_know(load):
    figure = row("-150%", measure="swing", unit="percent")
    assert load(figure, own=OWN | {"measure": "swing"})["value"].tolist() == [-150]


def test_an_open_bound_of_what_may_be_negative_is_open(load):
    figure = row("at most 5", measure="net_migration")
    assert kalstats.quantity(load(figure), id="kalmyks").range.low == -np.inf
    assert kalstats.quantity(load(row("at most 5")), id="kalmyks").range.low == 0


# ---- sex and age -----------------------------------------------------------------------------

PEOPLE = {0: 1000, 1: 4000, 5: 4500, 10: 4000, 15: 9000}
DEATHS = {0: 90, 1: 60, 5: 20, 10: 15, 15: 200}


def by_ages(measure: str, counts: dict[int, int], sex: str = "female") -> list[dict[str, str]]:
    ages = [*counts, None]
    return [
        row(f"{count:,}", id=f"{measure}-{sex}-{first}", measure=measure, sex=sex,
            age_from=str(first), age_to="" if after is None else str(after - 1))
        for (first, count), after in zip(counts.items(), ages[1:], strict=True)
    ]  # fmt: skip


def test_a_file_becomes_a_life_table_and_a_projection_in_three_lines(load):
    mine = load(*by_ages("population", PEOPLE), *by_ages("deaths", DEATHS))
    dead, people = (data.by_age(mine, measure=m, sex="female") for m in ("deaths", "population"))
    table = life_table(people.index, mx=dead / people, sex="female")
    after, _ = project(data.by_age(mine, measure="population", width=5), survival(table), [0] * 4)
    assert dead.to_dict() == DEATHS
    assert table["mx"].tolist() == pytest.approx([0.09, 0.015, 20 / 4500, 15 / 4000, 200 / 9000])
    assert after[1:3] == pytest.approx([5000 * survival(table)[1], 4500 * survival(table)[2]])


def test_ages_and_sexes_are_quantities_of_their_own(load):
    rows = load(*by_ages("population", PEOPLE), *by_ages("population", PEOPLE, "male"))
    assert evidence.conflicts(rows).empty
    assert len(evidence.quantities(rows)) == 10
    assert len(kalstats.quantity(rows, id="population-male-0").figures) == 1


def test_ages_that_leave_a_gap_or_overlap_are_named(load):
    whole = by_ages("population", PEOPLE)
    cases = {
        "population-female-1": [*whole[:2], *whole[3:]],  # 5 to 9 is missing
        "population-female-0": [whole[0], *whole[2:]],
        "population-female-15": [*whole[:-1], whole[-1] | {"age_to": "19"}],
        "again": [*whole, whole[1] | {"id": "again", "printed": "3,999"}],
    }
    for name, rows in cases.items():
        with pytest.raises(ValueError, match=f"{name}.*: expected one value for each age"):
            data.by_age(load(*rows), measure="population")
    with pytest.raises(ValueError, match="expected figures by age, found none"):
        data.by_age(load(*whole), measure="deaths")
    with pytest.raises(ValueError, match=r"ages \[0, 1, 5.*expected every multiple of 4"):
        data.by_age(load(*whole), measure="population", width=4)
    part = data.by_age(load(*whole[1:3]), measure="population", whole=False)
    assert part.to_dict() == {1: 4000, 5: 4500}


def test_of_rivals_for_an_age_the_preferred_one_is_taken(load):
    whole = by_ages("population", PEOPLE)
    rival = whole[1] | {"id": "again", "printed": "3,999", "rank": "normal", "reason": "r"}
    rows = load(*whole[:1], whole[1] | {"rank": "preferred", "reason": "r"}, rival, *whole[2:])
    assert data.by_age(rows, measure="population").to_dict() == PEOPLE


@pytest.mark.parametrize(
    ("first", "last", "column", "text"),
    [
        ("110+", "", "age_from", "110+"),
        ("0-4", "", "age_from", "0-4"),
        ("5", "4", "age_from", "5"),
        ("", "4", "age_from", ""),
        ("4.5", "", "age_from", "4.5"),
        ("-1", "", "age_from", "-1"),
        ("0", "151", "age_to", "151"),
    ],
)
def test_an_age_that_is_none_is_named(problems, first, last, column, text):
    assert problems(row(age_from=first, age_to=last)) == [(2, column, text)]


# ---- wide tables -----------------------------------------------------------------------------


def wide() -> pd.DataFrame:
    cells = {"Basques": ["1 234", "12.400", 3], "Catalans": ["–", None, "12 345 678"]}
    return pd.DataFrame(cells, index=["Álava", "Biscay", "Lleida"])


COMMON = {"source": "ine", "start": "1950", "measure": "population"}


def test_a_wide_table_becomes_figures_in_one_call(tmp_path):
    rows = data.from_wide(wide(), **COMMON, locator="Table 3", own=OWN)
    assert rows["value"].tolist() == [1234, 12_400, 3, 12_345_678]
    assert rows["people"].tolist() == ["Basques"] * 3 + ["Catalans"]
    assert set(rows["locator"]) == {"Table 3"}
    assert rows["id"].is_unique
    rows.to_csv(tmp_path / "mine.csv", index=False)
    again = kalstats.load(tmp_path / "mine.csv", OWN)
    pd.testing.assert_frame_equal(again, rows.assign(rank="normal"))


def test_wide_tables_of_one_layout_are_joined_as_they_are(load):
    """Running numbers gave the figures of two sources, sexes or measures the same ids."""
    tables = [COMMON, COMMON | {"source": "b"}, COMMON | {"sex": "male"},
              COMMON | {"measure": "deaths"}]  # fmt: skip
    rows = pd.concat([data.from_wide(wide(), **given, own=OWN) for given in tables])
    cells = rows.astype({"start": str, "end": str}).fillna("").astype(str).to_dict("records")
    assert load(*cells)["id"].is_unique  # rivals without a rank are no error
    assert rows["id"].iloc[0] == "basques-alava-1950-ine"
    cyrillic = pd.DataFrame({"Баски": ["1"], "Каталонцы": ["2"]}, ["Алава"])
    assert data.from_wide(cyrillic, **COMMON, own=OWN)["id"].is_unique


def test_rivals_are_ranked_all_or_not_at_all(load, problems):
    """`load` says normal where nobody ranked: written out again, that is no rank either."""
    assert len(load(row(rank="normal"), row("106,067", id="b"))) == 2
    told = problems(row(rank="doubtful"), row("106,067", id="b"))
    assert {column for _, column, _ in told} == {"rank", "reason"}
    with pytest.raises(data.DataError, match="or rank empty in all of them"):
        load(row(rank="doubtful", reason="x"), row("106,067", id="b", reason="y"))


def test_a_wide_table_of_sexes_or_years_becomes_figures_too():
    table = pd.DataFrame({"female": [5, 6], "male": [7, np.nan]}, index=["1939", "1950-06"])
    rows = data.from_wide(table, source="x", measure="population", across="sex", down="start",
                          people="Kalmyks", territory="USSR", start="")  # fmt: skip
    assert rows["sex"].tolist() == ["female", "male", "female"]
    assert rows["value"].tolist() == [5, 7, 6]  # what is missing is not 0


def test_a_cell_of_a_wide_table_that_is_no_figure_is_named_where_it_is():
    table = wide()
    table.iloc[0, 0], table.iloc[2, 1] = "12x", "1,23,4"
    with pytest.raises(data.DataError) as caught:
        data.from_wide(table, **COMMON, own=OWN)
    told = [(problem.line, problem.column, problem.text) for problem in caught.value.problems]
    assert told == [(2, "Basques", "12x"), (4, "Catalans", "1,23,4")]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"table": wide().rename({"Biscay": "Álava"})},
            "territory = Álava: expected every name once",
        ),
        (
            {"table": wide().rename(columns={"Catalans": "Basques"})},
            "people = Basques: expected every",
        ),
        (
            {"table": pd.DataFrame([[1, 2]], ["x"], [["a", "a"], ["f", "m"]])},
            "people = .*in one row",
        ),
        (
            {"table": wide().rename({"Biscay": np.nan})},
            "territory = .*nan.*: expected every name once",
        ),
        ({"across": "sex"}, "columns = people: expected people, territory and others"),
        ({"colour": "red"}, "columns = colour: expected people, territory and others"),
        ({"table": wide().iloc[:0]}, "table: expected at least one figure"),
    ],
)
def test_a_wide_table_that_says_too_little_is_refused(change, message):
    given = {"table": wide(), **COMMON, "own": OWN} | change
    with pytest.raises(ValueError, match=message):
        data.from_wide(given.pop("table"), **given)


# ---- from the command line -------------------------------------------------------------------


def test_a_template_is_a_file_that_loads(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("figures", "sources"):
        assert main(["template", name]) == 0
        Path(f"{name}.csv").write_text(capsys.readouterr().out, encoding="utf-8")
        assert main(["check", f"{name}.csv"]) == 0
        assert "1 rows, no problem" in capsys.readouterr().out
    assert list(kalstats.load("figures.csv"))[:3] == EIGHT[:3]
    assert main(["cite", "--figures", "figures.csv"]) == 0
    assert capsys.readouterr().out == "Title of the book. 1962.\n"
    assert main(["export", "mine.xlsx", "--figures", "figures.csv"]) == 0
    sheets = pd.read_excel("mine.xlsx", sheet_name=None)
    assert {name: len(sheet) for name, sheet in sheets.items() if name != "readme"} == {
        "figures": 1,
        "sources": 1,
    }
    data.across.own_sources.clear()


def test_check_tells_how_many_contradictions_there_are_and_that_they_are_no_errors(
    load, tmp_path, capsys
):
    load(row(), row("107 066", id="b"))
    path = str(tmp_path / "mine.csv")
    assert main(["check", path]) == 0
    told = (
        f"2 rows, no problem; contradictions, which are no errors: 1, see kalstats conflicts {path}"
    )
    assert told in capsys.readouterr().out
    assert main(["conflicts", path]) == 0
    assert "106,066; 107 066: 1,000 persons" in capsys.readouterr().out
    assert main(["check"]) == 0
    shipped = len(evidence.conflicts())
    assert f"no errors: {shipped}, see kalstats conflicts\n" in capsys.readouterr().out


def test_a_share_that_misses_its_count_is_told_with_its_digits_and_its_whole(tmp_path, capsys):
    """It was told as -0.0759076 percentage points, and not of whom."""
    shares = [SHARE | {"share_of": "told", "printed": "80,75%"}, SHARE | {"id": "of-all"}]
    path = write(tmp_path / "mine.csv", [*RUSSIA, *shares])
    assert main(["conflicts", str(path), "--own", "people=*", "--own", "territory=*"]) == 0
    told = capsys.readouterr().out
    assert "105 579 179; 130 587 364: +0.1 percentage points\n" in told
    assert "147 182 123: -9.12 percentage points\n    of all inhabitants, as no share_of" in told
    assert told.count("of all inhabitants") == 1


def test_a_share_of_nobody_is_a_contradiction_and_no_other_error(load):
    rows = load(
        row("0", id="all", people="all"),
        row("45%", id="share", measure="share", unit="percent", share_of="all"),
        row("10", id="own"),
    )
    found = evidence.audit(rows)
    assert len(found) == 1
    assert len(evidence.conflicts(rows)) == 1


def test_any_name_of_a_column_can_be_declared_at_once(load, tmp_path, capsys):
    load(row(people="Basques", territory="Álava"))
    path = str(tmp_path / "mine.csv")
    assert main(["check", path]) == 1
    assert main(["check", path, "--own", "people=*", "--own", "territory=*"]) == 0
    assert main(["conflicts", path, "--own", "people=*"]) == 1
    assert "territory: 'Álava': expected a known territory" in capsys.readouterr().err


# ---- mutants ---------------------------------------------------------------------------------

SEED, EACH = 1943, 12
STYLES = [(",", "."), (".", ","), (" ", ","), ("\u202f", "."), ("'", ".")]


def figures(chance: random.Random) -> list[tuple[dict[str, str], float]]:
    """Make figures of a stranger, printed in one notation, with the numbers that were meant."""
    group, point = chance.choice(STYLES)
    made = []
    for number in range(20):
        value = chance.randrange(1, 10 ** chance.randrange(1, 8))
        text = f"{value:,}".replace(",", group)
        made.append((row(text, id=f"f-{number}", start=str(1900 + number)), float(value)))
    for number in range(10):
        value = chance.randrange(0, 1000) / 10
        text = f"{value:.1f}".replace(".", point) + chance.choice(["%", " %", "\u00a0%"])
        cells = {"id": f"s-{number}", "start": str(1950 + number)}
        made.append((row(text, measure="share", unit="percent", **cells), value))
    return made


SLIPS = {  # what is broken in a cell: how, and the column
    "a date that can be misread": ("start", ["01.03.1944", "44-03-01", "01.02", "now", "1944-13"]),
    "a number that is none": ("printed", ["12x", "1,24,00", ",", "12 34", "1e5", "5.", "12,400¹"]),
    "a number that may be two": ("printed", ["1,234 thousand", "12.400 тыс.", "1.234 million"]),
    "a blank": ("printed", ["\u00a0", "\u200b", " \u202f "]),
    "a blank name": ("people", ["\u2060", "\t"]),
    "a negative count": ("printed", ["-5", "−1 234", "–7"]),
    "an age that is none": ("age_from", ["110+", "0-4", "1e1", "∞", "4,5"]),
    "a sex that is none": ("sex", ["f", "Female", "м"]),
    "a whole that is none": ("share_of", ["nobody", "f-0 f-1"]),
    "a group in nothing": ("within", ["f-99", "F-0"]),
}  # fmt: skip


@pytest.mark.parametrize("kind", SLIPS)
def test_a_mutant_of_a_strangers_file_is_named_by_line_and_column(kind, problems):
    chance = random.Random(f"{SEED} {kind}")
    column, texts = SLIPS[kind]
    for _ in range(EACH):
        rows = [cells for cells, _ in figures(chance)]
        place, text = chance.randrange(1, 20), chance.choice(texts)
        rows[place] = rows[place] | {column: text}
        told = problems(*rows)
        shown = "" if "blank" in kind else text
        assert (place + 2, column, shown) in told or "negative" in kind
        assert {line for line, *_ in told} == {place + 2}


def test_no_figure_of_a_stranger_is_read_as_another_number(load):
    chance = random.Random(SEED)
    for _ in range(4 * EACH):
        made = figures(chance)
        rows = load(*(cells for cells, _ in made))
        assert rows["value"].tolist() == [value for _, value in made]


@settings(max_examples=150)
@given(
    st.text("0123456789.,' \u00a0\u202f-−%", max_size=10),
    st.sampled_from(["persons", "percent", "per_thousand"]),
)
def test_any_text_is_read_as_what_it_may_say_or_refused_where_it_stands(printed, unit):
    """A reading has the digits of the print, in their order, whatever the notation."""
    cells = row(printed, unit=unit, measure="growth")
    file = io.StringIO()
    writer = csv.DictWriter(file, list(cells))
    writer.writeheader()
    writer.writerow(cells)
    path = Path("mine.csv")
    rows = {2: dict.fromkeys(data.QUANTITY, "") | cells}
    for name in (field["name"] for field in data.reading.fields_of(path)):
        if name not in data.reading.EXTRA:
            rows[2].setdefault(name, "")
    try:
        found = data.files.checked(rows, path, {})
    except data.DataError as error:
        columns = {problem.column for problem in error.problems}
    else:
        columns = set()
    assert columns <= {"printed", "low", "high"}
    if columns:
        return
    digits = "".join(sign for sign in printed if sign.isdigit()).strip("0")
    for value in [found["value"].iloc[0]] if found["value"].notna().all() else []:
        assert f"{value:.9f}".replace(".", "").replace("-", "").strip("0") == digits
