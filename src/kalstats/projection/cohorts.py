"""The projection of a population by age and sex, cohort by cohort."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kalstats.demography.change import require_counts
from kalstats.projection.life_tables import Floats, as_array, numbers

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def migrants_in(migrants: ArrayLike, population: Floats) -> Floats:
    """Return net migrants as an array that fits a population, or say that they do not."""
    array = numbers("migrants", migrants)
    if array.shape[-1:] != population.shape[-1:]:
        shapes = f"migrants {array.shape}, population {population.shape}"
        raise ValueError(f"{shapes}: expected the same age groups")
    return array


def project(
    population: ArrayLike,
    survival: ArrayLike,
    fertility: ArrayLike,
    *,
    srb: float = 1.05,
    migrants: ArrayLike | None = None,
    width: int = 5,
    two_sex: bool = False,
) -> tuple[Floats, Floats]:
    """Carry a population forward by one step of cohort-component projection.

    N(x + n) = (N(x) + M/2)·S + M/2; births n·Σ F·(N₀ + N₁)/2, of which girls 1/(1 + srb)
    (Preston, Heuveline and Guillot 2001, chapter 6).

    Parameters
    ----------
    population : array_like, shape (..., groups) or (2, ..., groups)
        Women by age group; with `two_sex` women and men along the first axis.
    survival : array_like
        From `survival`, of the same shape or one that broadcasts to it; or one ratio more, the
        last for those already in the open group, as popReconstruct and ccmppWPP publish them.
    fertility : array_like, shape (..., groups)
        Births of both sexes per woman and year.
    srb : float
        Boys born per girl, above 0.
    migrants : array_like, optional
        Net migrants in the step, half at its start and half at its end.
    width : int
        Years in a group and in the step, above 0.
    two_sex : bool
        Whether the first axis holds the two sexes.

    Returns
    -------
    population : numpy.ndarray
        At the end of the step, in the shape of the input.
    births : numpy.ndarray
        Of both sexes in the step, without the age axis.

    Raises
    ------
    ValueError
        For shapes that do not match, numbers that are negative or not finite, survival above 1, a
        sex ratio or width that is not above 0, or more people leaving than there are.

    Examples
    --------
    >>> women, births = project([100, 100, 100], [0.9, 0.95, 0.8], [0, 0.1, 0], srb=1)
    >>> women.round(2).tolist(), float(births)
    ([21.94, 95.0, 160.0], 48.75)
    """
    people, alive = as_array("population", population), as_array("survival", survival, most=1)
    require_counts(srb=srb, width=width)
    born = as_array("fertility", fertility)
    groups = people.shape[-1] if people.ndim else 0
    shapes = f"population, survival, fertility {people.shape}, {alive.shape}, {born.shape}"
    same = born.shape[-1:] == (groups,) and alive.shape[-1:] in ((groups,), (groups + 1,))
    if groups < 2 or not same:
        raise ValueError(f"{shapes}: expected the same age groups, two at least")
    if two_sex and people.shape[0] != 2:
        raise ValueError(f"population {people.shape}: expected a first axis of 2, women and men")
    half = 0 if migrants is None else migrants_in(migrants, people) / 2
    before = people if migrants is None else as_array("population + migrants / 2", people + half)
    larger = before if before.ndim > alive.ndim else alive  # its order in memory is kept
    try:
        shape = np.broadcast_shapes(before.shape, alive[..., :groups].shape)
    except ValueError:
        raise ValueError(f"{shapes}: expected shapes that fit each other") from None
    after = np.empty_like(larger, shape=shape)
    np.multiply(before[..., :-1], alive[..., 1:groups], out=after[..., 1:])
    after[..., -1] += before[..., -1] * alive[..., -1]
    after[..., 0] = 0
    after += half
    women = before[0] + after[0] if two_sex else before + after
    births = width / 2 * np.einsum("...a,...a->...", born, women)
    girls = births / (1 + srb)
    children = np.stack([girls, births - girls]) if two_sex else girls
    after[..., 0] += children * alive[..., 0]
    return after if migrants is None else as_array("survivors + migrants", after), births


def standardised_death_rate(
    population: ArrayLike,
    survival: ArrayLike,
    birth_rate: float,
    *,
    steps: int = 1,
    srb: float = 1.05,
    width: int = 5,
) -> float:
    """Return the crude death rate that a life table gives a population with another birth rate.

    A crude rate Σ m(x)·N(x) hangs on how many small children there are. The population is closed
    and carried forward by cohorts; births B = b·PY are spread evenly, PY = n·(N₀ + N₁)/2 in each
    step, and deaths are N₀ + B − N₁.

    Parameters
    ----------
    population : array_like, shape (2, groups)
        Women and men by age group, as counted or as shares.
    survival : array_like, shape (2, groups)
        From `survival`, women and men.
    birth_rate : float
        Births per person-year, from 0 to below 2/n.
    steps : int
        Over how many steps the rate is taken.
    srb : float
        Boys born per girl.
    width : int
        Years in a group and in a step.

    Returns
    -------
    float
        Deaths per person-year over all steps.

    Raises
    ------
    ValueError
        For shapes that do not match, no step, or a birth rate outside its range.

    Examples
    --------
    >>> people, alive = [[50, 40, 30]] * 2, [[0.8, 0.95, 0.6]] * 2
    >>> [round(1000 * standardised_death_rate(people, alive, b), 1) for b in (0, 0.02, 0.04)]
    [58.2, 59.9, 61.6]
    """
    people, alive = as_array("population", population), as_array("survival", survival, most=1)
    require_counts(srb=srb, width=width)
    if not 0 <= birth_rate < 2 / width or steps < 1 or people.ndim != 2:
        given = f"birth_rate = {birth_rate}, steps = {steps}, population {people.shape}"
        expected = f"a rate from 0 to below {2 / width}, one step at least, women and men by age"
        raise ValueError(f"{given}: expected {expected}")
    newborn = np.array([1, srb]) / (1 + srb)
    dead = lived = 0.0
    for _ in range(steps):
        after, _ = project(people, alive, np.zeros(people.shape[-1]), two_sex=True)
        half = birth_rate * width / 2
        births = half * (people.sum() + after.sum()) / (1 - half * np.sum(newborn * alive[:, 0]))
        after[:, 0] += births * newborn * alive[:, 0]
        dead += people.sum() + births - after.sum()
        lived += width * (people.sum() + after.sum()) / 2
        people = after
    return float(dead / lived)
