"""Life tables, and the survival they give an age group from one step to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kalstats.demography.limits import fitting, floats, require, same_labels, shown, single

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Floats = Any  # numpy array of floats
# Coale and Demeny, West; Preston, Heuveline and Guillot 2001, table 3.3: a₀ and a₁ as c + s·m₀
# below an infant death rate of 0.107, and what they are from there on
INFANT = {
    "male": ((0.045, 2.684, 0.330), (1.651, -2.816, 1.352)),
    "female": ((0.053, 2.800, 0.350), (1.522, -1.518, 1.361)),
}


def _by_age(name: str, values: ArrayLike, ages: Floats) -> Floats:
    """Return a number for each age, or say how many there are."""
    array, labels = floats(name, values), getattr(values, "index", None)
    shape = f"{name} of shape {array.shape}"
    require(array.shape == ages.shape, shape, f"one for each of {len(ages)} ages")
    if isinstance(labels, pd.Index) and set(labels) == set(ages):
        require(list(labels) == list(ages), f"{name} by age {list(labels)}", "the order of ages")
    return array


def _time_lived(mx: Floats, ages: Floats, sex: str | None, ax: Floats | None) -> Floats:
    """Return a, the years lived in the interval by those who die in it; n/2 but for infants."""
    last = f"mx = {mx[-1]} at age {ages[-1]:g}"
    require(mx[-1] != 0, last, "a rate above 0, the interval is open")  # nan of survivors
    if ax is not None:
        return _checked_time(ax, mx, ages)
    years = np.append(np.diff(ages) / 2, 1 / mx[-1])
    for place, bounds in enumerate(([0, 1], [1, 5])):
        if ages[place : place + 2].tolist() != bounds:
            break
        known = [INFANT[one][place] for one in ([sex] if sex else INFANT)]
        years[place] = np.mean([high if mx[0] >= 0.107 else c + s * mx[0] for c, s, high in known])
    return years


def _checked_time(years: Floats, mx: Floats, ages: Floats) -> Floats:
    """Return a as given, if it lies in its intervals and agrees with the rate of the open one."""
    for year, age, width in zip(years[:-1], ages[:-1], np.diff(ages), strict=True):
        told = f"ax = {year:g} at age {age:g}"
        require(0 <= year <= width, told, f"from 0 to the {width:g} years of its interval")
    last, rate = float(years[-1]), mx[-1]
    if np.isnan(rate):  # of survivors: nothing else tells how long the last of them live
        fitting("count", f"ax at age {ages[-1]:g}", last)
        return years
    digit = 10.0 ** -len(f"{last:.12g}".partition(".")[2])
    agrees = last > 0 and abs(last - 1 / rate) <= digit / 2 + 1e-9 / rate
    expected = f"1/mx = {1 / rate:.4g}, the interval is open; or nan"
    require(agrees or np.isnan(last), f"ax = {last:g} at age {ages[-1]:g}", expected)
    return np.append(years[:-1], 1 / rate)


def _with_infants(
    q0: float, mx: Floats, ages: Floats, sex: str | None, ax: Floats | None
) -> Floats:
    """Return rates with that of infants from their probability of dying: q/(1 − (1 − a)·q)."""
    single("share", "q0", q0)
    require(ages[:2].tolist() == [0, 1], f"q0 with ages {ages[:2].tolist()}", "ages 0, 1 at first")
    mx = np.append(q0, mx[1:])
    for _ in range(50):  # a hangs on m again
        a = _time_lived(mx, ages, sex, ax)[0]
        mx[0] = q0 / (1 - (1 - a) * q0)
    return mx


def _from_rates(mx: Floats, ages: Floats, years: Floats) -> Floats:
    """Return the probabilities of dying that rates give."""
    width = np.diff(ages)
    q = np.append(width * mx[:-1] / (1 + (width - years[:-1]) * mx[:-1]), 1.0)
    at = int(np.argmax(q))
    require(
        q[at] <= 1, f"mx = {mx[at]:g} at age {ages[at]:g}", "a rate that kills no more than all"
    )
    return q


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
        Years lived in each interval by those who die in it. By default half the interval; at ages
        0 and 1–4 by Coale and Demeny's West formulas. Of a first group 0–4 half is too long: give
        it. That of the open interval follows from its rate: nan, or 1/m to the digits given.
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
    age = np.asarray(fitting("events", "ages", ages))
    rise = age.ndim == 1 and age.size and np.all(np.diff(age) > 0)
    require(rise, f"ages = {shown(ages)}", "one or more that rise")
    require((mx is None) != (lx is None), "mx and lx", "exactly one of them")
    same_labels({"ages": ages, "mx": mx, "lx": lx, "ax": ax})
    known = sex is None or (isinstance(sex, str) and sex in INFANT)
    require(known, f"sex = {shown(sex)}", f"one of {', '.join(INFANT)}")
    given = None if ax is None else _by_age("ax", ax, age)
    if lx is None:
        rates = _by_age("mx", mx, age)  # type: ignore[arg-type]
        if q0 is not None:
            rates = _with_infants(q0, rates, age, sex, given)
        fitting("events", "mx", rates)
        years = _time_lived(rates, age, sex, given)
        q = _from_rates(rates, age, years)
        survivors = single("count", "radix", radix) * np.append(1.0, np.cumprod(1 - q[:-1]))
    else:
        survivors = fitting("count", "lx", _by_age("lx", lx, age))
        enough = q0 is None and (ax is not None or len(age) > 1)
        require(enough, "lx", "two ages or more without ax, and no q0, they tell it")
        require(np.all(np.diff(survivors) <= 0), f"lx = {survivors}", "survivors that do not rise")
        left = survivors[1:] / survivors[:-1]
        rough = -np.log(left) / np.diff(age)
        rough = np.append(rough, rough[-1] if ax is None else np.nan)
        years, q = _time_lived(rough, age, sex, given), np.append(1 - left, 1.0)
    deaths, ends = survivors * q, np.append(survivors[1:], 0)
    lived = np.append(np.diff(age), 0) * ends + years * deaths
    above = np.cumsum(lived[::-1])[::-1]
    columns = [deaths / lived, q, years, survivors, deaths, lived, above, above / survivors]
    names = ["mx", "qx", "ax", "lx", "dx", "Lx", "Tx", "ex"]
    return pd.DataFrame(dict(zip(names, columns, strict=True)), index=pd.Index(age, name="age"))


def survival(table: pd.DataFrame, width: int = 5) -> Floats:
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
    single("count", "width", width)
    whole = isinstance(table, pd.DataFrame) and len(table) and {"Lx", "lx"} <= set(table)
    require(whole, f"table = {shown(table)}", "a life table, with Lx and lx")
    ages = np.asarray(fitting("events", "ages", table.index))
    starts = np.arange(0, ages[-1] + 1e-9, width)
    fits = len(starts) > 1 and np.all(np.diff(ages) > 0) and np.isin(starts, ages).all()
    expected = f"every multiple of {width} from 0 on, rising"
    require(fits, f"ages {ages.tolist()}", expected)
    lived = np.add.reduceat(
        fitting("events", "Lx", table["Lx"].to_numpy()), np.searchsorted(ages, starts)
    )
    births = lived[0] / (width * fitting("count", "lx", table["lx"].iloc[0]))
    into_open = lived[-1] / (lived[-1] + lived[-2])
    return np.concatenate([[births], lived[1:-1] / lived[:-2], [into_open]])
