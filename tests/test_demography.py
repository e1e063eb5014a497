"""Growth between two counts, against published worked examples."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kalstats.demography import growth_rate, relative_change, years_between

counts = st.floats(100, 1e6)
spans = st.floats(1, 100)


@pytest.mark.parametrize(
    ("start", "end", "years", "kind", "published", "tolerance"),
    [
        # M. Hughes, Towson University, Sociology 329, "Answers to growth rate exercises",
        # 1a and 2a; the page cuts the digits off instead of rounding
        (151_326, 179_323, 10, "exponential", 0.01697, 1e-5),
        (54_479, 54_054, 10, "exponential", -0.00078, 1e-5),
        # National Statistics Office of the Philippines, census of 2010, growth in percent a year;
        # two decimals tell geometric from exponential growth
        (60.70e6, 76.51e6, 10, "geometric", 0.0234, 5e-5),
        (76.51e6, 92_337_852, 10, "geometric", 0.0190, 5e-5),
        # Howard County, censuses of 2000 and 2010 (F. Hecker, "Calculating growth rates", 2012)
        (247_842, 287_085, 10, "geometric", 0.014807, 5e-7),
        (247_842, 287_085, 10, "arithmetic", 0.015834, 5e-7),
    ],
)
def test_growth_rate_of_published_examples(start, end, years, kind, published, tolerance):
    assert abs(growth_rate(start, end, years, kind) - published) <= tolerance


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
def test_each_kind_of_rate_leads_from_the_first_count_to_the_second(start, end, years):
    rate = {kind: growth_rate(start, end, years, kind) for kind in
            ("exponential", "geometric", "arithmetic")}  # fmt: skip
    assert start * math.exp(rate["exponential"] * years) == pytest.approx(end)
    assert start * (1 + rate["geometric"]) ** years == pytest.approx(end, rel=1e-6)
    assert start * (1 + rate["arithmetic"] * years) == pytest.approx(end, rel=1e-6, abs=1e-6)


@given(counts, counts)
def test_a_change_and_its_reversal_cancel(start, end):
    there, back = relative_change(start, end), relative_change(end, start)
    assert (1 + there) * (1 + back) == pytest.approx(1)


@pytest.mark.parametrize("bad", [0, -1, math.nan, math.inf])
def test_counts_and_times_must_be_finite_and_above_zero(bad):
    for values in [(bad, 1, 1), (1, bad, 1), (1, 1, bad)]:
        with pytest.raises(ValueError, match=f"= {bad}: expected a finite number above 0"):
            growth_rate(*values)


def test_an_unknown_kind_of_rate_is_named():
    with pytest.raises(ValueError, match="kind 'compound': expected one of exponential"):
        growth_rate(1, 2, 3, kind="compound")
