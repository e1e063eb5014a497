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


def numbers(name: str, values: ArrayLike) -> Floats:
    """Return numbers as an array, or name what holds something else."""
    array = np.asarray(values)
    try:
        if array.dtype.kind in "bcmM" or np.ma.is_masked(values):  # truths, times, what is masked
            raise TypeError
        return array if array.dtype.kind == "f" else array.astype(float)
    except (TypeError, ValueError):
        raise ValueError(f"{name} = {array.tolist()}: expected numbers") from None


def as_array(name: str, values: ArrayLike, *, most: float = np.inf) -> Floats:
    """Return numbers as an array, or name what cannot be one."""
    array = numbers(name, values)
    least, greatest = (array.min(), array.max()) if array.size else (0, 0)
    if not (least >= 0 and greatest < np.inf):  # nan fails as well
        raise ValueError(f"{name} = {array}: expected finite numbers, 0 or above")
    if greatest > most + ROUNDING:
        raise ValueError(f"{name} = {array}: expected shares from 0 to {most}")
    return array


def _by_age(name: str, values: ArrayLike, count: int) -> Floats:
    """Return a number for each age, or say how many there are."""
    array = numbers(name, values)
    if array.shape != (count,):
        raise ValueError(f"{name} of shape {array.shape}: expected one for each of {count} ages")
    return array


def _require_open_rate(mx: Floats) -> None:
    if mx[-1] == 0:
        raise ValueError(f"mx = {mx}: expected a rate above 0 in the last interval, it is open")


def _time_lived(
    mx: Floats, width: Floats, ages: Floats, sex: str | None, ax: ArrayLike | None
) -> Floats:
    """Return a, the years lived in the interval by those who die in it; n/2 but for infants."""
    if sex is not None and sex not in INFANT:
        raise ValueError(f"sex = {sex!r}: expected one of {', '.join(INFANT)}")
    if ax is not None:
        return _checked_time(_by_age("ax", ax, len(ages)), mx, width, ages)
    _require_open_rate(mx)
    years = np.append(width / 2, 1 / mx[-1])
    if len(width) and ages[0] == 0 and width[0] == 1:
        rows = [INFANT[sex]] if sex else list(INFANT.values())
        high = mx[0] >= 0.107
        first = [row[2][0] if high else row[0][0] + row[0][1] * mx[0] for row in rows]
        years[0] = np.mean(first)
        if len(width) > 1 and ages[1] == 1 and width[1] == 4:
            second = [row[2][1] if high else row[1][0] + row[1][1] * mx[0] for row in rows]
            years[1] = np.mean(second)
    return years


def _checked_time(years: Floats, mx: Floats, width: Floats, ages: Floats) -> Floats:
    """Return a as given, if it lies in its intervals and agrees with the rate of the open one."""
    inside = (years[:-1] >= 0) & (years[:-1] <= width)  # nan fails as well
    if not inside.all():
        at = int(np.argmin(inside))
        expected = f"from 0 to the {width[at]:g} years of its interval"
        raise ValueError(f"ax = {years[at]:g} at age {ages[at]:g}: expected {expected}")
    last, rate = float(years[-1]), mx[-1]
    if np.isnan(rate):  # of survivors: nothing else tells how long the last of them live
        require_counts(**{f"ax at age {ages[-1]:g}": last})
        return years
    digit = 10.0 ** -len(f"{last:.12g}".partition(".")[2])
    if last <= 0 or abs(last - 1 / rate) > digit / 2 + 1e-9 / rate:  # not if it is nan
        expected = f"1/mx = {1 / rate:.4g}, the interval is open; or nan"
        raise ValueError(f"ax = {last:g} at age {ages[-1]:g}: expected {expected}")
    return np.append(years[:-1], 1 / rate)


def _infant_rate(
    q0: float, mx: Floats, width: Floats, ages: Floats, sex: str | None, ax: ArrayLike | None
) -> float:
    """Return the death rate of infants that gives a probability of dying: m = q/(1 − (1 − a)·q)."""
    if not 0 <= q0 < 1 or ages[0] != 0 or width[:1].tolist() != [1]:
        raise ValueError(f"q0 = {q0}: expected a probability below 1, and ages that begin 0, 1")
    for _ in range(50):  # a hangs on m again
        a = _time_lived(mx, width, ages, sex, ax)[0]
        mx = np.append(q0 / (1 - (1 - a) * q0), mx[1:])
    return float(mx[0])


def life_table(
    ages: ArrayLike,
    *,
    mx: ArrayLike | None = None,
    lx: ArrayLike | None = None,
    q0: float | None = None,
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
    q0 : float, optional
        Probability of dying in the first year, or infant mortality rate as a fraction of births;
        then the first value of `mx` is not read.
    ax : array_like, optional
        Years lived in each interval by those who die in it. By default half the interval; in the
        first years of life by Coale and Demeny's West formulas. That of the open interval follows
        from its rate: nan, or 1/m to as many digits as are given.
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
        For ages that do not rise, what is no number, rates or survivors that are negative, not
        finite or of another number than the ages, a rate of 0 in the open interval, survivors
        that rise or of whom none are left, a probability above 1, or years lived that are longer
        than their interval or contradict the rate of the open one.

    Examples
    --------
    >>> life_table([0, 1, 5], mx=[0.1, 0.01, 0.02], sex="male")["ex"].round(2).tolist()
    [48.02, 51.95, 50.0]
    """
    age = as_array("ages", ages)
    if (mx is None) == (lx is None):
        raise ValueError("mx and lx: expected exactly one of them")
    name, given = ("mx", mx) if lx is None else ("lx", lx)
    if (
        age.ndim != 1
        or not age.size
        or np.shape(np.asarray(given)) != age.shape
        or np.any(np.diff(age) <= 0)
    ):
        shapes = f"ages {age}, {name} of shape {np.shape(np.asarray(given))}"
        raise ValueError(f"{shapes}: expected one for each of rising ages")
    width = np.diff(age)
    require_counts(radix=radix)
    if lx is None:
        rates = numbers("mx", given)  # type: ignore[arg-type]
        rates = rates if q0 is None else np.append(0.0, rates[1:])
        rates = as_array("mx", rates)
        _require_open_rate(rates)
        if q0 is not None:
            rates[0] = _infant_rate(q0, rates, width, age, sex, ax)
        years = _time_lived(rates, width, age, sex, ax)
        q = np.append(width * rates[:-1] / (1 + (width - years[:-1]) * rates[:-1]), 1.0)
        if np.any(q > 1):
            raise ValueError(f"mx = {rates}: expected rates that kill no more than all")
        survivors = radix * np.concatenate([[1.0], np.cumprod(1 - q[:-1])])
    else:
        survivors = as_array("lx", lx)
        require_counts(lx=survivors)
        if q0 is not None or (ax is None and len(age) < 2):
            raise ValueError("lx: expected two ages or more without ax, and no q0, they tell it")
        if np.any(np.diff(survivors) > 0):
            raise ValueError(f"lx = {survivors}: expected survivors that do not rise with age")
        q = np.append(1 - survivors[1:] / survivors[:-1], 1.0)
        rough = -np.log(survivors[1:] / survivors[:-1]) / width
        rough = np.append(rough, np.nan if ax is not None else rough[-1])
        years = _time_lived(rough, width, age, sex, ax)
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
        A life table whose ages include 0 and every multiple of `width` up to the open interval,
        and rise.
    width : int
        Years in a group and in a step.

    Returns
    -------
    numpy.ndarray
        ``[0]`` births into the first group, ``[i]`` group i − 1 into group i, the last into the
        open group from the last two, T(x)/T(x − n).

    Raises
    ------
    ValueError
        For a table without these columns, or ages that leave out a multiple of `width`.

    Examples
    --------
    >>> table = life_table([0, 1, 5, 10], mx=[0.1, 0.01, 0.002, 0.02], sex="male")
    >>> survival(table).round(3).tolist()
    [0.894, 0.97, 0.909]
    """
    require_counts(width=width)
    if missing := {"Lx", "lx"} - set(table):
        raise ValueError(f"table without {', '.join(sorted(missing))}: expected a life table")
    ages = as_array("ages", table.index)
    starts = np.arange(0, ages[-1] + 1e-9, width)
    if len(starts) < 2 or np.any(np.diff(ages) <= 0) or not np.isin(starts, ages).all():
        raise ValueError(
            f"ages {ages.tolist()}: expected every multiple of {width} from 0 on, rising"
        )
    lived = np.add.reduceat(table["Lx"].to_numpy(float), np.searchsorted(ages, starts))
    births = lived[0] / (width * table["lx"].iloc[0])
    into_open = lived[-1] / (lived[-1] + lived[-2])
    return np.concatenate([[births], lived[1:-1] / lived[:-2], [into_open]])
