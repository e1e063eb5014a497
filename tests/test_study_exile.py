"""The exile: its register, the time lived, deaths by every reading, and those beyond ordinary."""

import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from kalstats import assumed, census, data, deportation, pick, study
from kalstats.projection import standardised_death_rate
from kalstats.study.excess import rural

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
TO_1948, TO_1953 = "1948-10-01", "1953-01-01"
EDIEVS = ["Kalmyks", "Germans", "Karachays", "Chechens", "Ingush", "Balkars", "Crimean Tatars"]
KINDS = ["frozen", "falling", "standardised"]
ANSWERS = [
    study.baselines,
    study.birth_deficit,
    study.births,
    study.births_and_deaths,
    study.death_rates,
    study.excess,
    study.mortality,
    study.quarters,
    study.register,
    study.shares_died,
]


@pytest.mark.parametrize("answer", ANSWERS)
def test_every_row_has_its_people_unit_label_bounds_and_known_sources(answer):
    rows = answer()
    assert len(rows) > 1
    assert rows["people"].eq("Kalmyks").all()
    assert (rows["unit"].str.len() > 0).all()
    assert (rows["label"].str.len() > 0).all()
    assert not (rows["low"] > rows["high"]).any()
    assert not (rows["value"] > rows["high"]).any()
    assert not (rows["value"] < rows["low"]).any()
    for cell in rows["sources"]:
        assert all(data.source(key)["label"] for key in cell.split("; ")), cell
    known = {*deportation()["id"], *census()["id"]}
    ids = {key for cell in rows["figures"] for key in cell.split("; ") if key}
    assert {key.removesuffix(".low").removesuffix(".high") for key in ids} <= known


# Shares that a second hand worked out from the documents for the review of version 0.1.0.
@pytest.mark.parametrize(
    ("dead", "whole", "share", "rounds_to"),
    [
        ("16,017", "deported", 17.20, "17%"),
        ("16,594", "deported", 17.82, ""),
        ("16,594", "arrived", 18.25, ""),
        ("16,017", "registered first", 19.14, "19%"),
        ("16,594", "base by Ediev", 17.00, "17%"),
    ],
)
def test_shares_who_died(dead, whole, share, rounds_to):
    rows = study.shares_died()
    where = {"dead": dead, "whole": whole, "journey": False}
    assert pick(rows, **where).value == pytest.approx(share, abs=0.005)
    told = rows[(rows["dead"] == dead) & (rows["whole"] == whole) & ~rows["journey"]]
    assert told["rounds_to"].item() == rounds_to


def test_19_percent_needs_the_first_register_the_four_regions_or_the_journey():
    rows = study.shares_died()
    plain = rows[(rows["rounds_to"] == "19%") & ~rows["journey"]]
    assert plain["whole"].tolist() == ["registered first", "sent to the regions named"]
    assert (rows["rounds_to"].eq("19%") & rows["journey"]).sum() == 4


def test_a_share_dead_in_a_quarter_is_turned_into_a_rate():
    """4.9 % in three months are about 201 per 1,000 a year, −4·ln(1 − 0.049)."""
    rate = pick(study.quarters(), measure="death rate", start="1944-01-01")
    assert rate.low < 201 < rate.high
    assert rate.unit == "per 1,000 a year"


def test_person_years_follow_the_path_and_not_its_ends():
    """715 and not 801 thousand to January 1953 (review of version 0.1.0)."""
    where = {"measure": "person-years", "counts": "Ediev", "births": "Ediev", "end": TO_1953}
    assert pick(study.death_rates(), **where).value == pytest.approx(715_000, abs=500)


def test_excess_opens_with_the_standardised_baselines_and_frozen_ones_give_less():
    """11,300–12,000 to October 1948 by the standardised baselines (review of version 0.1.0)."""
    rows = study.excess()
    lead = pick(rows, kind="standardised", baseline="all", end=TO_1948)
    assert f"{lead.rounded(-2):,}" == "11,300–12,000"
    frozen = pick(rows, kind="frozen", baseline="all", end=TO_1948)
    assert frozen.high < lead.low
    assert rows.loc[rows["preferred"], "kind"].unique().tolist() == ["standardised"]


def test_one_number_for_all_deaths_holds_every_reading():
    rows = study.mortality()
    every = pick(rows, measure="all deaths", births="all readings")
    worked = rows.loc[rows["measure"] == "deaths worked out", "value"]
    assert (every.low, every.high) == (worked.min(), worked.max())
    assert f"{every.rounded(-2):,}" == "25,700–39,100"
    assert {"base-kalmyks-1943-12-ediev", "deported-wikipedia-93139"} <= set(every.figures)


@pytest.mark.parametrize("people", EDIEVS)
def test_worked_out_deaths_are_never_below_those_registered(people):
    rows = study.mortality(people)
    counted = rows.loc[rows["measure"] == "deaths registered", "value"]
    worked = rows.loc[rows["measure"] == "deaths worked out", "value"]
    assert len(worked) >= 1
    assert worked.min() >= (counted.max() if len(counted) else 0)


@pytest.mark.parametrize(("measure", "total"), [("births", 7_843), ("deaths", 15_206)])
def test_periods_narrow_with_our_assumptions_and_hold_the_total_of_1945_to_1950(measure, total):
    rows = study.births_and_deaths()
    rows = rows[rows["measure"] == measure]
    wide, narrow = (rows[rows["preferred"] == sure].set_index("start") for sure in (False, True))
    for day, row in wide.iterrows():
        assert row["low"] <= narrow.loc[day, "low"] <= narrow.loc[day, "high"] <= row["high"]
    six = narrow.iloc[1:]
    assert six["low"].sum() <= total <= six["high"].sum()


def test_a_year_has_no_fewer_deaths_than_its_first_quarter():
    quarters = study.quarters().query("measure == 'deaths'").set_index("start")["low"]
    years = study.births_and_deaths().query("measure == 'deaths'")
    assert (years["low"] >= years["start"].map(quarters).fillna(0) - 1e-3).all()


def test_the_register_can_be_drawn_as_it_comes():
    """Periods of births and deaths do not overlap, and the path of counts is marked."""
    rows = study.register()
    for measure in ("births", "deaths"):
        flows = rows[(rows["measure"] == measure) & rows["preferred"]].sort_values("start")
        assert (flows["start"].iloc[1:].to_numpy() > flows["end"].iloc[:-1].to_numpy()).all()
    drawn = rows[rows["preferred"] & rows["measure"].isin(["deported", "registered"])]
    assert drawn["printed"].iloc[[0, 1, -1]].tolist() == ["93,139", "83,688", "80.8 thousand"]


@settings(max_examples=15, deadline=None)
@given(st.floats(0.001, 0.2))
def test_a_baseline_of_ones_own_is_followed_to_the_excess(rate):
    """E = D − m·PY, whatever the m."""
    where = {"baseline": "mine", "end": TO_1948}
    found = pick(study.excess(add={"mine": rate}), **where)
    lived = study.death_rates()
    lived = lived[lived["measure"].eq("person-years") & lived["end"].eq(TO_1948)]["value"]
    expected = 16_594 - rate * lived
    assert found.low == pytest.approx(expected.min())
    assert found.high == pytest.approx(expected.max())


def test_an_assumed_baseline_keeps_its_bounds_and_its_name():
    mine = assumed(0.02, 0.018, 0.025, because="as among neighbours")
    found = pick(study.excess(add={"neighbours": mine}), baseline="neighbours", end=TO_1948)
    plain = pick(study.excess(add={"neighbours": 0.02}), baseline="neighbours", end=TO_1948)
    assert found.low < plain.low < plain.high < found.high
    assert "assumed: as among neighbours" in found.figures
    assert "assumed" in found.sources
    every = pick(study.excess(add={"neighbours": 0.001}), kind="all", baseline="all", end=TO_1948)
    assert every.high > 16_000  # the envelope follows


def test_a_baseline_taken_away_is_gone_from_the_envelope():
    rows = study.excess(without=["frozen", "USSR, Biraben, year by year"])
    assert set(rows["kind"]) == {"falling", "standardised", "all"}
    assert "USSR, Biraben, year by year" not in set(rows["baseline"])
    every = pick(rows, kind="all", baseline="all", end=TO_1948)
    assert every.low > pick(study.excess(), kind="all", baseline="all", end=TO_1948).low


def test_without_the_standardised_baselines_all_of_the_others_lead():
    rows = study.excess(without=["standardised"], add={"mine": 0.01})
    lead = pick(rows, preferred=True, baseline="all", end=TO_1948)
    assert lead.high > 12_000
    assert rows.loc[rows["preferred"], "label"].unique().tolist() == ["all baselines"]


def test_few_births_make_the_standardised_rate_low():
    """The rural table of 1938–39 gives 12.0 with the births of the exile, 17.9 with the usual ones.

    The review of version 0.1.0 has 12.5–13.2, with other age structures, and 17.8–19.1.
    """
    rows = study.baselines()
    low = pick(rows, baseline=rows.loc[rows["preferred"], "baseline"].iloc[0], end=TO_1948).value
    ages, alive, _ = rural("life-table-ussr-1938-rural", "ages-ussr-1939-rural")
    usual = standardised_death_rate(ages, alive, 0.040)
    assert low == pytest.approx(12.0, abs=0.05)
    assert 17.8 <= 1000 * usual <= 19.1


def test_missing_births_are_negative_only_where_ediev_has_more_than_russia_had():
    rows = study.birth_deficit()
    negative = rows[(rows["high"] < 0) & (rows["baseline"] != "all")]
    assert negative[["baseline", "births"]].to_numpy().tolist() == [
        ["RSFSR, Andreev, year by year", "Ediev"]
    ]


@pytest.mark.parametrize("people", EDIEVS)
def test_other_peoples_have_rates_and_excess_as_far_as_their_figures_go(people):
    rates = study.death_rates(people)
    known = rows = study.excess(people)
    assert {"crude death rate", "person-years"} <= set(rates["measure"])
    assert np.isfinite(rows["value"]).all()
    ends = {f"{day:%Y}" for day in known["end"]}
    assert ends == ({"1948", "1953"} if people in ("Kalmyks", "Germans") else {"1953"})


@pytest.mark.parametrize(
    ("answer", "people", "missing", "there"),
    [
        (study.death_rates, "Crimeans", "deported_base", "arrived, births, deaths"),
        (study.excess, "Koreans", "deported_base", "deaths"),
        (study.births_and_deaths, "Chechens", "deaths_per_birth", "births, births_forecast"),
        (study.births_and_deaths, "Germans", "deaths_share_of_quarter", "deaths_per_birth"),
        (study.quarters, "Balkars", "deaths_share_of_quarter", "births"),
        (study.births, "Koreans", "births", "deported"),
        (study.register, "Volga Germans", "deported_base", "deported"),
        (study.mortality, "Koreans", "deported_base", "deported"),
    ],
)
def test_what_a_people_lacks_is_named_with_what_there_is(answer, people, missing, there):
    with pytest.raises(ValueError, match=f"people = '{people}'") as told:
        answer(people)
    asked, known = str(told.value).split("there is:")
    assert missing in asked
    assert there in known


def test_a_people_that_is_not_known_is_told_with_its_like():
    with pytest.raises(ValueError, match="Kalmyks"):
        study.register("Kalmyk")


@pytest.mark.parametrize(
    "rate", [20.1, -0.1, float("nan"), "many", None, assumed(1.5, because="a slip")]
)
def test_what_is_no_rate_per_person_year_is_refused(rate):
    with pytest.raises(
        (TypeError, ValueError), match=r"expected a (rate per person-year|number that)"
    ):
        study.baselines(add={"mine": rate})


@pytest.mark.parametrize("add", [0.02, "frozen", [0.02]])
def test_a_baseline_without_a_name_is_refused(add):
    with pytest.raises(TypeError, match=r"add = .*: expected baselines by name"):
        study.excess(add=add)


@pytest.mark.parametrize("without", ["frozen", ["thawed"], KINDS, None, -1])
def test_baselines_that_cannot_be_taken_away_are_told_with_those_there_are(without):
    with pytest.raises((TypeError, ValueError), match=r"expected a list of some, .*frozen"):
        study.excess(without=without)


def shown_by(name, monkeypatch, **changed):
    """Run a notebook with names of its first cell changed; return all that it shows."""
    shown = []
    monkeypatch.setenv("KALSTATS_REPORT", "1")
    monkeypatch.setattr("IPython.display.display", lambda page, **_: shown.append(page))
    cells = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4).cells
    names = {}
    for source in (cell.source for cell in cells if cell.cell_type == "code"):
        told = source
        for variable, value in changed.items():
            told = re.sub(rf"(?m)^{variable} = .*$", f"{variable} = {value}", told)
        exec(told, names)
    return " ".join(text for page in shown for text in page.values())


def test_a_baseline_added_and_one_taken_away_move_text_and_charts(monkeypatch):
    before = shown_by("03-mortality", monkeypatch)
    after = shown_by(
        "03-mortality", monkeypatch, add='{"as in 1939": 0.03}', without='["standardised"]'
    )
    assert "by standardised baselines" in before
    assert "as in 1939" not in before
    assert "as in 1939" in after
    assert "standardised baselines" not in after
    assert "by all baselines" in after


@pytest.mark.parametrize("value", ['{"mine": "much"}', '{"mine": -0.02}', '{"mine": None}'])
def test_a_page_stops_where_a_baseline_is_no_rate(value, monkeypatch):
    with pytest.raises((TypeError, ValueError), match="expected a rate per person-year"):
        shown_by("03-mortality", monkeypatch, add=value)
