"""Life tables, and the survival they give an age group from one step to the next."""

from typing import Any

import numpy as np
import pandas as pd

from kalstats.demography.limits import fitting, floats, require, same_labels, shown, single

Floats = Any  # numpy array of floats, or what can be read as one
# Coale and Demeny, West; Preston, Heuveline and Guillot 2001, table 3.3: a₀ and a₁ as c + s·m₀
# below an infant death rate of 0.107, and what they are from there on
INFANT = {"male": ((0.045, 2.684, 0.330), (1.651, -2.816, 1.352))}
INFANT |= {"female": ((0.053, 2.800, 0.350), (1.522, -1.518, 1.361))}


def _by_age(name: str, values: Floats, ages: Floats) -> Floats:
    """Return a number for each age, or say how many there are."""
    array, labels = floats(name, values), getattr(values, "index", None)
    shape = f"{name} of shape {array.shape}"
    require(array.shape == ages.shape, shape, f"one for each of {len(ages)} ages")
    if isinstance(labels, pd.Index) and set(labels) == set(ages):
        require(list(labels) == list(ages), f"{name} by age {list(labels)}", "the order of ages")
    return array


def _time_lived(mx: Floats, ages: Floats, sex: str | None, ax: Floats) -> Floats:
    """Return a, the years lived in the interval by those who die in it; n/2 but for infants."""
    last = f"mx = {mx[-1]} at age {ages[-1]:g}"
    require(mx[-1] != 0, last, "a rate above 0, the interval is open")  # nan of survivors
    if ax is not None:
        return _checked_time(ax, mx[-1], ages)
    years = np.append(np.diff(ages) / 2, 1 / mx[-1])
    for place, bounds in enumerate(([0, 1], [1, 5])):
        if ages[place : place + 2].tolist() != bounds:
            break
        known = [INFANT[one][place] for one in ([sex] if sex else INFANT)]
        years[place] = np.mean([high if mx[0] >= 0.107 else c + s * mx[0] for c, s, high in known])
    return years


def _checked_time(years: Floats, rate: float, ages: Floats) -> Floats:
    """Return a as given, if it lies in its intervals and agrees with the rate of the open one."""
    for year, age, width in zip(years, ages, np.diff(ages), strict=False):
        inside = f"from 0 to the {width:g} years of its interval"
        require(0 <= year <= width, f"ax = {year:g} at age {age:g}", inside)
    last = float(years[-1])
    if np.isnan(rate):  # of survivors: nothing else tells how long the last of them live
        return np.append(years[:-1], fitting("count", f"ax at age {ages[-1]:g}", last))
    digit = 10.0 ** -len(f"{last:.12g}".partition(".")[2])
    agrees = np.isnan(last) or (last > 0 and abs(last - 1 / rate) <= digit / 2 + 1e-9 / rate)
    expected = f"1/mx = {1 / rate:.4g}, the interval is open; or nan"
    require(agrees, f"ax = {last:g} at age {ages[-1]:g}", expected)
    return np.append(years[:-1], 1 / rate)


def _from_rates(mx: Floats, ages: Floats, sex: Any, ax: Floats, q0: Any) -> tuple[Floats, Floats]:
    """Return the years lived by those who die, and the probabilities of dying, that rates give.

    The rate of infants follows from their probability of dying, q/(1 − (1 − a)·q).
    """
    if q0 is not None:
        single("share", "q0", q0)
        first = ages[:2].tolist()
        require(first == [0, 1], f"q0 with ages {first}", "ages 0, 1 at first")
        mx = np.append(q0, mx[1:])
        for _ in range(50):  # a hangs on m again
            mx[0] = q0 / (1 - (1 - _time_lived(mx, ages, sex, ax)[0]) * q0)
    fitting("events", "mx", mx)
    width, years = np.diff(ages), _time_lived(mx, ages, sex, ax)
    q = np.append(width * mx[:-1] / (1 + (width - years[:-1]) * mx[:-1]), 1.0)
    told = f"mx = {mx[q.argmax()]:g} at age {ages[q.argmax()]:g}"
    require(q.max() <= 1, told, "a rate that kills no more than all")
    return years, q


def life_table(
    ages: Floats,
    *,
    mx: Floats = None,
    lx: Floats = None,
    q0: float | None = None,
    ax: Floats = None,
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
    sex : {"male", "female"}, optional
        For the formulas of the first years; by default the mean of both.

    Returns
    -------
    pandas.DataFrame
        Columns ``mx qx ax lx dx Lx Tx ex``, indexed by age; of 100,000, or as many as `lx` has.

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
    require(sex is None or str(sex) in INFANT, f"sex = {shown(sex)}", f"one of {', '.join(INFANT)}")
    given = None if ax is None else _by_age("ax", ax, age)
    if lx is None:
        years, q = _from_rates(_by_age("mx", mx, age), age, sex, given, q0)
        survivors = 100_000 * np.append(1.0, np.cumprod(1 - q[:-1]))
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
    told = {"mx": deaths / lived, "qx": q, "ax": years, "lx": survivors, "dx": deaths}
    told |= {"Lx": lived, "Tx": above, "ex": above / survivors}
    return pd.DataFrame(told, index=pd.Index(age, name="age"))


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
    require(fits, f"ages {ages.tolist()}", f"every multiple of {width} from 0 on, rising")
    lived = fitting("events", "Lx", table["Lx"].to_numpy())
    lived = np.add.reduceat(lived, np.searchsorted(ages, starts))
    births = lived[0] / (width * fitting("count", "lx", table["lx"].iloc[0]))
    into_open = lived[-1] / (lived[-1] + lived[-2])
    return np.concatenate([[births], lived[1:-1] / lived[:-2], [into_open]])
