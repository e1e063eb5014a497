"""The loss model: its identities, its limits, and the same numbers wherever they are computed."""

from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from kalstats import assumed, data, figure, pick, standards
from kalstats.study import loss
from kalstats.study.loss import EVIDENCE, PRIORS, Evidence, Prior, counts, draws, priors as known
from kalstats.study.loss.accounting import Path, outcomes, same_people
from kalstats.study.loss.answers import EACH
from kalstats.study.loss.counts import HORIZONS

PLAIN = 40_000  # draws of the priors alone
ENDS = {  # of every prior that has bounds of its own
    prior.name: (float(found.min()), float(found.max()))
    for prior in PRIORS
    if prior.low not in {other.name for other in PRIORS}
    for found in [known.prior_bounds(prior)]
}


@pytest.fixture(scope="module")
def drawn():
    return loss.draw(PLAIN)


@pytest.fixture(scope="module")
def weighed():
    return loss.weigh()


def point(**changes):
    """One draw in the middle of every prior, with some of them changed."""
    given = {prior.name: sum(ENDS.get(prior.name, (0, 0))) / 2 for prior in PRIORS} | changes
    taken = {p.name: given[p.low] for p in PRIORS if p.low in given and p.name not in changes}
    return {name: np.array([value], dtype=float) for name, value in (given | taken).items()}


def result(**changes):
    return {name: float(value[0]) for name, value in outcomes(point(**changes)).items()}


def between(low, high):
    return st.floats(low, high, allow_nan=False)


anywhere = st.fixed_dictionaries({name: between(*ends) for name, ends in ENDS.items()})


@settings(max_examples=50, deadline=None)
@given(anywhere)
def test_the_parts_add_up_and_nobody_is_counted_twice(changes):
    found = result(**changes)
    for year in HORIZONS:
        total = found[f"people_missing_{year}"]
        excess, children = found[f"excess_deaths_{year}"], found[f"missing_children_{year}"]
        assert excess + children == pytest.approx(total, abs=1e-6 * changes["deported"])
        parts = found[f"direct_losses_{year}"] + found[f"birth_deficit_{year}"]
        assert parts == pytest.approx(total, abs=1e-6 * changes["deported"])
    known = changes["deported"] * (1 - changes["non_kalmyk"]) + changes["never_registered"]
    assert found["expected_1943"] == pytest.approx(known + found["unexplained_1943"], abs=0.5)


def test_without_crisis_and_with_all_births_nothing_is_lost_before_the_births_differ():
    """Without a crisis exile and counterfactual differ by the births alone, and their deaths."""
    found = result(crisis=0.0, crisis_later=0.0)
    assert found["direct_losses_1953"] <= 0
    assert found["people_missing_1953"] == pytest.approx(
        found["birth_deficit_1953"] + found["direct_losses_1953"], abs=0.5
    )


@settings(max_examples=30, deadline=None)
@given(anywhere)
def test_without_a_crisis_nobody_dies_before_time_and_only_children_are_missing(changes):
    """The exile is then the course of the same people under ordinary mortality, after 1953 too."""
    calm = {"crisis": 0.0, "crisis_later": 0.0, "war_dead": 0.0}
    found = result(**(changes | calm))
    for year in HORIZONS:
        assert found[f"excess_deaths_{year}"] == pytest.approx(0, abs=1e-5 * changes["deported"])
        children = found[f"missing_children_{year}"]
        assert found[f"people_missing_{year}"] == pytest.approx(children, abs=1)


def test_missing_children_are_what_lacked_of_the_births_of_each_step():
    """By hand: 50 of 100 births and 30 of 100; of the expected 40, then 30 and 90 are alive."""
    exile = Path(np.array([[1000.0], [900], [850]]), np.array([[0.0], [50], [80]]))
    young = [np.array([[[40.0]]]), np.array([[[90.0, 30.0]]])]
    expected = Path(np.array([[1000.0], [1040], [1100]]), np.array([[0.0], [100], [200]]), young)
    same = same_people(exile, expected)
    assert same.population[:, 0].tolist() == [1000, 1040 - 0.5 * 40, 1100 - 0.7 * 90 - 0.5 * 30]
    assert same.births is exile.births


def test_an_answer_that_is_known_on_paper():
    """One assumption drawn, one count: normal, 8,000 and its tenth; the rest is subtraction."""
    fixed = {name: ends[0] for name, ends in ENDS.items() if name != "never_registered"}
    priors = loss.replace({**fixed, "census_1939": 134_000, "never_registered": (2_000, 15_000)})
    drawn = loss.draw(50_000, priors=priors)
    assert drawn["expected_1943"].nunique() == 1
    counted = Evidence("never_registered", 8_000, 0.1, "by hand")
    found = loss.reweight(drawn.assign(deaths_1948=20_000.0), [counted])
    low, middle, high = found.ends("unexplained_1943").values()
    assert middle == pytest.approx(drawn["expected_1943"][0] - 93_139 - 8_000, abs=25)
    assert high - low == pytest.approx(2 * 1.6449 * 800, rel=0.03)


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
        ("war_dead", 0.0, 0.06, "people_missing_1959", -1),
        ("war_dead", 0.0, 0.06, "excess_deaths_1959", -1),  # they would have died at home too
        ("late_registered", 0.0, 1.0, "registered_1945", 1),
        ("level_without", 0.7, 1.2, "missing_children_1959", 1),
        ("fall_without", 0.0, 1.0, "missing_children_1959", -1),
        ("early_1939", 0.1, 0.2, "cohort_ratio_1989", 1),
        ("early_1944", 0.01, 0.1, "cohort_ratio_1989", -1),
        ("early_1949", 0.05, 0.1, "cohort_ratio_1989", 1),
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
    assert sign * change > (0.001 if "ratio" in outcome else 1)


def test_never_registered_people_lose_nothing_to_the_deportation():
    few, many = result(never_registered=2_000.0), result(never_registered=15_000.0)
    for year in HORIZONS:
        assert few[f"people_missing_{year}"] == pytest.approx(many[f"people_missing_{year}"])


def test_the_crisis_table_has_the_multiple_of_the_published_death_rates():
    """Survival in the crisis table is that of 1938–39 to the power of the multiple."""
    tables = counts.survival_tables().astype(float)
    young = tables[0, :, 2:8] ** counts.CRISIS  # below, most die early in the group
    assert tables[4, :, 2:8] == pytest.approx(young, rel=0.01)


def test_higher_death_rates_reach_as_far_as_the_authors_who_differ():
    """Andreev, Darskii and Kharkova for the USSR, against Biraben, in the years both print."""
    rates = standards(measure="crude_death_rate").set_index(["table", "start"])["value"]
    both = rates["rates-ussr-adk"] / rates["rates-ussr-biraben"]
    before = both.loc["1937-01-01":"1938-12-31"]
    assert len(before) == 2
    assert 1 < before.min() < before.max() < counts.UNDERSTATED


def width(values, weights):
    low, _, high = loss.quantiles(values.to_numpy(), weights)
    return high - low


def test_the_evidence_speaks_louder_than_the_priors(drawn, weighed):
    alike = np.ones(PLAIN)
    for one in EVIDENCE:
        name, counted = one.name, figure(one.figure)["value"]
        before, after = width(drawn[name], alike), width(weighed.draws[name], weighed.weights)
        assert after < 0.7 * before, name
        middle = weighed.ends(name)["value"]
        assert abs(middle / counted - 1) < 2 * one.discrepancy
    first = (drawn["ediev_births"] == 0).to_numpy()  # both together have two humps
    before = width(drawn["direct_losses_1953"][first], alike[first])
    some = weighed.of_births("registered")
    assert width(some.draws["direct_losses_1953"], some.weights) < 0.8 * before


def test_two_censuses_alone_say_almost_nothing_about_mortality(drawn, weighed):
    """Methods, point 3: without the registers the most deaths thinkable stay as many as before."""
    censuses = [one for one in EVIDENCE if one.name.startswith("census")]
    prior = loss.quantiles(drawn["deaths_1948"].to_numpy(), np.ones(PLAIN))[2]
    alone = loss.weigh(evidence=censuses).ends("deaths_1948")["high"]
    assert alone > 0.97 * prior
    assert weighed.ends("deaths_1948")["high"] < 0.96 * prior


def test_draws_near_the_counts_say_what_draws_of_the_priors_say():
    """Where draws are looked for is a matter of speed: plain draws agree."""
    wide = [one._replace(discrepancy=4 * one.discrepancy) for one in EVIDENCE[2:5]]
    near, plain = loss.weigh(evidence=wide), loss.reweight(loss.draw(60_000), wide)
    assert near.effective_sample_size > 0.1 * len(near.draws)
    for name in ("people_missing_1959", "excess_deaths_1959", "deaths_1953", "crisis", "decay"):
        error = np.hypot(near.error(name), plain.error(name))
        for end, number in near.ends(name).items():
            assert abs(number - plain.ends(name)[end]) < 4 * error, (name, end)


def test_the_density_ratio_is_that_of_two_densities():
    """Its mean over the draws is 1, and weighed by it what was sought is spread evenly again."""
    near = draws.look_near(loss.draw(4_000), np.ones(4_000), PRIORS)
    near = [one._replace(spread=2 * one.spread) for one in near]
    drawn = loss.draw(PLAIN, priors=PRIORS, near=near)
    ratio = drawn["density_ratio"].to_numpy(float)
    assert ratio.mean() == pytest.approx(1, abs=0.02)
    for one in near:
        low, high = ENDS[one.name]
        ends = low + np.array([0.05, 0.5, 0.95]) * (high - low)
        found = loss.quantiles(drawn[one.name].to_numpy(float), ratio)
        assert found == pytest.approx(ends.tolist(), abs=0.03 * (high - low))


def test_deaths_never_fall_below_those_documented(drawn, weighed):
    documented = 16_594 + 1_250  # registered in exile (MVD 1948), on the journey (Pohl 2005)
    assert loss.documented() == documented
    assert (drawn["deaths_1948"] < documented).any(), "else this test could not fail"
    heard = weighed.draws[weighed.weights > 0]
    assert heard["deaths_1948"].min() >= documented


def test_another_seed_moves_the_answer_by_less_than_three_times_the_error_stated():
    """The error of the headline and its two parts is 150 people or less."""
    first, second = loss.summary(), loss.summary(seed=2026)
    names = ["people missing", "excess deaths", "missing children"]
    leads = (first["end"] == "1959-01-15") & first["measure"].isin(names)
    leads &= (first["births"] == "either") == (first["measure"] == "people missing")
    assert leads.sum() == 5
    for number in ("low", "value", "high"):
        moved = (first[number] - second[number]).abs()[leads]
        assert (moved < 3 * first["error"][leads]).all(), number
    assert (first["error"][leads] <= 150).all()
    assert (second["error"][leads] <= 150).all()


def test_the_same_seed_gives_the_same_numbers_in_a_process_pool(drawn):
    few = loss.draw(10_000)
    with ProcessPoolExecutor(2) as pool:
        assert few.equals(loss.draw(10_000, executor=pool))
    assert few.iloc[: draws.CHUNK].equals(drawn.iloc[: draws.CHUNK])


@pytest.mark.filterwarnings("default")
def test_the_same_seed_gives_the_same_numbers_on_a_dask_cluster():
    """A real scheduler and two workers on loopback, through the executor that dask offers."""
    distributed = pytest.importorskip("distributed")
    options = {"dashboard_address": None, "host": "127.0.0.1", "threads_per_worker": 1}
    cluster = distributed.LocalCluster(n_workers=2, processes=True, **options)
    with cluster, distributed.Client(cluster) as client, client.get_executor() as executor:
        assert len(client.scheduler_info()["workers"]) == 2
        assert loss.draw(20_000).equals(loss.draw(20_000, executor=executor))


@pytest.mark.parametrize(
    ("assume", "error", "message"),
    [
        ({"fertility_levl": 1.1}, ValueError, "assume 'fertility_levl': .*near: fertility_level"),
        ({"padding": (0.01, 0.01)}, ValueError, "pair low < high; for one value give the number"),
        ({"padding": (0.02, 0.01)}, ValueError, "pair low < high"),
        ({"padding": (0.0, 0.01, 0.02)}, ValueError, "pair low < high"),
        ("many", TypeError, "assume = 'many': expected a mapping"),
        (3, TypeError, "assume = 3: expected a mapping"),
        ({"padding": None}, TypeError, "padding = None: expected a number, a pair"),
        ({"padding": 1.5}, ValueError, r"padding: \[\(1.5, 1.5\)\]: expected .* at most 0.5"),
        ({"level_without": "fall_without"}, ValueError, "taken from .*bounds of its own"),
        ({"deported": "nothere"}, ValueError, "nothere"),
    ],
)
def test_an_assumption_that_cannot_be_is_refused_and_never_clipped(assume, error, message):
    with pytest.raises(error, match=message):
        loss.draw(10, priors=loss.replace(assume))


def test_any_assumption_may_take_the_value_of_another():
    priors = loss.replace({"crisis": "crisis_later"})
    drawn = loss.draw(1_000, priors=priors)
    near = draws.look_near(drawn, np.ones(1_000), priors)
    assert "crisis" not in {one.name for one in near}  # it is not sought itself
    again = loss.draw(1_000, priors=priors, near=near)
    assert again["crisis"].equals(again["crisis_later"].rename("crisis"))


def test_one_line_changes_one_assumption_and_the_answer_says_whose_it_is():
    mine = assumed(95_000, because="a count without gaps")
    drawn = loss.draw(100, priors=loss.replace({"deported": mine, "crisis": (0.5, 0.6)}))
    assert set(drawn["deported"]) == {95_000}
    assert drawn["crisis"].between(0.5, 0.6).all()
    row = loss.assumptions({"deported": mine}).set_index("name").loc["deported"]
    assert row["value"] == 95_000
    assert row["sources"] == data.ASSUMED
    assert row["figures"].endswith("a count without gaps")
    found = loss.ledger({"deported": mine})
    assert found["sources"].str.contains(data.ASSUMED).all()
    first = pick(found, label="Deported, later contingents too")
    assert first.value == pytest.approx(95_000)


def test_every_answer_has_its_sources_and_bounds_in_order():
    answers = (loss.summary, loss.ledger, loss.path, loss.rates, loss.evidence, loss.variants)
    for answer in answers:
        rows = answer()
        values = rows["value"].fillna(rows["low"])
        assert (rows["low"] <= values).all(), answer
        assert (values <= rows["high"]).all(), answer
        assert (rows["sources"] != "").all(), answer
        assert rows["label"].notna().all(), answer
        assert set(rows["unit"]) <= {"persons", "percent", "per 1,000 a year", "years", "ratio"}
    rows = loss.summary()
    assert (rows["effective_draws"] >= loss.ENOUGH).all()


def test_the_steps_of_an_account_add_up():
    spans = loss.ledger().groupby("start")
    assert len(spans) == 2
    for _, steps in spans:
        level = 0.0
        for kind, value in zip(steps["kind"], steps["value"], strict=True):
            if kind == "stock" and level:
                assert value == pytest.approx(level, abs=1)
            level = value if kind == "stock" else level + value


def test_the_picture_and_the_summary_tell_the_same_number_missing():
    rows = loss.path()
    told = pick(loss.summary(), measure="people missing", births="either", end="1959-01-15")
    gap = rows[rows["series"] == "missing"].iloc[0]
    for end in ("low", "value", "high"):
        assert gap[end] == round(getattr(told, end), -3)
    drawn = rows[rows["series"].isin(["path", "expected", "exiles"])]
    ends = drawn.pivot_table(index="year", columns="series", values="value")
    assert (ends["exiles"] < ends["path"]).all()  # the never registered are more than the others
    assert (ends["path"] <= ends["expected"] + 0.01).all()
    assert ends.index.tolist() == list(range(1944, 1971))


def test_variants_are_what_their_arguments_give():
    """The table of what the answer hangs on holds nothing that a user could not compute."""
    rows = loss.variants().set_index("label")
    assert (rows["effective_draws"] >= loss.ENOUGH).all()
    assert rows["kind"].value_counts()[["base", "count", "question"]].tolist() == [1, 8, 1]
    headline = pick(loss.summary(), measure="people missing", births="either", end="1959-01-15")
    assert rows.loc["As it leads", "value"] == pytest.approx(headline.value)
    found = loss.weigh({"fertility_level": (0.7, 1.6)}, n=EACH)
    row = rows.loc["Fertility from 0.7 to 1.6 of the RSFSR", ["low", "value", "high"]]
    assert row.to_dict() == found.ends("people_missing_1959")
    assert set(loss.variants("share_died_1948")["end"].dt.year) == {1948}
    told = loss.variants("share_died_1953", {"ediev_births": 0})
    assert set(told["unit"]) == {"percent"}
    assert "Births in exile by Ediev" not in set(told["label"])  # which are not drawn
    with pytest.raises(ValueError, match="outcome 'x'"):
        loss.variants("x")


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
        (replaced(name="padding", low=-0.5, high=2), "padding: .*at most 0.5"),
        (replaced(name="missed", low=2, high=3), "missed: .*at most 1"),
        (replaced(name="decay", low=0, high=1), "decay: .*above 0"),
        (replaced(name="deported", low=-5, high=1), "deported: .*above 0"),
        (replaced(name="padding", kind="unifrom"), "padding: 'unifrom'"),
        (replaced(name="census_1939", low=5, high=5), "census_1939: 5: expected the id"),
        (PRIORS[1:], "expected those of PRIORS"),
        ([*PRIORS, Prior("luck", 0, 1, "uniform", "", "", "")], "luck.*expected those of PRIORS"),
    ],
)
def test_impossible_priors_are_refused(priors, message):
    with pytest.raises(ValueError, match=message):
        loss.draw(10, priors=priors)


def test_what_cannot_be_concluded_is_refused(drawn):
    for n in (0, 1.5, "10"):
        with pytest.raises(ValueError, match=f"n = {n}"):
            loss.draw(n)
    with pytest.raises(ValueError, match="nothere"):
        loss.reweight(drawn, [Evidence("nothere", EVIDENCE[4].figure, 0.1, "")])
    with pytest.raises(ValueError, match="of nothing"):
        loss.reweight(drawn, [])
    with pytest.raises(ValueError, match=r"the nearest draws miss .*census_1959 by nan"):
        loss.reweight(drawn.assign(census_1959=np.nan))
    with pytest.raises(ValueError, match=r"effective sample size \d+: expected 1,000 or more"):
        loss.reweight(drawn)
    far = drawn.assign(census_1959=1e9)
    with pytest.raises(ValueError, match=r"weights: all vanish: .* census_1959 by \d{5}"):
        loss.reweight(far)
    for discrepancy in (0, -0.1, 1, float("nan")):
        with pytest.raises(ValueError, match="discrepancy"):
            loss.reweight(drawn, [Evidence("census_1959", EVIDENCE[4].figure, discrepancy, "")])


def test_all_outcomes_are_finite_in_the_corners():
    """No corner of the priors breaks the arithmetic."""
    random = np.random.default_rng(7)
    ends = {name: random.choice(both, 512) for name, both in ENDS.items()}
    ends |= {p.name: ends[p.low] for p in PRIORS if p.name not in ends}
    found = outcomes(ends)
    assert set(loss.draw(1)) == {*found, *ends, "density_ratio"}
    assert all(np.isfinite(values).all() for values in found.values())
    assert all((found[name] >= 0).all() for name in found if name.startswith(("deaths", "births")))
