"""Which quantities have figures that exclude each other, and by how much."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from kalstats.data import census, deportation
from kalstats.evidence import CONFLICTS, Range
from kalstats.study.answers import Row, answer, row

if TYPE_CHECKING:
    from kalstats.evidence import Figure


def disagreements(*, sums: bool = False) -> pd.DataFrame:
    """Return the quantities whose figures exclude each other, the widest gap first.

    No number lies within the bounds of all figures of such a quantity; the gap is the distance of
    the two furthest apart, here in percent of the figure that is read first (of the middle of its
    bounds where it has no value).

    Parameters
    ----------
    sums : bool
        Return instead the sums, balances and shares that do not come out; their gap is that of
        `kalstats.conflicts`, in percent of the total, or of the share as printed.

    Returns
    -------
    pandas.DataFrame
        A row per quantity: ``kind people territory measure start end label gap counted reason low
        value high unit printed sources figures``; ``value`` is the gap in percent, ``gap`` that
        in the unit ``counted``, ``printed`` the figures, ``reason`` why one is read first, or
        what is noted of the total.

    Examples
    --------
    >>> found = disagreements()
    >>> found.loc[0, ["people", "measure"]].tolist(), round(found.loc[0, "value"])
    (['Balkars', 'deaths'], 522)
    """
    everything = pd.concat([census(), deportation()], ignore_index=True)
    kinds = [kind for kind in CONFLICTS if (kind != "rival figures") == sums]
    found = [(kind, *one) for kind in kinds for one in CONFLICTS[kind](everything)]
    answered = answer([_conflict(*one) for one in found])
    widest = answered["value"].abs().sort_values(ascending=False, kind="stable")
    return answered.loc[widest.index].reset_index(drop=True)


def _conflict(kind: str, figures: list[Figure], gap: float) -> Row:
    """Return one conflict as a row."""
    rivals = [f for f in figures if f.rank == "preferred"] if kind == "rival figures" else figures
    best = rivals[0]
    first = (best.low + best.high) / 2 if math.isnan(best.value) else best.value
    percent, measure = float(100 * gap / first), best.measure.replace("_", " ")
    year = "" if pd.isna(best.start) else f" {best.start.year}"
    about = {name: best[name] for name in ("people", "territory", "start", "end")}
    about |= {"measure": measure, "label": f"{best.people}, {best.territory}: {measure}{year}"}
    about |= {"counted": best.unit.replace("_", " "), "reason": best.reason or best.note}
    keys, ids = (tuple(dict.fromkeys(one[name] for one in figures)) for name in ("source", "id"))
    told = Range(percent, percent, percent, "percent", keys, ids)
    printed = "; ".join(figure.printed for figure in figures)
    return row(told, kind=kind, **about, gap=float(gap), printed=printed)
