"""The measures of a people's loss, each greater for a greater loss, and the figures they take."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from kalstats.composition import share, total
from kalstats.demography import balance, decimal_year, relative_change
from kalstats.evidence import Figure
from kalstats.study import measured
from kalstats.study.measured import COUNT, EDIEV, EXCESS, GERMANS, OPERATION, REGISTER, Known

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Inputs = tuple[Callable[..., float], dict[str, list[Figure]]]

LABELS = {
    "registered deaths": "Registered deaths to October 1948, per 100 arrivals",
    "death rate": "Registered deaths to October 1948, per 1,000 person-years",
    "birth deficit": "Births missing 1944–1952 (Ediev), per 100 deported",
    "birth deficit of expected": "Births missing 1944–1952 (Ediev), per 100 expected",
    "lowest number": "Fall to the lowest number (Ediev), per 100 deported",
    "deaths of the balance": "Deaths that close Ediev's balance to January 1953, per 100 deported",
    "death rate of the balance": "Deaths that close Ediev's balance, per 1,000 person-years",
    "excess deaths": "Excess deaths (after Ediev), per 100 deported",
    "census 1926–1959": "Fall between the censuses of 1926 and 1959, percent",
    "census 1939–1959": "Fall between the censuses of 1939 and 1959, percent",
    "deaths in transit": "Deaths in transit, per 100 deported",
    "deaths as printed": "Deaths as printed, unlike definitions, per 100 deported",
}
UNITS = dict.fromkeys(LABELS, "percent")
UNITS |= dict.fromkeys(("death rate", "death rate of the balance"), "per 1,000 a year")
# Germans stand apart by registers, which miss the labour army, and not by censuses
BY_CENSUS = {"census 1926–1959", "census 1939–1959"}
RATED = [people for people in REGISTER if people != GERMANS]  # in the register as others are
BETWEEN = Figure("", "", 0, 0.5, 1, "", "", "", "normal")  # from one count to the next


def _each(
    function: Callable[..., float], peoples: Iterable[str], **choose: Any
) -> dict[str, Inputs]:
    """Choose for every people the figures that a measure takes."""
    return {p: (function, {name: find(p) for name, find in choose.items()}) for p in peoples}


def _fall(start: float, end: float) -> float:
    return float(-relative_change(start, end))


def _dead(base: float, births: float, end: float) -> float:
    """Return the deaths that close a balance, of the deported."""
    return float(-balance(base, end, births=births).error_of_closure) / base


def _lived(times: list[float], counts: list[float], between: float) -> float:
    """Return person-years along counts; the number lies anywhere from one to the next."""
    steps = zip(times, times[1:], counts, counts[1:], strict=False)
    return sum((end - start) * (min(a, b) + between * abs(b - a)) for start, end, a, b in steps)


def _exposure(
    arrived: float, registered: float, began: float, between: float, **autumn: float
) -> float:
    """Return person-years from the deportation to 1 October 1948."""
    times = [began, *map(float, map(decimal_year, ("1945-10-01", COUNT)))]
    return _lived(times, [arrived, total(**autumn), registered], between)


def _rate(deaths: float, **path: float) -> float:
    return deaths / _exposure(**path)


def _dead_rate(
    times: list[float], counts: list[float], base: float, births: float, end: float, between: float
) -> float:
    """Return the deaths that close a balance, per person-year along its counts."""
    return base * _dead(base, births, end) / _lived(times, [base, *counts, end], between)


def _path(known: Known, people: str) -> dict[str, list[Figure]]:
    """Return what the person-years of the register take."""
    days = [known.counted("arrived", people)[0].start] * 3
    if people == measured.NORTH:  # a pool: from its first people to its last
        days[1:] = (
            known.one(OPERATION[name])[0][end]
            for name, end in ((measured.PAIR, "start"), ("Balkars", "end"))
        )
    low, value, high = (float(decimal_year(day)) for day in days)
    counts = {"arrived": known.arrivals(people), "registered": known.counted("registered", people)}
    counts["began"] = [Figure("", "", low, value, high, "", "", "", "normal")]
    return {**counts, "between": [BETWEEN], **known.autumn(people)}


def registered(known: Known) -> dict[str, dict[str, Inputs]]:
    """Return what the measures of the register's balance take."""
    dead = partial(known.counted, "deaths")
    return {
        "registered deaths": _each(share, REGISTER, part=dead, whole=known.arrivals),
        "death rate": {p: (_rate, {"deaths": dead(p), **_path(known, p)}) for p in RATED},
    }


def _along(known: Known, people: str) -> Inputs:
    """Return what the death rate of Ediev's balance takes: his counts of a people, by date."""
    day = known.began(people)
    later = [figure for figure in known.counts(people) if figure.start > day]
    times = [float(decimal_year(when)) for when in (day, *(figure.start for figure in later))]
    function = partial(_dead_rate, times, [float(figure.value) for figure in later[:-1]])
    given = {
        "base": known.base(people),
        "births": known.births("births", people),
        "end": later[-1:],
    }
    return function, {**given, "between": [BETWEEN]}


def estimated(known: Known) -> dict[str, dict[str, Inputs]]:
    """Return what the measures of Ediev's tables take."""
    missing, births, expected = (
        partial(known.births, name) for name in ("birth-deficit", "births", "births-forecast")
    )
    base = known.base
    counts = {people: known.counts(people) for people in EDIEV}
    lowest = {people: [min(rows, key=lambda f: f.value)] for people, rows in counts.items()}
    last = {people: rows[-1:] for people, rows in counts.items()}
    return {
        "birth deficit": _each(share, EDIEV, part=missing, whole=base),
        "birth deficit of expected": _each(share, EDIEV, part=missing, whole=expected),
        "lowest number": _each(_fall, EDIEV, start=base, end=lowest.get),
        "deaths of the balance": _each(_dead, EDIEV, base=base, births=births, end=last.get),
        "death rate of the balance": {p: _along(known, p) for p in EDIEV if p != GERMANS},
    }


def _between(known: Known, column: int, year: int) -> dict[str, Inputs]:
    """Return what the fall from a census to that of 1959 takes."""
    found = {}
    for people, source in measured.CENSUS.items():
        keys = f"{year}-{source[column]}", f"1959-{source[2]}"
        ends = [f"{people.lower()}-ussr-{key}" for key in keys]
        if source[column]:
            found[people] = _fall, dict(zip(("start", "end"), map(known.one, ends), strict=True))
    return found


def _of_deported(known: Known, dead: dict[str, str]) -> dict[str, Inputs]:
    """Return what numbers of dead take, of those deported."""
    whole = {people: known.one(OPERATION[people]) for people in dead}
    return {p: (share, {"part": known.one(key), "whole": whole[p]}) for p, key in dead.items()}


def printed(known: Known) -> dict[str, dict[str, Inputs]]:
    """Return what the measures of censuses and of numbers in print take."""
    excess = {people: {"percent": known.one(key)} for people, key in EXCESS.items()}
    return {
        "excess deaths": {p: (lambda percent: percent / 100, one) for p, one in excess.items()},
        "census 1926–1959": _between(known, 0, 1926),
        "census 1939–1959": _between(known, 1, 1939),
        "deaths in transit": _of_deported(known, measured.TRANSIT),
        "deaths as printed": _of_deported(known, measured.PRINTED),
    }
