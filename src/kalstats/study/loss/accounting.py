"""The account: the deported both ways, and what follows from one point of every prior."""

from collections import namedtuple
from typing import Any, NamedTuple

import numpy as np

from kalstats.demography import Course, decimal_year, deficit_parts
from kalstats.projection import project
from kalstats.study.cohorts import depth
from kalstats.study.loss import counts
from kalstats.study.loss.counts import GROUPS, HORIZONS, STEPS, WIDTH, Floats, Points

KEPT = 4  # steps with rates of their own; those of 1959–63 are kept, for no later ones were found
MEN = slice(3, 10)  # groups of military age, 15–49


def _mortality(p: Points, middle: float, crisis: Floats = 0) -> Floats:
    """Return survival by sex, draw and age in a step around a year: a mix of the five tables."""
    fall = p["mortality_fall"] * min(1, (middle - 1938.5) / 20)
    higher, calm = p["understated"], 1 - crisis
    early, late = calm * (1 - fall), calm * fall
    weights = [early * (1 - higher), early * higher, late * (1 - higher), late * higher]
    tables = counts.survival_tables().reshape(5, 2 * GROUPS)
    mixed = tables.T @ np.stack([*weights, crisis + 0 * fall])
    return mixed.reshape(2, GROUPS, -1).transpose(0, 2, 1)


def _fertility(level: Floats, fall: Floats, middle: float) -> Floats:
    """Return births per woman and year, by draw and age."""
    fall = fall * min(1, (middle - 1939.5) / 16.5)  # to 1956, the middle of the last schedules
    schedules = [counts.fertility_schedule(*years) for years in ((1939, 1940), (1954, 1958))]
    return (np.stack(schedules).T @ np.stack([level * (1 - fall), level * fall])).T


def _slump(p: Points, first: int, last: int) -> Floats:
    """Return births of war years, as a share of those without a war."""
    return 1 - p["war_slump"] * (1 - counts.birth_slump(first, last))


class Path(NamedTuple):
    """A population and its births so far, at the ends of the steps; one row per end.

    ``young`` are those born on the way, by sex and age group, at each end; ``last`` is the whole
    population by sex and age at the end.
    """

    population: Floats
    births: Floats
    young: Any = ()
    last: Floats = 0

    def at(self, year: float) -> tuple[Floats, ...]:
        """Return population and births at a time, on a straight line within the step."""
        step, part = divmod((year - STEPS[0]) / WIDTH, 1)
        ends = [row[int(step) : int(step) + 2] for row in self[:2]]
        return tuple(row[0] * (1 - part) + row[1] * part if part else row[0] for row in ends)

    def course(self, year: float) -> Course:
        """Return births and deaths from the first day to a time."""
        people, births = self.at(year)
        return Course(self.population[0], births, self.population[0] + births - people)


# the deported in exile and without the deportation; ordinary survival by step, sex, draw and age,
# and that of the exile in its two steps
Courses = namedtuple("Courses", "exile expected calm hard")


def _walk(population: Floats, alive: Any, fertility: Any, counted: Any) -> Path:
    """Project step by step; where births were counted they replace those of the schedule."""
    size, born, young = [population.sum(axis=(0, 2))], [0 * population[0, :, 0]], []
    for step, (survive, bear) in enumerate(zip(alive, fertility, strict=True)):
        population, births = project(population, survive, bear, two_sex=True)
        if step < len(counted):
            population[..., 0] *= counted[step] / births
            births = counted[step]
        size.append(population.sum(axis=(0, 2)))
        born.append(born[-1] + births)
        young.append(population[:, :, : step + 1])
    return Path(np.stack(size), np.stack(born), young, population)


def same_people(exile: Path, expected: Path) -> Path:
    """Return the course with the births of the exile and the mortality of the counterfactual.

    Survivors of the births of a step are as many per birth as those expected; nobody else
    differs. So who is missing is the sum over the steps of what lacked of their births.
    """
    lacking = 1 - np.diff(exile.births, axis=0) / np.diff(expected.births, axis=0)
    size = [expected.population[0]]
    for step, young in enumerate(expected.young):  # the youngest were born in the last step
        missing = np.einsum("sna,an->n", young, lacking[step::-1])
        size.append(expected.population[step + 1] - missing)
    return Path(np.stack(size), exile.births)


def _deported(p: Points) -> Floats:
    """Return the deported by sex, draw and age, fewer of them men of military age."""
    old, young = counts.growth_to_1944()
    one = old + young * counts.birth_slump(1939, 1943)
    both = np.repeat(one[..., None], len(p["deported"]), axis=2)
    both[1, MEN] *= 1 - p["men_missing"]
    return (both * (p["deported"] / both.sum(axis=(0, 1)))).transpose(0, 2, 1)


def _counted_births(p: Points) -> tuple[Floats, Floats]:
    """Return births in exile in 1944–48 and in 1949–53."""
    first, yearly, beyond = counts.births_registered()
    more, early = p["ediev_births"] * beyond, p["early_births"]
    return first + more * early, 5 * (yearly + more * (1 - early) / 4)


def both_ways(p: Points) -> Courses:
    """Project the deported both ways from one point of every prior, for many points at once."""
    middles = STEPS[:KEPT] + WIDTH / 2
    calm = [_mortality(p, middle) for middle in middles]
    hard = [_mortality(p, middles[0], p["crisis"]), _mortality(p, middles[1], p["crisis_later"])]
    after = [_fertility(p["fertility_level"], p["fertility_fall"], m) for m in middles]
    without = [_fertility(p["level_without"], p["fall_without"], m) for m in middles]
    for rates in (calm, after, without):
        rates += rates[-1:] * (len(STEPS) - 1 - KEPT)
    without[0] = without[0] * np.asarray(_slump(p, 1944, 1948))[:, None]
    first = calm[0].copy()
    first[1, :, MEN.start + 1 : MEN.stop + 1] *= 1 - p["war_dead"][:, None]
    start = _deported(p)
    expected = _walk(start, [first, *calm[1:]], without, ())
    exile = _walk(start, [*hard, *calm[2:]], after, _counted_births(p))
    return Courses(exile, expected, calm, hard)


def in_first_step(p: Points, exile: Path, years: float) -> tuple[Floats, Floats]:
    """Return deaths from the first day, and who is left then, within the first five years."""
    share = np.expm1(-years / p["decay"]) / np.expm1(-WIDTH / p["decay"])
    deaths = (exile.population[0] + exile.births[1] - exile.population[1]) * share
    return deaths, exile.population[0] - deaths + exile.births[1] * counts.risen(years)


def kalmyks(p: Points, people: Floats, expected: Floats) -> Floats:
    """Return all Kalmyks: those of the deported, and the never registered and their children."""
    return people * (1 - p["non_kalmyk"]) + p["never_registered"] * expected / p["deported"]


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
    found = both_ways(p)
    told = _ledger(p) | _counts(p, found) | _losses(p, found) | _cohorts(p, found)
    died = {f"share_died_{year}": told[f"deaths_{year}"] for year in ("1948", "1953", "quarter")}
    return told | {name: 100 * dead / p["deported"] for name, dead in died.items()}


def _ledger(p: Points) -> dict[str, Floats]:
    """Return those expected in December 1943, and those of them without a trace."""
    old, young = counts.growth_to_1944()
    births = p["level_without"] * _slump(p, 1939, 1943)
    expected = p["census_1939"] * (1 - p["padding"]) * (old.sum() + young.sum() * births)
    lost = expected - p["deported"] * (1 - p["non_kalmyk"]) - p["never_registered"]
    told = {"expected_1943": expected, "unexplained_1943": lost}
    return told | {"unexplained_share": 100 * lost / expected}


def _counts(p: Points, found: Courses) -> dict[str, Floats]:
    """Return what registers and censuses would have counted, and the deaths to October 1948."""
    exile, released = found.exile, counts.value_of(counts.RELEASED)
    full, quarter = (counts.end_of(one) - STEPS[0] for one in (counts.RELEASED, counts.QUARTER))
    told = {"deaths_1948": in_first_step(p, exile, full)[0]}
    told["deaths_quarter"] = in_first_step(p, exile, quarter)[0]
    later = np.maximum(0, p["deported"] - counts.value_of(counts.OPERATION))
    absent = {"registered_1945": (1 - p["late_registered"]) * later, "registered_1948": 0}
    for name, missing in absent.items():
        years = counts.time_of(name) - STEPS[0]
        people = in_first_step(p, exile, years)[1] - missing
        told[name] = (people - released * min(1, years / full)) * (1 - p["missed"])
    told["registered_1953"] = exile.at(counts.time_of("registered_1953"))[0] - released
    for name in ("census_1959", "census_1970"):
        told[name] = kalmyks(p, *(one.at(counts.time_of(name))[0] for one in found[:2]))
    return told


def _losses(p: Points, found: Courses) -> dict[str, Floats]:
    """Return who is missing at each horizon, split in two ways that both add up.

    N₀ − N = (D − Dₛ) + (N₀ − Nₛ) = (D − D₀) + (B₀ − B).
    """
    told: dict[str, Floats] = {}
    people = same_people(found.exile, found.expected)
    for year, day in HORIZONS.items():
        actual, without = (one.course(decimal_year(day)) for one in found[:2])
        same, parts = people.at(decimal_year(day))[0], deficit_parts(actual, without)
        told |= {f"deaths_{year}": actual.deaths, f"births_{year}": actual.births}
        # the births of the same people are those of the exile: what differs is deaths
        lost = {"people_missing": parts.total, "excess_deaths": same - actual.end}
        lost |= {"missing_children": without.end - same}
        lost |= {"direct_losses": parts.direct_losses, "birth_deficit": parts.birth_deficit}
        told |= {f"{name}_{year}": (1 - p["non_kalmyk"]) * n for name, n in lost.items()}
    return told


def _cohorts(p: Points, found: Courses) -> dict[str, Floats]:
    """Return who is left in mid-1989 of the children of the exile, and how deep their hole is."""
    even = {"early_1944": 0.1, "early_1949": 0.1}  # births without the deportation
    exiles = _at_mid_year(p, found.exile.last, found.calm[-1]) * (1 - p["non_kalmyk"])
    others = _at_mid_year({**p, **even}, found.expected.last, found.calm[-1])
    every = exiles + p["never_registered"] / p["deported"] * others
    told = {"cohort_ratio_1989": depth(*every), "cohort_ratio_exiles_1989": depth(*exiles)}
    for who, numbers in (("kalmyks", every), ("exiles", exiles)):
        told |= {f"{who}_{age}_1989": n for age, n in zip((45, 40, 35), numbers, strict=True)}
    return told


def _at_mid_year(p: Points, people: Floats, alive: Floats) -> Floats:
    """Return survivors in 1989 born from mid-1939, mid-1944 and mid-1949, five years each."""
    # three steps from 1974, of those born in 1954–58, 1949–53, 1944–48 and 1939–43
    later = alive[..., 4:8] * alive[..., 5:9] * alive[..., 6:10]
    last, after, hole, before = (people[..., 3:7] * later).sum(axis=0).T
    first = before * (1 - p["early_1939"]) + hole * p["early_1944"]
    second = hole * (1 - p["early_1944"]) + after * p["early_1949"]
    third = after * (1 - p["early_1949"]) + (after + last) / 20  # as before and as after 1954
    return np.stack([first, second, third])
