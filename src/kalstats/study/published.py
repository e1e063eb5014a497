"""Published estimates beside ours, like with like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from kalstats.evidence import figure, pick
from kalstats.study import loss
from kalstats.study.answers import answer, row

if TYPE_CHECKING:
    from collections.abc import Mapping


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
FORECAST = "births-forecast-kalmyks-1944-1952-ediev"
# fmt: off
PUBLISHED = (
    Compared("deaths-wikipedia-range", "deaths in exile, without an end date", "deaths", OCTOBER,
             "Printed without saying when the count ended"),
    Compared("deaths-kalmyks-1948-mvd", "deaths registered to October 1948", "deaths", OCTOBER,
             "Ours adds deaths that were not registered and those on the journey; by construction "
             "it is not lower than what is documented of both"),
    Compared("lost-two-years-wikipedia", "died or disappeared in two years", "deaths", OCTOBER,
             "A drop of the register, not deaths; ours are all deaths, and to a later day"),
    Compared("deaths-1945-1950-bugay", "deaths in six years, without the first", "deaths", JANUARY,
             "Ours begins a year earlier, ends two later, and adds the unregistered"),
    Compared("died-share-wikipedia-17", "of the deported died", "share who died", OCTOBER,
             "Registered deaths only", unit="percent"),
    Compared("died-share-wikipedia-19", "of the deported died", "share who died", OCTOBER,
             "Neither numerator nor end date is printed", unit="percent"),
    Compared("died-share-tulip-foundation", "of the deported died", "share who died", JANUARY,
             "No method is given", unit="percent"),
    Compared("birth-deficit-kalmyks-1944-1952-ediev", "births missing, 1944–1952",
             "missing births", JANUARY,
             "Both with his births in exile; he expects {forecast} births without the "
             "deportation, as in peace, and ours have the slump of the war", births="Ediev"),
)
# fmt: on


def published(assume: Mapping[str, loss.Assumed] | None = None, **how: Any) -> pd.DataFrame:
    """Return published estimates beside what the loss model finds for the nearest to them.

    Parameters
    ----------
    assume, **how
        As `loss.summary`.

    Returns
    -------
    pandas.DataFrame
        ``people what who births end why label low value high unit printed sources figures``, two
        rows for each `what`: `who` is ``published``, with its printed words, and ``here``, with
        nine tenths of the weight to `end`. Missing births are compared under the source of
        births that the estimate has.

    Examples
    --------
    >>> rows = published().query("births == 'Ediev' and who == 'here'")
    >>> bool((rows["high"] < 27_100).all())  # far fewer than he finds, with his births
    True
    """
    found = loss.summary(assume, **how)
    rows = []
    for one in PUBLISHED:
        end = pd.Timestamp(one.end)
        why = one.why.format(forecast=figure(FORECAST).printed)
        told = {"what": one.what, "births": one.births, "end": end, "why": why}
        said = figure(one.figure)
        label = f"{said.printed}: {one.what}"
        rows.append(row(said, **told, who="published", label=label, unit=one.unit))
        where = {"measure": one.measure, "births": one.births, "unit": one.unit, "end": one.end}
        ours, label = pick(found, **where), f"{one.measure}, to {end:%B %Y}"
        rows.append(row(ours, **told, who="here", label=label, unit=one.unit))
    return answer(rows, people="Kalmyks")
