"""Compositions: what makes a whole, and the change of a share against a published example."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

from kalstats.composition import (
    rest,
    share_change,
    shares,
)

parts = st.lists(st.floats(0, 1e6), min_size=1, max_size=8).filter(lambda p: sum(p) > 1e-6)


@given(parts)
def test_shares_are_a_whole(counts):
    assert shares(counts).sum() == pytest.approx(1)


def test_several_censuses_at_once():
    assert shares([[1, 1], [1, 3]]).tolist() == [[0.5, 0.5], [0.25, 0.75]]


@pytest.mark.parametrize("bad", [[1, -1], [0, 0], [1, float("nan")], [1, float("inf")]])
def test_counts_that_are_no_composition(bad):
    with pytest.raises(
        ValueError, match=r"expected (a finite number, 0 or above|counts that are not all 0)"
    ):
        shares(bad)


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
def test_a_name_that_stands_twice_is_named(counts, name):
    """It would lose a people, or count one twice."""
    with pytest.raises(
        ValueError, match=rf"^{name} in \w+: expected every name once, whatever its type"
    ):
        shares(counts)
    with pytest.raises(ValueError, match=rf"^{name} in \w+: expected every name once"):
        share_change(counts, counts, of="x")


@pytest.mark.parametrize("counts", [{}, [], pd.Series(dtype=float)], ids=repr)
def test_no_parts_are_no_composition(counts):
    with pytest.raises(ValueError, match="expected one part at least"):
        shares(counts)
    with pytest.raises(ValueError, match="expected one part at least"):
        share_change(counts, counts, of="x")


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, "x", "5,4"], ids=repr)
def test_a_part_that_is_not_known_is_named_and_not_taken_for_0(missing):
    with pytest.raises(ValueError, match=r"^counts\['B'\] = .*: expected a finite number, 0"):
        shares({"A": 1, "B": missing})
    if not isinstance(missing, str):
        with pytest.raises(ValueError, match=r"^B = .*: expected a finite number"):
            rest(5, A=1, B=missing)


def test_a_part_without_a_name_and_parts_of_unlike_length_are_told():
    with pytest.raises(ValueError, match="A, nan in counts: expected a name for every part"):
        shares(pd.Series([1, 2], index=["A", np.nan]))
    with pytest.raises(ValueError, match=r"A = \[1. 2.\], B = 3: expected as many counts of each"):
        shares({"A": [1, 2], "B": 3})


def test_one_people_in_two_spellings_is_one_people():
    assert share_change({NFD: 1, "x": 1}, {NFC: 1, "x": 3}, of=NFD).change == -0.25
    assert share_change({1: 1, 2: 1}, {"1": 1, "2": 3}, of=1).change == -0.25


def test_a_sum_that_is_not_the_whole_is_told_with_its_thousands():
    with pytest.raises(ValueError, match="together 1,292,486: expected 1,294,455"):
        shares({"Estonians": 902_547, "others": 389_939}, whole=1_294_455)
