"""Published estimates beside ours, like with like."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from kalstats.data import cite
from kalstats.evidence import figure, pick
from kalstats.study import loss
from kalstats.study.answers import answer, row


class Compared(NamedTuple):
    """A published figure, what it counts, the measure here that is nearest, and the difference."""

    figure: str
    what: str
    measure: str
    end: str
    why: str
    births: str = "either"
    unit: str = "persons"


OCTOBER, JANUARY = "1948-10-01", "1953-01-01"
QUANTITIES = {"deaths": "Deaths", "share who died": "Percent of the deported who died"}
QUANTITIES |= {"missing births": "Births missing"}
FORECAST = "births-forecast-kalmyks-1944-1952-ediev"
# fmt: off
PUBLISHED = (
    Compared("deaths-wikipedia-range", "without an end date", "deaths", OCTOBER,
             "Printed without saying when the count ended"),
    Compared("deaths-kalmyks-1948-mvd", "registered to October 1948", "deaths", OCTOBER,
             "Ours adds deaths that were not registered and those on the journey; by construction "
             "it is not lower than what is documented of both"),
    Compared("lost-two-years-wikipedia", "“died or disappeared” in two years", "deaths", OCTOBER,
             "A drop of the register, not deaths; ours are all deaths, and to a later day"),
    Compared("deaths-1945-1950-bugay", "six years, without the first", "deaths", JANUARY,
             "Ours begins a year earlier, ends two later, and adds the unregistered"),
    Compared("died-share-wikipedia-17",
             "of the deported", "share who died", OCTOBER,
             "Registered deaths only", unit="percent"),
    Compared("died-share-wikipedia-19",
             "of the deported", "share who died", OCTOBER,
             "Neither numerator nor end date is printed", unit="percent"),
    Compared("died-share-tulip-foundation",
             "of the deported", "share who died", JANUARY,
             "No method is given", unit="percent"),
    Compared("birth-deficit-kalmyks-1944-1952-ediev", "1944–1952",
             "missing births", JANUARY,
             "Both with his births in exile; he expects {forecast} births without the "
             "deportation, as in peace, and ours have the slump of the war", births="Ediev"),
)
# fmt: on


def published(found: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return published estimates beside what the loss model finds for the nearest to them.

    Parameters
    ----------
    found : pandas.DataFrame, optional
        From `loss.summary`, as under other assumptions.

    Returns
    -------
    pandas.DataFrame
        ``people quantity who births end label preferred why low value high unit printed sources
        figures``: in each `quantity` what is ``published``, with its printed words, and ``here``
        (preferred), nine tenths of the weight to `end`, to the nearest thousand, of shares to a
        tenth.
        Missing births are compared under the source of births that the estimate has.

    Examples
    --------
    >>> rows = published().query("births == 'Ediev' and who == 'here'")
    >>> bool((rows["high"] < 27_100).all())  # far fewer than he finds, with his births
    True
    """
    found = loss.summary() if found is None else found
    rows = []
    for one in PUBLISHED:
        end = pd.Timestamp(one.end)
        why = one.why.format(forecast=figure(FORECAST).printed)
        told = {
            "quantity": QUANTITIES[one.measure],
            "births": one.births,
            "end": end,
            "unit": one.unit,
        }
        said = figure(one.figure)
        label = f"{cite(said.source, 'short')}, {one.what}"
        theirs = {"label": label, "preferred": False, "why": why}
        rows.append(row(said, **told, who="published", **theirs))
        where = {"measure": one.measure, "births": one.births, "unit": one.unit, "end": one.end}
        ours = pick(found, **where).rounded(1 if one.unit == "percent" else -3)
        label = f"here, to {end:%B %Y}"
        rows.append(row(ours, **told, who="here", label=label, preferred=True, why=""))
    return answer(rows, people="Kalmyks").drop_duplicates(["quantity", "label", "value"])
