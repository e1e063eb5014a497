"""What was counted: the evidence, the documented deaths, and the names of outcomes."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from kalstats import data
from kalstats.demography import decimal_year

Floats = Any  # numpy array of floats


class Evidence(NamedTuple):
    """A count that a draw should come near to: within about ``discrepancy``, as a share of it.

    ``figure`` is the id of a figure or, for a count that is worked out, a number with its source.
    """

    name: str
    figure: float | str
    discrepancy: float
    basis: str
    source: str = data.ASSUMED


def between(
    name: str, low: float, high: float, basis: str = "a count of one's own", source: str = ""
) -> Evidence:
    """Return a count known by bounds as evidence: half their distance is one discrepancy.

    Bounds are not a distribution, so the count is made to say little.

    Parameters
    ----------
    name : str
        One of the `OUTCOMES`, such as ``cohort_ratio_1989``.
    low, high : float
        Bounds, 0 or above, low < high.
    basis, source : str
        What was counted, and the key of its source; an assumption if not given.

    Raises
    ------
    ValueError
        If the bounds are not in this order, or below 0.

    Examples
    --------
    >>> between("cohort_ratio_1989", 0.3, 0.4).discrepancy.__round__(3)
    0.143
    """
    if not 0 <= low < high:
        raise ValueError(f"{name}: low, high = {low}, {high}: expected bounds, 0 <= low < high")
    middle = (low + high) / 2
    return Evidence(name, middle, (high - low) / 2 / middle, basis, source or data.ASSUMED)


QUARTER = "deaths-share-quarter-1944-bugay"  # the only count of deaths within the first year
EVIDENCE = (
    Evidence("share_died_quarter", QUARTER, 0.15, "Percent who died in the first quarter of 1944"),
    Evidence("registered_1945", "registered-1945-wikipedia", 0.02, "Register of early 1945"),
    Evidence("registered_1948", "registered-kalmyks-1948-mvd", 0.02, "Register of October 1948"),
    Evidence("registered_1953", "registered-kalmyks-1953-01-ediev", 0.02, "Ediev, January 1953"),
    Evidence("census_1959", "kalmyks-ussr-1959-wikipedia", 0.02, "Census of 1959"),
    Evidence("census_1970", "kalmyks-ussr-1970-gse", 0.02, "Census of 1970"),
)
BIRTHS = {
    "to 1948": "births-kalmyks-1948-mvd",
    "1945–50": "births-1945-1950-bugay",
    "Ediev": "births-kalmyks-1944-1952-ediev",
}
OPERATION = "deported-wikipedia-93139"  # without the contingents that came later
RELEASED = "released-kalmyks-1948-mvd"
# no draw may have fewer deaths than were registered in exile and on the journey
DOCUMENTED = ("deaths-kalmyks-1948-mvd", "transit-deaths-pohl")
DEPARTURE = "1943-12-28"
HORIZONS = {"1953": "1953-01-01", "1959": "1959-01-15", "1970": "1970-01-15"}
PARTS = ("people_missing", "excess_deaths", "missing_children", "direct_losses", "birth_deficit")
SHARES_DIED = ("share_died_1948", "share_died_1953")
COUNTS = (*(one.name for one in EVIDENCE), "deaths_1948", *SHARES_DIED)
OUTCOMES = (
    "expected_1943",
    "unexplained_1943",
    "unexplained_share",
    *COUNTS,
    *(f"{part}_{year}" for year in HORIZONS for part in ("deaths", "births", *PARTS)),
    "cohort_ratio_1989",
    "cohort_ratio_exiles_1989",
    *(f"{who}_{age}_1989" for who in ("kalmyks", "exiles") for age in ("45", "40", "35")),
)


@cache
def value_of(bound: float | str) -> float:
    """Return a number, or that of the figure with this id: what it says at least."""
    if not isinstance(bound, str):
        return float(bound)
    figure = data.figure(bound)
    return float(figure["low"] if figure["qualifier"] == "more_than" else figure["value"])


def documented() -> float:
    """Return the deaths that are documented, in exile to October 1948 and on the journey.

    >>> documented()
    17844.0
    """
    return sum(value_of(one) for one in DOCUMENTED)


@cache
def end_of(figure: str) -> float:
    """Return the end of the period of a figure, as a decimal year."""
    return decimal_year(data.figure(figure)["end"])


@cache
def time_of(name: str) -> float:
    """Return the time of a count of the evidence, the middle of it if it is a span."""
    row = data.figure(next(str(one.figure) for one in EVIDENCE if one.name == name))
    return (decimal_year(row["start"]) + decimal_year(row["end"])) / 2
