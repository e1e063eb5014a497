"""The deported peoples compared: whose losses were the greatest, and on which measure.

Every measure is written so that a greater number is a greater loss. What each takes of each people
stands in ``measures.csv``: there a reader sees who is compared with whom, and by which figures.
"""

from __future__ import annotations

from math import inf, nan
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from kalstats.data.reading import fields_of
from kalstats.evidence import Figure, figure, pick, rank_range, readings
from kalstats.study.answers import answer, row
from kalstats.study.exile import derived, ends
from kalstats.study.measures import measured

if TYPE_CHECKING:
    from kalstats.evidence import Given, Range

KALMYKS, REST = "Kalmyks", "Kalmyks, Turks, Kurds and Hemshils"
SUM, IN_SUM = "direct-losses-all-peoples-polittekhnologiya", "part of a sum"
SCALE = {"percent": 100, "per 1,000 a year": 1000}


def excess_left(total: Given | str = SUM) -> pd.DataFrame:
    """Return what a sum of excess deaths over all deported peoples leaves for the Kalmyks.

    One book, after Ediev, has 455.3 thousand for all, and numbers for some; Pohl says of such a
    sum that over half were Germans. What the others leave of the other half is the most that
    Kalmyks and Turks, Kurds and Hemshils can have had together: a bound, no estimate. The
    Karachays' number is the lower end of a range in print, which fits Ediev's deported.

    Parameters
    ----------
    total : Quantity, Figure, sequence of Figure, float or str
        The sum over all peoples, or the id of its figure.

    Returns
    -------
    pandas.DataFrame
        The sum, what is taken off it, and what is left, in persons, and at last for each 100
        deported Kalmyks if no other people had any: ``people``, ``low``, ``value``, ``high``,
        ``unit``, ``label``, ``sources``, ``figures``. Of what is left no value is known.

    Raises
    ------
    TypeError
        If the sum is no figure and no number.
    DataError
        If no figure has the id.
    ValueError
        If half of the sum is less than the other peoples have.

    Examples
    --------
    >>> rows = excess_left()
    >>> rows[rows["unit"] == "percent"]["high"].round(1).tolist()
    [29.3]
    """
    whole = readings(lambda total: total, total=figure(total) if isinstance(total, str) else total)
    parts = {line["people"]: found for line, found in measured(IN_SUM)}
    least, most = (sum(one[i] for one in map(ends, parts.values())) for i in (0, 2))
    if not most <= whole.low / 2 <= whole.high / 2 < inf:
        told = f"twice the {most:,.0f} of the other peoples, or more, with an upper bound"
        raise ValueError(f"total = {float(whole.value):,.10g}: expected {told}")
    germans, deported = map(figure, ("direct-losses-germans-pohl", "deported-wikipedia-93139"))
    read: list[Figure | Range] = [whole, *parts.values(), germans]
    left = whole.high / 2 - least
    found = {"all deported peoples": derived(ends(whole), [whole])}
    found["Germans"] = derived(ends(whole) / 2, [whole])
    found |= {people: derived(ends(one), [one]) for people, one in parts.items()}
    found[REST] = derived([0, nan, left], read)
    found[KALMYKS] = derived([0, nan, 100 * left / deported.value], [*read, deported], "percent")
    labels = {"Germans": "Germans, at least half", "Karachays": "Karachays, the least in print"}
    labels |= {"all deported peoples": "All deported peoples", REST: f"Left for {REST}"}
    return answer([row(one, people=p, label=labels.get(p, p)) for p, one in found.items()])


def _ranked(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a measure with the ranks that each can take; those apart have none."""
    ranked = rows[~rows["apart"]]
    best, worst = rank_range(ranked["low"], ranked["high"])
    places = pd.DataFrame({"best": best, "worst": worst}, ranked.index, dtype="Int64")
    return rows.join(places).assign(of=len(ranked))


def peoples(total: Given | str = SUM, *, every: bool = False) -> pd.DataFrame:
    """Return each measure of loss for each deported people, with the ranks it can take.

    Parameters
    ----------
    total : Quantity, Figure, sequence of Figure, float or str
        Excess deaths of all peoples, as in `excess_left`.
    every : bool
        Whether any figure that is not doubtful may stand for another, also of another source;
        otherwise like is compared with like: one source, or one kind of source, for all.

    Returns
    -------
    pandas.DataFrame
        One row per measure and people: ``measure``, ``people``; ``low``, ``value``, ``high`` in
        ``unit``, hard bounds; ``best`` and ``worst``, the ranks it can take among ``of`` (see
        `rank_range`; missing for Germans where they stand apart, for the register misses those
        of the labour army); ``pooled``, whether the source counts several peoples together;
        ``apart``; ``label``, the measure in words; ``sources``; ``figures``.

    Examples
    --------
    >>> rows = peoples()
    >>> rows[(rows["measure"] == "registered deaths") & (rows["best"] == 1)]["people"].tolist()
    ['North Caucasians']
    """
    field = next(one for one in fields_of(Path("measures.csv")) if one["name"] == "measure")
    labels, rows = field["labels"], []
    for line, found in measured(*labels, every=every):
        scaled = derived((SCALE[line["unit"]] * ends(found)).round(9), [found])
        told: dict[str, Any] = {name: line[name] for name in ("measure", "people", "unit")}
        told |= {kind: line["counted"] == kind for kind in ("pooled", "apart")}
        rows.append(row(scaled, label=labels[line["measure"]], **told))
    bound = {"measure": "excess deaths", "people": KALMYKS, "pooled": False, "apart": False}
    most = pick(excess_left(total), people=KALMYKS)
    rows.append(row(most, label=labels["excess deaths"], **bound))
    groups = answer(rows).groupby("measure", sort=False)
    return pd.concat([_ranked(group) for _, group in groups], ignore_index=True)


def _first(rows: pd.DataFrame, people: str) -> pd.DataFrame:
    """Return the rows of one people with the verdict: whether it is the greatest."""
    own = rows[rows["people"].eq(people) & ~rows["apart"]]
    answers = [
        "yes" if worst == 1 else "no" if best > 1 else "not known"
        for best, worst in zip(own["best"], own["worst"], strict=True)
    ]
    return own.assign(verdict=answers).drop(columns=["people", "pooled", "apart"])


def greatest(people: str = KALMYKS, total: Given | str = SUM) -> pd.DataFrame:
    """Return on which measures the losses of a people were, may or cannot have been the greatest.

    Parameters
    ----------
    people : str
        One of those that `peoples` has.
    total : Quantity, Figure, sequence of Figure, float or str
        Excess deaths of all peoples, as in `excess_left`.

    Returns
    -------
    pandas.DataFrame
        One row per measure: ``measure``; ``low``, ``value``, ``high``, ``unit``; ``best``,
        ``worst``, ``of``; ``label``; ``sources``; ``figures``; ``verdict``, whether it stands
        first (``yes``, ``no``, ``not known``); ``best_any``, ``worst_any`` and ``verdict_any``,
        the same with every figure; ``ahead``, the greatest of the others.

    Raises
    ------
    ValueError
        If no measure has the people; those that there are are named.

    Examples
    --------
    >>> told = greatest().set_index("measure")["verdict"]
    >>> told[["census 1926–1959", "registered deaths", "excess deaths"]].tolist()
    ['yes', 'no', 'not known']
    """
    like, mixed = (peoples(total, every=every) for every in (False, True))
    if people not in like["people"].tolist():
        there = ", ".join(like["people"].unique())
        raise ValueError(f"people = {people!r}: no measure has it; expected one of {there}")
    others = like[like["people"].ne(people) & ~like["apart"]].sort_values("high")
    wide = _first(mixed, people)[["measure", "best", "worst", "verdict"]]
    found = _first(like, people).merge(wide, on="measure", suffixes=("", "_any"))
    return found.assign(ahead=found["measure"].map(others.groupby("measure")["people"].last()))
