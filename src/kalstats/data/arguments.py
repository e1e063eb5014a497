"""What callers may ask with: arguments of the right kind, days that cannot be misread."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from kalstats.data.rules import is_date


def expect(name: str, given: Any, kind: type | tuple[type, ...], expected: str) -> None:
    """Refuse an argument of another kind: say what was given and what is expected."""
    if not isinstance(given, kind):
        text = repr(given)
        told = text if len(text) <= 60 and "\n" not in text else f"a {type(given).__name__}"
        raise TypeError(f"{name} = {told}: expected {expected}")


def read_day(column: str, day: Any) -> pd.Timestamp:
    """Return a day that cannot be misread, as 17.01.1939 can; None is one that is not known."""
    dated = is_date(day) if isinstance(day, str) else isinstance(day, date | np.datetime64)
    if not dated and day is not None:
        raise ValueError(f"{column} = {day!r}: expected a date as YYYY-MM-DD")
    return pd.Timestamp(day)
