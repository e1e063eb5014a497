"""Numbers and dates as others print them: read, or refused by name; never read as another."""

import math
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, strategies as st

import kalstats
from kalstats import evidence
from kalstats.data.printed import NOTATIONS, RANGE, meaning, read
from kalstats.data.wording import wording_faults
from kalstats.demography import decimal_year, years_between

READ = {  # each can be read in one way, whoever prints it
    "45,4%": 45.4,
    "45,4 %": 45.4,
    "45,4\u202f%": 45.4,
    "1,5 million": 1_500_000,
    "12,34": 12.34,
    ",5": 0.5,
    ".5": 0.5,
    "-,5": -0.5,
    "12 400": 12_400,
    "12\u00a0400": 12_400,
    "12\u202f400": 12_400,
    "12\u2009400": 12_400,
    "12'400": 12_400,
    "12’400": 12_400,
    "1 234 567,8": 1_234_567.8,
    "1,234,567": 1_234_567,
    "1.234.567": 1_234_567,
    "1.234,567": 1234.567,
    "1,234.567": 1234.567,
    "1234,5": 1234.5,
    "0,123": 0.123,
    "12,4 тыс.": 12_400,
    "12,4 тыс": 12_400,
    "12 345 тысяч": 12_345_000,
    "1.2 mln": 1_200_000,
    "1,2 млн.": 1_200_000,
    "1,2 Mio.": 1_200_000,
    "3,5 млрд": 3_500_000_000,
    "−1 234,5": -1234.5,
    "–7": -7,
    "+2,3": 2.3,
    "106 thousand": 106_000,
    "5 lakh": 500_000,
    "20 per cent": 20,
}
REFUSED = [",", ".", "", " ", "1,2,3", "1,24,00", "1,234,56", "12 34", "12  400", "1,234 567"]
REFUSED += ["1 234,567 8", "012,345", "5.", "12x", "1e5", "1_000", "--5", "１２", "٣", "12,4002)"]
REFUSED += ["12,400¹", "(5)", "5 dozen", "9 hours", "12:30", "1/2", "nan", "inf", "45,4%%", "12\n5"]
TWICE = [
    "12.400",
    "1,234",
    "12,345",
    "999.999",
    "1,234 thousand",
    "12.400 тыс.",
    "-1,234",
    "1,000%",
]


@pytest.mark.parametrize("printed", READ)
def test_a_number_is_read_in_the_notation_of_any_country(printed):
    low, value, high = evidence.rounding(printed)
    assert value == pytest.approx(READ[printed])
    assert low < value < high


@pytest.mark.parametrize("printed", REFUSED)
def test_what_cannot_be_read_is_refused_by_name(printed):
    with pytest.raises(ValueError, match="expected a printed number") as told:
        evidence.rounding(printed)
    assert f"printed = {printed!r}" in str(told.value)


@pytest.mark.parametrize("printed", TWICE)
def test_what_may_be_two_numbers_is_refused_or_read_as_told(printed):
    with pytest.raises(ValueError, match=r"expected notation= one of them"):
        evidence.rounding(printed)
    english, other = (evidence.rounding(printed, name)[1] for name in NOTATIONS)
    assert max(english / other, other / english) == pytest.approx(1000)
    with pytest.raises(ValueError, match="notation = 'german': expected one of"):
        evidence.rounding(printed, "german")


GROUPS = [",", ".", " ", "\u00a0", "\u202f", "'"]


@given(
    st.integers(0, 10**9), st.integers(0, 4), st.sampled_from(GROUPS), st.sampled_from([",", "."])
)
def test_a_number_written_in_any_notation_is_read_as_itself_or_as_two(number, places, group, point):
    """Whatever the signs, the number meant is among the readings, and alone unless both named."""
    assume(group != point)
    text = f"{number / 10**places:,.{places}f}".replace(",", "_").replace(".", point)
    found = {one.value for one in read(text.replace("_", group)).values()}
    assert any(math.isclose(one, number / 10**places, rel_tol=1e-12) for one in found)
    assert len(found) == 1 or text.replace("_", group).count(group) + text.count(point) == 1


@pytest.mark.parametrize(
    ("printed", "qualifier", "number"),
    [
        ("more than 13,000", "more_than", "13,000"),
        ("свыше 13 000", "more_than", "13 000"),
        ("~12,4 тыс.", "about", "12,4 тыс."),
        ("ca. 500", "about", "500"),
        ("не менее 12", "at_least", "12"),
        ("< 5", "almost", "5"),
        ("Up to 16", "at_most", "16"),
        ("someone", "", "someone"),
        ("12", "", "12"),
    ],
)
def test_words_before_a_number_say_how_it_is_meant(printed, qualifier, number):
    assert meaning(printed) == (qualifier, number)


@given(st.integers(1, 998), st.sampled_from(["more than", "at least"]))
def test_more_than_a_tenth_reaches_to_the_next_and_is_no_slip(tenths, words):
    value, above = tenths / 10, (tenths + 1) / 10
    cells = {"printed": f"{words} {value:.1f}%", "qualifier": words.replace(" ", "_")}
    cells |= {
        "measure": "share",
        "unit": "percent",
        "low": f"{value:.1f}",
        "value": "",
        "high": f"{above:.1f}",
    }
    assert not any(wrong for _, wrong, _ in wording_faults(cells))


def test_a_range_is_no_negative_number():
    assert RANGE.fullmatch("5–6").groups() == ("5", "6")
    assert RANGE.fullmatch("−5 to −3").groups() == ("−5", "−3")
    assert RANGE.fullmatch("–5") is None


# ---- dates -----------------------------------------------------------------------------------

BAD_DAYS = ["01.03.1944", "05.02.1944", "01.02", "44-03-01", "now", "today", "1944", "1944-03", ""]
BAD_DAYS += ["1944-3-1", "19440301", "1944-02-30", "03/01/1944", "1944-03-01 12:00", "Mar 1944"]
BAD_DAYS += [True, np.bool_(True), None, pd.NaT, np.datetime64("NaT"), 44, 19440301, math.nan]
BAD_DAYS += [math.inf, np.float64("nan"), [1944], 1944 + 0j, pd.Period("1944-03"), b"1944-03-01"]


@pytest.mark.parametrize("day", BAD_DAYS, ids=repr)
def test_a_day_that_can_be_misread_is_refused_by_name(day):
    for call in (decimal_year, lambda day: years_between("1939-01-17", day)):
        with pytest.raises(ValueError, match="expected a date") as told:
            call(day)
        assert str(told.value).startswith(("day = ", "second = "))


SAME_DAY = ["1944-03-01", date(1944, 3, 1), datetime(1944, 3, 1), pd.Timestamp("1944-03-01")]
SAME_DAY += [np.datetime64("1944-03-01"), np.datetime64("1944-03-01", "ns"), np.str_("1944-03-01")]


@pytest.mark.parametrize("day", SAME_DAY, ids=repr)
def test_a_day_is_the_same_however_it_is_given(day):
    assert decimal_year(day) == pytest.approx(1944 + 60 / 366)


@pytest.mark.parametrize("kind", [int, float, np.int64, np.int16, np.float32, np.float64])
def test_a_number_is_the_year_that_it_says(kind):
    assert decimal_year(kind(1944)) == 1944
    assert years_between(kind(1939), kind(1959)) == 20
    assert years_between(kind(1939), "1959-01-01") == 20


@pytest.mark.parametrize("day", ["01.03.1944", "1944", True, 1944, "now"], ids=repr)
def test_frames_are_asked_for_days_by_the_same_reader(day):
    for ask in (kalstats.census, kalstats.deportation, kalstats.events, kalstats.quantity):
        with pytest.raises(ValueError, match=r"start = .*: expected a date as YYYY-MM-DD"):
            ask(start=day)
