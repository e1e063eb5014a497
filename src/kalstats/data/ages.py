"""Figures by age: from rows to the numbers that life tables and projections take."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from kalstats.data.arguments import expect, read_day
from kalstats.data.reading import nfc


def by_age(
    rows: pd.DataFrame, *, width: int | None = None, whole: bool = True, **where: Any
) -> pd.Series[float]:
    """Return a measure by age, ready for `life_table` and `project`.

    Parameters
    ----------
    rows : pandas.DataFrame
        Figures with ``age_from`` and ``age_to``, as `load` returns them.
    width : int, optional
        Years of a group into which the figures are added up, for `project`.
    whole : bool
        Whether the groups must begin at 0 and end with an open one; births by age need not.
    **where : str
        Columns and the value each must have, so that one figure is left for an age. Of rivals the
        preferred one is taken.

    Returns
    -------
    pandas.Series
        Values by the youngest age of each group.

    Raises
    ------
    ValueError
        If no figure is left, two are for one age, one has no value, or ages are missing between.

    Examples
    --------
    >>> rows = pd.DataFrame({"id": ["a", "b", "c"], "age_from": [0, 1, 5], "age_to": [0, 4, None],
    ...                      "value": [3.0, 9, 40], "rank": "normal"})
    >>> by_age(rows).to_dict(), by_age(rows, width=5).to_dict()
    ({0: 3.0, 1: 9.0, 5: 40.0}, {0: 12.0, 5: 40.0})
    """
    expect("rows", rows, pd.DataFrame, "figures as load(path) returns them")
    for name, value in where.items():
        if name not in rows:
            raise ValueError(f"{name!r} is no column; expected one of {', '.join(map(str, rows))}")
        wanted = read_day(name, value) if name in ("start", "end") else nfc(value)
        rows = rows[rows[name] == wanted]
    found = rows[rows["age_from"].notna()] if "age_from" in rows else rows.iloc[:0]
    if found.empty:
        raise ValueError(f"{where}: expected figures by age, found none")
    found = found.sort_values("age_from", kind="stable")
    best = found["rank"] == "preferred"
    chosen = best.groupby([found["age_from"], found["age_to"]], dropna=False).transform("any")
    found = found[best | ~chosen]
    first, last = found["age_from"].to_numpy(float), found["age_to"].to_numpy(float)
    gaps = last[:-1] + 1 != first[1:]
    wrong = np.append(gaps, whole and not np.isnan(last[-1]))
    wrong |= np.append(whole and first[0] != 0, gaps)
    if (wrong := wrong | found["value"].isna()).any():
        ids, ends = ", ".join(found["id"][wrong]), "from 0 to an open group, " if whole else ""
        raise ValueError(f"figures {ids}: expected one value for each age, {ends}without gaps")
    values = pd.Series(found["value"].to_numpy(float), index=first.astype(int))
    if width is None:
        return values
    groups = first.astype(int) // width * width
    if not np.isin(np.arange(groups[0], groups[-1] + 1, width), first).all():
        raise ValueError(f"ages {values.index.tolist()}: expected every multiple of {width}")
    return values.groupby(groups).sum()
