"""Numbers write themselves: what is written reads back, and says what is not known."""

import math
import re

import openpyxl
import pytest
from hypothesis import given, strategies as st
from matplotlib.figure import Figure as Canvas

import kalstats
from kalstats.evidence import Figure, Number, Quantity, Range, source_keys, write

numbers = st.floats(-1e9, 1e9)
specs = st.sampled_from([",", ".0f", ",.1f", "+,.2f", ".3g", "+.1f", "%", ".2%", ".1‰", "+.2‰"])
PERSONS = {"people": "Kalmyks", "territory": "USSR", "unit": "persons"}


def read(text: str) -> float:
    """Read a number as written."""
    number = float(text.replace("−", "-").replace(",", "").rstrip("%"))
    return number / 100 if text.endswith("%") else number


@given(numbers, specs)
def test_what_is_written_reads_back_to_its_last_digit(number, spec):
    text, scale = write(number, spec), 1000 if spec.endswith("‰") else 1
    digits = re.search(r"\.(\d)", spec)
    if spec.endswith("g"):
        slack = 0.005 * abs(number)
    else:
        places = int(digits[1]) if digits else spec == "%"
        slack = 0.5001 / 10 ** (places + 2 * spec.endswith("%")) + 1e-9 * abs(number)
    assert abs(read(text) - scale * number) <= slack * scale + 1e-6
    assert "-" not in text.replace("e-", "")  # a minus is no hyphen


@given(numbers)
def test_nothing_is_written_as_minus_nothing(number):
    for spec in ("", ",", ".1f", "%", "‰"):
        assert not re.fullmatch(r"−0(\.0*)?%?", write(number / 1e12, spec))


@given(st.lists(numbers, min_size=3, max_size=3).map(sorted), specs)
def test_ends_that_look_the_same_are_one_number_and_others_are_both_read(ends, spec):
    low, _, high = ends
    text, first, last = format(Range(*ends), spec), write(low, spec), write(high, spec)
    if first == last:
        assert text == first
    else:
        assert text.endswith(last)
        start = re.split(r" to |(?<=.)–", text)[0]
        assert start == first.removesuffix("%")


@given(st.floats(0, 1e7), st.floats(0, 1), st.integers(-4, 2))
def test_a_rounded_range_holds_its_rounded_value(value, share, digits):
    found = Range(value * share, value, value * (1 + share)).rounded(digits)
    assert found.low <= found.value <= found.high


@pytest.mark.parametrize(
    ("number", "spec", "text"),
    [
        (
            Range(26_400, 30_900, 36_200).rounded(-3),
            "about",
            "about 31,000, between 26,000 and 36,000",
        ),
        (Range(0.19, 0.2, 0.21), "about .0%", "about 20%, between 19% and 21%"),
        (Range(0.19, math.nan, 0.21), "about .0%", "between 19% and 21%"),
        (Range(5, 5, 5), "about", "about 5"),
        (Range(13_000, math.nan, math.inf), ",", "13,000 or more"),
        (Range(13_000, 14_000, math.inf), "about", "about 14,000, 13,000 or more"),
        (Range(-math.inf, 3, 5), "", "at most 5"),
        (Range(-math.inf, 3, math.inf), ",", "not known"),
        (Range(math.nan, math.nan, math.nan), "about", "not known"),
        (Range(math.nan, 7, math.nan), ",", "7"),
        (Range(-300, 0, 20), "+,", "−300 to +20"),
        (Range(-0.02, 0, 0.01), ".1%", "−2.0 to 1.0%"),
        (Range(1, 2, 3), ">8", "     1–3"),
        (Range(1, 2, 3), "*^9,", "***1–3***"),
        (Number(math.nan), "<12,", "not known   "),
        (Number(1234.5), "", "1,234"),
        (Number(0.25), "", "0.25"),
        (Number(-1234), "+", "−1,234"),
        (Number(math.inf), ",", "∞"),
    ],
)
def test_written_as_a_sentence_has_it(number, spec, text):
    assert format(number, spec) == text


@pytest.mark.parametrize("spec", ["q", ",.1", ".1", "persons", "about,q", "aboutx", "1_000", "‰%"])
def test_a_format_that_is_not_known_is_refused_with_those_that_are(spec):
    for one in (Number(5), Range(1, 2, 3), kalstats.figure("registered-1945-wikipedia")):
        with pytest.raises(ValueError, match=r"format .*: expected one of ',' .*'\.1‰'.*'about'"):
            format(one, spec)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ((3, 2, 1), "low = 3: expected one not above high = 1"),
        (("1", 2, 3), "low = '1': expected a number"),
    ],
)
def test_what_is_no_range_is_refused(given, message):
    with pytest.raises((TypeError, ValueError), match=message):
        Range(*given)


# ---- figures, quantities, results --------------------------------------------------------------


def test_a_figure_is_written_as_its_value_and_with_bounds_only_as_its_range():
    lower = kalstats.figure("transit-deaths-pohl")
    assert (f"{lower:,}", math.isnan(lower.value)) == ("1,250 or more", True)
    upper = kalstats.figure("servicemen-wikipedia-up-to")
    assert f"{upper:,}" == f"at most {upper.high:,}"
    exact = kalstats.figure("deported-wikipedia-93139")
    assert f"{exact:,} {exact} {exact.range:,}" == "93,139 93,139 93,139"


def test_a_quantity_is_written_as_what_is_read_first_and_its_range_holds_every_rival():
    one = kalstats.quantity(**PERSONS, start="1939-01-17")
    assert f"{one:,}" == f"{one.preferred:,}" == one.preferred.printed
    assert (one.range.low, one.range.high) == (one.low, one.high)
    assert set(one.range.figures) == {figure.id for figure in one.figures}
    assert set(one.range.sources) == {figure.source for figure in one.figures}
    assert one.ref == one.preferred.ref


def test_a_result_writes_its_hard_bounds_and_names_what_it_read():
    before, after = (
        kalstats.quantity(**PERSONS, start=f"{y}") for y in ("1939-01-17", "1959-01-15")
    )
    fall = kalstats.readings(lambda before, after: 1 - after / before, before=before, after=after)
    low, high = fall.rows["low"].min(), fall.rows["high"].max()
    assert f"{fall:.1%}" == f"{low:.1%}–{high:.1%}".replace("%", "", 1)
    assert (fall.low, fall.high) == (low, high)
    best = fall.rows.set_index("preferred").loc[True, "value"]
    assert f"{fall.preferred:.1%}" == f"{best:.1%}"
    assert set(fall.figures) == {f.id for f in (*before.figures, *after.figures)}
    assert set(fall.sources) == set(before.range.sources) | set(after.range.sources)
    assert all(f"#source-{key}" in fall.ref for key in fall.sources)


def test_own_figures_are_looked_up_as_ours_are():
    rows = kalstats.census(**PERSONS, start="1939-01-17").assign(id=[f"mine-{i}" for i in range(4)])
    mine = kalstats.figure("mine-0", rows)
    assert mine in kalstats.quantity(rows, id="mine-0").figures
    with pytest.raises(kalstats.DataError, match="near: mine-"):
        kalstats.figure("mine-9", rows)
    with pytest.raises(TypeError, match=r"rows = 'x\.csv': expected figures"):
        kalstats.figure("mine-0", "x.csv")
    with pytest.raises(ValueError, match="rows without unit"):
        kalstats.figure("mine-0", rows.drop(columns="unit"))


def test_a_figure_answers_with_every_column_of_its_row():
    row = kalstats.data.figure("registered-1945-wikipedia")
    one = kalstats.figure(row["id"])
    assert {name: one[name] for name in row.index} == row.to_dict() == one.to_dict()
    assert one.start == row["start"]
    with pytest.raises(KeyError, match="'peple' is no column; expected one of id, printed"):
        one["peple"]


# ---- what if -----------------------------------------------------------------------------------


@given(st.floats(-1e6, 1e6))
def test_a_plain_number_is_read_as_an_assumption(number):
    found = kalstats.readings(
        lambda n, m: n + m, n=number, m=kalstats.figure("births-1945-wikipedia")
    )
    assert found.low == found.preferred == found.high == pytest.approx(number + 351)
    assert found.sources == ("assumed", "wikipedia-deportation")
    assert found.rows["n"].tolist() == [f"assumed: {write(number)}"]


def test_an_assumption_has_bounds_and_a_reason_wherever_it_is_shown():
    more = kalstats.assumed(140_000, 135_000, 145_000, "persons", because="a count without gaps")
    doubled = kalstats.readings(lambda n: 2 * n, n=more)
    assert f"{doubled:,}" == "270,000–290,000"
    for shown in (more.ref, repr(more), doubled.ref, more._repr_html_(), more.id):
        assert "assumed" in shown
        assert "a count without gaps" in shown
        assert "#source" not in shown
    for style in ("text", "short", "bibtex"):
        assert re.search("assum", kalstats.cite(more.source, style), re.IGNORECASE)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"value": 5, "low": 6}, "low, value, high = 6, 5, 5: expected low ≤ value ≤ high"),
        ({"value": 5, "low": 1, "high": 2}, "low, value, high = 1, 5, 2"),
        ({"value": 5, "low": 7, "high": 4}, "low, value, high = 7, 5, 4"),
        ({"value": "140,000"}, "value = '140,000': expected a number"),
        ({"value": None}, "value = None: expected a number"),
        ({"value": True}, "value = True: expected a number"),
        ({"value": math.nan}, "value = nan: expected a number that is known"),
        ({"value": math.inf}, "value = inf: expected a number that is known"),
        ({"value": 1, "high": math.nan}, "high = nan: expected a number that is known"),
        ({"value": 5, "unit": 1000}, "unit = 1000: expected a unit in words"),
        ({"value": -5, "unit": "persons"}, "low = -5 persons: expected a number not below 0"),
        ({"value": 5, "because": " "}, "because = ' ': expected why"),
        ({"value": 5, "because": 7}, "because = 7: expected why"),
    ],
)
def test_an_assumption_that_cannot_be_is_refused(given, message):
    with pytest.raises((TypeError, ValueError), match=message):
        kalstats.assumed(**{"because": "x", **given})


def test_an_assumption_must_say_why():
    with pytest.raises(TypeError, match="'because'"):
        kalstats.assumed(5)


@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_a_number_that_is_not_known_cannot_be_read(number):
    with pytest.raises(ValueError, match=f"before = {number}: expected a number that is known"):
        kalstats.readings(lambda before: before, before=number)


# ---- answers -----------------------------------------------------------------------------------


def answer():
    rows = kalstats.census(people="Kalmyks", territory="USSR", unit="persons")
    return rows.rename(columns={"source": "sources", "id": "figures"})


def test_one_row_of_an_answer_is_picked_and_writes_itself():
    picked = kalstats.pick(answer(), figures="kalmyks-ussr-1959-wikipedia")
    one = kalstats.figure("kalmyks-ussr-1959-wikipedia")
    assert picked == one.range
    several = answer().assign(sources="ediev-2004; polian-2001", figures="a; b")
    found = kalstats.pick(several, printed="134,402")
    assert (found.sources, found.figures) == (("ediev-2004", "polian-2001"), ("a", "b"))


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ({"start": "1939-01-17"}, "expected exactly one row, found 4: figures is .*131271"),
        ({"start": "1938-01-17"}, "found 0: none has start = '1938-01-17'; near: 19"),
        ({"start": "17.01.1939"}, "expected a date as YYYY-MM-DD"),
        ({"printed": "134,40"}, "found 0: none has printed = '134,40'; near: .*134,402"),
        ({"printed": "134,402", "start": "1959-01-15"}, "found 0: none fulfils all of it"),
        ({"day": 1}, "'day' is no column; expected one of figures, people"),
    ],
)
def test_a_row_that_is_not_one_names_what_there_is(where, message):
    with pytest.raises(ValueError, match=message):
        kalstats.pick(answer(), **where)


def test_an_answer_is_a_frame_with_bounds():
    with pytest.raises(TypeError, match="rows = 5: expected a frame with low"):
        kalstats.pick(5)
    with pytest.raises(ValueError, match="rows without low, high"):
        kalstats.pick(answer().drop(columns=["low", "high"]), printed="134,402")


def test_source_keys_are_those_of_the_rows_each_once():
    assert source_keys(answer()) == sorted(set(answer()["sources"]))
    with pytest.raises(ValueError, match="expected source or sources"):
        source_keys(answer()[["low"]])


# ---- at a prompt -------------------------------------------------------------------------------


def test_a_quantity_shows_its_rivals_and_markup_stays_text():
    one = kalstats.quantity(**PERSONS, start="1939-01-17")
    assert repr(one).splitlines()[2].split()[0] == one.preferred.printed
    for figure in one.figures:
        assert figure.printed in repr(one)
        assert f"<td>{figure.cells()['source']}</td>" in one._repr_html_()
    wild = Figure("<i>", "<b>5</b>", 5, 5, 5, "<u>", "<script>", "", "normal")
    assert not re.search("<(i|b|u|script)>", wild._repr_html_())
    result = kalstats.readings(lambda n: n, n=one)
    assert f"{result} over {len(one.figures)} readings" in repr(result)
    assert repr(result) in result._repr_html_()


def test_charts_tables_and_workbooks_say_what_was_assumed_and_link_it_to_nothing(
    monkeypatch, tmp_path
):
    more = kalstats.assumed(140_000, 135_000, 145_000, "persons", because="a count without gaps")
    sure = kalstats.figure("kalmyks-ussr-1939-wikipedia-ru")
    both = Quantity("Kalmyks", "USSR", "", sure.start, sure.end, "", "persons", (sure, more))
    rows = kalstats.plots.rungs(both)
    assert rows["label"].iloc[1] == "assumed, a count without gaps"
    ax = kalstats.plots.ladder(rows, Canvas().subplots(), unit="persons")
    urls = [line.get_url() for line in ax.lines if line.get_marker() == "o"]
    assert urls == [f"#source-{sure.source}?{sure.id}", None]
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda page, **_: shown.append(page))
    kalstats.report.table(rows[["label"]], caption="Counts")
    assert "assumed" in shown[0]["text/html"]
    assert "#source-assumed" not in shown[0]["text/html"]
    kalstats.export(tmp_path / "x.xlsx", rows=rows, total=kalstats.readings(abs_, n=both))
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert more.id in [row[0] for row in book["total"].values]
    (about,) = [row for row in book["sources"].values if row[0] == "assumed"]
    assert "An assumption of the user's own, from no source" in about


def abs_(n: float) -> float:
    return abs(n)


def test_nobody_else_can_be_called_assumed(tmp_path):
    """Or a source of one's own would pass for an assumption, and an assumption for a source."""
    source = kalstats.sources().iloc[:1].assign(key="assumed", published="")
    source.to_csv(tmp_path / "sources.csv", index=False)
    with pytest.raises(kalstats.DataError, match="'assumed': expected a key that is free"):
        kalstats.load(tmp_path / "sources.csv")
