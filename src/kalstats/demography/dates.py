"""The one reader of dates: days that cannot be misread, and years that numbers say."""

import re
from datetime import date
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from kalstats.demography.limits import require, shown

DAY = re.compile(r"(1[0-9]|2[01])[0-9]{2}-[0-9]{2}-[0-9]{2}")


def is_date(text: str) -> bool:
    """Tell whether a text is a day written YYYY-MM-DD."""
    try:
        return bool(DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def read_day(name: str, day: Any) -> pd.Timestamp:
    """Return a day that cannot be misread, as 01.03.1944 can; refuse all else by its name."""
    dated = is_date(day) if isinstance(day, str) else isinstance(day, date | np.datetime64)
    require(dated and not pd.isna(day), f"{name} = {shown(day)}", "a date as YYYY-MM-DD")
    return pd.Timestamp(day)


def decimal_year(day: Any) -> float:
    """Return an exact date as year + (day of the year − 1) / days in the year.

    Parameters
    ----------
    day : str, date, datetime, Timestamp, numpy.datetime64, int or float
        A day, as text only YYYY-MM-DD; or a decimal year already, from 1000 to 2199: a number
        is the year that it says.

    Raises
    ------
    ValueError
        If it is missing or may be misread: ``"01.03.1944"``, ``"44-03-01"``, 44, True.

    Examples
    --------
    >>> round(decimal_year("1959-07-02"), 4), decimal_year(1959)
    (1959.4986, 1959.0)
    """
    return _year("day", day)


def _year(name: str, day: Any) -> float:
    if isinstance(day, Real) and not isinstance(day, bool):
        known = 1000 <= float(day) < 2200  # 44 may be 1944, 19440301 is none; nan fails as well
        require(known, f"{name} = {day}", "a date, or a year from 1000 to 2199")
        return float(day)
    when = read_day(name, day)
    return when.year + (when.day_of_year - 1) / (366 if when.is_leap_year else 365)


def years_between(first: Any, second: Any) -> float:
    """Return the time between two dates in years, positive if the second is later.

    Both as `decimal_year` takes them. The censuses of 1939 and 1959 lie two days short of twenty
    years apart:

    >>> round(years_between("1939-01-17", "1959-01-15"), 4)
    19.9945
    """
    return _year("second", second) - _year("first", first)
