"""The workbook holds what the data hold, as text and numbers, never as formulas."""

import os
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import kalstats
from kalstats.cli import main

HOSTILE = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=HYPERLINK(\"http://x\",\"y\")", "'=1", "00123",
    "<script>alert(1)</script>", "</style>", "\u202eevil\u202c", "\u200f", "_x0041_", "a\nb", " x ",
    "1,5", "1939-01-17", "TRUE", "#N/A", "null", "\U0001f9ee", "Калмыки", "https://x.org/?a=1&b=2",
    "{=A1}", "x" * 32_767,
]  # fmt: skip


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("books") / "kalstats.xlsx"
    assert main(["export", str(path)]) == 0
    return path


def sheet(path: Path, name: str) -> pd.DataFrame:
    rows = list(openpyxl.load_workbook(path)[name].values)
    return pd.DataFrame(rows[1:], columns=rows[0])


def test_the_sheets_hold_every_figure_source_and_claim(book):
    assert openpyxl.load_workbook(book).sheetnames == ["readme", "figures", "sources", "claims"]
    figures = pd.concat([kalstats.census(), kalstats.deportation()], ignore_index=True)
    told = sheet(book, "figures")
    assert told["id"].tolist() == figures["id"].tolist()
    assert told["printed"].tolist() == figures["printed"].tolist()
    assert told["value"].astype(float).equals(figures["value"])
    days = figures["start"].dt.strftime("%Y-%m-%d").fillna("")
    assert told["start"].fillna("").tolist() == days.tolist()
    assert sheet(book, "sources")["key"].tolist() == kalstats.sources()["key"].tolist()
    assert sheet(book, "claims")["verdict"].notna().all()


def test_the_readme_tells_version_licence_and_columns(book):
    told = dict(sheet(book, "readme").to_numpy())
    assert kalstats.data_version in told["kalstats"]
    assert kalstats.__version__ in told["kalstats"]
    assert "Creative Commons" in told["their licence"]
    assert "other figures" not in told
    assert {f"figures: {name}" for name in kalstats.census()} <= set(told)


SOURCE = {
    "key": "valley-book",
    "label": "Book",
    "kind": "statistics",
    "title": "A Valley in Numbers",
}


@pytest.fixture
def mine(tmp_path):
    """Figures of one's own, loaded from a file: one cites a source of ours, one its own."""
    rows = kalstats.census(people="Kalmyks", territory="USSR", start="1939-01-17").iloc[:2]
    rows = rows.assign(id=["valley-1", "valley-2"], source=["valley-book", "ediev-2004"])
    rows = rows.assign(rank=["preferred", "normal"], reason="a reason", part_of="")
    rows.to_csv(tmp_path / "valley.csv", index=False)
    book = pd.DataFrame([SOURCE], columns=list(kalstats.sources()))
    book.to_csv(tmp_path / "sources.csv", index=False)
    yield kalstats.load(tmp_path / "valley.csv")
    kalstats.data.across.own_sources.clear()


def test_figures_of_ones_own_are_told_from_ours_and_no_licence_is_claimed(mine, tmp_path):
    total = kalstats.readings(lambda n: 2 * n, n=kalstats.quantity(mine))
    kalstats.export(tmp_path / "x.xlsx", figures=mine, total=total)
    told = dict(sheet(tmp_path / "x.xlsx", "readme").to_numpy())
    about = "rows: 2, 2 not of this study, from valley.csv, 1939-01-17 to 1939-01-17"
    assert told["figures"] == about
    assert told["total"] == "rows: 2, without a source of their own"
    assert told["other figures"] == "of whoever made this workbook; their licence is not known"
    assert not {"figures of this study", "their licence"} & set(told)
    assert not any("Creative Commons" in text or "Kalmyks" in text for text in told.values())


def test_the_sources_of_ones_own_figures_are_a_sheet(mine, tmp_path):
    kalstats.export(tmp_path / "x.xlsx", figures=mine)
    assert openpyxl.load_workbook(tmp_path / "x.xlsx").sheetnames == [
        "readme",
        "figures",
        "sources",
    ]
    told = sheet(tmp_path / "x.xlsx", "sources").fillna("").set_index("key")
    assert told["title"].to_dict() == {
        key: SOURCE["title"] if key == SOURCE["key"] else kalstats.data.source(key)["title"]
        for key in mine["source"]
    }
    given = pd.DataFrame({"key": ["elsewhere"]})
    kalstats.export(tmp_path / "x.xlsx", figures=mine, sources=given)
    assert sheet(tmp_path / "x.xlsx", "sources")["key"].tolist() == ["elsewhere"]


def test_ones_own_figures_beside_ours_are_counted_apart(mine, tmp_path):
    both = pd.concat([mine, kalstats.census(people="Chechens")], ignore_index=True)
    both.loc[len(both)] = both.iloc[-1].replace(both.iloc[-1]["source"], "nobody-1900")
    kalstats.export(tmp_path / "x.xlsx", figures=both)
    told = dict(sheet(tmp_path / "x.xlsx", "readme").to_numpy())
    assert told["figures"].startswith(f"rows: {len(both)}, 3 not of this study, ")
    assert {"figures of this study", "their licence", "other figures"} <= set(told)
    sources = sheet(tmp_path / "x.xlsx", "sources").set_index("key")
    assert set(sources.index) == set(both["source"])
    assert sources.loc["nobody-1900"].isna().all()  # not known, but not lost


def test_no_cell_is_a_formula_or_a_link_and_no_sheet_leads_out(book):
    for sheet in openpyxl.load_workbook(book):
        kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
        assert kinds <= {"s", "n"}
    with zipfile.ZipFile(book) as packed:
        assert not any(b"<f>" in packed.read(name) for name in packed.namelist())
        assert not any(b"hyperlink" in packed.read(name) for name in packed.namelist())


def test_hostile_text_comes_back_as_it_was(tmp_path):
    frame = pd.DataFrame({"id": range(len(HOSTILE)), "=note": HOSTILE})
    kalstats.export(tmp_path / "x.xlsx", hostile=frame)
    rows = list(openpyxl.load_workbook(tmp_path / "x.xlsx")["hostile"].iter_rows(min_row=2))
    assert [cells[1].value for cells in rows] == HOSTILE
    assert {cells[1].data_type for cells in rows} == {"s"}
    assert {cells[1].number_format for cells in rows} == {"@"}  # stays text when edited


def test_a_cell_too_long_for_a_spreadsheet_is_refused_and_named(tmp_path):
    frame = pd.DataFrame({"note": ["short", "x" * 1_000_000]})
    with pytest.raises(kalstats.DataError) as caught:
        kalstats.export(tmp_path / "x.xlsx", mine=frame)
    (problem,) = caught.value.problems
    assert (problem.file, problem.line, problem.column) == ("x.xlsx, sheet mine", 3, "note")
    assert "32,767 characters" in str(problem)
    assert not list(tmp_path.iterdir())


def test_what_is_not_known_is_an_empty_cell(tmp_path):
    frame = pd.DataFrame({"a": [1.0, float("nan"), float("inf")], "b": [pd.NaT] * 3})
    kalstats.export(tmp_path / "x.xlsx", mine=frame)
    rows = list(openpyxl.load_workbook(tmp_path / "x.xlsx")["mine"].values)
    assert rows[1] == (1, None)
    assert all(cell is None for row in rows[2:] for cell in row)


def test_what_is_true_or_false_is_no_text(tmp_path):
    one = kalstats.quantity(people="Kalmyks", territory="USSR", start="1939-01-17", unit="persons")
    found = kalstats.readings(lambda n: n, n=one).rows
    kalstats.export(tmp_path / "x.xlsx", readings=found)
    assert sheet(tmp_path / "x.xlsx", "readings")["preferred"].tolist() == found.preferred.tolist()
    assert set(sheet(tmp_path / "x.xlsx", "readings")["preferred"]) == {True, False}


@pytest.mark.parametrize("name", ["a/b", "x" * 40, "readme", "Readme"])
def test_a_name_that_no_sheet_can_have_is_refused(tmp_path, name):
    with pytest.raises(kalstats.DataError) as caught:
        kalstats.export(tmp_path / "x.xlsx", **{"fine": kalstats.events(), name: kalstats.events()})
    assert f"x.xlsx, sheet: {name!r}: expected another name, used once" in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_two_sheets_of_one_name_are_refused_whatever_the_case(tmp_path):
    with pytest.raises(kalstats.DataError, match="sheet: 'A': expected another name, used once"):
        kalstats.export(tmp_path / "x.xlsx", a=kalstats.events(), A=kalstats.events())


def test_a_workbook_needs_frames(tmp_path):
    with pytest.raises(TypeError, match="no sheets: expected frames by name"):
        kalstats.export(tmp_path / "x.xlsx")
    with pytest.raises(TypeError, match=r"events = 'events\.csv': expected a frame"):
        kalstats.export(tmp_path / "x.xlsx", events="events.csv")
    assert not list(tmp_path.iterdir())


def test_the_same_figures_are_the_same_bytes(tmp_path, monkeypatch):
    """Whatever the clock, the time zone and the name of the file."""
    kalstats.export(tmp_path / "a.xlsx", events=kalstats.events())
    monkeypatch.setenv("TZ", "Asia/Kamchatka")
    kalstats.export(tmp_path / "b.xlsx", events=kalstats.events())
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("figures.csv", "figures.csv, file: '.csv': expected a name that ends in .xlsx"),
        ("none/figures.xlsx", "expected a place to write to"),
        ("folder.xlsx", "expected a place to write to"),
    ],
)
def test_a_place_that_cannot_be_written_is_one_clear_message(name, message, tmp_path, capsys):
    (tmp_path / "folder.xlsx").mkdir()
    assert main(["export", str(tmp_path / name)]) == 1
    assert message in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["folder.xlsx"]


def test_a_full_disk_leaves_the_old_file_whole(tmp_path, monkeypatch):
    path = tmp_path / "x.xlsx"
    kalstats.export(path, events=kalstats.events())
    before = path.read_bytes()

    def full(*_, **__):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(kalstats.DataError, match="No space left"):
        kalstats.export(path, sources=kalstats.sources())
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
