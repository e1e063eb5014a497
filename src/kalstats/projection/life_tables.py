"""Life tables, and the survival they give an age group from one step to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kalstats.demography.change import require_counts

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

Floats = Any  # numpy array of floats
# Coale and Demeny, West; Preston, Heuveline and Guillot 2001, table 3.3: a₀ and a₁ of males and
# females below an infant mortality rate of 0.107, and from there on
INFANT = {
    "male": ((0.045, 2.684), (1.651, -2.816), (0.330, 1.352)),
    "female": ((0.053, 2.800), (1.522, -1.518), (0.350, 1.361)),
}

ROUNDING = 1e-5  # of mixed survival in single precision


def as_array(name: str, values: ArrayLike, *, most: float = np.inf) -> Floats:
    """Return numbers as an array, or name what cannot be one."""
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
    age = as_array("ages", ages)
    width = np.diff(age)
    if (mx is None) == (lx is None):
        raise ValueError("mx and lx: expected exactly one of them")
    given = as_array("mx" if lx is None else "lx", mx if lx is None else lx)  # type: ignore[arg-type]
    if len(given) != len(age) or np.any(width <= 0):
        raise ValueError(f"ages {age}, {len(given)} values: expected one for each of rising ages")
    if lx is None:
        _require_open_rate(given)
        years = _time_lived(given, width, age, sex) if ax is None else as_array("ax", ax)
        q = np.append(width * given[:-1] / (1 + (width - years[:-1]) * given[:-1]), 1.0)
        if np.any(q > 1):
            raise ValueError(f"mx = {given}: expected rates that kill no more than all")
        survivors = radix * np.concatenate([[1.0], np.cumprod(1 - q[:-1])])
    else:
        require_counts(lx=given)
        survivors, q = given, np.append(1 - given[1:] / given[:-1], 1.0)
        if np.any(np.diff(survivors) > 0):
            raise ValueError(f"lx = {survivors}: expected survivors that do not rise with age")
        rough = np.append(-np.log(survivors[1:] / survivors[:-1]) / width, 0)
        rough[-1] = rough[-2]
        years = _time_lived(rough, width, age, sex) if ax is None else as_array("ax", ax)
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
    require_counts(width=width)
    groups = table.index.to_numpy() // width
    lived = table["Lx"].groupby(groups).sum().to_numpy()
    starts = np.unique(groups) * width
    if not np.array_equal(starts, np.arange(len(starts)) * width):
        raise ValueError(f"ages {list(table.index)}: expected every multiple of {width}")
    births = lived[0] / (width * table["lx"].iloc[0])
    into_open = lived[-1] / (lived[-1] + lived[-2])
    return np.concatenate([[births], lived[1:-1] / lived[:-2], [into_open]])
