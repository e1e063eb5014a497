"""Published estimates beside what the loss model finds for the nearest to them."""

from __future__ import annotations

import pandas as pd

from kalstats.data import cite
from kalstats.evidence import figure, pick
from kalstats.study import loss
from kalstats.study.answers import Row, answer, row
from kalstats.study.loss.answers import OCTOBER
from kalstats.study.loss.counts import HORIZONS

DAYS = {"October 1948": OCTOBER, "January 1953": HORIZONS["1953"]}
PUBLISHED = {  # id of a figure: what it counts, and the day to which ours is nearest
    "deaths-wikipedia-range": ("without an end date", "October 1948"),
    "deaths-kalmyks-1948-mvd": ("registered to October 1948", "October 1948"),
    "lost-two-years-wikipedia": ("“died or disappeared” in two years", "October 1948"),
    "deaths-1945-1950-bugay": ("six years, without the first", "January 1953"),
    "died-share-wikipedia-17": ("of the deported", "October 1948"),
    "died-share-wikipedia-19": ("of the deported", "October 1948"),
    "died-share-tulip-foundation": ("of the deported", "January 1953"),
    "birth-deficit-kalmyks-1944-1952-ediev": ("1944–1952", "January 1953"),
}


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
        tenth. `why` says what the published figure counts, as the data have it. Missing births are
        compared under the source of births that the estimate has.

    Examples
    --------
    >>> rows = published().query("births == 'Ediev' and who == 'here'")
    >>> bool((rows["high"] < 27_100).all())  # far fewer than he finds, with his births
    True
    """
    found, rows = loss.summary() if found is None else found, list[Row]()
    for name, (what, day) in PUBLISHED.items():
        said, measure, quantity = figure(name), "deaths", "Deaths"
        if said.measure == "birth_deficit":
            measure, quantity = "missing births", "Births missing"
        elif said.unit == "percent":
            measure, quantity = "share who died", "Percent of the deported who died"
        about: Row = {"births": "Ediev" if measure == "missing births" else "either"}
        about |= {"unit": said.unit, "end": pd.Timestamp(DAYS[day])}
        ours = pick(found, measure=measure, **about).rounded(1 if said.unit == "percent" else -3)
        about |= {"quantity": quantity, "why": said.note or said.reason}
        label = f"{cite(said.source, 'short')}, {what}"
        rows.append(row(said, who="published", label=label, preferred=False, **about))
        about["why"] = ""
        rows.append(row(ours, who="here", label=f"here, to {day}", preferred=True, **about))
    return answer(rows, people="Kalmyks").drop_duplicates(["quantity", "label", "value"])
