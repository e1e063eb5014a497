"""Growth between two counts, against published worked examples."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from kalstats.demography import (
    Course,
    RegisterTotal,
    annual_rate,
    balance,
    birth_deficit,
    closed_account,
    counterfactual,
    crude_rate,
    decimal_year,
    deficit_parts,
    excess_deaths,
    growth_rate,
    person_years,
    person_years_along,
    relative_change,
    single_years,
    years_between,
)
from kalstats.demography.registers import most_at_corners

counts = st.floats(100, 1e6)
spans = st.floats(1, 100)


@pytest.mark.parametrize(
    ("start", "end", "years", "published", "tolerance"),
    [
        # M. Hughes, Towson University, Sociology 329, "Answers to growth rate exercises",
        # 1a and 2a; the page cuts the digits off instead of rounding
        (151_326, 179_323, 10, 0.01697, 1e-5),
        (54_479, 54_054, 10, -0.00078, 1e-5),
        # printed as geometric rates: National Statistics Office of the Philippines, census of
        # 2010; Howard County 2000-2010 (F. Hecker, "Calculating growth rates", 2012)
        (60.70e6, 76.51e6, 10, math.log1p(0.0234), 5e-5),
        (76.51e6, 92_337_852, 10, math.log1p(0.0190), 5e-5),
        (247_842, 287_085, 10, math.log1p(0.014807), 5e-7),
    ],
)
def test_growth_rate_of_published_examples(start, end, years, published, tolerance):
    assert abs(growth_rate(start, end, years) - published) <= tolerance


def test_growth_of_age_groups_is_computed_together():
    """Males of Amsterdam, censuses of 1849 and 1859 (K. Buzasi, "Between-census population
    interpolation for Amsterdam", 2021, section 2.3): the published counts of 1 July 1853."""
    first, second = np.array([2577, 2367, 1610]), np.array([3586, 2527, 1822])
    whole = years_between("1849-11-19", "1859-12-13")
    part = years_between("1849-11-19", "1853-07-01")
    counted = first * np.exp(growth_rate(first, second, whole) * part)
    assert np.round(counted).tolist() == [2902, 2423, 1683]


def test_decimal_dates_of_the_census_bureaus_spreadsheet():
    """U.S. Census Bureau, Population Analysis System, AGEINT: 1980.26503 to 1990.76164."""
    assert years_between("1980-04-07", "1990-10-06") == pytest.approx(1990.7616438 - 1980.2650273)


@given(counts, counts, spans)
def test_a_rate_leads_from_the_first_count_to_the_second(start, end, years):
    assert start * math.exp(growth_rate(start, end, years) * years) == pytest.approx(end)


@given(counts, counts)
def test_a_change_and_its_reversal_cancel(start, end):
    there, back = relative_change(start, end), relative_change(end, start)
    assert (1 + there) * (1 + back) == pytest.approx(1)


@pytest.mark.parametrize("bad", [0, -1, math.nan, math.inf])
def test_counts_and_times_must_be_finite_and_above_zero(bad):
    for values in [(bad, 1, 1), (1, bad, 1), (1, 1, bad)]:
        with pytest.raises(ValueError, match=f"= {bad}: expected a finite number above 0"):
            growth_rate(*values)


# ---- person-years, rates ---------------------------------------------------------------------


def test_crude_rates_of_spain_2014():
    """T. Riffe, KOSTAT-UNFPA Summer Seminar, Workshop 1, 2025, sections 3.2 to 3.5."""
    exposure = person_years(46_512_377, 46_449_564.66, 1)
    assert float(f"{crude_rate(426_076, exposure):.3g}") == 0.00917
    assert float(f"{crude_rate(393_734, exposure):.3g}") == 0.00847
    assert float(f"{growth_rate(46_512_377, 46_449_564.66, 1):.3g}") == -0.00135


@given(counts, counts, spans)
def test_person_years_lie_between_those_of_the_two_counts(start, end, years):
    lived = person_years(start, end, years)
    assert min(start, end) * years * (1 - 1e-9) <= lived <= max(start, end) * years * (1 + 1e-9)


@given(counts, st.floats(-1e-7, 1e-7), spans)
def test_person_years_keep_their_digits_when_the_counts_hardly_differ(start, change, years):
    lived = person_years(start, start * (1 + change), years)
    assert lived == pytest.approx(start * years * (1 + change / 2), rel=1e-12)


@given(counts, counts, spans)
def test_growth_times_exposure_is_the_change(start, end, years):
    """r·PY = N₂ − N₁ under constant growth."""
    change = growth_rate(start, end, years) * person_years(start, end, years)
    assert change == pytest.approx(end - start, rel=1e-6, abs=1e-6)


def test_a_path_adds_up_its_steps():
    along = person_years_along([100, 80, 90], [1943.9, 1946, 1953])
    assert along == pytest.approx(person_years(100, 80, 2.1) + person_years(80, 90, 7))
    with pytest.raises(ValueError, match="expected as many counts as times"):
        person_years_along([1, 2, 3], [1, 2])


@given(counts, counts, counts, st.floats(0.1, 1.9))
def test_a_path_cut_in_two_has_the_same_person_years(first, second, third, cut):
    path, times = [first, second, third], [0, 1, 2]
    parts = [person_years_along(path, times, between=pair) for pair in ((0, cut), (cut, 2))]
    assert sum(parts) == pytest.approx(person_years_along(path, times))


@pytest.mark.parametrize("between", [(-1, 1), (0, 3), (1, 1), (math.nan, 1)])
def test_a_path_is_not_followed_beyond_its_ends(between):
    with pytest.raises(
        ValueError, match=r"between.* = .*: expected (two rising times from 0|a finite number)"
    ):
        person_years_along([1, 2], [0, 2], between=between)


@pytest.mark.parametrize(
    ("share", "years", "published"),
    [(0.1, 3, 0.03512017), (0, 3, 0), (0.04, 1 / 12, 0.48986393), (0.35, 1 / 12, 5.16939499)],
)
def test_yearly_rates_from_shares(share, years, published):
    """D. Stauffer, matspace, prob_to_rate: published examples of −ln(1 − q)/t."""
    assert annual_rate(share, years) == pytest.approx(published, abs=1e-8)


# ---- balance, excess, deficit ----------------------------------------------------------------


def test_the_balance_of_sweden_1988_closes():
    """Preston, Heuveline and Guillot 2001, box 1.2."""
    account = balance(8_416_599, 8_461_554, 112_080, 96_756, 51_092, 21_461)
    assert account.error_of_closure == 0
    assert account.natural_increase == 112_080 - 96_756
    assert account.growth == account.natural_increase + account.net_migration


@given(*[st.integers(0, 10**7)] * 6)
def test_the_error_of_closure_is_never_hidden_in_another_term(a, b, births, deaths, inward, out):
    account = balance(a, b, births, deaths, inward, out)
    terms = account.natural_increase + account.net_migration + account.error_of_closure
    assert terms == account.growth == b - a


def test_excess_deaths_of_australia_2022():
    """ABS, Provisional Mortality Statistics, January to July 2022: 111,008 deaths, 16,375 above
    the expected 94,633. The rate form gives the same with a baseline of those expected."""
    exposure = 25_900_000 * 7 / 12
    assert excess_deaths(111_008, exposure, 94_633 / exposure) == pytest.approx(16_375)


def test_the_rate_form_exceeds_the_scenario_form_where_the_population_falls():
    """The trap named in the study's methods: fewer people would have had fewer deaths too."""
    baseline, years = 0.02, 10
    expected = Course(100_000, births=30_000, deaths=baseline * 100_000 * years)
    actual = Course(100_000, births=15_000, deaths=35_000)
    observed = person_years(actual.start, actual.end, years)
    rate_form = excess_deaths(actual.deaths, observed, baseline)
    assert rate_form > deficit_parts(actual, expected).direct_losses


flows = st.integers(0, 10**6)


@given(*[flows] * 6, st.integers(-(10**5), 10**5))
def test_the_parts_of_a_deficit_add_up(more, b1, d1, b2, d2, m1, m2):
    start = d1 + d2 + 10**5 + more  # nobody dies who never lived
    actual, expected = Course(start, b1, d1, m1), Course(start, b2, d2, m2)
    parts = deficit_parts(actual, expected)
    assert sum(parts[:3]) == parts.total == expected.end - actual.end


def test_many_courses_at_once_are_split_as_one_by_one():
    births, deaths = np.array([10, 20]), np.array([40.0, 15.0])
    at_once = deficit_parts(Course(100, births, deaths), Course(np.array([100, 100]), 30, 20))
    one_by_one = [
        deficit_parts(Course(100, born, died), Course(100, 30, 20))
        for born, died in zip(births, deaths, strict=True)
    ]
    for number, part in enumerate(at_once):
        assert np.broadcast_to(part, 2).tolist() == [parts[number] for parts in one_by_one]


def test_courses_must_start_together():
    with pytest.raises(ValueError, match="expected the same start"):
        deficit_parts(Course(np.array([1, 2]), 0, 0), Course(1, 0, 0))
    with pytest.raises(ValueError, match="starts 1 and 2: expected the same start"):
        deficit_parts(Course(1, 0, 0), Course(2, 0, 0))


@pytest.mark.parametrize(
    "course",
    [
        Course(-1, 0, 0),
        Course(100, -1, 0),
        Course(100, 0, -1),
        Course(100, math.nan, 0),
        Course(100, 0, math.inf),
        Course(100, 0, 0, math.nan),
        Course(100, 10, 111),
        Course(100, 10, 50, -61),
    ],
)
def test_a_course_that_no_population_can_take_is_refused(course):
    for pair in ((course, Course(100, 0, 0)), (Course(100, 0, 0), course)):
        name = "actual" if pair[0] is course else "expected"
        with pytest.raises(ValueError, match=rf"{name}\.\w+ = \S+: expected a finite number"):
            deficit_parts(*pair)


def test_those_who_came_later_may_die_too():
    assert deficit_parts(Course(100, 0, 110, 20), Course(100, 0, 0)).direct_losses == 110


def test_a_counterfactual_that_grows_as_observed_is_what_was_observed():
    rate = growth_rate(134_402, 106_100, 20)
    assert counterfactual(134_402, 20, rate) == pytest.approx(106_100)


def test_births_missing_against_the_rate_that_was_observed_are_none():
    assert birth_deficit(351, 80_000, crude_rate(351, 80_000)) == pytest.approx(0)


@pytest.mark.parametrize(
    ("function", "arguments", "message"),
    [
        (crude_rate, (-1, 10), "events = -1: expected a finite number, 0 or above"),
        (crude_rate, (1, 0), "person_years = 0: expected a finite number above 0"),
        (annual_rate, (1, 1), "share = 1: expected a share from 0 to below 1"),
        (excess_deaths, (5, 10, -0.1), "baseline_rate = -0.1"),
        (birth_deficit, (math.inf, 10, 0.1), "births = inf"),
        (balance, (1, -2), "end = -2: expected a finite number, 0 or above"),
        (years_between, (1939, 59), "second = 59: expected a date"),
        (decimal_year, (None,), "day = None: expected a date"),
        (decimal_year, (pd.NaT,), "day = NaT: expected a date"),
        (counterfactual, (100, 10, math.nan), "rate = nan: expected a rate per person-year"),
        (counterfactual, (100, 10, math.inf), "rate = inf: expected a rate per person-year"),
        (counterfactual, (100, 10, 12), "rate = 12: expected .* per 1,000"),
        (excess_deaths, (5, 10, 20), "baseline_rate = 20: expected .* below 1"),
        (birth_deficit, (5, 10, 1), "baseline_rate = 1: expected .* below 1"),
        (crude_rate, (90, 90), r"\(events / person_years\) = 1.0: expected .* below 1"),
    ],
)
def test_what_no_population_can_be_is_refused(function, arguments, message):
    with pytest.raises((ValueError, TypeError), match=message):
        function(*arguments)


# ---- single years of a register --------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "limits", "most", "published"),
    [
        # "Simplex algorithm", Wikipedia: minimise −2x − 3y − 4z, published optimum −20
        ([2, 3, 4], [[3, 2, 1], [2, 5, 3]], [10, 15], 20),
        # E. Beale, "Cycling in the dual simplex algorithm", 1955: other rules never end here
        (
            [0.75, -150, 0.02, -6],
            [[0.25, -60, -0.04, 9], [0.5, -90, -0.02, 3], [0, 0, 1, 0]],
            [0, 0, 1],
            0.05,
        ),
        ([1, 1], [[-1, 0], [1, 0]], [-1, 3], math.inf),
    ],
)
def test_linear_programs_of_the_literature(value, limits, most, published):
    found = most_at_corners(np.array(value, float), np.array(limits, float), np.array(most, float))
    assert found == pytest.approx(published)


def test_limits_that_exclude_each_other_leave_nothing():
    assert math.isnan(most_at_corners(np.ones(1), np.array([[1.0], [-1.0]]), np.array([1.0, -2.0])))


@st.composite
def registers(draw):
    """A true register of a few years, and what of it is published."""
    years = range(1944, 1944 + draw(st.integers(2, 6)))
    births = {year: draw(st.integers(1, 5_000)) for year in years}
    deaths = {year: draw(st.integers(0, 20_000)) for year in years}
    ratios = {}
    for year in years:
        true, width = deaths[year] / births[year], draw(st.floats(0, 0.2))
        known = draw(st.booleans())
        ratios[year] = (true * (1 - width), true * (1 + width)) if known else (0, math.inf)
    totals = [RegisterTotal(dict.fromkeys(years, 1), sum(births.values()), sum(deaths.values()))]
    cut, share = draw(st.sampled_from(years)), draw(st.floats(0.1, 1))
    inside = {year: 1 if year < cut else (share * 0.8, share) for year in years if year <= cut}
    part = {year: share if year == cut else 1 for year in inside}
    counted = [sum(part[y] * events[y] for y in inside) for events in (births, deaths)]
    return births, deaths, ratios, [*totals, RegisterTotal(inside, *counted)]


@settings(deadline=None)  # a busy machine is no wrong bound
@given(registers())
def test_the_true_register_lies_inside_its_bounds(register):
    births, deaths, ratios, totals = register
    found = single_years(ratios, totals)
    slack = 1e-6 * (sum(births.values()) + sum(deaths.values()))
    for year in births:
        row = found.loc[year]
        assert row.births_low - slack <= births[year] <= row.births_high + slack
        assert row.deaths_low - slack <= deaths[year] <= row.deaths_high + slack


@settings(deadline=None)
@given(registers())
def test_a_bound_is_possible_and_a_death_more_is_not(register):
    _, deaths, ratios, totals = register
    most = single_years(ratios, totals).loc[1944, "deaths_high"]
    more = most + 1 + 1e-4 * sum(deaths.values())
    single_years(ratios, [*totals, RegisterTotal({1944: 1}, deaths=(max(most - 0.5, 0), math.inf))])
    with pytest.raises(ValueError, match="expected births and deaths that can have these ratios"):
        single_years(ratios, [*totals, RegisterTotal({1944: 1}, deaths=(more, math.inf))])


def test_a_year_in_no_total_has_no_upper_bound():
    found = single_years({1944: (1, 2), 1945: (1, 2)}, [RegisterTotal({1944: 1}, births=10)])
    assert found.loc[1944].tolist() == pytest.approx([10, 10, 10, 20])
    assert found.loc[1945].tolist() == [0, math.inf, 0, math.inf]


@pytest.mark.parametrize(
    ("ratio", "total", "message"),
    [
        ((3, 2), RegisterTotal({1944: 1}, 5), r"deaths_per_birth of 1944 = \(3, 2\): expected"),
        ((-1, 2), RegisterTotal({1944: 1}, 5), "deaths_per_birth of 1944"),
        ((1, 2), RegisterTotal({1944: 1.2}, 5), "share of 1944 = 1.2: .* 0 to 1"),
        ((1, 2), RegisterTotal({1944: 1}, -5), "births = -5: expected a number"),
        (
            (1, 2),
            RegisterTotal({1944: 1}, deaths=math.nan),
            r"deaths\[0\] = nan: expected a number",
        ),
        (
            (1, 2),
            RegisterTotal({1951: 1}, 5),
            r"covers = \{1951: 1\}: expected shares of years of \[1944\]",
        ),
        ([1, 2], RegisterTotal({1944: 1}, 5), r"deaths_per_birth of 1944 = \[1, 2\]: expected"),
        ((1, 2, 3), RegisterTotal({1944: 1}, 5), r"1944 = \(1, 2, 3\): expected a number, or low"),
        ((1, 2), RegisterTotal({1944: 1}, [5, 6]), r"births = \[5, 6\]: expected a number"),
        (
            (1, 2),
            RegisterTotal({1944: 1}, 5, 11),
            "expected births and deaths that can have these ratios",
        ),
    ],
)
def test_registers_that_cannot_be_are_refused(ratio, total, message):
    with pytest.raises(ValueError, match=message):
        single_years({1944: ratio}, [total])


def test_a_closed_account_is_the_balance_the_excess_and_the_counterfactual():
    path, times = [1_000, 900, 950], [0.0, 1.0, 3.0]
    found = closed_account(path, times, 100, 0.02, 0.01)
    assert found.deaths == 150
    assert found.excess_deaths == pytest.approx(150 - 0.02 * person_years_along(path, times))
    assert found.missing == pytest.approx(1_000 * np.exp(0.03) - 950)
    more = closed_account(path, times, 110, 0.02, 0.01)
    assert more.deaths - found.deaths == 10
    with pytest.raises(ValueError, match=r"counts \(3,\), times \(2,\): expected shapes that fit"):
        closed_account(path, times[:2], 100, 0.02, 0.01)
