"""Life tables, and the projection of a population by age and sex.

Arrays run over age groups along their last axis, so that many draws are projected at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kalstats.demography.change import _require_counts

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["life_table", "project", "standardised_death_rate", "survival"]

Floats = Any  # numpy array of floats
# Coale and Demeny, West; Preston, Heuveline and Guillot 2001, table 3.3: a₀ and a₁ of males and
# females below an infant mortality rate of 0.107, and from there on
INFANT = {
    "male": ((0.045, 2.684), (1.651, -2.816), (0.330, 1.352)),
    "female": ((0.053, 2.800), (1.522, -1.518), (0.350, 1.361)),
}

ROUNDING = 1e-5  # of mixed survival in single precision


def _array(name: str, values: ArrayLike, *, most: float = np.inf) -> Floats:
    array = np.asarray(values)
    array = array if array.dtype.kind == "f" else array.astype(float)
    if array.size and not (array.min() >= 0 and array.max() < np.inf):  # nan fails as well
        raise ValueError(f"{name} = {array}: expected finite numbers, 0 or above")
    if array.size and array.max() > most + ROUNDING:
        raise ValueError(f"{name} = {array}: expected shares from 0 to {most}")
    return array


def _require_open_rate(mx: Floats) -> None:
    if mx[-1] == 0:
        raise ValueError(f"mx = {mx}: expected a rate above 0 in the last interval, it is open")


def _time_lived(mx: Floats, width: Floats, ages: Floats, sex: str | None) -> Floats:
    """Return a, the years lived in the interval by those who die in it; n/2 but for infants."""
    _require_open_rate(mx)
    ax = np.append(width / 2, 1 / mx[-1])
    if ages[0] == 0 and width[0] == 1:
        rows = [INFANT[sex]] if sex else list(INFANT.values())
        high = mx[0] >= 0.107
        first = [row[2][0] if high else row[0][0] + row[0][1] * mx[0] for row in rows]
        ax[0] = np.mean(first)
        if len(width) > 1 and ages[1] == 1 and width[1] == 4:
            second = [row[2][1] if high else row[1][0] + row[1][1] * mx[0] for row in rows]
            ax[1] = np.mean(second)
    return ax


def life_table(
    ages: ArrayLike,
    *,
    mx: ArrayLike | None = None,
    lx: ArrayLike | None = None,
    ax: ArrayLike | None = None,
    radix: float = 100_000,
    sex: str | None = None,
) -> pd.DataFrame:
    """Build a life table from death rates, or from survivors.

    q = n·m/(1 + (n − a)·m), L = n·l′ + a·d, in the open interval L = l/m, e = T/l (Preston,
    Heuveline and Guillot 2001, chapter 3).

    Parameters
    ----------
    ages : array_like
        Lower limits of the age intervals in years, rising; the last interval is open.
    mx : array_like
        Death rates per person-year, one for each interval.
    lx : array_like
        Survivors to each age, instead of `mx`; the death rate of the open interval is then taken
        to be that of the interval before it, unless `ax` gives the years lived in it.
    ax : array_like, optional
        Years lived in each interval by those who die in it. By default half the interval; in the
        first years of life by Coale and Demeny's West formulas.
    radix : float
        Survivors to the first age; with `lx` its first value is used.
    sex : {"male", "female"}, optional
        For the formulas of the first years; by default the mean of both.

    Returns
    -------
    pandas.DataFrame
        Columns ``mx qx ax lx dx Lx Tx ex``, indexed by age.

    Raises
    ------
    ValueError
        For ages that do not rise, rates or survivors that are negative, not finite or of another
        number than the ages, a rate of 0 in the open interval, survivors that rise or of whom
        none are left, or a probability above 1.

    Examples
    --------
    >>> life_table([0, 1, 5], mx=[0.1, 0.01, 0.02], sex="male")["ex"].round(2).tolist()
    [48.02, 51.95, 50.0]
    """
    age = _array("ages", ages)
    width = np.diff(age)
    if (mx is None) == (lx is None):
        raise ValueError("mx and lx: expected exactly one of them")
    given = _array("mx" if lx is None else "lx", mx if lx is None else lx)  # type: ignore[arg-type]
    if len(given) != len(age) or np.any(width <= 0):
        raise ValueError(f"ages {age}, {len(given)} values: expected one for each of rising ages")
    if lx is None:
        _require_open_rate(given)
        years = _time_lived(given, width, age, sex) if ax is None else _array("ax", ax)
        q = np.append(width * given[:-1] / (1 + (width - years[:-1]) * given[:-1]), 1.0)
        if np.any(q > 1):
            raise ValueError(f"mx = {given}: expected rates that kill no more than all")
        survivors = radix * np.concatenate([[1.0], np.cumprod(1 - q[:-1])])
    else:
        _require_counts(lx=given)
        survivors, q = given, np.append(1 - given[1:] / given[:-1], 1.0)
        if np.any(np.diff(survivors) > 0):
            raise ValueError(f"lx = {survivors}: expected survivors that do not rise with age")
        rough = np.append(-np.log(survivors[1:] / survivors[:-1]) / width, 0)
        rough[-1] = rough[-2]
        years = _time_lived(rough, width, age, sex) if ax is None else _array("ax", ax)
    deaths = survivors * q
    lived = np.append(width * survivors[1:] + years[:-1] * deaths[:-1], survivors[-1] * years[-1])
    above = np.cumsum(lived[::-1])[::-1]
    columns = [deaths / lived, q, years, survivors, deaths, lived, above, above / survivors]
    names = ["mx", "qx", "ax", "lx", "dx", "Lx", "Tx", "ex"]
    return pd.DataFrame(dict(zip(names, columns, strict=True)), index=pd.Index(age, name="age"))


def survival(table: pd.DataFrame, width: int = 5) -> NDArray[np.float64]:
    """Return the survival of age groups over one step as wide as they are, for `project`.

    Parameters
    ----------
    table : pandas.DataFrame
        A life table whose ages include every multiple of `width` up to the open interval.
    width : int
        Years in a group and in a step.

    Returns
    -------
    numpy.ndarray
        ``[0]`` births into the first group, ``[i]`` group i − 1 into group i, the last into the
        open group from the last two, T(x)/T(x − n).

    Examples
    --------
    >>> table = life_table([0, 1, 5, 10], mx=[0.1, 0.01, 0.002, 0.02], sex="male")
    >>> survival(table).round(3).tolist()
    [0.894, 0.97, 0.909]
    """
    _require_counts(width=width)
    groups = table.index.to_numpy() // width
    lived = table["Lx"].groupby(groups).sum().to_numpy()
    starts = np.unique(groups) * width
    if not np.array_equal(starts, np.arange(len(starts)) * width):
        raise ValueError(f"ages {list(table.index)}: expected every multiple of {width}")
    births = lived[0] / (width * table["lx"].iloc[0])
    into_open = lived[-1] / (lived[-1] + lived[-2])
    return np.concatenate([[births], lived[1:-1] / lived[:-2], [into_open]])


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
        From `survival`, of the same shape or one that broadcasts to it.
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
    people, alive = _array("population", population), _array("survival", survival, most=1)
    _require_counts(srb=srb, width=width)
    born = _array("fertility", fertility)
    if {alive.shape[-1], born.shape[-1]} != {people.shape[-1]}:
        shapes = f"{people.shape}, {alive.shape}, {born.shape}"
        raise ValueError(f"population, survival, fertility {shapes}: expected the same age groups")
    if two_sex and people.shape[0] != 2:
        raise ValueError(f"population {people.shape}: expected a first axis of 2, women and men")
    half = 0 if migrants is None else np.asarray(migrants, dtype=float) / 2
    before = people if migrants is None else _array("population + migrants / 2", people + half)
    larger = before if before.ndim > alive.ndim else alive  # its order in memory is kept
    after = np.empty_like(larger, shape=np.broadcast_shapes(before.shape, alive.shape))
    np.multiply(before[..., :-1], alive[..., 1:], out=after[..., 1:])
    after[..., -1] += before[..., -1] * alive[..., -1]
    after[..., 0] = 0
    after += half
    women = before[0] + after[0] if two_sex else before + after
    births = width / 2 * np.einsum("...a,...a->...", born, women)
    girls = births / (1 + srb)
    children = np.stack([girls, births - girls]) if two_sex else girls
    after[..., 0] += children * alive[..., 0]
    return after if migrants is None else _array("survivors + migrants", after), births


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
    people, alive = _array("population", population), _array("survival", survival, most=1)
    _require_counts(srb=srb, width=width)
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
