"""Indices of composition, against published worked examples."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

from kalstats.composition import (
    dissimilarity,
    effective_number,
    fractionalization,
    rest,
    share_change,
    shares,
)

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
    with pytest.raises(
        ValueError, match=r"expected (a finite number, 0 or above|counts that are not all 0)"
    ):
        shares(bad)


# ---- the effective number --------------------------------------------------------------------

GIRDLED = [46, 22, 17, 15, 15, 9, 8, 6, 6, 4, 2, 2, 2, 2] + [1] * 12
LOGGED = [88, 22, 16, 15, 13, 10, 8, 8, 7, 7, 7, 5, 4, 4, 4, 3, 3, 3, 3, 2, 2, 2, 2] + [1] * 14


@pytest.mark.parametrize(("counts", "published"), [(GIRDLED, 12.060), (LOGGED, 14.421)])
def test_effective_number_of_published_spiders(counts, published):
    """Hsieh, Ma and Chao, iNEXT, vignette p. 5: observed Shannon diversity of two plots."""
    assert round(float(effective_number(counts)), 3) == published


@pytest.mark.parametrize(
    ("counts", "published", "digits"),
    [
        # CRAN, manual of SoilManageR, shannon_index: 1.505
        ([10, 5, 8, 20, 10], 1.505, 3),
        # researchdatapod.com, Shannon diversity and equitability calculator: H' = 1.0114
        ([10, 20, 30], 1.0114, 4),
    ],
)
def test_it_is_the_exponential_of_published_entropies(counts, published, digits):
    assert round(math.log(effective_number(counts)), digits) == published


@given(parts)
def test_the_effective_number_stays_within_the_number_of_peoples(counts):
    assert 1 - 1e-12 <= effective_number(counts) <= len(counts) + 1e-9


@given(parts)
def test_a_people_of_nobody_adds_nothing(counts):
    assert effective_number([*counts, 0]) == pytest.approx(effective_number(counts))


# ---- dissimilarity -----------------------------------------------------------------------------

AGES = [7.38, 14.16, 14.79, 17.36, 15.11, 10.14, 8.50, 7.28, 5.28]
OTHER_AGES = [6.48, 12.27, 15.25, 15.10, 14.66, 10.80, 8.95, 9.28, 7.21]


def test_dissimilarity_of_a_published_example():
    """Siegel and Swanson 2004, table 7.20: index of dissimilarity 5.5 percent."""
    assert round(100 * dissimilarity(AGES, OTHER_AGES), 1) == 5.5


same_length = st.integers(1, 6).flatmap(
    lambda k: st.tuples(*[st.lists(st.floats(0.01, 1e6), min_size=k, max_size=k)] * 3)
)


@given(same_length)
def test_dissimilarity_is_a_distance_from_0_to_1(compositions):
    one, two, three = compositions
    assert 0 <= dissimilarity(one, two) <= 1 + 1e-12
    assert dissimilarity(one, one) == 0
    assert dissimilarity(one, two) == pytest.approx(dissimilarity(two, one))
    detour = dissimilarity(one, two) + dissimilarity(two, three)
    assert dissimilarity(one, three) <= detour + 1e-12


def test_compositions_without_a_common_people_are_wholly_apart():
    assert dissimilarity([1, 0], [0, 5]) == 1


def test_peoples_are_matched_by_name_not_by_place():
    first = pd.Series({"Kalmyks": 75, "Russians": 25})
    assert dissimilarity(first, {"Russians": 25, "Kalmyks": 75}) == 0


def test_a_people_at_one_date_only_is_named():
    with pytest.raises(ValueError, match="Chechens: expected the same peoples at both dates"):
        dissimilarity({"Kalmyks": 1, "others": 1}, {"Kalmyks": 1, "others": 1, "Chechens": 1})


# ---- the change of a share ---------------------------------------------------------------------


def test_the_change_of_a_published_share():
    """Das Gupta 1993, example 4.4: births outside marriage in the US, 1963 and 1983."""
    women = ([0.200, 0.163, 0.146, 0.154, 0.168, 0.169], [0.169, 0.195, 0.190, 0.174, 0.150, 0.122])
    unmarried = (
        [0.866, 0.325, 0.119, 0.099, 0.099, 0.121],
        [0.931, 0.563, 0.311, 0.216, 0.199, 0.191],
    )
    outside = (
        [0.007, 0.021, 0.023, 0.015, 0.008, 0.002],
        [0.018, 0.026, 0.023, 0.016, 0.008, 0.002],
    )
    married = (
        [0.454, 0.326, 0.195, 0.107, 0.051, 0.015],
        [0.380, 0.201, 0.149, 0.079, 0.025, 0.006],
    )
    dates = [
        {
            "outside": sum(a * b * c for a, b, c in zip(x, u, o, strict=True)),
            "in marriage": sum(a * (1 - b) * d for a, b, d in zip(x, u, m, strict=True)),
        }
        for x, u, o, m in zip(women, unmarried, outside, married, strict=True)
    ]
    told = share_change(*dates, of="outside")
    assert round(told.change, 8) == 0.09422505
    assert round(told.own + told.others, 8) == 0.09422505


def by_orderings(before, after):
    """Give the two effects as the mean over the orders in which the parts may change."""
    effects = {name: [] for name in before}
    for order in itertools.permutations(before):
        now = dict(before)
        for name in order:
            was = now["own"] / sum(now.values())
            now[name] = after[name]
            effects[name].append(now["own"] / sum(now.values()) - was)
    return {name: np.mean(values) for name, values in effects.items()}


people = st.floats(1, 1e7)


@given(people, people, people, people)
def test_the_parts_are_the_mean_over_both_orders_and_add_up(k1, o1, k2, o2):
    """Das Gupta's effects are the average over all orderings (Shapley)."""
    before, after = {"own": k1, "others": o1}, {"own": k2, "others": o2}
    told, averaged = share_change(before, after, of="own"), by_orderings(before, after)
    assert told.own == pytest.approx(averaged["own"], abs=1e-12)
    assert told.others == pytest.approx(averaged["others"], abs=1e-12)
    assert told.own + told.others == pytest.approx(k2 / (k2 + o2) - k1 / (k1 + o1), abs=1e-12)
    assert told.log_own - told.log_total == pytest.approx(told.log_change, abs=1e-9)
    assert told.log_change == pytest.approx(math.log(k2 / (k2 + o2)) - math.log(k1 / (k1 + o1)))


@given(people, people, people, people)
def test_time_reversed_changes_every_sign(k1, o1, k2, o2):
    before, after = {"own": k1, "others": o1}, {"own": k2, "others": o2}
    there, back = share_change(before, after, "own"), share_change(after, before, "own")
    assert np.allclose(np.array(there), -np.array(back), rtol=0, atol=1e-9)


@given(people, people, people)
def test_who_does_not_change_moves_nothing(own, o1, o2):
    told = share_change({"own": own, "others": o1}, {"own": own, "others": o2}, of="own")
    assert told.own == pytest.approx(0, abs=1e-12)
    assert told.log_own == 0


def test_all_draws_at_once():
    before = {"own": np.array([1.0, 2.0]), "others": np.array([1.0, 2.0])}
    after = {"own": np.array([2.0, 2.0]), "others": np.array([1.0, 6.0])}
    told = share_change(before, after, of="own")
    dates = [[{name: v[i] for name, v in date.items()} for date in (before, after)] for i in (0, 1)]
    one = [share_change(*pair, of="own") for pair in dates]
    assert np.allclose(told.own, [single.own for single in one])


@pytest.mark.parametrize(
    ("before", "after", "of", "message"),
    [
        ({"a": 1, "b": 1}, {"a": 1, "b": 1}, "c", "of = 'c': expected one of a, b"),
        ({"a": 0, "b": 1}, {"a": 1, "b": 1}, "a", "a = 0: expected a finite number above 0"),
        (
            {"a": 1, "b": -1},
            {"a": 1, "b": 1},
            "a",
            r"before\['b'\] = -1: expected a finite number, 0 or above",
        ),
        ({"a": 1, "b": 1}, {"a": 1}, "a", "b: expected the same peoples at both dates"),
    ],
)
def test_a_change_that_cannot_be_told(before, after, of, message):
    with pytest.raises(ValueError, match=message):
        share_change(before, after, of=of)


# ---- compositions that contradict their total --------------------------------------------------


def test_parts_that_exceed_their_total_are_named():
    with pytest.raises(
        ValueError, match=r"kalmyks = 80, russians = 30: expected no more than whole = 100"
    ):
        rest(100, kalmyks=80, russians=30)


@pytest.mark.parametrize("kalmyks", [45, 70])
def test_shares_that_do_not_sum_are_named(kalmyks):
    with pytest.raises(ValueError, match=rf"Kalmyks = {kalmyks}, .*, together .*: expected 100"):
        shares({"Kalmyks": kalmyks, "Russians": 37.7, "others": 16.9}, whole=100)


def test_rounded_shares_may_miss_the_whole_by_their_rounding():
    printed = {"Kalmyks": 45.4, "Russians": 37.7, "others": 17.0}
    assert shares(printed, whole=100, slack=0.15).sum() == pytest.approx(1)
    with pytest.raises(ValueError, match="expected 100"):
        shares(printed, whole=100, slack=0.05)


def test_the_people_at_fault_is_named():
    with pytest.raises(
        ValueError, match=r"^counts\['Russians'\] = -1: expected a finite number, 0 or above"
    ):
        shares({"Kalmyks": 3, "Russians": -1})


@pytest.mark.parametrize("part", [-5, float("nan"), float("inf")])
def test_a_rest_needs_counts(part):
    with pytest.raises(ValueError, match=r"others = .*expected a finite number, 0 or above"):
        rest(100, others=part)


# ---- names -----------------------------------------------------------------------------------

NFD, NFC = "И\u0306", "Й"  # one letter in two spellings
TWICE = [
    (pd.Series([1, 2, 3], index=["A", "B", "A"]), "A"),
    ({1: 5, "1": 3}, "1"),
    ({True: 5, "True": 3}, "True"),
    ({NFD: 1, NFC: 2}, NFC),
    (pd.Series([1, 2], index=pd.Index([1, "1"], dtype=object)), "1"),
]


@pytest.mark.parametrize(("counts", "name"), TWICE, ids=range(len(TWICE)))
@pytest.mark.parametrize("index", [shares, fractionalization, effective_number])
def test_a_name_that_stands_twice_is_named(index, counts, name):
    """It would lose a people, or count one twice."""
    with pytest.raises(
        ValueError, match=rf"^{name} in \w+: expected every name once, whatever its type"
    ):
        index(counts)
    with pytest.raises(ValueError, match=rf"^{name} in \w+: expected every name once"):
        dissimilarity(counts, counts)


@pytest.mark.parametrize("counts", [{}, [], pd.Series(dtype=float)], ids=repr)
def test_no_parts_are_no_composition(counts):
    with pytest.raises(ValueError, match="expected one part at least"):
        shares(counts)
    with pytest.raises(ValueError, match="expected one part at least"):
        dissimilarity(counts, counts)


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, "x", "5,4"], ids=repr)
def test_a_part_that_is_not_known_is_named_and_not_taken_for_0(missing):
    for index in (shares, fractionalization):
        with pytest.raises(ValueError, match=r"^counts\['B'\] = .*: expected a finite number, 0"):
            index({"A": 1, "B": missing})
    if not isinstance(missing, str):
        with pytest.raises(ValueError, match=r"^B = .*: expected a finite number"):
            rest(5, A=1, B=missing)


def test_a_part_without_a_name_and_parts_of_unlike_length_are_told():
    with pytest.raises(ValueError, match="A, nan in counts: expected a name for every part"):
        shares(pd.Series([1, 2], index=["A", np.nan]))
    with pytest.raises(ValueError, match=r"A = \[1. 2.\], B = 3: expected as many counts of each"):
        shares({"A": [1, 2], "B": 3})


def test_one_people_in_two_spellings_is_one_people():
    assert dissimilarity({NFD: 1, "x": 1}, {NFC: 1, "x": 1}) == 0
    assert share_change({NFD: 1, "x": 1}, {NFC: 1, "x": 3}, of=NFD).change == -0.25
    assert share_change({1: 1, 2: 1}, {"1": 1, "2": 3}, of=1).change == -0.25
