"""How rows are written: days, numbers with their unit, ranges, the course of a series."""

import math
import re
import textwrap
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from kalstats.data import APART, QUANTITY
from kalstats.evidence import Range, write

NOT_WHOLE = r"percent|\bper\b|\byears?\b|thousand|ratio|points"  # units with parts of one


def when(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """Return a day, month, year or span of them in words; of a span one end may not be known.

    >>> import pandas as pd
    >>> when(pd.Timestamp("1920-07-02"), pd.Timestamp("1920-07-09"))
    '2–9 July 1920'
    >>> when(pd.Timestamp("1943-10-01"), pd.Timestamp("1943-10-31"))
    'October 1943'
    >>> when(pd.Timestamp("1943-12-28"), pd.NaT)
    'from 1943'
    """
    if end != end or start != start:  # one end is not known
        return f"from {start:%Y}" if end != end else f"until {end:%Y}"
    month, year = f"{start:%B %Y}", f"{start:%Y}"
    if start == end:
        return f"{start.day} {month}"
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return year if start.year == end.year else f"{year}–{end:%Y}"
    if (start.year, start.month) != (end.year, end.month):
        return f"{start.day} {month} – {end.day} {end:%B %Y}"
    return month if start.day == 1 and end.is_month_end else f"{start.day}–{end.day} {month}"


def _form(unit: str) -> str:
    if unit in ("times", "ratio"):
        return ".2f"
    return ",.1f" if re.search(NOT_WHOLE, unit) else ","


def written(value: float, unit: str, sign: str = "") -> str:
    """Write a number as its unit asks: what is counted whole, rates and percent to a tenth.

    Halves are rounded away from zero, as in print.

    >>> written(93139, "persons"), written(107.25, "percent"), written(-0.05, "percent", "+")
    ('93,139', '107.3', '−0.1')
    >>> written(float("nan"), "persons")
    'not known'
    """
    return write(value + math.copysign(1e-9, value), sign + _form(unit))


def bounds(low: float, high: float, unit: str) -> str:
    """Write a range as its unit asks, or one number where both ends look the same.

    >>> bounds(17, 18.14, "percent"), bounds(-3, 5, "persons"), bounds(13000, math.inf, "persons")
    ('17.0–18.1', '−3 to 5', '13,000 or more')
    """
    return f"{Range(low, low, high):{_form(unit)}}"


def bounded(rows: pd.DataFrame) -> pd.DataFrame:
    """Give rows that hold values only the values as bounds."""
    return rows.assign(**{name: rows["value"] for name in ("low", "high") if name not in rows})


def point(row: Any) -> str:
    """Write the value of a row with no more digits than its bounds leave it, as its unit asks.

    >>> point({"low": 54703, "value": 54753, "high": 54803, "unit": "persons"})
    '54,800'
    >>> point({"low": 113434, "value": 113434, "high": 113439, "unit": "persons"})
    '113,434'
    """
    low, value, high = row.get("low", math.nan), row["value"], row.get("high", math.nan)
    if low < value < high and high - low < math.inf:  # at an end, it is a figure of its own
        step = 10 ** max(0, math.floor(math.log10(high - low)))
        value = round(value / step) * step if step > 1 else value
    return written(value, str(row.get("unit") or ""))


def number(row: Any, sign: str = "") -> str:
    """Write what the source of a row prints, or else its bounds, as its unit asks.

    Bounds nearer than the last digit written are one number; a difference in points has a sign.

    >>> number({"low": 10.23, "value": 10.27, "high": 10.32, "unit": "percentage points"})
    '+10.3'
    """
    printed, unit = row.get("printed"), str(row.get("unit") or "")
    if isinstance(printed, str) and printed and ";" not in printed:
        return printed  # of one source; where several print, their range or gap is the number
    form = ("+" if "points" in unit else sign) + _form(unit)
    if 0 < row["high"] - row["low"] < (0.1 if "f" in form else 1) and row["value"] == row["value"]:
        return written(row["value"], unit, form[0] if form[0] == "+" else "")
    return f"{Range(row['low'], row['value'], row['high']):{form}}"


def unit_of(rows: pd.DataFrame, unit: str = "") -> str:
    """Return the unit of rows, to label an axis with, if no other words are given."""
    units: Any = rows["unit"].dropna().unique() if "unit" in rows else []
    return unit or "; ".join(str(name).replace("_", " ") for name in units)


def preferred(rows: pd.DataFrame) -> Any:
    """Return which rows are read first: all, where nothing is said of it.

    A figure without a preferred rival is read first too, if nobody doubts it.
    """
    if "preferred" in rows:
        return rows["preferred"].eq(True).to_numpy()
    if "rank" not in rows:
        return np.ones(len(rows), bool)
    best, doubted = rows["rank"].eq("preferred"), rows["rank"].eq("doubtful")
    same = [rows[name] for name in [*QUANTITY, *APART] if name in rows]
    ranked = best.groupby(same or np.zeros(len(rows)), dropna=False).transform("any")
    return (best | ~(ranked | doubted)).to_numpy()


def parted(rows: pd.DataFrame, column: str, whole: str = "") -> dict[str, pd.DataFrame]:
    """Part rows by a column, in order of appearance; without it they are one, of another name."""
    named = rows.assign(**{column: rows.get(column, whole)})
    return {str(name): group for name, group in named.groupby(column, sort=False)}


def each(parts: dict[str, pd.DataFrame], tell: Callable[[pd.DataFrame], str]) -> str:
    """Say something of each part by its name."""
    return "; ".join(f"{name}: {tell(part)}".removeprefix(": ") for name, part in parts.items())


def ranked(rows: pd.DataFrame) -> list[tuple[dict[str, Any], bool]]:
    """Return each row as a dict, and whether it is read first."""
    return list(zip(rows.to_dict("records"), preferred(rows), strict=True))  # type: ignore[arg-type]


def extremes(rows: pd.DataFrame) -> str:
    """Say which row is greatest and which least."""
    far = rows.assign(far=rows["value"].fillna(rows["high"])).dropna(subset="far")
    ends = far.sort_values("far").iloc[[-1, 0][: len(far)]].to_dict("records")
    return " to ".join(f"{textwrap.shorten(row['label'], 60)} {number(row)}" for row in ends)


def trend(rows: pd.DataFrame) -> str:
    """Say from where to where the preferred values went, and how low or high between."""
    rows = rows[preferred(rows)].sort_values("start" if "start" in rows else "year")
    known = rows.dropna(subset="value") if rows["value"].notna().any() else rows
    low, high = (known["value"].fillna(known[end]).to_numpy() for end in ("low", "high"))
    years = known["start"].dt.year if "start" in known else known["year"].astype(int)
    middle = (low + high) / 2
    ends = {int(middle.argmin()): "lowest ", int(middle.argmax()): "highest "}
    ends |= {len(known) - 1: "to ", 0: "from "} if len(known) > 1 else {0: ""}
    unit, said = unit_of(rows), sorted(ends.items())
    told = (f"{word}{bounds(low[i], high[i], unit)} in {years.iloc[i]}" for i, word in said)
    return ", ".join(told)
