"""Inputs of the kinds that went wrong elsewhere: each read as what it is, or refused by its name.

After public bug reports, named as their origin; each stands for a kind, and the kinds are tested in
their own files too.
"""

import numpy as np
import pandas as pd
import pytest

import kalstats
from kalstats import evidence
from kalstats.composition import share, share_change, shares
from kalstats.demography import decimal_year
from kalstats.projection import life_table, project, survival

NUMBERS = {  # printed: what it is; None: refused
    "0,1.234": None,  # angular-dynamic-number#16
    "1,000,100.01": 1_000_100.01,  # globalize#148
    "1000,100.01": None,
    "1,1.1": None,  # coreclr#2285
    "20,00": 20,  # CodexBar#135, accounting.js#56: a hundred times too much
    "1'234.56": 1234.56,  # opensteuerauszug#412
    "1.234,56": 1234.56,
    "2.5M": None,  # libqalculate#376: read as 2.5
    "2.5k": None,
    "1K miles": None,  # quantulum3#20
    "million": None,  # talonhub#634
    "1939-": None,  # tidycensus#477: bottom-coded, read as 0
    "1-9": None,  # health-equity-tracker#4491: suppressed
    "106,066*": None,  # pdf-inspector#297: the mark of a footnote
    "106,066¹⁾": None,
    "(1,234)": None,
    "12½": None,
    "1,00,000": None,
    "१२३": None,
    "2,41E+02": None,
}
TWO = ["1.000", "1,000", "727,242"]  # autoNumeric#127, SystemTools#5, handsontable#4396


@pytest.mark.parametrize("printed", NUMBERS)
def test_numbers(printed):
    if NUMBERS[printed] is None:
        with pytest.raises(ValueError, match="expected a printed number"):
            evidence.rounding(printed)
    else:
        assert evidence.rounding(printed)[1] == pytest.approx(NUMBERS[printed])


@pytest.mark.parametrize("printed", TWO)
def test_numbers_that_may_be_two(printed):
    with pytest.raises(ValueError, match="expected notation= one of them"):
        evidence.rounding(printed)


DAYS = ["12.07.2022", "13.07.2022", "090131", "10-11-12", "01/22", "0004-04-01", "05/04/2018"]
DAYS += ["4月20日", "31.12.59", "1959-W03", "1900-02-29", "１９５９-01-15", "1959‑01‑15", "1959.04"]


@pytest.mark.parametrize("day", DAYS)
def test_days(day):
    """After dateutil#1224, #217, #293, intl#141, datefinder#78, dateparser#1358, pickadate#367."""
    with pytest.raises(ValueError, match=r"day = .*: expected a date as YYYY-MM-DD"):
        decimal_year(day)


def test_days_that_are_written_as_days_keep_their_order():
    """dateutil#1448 swaps the month and the day of one in the international form."""
    assert decimal_year("2024-11-06") == pytest.approx(2024 + 310 / 366)


def test_life_tables():
    single = life_table(range(111), mx=[0.01] * 110 + [0.5])  # MortalityLaws#7: its last row
    assert single["ex"].iloc[-1] == 2
    late = life_table(range(20, 90, 5), mx=np.linspace(0.001, 0.09, 14))  # DemoTools#275
    assert late["lx"].iloc[0] == 100_000
    with pytest.raises(ValueError, match="expected every multiple of 5 from 0 on"):
        survival(late)
    with pytest.raises(ValueError, match=r"ax of shape \(\): expected one for each"):
        life_table([0, 1, 5], mx=[0.1] * 3, ax=0.1)  # healthiar#1647: taken for every age
    with pytest.raises(ValueError, match=r"ages .*: expected every multiple of 5"):
        survival(life_table([0, 1, 5, 20], mx=[0.1] * 4))  # healthiar#918


STEP = {"population": [100, 100, 100], "survival": [0.9] * 3, "fertility": [0, 0.1, 0]}
SCALES = [
    ({"fertility": [0, 100, 0]}, r"fertility\[1\] = 100.0: expected .* divide a rate per 1,000"),
    ({"survival": [90] * 3}, r"survival\[0\] = 90.0: expected a share from 0 to 1"),
    ({"srb": 105}, "srb = 105: expected boys per girl, near 1.05"),
    ({"srb": 0.512}, "srb = 0.512: expected boys per girl, near 1.05; .* no share of boys"),
]


@pytest.mark.parametrize(("change", "message"), SCALES)
def test_what_is_given_per_hundred_or_per_thousand_is_refused(change, message):
    """It came out as a population of many or of none."""
    with pytest.raises(ValueError, match=message):
        project(**(STEP | change))


def test_compositions():
    assert shares([0.3, 0.2, 0.1]).sum() == pytest.approx(1)  # agent-usage-stat#132
    assert shares({"a": 91, "b": 9, "c": 1}, whole=100, slack=1.5).sum() == 1  # uzi#1185
    for whole in (None, 0):  # health-equity-tracker#1601
        with pytest.raises(ValueError, match=r"whole = .*: expected a finite number above 0"):
            share(5, whole)


@pytest.mark.parametrize("total", ["Total", "all", "ВСЕГО", "Итого "])
def test_a_total_is_no_part(total):
    with pytest.raises(ValueError, match="in counts: expected parts alone, without their total"):
        shares({"Kalmyks": 5, "Russians": 5, total: 10})


def test_names_that_differ_in_their_spaces_only_are_one_name():
    with pytest.raises(ValueError, match="Don Cossacks in counts: expected every name once"):
        shares({"Don Cossacks": 1, "Don\u00a0Cossacks ": 2})
    assert share_change({"a \u00a0b": 1, "x": 1}, {"a b": 1, "x": 3}, of=" a b").change == -0.25


WIDE = {"source": "x", "start": "1959-01-15", "measure": "population"}
WIDE["own"] = {"people": "*", "territory": "*"}


@pytest.mark.parametrize("cell", ["..", ":", "х", "-", "…", " ", None, np.nan])
def test_a_cell_without_a_figure_is_not_zero(cell):
    """censusreporter#246, historical-us-city-populations#3; marks of Eurostat, Canada, Russia."""
    rows = kalstats.data.from_wide(pd.DataFrame({"A": [cell, "0"]}, ["x", "y"]), **WIDE)
    assert rows["value"].tolist() == [0]


@pytest.mark.parametrize("cell", ["**", "N", "(X)", "n/a", "1234*", "1,234 (12%)", 5.5, True])
def test_a_cell_with_a_mark_is_named(cell):
    """datacommons#608, cancensus#223, aftables#93."""
    with pytest.raises(kalstats.DataError, match="table, line 2, A: "):
        kalstats.data.from_wide(pd.DataFrame({"A": [cell, "7"]}, ["x", "y"]), **WIDE)


MADE_UP = [
    (pd.DataFrame({"A": ["1"], "Unnamed: 2": ["5"]}, ["x"]), "people = Unnamed: 2"),
    (pd.DataFrame({"A": ["1"], "A.1": ["5"]}, ["x"]), r"people = A\.1"),
    (pd.DataFrame({"A": ["1", "2"]}), "territory = 0, 1"),
    (pd.DataFrame({"A ": ["1"], "A": ["2"]}, ["x"]), "people = A: expected every name once"),
]


@pytest.mark.parametrize(("table", "message"), MADE_UP, ids=range(len(MADE_UP)))
def test_names_that_no_table_prints_are_refused(table, message):
    """A merged header, one that stands twice, none at all: pandas puts its own in their place."""
    with pytest.raises(ValueError, match=message):
        kalstats.data.from_wide(table, **WIDE)
