"""Charts of peoples and their shares, tested by their artists."""

import itertools

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.figure import Figure

from kalstats import plots

PARTS = ["Kalmyks", "Russians", "others", "not told apart"]
ROWS = pd.DataFrame(
    [
        {"label": "1926", "Kalmyks": 70.0, "Russians": 20.0, "others": 10.0, "source": "a"},
        {"label": "1937", "note": "not found"},
        {"label": "1939", "Kalmyks": 40.0, "not told apart": 60.0, "source": "b"},
    ]
).reindex(columns=["label", *PARTS, "note", "source"])
ROWS[["note", "source"]] = ROWS[["note", "source"]].fillna("")
ROWS = ROWS.melt(["label", "note", "source"], PARTS, "people").assign(unit="percent")


EXILE = pd.DataFrame({"people": [""], "label": ["exile"]}).assign(
    start=pd.Timestamp("1943-12-27"), end=pd.Timestamp("1957-01-09")
)


@pytest.fixture
def ax():
    with plots.style():
        yield Figure(figsize=(7, 4)).subplots()


def words(ax) -> list[str]:
    return [text.get_text() for text in ax.texts]


def segments(ax) -> dict[float, list]:
    """Give the bars of each row, without the bands."""
    bars = [bar for container in ax.containers for bar in container]
    rows = itertools.groupby(bars, lambda bar: round(bar.get_y() + bar.get_height() / 2, 3))
    return {row: list(bars) for row, bars in rows}


def test_segments_follow_each_other_and_a_missing_census_is_blank(ax):
    assert plots.stacked_bars(ROWS, ax) is ax
    drawn = segments(ax)
    assert set(drawn) == {0, 2}, "the row that was not found has no bar"
    assert [(b.get_x(), b.get_width()) for b in drawn[0]] == [(0, 70), (70, 20), (90, 10)]
    assert [(b.get_x(), b.get_width()) for b in drawn[2]] == [(0, 40), (40, 60)]
    assert "not found" in words(ax)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["1926", "1937", "1939"]


def test_peoples_keep_their_colours_and_are_told_apart_without_them(ax):
    plots.stacked_bars(ROWS, ax)
    first, third = segments(ax)[0], segments(ax)[2]
    for bar, colour in zip(first, ("accent", "second", "context"), strict=False):
        assert mpl.colors.same_color(bar.get_facecolor(), plots.COLOURS[colour])
    unknown = third[-1]
    assert mpl.colors.same_color(unknown.get_facecolor(), plots.COLOURS["paper"])
    hatches = [bar.get_hatch() for bar in [*first, unknown]]
    assert hatches == [None, None, None, "///"], "hatching has one meaning"
    assert [text.get_text() for text in ax.get_legend().get_texts()] == PARTS


def test_segments_link_to_their_source(ax):
    plots.stacked_bars(ROWS, ax)
    assert {bar.get_url() for bar in segments(ax)[0]} == {"#source-a"}
    assert {bar.get_url() for bar in segments(ax)[2]} == {"#source-b"}


def test_numbers_stand_only_where_there_is_room():
    narrow = Figure(figsize=(3.5, 4)).subplots()
    plots.stacked_bars(ROWS, narrow)
    wide = Figure(figsize=(7.4, 4)).subplots()
    plots.stacked_bars(ROWS, wide)
    assert {"70.0", "20.0", "10.0"} <= set(words(wide))
    assert "70.0" in words(narrow)
    assert "10.0" not in words(narrow)


def test_a_half_is_rounded_up_as_in_print(ax):
    rows = ROWS.replace({"value": {70.0: 107.25, 40.0: 64.85}})
    plots.stacked_bars(rows, ax)
    assert {"107.3", "64.9"} <= set(words(ax))


def test_a_number_has_the_digits_that_its_bounds_leave_it(ax):
    """54,753 between 54,703 and 54,803 is 54,800; at an end of them it is a figure of its own."""
    rows = pd.DataFrame({"people": ["Kalmyks", "others"], "label": "1989", "unit": "persons"})
    rows = rows.assign(low=[113434, 54703], value=[113434, 54753], high=[113439, 54803])
    plots.stacked_bars(rows, ax)
    assert {"113,434", "54,800"} <= set(words(ax))


def test_no_line_crosses_a_census_without_a_figure(ax):
    days = pd.to_datetime(["1926-12-17", "1939-01-17", "1959-01-15", "1989-01-12", "2002-10-09"])
    rows = pd.DataFrame({"start": days, "value": [76.0, 49, 35, 45, 53]})
    missing = pd.DataFrame({"start": pd.to_datetime(["1937-01-06", "1970-01-15"])})
    rows = pd.concat([rows, missing]).assign(people="Kalmyks", rank="preferred")
    plots.share_lines(pd.concat([rows, EXILE]), ax)
    joined = [
        list(line.get_ydata())
        for line in ax.lines
        if len(line.get_xdata()) > 1 and line.get_marker() != "x"
    ]
    assert joined == [[45, 53]]
    crosses = [line for line in ax.lines if line.get_marker() == "x"]
    assert [len(line.get_xdata()) for line in crosses] == [2]
    assert words(ax).count("Kalmyks") == 1, "named once, at the end"


def test_no_line_joins_shares_of_two_wholes(ax):
    days = pd.to_datetime(["1989-01-12", "2002-10-09", "2010-10-14", "2021-10-15"])
    rows = pd.DataFrame({"start": days, "value": [45.0, 53, 57, 62]})
    rows = rows.assign(people="Kalmyks", rank="preferred")
    rows = rows.assign(base=["", "", "stated", "stated"])
    plots.share_lines(pd.concat([rows, EXILE]), ax)
    lines = [line for line in ax.lines if line.get_linestyle() == "-"]
    assert [list(line.get_ydata()) for line in lines] == [[45, 53], [57, 62]]
    (mark,) = (line for line in ax.lines if line.get_linestyle() == ":")
    assert mpl.dates.date2num(days[1]) < mark.get_xdata()[0] < mpl.dates.date2num(days[2])
    assert "of those\nwho stated\na nationality" in words(ax)
    assert words(ax).count("Kalmyks") == 1, "named once, at the end"
