"""The loss model: its identities, its limits, and the same numbers wherever they are computed."""

from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from kalstats import figure, standards
from kalstats.study import loss as model
from kalstats.study.loss import EVIDENCE, OUTCOMES, PRIORS, Evidence, Prior

DRAWS = 400_000


@pytest.fixture(scope="module")
def drawn():
    return model.draw(DRAWS)


@pytest.fixture(scope="module")
def weights(drawn):
    return model.reweight(drawn).weights


def point(**changes):
    """One draw in the middle of every prior, with some of them changed."""
    middle = {
        row["name"]: (row["low"] + row["high"]) / 2 for row in model.priors().to_dict("records")
    }
    return {name: np.array([value], dtype=float) for name, value in (middle | changes).items()}


def result(**changes):
    return {name: float(value[0]) for name, value in model.account(point(**changes)).items()}


def between(low, high):
    return st.floats(low, high, allow_nan=False)


anywhere = st.fixed_dictionaries(
    {row["name"]: between(row["low"], row["high"]) for row in model.priors().to_dict("records")}
)


@settings(max_examples=50, deadline=None)
@given(anywhere)
def test_the_parts_add_up_and_nobody_is_counted_twice(changes):
    found = result(**changes)
    for year in model.HORIZONS:
        parts = found[f"direct_losses_{year}"] + found[f"birth_deficit_{year}"]
        assert parts == pytest.approx(found[f"total_deficit_{year}"], abs=0.5)
    known = changes["deported"] * (1 - changes["non_kalmyk"]) + changes["never_registered"]
    assert found["expected_1943"] == pytest.approx(known + found["unexplained_1943"], abs=0.5)


def test_without_crisis_and_with_all_births_nothing_is_lost_before_the_births_differ():
    """Without a crisis exile and counterfactual differ by the births alone, and their deaths."""
    found = result(crisis=0.0, crisis_later=0.0)
    assert found["direct_losses_1953"] <= 0
    assert found["total_deficit_1953"] == pytest.approx(
        found["birth_deficit_1953"] + found["direct_losses_1953"], abs=0.5
    )


@pytest.mark.parametrize(
    ("assumption", "low", "high", "outcome", "sign"),
    [
        ("crisis", 0.3, 0.9, "deaths_1948", 1),
        ("crisis_later", 0.0, 0.3, "deaths_1953", 1),
        ("decay", 2.5, 0.7, "deaths_1948", 1),  # a short crisis lies before October 1948
        ("understated", 0.0, 1.0, "direct_losses_1953", -1),  # more would have died at home
        ("missed", 0.0, 0.04, "registered_1945", -1),
        ("ediev_births", 0.0, 1.0, "birth_deficit_1953", -1),
        ("war_slump", 0.0, 1.0, "birth_deficit_1953", -1),
        ("war_slump", 0.0, 1.0, "expected_1943", -1),
        ("padding", 0.0, 0.017, "unexplained_1943", -1),
        ("never_registered", 2_000.0, 15_000.0, "census_1959", 1),
        ("non_kalmyk", 0.0, 0.02, "census_1959", -1),
        ("fertility_level", 0.9, 1.2, "birth_deficit_1959", 1),
        ("fertility_fall", 0.0, 1.0, "census_1970", -1),
        ("mortality_fall", 0.0, 1.0, "census_1970", 1),
        ("men_missing", 0.0, 0.4, "birth_deficit_1953", 1),  # more of the deported are women
    ],
)
def test_every_assumption_moves_what_it_should_and_the_way_it_should(
    assumption, low, high, outcome, sign
):
    change = result(**{assumption: high})[outcome] - result(**{assumption: low})[outcome]
    assert sign * change > 1


def test_never_registered_people_lose_nothing_to_the_deportation():
    few, many = result(never_registered=2_000.0), result(never_registered=15_000.0)
    for year in model.HORIZONS:
        assert few[f"total_deficit_{year}"] == pytest.approx(many[f"total_deficit_{year}"])


def test_the_crisis_table_has_the_multiple_of_the_published_death_rates():
    """Survival in the crisis table is that of 1938–39 to the power of the multiple."""
    tables = model.tables.survival_tables().astype(float)
    young = tables[0, :, 2:8] ** model.CRISIS  # below, most die early in the group
    assert tables[4, :, 2:8] == pytest.approx(young, rel=0.01)


def test_higher_death_rates_reach_as_far_as_the_authors_who_differ():
    """Andreev, Darskii and Kharkova for the USSR, against Biraben, in the years both print."""
    rates = standards(measure="crude_death_rate").set_index(["table", "start"])["value"]
    both = rates["rates-ussr-adk"] / rates["rates-ussr-biraben"]
    before = both.loc["1937-01-01":"1938-12-31"]
    assert len(before) == 2
    assert 1 < before.min() < before.max() < model.UNDERSTATED


def test_the_evidence_speaks_louder_than_the_priors(drawn, weights):
    alike = np.full(DRAWS, 1 / DRAWS)
    before, after = model.summarise(drawn, alike), model.summarise(drawn, weights)
    width = (after["high"] - after["low"]) / (before["high"] - before["low"])
    assert (width[[one.name for one in EVIDENCE]] < 0.7).all()
    one = (drawn["ediev_births"] == 0).to_numpy()  # both together have two humps
    before, after = (model.summarise(drawn[one], w[one]) for w in (alike, weights))
    width = (after["high"] - after["low"]) / (before["high"] - before["low"])
    assert width["direct_losses_1953"] < 0.8
    after = model.summarise(drawn, weights)
    for one in EVIDENCE:
        counted = figure(one.figure)["value"]
        assert abs(after.loc[one.name, "median"] / counted - 1) < model.WITHIN * one.discrepancy


def test_two_censuses_alone_say_almost_nothing_about_mortality(drawn, weights):
    """Methods, point 3: without the registers the most deaths thinkable stay as many as before."""
    censuses = [one for one in EVIDENCE if one.name.startswith("census")]
    sets = (np.full(DRAWS, 1 / DRAWS), model.reweight(drawn, censuses).weights, weights)
    prior, alone, everything = (model.summarise(drawn, w).loc["deaths_1948", "high"] for w in sets)
    assert alone > 0.97 * prior
    assert everything < 0.96 * prior


def test_deaths_never_fall_below_those_documented(drawn, weights):
    documented = figure(model.DOCUMENTED)["value"]
    assert (drawn["deaths_1948"] < documented).any(), "else this test could not fail"
    assert drawn.loc[weights > 0, "deaths_1948"].min() >= documented
    assert model.summarise(drawn, weights).loc["deaths_1948", "low"] >= documented
    few = np.where(drawn["deaths_1948"] < documented, 1e-12, 0.0)
    with pytest.raises(ValueError, match="below those documented"):
        model.summarise(drawn, weights + few)


def test_another_seed_moves_the_answer_by_no_more_than_the_error_says(drawn, weights):
    other = model.draw(DRAWS, seed=2026)
    first = model.summarise(drawn, weights)
    second = model.summarise(other, model.reweight(other).weights)
    for number, told in {"low": "error_low", "median": "error", "high": "error_high"}.items():
        error = np.hypot(first[told], second[told])
        assert ((first[number] - second[number]).abs() <= 5 * error + 1).all(), number
    assert not drawn["crisis"].equals(other["crisis"])


def test_the_same_seed_gives_the_same_numbers_in_a_process_pool(drawn):
    few = model.draw(20_000)
    with ProcessPoolExecutor(2) as pool:
        assert few.equals(model.draw(20_000, executor=pool))
    assert few.iloc[: model.CHUNK].equals(drawn.iloc[: model.CHUNK])


@pytest.mark.filterwarnings("default")
def test_the_same_seed_gives_the_same_numbers_on_a_dask_cluster():
    """A real scheduler and two workers on loopback, through the executor that dask offers."""
    distributed = pytest.importorskip("distributed")
    options = {"dashboard_address": None, "host": "127.0.0.1", "threads_per_worker": 1}
    cluster = distributed.LocalCluster(n_workers=2, processes=True, **options)
    with cluster, distributed.Client(cluster) as client, client.get_executor() as executor:
        assert len(client.scheduler_info()["workers"]) == 2
        assert model.draw(20_000).equals(model.draw(20_000, executor=executor))


def test_a_tornado_is_widest_first_and_knows_every_assumption(drawn, weights):
    found = model.sensitivity(drawn, weights, "total_deficit_1959")
    assert set(found["name"]) == {prior.name for prior in PRIORS}
    assert found["spread"].is_monotonic_decreasing
    slump = found.set_index("name").loc["war_slump"]
    assert slump["at_low"] > slump["at_high"]
    idle = found.set_index("name").loc["census_1939", "spread"]  # before the deportation
    assert idle < slump["spread"] / 10
    with pytest.raises(ValueError, match="outcome 'deaths'"):
        model.sensitivity(drawn, weights, "deaths")


def replaced(**changes):
    """The priors, with one of them changed."""
    name = changes.pop("name")
    return [p._replace(**changes) if p.name == name else p for p in PRIORS]


@pytest.mark.parametrize(
    ("priors", "message"),
    [
        (replaced(name="padding", low=0.2, high=0.1), r"padding: \[\(0.2, 0.1\)\].*low <= high"),
        (replaced(name="padding", high=float("nan")), "padding: .*finite"),
        (replaced(name="padding", high=float("inf")), "padding: .*finite"),
        (replaced(name="padding", low=-0.5, high=2), "padding: .*at most 1"),
        (replaced(name="missed", low=2, high=3), "missed: .*at most 1"),
        (replaced(name="decay", low=0, high=1), "decay: .*above 0"),
        (replaced(name="deported", low=-5, high=1), "deported: .*above 0"),
        (replaced(name="padding", kind="unifrom"), "padding: 'unifrom'"),
        (replaced(name="census_1939", low=5, high=5), "census_1939: 5: expected the id"),
        (PRIORS[1:], "expected those of PRIORS"),
        ([*PRIORS, Prior("luck", 0, 1, "", "")], "luck.*expected those of PRIORS"),
    ],
)
def test_impossible_priors_are_refused(priors, message):
    with pytest.raises(ValueError, match=message):
        model.draw(10, given=priors)


def test_what_cannot_be_concluded_is_refused(drawn):
    for n in (0, 1.5, "10"):
        with pytest.raises(ValueError, match=f"n = {n}"):
            model.draw(n)
    with pytest.raises(ValueError, match="nothere"):
        model.reweight(drawn, [Evidence("nothere", EVIDENCE[4].figure, 0.1, "")])
    with pytest.raises(ValueError, match="of nothing"):
        model.reweight(drawn, [])
    with pytest.raises(ValueError, match="census_1959 not a number"):
        model.reweight(drawn.assign(census_1959=np.nan))
    for weights in (np.ones(5), np.zeros(DRAWS), np.full(DRAWS, -1.0), np.full(DRAWS, np.nan)):
        with pytest.raises(ValueError, match="weights"):
            model.summarise(drawn, weights)
    with pytest.raises(ValueError, match=r"effective sample size \d+: expected 1,000 or more"):
        model.reweight(drawn.iloc[:20_000])
    far = drawn.assign(census_1959=1e9)
    with pytest.raises(ValueError, match="weights: all vanish"):
        model.reweight(far)
    for discrepancy in (0, -0.1, 1, float("nan")):
        with pytest.raises(ValueError, match="discrepancy"):
            model.reweight(drawn, [Evidence("census_1959", EVIDENCE[4].figure, discrepancy, "")])


def test_all_outcomes_are_finite_in_the_corners():
    """No corner of the priors breaks the arithmetic."""
    rows = model.priors().to_dict("records")
    random = np.random.default_rng(7)
    ends = {r["name"]: random.choice([r["low"], r["high"]], 512) for r in rows}
    found = model.account(ends)
    assert set(found) == set(OUTCOMES)
    assert all(np.isfinite(values).all() for values in found.values())
    assert all(
        (found[name] >= 0).all() for name in OUTCOMES if name.startswith(("deaths", "births"))
    )
