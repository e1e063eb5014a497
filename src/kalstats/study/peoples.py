"""The deported peoples compared: whose losses were the greatest, and on which measure.

Every measure is written so that a greater number is a greater loss. What each takes of each people
stands in ``measures.csv``: there a reader sees who is compared with whom, and by which figures.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from math import inf, nan
from typing import Any

import pandas as pd

from kalstats import composition, data, demography
from kalstats.data.reading import fields_of
from kalstats.evidence import Figure, Given, Range, figure, pick, rank_range, readings
from kalstats.evidence.figures import sound
from kalstats.evidence.quantities import known
from kalstats.study.answers import Row, answer, derived, ends, row

KALMYKS, REST = "Kalmyks", "Kalmyks, Turks, Kurds and Hemshils"
TABLE = data.folder() / "measures.csv"
SUM, IN_SUM = "direct-losses-all-peoples-polittekhnologiya", "part of a sum"
LABELS = {"all deported peoples": "All deported peoples", "Germans": "Germans, at least half"}
LABELS |= {"Karachays": "Karachays, the least in print", REST: f"Left for {REST}"}
PAIR = re.compile(r"(\S+?)=(\S+)")  # a name and the figures read for it
SCALE = {"percent": 100, "per 1,000 a year": 1000}
FUNCTIONS: dict[str, Any] = {
    "number": lambda number: number,
    "share": composition.share,
    "fall": lambda start, end: -float(demography.relative_change(start, end)),
    "percent": lambda percent, whole=1: percent / 100 * whole,
    "balance": lambda base, births, end: (base + births - end) / base,
}


@cache
def _named(text: str) -> list[Figure]:
    """Return a figure by its id, its lower end, several added up, or with ``*`` its rivals.

    A day is read as a time in years, a number as it stands.
    """
    if text.endswith("*"):
        return sound(known()[text.removesuffix("*")].figures)
    if text.endswith(".low"):
        return [figure(text.removesuffix(".low")).bound("low")]
    parts = re.findall(r"([+−]?)([a-z][a-z0-9-]*)", text)
    if not parts:
        number = float(demography.decimal_year(text)) if "-" in text else float(text)
        return [Figure("", "", number, number, number, "", "", "", "normal")]
    read = [(figure(key), -1 if sign == "−" else 1) for sign, key in parts]
    sums = {name: sum(sign * one[name] for one, sign in read) for name in data.BOUNDS}
    return [replace(read[0][0], id="; ".join(one.id for one, _ in read), rank="normal", **sums)]


def _inputs(line: dict[Any, str], *, every: bool) -> dict[str, list[Figure]]:
    """Return what a measure takes; with every figure that may stand for another, or like alone."""
    more, given = dict(PAIR.findall(line["further"] if every else "")), {}
    for name, text in PAIR.findall(line["inputs"]):
        keys = text.split("|")
        keys += [f"{key}*" for key in keys if every and key in known()]
        keys += more[name].split("|") if name in more else []
        read = [one for key in keys for one in _named(key)]
        given[name] = list({(one.id, one.value): one for one in read}.values())
    return given


def _rate(given: dict[str, list[Figure]]) -> Range:
    """Return deaths by the time lived; from one count to the next, people are anywhere between.

    Without a number of deaths it is that which closes the balance. Of many counts those inside are
    read at their value.
    """
    names = [name for name in given if re.fullmatch("n[0-9]+", name)]
    times = [demography.decimal_year(given[name][0].start) for name in names[1:]]
    fixed = {name: given.pop(name)[0].value for name in names[1:-1] if len(names) > 3}

    def rate(began: float, between: float, **numbers: float) -> float:
        path = [(numbers | fixed)[name] for name in names]
        dead = numbers.get("deaths", path[0] + numbers.get("births", 0) - path[-1])
        steps = zip(pairwise([began, *times]), pairwise(path), strict=True)
        return dead / sum((t - s) * (min(n) + between * abs(n[1] - n[0])) for (s, t), n in steps)

    return readings(rate, **given)


def _measured(*measures: str, every: bool = False) -> Iterator[tuple[dict[Any, Any], Range]]:
    """Give the lines of some measures, each with its result."""
    table = data.load(TABLE)
    for line in table[table["measure"].isin(measures)].to_dict("records"):
        given, function = _inputs(line, every=every), FUNCTIONS.get(line["function"])
        yield line, readings(function, **given) if function else _rate(given)


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
    parts = {line["people"]: found for line, found in _measured(IN_SUM)}
    least, _, most = sum(map(ends, parts.values()))
    if not most <= whole.low / 2 <= whole.high / 2 < inf:
        told = f"twice the {most:,.0f} of the other peoples, or more, with an upper bound"
        raise ValueError(f"total = {float(whole.value):,.10g}: expected {told}")
    germans, deported = map(figure, ("direct-losses-germans-pohl", "deported-wikipedia-93139"))
    half = derived(ends(whole) / 2, [whole])
    left = derived([0, nan, whole.high / 2 - least], [whole, *parts.values(), germans])
    found = {"all deported peoples": whole, "Germans": half, **parts, REST: left}
    rows = [row(one, people=p, label=LABELS.get(p, p), unit="persons") for p, one in found.items()]
    share = derived(100 * ends(left) / deported.value, [left, deported], "percent")
    return answer([*rows, row(share, people=KALMYKS, label=KALMYKS)])


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
    field = next(one for one in fields_of(TABLE) if one["name"] == "measure")
    names, rows = field["labels"], list[Row]()
    for line, found in _measured(*names, every=every):
        scaled = derived((SCALE[line["unit"]] * ends(found)).round(9), [found], line["unit"])
        told: Row = {name: line[name] for name in ("measure", "people")}
        told |= {kind: line["counted"] == kind for kind in ("pooled", "apart")}
        rows.append(row(scaled, label=names[line["measure"]], **told))
    told = {"measure": "excess deaths", "people": KALMYKS, "pooled": False, "apart": False}
    rows.append(row(pick(excess_left(total), people=KALMYKS), label=names["excess deaths"], **told))
    groups = answer(rows).groupby("measure", sort=False)
    return pd.concat([_ranked(group) for _, group in groups], ignore_index=True)


def _first(rows: pd.DataFrame, people: str) -> pd.DataFrame:
    """Return the rows of one people with the verdict: whether it is the greatest."""
    own = rows[rows["people"].eq(people) & ~rows["apart"]]
    verdict = own["worst"].eq(1).map({True: "yes", False: "not known"}).mask(own["best"] > 1, "no")
    return own.assign(verdict=verdict).drop(columns=["people", "pooled", "apart"])


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
