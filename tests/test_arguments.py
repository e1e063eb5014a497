"""Whatever is given in place of a number, the functions on numbers name it and say what they take.

Each argument of every public function of demography, projection and composition is tried with
each kind of thing that is none: one that goes through would be read as some number by luck.
"""

import datetime
import re

import numpy as np
import pandas as pd
import pytest

from kalstats import composition, demography, projection
from kalstats.demography import Course, RegisterTotal

TABLE = projection.life_table([0, 5, 10], mx=[0.1, 0.01, 0.1])
COURSE = Course(100, 10, 20)
COUNTS = {"a": 5, "b": 6}
STEP = {"population": [9.0, 9], "survival": [0.9, 0.8], "fertility": [0, 0.1]}
BOTH = {"population": [[9.0, 9], [8, 8]], "survival": [[0.9, 0.8], [0.8, 0.7]]}
TWO = {"start": 5, "end": 6}
CRISIS = {"person_years": 50, "baseline_rate": 0.1}
PATH = {"counts": [5, 6], "times": [1, 2]}
PAIRS = {"a_start": 5, "a_end": 6}
GIVEN = {  # one good call of each function
    demography.annual_rate: {"share": 0.1, "years": 1},
    demography.balance: dict.fromkeys(
        ["start", "end", "births", "deaths", "arrivals", "departures"], 5
    ),
    demography.birth_deficit: {"births": 5, **CRISIS},
    demography.closed_account: {**PATH, "births": 5, "baseline_rate": 0.1, "growth": 0.1},
    demography.counterfactual: {"start": 5, "years": 2, "rate": 0.1},
    demography.crude_rate: {"events": 5, "person_years": 50},
    demography.decimal_year: {"day": 1944},
    demography.decline_lead: {**TWO, **PAIRS},
    demography.decrease: TWO,
    demography.deficit_parts: {"actual": COURSE, "expected": COURSE},
    demography.excess_deaths: {"deaths": 5, **CRISIS},
    demography.growth_rate: {**TWO, "years": 2},
    demography.largest_change: {"first": 5, "second": 6},
    demography.person_years: {**TWO, "years": 2},
    demography.person_years_along: {**PATH, "between": (1, 2)},
    demography.relative_change: TWO,
    demography.single_years: {
        "deaths_per_birth": {1944: (1, 2)},
        "totals": [RegisterTotal({1944: 1}, 5)],
    },
    demography.years_between: {"first": 1944, "second": 1945},
    composition.lag: {"own": 5, "other": 6},
    composition.lead: {"own": 5, "other": 6},
    composition.multiple: {"count": 5, "ratio": 6},
    composition.rest: {"whole": 5, "other": 3},
    composition.share: {"part": 5, "whole": 6, "second": 1},
    composition.share_change: {"before": COUNTS, "after": COUNTS, "of": "a"},
    composition.share_lead: {"part": 5, "whole": 6, "a_part": 5, "a_whole": 6},
    composition.share_of_total: {"part": 5, "one": 6},
    composition.shares: {"counts": COUNTS, "whole": 11, "slack": 0.5},
    composition.total: {"one": 5},
    projection.life_table: {"ages": [0, 1], "mx": [0.1, 0.1], "q0": 0.1, "ax": [0.1, 10],
                            "sex": "male"},
    projection.project: {**STEP, "srb": 1.05, "migrants": [1, 2], "width": 5, "two_sex": False},
    projection.standardised_death_rate: {**BOTH, "birth_rate": 0.01, "steps": 1},
    projection.survival: {"table": TABLE, "width": 5},
}  # fmt: skip
NONE = {
    "text": "x",
    "a number as text": "5",
    "numbers as text": ["5", "6"],
    "truth": True,
    "truths": [True, False],
    "not a number": float("nan"),
    "missing": pd.NA,
    "no time": pd.NaT,
    "a span": pd.Timedelta(days=5),
    "days": np.array(["1944-01-01", "1945-01-01"], dtype="datetime64[D]"),
    "complex": 5 + 1j,
    "anything": object(),
    "bytes": b"5",
    "a set": {5, 6},
    "unlike rows": [[5, 6], [5]],
    "a function": len,
    "text in a Series": pd.Series(["5", None]),
    "a frame of text": pd.DataFrame({"x": ["5"]}),
    "masked": np.ma.array([5, 6], mask=[0, 1]),
}
MEANT = {("share_change", "of")}  # a name, which any text can be
CASES = [
    pytest.param(function, name, id=f"{function.__name__}-{name}")
    for function, given in GIVEN.items()
    for name in given
    if (function.__name__, name) not in MEANT
]


def test_every_public_function_is_tried():
    public = {
        getattr(module, name)
        for module in (demography, composition, projection)
        for name in module.__all__
    }
    assert public == set(GIVEN)
    for function, given in GIVEN.items():
        function(**given)


@pytest.mark.parametrize(("function", "name"), CASES)
def test_what_is_no_number_is_refused_by_its_name(function, name):
    for kind, wrong in NONE.items():
        if name == "two_sex" and wrong is True:
            continue
        try:
            told = f"{kind} went through: {function(**(GIVEN[function] | {name: wrong}))}"
        except ValueError as error:
            told = str(error)
        assert re.search(rf"\b{name}\b.*: expected ", told), f"{kind}: {told}"
        assert len(told) < 300


def arrays(function: object) -> list[str]:
    return [name for name, one in GIVEN[function].items() if isinstance(one, float | int)]


ELEMENTWISE = [f for f in GIVEN if f not in (demography.decimal_year, demography.years_between)
               and f.__module__ != "kalstats.projection.life_tables"
               and f.__module__ != "kalstats.projection.cohorts"
               and len(arrays(f)) > 1 and f is not composition.shares]  # fmt: skip


@pytest.mark.parametrize("function", ELEMENTWISE, ids=lambda one: one.__name__)
def test_series_are_taken_by_their_labels_and_arrays_by_their_shape(function):
    """Two Series in another order were subtracted by label and divided by place."""
    first, second, *_ = arrays(function)
    good = GIVEN[function]
    series = pd.Series([good[first], good[first]], index=["x", "y"])
    other = pd.Series([good[second], good[second]], index=["y", "x"])
    with pytest.raises(ValueError, match=rf"labels of .*{first}.*: expected the same in the same"):
        function(**(good | {first: series, second: other}))
    with pytest.raises(ValueError, match=rf"{first} \(2,\).*: expected shapes that fit each other"):
        function(**(good | {first: np.full(2, good[first]), second: np.full(3, good[second])}))
    many = function(**(good | {first: series, second: other[::-1]}))
    for number in many if isinstance(many, tuple) else [many]:
        assert np.ndim(number) == 0 or list(getattr(number, "index", "xy")) == ["x", "y"]


@pytest.mark.parametrize(
    "kind", ["uint8", "int8", "int32", "object", "float32", "Int64", "Float64"]
)
def test_numbers_of_every_kind_of_column_are_the_same_numbers(kind):
    """Whole numbers of few bits ran over: 100 − 90 of unsigned ones is no −10."""
    start, end = pd.Series([100, 90]).astype(kind), pd.Series([90, 100]).astype(kind)
    assert demography.decrease(start, end).tolist() == [10, -10]
    assert np.allclose(demography.relative_change(start, end), [-1 / 10, 1 / 9])
    assert composition.total(a=start, b=end).tolist() == [190, 190]
    assert composition.shares({"a": start, "b": end}).sum(axis=1).round(6).tolist() == [1, 1]


def test_a_frame_is_no_composition_and_rates_keep_to_the_order_of_ages():
    """Its columns would be taken by place, whatever they are called."""
    wide = pd.DataFrame({"Kalmyks": [1, 2], "Russians": [3, 4]})
    with pytest.raises(ValueError, match="before, a DataFrame: expected a mapping of names"):
        composition.share_change(wide, wide, of="Kalmyks")
    rates = pd.Series([0.1, 0.01, 0.02], index=[5, 1, 0])
    with pytest.raises(ValueError, match=r"mx by age \[5, 1, 0\]: expected the order of ages"):
        projection.life_table([0, 1, 5], mx=rates)


@pytest.mark.parametrize(
    "day", [datetime.time(1), 44, 1.0, True, "1944", "01.03.1944", "now", [1944]]
)
def test_what_may_be_misread_is_no_day_and_is_named(day):
    with pytest.raises(ValueError, match=r"second = .*: expected a date"):
        demography.years_between(1939, day)


def test_a_number_too_many_is_what_python_says_it_is():
    """Never the first of the named parts."""
    for call in (
        lambda: composition.share(1, 2, 3),
        lambda: composition.rest(10, 3),
        lambda: composition.total(5),
    ):
        with pytest.raises(TypeError, match="positional argument"):
            call()


def test_what_is_too_large_or_empty_is_refused():
    with pytest.raises(ValueError, match="steps = inf"):
        projection.standardised_death_rate(
            [[1.0, 1], [1, 1]], [[0.5, 0.5], [0.5, 0.5]], 0.02, steps=float("inf")
        )
    table = projection.life_table([0, 1, 5, 10], mx=[0.1, 0.01, 0.002, 0.02], sex="male")
    with pytest.raises(ValueError, match="a life table, with Lx and lx"):
        projection.survival(table.iloc[:0])
