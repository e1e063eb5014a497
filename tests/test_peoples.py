"""The peoples compared: measures, ranks, death rates, what a sum leaves; totals over peoples."""

import numpy as np
import pandas as pd
import pytest

from kalstats import conflicts, data, deportation, evidence, study
from kalstats.demography import decimal_year, person_years_along
from kalstats.evidence import figure, pick

ANSWERS = {
    "peoples": study.peoples,
    "every": lambda: study.peoples(every=True),
    "greatest": study.greatest,
    "excess left": study.excess_left,
}


@pytest.fixture(scope="module")
def answers():
    return {name: answer() for name, answer in ANSWERS.items()}


@pytest.mark.parametrize("name", ANSWERS)
def test_every_row_has_bounds_a_unit_and_sources_that_are_known(answers, name):
    """Protects the contract of answers: what a chart or a citation needs is in the row."""
    rows = answers[name]
    assert (rows["low"] <= rows["high"]).all()
    inside = rows["value"].between(rows["low"] - 1e-9, rows["high"] + 1e-9)
    assert (inside | rows["value"].isna()).all()
    assert rows["unit"].ne("").all()
    keys = {key for told in rows["sources"] for key in told.split("; ")}
    assert keys <= set(data.sources()["key"])
    known = {*data.deportation()["id"], *data.census()["id"]}
    ids = {key.split(".")[0] for told in rows["figures"] for key in told.split("; ")}
    assert ids <= known
    assert "" not in keys | ids


def test_shares_and_rates_are_those_of_the_register(answers):
    """16,594 of 90,940 are 18.25 percent: worked out by hand in the design notes of the study."""
    part, whole = figure("deaths-kalmyks-1948-mvd"), figure("arrived-kalmyks-1948-mvd")
    found = pick(answers["peoples"], measure="registered deaths", people="Kalmyks")
    assert found.value == pytest.approx(18.25, abs=0.005)
    assert found.value == pytest.approx(100 * part.value / whole.value)


def test_a_death_rate_holds_every_course_between_the_counts(answers):
    """Deaths over the time lived, if the number fell evenly or by a constant rate."""
    counts = [90_940, figure("registered-1945-10-marginaly").value]
    counts.append(figure("registered-kalmyks-1948-mvd").value)
    times = [decimal_year(day) for day in ("1943-12-28", "1945-10-01", "1948-10-01")]
    found = pick(answers["peoples"], measure="death rate", people="Kalmyks")
    dead = figure("deaths-kalmyks-1948-mvd").value
    even = np.sum(np.diff(times) * (np.array(counts[1:]) + counts[:-1]) / 2)
    for lived in (even, person_years_along(counts, times)):
        assert found.low < 1000 * dead / lived < found.high


def test_every_figure_only_widens_what_is_known(answers):
    """A reading more can neither raise a lower bound nor make a rank certain."""
    keys = ["measure", "people"]
    both = answers["peoples"].merge(answers["every"], on=keys, suffixes=("", "_any"))
    assert len(both) == len(answers["peoples"])
    assert (both["low_any"] <= both["low"]).all()
    assert (both["high_any"] >= both["high"]).all()
    assert (both["best_any"] <= both["best"]).all()
    assert (both["worst_any"] >= both["worst"]).all()


def test_germans_are_ranked_by_censuses_only(answers):
    germans = answers["peoples"].query("people == 'Germans'")
    assert set(germans[~germans["apart"]]["measure"]) == {"census 1926–1959", "census 1939–1959"}
    assert germans[germans["apart"]]["best"].isna().all()


def test_the_claim_holds_between_censuses_not_by_deaths_and_is_not_known_by_excess(answers):
    """The finding of the report; excess deaths of the Kalmyks were published by nobody."""
    told = answers["greatest"].set_index("measure")["verdict"]
    assert told["census 1926–1959"] == told["census 1939–1959"] == "yes"
    assert told["registered deaths"] == told["death rate"] == "no"
    assert told["excess deaths"] == "not known"


def test_who_stands_first_is_told_alike_for_each_people(answers):
    """Where one people certainly stands first, no other can."""
    first = answers["greatest"].query("verdict == 'yes'")["measure"]
    for people in ("Balkars", "Chechens"):
        other = study.greatest(people).set_index("measure")["verdict"]
        assert (other[other.index.isin(first)] == "no").all()


def test_a_people_of_no_measure_is_named_with_those_there_are():
    with pytest.raises(ValueError, match=r"'Komi'.*expected one of.*Kalmyks"):
        study.greatest("Komi")


def test_what_the_sum_of_excess_deaths_leaves(answers):
    """A reviewer worked out 26.7 thousand from the printed numbers; roundings allow a bit more."""
    rows = answers["excess left"]
    taken = rows.set_index("people")["value"]
    others = ["Chechens and Ingush", "Crimean Tatars", "Karachays", "Balkars", "Germans"]
    assert taken["all deported peoples"] - taken[others].sum() == pytest.approx(26_700, abs=50)
    left = pick(rows, people="Kalmyks, Turks, Kurds and Hemshils")
    assert 26_700 < left.high < 27_400
    assert left.low == 0  # a bound is no estimate
    share = pick(rows, people="Kalmyks")
    assert share.high == pytest.approx(100 * left.high / 93_139)


@pytest.mark.parametrize(
    ("total", "error", "told"),
    [
        ("many", data.DataError, "many.*expected a known one"),
        (None, TypeError, r"total = None: expected .*a figure"),
        (-5, ValueError, r"total = -5: expected twice the 20\d,.* or more"),
        (400_000, ValueError, r"total = 400,000: expected twice"),
    ],
)
def test_a_sum_that_cannot_be_is_refused(total, error, told):
    """Protects a student who puts another sum in the notebook."""
    with pytest.raises(error, match=told):
        study.greatest(total=total)


def test_a_smaller_sum_decides_who_is_first():
    """What it leaves is then less than one source gives the Chechens and Ingush."""
    fewer = evidence.assumed(450_000, unit="persons", because="at least so many, Pohl writes")
    found = study.greatest(total=fewer).set_index("measure").loc["excess deaths"]
    assert found["verdict"] == "no"
    assert "assumed" in found["sources"].split("; ")


@pytest.mark.parametrize(
    ("right", "wrong", "column"),
    [
        ("part=deaths-kalmyks-1948-mvd", "part=deaths-kalmyks-1848-mvd", "inputs"),
        ("−births-kalmyks-1948-mvd", "−births-kalmyk-1948-mvd", "inputs"),
        ("|base-kalmyks-1943-12-ediev", "|base-kalmyks-1953-12-ediev", "further"),
        (",share,part=transit", ",quotient,part=transit", "function"),
    ],
)
def test_a_measure_that_names_what_is_not_there_is_told_by_its_line(tmp_path, right, wrong, column):
    """Protects the table of measures: a slip there would be a number that nobody can follow."""
    text = (data.folder() / "measures.csv").read_text("utf-8")
    line = 1 + text[: text.index(right)].count("\n")
    path = tmp_path / "measures.csv"
    path.write_text(text.replace(right, wrong, 1), "utf-8")
    with pytest.raises(data.DataError, match=rf"measures.csv, line {line}, {column}: .*expected"):
        data.load(path)


# ---- totals over peoples ----------------------------------------------------------------------

TOTAL = "Chechens and Ingush"


def rows(*figures, **changed):
    """Rows as a user's own: people, number and, for one that differs, further columns."""
    one = deportation(id="registered-chechens-1945-10-ediev").iloc[0].to_dict()
    made = []
    for place, (people, number, *other) in enumerate(figures):
        bounds = dict.fromkeys(("low", "value", "high"), float(number))
        text = {"people": people, "id": f"f{place}", "printed": f"{number:,}", **bounds}
        made.append({**one, "qualifier": "exact", **text, **changed, **(other[0] if other else {})})
    return pd.DataFrame(made)


def gaps(frame):
    found = conflicts(frame)
    return found[found["kind"] == "total over peoples"]["gap"].tolist()


def test_members_that_exceed_or_cannot_fill_a_total_are_found():
    assert gaps(rows((TOTAL, 100), ("Chechens", 80), ("Ingush", 30))) == [10]
    assert gaps(rows((TOTAL, 100), ("Chechens", 80), ("Ingush", 15))) == [-5]
    assert gaps(rows((TOTAL, 100), ("Chechens", 80), ("Ingush", 20))) == []


def test_a_member_without_a_figure_may_fill_a_total_but_cannot_lower_it():
    assert gaps(rows((TOTAL, 100), ("Chechens", 80))) == []
    assert gaps(rows((TOTAL, 100), ("Chechens", 101))) == [1]


def test_members_bounds_are_those_of_all_their_figures():
    wide = {"low": 10.0, "high": 30.0, "qualifier": "range"}
    assert gaps(rows((TOTAL, 100), ("Chechens", 80), ("Ingush", 15, wide))) == []
    rival = rows((TOTAL, 100), ("Chechens", 80), ("Ingush", 15), ("Ingush", 25, {"rank": "normal"}))
    assert gaps(rival) == []


def test_only_what_counts_the_same_at_the_same_time_is_added():
    later = {"start": pd.Timestamp("1946-01-01"), "end": pd.Timestamp("1946-01-01")}
    assert gaps(rows((TOTAL, 100), ("Chechens", 80, later), ("Ingush", 15))) == []
    births = {"measure": "births"}
    assert gaps(rows((TOTAL, 100), ("Chechens", 80, births), ("Ingush", 15))) == []
    percent = rows((TOTAL, 10), ("Chechens", 8), ("Ingush", 9), unit="percent")
    assert gaps(percent) == []  # shares of peoples do not add up to that of all


def test_people_are_deported_once_whatever_the_period():
    whole = {"start": pd.Timestamp("1943-01-01"), "end": pd.Timestamp("1945-12-31")}
    frame = rows((TOTAL, 100, whole), ("Chechens", 80), ("Ingush", 15), measure="deported")
    assert gaps(frame) == [-5]
    after = frame.assign(end=[pd.Timestamp("1944-12-31")] + [pd.Timestamp("1945-10-01")] * 2)
    assert gaps(after) == []


def test_a_part_that_names_its_total_is_tested_as_its_part():
    parts = [("Chechens", 80, {"part_of": "f0"}), ("Ingush", 15, {"part_of": "f0"})]
    found = conflicts(rows((TOTAL, 100), *parts))
    assert found["kind"].tolist() == ["parts and total"]


def test_a_pool_stands_for_its_members_where_they_have_no_figure():
    pool = "Chechens, Ingush, Karachays and Balkars"
    frame = rows((pool, 100), (TOTAL, 80), ("Karachays", 10), ("Balkars", 5))
    assert gaps(frame) == [-5]
    assert gaps(rows((pool, 100), (TOTAL, 80), ("Chechens", 60), ("Karachays", 10))) == []


def test_the_wartime_total_is_not_filled_by_its_eight_peoples():
    """Its number is elsewhere that of all who were ever under special settlement."""
    found = conflicts()
    total = found[found["ids"].str[0] == "all-deported-war-wikipedia"].iloc[0]
    assert total["kind"] == "total over peoples"
    assert total["gap"] < -1_000_000
    assert "deported-wikipedia-93139" in total["ids"]


def test_declared_members_are_known_peoples():
    """Protects the list in the schema: a slip there would be a total that is never tested."""
    fields = data.package()["resources"][0]["schema"]["fields"]
    people = next(field for field in fields if field["name"] == "people")
    known = people["constraints"]["enum"]
    for name, members in people["members"].items():
        assert {name, *members} <= set(known)
    assert "total over peoples" in evidence.CONFLICTS
