"""Which quantities have figures that exclude each other, and by how much."""

from __future__ import annotations

import math

import pandas as pd

from kalstats.data import census, deportation
from kalstats.evidence import CONFLICTS, quantity
from kalstats.study.answers import answer, row


def disagreements() -> pd.DataFrame:
    """Return the quantities whose figures exclude each other, the widest gap first.

    No number lies within the bounds of all figures of such a quantity; the gap is the distance of
    the two furthest apart, here in percent of the figure that is read first (of the middle of its
    bounds where it has no value).

    Returns
    -------
    pandas.DataFrame
        A row per quantity: ``people territory measure start end label gap counted low value high
        unit printed sources figures``; ``value`` is the gap in percent, ``gap`` that in the unit
        ``counted``, ``printed`` the rival figures.

    Examples
    --------
    >>> found = disagreements()
    >>> found.loc[0, ["people", "measure"]].tolist(), round(found.loc[0, "value"])
    (['Balkars', 'deaths'], 522)
    """
    everything = pd.concat([census(), deportation()], ignore_index=True)
    rows = []
    for figures, gap in CONFLICTS["rival figures"](everything):
        one = quantity(everything, id=figures[0].id)
        best, measure = one.preferred, one.measure.replace("_", " ")
        first = (best.low + best.high) / 2 if math.isnan(best.value) else best.value
        about = {"people": one.people, "territory": one.territory, "measure": measure}
        day = "" if pd.isna(one.start) else f" {one.start.year}"
        label = f"{one.people}, {one.territory}: {measure}{day}"
        bounds = dict.fromkeys(("low", "value", "high"), float(100 * gap / first))
        told = {"unit": "percent", "printed": "; ".join(f.printed for f in figures)}
        days = {"start": one.start, "end": one.end, "label": label}
        own = {"gap": float(gap), "counted": one.unit.replace("_", " ")}
        rows.append({**row(one), **about, **days, **own, **bounds, **told})
    found = answer(rows)
    return found.sort_values("value", ascending=False, kind="stable", ignore_index=True)
