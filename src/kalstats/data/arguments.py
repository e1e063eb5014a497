"""What callers may ask with: arguments of the right kind, days that cannot be misread."""

from typing import Any

import pandas as pd

from kalstats.data.reading import nfc
from kalstats.demography import dates


def expect(name: str, given: Any, kind: type | tuple[type, ...], expected: str) -> None:
    """Refuse an argument of another kind: say what was given and what is expected."""
    if not isinstance(given, kind):
        text = repr(given)
        told = text if len(text) <= 60 and "\n" not in text else f"a {type(given).__name__}"
        raise TypeError(f"{name} = {told}: expected {expected}")


def read_day(column: str, day: Any) -> Any:
    """Return a day that cannot be misread, as 17.01.1939 can; None is one that is not known."""
    missing = day is None or (not isinstance(day, str) and pd.isna(day))
    return pd.NaT if missing else dates.read_day(column, day)


def wanted(frame: pd.DataFrame, column: str, value: Any) -> list[Any]:
    """Return what is asked of a column, one value or several; refuse what is no column."""
    if column not in frame:
        raise ValueError(f"{column!r} is no column; expected one of {', '.join(map(str, frame))}")
    dated = "datetime" in str(frame[column].dtype)
    values = value if pd.api.types.is_list_like(value) else [value]
    return [read_day(column, one) if dated else nfc(one) for one in values]
