"""The account: what follows from one point of every prior, for many points at once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kalstats import data
from kalstats.demography import Course, decimal_year, deficit_parts
from kalstats.projection import project
from kalstats.study.loss.assumptions import (
    EVIDENCE,
    HORIZONS,
    QUARTER,
    RELEASED,
    Floats,
    end_of,
    value_of,
)
from kalstats.study.loss.tables import (
    GROUPS,
    STEPS,
    WIDTH,
    birth_slump,
    births_registered,
    fertility_schedule,
    growth_to_1944,
    risen,
    survival_tables,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LATEST_SCHEDULE = 1956  # middle of the last fertility schedules found, 1954–58
KEPT = 4  # steps with rates of their own; those of 1959–63 are kept, for no later ones were found


def _mix(weights: Sequence[Floats]) -> Floats:
    """Return survival by sex, draw and age: a mix of the five tables."""
    tables = survival_tables().reshape(5, 2 * GROUPS)
    mixed = tables.T @ np.stack(weights)
    return mixed.reshape(2, GROUPS, -1).transpose(0, 2, 1)


def _mortality(p: Mapping[str, Floats], middle: float, crisis: Floats = 0) -> Floats:
    """Return survival in a step around a year, in a mix with the crisis table."""
    fall = p["mortality_fall"] * min(1, (middle - 1938.5) / 20)
    higher, calm = p["understated"], 1 - crisis
    early, late = calm * (1 - fall), calm * fall
    weights = [early * (1 - higher), early * higher, late * (1 - higher), late * higher]
    return _mix([*weights, crisis + 0 * fall])


def _fertility(p: Mapping[str, Floats], middle: float) -> Floats:
    """Return births per woman and year, by draw and age, without the deportation."""
    fall = p["fertility_fall"] * min(1, (middle - 1939.5) / (LATEST_SCHEDULE - 1939.5))
    slump = 1 - p["war_slump"] * (1 - birth_slump(1944, 1948)) if middle < 1949 else 1
    level = p["fertility_level"] * slump
    schedules = np.stack([fertility_schedule(1939, 1940), fertility_schedule(1954, 1958)])
    return (schedules.T @ np.stack([level * (1 - fall), level * fall])).T


class Path(NamedTuple):
    """A population and its births so far, at the ends of the steps; one row per end."""

    population: Floats
    births: Floats

    def at(self, year: float) -> tuple[Floats, Floats]:
        """Return population and births at a time, on a straight line within the step."""
        step, part = divmod((year - STEPS[0]) / WIDTH, 1)
        return tuple(row[int(step)] * (1 - part) + row[int(step) + 1] * part for row in self)

    def course(self, year: float) -> Course:
        """Return births and deaths from the first day to a time."""
        people, births = self.at(year)
        return Course(self.population[0], births, self.population[0] + births - people)


def _walk(
    population: Floats,
    alive: Sequence[Floats],
    fertility: Sequence[Floats],
    counted: Sequence[Floats],
) -> Path:
    """Project step by step; where births were counted they replace those of the schedule."""
    size = [population.sum(axis=(0, 2))]
    born = [np.zeros_like(size[0])]
    for step, (survive, bear) in enumerate(zip(alive, fertility, strict=True)):
        population, births = project(population, survive, bear, two_sex=True)
        if step < len(counted):
            population[..., 0] *= counted[step] / births
            births = counted[step]
        size.append(population.sum(axis=(0, 2)))
        born.append(born[-1] + births)
    return Path(np.stack(size), np.stack(born))


def _deported(p: Mapping[str, Floats]) -> Floats:
    """Return the deported by sex, draw and age, fewer of them men of military age."""
    old, young = growth_to_1944()
    women, men = old + young * birth_slump(1939, 1943)
    men = np.tile(men[:, None], len(p["deported"])).astype(np.float32)
    men[3:10] *= 1 - p["men_missing"]
    both = np.stack([np.broadcast_to(women[:, None], men.shape), men])
    return (both * (p["deported"] / both.sum(axis=(0, 1)))).transpose(0, 2, 1)


def _counted_births(p: Mapping[str, Floats]) -> tuple[Floats, Floats]:
    """Return births in exile in 1944–48 and in 1949–53."""
    first, yearly, beyond = births_registered()
    more = p["ediev_births"] * beyond
    early = p["early_births"]
    return first + more * early, 5 * (yearly + more * (1 - early) / 4)


def account(p: Mapping[str, Floats]) -> dict[str, Floats]:
    """Work out what follows from one point of every prior, for many points at once.

    Parameters
    ----------
    p : mapping of str to array
        An array of the same length for the name of each prior.

    Returns
    -------
    dict of str to array
        The `OUTCOMES`, in persons; shares in percent of the deported.
    """
    start = _deported(p)
    middles = [float(year) + WIDTH / 2 for year in STEPS[:-1]]
    calm = [_mortality(p, middle) for middle in middles[:KEPT]]
    bear = [_fertility(p, middle) for middle in middles[:KEPT]]
    calm += calm[-1:] * (len(middles) - KEPT)
    bear += bear[-1:] * (len(middles) - KEPT)
    hard = [_mortality(p, middles[0], p["crisis"]), _mortality(p, middles[1], p["crisis_later"])]
    expected = _walk(start, calm, bear, ())
    exile = _walk(start, [*hard, *calm[2:]], bear, _counted_births(p))
    return (
        _ledger(p) | _registers(p, exile) | _censuses(p, exile, expected) | _losses(exile, expected)
    )


def _ledger(p: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return those expected in December 1943, and those of them without a trace."""
    old, young = growth_to_1944()
    births = p["fertility_level"] * (1 - p["war_slump"] * (1 - birth_slump(1939, 1943)))
    expected = p["census_1939"] * (1 - p["padding"]) * (old.sum() + young.sum() * births)
    found = p["deported"] * (1 - p["non_kalmyk"]) + p["never_registered"]
    return {"expected_1943": expected, "unexplained_1943": expected - found}


def _registers(p: Mapping[str, Floats], exile: Path) -> dict[str, Floats]:
    """Return what the registers would have counted, and the deaths to October 1948."""
    deaths = exile.population[0] + exile.births[1] - exile.population[1]

    def died(years: float) -> Floats:
        return deaths * np.expm1(-years / p["decay"]) / np.expm1(-WIDTH / p["decay"])

    released, full = value_of(RELEASED), end_of(RELEASED) - STEPS[0]
    counts = {}
    for name in ("registered_1945", "registered_1948"):
        years = _when(name) - STEPS[0]
        people = exile.population[0] - died(years) + exile.births[1] * risen(years)
        gone = released * min(1, years / full)
        counts[name] = (people - gone) * (1 - p["missed"])
    counts["registered_1953"] = exile.at(_when("registered_1953"))[0] - released
    quarter = died(end_of(QUARTER) - STEPS[0])
    shares = {"share_died_1948": died(full), "share_died_quarter": quarter}
    counts |= {name: 100 * dead / p["deported"] for name, dead in shares.items()}
    return counts | {"deaths_1948": died(full)}


@cache
def _when(name: str) -> float:
    """Return the time of a count of the evidence, the middle of it if it is a span."""
    row = data.figure({one.name: one.figure for one in EVIDENCE}[name])
    return (decimal_year(row["start"]) + decimal_year(row["end"])) / 2


def _censuses(p: Mapping[str, Floats], exile: Path, expected: Path) -> dict[str, Floats]:
    """Return the Kalmyks whom the censuses would have counted: exiles, and never registered."""
    counts = {}
    for name in ("census_1959", "census_1970"):
        people, without = exile.at(_when(name))[0], expected.at(_when(name))[0]
        elsewhere = p["never_registered"] * without / p["deported"]
        counts[name] = people * (1 - p["non_kalmyk"]) + elsewhere
    return counts


def _losses(exile: Path, expected: Path) -> dict[str, Floats]:
    """Return the parts of the deficit at each horizon; scenario form, so that they add up."""
    found: dict[str, Floats] = {}
    for year, day in HORIZONS.items():
        actual, without = exile.course(decimal_year(day)), expected.course(decimal_year(day))
        parts = deficit_parts(actual, without)
        found |= {f"deaths_{year}": actual.deaths, f"births_{year}": actual.births}
        found[f"direct_losses_{year}"] = parts.direct_losses
        found[f"birth_deficit_{year}"] = parts.birth_deficit
        found[f"total_deficit_{year}"] = parts.total
    return found
