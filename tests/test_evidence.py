"""Results are functions over readings: every figure is read, no bound is lost."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kalstats
from kalstats.evidence import Figure, Quantity, quantities


def make(*bounds: tuple[float, float, float], preferred: int = 0) -> Quantity:
    figures = tuple(
        Figure(f"f{i}", "", *b, "persons", "", "", "preferred" if i == preferred else "normal")
        for i, b in enumerate(bounds)
    )
    return Quantity("", "", "", pd.NaT, pd.NaT, "", "", figures)


bounds = st.tuples(*[st.floats(1, 1e6)] * 3).map(sorted).map(tuple)
many = st.lists(bounds, min_size=1, max_size=4)


@given(many, many)
def test_there_is_a_reading_for_every_choice_of_figures(first, second):
    found = kalstats.readings(lambda a, b: a / b, a=make(*first), b=make(*second))
    assert len(found) == len(first) * len(second)
    assert found.preferred.sum() == 1
    assert (found.low <= found.value).all()
    assert (found.value <= found.high).all()


@given(bounds, bounds)
def test_bounds_of_a_monotone_result_are_those_of_the_corners(first, second):
    (row,) = kalstats.readings(lambda a, b: a - b, a=make(first), b=make(second)).itertuples()
    assert row.low == first[0] - second[2]
    assert row.high == first[2] - second[0]


def test_a_result_that_peaks_inside_its_bounds_gets_the_wider_range():
    result = kalstats.readings(lambda p: p * (1 - p), p=make((0.2, 0.5, 0.8))).iloc[0]
    assert result.low == pytest.approx(0.16)
    assert result.high == pytest.approx(0.25)


def test_a_figure_that_is_only_a_bound_has_no_value():
    only_bounds = make((13_000, math.nan, 14_000))
    result = kalstats.readings(lambda lost: lost / 1000, lost=only_bounds).iloc[0]
    assert (result.low, result.high) == (13, 14)
    assert math.isnan(result.value)


def test_a_missing_bound_is_zero_below_and_open_above():
    row = {"id": "x", "printed": "", "unit": "", "source": "", "locator": "", "rank": ""}
    nothing = dict.fromkeys(("low", "value", "high"), math.nan)
    figure = Figure.of({**row, **nothing, "reason": ""})
    assert (figure.low, figure.high) == (0, math.inf)


def test_a_quantity_is_found_by_its_columns_or_by_one_of_its_figures():
    by_column = kalstats.quantity(people="Kalmyks", measure="registered")
    by_figure = kalstats.quantity(id="registered-1945-wikipedia")
    assert by_column.figures == by_figure.figures


def test_a_quantity_that_is_not_one_names_the_candidates():
    with pytest.raises(ValueError, match="found 0: none"):
        kalstats.quantity(people="Kalmyks", measure="share", territory="USSR")
    with pytest.raises(ValueError, match="found 3: kalmyk-share-1926"):
        kalstats.quantity(people="Kalmyks", measure="share")


def test_every_quantity_has_exactly_one_preferred_figure_or_one_doubtful():
    everything = pd.concat([kalstats.census(), kalstats.deportation()])
    found = quantities(everything)
    assert sum(len(one.figures) for one in found) == len(everything)
    for one in found:
        ranks = [figure.rank for figure in one.figures]
        assert ranks.count("preferred") == 1 or ranks == ["doubtful"]


def test_conflicts_are_those_quantities_whose_bounds_share_no_number():
    """Protects against a false alarm: rounded forms of one number are no conflict."""
    found = set(kalstats.conflicts().measure)
    assert "population" in found  # two counts of one census
    assert "deported" not in found  # 93,139, its rounded form and "more than 93,000"
    assert (kalstats.conflicts().gap > 0).all()
