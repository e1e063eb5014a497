"""The measures of a people's loss, computed from the table that says which figures each takes."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from kalstats import data
from kalstats.composition import share
from kalstats.demography import balance, decimal_year, relative_change
from kalstats.evidence import Figure, Quantity, figure, quantities, readings
from kalstats.evidence.figures import rows_or_all

if TYPE_CHECKING:
    from collections.abc import Callable

    from kalstats.evidence import Result

FUNCTIONS: dict[str, Callable[..., float]] = {
    "number": lambda number: number,
    "share": share,
    "fall": lambda start, end: -float(relative_change(start, end)),
    "percent": lambda percent, whole=1: percent / 100 * whole,
    "balance": lambda base, births, end: -float(balance(base, end, births).error_of_closure) / base,
}


@cache
def _known() -> dict[str, Quantity]:
    """Return every quantity of the study by the ids of its figures."""
    return {one.id: every for every in quantities(rows_or_all()) for one in every.figures}


@cache
def _single(text: str) -> Figure:
    """Return a figure, or several added up; a day as a time in years, a number as it stands."""
    parts = re.findall(r"([+−]?)([a-z][a-z0-9-]*)", text.removesuffix(".low"))
    if not parts:
        number = float(decimal_year(text)) if "-" in text else float(text)
        return Figure("", "", number, number, number, "", "", "", "normal")
    read = [(figure(key), -1 if sign == "−" else 1) for sign, key in parts]
    if len(read) == 1:
        return read[0][0].bound("low") if text.endswith(".low") else read[0][0]
    sums = {name: sum(sign * one[name] for one, sign in read) for name in data.BOUNDS}
    ids = "; ".join(one.id for one, _ in read)
    return replace(read[0][0], id=ids, printed="", rank="normal", **sums)


def _sound(key: str) -> list[Figure]:
    """Return the rivals of a figure but the doubtful ones, unless there are no others."""
    rivals = list(_known()[key].figures)
    return [one for one in rivals if one.rank != "doubtful"] or rivals


def _inputs(told: str, further: str, *, every: bool) -> dict[str, list[Figure]]:
    """Return what a measure takes; with every figure that may stand for another, or like alone."""
    inputs, more = (dict(re.findall(r"(\S+?)=(\S+)", text)) for text in (told, further))
    given = {}
    for name, text in inputs.items():
        keys = text.split("|")
        read = [_single(key) for key in keys]
        if every:
            keys = [f"{key}*" for key in keys if key in _known()]
            for key in [*keys, *filter(None, more.get(name, "").split("|"))]:
                read += _sound(key[:-1]) if key.endswith("*") else [_single(key)]
        given[name] = list({(one.id, one.value): one for one in read}.values())
    return given


def _rate(given: dict[str, list[Figure]]) -> Result:
    """Return deaths by the time lived; from one count to the next, people are anywhere between.

    Without a number of deaths it is that which closes the balance. Of many counts those inside are
    read at their value.
    """
    names = [name for name in given if re.fullmatch("n[0-9]+", name)]
    times = [decimal_year(given[name][0].start) for name in names[1:]]
    inside = names[1:-1] if len(names) > 3 else []
    known = {name: given.pop(name)[0].value for name in inside}

    def rate(began: float, between: float, **numbers: float) -> float:
        path = [(numbers | known)[name] for name in names]
        dead = numbers.get("deaths", path[0] + numbers.get("births", 0) - path[-1])
        steps = zip(pairwise([began, *times]), pairwise(path), strict=True)
        return dead / sum((t - s) * (min(n) + between * abs(n[1] - n[0])) for (s, t), n in steps)

    return readings(rate, **given)


def measured(*measures: str, every: bool = False) -> list[tuple[dict[Any, str], Result]]:
    """Return the lines of some measures, each with its result."""
    table, found = data.load(data.folder() / "measures.csv"), []
    for line in table[table["measure"].isin(measures)].to_dict("records"):
        given = _inputs(line["inputs"], line["further"], every=every)
        known = FUNCTIONS.get(line["function"])
        found.append((line, readings(known, **given) if known else _rate(given)))
    return found
