"""Which quantities have figures that exclude each other, and by how much."""

from __future__ import annotations

import math

import pandas as pd

from kalstats.data import census, deportation
from kalstats.evidence import CONFLICTS, Range
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
        best = next(figure for figure in figures if figure.rank == "preferred")
        first = (best.low + best.high) / 2 if math.isnan(best.value) else best.value
        percent, measure = float(100 * gap / first), best.measure.replace("_", " ")
        year = "" if pd.isna(best.start) else f" {best.start.year}"
        about = {"people": best.people, "territory": best.territory, "measure": measure}
        about |= {"start": best.start, "end": best.end}
        label = f"{best.people}, {best.territory}: {measure}{year}"
        keys = tuple(dict.fromkeys(figure.source for figure in figures))
        found = Range(percent, percent, percent, "percent", keys, tuple(f.id for f in figures))
        own = {"gap": float(gap), "counted": best.unit.replace("_", " ")}
        printed = "; ".join(figure.printed for figure in figures)
        rows.append(row(found, **about, label=label, **own, printed=printed))
    answered = answer(rows)
    return answered.sort_values("value", ascending=False, kind="stable", ignore_index=True)
