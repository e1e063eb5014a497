"""Where people were taken, and how Kalmykia was made up: parts, totals and sources agree."""

import math

import numpy as np
import pandas as pd
import pytest

from kalstats import assumed, census, deportation, pick, quantity, sources, study
from kalstats.evidence import figure
from kalstats.plots import routes
from kalstats.study.answers import rivals

ANSWERS = {
    "sent": study.destinations,
    "settled": lambda: study.destinations("settled"),
    "persons per family": study.persons_per_family,
    "labour": study.labour,
    "arrivals": study.arrivals,
    "shares": study.shares,
    "shares of all peoples": lambda: study.shares(people=None),
    "counts": lambda: study.shares(measure="count"),
    "changes": study.share_changes,
    "changes of Russians": lambda: study.share_changes("Russians"),
    "inside and outside": study.inside_outside,
    "disagreements": study.disagreements,
}


@pytest.fixture(scope="module", params=ANSWERS.values(), ids=ANSWERS)
def rows(request):
    return request.param()


def test_every_row_has_a_label_a_unit_and_bounds_in_order(rows):
    """A chart draws it without asking; nan is not known, an open end infinite."""
    assert rows["label"].str.len().gt(0).all()
    assert rows["unit"].str.len().gt(0).all()
    low, value, high = (rows[name].to_numpy(dtype=float) for name in ("low", "value", "high"))
    known, best = ~np.isnan(low), ~np.isnan(value)
    assert np.array_equal(known, ~np.isnan(high))
    assert (low[known] <= high[known]).all()
    slack = 1e-9 * np.abs(value[best])
    assert (low[best] - slack <= value[best]).all()
    assert (value[best] <= high[best] + slack).all()


def test_every_number_names_its_sources_and_no_others(rows):
    """The sources of a row are those of the figures it was read from."""
    known = set(sources()["key"])
    for row in rows.to_dict("records"):
        keys = set(row["sources"].split("; ")) - {""}
        ids = [name for name in row["figures"].split("; ") if name]
        assert keys <= known
        assert keys == {figure(name).source for name in ids} or (not ids and math.isnan(row["low"]))
        assert ids or math.isnan(row["low"])


def test_a_printed_row_is_the_figure(rows):
    """What we compute has no printed words, so that nobody takes it for a source's."""
    if rows.equals(study.disagreements()):
        assert rows["printed"].str.contains("; ").all()
        return
    for row in rows[rows["printed"] != ""].to_dict("records"):
        one = figure(row["figures"])
        assert (one.printed, one.unit, one.low) == (row["printed"], row["unit"], row["low"])


@pytest.mark.parametrize("measure", ["sent", "settled"])
def test_destinations_lie_where_the_map_draws_them(measure):
    """Two places that compute a distance agree."""
    rows = study.destinations(measure)
    drawn = routes(rows.drop(columns=["origin", "town", "longitude", "latitude", "km"]), "Kalmykia")
    pd.testing.assert_frame_equal(drawn[rows.columns], rows)
    assert rows["value"].is_monotonic_decreasing
    assert (rows["sources"] == rows["sources"][0]).all()  # two lists are never mixed


def test_persons_by_region_and_those_left_make_all():
    rows = study.persons_per_family().set_index("territory")
    families = study.destinations("settled").set_index("territory")["value"]
    both = [place for place in families.index if place in rows.index]
    elsewhere = families.drop(both).sum()
    persons = (rows.loc[both, "value"] * families[both]).sum()
    persons += rows.loc["other places", "value"] * elsewhere
    assert persons == pytest.approx(quantity(id="deported-wikipedia-93139").preferred.value)


def test_sectors_and_those_in_none_make_all_labourers():
    rows = study.labour().set_index("sector")["value"]
    assert rows.drop("all").sum() == rows["all"]


@pytest.mark.parametrize("people", [("Kalmyks", "Russians"), "Kalmyks", None])
def test_shares_of_one_whole_make_a_hundred(people):
    rows = study.shares(people=people).query("preferred")
    sums = rows.groupby(["start", "base"])["value"].sum()
    assert len(sums) >= 8
    assert np.allclose(sums, 100)


def test_counts_and_what_is_left_make_the_total():
    rows = study.shares(measure="count").query("preferred")
    totals = rows[rows["people"] == "all"].set_index("start")["value"]
    parts = rows[rows["people"] != "all"].groupby("start")["value"].sum()
    assert np.allclose(parts, totals[parts.index])


def test_what_is_not_told_apart_is_not_called_others():
    """In 1939 and 1959 the Russians are in it; a chart must not draw them as others."""
    rows = study.shares().query("preferred")
    asked = rows[rows["people"].isin(["Kalmyks", "Russians"])].groupby(["start", "base"]).size()
    left = rows[rows["people"].isin(["others", "not told apart"])].set_index(["start", "base"])
    assert ((left["people"] == "others") == (asked[left.index] == 2)).all()
    assert (left["people"] == "not told apart").any()


def test_every_census_has_a_row_for_every_people_and_the_gap_one_of_its_own():
    rows = study.shares()
    gap = rows[rows["people"] == ""]
    assert gap["label"].tolist() == ["no Kalmyk territory"]
    assert rows["start"].between(gap["start"].item(), gap["end"].item()).sum() == 1
    asked = rows[rows["people"].isin(["Kalmyks", "Russians"])].groupby("start")["people"].nunique()
    assert asked.eq(2).all()
    assert rows.loc[rows["value"].isna(), "base"].eq("").all()


def test_a_list_of_all_peoples_leaves_nobody():
    """1926: every people is known, and their counts are the printed total to the person."""
    rows = study.shares(people=None, measure="count")
    first = rows[rows["start"] == rows["start"].min()].query("preferred")
    assert first.set_index("people").loc["others", "value"] == 0
    assert (
        len(first)
        == census(source="sablin-2015", territory="Kalmykia", measure="population", unit="persons")
        .query("not people.str.contains('all')")
        .shape[0]
        + 2
    )


@pytest.mark.parametrize("people", ["Kalmyks", "Russians"])
def test_parts_of_a_change_make_it(people):
    rows = study.share_changes(people).query("base == 'all'")
    parts = rows.pivot(index="label", columns="part", values="value")
    assert np.allclose(parts["own"] + parts["others"], parts["change"], rtol=0, atol=1e-9)


@pytest.mark.parametrize("people", ["Kalmyks", "Russians"])
def test_changes_lead_from_the_first_share_to_the_last(people):
    changes = study.share_changes(people).query("part == 'change'")
    shares = study.shares(people=people).query("preferred and people == @people")
    for base, group in changes.groupby("base"):
        course = shares[shares["base"] == base]["value"]
        assert group["value"].sum() == pytest.approx(course.iloc[-1] - course.iloc[0])


def test_bounds_of_the_last_change_meet_in_its_change():
    """The most that own growth can have added, and the least that others did, are one case."""
    rows = study.share_changes().query("base == 'stated'").set_index("part")
    assert rows.loc["own", "high"] + rows.loc["others", "low"] == pytest.approx(
        rows.loc["change", "value"], abs=0.1
    )
    assert rows["unsure"].all()
    assert rows.loc["own", "low"] == -math.inf
    assert rows.loc["others", "high"] == math.inf


def test_only_a_change_of_territory_makes_counts_unsure():
    rows = study.share_changes().query("base == 'all'")
    assert rows.groupby("label")["unsure"].first().to_dict() == {
        label: int(label[:4]) < 1957 for label in rows["label"].unique()
    }


def test_inside_and_outside_make_all():
    """And where only all of them were counted, nothing else is said, and a chart hatches them."""
    rows = study.inside_outside().pivot(index="label", columns="measure", values="value")
    known = rows.dropna()
    assert len(known) >= 6
    counted, every = (
        figure(name).value
        for name in ("kalmyks-kalmykia-1959-darski", "kalmyks-ussr-1959-wikipedia")
    )
    assert known.loc["1959"].to_dict() == {
        "all": every,
        "inside": counted,
        "outside": every - counted,
        "share inside": pytest.approx(100 * counted / every),
    }
    alone = rows.drop(known.index)
    assert alone.drop(columns="all").isna().all(axis=None)
    assert alone["all"].notna().all()


def test_disagreeing_figures_share_no_number():
    for row in study.disagreements().to_dict("records"):
        figures = [figure(name) for name in row["figures"].split("; ")]
        gap = max(one.low for one in figures) - min(one.high for one in figures)
        assert row["gap"] == pytest.approx(gap)
        assert gap > 0


def test_a_rounder_form_is_no_rival():
    """Or 129 thousand would widen the 129,321 counted in 1926."""
    rows = pd.concat([census(), deportation()])
    for name in rows.query("rank == 'preferred' and unit == 'persons'")["id"]:
        one = quantity(id=name)
        first, *others = rivals(one)
        assert first == one.preferred
        assert not any(other.low <= first.value <= other.high for other in others)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: study.destinations("left"), "measure = 'left': expected one of sent, settled"),
        (
            lambda: study.shares(people="Chechens"),
            "people = 'Chechens': no figure of population in",
        ),
        (lambda: study.shares(measure="area"), "measure = 'area': expected one of share, count"),
        (lambda: study.share_changes("Ukrainians"), "Kalmykia at two censuses; there is: .*1926"),
        (lambda: study.inside_outside("Swedes"), "no figure of population in USSR, RSFSR, Russia"),
    ],
)
def test_what_is_missing_is_named(call, told):
    """A people without what a computation needs; the error names it and what there is."""
    with pytest.raises(ValueError, match=told):
        call()


def test_the_account_of_arrivals_adds_up_to_what_stands_under_it():
    """Every stock is what the rows before it make, whatever number of deported is believed."""
    for persons in (
        "deported-wikipedia-93139",
        80_000,
        quantity(id="deported-wikipedia-93139").figures[-1],
    ):
        level = 0.0
        for row in study.arrivals(persons).to_dict("records"):
            if row["kind"] == "stock" and row["label"] != "Deported in the operation":
                assert row["value"] == pytest.approx(level), row["label"]
            level = row["value"] if row["kind"] == "stock" else level + row["value"]


@pytest.mark.parametrize("put", ["many", None, -5, float("nan"), []])
@pytest.mark.parametrize("answer", ["arrivals", "persons_per_family"])
def test_what_is_no_number_of_deported_is_refused(answer, put):
    with pytest.raises((TypeError, ValueError), match="expected"):
        getattr(study, answer)(put)


def test_another_count_moves_every_answer_that_rests_on_it():
    """And only those: the years beside it stay, and the row says whose number it is."""
    name, mine = "kalmyks-kalmykia-1959-darski", assumed(72_665, because="all who returned")
    before, after = (study.shares(instead=one) for one in (None, {name: mine}))
    moved = before["value"].fillna(0) != after["value"].fillna(0)
    assert set(after["label"][moved]) == {"1959"}
    assert after["sources"][moved].str.contains("assumed").all()
    everybody = quantity(people="all", territory="Kalmykia", start="1959-01-15").preferred
    share = pick(after, people="Kalmyks", label="1959", preferred=True)
    assert share.value == pytest.approx(100 * 72_665 / everybody.value)
    inside = pick(study.inside_outside(instead={name: 72_665}), label="1959", measure="inside")
    assert inside.value == 72_665
    changed, there = (
        study.share_changes(instead=one).query("part == 'change'").set_index("label")["value"]
        for one in ({name: mine}, None)
    )
    assert changed.sum() == pytest.approx(there.sum())
    assert set(changed.index[changed != there]) == {"1939–1959", "1959–1989"}


@pytest.mark.parametrize("wrong", ["many", None, -5, float("nan"), [], 10**6])
@pytest.mark.parametrize("answer", ["shares", "share_changes", "inside_outside"])
def test_what_is_no_count_inside_a_whole_is_refused(answer, wrong):
    with pytest.raises((TypeError, ValueError), match=r"expected|exceed"):
        getattr(study, answer)(instead={"kalmyks-kalmykia-1959-darski": wrong})
