"""The share who died, by every number of dead and every whole."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from kalstats.data import census
from kalstats.evidence.figures import figures_of
from kalstats.study import exile
from kalstats.study.exile import EDIEV, EXILE, any_of, derived, ends

if TYPE_CHECKING:
    import pandas as pd

    from kalstats.evidence import Figure

JOURNEY = "in transit"


def wholes(people: str) -> dict[str, Figure]:
    """Return every number of people that the dead can be a share of."""
    known = {
        "deported": any_of(people, "deported", unit="persons", rank="preferred"),
        "base by Ediev": any_of(people, "deported_base", source=EDIEV),
        "arrived": any_of(people, "arrived", source="mvd-1948"),
        "registered first": any_of(people, "registered", topic="register", rank="preferred"),
    }
    made = {name: figures[0] for name, figures in known.items() if figures}
    if sent := any_of(people, "sent", unit="persons", source="wikipedia-deportation"):
        made["sent to the regions named"] = derived(sum(one.value for one in sent), sent)
    counted = census(people=people, territory="USSR", start="1939-01-17", unit="persons")
    counted = counted[counted["rank"].eq("preferred")]
    return made | dict(zip(["in the census of 1939"], figures_of(counted), strict=False))


def counted_dead(people: str) -> list[Figure]:
    """Return the numbers, printed to the person, of those who died since the deportation."""
    numbers: dict[float, Figure] = {}
    for one in exile.found(people, "deaths", unit="persons", territory=EXILE):
        if (
            one.start == exile.beginning(people)
            and one.rank != "doubtful"
            and one.qualifier in ("exact", "range")
        ):
            for figure in [one.bound("low"), one.bound("high")] if np.isnan(one.value) else [one]:
                numbers[figure.value] = figure
    return [numbers[number] for number in sorted(numbers)]


def shares_died(people: str = "Kalmyks") -> pd.DataFrame:
    """Return the share who died, by every number of dead and every whole.

    Such a share has no time in it and is no mortality rate; children born in exile are among the
    dead, and the deaths that every population has.

    Parameters
    ----------
    people : str
        A people with deaths counted since its deportation.

    Returns
    -------
    pandas.DataFrame
        ``people dead whole label low value high unit journey rounds_to sources figures``: a row
        for every pair, in percent; ``journey`` where those who died on the way are added to the
        dead; ``rounds_to`` is the printed share that the pair would give, or "".

    Raises
    ------
    ValueError
        If no deaths, or nothing that they are a share of, are known.

    Examples
    --------
    >>> rows = shares_died()
    >>> rows = rows[(rows["whole"] == "deported") & ~rows["journey"]]
    >>> rows[["dead", "rounds_to"]].assign(value=rows["value"].round(2)).values.tolist()
    [['16,017', '17%', 17.2], ['16,594', '', 17.82]]
    """
    journeys = any_of(people, "deaths", territory=JOURNEY, rank="preferred")
    printed = any_of(people, "deaths_share_of_deported", qualifier="rounded")
    ways = [[], *([one] for one in journeys)]
    cases = product(wholes(people).items(), counted_dead(people), ways)
    rows = []
    for (name, whole), dead, way in cases:
        part = dead.value + sum(map(ends, way), np.zeros(3))
        share = derived(100 * part / ends(whole)[::-1], [dead, whole, *way], "percent")
        near = [one.printed for one in printed if one.low <= share.high and one.high >= share.low]
        words = f"{dead.printed}{' and the journey' if way else ''}, {name}"
        row = exile.line(
            "share dead", share, words, dead=dead.printed, whole=name, journey=bool(way)
        )
        rows.append(row | {"rounds_to": "".join(near)})
    if not rows:
        raise ValueError(f"people = {people!r}: no deaths to the person since the deportation")
    return exile.answer(rows, people=people)
