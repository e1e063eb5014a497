"""The courses: the deported and their children in exile, and without the deportation."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from kalstats.demography import Course
from kalstats.projection import project
from kalstats.study.loss import counts
from kalstats.study.loss.counts import GROUPS, STEPS, WIDTH, Floats, Points, Series

LATEST_SCHEDULE = 1956  # middle of the last fertility schedules found, 1954–58
KEPT = 4  # steps with rates of their own; those of 1959–63 are kept, for no later ones were found
MEN = slice(3, 10)  # groups of military age, 15–49


def _mix(weights: Series) -> Floats:
    """Return survival by sex, draw and age: a mix of the five tables."""
    tables = counts.survival_tables().reshape(5, 2 * GROUPS)
    mixed = tables.T @ np.stack(weights)
    return mixed.reshape(2, GROUPS, -1).transpose(0, 2, 1)


def _mortality(p: Points, middle: float, crisis: Floats = 0) -> Floats:
    """Return survival in a step around a year, in a mix with the crisis table."""
    fall = p["mortality_fall"] * min(1, (middle - 1938.5) / 20)
    higher, calm = p["understated"], 1 - crisis
    early, late = calm * (1 - fall), calm * fall
    weights = [early * (1 - higher), early * higher, late * (1 - higher), late * higher]
    return _mix([*weights, crisis + 0 * fall])


def _fertility(level: Floats, fall: Floats, middle: float, slump: Floats = 1) -> Floats:
    """Return births per woman and year, by draw and age."""
    fall = fall * min(1, (middle - 1939.5) / (LATEST_SCHEDULE - 1939.5))
    years = ((1939, 1940), (1954, 1958))
    schedules = np.stack([counts.fertility_schedule(*both) for both in years])
    return (schedules.T @ np.stack([level * slump * (1 - fall), level * slump * fall])).T


def slump(p: Points, first: int, last: int) -> Floats:
    """Return births of war years, as a share of those without a war."""
    return 1 - p["war_slump"] * (1 - counts.birth_slump(first, last))


class Path(NamedTuple):
    """A population and its births so far, at the ends of the steps; one row per end.

    ``young`` are those born on the way, by sex and age group, at each end; ``last`` is the whole
    population by sex and age at the end.
    """

    population: Floats
    births: Floats
    young: Series = ()
    last: Floats = 0

    def at(self, year: float) -> tuple[Floats, Floats]:
        """Return population and births at a time, on a straight line within the step."""
        step, part = divmod((year - STEPS[0]) / WIDTH, 1)
        here = int(step)
        people, born = (row[here : here + 2] for row in self[:2])
        if not part:
            return people[0], born[0]
        return people[0] * (1 - part) + people[1] * part, born[0] * (1 - part) + born[1] * part

    def course(self, year: float) -> Course:
        """Return births and deaths from the first day to a time."""
        people, births = self.at(year)
        return Course(self.population[0], births, self.population[0] + births - people)


class Courses(NamedTuple):
    """The deported and their children in exile, and without the deportation."""

    exile: Path
    expected: Path
    calm: Series  # ordinary survival by step, sex, draw and age
    hard: Series  # that of the exile, in its two steps


def _walk(population: Floats, alive: Series, fertility: Series, counted: Series) -> Path:
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
    women, men = old + young * counts.birth_slump(1939, 1943)
    men = np.tile(men[:, None], len(p["deported"])).astype(np.float32)
    men[MEN] *= 1 - p["men_missing"]
    both = np.stack([np.broadcast_to(women[:, None], men.shape), men])
    return (both * (p["deported"] / both.sum(axis=(0, 1)))).transpose(0, 2, 1)


def _counted_births(p: Points) -> tuple[Floats, Floats]:
    """Return births in exile in 1944–48 and in 1949–53."""
    first, yearly, beyond = counts.births_registered()
    more = p["ediev_births"] * beyond
    early = p["early_births"]
    return first + more * early, 5 * (yearly + more * (1 - early) / 4)


def both_ways(p: Points) -> Courses:
    """Project the deported both ways from one point of every prior, for many points at once."""
    start = _deported(p)
    middles = STEPS[:-1] + WIDTH / 2
    steps = [min(step, KEPT - 1) for step in range(len(middles))]
    calm = [_mortality(p, middle) for middle in middles[:KEPT]]
    hard = [_mortality(p, middles[0], p["crisis"]), _mortality(p, middles[1], p["crisis_later"])]
    after = [_fertility(p["fertility_level"], p["fertility_fall"], m) for m in middles[:KEPT]]
    without = [_fertility(p["level_without"], p["fall_without"], m) for m in middles[:KEPT]]
    without[0] = without[0] * np.asarray(slump(p, 1944, 1948))[:, None]
    first = calm[0].copy()
    first[1, :, MEN.start + 1 : MEN.stop + 1] *= 1 - p["war_dead"][:, None]
    expected = _walk(start, [first, *(calm[k] for k in steps[1:])], [without[k] for k in steps], ())
    alive = [*hard, *(calm[k] for k in steps[2:])]
    exile = _walk(start, alive, [after[k] for k in steps], _counted_births(p))
    return Courses(exile, expected, calm, hard)


def in_first_step(p: Points, exile: Path, years: float) -> tuple[Floats, Floats]:
    """Return deaths and births in exile from the first day, within the first five years."""
    deaths = exile.population[0] + exile.births[1] - exile.population[1]
    share = np.expm1(-years / p["decay"]) / np.expm1(-WIDTH / p["decay"])
    return deaths * share, exile.births[1] * counts.risen(years)


def kalmyks(p: Points, people: Floats, expected: Floats) -> Floats:
    """Return all Kalmyks: those of the deported, and the never registered and their children."""
    return people * (1 - p["non_kalmyk"]) + p["never_registered"] * expected / p["deported"]
