"""The projection of a population by age and sex, cohort by cohort."""

import numpy as np

from kalstats.demography.limits import fitting, floats, require, same_labels, shown, single
from kalstats.projection.life_tables import Floats

WIDTH, SRB = 5, 1.05  # years in a group and in a step; boys born per girl


def _common_shape(sexes: int, **given: Floats) -> tuple[int, ...]:
    """Return the shape of those at the end of a step, if all that is given fits."""
    told = ", ".join(f"{name} {one.shape}" for name, one in given.items())
    people, alive, born, half = given.values()
    groups = (0, *people.shape)[-1]
    same = groups > 1 and alive.shape[-1:] in ((groups,), (groups + 1,))
    same = same and born.shape[-1:] == half.shape[-1:] == (groups,)
    require(same, told, "the same age groups, two at least")
    try:
        shape = np.broadcast_shapes(people.shape, alive[..., :groups].shape, half.shape)
        fits = np.broadcast_shapes(shape[sexes - 1 :], born.shape) == shape[sexes - 1 :]
    except ValueError:
        fits = False
    require(fits, told, "shapes that fit each other")
    filled = alive.shape[-1] == groups or np.all(alive[..., -1])  # tables print 0 in a last row
    require(filled, "survival of those in the open group = 0", "above 0, or one ratio fewer")
    return shape


def project(
    population: Floats,
    survival: Floats,
    fertility: Floats,
    *,
    srb: float = SRB,
    migrants: Floats = None,
    width: int = WIDTH,
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
        last for those already in the open group, as popReconstruct publishes them. Leave out a 0
        that only fills the last row, as in the life tables of ccmppWPP.
    fertility : array_like, shape (..., groups)
        Births of both sexes per woman and year, below 1.
    srb : float
        Boys born per girl, from 0.7 to 1.5.
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
        For shapes that do not match, numbers that are negative or not finite, survival above 1,
        fertility per 1,000, a sex ratio per 100, or more people leaving than there are.

    Examples
    --------
    >>> women, births = project([100, 100, 100], [0.9, 0.95, 0.8], [0, 0.1, 0], srb=1)
    >>> women.round(2).tolist(), float(births)
    ([21.94, 95.0, 160.0], 48.75)
    """
    same_labels({"population": population, "fertility": fertility, "migrants": migrants})
    people = np.asarray(fitting("events", "population", population))
    alive = np.asarray(fitting("survival", "survival", survival))
    born, moved = np.asarray(fitting("rate", "fertility", fertility)), migrants is not None
    half = floats("migrants", migrants) / 2 if moved else np.broadcast_to(0.0, people.shape)
    single("sex ratio", "srb", srb)
    single("count", "width", width)
    require(isinstance(two_sex, bool), f"two_sex = {shown(two_sex)}", "True or False")
    sexes = not two_sex or (people.ndim > 1 and len(people) == 2)
    require(sexes, f"population {people.shape}", "a first axis of 2, women and men")
    given = {"population": people, "survival": alive, "fertility": born, "migrants": half}
    shape = _common_shape(1 + two_sex, **given)
    before = fitting("events", "(population + migrants / 2)", people + half) if moved else people
    # in the order in memory of the larger
    after = np.empty_like(before if before.ndim > alive.ndim else alive, shape=shape)
    np.multiply(before[..., :-1], alive[..., 1 : people.shape[-1]], out=after[..., 1:])
    after[..., -1] += before[..., -1] * alive[..., -1]
    after[..., 0] = 0
    if moved:
        after += half
    women = before[0] + after[0] if two_sex else before + after
    births = width / 2 * np.einsum("...a,...a->...", born, women)
    girls = births / (1 + srb)
    children = np.stack([girls, births - girls]) if two_sex else girls
    after[..., 0] += children * alive[..., 0]
    if moved:
        fitting("events", "(survivors + migrants)", after)
    return after, births


def standardised_death_rate(
    population: Floats, survival: Floats, birth_rate: float, *, steps: int = 1
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
        Births per person-year, from 0 to below 2/n, n being 5 years.
    steps : int
        Over how many steps the rate is taken.

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
    people, alive = floats("population", population), floats("survival", survival)
    sexes = f"population {people.shape}, survival {alive.shape}"
    require(people.ndim == alive.ndim == 2, sexes, "women and men by age")
    within = 0 <= single("finite", "birth_rate", birth_rate) < 2 / WIDTH
    require(within, f"birth_rate = {birth_rate}", f"a rate from 0 to below {2 / WIDTH}")
    whole = single("finite", "steps", steps) >= 1 and steps == int(steps)
    require(whole, f"steps = {steps}", "a whole number of steps, one at least")
    newborn = np.array([1, SRB]) / (1 + SRB)
    dead, lived, half = 0.0, 0.0, birth_rate * WIDTH / 2
    for _ in range(int(steps)):
        after, _ = project(people, alive, np.zeros(people.shape[-1]), two_sex=True)
        births = half * (people.sum() + after.sum()) / (1 - half * np.sum(newborn * alive[:, 0]))
        after[:, 0] += births * newborn * alive[:, 0]
        dead += people.sum() + births - after.sum()
        lived += WIDTH * (people.sum() + after.sum()) / 2
        people = after
    return float(dead / lived)
