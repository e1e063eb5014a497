"""Rows of an answer, all in the same columns; and which figures exclude each other."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from kalstats.evidence import CONFLICTS, Figure, Quantity, Range
from kalstats.evidence.figures import rows_or_all

Row = dict[str, Any]
FOLDER = Path(__file__).parent  # tables stand beside the answers that read them
NOT_KNOWN = Range(np.nan, np.nan, np.nan)
ENDS = ["low", "value", "high"]
LAST = [*ENDS, "unit", "printed", "sources", "figures"]
# the first two count the Sart-Kalmyks too, the last is preliminary
NO_RIVALS = {"kalmyks-ussr-1926-ciesielski", "kalmyks-ussr-1926-table-3-7"}
NO_RIVALS |= {"all-kalmykia-2010-wikipedia-preliminary"}


def ends(one: Figure | Range) -> Any:
    """Return low, value and high as an array."""
    return np.array([one.low, one.value, one.high])


def derived(numbers: Any, read: Iterable[Figure | Range], unit: str = "persons") -> Range:
    """Return a computed number, or its low, value and high, with all that it was read from."""
    low, value, high = (float(end) for end in np.broadcast_to(numbers, 3))
    told = [one if isinstance(one, Range) else one.range for one in read]
    sources = dict.fromkeys(key for one in told for key in one.sources if key)
    figures = dict.fromkeys(key for one in told for key in one.figures if key)
    return Range(low, value, high, unit, tuple(sources), tuple(figures))


def row(found: Figure | Quantity | Range, **about: Any) -> Row:
    """Return a row: numbers, words and sources of what was found, and what else is said of it."""
    told = found if isinstance(found, Range) else found.range
    numbers = {name: float(getattr(told, name)) for name in ENDS}
    read = {"sources": "; ".join(told.sources), "figures": "; ".join(told.figures)}
    return {**numbers, "unit": told.unit, "printed": getattr(found, "printed", ""), **read} | about


def answer(rows: list[Row], **same: Any) -> pd.DataFrame:
    """Return rows as a frame: what is the same in all, what identifies each, then its numbers."""
    frame = pd.DataFrame(rows).assign(**same)
    each = [name for name in frame if name not in {*same, *LAST}]
    return frame[[*same, *each, *LAST]]


def lacking(people: str, wanted: str, there: Iterable[str]) -> ValueError:
    """Return the error that names the figures a people does not have, and those it has."""
    found = ", ".join(sorted(set(there))) or "nothing"
    return ValueError(f"people = {people!r}: no figure of {wanted}; there is: {found}")


def rivals(one: Quantity) -> list[Figure]:
    """Return the figure that is read first and those that contradict it.

    A figure that only rounds it, or cuts it off, is no reading of its own, nor is a doubtful or
    a preliminary one, or one that counts others too.
    """
    best, found = one.preferred, [one.preferred]
    for other in one.figures:
        near = other.low <= best.value <= other.high
        cut_off = abs(best.value - other.value) < other.high - other.low
        if other.rank == "normal" and not (near or cut_off or other.id in NO_RIVALS):
            found.append(other)
    return found


def _conflict(kind: str, figures: list[Figure], gap: float) -> Row:
    """Return one conflict as a row; its number is the gap in percent of the figure read first."""
    best = next(one for one in figures if one.rank == "preferred" or kind != "rival figures")
    percent = 100 * gap / np.nan_to_num(best.value, nan=(best.low + best.high) / 2)
    measure, counted = best.measure.replace("_", " "), best.unit.replace("_", " ")
    year = "" if pd.isna(best.start) else f" {best.start.year}"
    about = {name: best[name] for name in ("people", "territory", "start", "end")}
    about |= {"measure": measure, "label": f"{best.people}, {best.territory}: {measure}{year}"}
    about |= {"counted": counted, "reason": best.reason or best.note, "gap": float(gap)}
    printed = "; ".join(figure.printed for figure in figures)
    return row(derived(percent, figures, "percent"), kind=kind, **about, printed=printed)


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
    kinds = [kind for kind in CONFLICTS if (kind != "rival figures") == sums]
    found = [(kind, *one) for kind in kinds for one in CONFLICTS[kind](rows_or_all())]
    rows = answer([_conflict(*one) for one in found])
    return rows.sort_values("value", key=abs, ascending=False, kind="stable", ignore_index=True)
