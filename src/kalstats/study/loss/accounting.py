"""The account: what follows from one point of every prior, for many points at once."""

from __future__ import annotations

import numpy as np

from kalstats.demography import decimal_year, deficit_parts
from kalstats.study.cohorts import depth
from kalstats.study.loss import counts, courses
from kalstats.study.loss.counts import HORIZONS, STEPS, WIDTH, Floats, Points, Series

PARTS = ("people_missing", "excess_deaths", "missing_children", "direct_losses", "birth_deficit")


def outcomes(p: Points) -> dict[str, Floats]:
    """Work out what follows from one point of every prior, for many points at once.

    Parameters
    ----------
    p : mapping of str to array
        An array of the same length for the name of each prior.

    Returns
    -------
    dict of str to array
        What `draw` has a column for, in persons; shares in percent. Deaths, births and registers
        are of the deported and their children; what was lost, and the censuses, of the Kalmyks.
    """
    found = courses.both_ways(p)
    return _ledger(p) | _counts(p, found) | _losses(p, found) | _cohorts(p, found)


def _ledger(p: Points) -> dict[str, Floats]:
    """Return those expected in December 1943, and those of them without a trace."""
    old, young = counts.growth_to_1944()
    births = p["level_without"] * courses.slump(p, 1939, 1943)
    expected = p["census_1939"] * (1 - p["padding"]) * (old.sum() + young.sum() * births)
    lost = expected - p["deported"] * (1 - p["non_kalmyk"]) - p["never_registered"]
    found = {"expected_1943": expected, "unexplained_1943": lost}
    return found | {"unexplained_share": 100 * lost / expected}


def _counts(p: Points, found: courses.Courses) -> dict[str, Floats]:
    """Return what registers and censuses would have counted, and the deaths to October 1948."""
    exile, start = found.exile, STEPS[0]
    full = counts.end_of(counts.RELEASED) - start
    released = counts.value_of(counts.RELEASED)
    later = np.maximum(0, p["deported"] - counts.value_of(counts.OPERATION))
    absent = {"registered_1945": (1 - p["late_registered"]) * later, "registered_1948": 0}
    told = {}
    for name, missing in absent.items():
        years = counts.time_of(name) - start
        deaths, births = courses.in_first_step(p, exile, years)
        people = exile.population[0] - deaths + births - missing
        told[name] = (people - released * min(1, years / full)) * (1 - p["missed"])
    told["registered_1953"] = exile.at(counts.time_of("registered_1953"))[0] - released
    for name in ("census_1959", "census_1970"):
        path, expected = (one.at(counts.time_of(name))[0] for one in (exile, found.expected))
        told[name] = courses.kalmyks(p, path, expected)
    quarter = counts.end_of(counts.QUARTER) - start
    dead, early = (courses.in_first_step(p, exile, years)[0] for years in (full, quarter))
    in_1953 = exile.course(decimal_year(HORIZONS["1953"])).deaths
    shares = {"share_died_1948": dead, "share_died_quarter": early, "share_died_1953": in_1953}
    told |= {name: 100 * number / p["deported"] for name, number in shares.items()}
    return told | {"deaths_1948": dead}


def _losses(p: Points, found: courses.Courses) -> dict[str, Floats]:
    """Return who is missing at each horizon, split in two ways that both add up.

    N₀ − N = (D − Dₛ) + (N₀ − Nₛ) = (D − D₀) + (B₀ − B).
    """
    told: dict[str, Floats] = {}
    people = courses.same_people(found.exile, found.expected)
    for year, day in HORIZONS.items():
        at, share = decimal_year(day), 1 - p["non_kalmyk"]
        actual, without = found.exile.course(at), found.expected.course(at)
        same, parts = people.at(at)[0], deficit_parts(actual, without)
        told |= {f"deaths_{year}": actual.deaths, f"births_{year}": actual.births}
        # the births of the same people are those of the exile: what differs is deaths
        lost = (parts.total, same - actual.end, without.end - same, *parts[:2])
        named = zip(PARTS, lost, strict=True)
        told |= {f"{name}_{year}": share * number for name, number in named}
    return told


def _cohorts(p: Points, found: courses.Courses) -> dict[str, Floats]:
    """Return who is left in mid-1989 of the children of the exile, and how deep their hole is."""
    even = {"early_1944": 0.1, "early_1949": 0.1}  # births without the deportation
    exiles = _at_mid_year(p, _left(found.exile.last, found.calm[-1]))
    others = _at_mid_year({**p, **even}, _left(found.expected.last, found.calm[-1]))
    exiles = [number * (1 - p["non_kalmyk"]) for number in exiles]
    part = p["never_registered"] / p["deported"]
    every = [own + part * other for own, other in zip(exiles, others, strict=True)]
    outcomes = {"cohort_ratio_1989": depth(*every), "cohort_ratio_exiles_1989": depth(*exiles)}
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


def _at_mid_year(p: Points, left: Series) -> list[Floats]:
    """Return survivors born from mid-1939, mid-1944 and mid-1949, five years each."""
    before, hole, after, last = left
    return [
        before * (1 - p["early_1939"]) + hole * p["early_1944"],
        hole * (1 - p["early_1944"]) + after * p["early_1949"],
        after * (1 - p["early_1949"]) + (after + last) / 20,  # as before and as after 1954
    ]
