"""Indices of composition, against published worked examples."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kalstats.composition import fractionalization, shares

parts = st.lists(st.floats(0, 1e6), min_size=1, max_size=8).filter(lambda p: sum(p) > 1e-6)


@pytest.mark.parametrize(
    ("counts", "sum_of_squares", "digits"),
    [
        # NIST, Dataplot Reference Manual, volume 2, "Simpson diversity index"
        ([0.25, 0.15, 0.40, 0.20], 0.285, 7),
        # Hsieh, Ma and Chao, iNEXT: Simpson diversity 7.840 of the girdled plot, 168 spiders
        ([46, 22, 17, 15, 15, 9, 8, 6, 6, 4, 2, 2, 2, 2] + [1] * 12, 1 / 7.840, 7),
    ],
)
def test_fractionalization_of_published_examples(counts, sum_of_squares, digits):
    assert round(1 - fractionalization(counts), digits) == round(sum_of_squares, digits)


@given(parts)
def test_shares_are_a_whole(counts):
    assert shares(counts).sum() == pytest.approx(1)


@given(parts)
def test_fractionalization_is_least_for_one_people_and_most_for_equal_ones(counts):
    assert -1e-12 <= fractionalization(counts) <= 1 - 1 / len(counts) + 1e-12


@given(parts, st.integers(2, 50))
def test_dividing_a_people_never_lowers_fractionalization(counts, pieces):
    divided = [*counts[1:], *[counts[0] / pieces] * pieces]
    assert fractionalization(divided) >= fractionalization(counts) - 1e-12


def test_several_censuses_at_once():
    assert np.round(fractionalization([[1, 1], [1, 0]]), 9).tolist() == [0.5, 0]


@pytest.mark.parametrize("bad", [[1, -1], [0, 0], [1, float("nan")], [1, float("inf")]])
def test_counts_that_are_no_composition(bad):
    with pytest.raises(ValueError, match="expected finite counts, 0 or above, not all 0"):
        shares(bad)
