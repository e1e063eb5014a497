"""The account: what follows from one point of every prior, for many points at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kalstats.demography import decimal_year, deficit_parts
from kalstats.study.loss.counts import (
    HORIZONS,
    OPERATION,
    QUARTER,
    RELEASED,
    Floats,
    end_of,
    time_of,
    value_of,
)
from kalstats.study.loss.courses import (
    Courses,
    Path,
    courses,
    in_first_step,
    kalmyks,
    same_people,
    slump,
)
from kalstats.study.loss.tables import STEPS, WIDTH, growth_to_1944

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def outcomes(p: Mapping[str, Floats]) -> dict[str, Floats]:
    """Work out what follows from one point of every prior, for many points at once.

    Parameters
    ----------
    p : mapping of str to array
        An array of the same length for the name of each prior.

    Returns
    -------
    dict of str to array
        The `OUTCOMES`, in persons; shares in percent. Deaths, births and registers are of the
        deported and their children; what was lost, and the censuses, are of the Kalmyks.
    """
    found = courses(p)
    return _ledger(p) | _counts(p, found) | _losses(p, found) | _cohorts(p, found)


def _counts(p: Mapping[str, Floats], found: Courses) -> dict[str, Floats]:
    return _registers(p, found.exile) | _censuses(p, found.exile, found.expected)


def _ledger(p: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return those expected in December 1943, and those of them without a trace."""
    old, young = growth_to_1944()
    births = p["level_without"] * slump(p, 1939, 1943)
    expected = p["census_1939"] * (1 - p["padding"]) * (old.sum() + young.sum() * births)
    lost = expected - p["deported"] * (1 - p["non_kalmyk"]) - p["never_registered"]
    found = {"expected_1943": expected, "unexplained_1943": lost}
    return found | {"unexplained_share": 100 * lost / expected}


def _registers(p: Mapping[str, Floats], exile: Path) -> dict[str, Floats]:
    """Return what the registers would have counted, and the deaths to October 1948."""
    released, full = value_of(RELEASED), end_of(RELEASED) - STEPS[0]
    late = (1 - p["late_registered"]) * np.maximum(0, p["deported"] - value_of(OPERATION))
    counts = {}
    for name, absent in (("registered_1945", late), ("registered_1948", 0)):
        years = time_of(name) - STEPS[0]
        deaths, births = in_first_step(p, exile, years)
        gone = released * min(1, years / full) + absent
        people = exile.population[0] - deaths + births
        counts[name] = (people - gone) * (1 - p["missed"])
    counts["registered_1953"] = exile.at(time_of("registered_1953"))[0] - released
    dead, _ = in_first_step(p, exile, full)
    quarter, _ = in_first_step(p, exile, end_of(QUARTER) - STEPS[0])
    later = exile.course(decimal_year(HORIZONS["1953"])).deaths
    shares = {"share_died_1948": dead, "share_died_quarter": quarter, "share_died_1953": later}
    counts |= {name: 100 * number / p["deported"] for name, number in shares.items()}
    return counts | {"deaths_1948": dead}


def _censuses(p: Mapping[str, Floats], exile: Path, expected: Path) -> dict[str, Floats]:
    """Return the Kalmyks whom the censuses would have counted."""
    times = {name: time_of(name) for name in ("census_1959", "census_1970")}
    return {
        name: kalmyks(p, exile.at(year)[0], expected.at(year)[0]) for name, year in times.items()
    }


def _losses(p: Mapping[str, Floats], found: Courses) -> dict[str, Floats]:
    """Return who is missing at each horizon, split in two ways that both add up.

    N₀ − N = (D − Dₛ) + (N₀ − Nₛ) = (D − D₀) + (B₀ − B).
    """
    told: dict[str, Floats] = {}
    people = same_people(found.exile, found.expected)
    for year, day in HORIZONS.items():
        at, share = decimal_year(day), 1 - p["non_kalmyk"]
        actual, without = found.exile.course(at), found.expected.course(at)
        same, parts = people.at(at)[0], deficit_parts(actual, without)
        told |= {f"deaths_{year}": actual.deaths, f"births_{year}": actual.births}
        lost = {
            "people_missing": parts.total,
            "excess_deaths": same - actual.end,  # the births are the same
            "missing_children": without.end - same,
            "direct_losses": parts.direct_losses,
            "birth_deficit": parts.birth_deficit,
        }
        told |= {f"{name}_{year}": share * number for name, number in lost.items()}
    return told


def _cohorts(p: Mapping[str, Floats], found: Courses) -> dict[str, Floats]:
    """Return who is left in mid-1989 of the children of the exile, and how deep their hole is."""
    even = {"early_1944": 0.1, "early_1949": 0.1}  # births without the deportation
    exiles = _at_mid_year(p, _left(found.exile.last, found.calm[-1]))
    others = _at_mid_year({**p, **even}, _left(found.expected.last, found.calm[-1]))
    exiles = [number * (1 - p["non_kalmyk"]) for number in exiles]
    part = p["never_registered"] / p["deported"]
    every = [own + part * other for own, other in zip(exiles, others, strict=True)]
    outcomes = {"cohort_ratio_1989": depth(every), "cohort_ratio_exiles_1989": depth(exiles)}
    for who, numbers in (("kalmyks", every), ("exiles", exiles)):
        named = zip(("45", "40", "35"), numbers, strict=True)
        outcomes |= {f"{who}_{age}_1989": number for age, number in named}
    return outcomes


def _left(population: Floats, alive: Floats) -> list[Floats]:
    """Return who is left in 1989 of the births of 1939–43, 1944–48, 1949–53 and 1954–58."""
    years = 1989 - int(STEPS[-1])
    found = []
    for group in (6, 5, 4, 3):  # in 1974
        later = alive[:, :, group + 1 : group + 1 + years // WIDTH].prod(axis=2)
        found.append((population[:, :, group] * later).sum(axis=0))
    return found


def _at_mid_year(p: Mapping[str, Floats], left: Sequence[Floats]) -> list[Floats]:
    """Return survivors born from mid-1939, mid-1944 and mid-1949, five years each."""
    before, hole, after, last = left
    return [
        before * (1 - p["early_1939"]) + hole * p["early_1944"],
        hole * (1 - p["early_1944"]) + after * p["early_1949"],
        after * (1 - p["early_1949"]) + (after + last) / 20,  # as before and as after 1954
    ]


def depth(people: Sequence[Floats]) -> Floats:
    """Return the middle of three cohorts over the mean of the other two.

    >>> depth([100, 40, 60])
    0.5
    """
    return 2 * people[1] / (people[0] + people[2])
