"""The share who died, by every number of dead and every whole."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from kalstats.evidence import figure
from kalstats.study.exile import answer, any_of, derived, ends, line

if TYPE_CHECKING:
    import pandas as pd

WHOLES = {
    "deported": "deported-wikipedia-93139",
    "base by Ediev": "base-kalmyks-1943-12-ediev",
    "arrived": "arrived-kalmyks-1948-mvd",
    "registered first": "registered-1945-wikipedia",
    "in the census of 1939": "kalmyks-ussr-1939-wikipedia-ru",
}


def shares_died() -> pd.DataFrame:
    """Return the share who died, by every number of dead and every whole.

    Such a share has no time in it and is no mortality rate; children born in exile are among the
    dead, and the deaths that every population has.

    Returns
    -------
    pandas.DataFrame
        ``people dead whole label low value high unit journey rounds_to sources figures``: a row
        for every pair, in percent; ``journey`` where those who died on the way are added to the
        dead; ``rounds_to`` is the printed share that the pair would give, or "".

    Examples
    --------
    >>> rows = shares_died()
    >>> rows = rows[(rows["whole"] == "deported") & ~rows["journey"]]
    >>> rows[["dead", "rounds_to"]].assign(value=rows["value"].round(2)).values.tolist()
    [['16,017', '17%', 17.2], ['16,594', '', 17.82]]
    """
    wholes = {name: figure(key) for name, key in WHOLES.items()}
    sent = any_of("Kalmyks", "sent", unit="persons", source="wikipedia-deportation")
    wholes["sent to the regions named"] = derived(sum(one.value for one in sent), sent)
    dead = [figure("deaths-wikipedia-range").bound("low"), figure("deaths-kalmyks-1948-mvd")]
    printed = any_of("Kalmyks", "deaths_share_of_deported", qualifier="rounded")
    ways = [[], [figure("transit-deaths-wikipedia")]]
    rows = []
    for (name, whole), one, way in product(wholes.items(), dead, ways):
        part = ends(one) + sum(map(ends, way))
        share = derived(100 * part / ends(whole)[::-1], [one, whole, *way], "percent")
        near = [one.printed for one in printed if one.low <= share.high and one.high >= share.low]
        words = f"{one.printed}{' and the journey' if way else ''}, {name}"
        told = {"dead": one.printed, "whole": name, "journey": bool(way)}
        rows.append(line("share dead", share, words, rounds_to="".join(near), **told))
    return answer(rows, people="Kalmyks")
