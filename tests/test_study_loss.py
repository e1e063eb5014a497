"""The decline between censuses, growth of other peoples, and published estimates beside ours."""

import numpy as np
import pandas as pd
import pytest

from kalstats import figure, pick, study


def test_the_decline_is_that_of_every_pair_of_figures():
    """134,402 → 106,100 is −21.1 %, 131,271 → 106,100 is −19.2 % (encyclopedias, see the data)."""
    rows = study.decline()
    falls = rows[(rows["measure"] == "decline") & (rows["label"] != "every pair")]
    every = pick(rows, measure="decline", label="every pair")
    assert (falls["low"].min(), falls["high"].max()) == (every.low, every.high)
    best = falls[falls["preferred"]]
    assert len(best) == 1
    assert best["value"].iloc[0] == pytest.approx(100 * (1 - 106_100 / 134_402))
    assert falls["value"].min() == pytest.approx(100 * (1 - 106_100 / 131_271))
    yearly = pick(rows, measure="growth rate", preferred=True).value
    days = (pd.Timestamp("1959-01-15") - pd.Timestamp("1939-01-17")).days / 365.25
    assert yearly == pytest.approx(1000 * np.log(106_100 / 134_402) / days, rel=1e-3)


def test_a_people_without_a_census_is_named_with_those_that_have_one():
    with pytest.raises(ValueError, match=r"people = .Chechens.: no figure of .*1939.*Kalmyks"):
        study.decline("Chechens")


def test_a_people_grown_as_another_is_a_rule_of_three():
    rows = study.comparators().query("measure == 'population'").set_index("label")
    kazakhs = rows.loc["as the Kazakhs, 1926–1959"]
    ids = kazakhs["figures"].split("; ")
    numbers = sorted(figure(one)["value"] for one in ids)  # Kalmyks, then Kazakhs; both years
    assert kazakhs["value"] == pytest.approx(numbers[0] * (numbers[1] / numbers[2]), rel=0.01) or (
        kazakhs["value"] == pytest.approx(numbers[0] * (numbers[2] / numbers[1]), rel=0.01)
    )
    assert rows.loc["as the Koreans, 1926–1959", "kind"] == "too fast"
    assert not rows.loc["as the Greeks, 1926–1959", "preferred"]
    lost = study.comparators().query("measure == 'missing'").set_index("label")
    assert (rows["value"] - lost["value"]).to_numpy() == pytest.approx(106_100)


def test_published_births_stand_beside_ours_with_the_same_births():
    rows = study.published()
    assert rows.groupby("quantity", sort=False)["who"].nunique().eq(2).all()
    ediev = rows[rows["births"] == "Ediev"].set_index("who")
    ours = pick(study.loss.summary(), measure="missing births", births="Ediev", end="1953-01-01")
    assert ediev.loc["here", "value"] == round(ours.value, -3)
    assert (rows[rows["who"] == "published"]["printed"] != "").all()
    assert (rows[rows["who"] == "here"]["printed"] == "").all()
