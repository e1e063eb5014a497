"""The age hole of 1989: what was published, what is worked out from it, and the loss model's.

The numbers typed here are from the Russian Fertility and Mortality Database (New Economic
School), population at risk by five-year ages, 1989.
"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from kalstats import data, evidence, study
from kalstats.projection import life_table
from kalstats.study import loss
from kalstats.study.cohorts import spread
from kalstats.study.loss import counts as loss_counts
from kalstats.study.loss.accounting import outcomes

AGES = study.cohorts_1989()
RATIO = "ratio to the neighbouring ages"
CENSUS = evidence.quantity(
    people="Kalmyks", territory="Kalmykia", start="1989-01-12", measure="population"
).preferred
STANDARDS = data.standards(source="nes-rusfmd")


def at(rows: pd.DataFrame, **where: object) -> pd.Series:
    for column, name in where.items():
        rows = rows[rows[column] == name]
    assert len(rows) == 1, f"{len(rows)} rows for {where}"
    return rows.iloc[0]


def depth(territory: str, area: str = "total", sex: str = "both") -> float:
    where = {"territory": territory, "area": area, "sex": sex, "people": "all"}
    return at(AGES, measure=RATIO, **where)["value"]


@pytest.mark.parametrize(
    ("territory", "hole", "younger", "older"),
    [
        ("Kalmykia", 12_289, 24_758, 14_516),
        ("RSFSR", 8_323_441, 11_806_813, 7_307_686),
    ],
)
def test_the_hole_is_that_of_the_published_ages(territory, hole, younger, older):
    """0.626 and 0.871, by hand from the published numbers."""
    assert depth(territory) == pytest.approx(hole / ((younger + older) / 2))


def test_the_hole_is_everywhere_in_kalmykia_and_not_beside_it():
    """Town and country, women and men: a migration of one of them does not make it."""
    others = [depth(region) for region in study.PROFILES]
    parts = [
        depth("Kalmykia", area, sex)
        for area in ("total", "urban", "rural")
        for sex in ("both", "female", "male")
    ]
    assert max(parts) < min(others)
    assert 0.05 > depth("RSFSR") - depth("Volgograd Oblast") > 0
    assert 0.06 > depth("RSFSR") - depth("Rostov Oblast") > 0


def test_cohorts_are_dated_from_the_middle_of_the_year():
    row = at(
        AGES, people="all", territory="Kalmykia", area="total", sex="both", age=40, unit="persons"
    )
    assert (row["born_from"], row["born_to"], row["label"]) == (1944.5, 1949.5, "1944–49")


# ---- the data agree with themselves ----------------------------------------------------------


def test_published_parts_add_up_to_their_whole():
    """A row mistyped or put into another group would not; the database rounds halves up."""
    wide = STANDARDS[STANDARDS["table"].str.startswith("ages-")].pivot(
        index=["territory", "area", "age"], columns="sex", values="value"
    )
    assert (wide["both"] - wide["female"] - wide["male"]).isin([-1, 0]).all()
    kalmykia = wide.loc["Kalmykia"]
    parts = kalmykia.loc["urban"] + kalmykia.loc["rural"]
    assert (kalmykia.loc["total"] - parts).isin([-1, 0]).all(axis=None)


def test_single_years_of_women_add_up_to_five():
    """Two files of the database, read apart, count the same women."""
    women = STANDARDS[STANDARDS["table"].str.startswith("women-")]
    single = women.groupby(["territory", women["age"].astype(int) // 5 * 5])["value"].sum()
    five = AGES[(AGES["people"] == "all") & (AGES["sex"] == "female") & (AGES["area"] == "total")]
    five = five[five["measure"] == "population"].set_index(["territory", "age"])["value"]
    assert len(single) == 7 * 5
    assert (single - five.loc[single.index]).abs().max() <= 3


def test_the_population_is_a_little_larger_than_that_of_the_census():
    """Of mid-year, so half a year of growth after the count of 12 January."""
    total = AGES[(AGES["people"] == "all") & (AGES["measure"] == "population")]
    total = total.groupby(["territory", "area", "sex"])["value"].sum()["Kalmykia", "total", "both"]
    census = evidence.quantity(people="all", territory="Kalmykia", start="1989-01-12").preferred
    assert 1 < total / census.value < 1.01


def test_the_doubtful_count_of_1989_is_the_women_of_the_database():
    """What its reason says, to the person."""
    women = STANDARDS[STANDARDS["table"] == "ages-kalmykia-1989-total"]
    women = women[women["sex"] == "female"]["value"].sum()
    assert data.figure("kalmyks-rsfsr-1989-wikipedia")["value"] == women


# ---- the Kalmyks among them ------------------------------------------------------------------


def kalmyks(rows: pd.DataFrame, sex: str = "both") -> pd.DataFrame:
    """Return Kalmyks by age and profile."""
    rows = rows[(rows["people"] == "Kalmyks") & (rows["measure"] == "population")]
    return rows[rows["sex"] == sex].pivot(index="age", columns="profile", values="value")


@settings(max_examples=50, deadline=None)
@given(st.floats(0.01, 0.999), st.sampled_from(study.PROFILES))
def test_others_are_spread_over_all_ages_whatever_their_number(share, region):
    """None is lost at an age where the profile has more of them than there are people."""
    everybody = AGES[(AGES["people"] == "all") & (AGES["measure"] == "population")]
    everybody = everybody[(everybody["area"] == "total") & (everybody["sex"] == "both")]
    wide = everybody.pivot(index="age", columns="territory", values="value")
    people, profile = wide["Kalmykia"].to_numpy(), wide[region].to_numpy()
    others = spread(people, profile, share * people.sum())
    assert others.sum() == pytest.approx(share * people.sum(), rel=1e-9)
    assert (others >= 0).all()
    assert (others <= people + 1e-6).all()


def test_kalmyks_of_all_ages_are_those_counted():
    """Under every profile."""
    assert kalmyks(AGES)[list(study.PROFILES)].sum().to_numpy() == pytest.approx(CENSUS.value)


def test_an_age_without_kalmyks_is_a_bound_and_says_so():
    here = AGES[(AGES["people"] == "Kalmyks") & (AGES["low"] == 0)]
    assert len(here)
    assert here["note"].str.startswith("0 is a bound").all()
    assert (here["age"] >= 60).all(), "the ages compared are none of these"


def test_kalmyks_under_one_profile_are_all_less_others():
    """Astrakhan, of whose ages few are full: by hand from the published numbers."""
    others = 323_738 - 146_316
    by_hand = 12_289 - others * 50_906 / 994_403
    found = kalmyks(AGES).loc[40, "Astrakhan Oblast"]
    assert found == pytest.approx(by_hand, rel=0.01)


def test_envelopes_hold_every_profile():
    found = kalmyks(AGES)
    rows = AGES[(AGES["profile"] == "every profile") & (AGES["sex"] == "both")]
    rows = rows[rows["measure"] == "population"].set_index("age")
    assert rows["low"].equals(found[list(study.PROFILES)].min(axis=1).rename("low"))
    assert rows["high"].equals(found[list(study.PROFILES)].max(axis=1).rename("high"))
    all_of_them = at(AGES, profile="every profile", measure=RATIO, sex="both")
    without = at(AGES, profile="regions without deported peoples", measure=RATIO, sex="both")
    assert all_of_them["low"] <= without["low"] < without["high"] < all_of_them["high"]


def test_the_trough_is_a_year_later_than_that_of_the_war():
    """Fewest were born in 1943/44 in the RSFSR, in 1944/45 in Kalmykia: not the war's hole."""
    fewest = study.women_1989().set_index("label").groupby("territory")["value"].idxmin()
    assert fewest["RSFSR"] == "1943/44"
    assert fewest["Kalmykia"] == "1944/45"


# ---- the loss model's ------------------------------------------------------------------------


def a_point(**changed: float) -> dict[str, np.ndarray]:
    """Return one draw in which nobody dies by the crisis, and nothing changes after 1939."""
    point = dict.fromkeys([prior.name for prior in loss.PRIORS], 0.0)
    point |= {"deported": 90_000.0, "census_1939": 134_000.0, "decay": 1.0, "war_slump": 1.0}
    point |= {"fertility_level": 1.0, "level_without": 1.0, "late_registered": 1.0} | changed
    return {name: np.array([number]) for name, number in point.items()}


def left(age: int, who: str = "exiles", **changed: float) -> float:
    return float(outcomes(a_point(**changed))[f"{who}_{age}_1989"][0])


def test_those_left_are_those_of_the_life_table():
    """Born in 1939–43 and left in 1989: L(45–49)/L(0–4) of the rural table of 1938–39."""
    tables, share = loss_counts, []
    old, young = tables.growth_to_1944()
    both = old + young * tables.birth_slump(1939, 1943)
    for group, sex in zip(both[:, 0], ("female", "male"), strict=True):
        rows = data.standards(table="life-table-ussr-1938-rural", sex=sex)
        lived = life_table(rows["age"].astype(int), lx=rows["value"], sex=sex)["Lx"]
        share.append(group / both.sum() * lived[45] / (lived[0] + lived[1]))
    assert left(45) == pytest.approx(90_000 * sum(share), rel=0.01)
    assert left(45, early_1939=0.5) == pytest.approx(left(45) / 2)
    assert left(45, early_1944=0.5) - left(45) == pytest.approx(left(40) / 2)


def test_more_births_and_fewer_deaths_leave_more_in_the_hole():
    more = left(40, early_births=0.5, ediev_births=1.0)
    assert left(40, crisis=0.9) < left(40) < more


def test_those_never_registered_fill_the_hole():
    found = outcomes(a_point(never_registered=9_000.0))
    assert found["cohort_ratio_1989"] > found["cohort_ratio_exiles_1989"]
    assert found["kalmyks_40_1989"] > found["exiles_40_1989"]


def test_evidence_that_excludes_every_draw_is_an_error():
    with pytest.raises(ValueError, match=r"cohort_ratio_1989 by .* discrepancies"):
        loss.weigh(evidence=[loss.between("cohort_ratio_1989", 50, 50.001)], n=4_000)
    with pytest.raises(ValueError, match="expected bounds"):
        loss.between("cohort_ratio_1989", 0.3, 0.3)
    with pytest.raises(ValueError, match=r"effective sample size \d+: expected 1,000"):
        loss.weigh().also(loss.between("cohort_ratio_1989", 0.3, 0.3001))


def test_counted_and_expected_stand_side_by_side():
    """The hole counted is nearer to that of the registered births, and the weights say so."""
    rows = study.cohort_ratios()
    plain = rows[(rows["label"] == "as in the model") & (rows["measure"] == RATIO)]
    expected = plain.set_index("baseline")["value"]
    counted = at(rows, label="regions without deported peoples", measure=RATIO)
    assert counted["low"] < expected["registered births"] < counted["high"]
    assert expected["Ediev's births"] > counted["high"]
    shares = rows[rows["measure"] == "share of the weight"].set_index(["label", "baseline"])[
        "value"
    ]
    assert shares.groupby(level="label").sum().to_numpy() == pytest.approx(100)
    before = shares["without the count", "registered births"]
    assert before < shares["regions without deported peoples, as in the model", "registered births"]
    assert (rows["sources"] != "").all()
    assert (rows["figures"] != "").all()
    alone = study.cohort_ratios({"ediev_births": 0}).query("measure.str.startswith('ratio')")
    assert set(alone["baseline"]) == {"counted", "registered births"}
