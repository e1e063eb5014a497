"""Readings of a claim: what comes out of each, and whether it bears the claim out."""

from __future__ import annotations

import math
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pandas as pd

from kalstats import data
from kalstats.data.printed import ENGLISH
from kalstats.data.wording import TENTH
from kalstats.demography import decimal_year
from kalstats.evidence.audits import rounding
from kalstats.evidence.figures import Figure, figure as figure_of
from kalstats.evidence.quantities import quantity
from kalstats.evidence.results import readings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def _function(name: str, line: int) -> Callable[..., float]:
    """Look up ``module.function`` among the public functions on numbers."""
    public: dict[str, Callable[..., float]] = {
        f"{module}.{function}": getattr(import_module(f"kalstats.{module}"), function)
        for module in ("demography", "composition")
        for function in import_module(f"kalstats.{module}").__all__
    }
    if name not in public:
        expected = f"one of {', '.join(sorted(public))}"
        raise data.DataError(data.Problem("claims.csv", line, "function", name, expected))
    return public[name]


def _versions(source: str) -> set[str]:
    """Return a source with its other versions and mirrors, as the description of the data says."""
    resources = {one["name"]: one for one in data.package()["resources"]}
    of = resources["sources"].get("versions", {})
    work = of.get(source, source)
    return {work, *(key for key, original in of.items() if original == work)}


def _dated(key: str) -> Figure:
    """Return when a figure or an event was, in decimal years, from its first to its last day."""
    events = data.events().set_index("id")
    row = events.loc[key] if key in events.index else data.figure(key)
    low, high = (decimal_year(pd.Timestamp(str(row[end]))) for end in ("start", "end"))
    value = low if low == high else math.nan
    texts = (str(row[name]) for name in ("source", "locator", "rank"))
    return Figure(f"{key}.date", str(row["printed"]), low, value, high, "years", *texts)


def _named(token: str, source: str) -> tuple[str, list[Figure]]:
    """Read ``name=id|id*|id.low|id.date``: a figure, all that other sources say, an end, a day."""
    name, _, ids = token.partition("=")
    chosen: list[Figure] = []
    for key in ids.split("|"):
        figure, _, end = key.partition(".")
        if key.endswith("*"):
            rivals = quantity(id=key[:-1]).figures
            chosen += [one for one in rivals if one.source not in _versions(source)]
        elif end == "date":
            chosen.append(_dated(figure))
        else:
            chosen.append(figure_of(figure).bound(end) if end else figure_of(figure))
    return name, chosen


def _interval(relation: str, against: str) -> tuple[float, float]:
    """Return the numbers that bear out a claim, read strictly as printed."""
    low, claimed, high = rounding(against, ENGLISH)
    above, below = math.nextafter(claimed, math.inf), math.nextafter(claimed, -math.inf)
    return {
        "equals": (low, high),
        "more_than": (above, math.inf),
        "less_than": (-math.inf, below),
        "at_least": (claimed, math.inf),
        "at_most": (-math.inf, claimed),
        "about": (claimed - abs(claimed) * TENTH, claimed + abs(claimed) * TENTH),
        "almost": (claimed - abs(claimed) * TENTH, below),
    }[relation]


def bears_out(row: dict[Any, str], value: float, low: float, high: float) -> str:
    """Return whether one reading bears out a claim: by its value, by its bounds, or not."""
    least, most = _interval(row["relation"], row["against"])
    strict = row["relation"] in ("more_than", "less_than", "almost")
    size = max((abs(bound) for bound in (low, high) if math.isfinite(bound)), default=0.0)
    slack = 0 if strict else 1e-9 * size
    point = row["relation"] in ("equals", "about") and not math.isnan(value)
    first, last = (value, value) if point else (low, high)
    if least - slack <= first and last <= most + slack:
        return "holds"
    meet = min(high, most) - max(low, least)  # intervals that only touch do not meet
    return "within rounding" if meet > slack else "does not hold"


def tried(row: dict[Any, str], line: int, column: str) -> pd.DataFrame:
    """Return every reading of the inputs in a column: what comes out, whether it bears it out."""
    function, tables = _function(row["function"], line), []
    scale = 100 if row["against"].endswith("%") else 1
    try:
        for inputs in row[column].split(" / "):
            given = dict(_named(token, row["source"]) for token in inputs.split())
            if not given:
                raise ValueError("it has no inputs")
            found = readings(function, **given).rows
            numbers = found[["low", "value", "high"]] * scale
            told = [bears_out(row, value, low, high) for low, value, high in numbers.to_numpy()]
            chosen, doubted = found[list(given)], _doubted(given.values())
            numbers["doubtful"] = chosen.isin(doubted).any(axis=1)
            numbers["figures"] = chosen.to_numpy().tolist()
            known = {one.id: one for figures in given.values() for one in figures}
            words = {key: _words(one) for key, one in known.items()}
            read = numbers["figures"]
            numbers["read"] = [" and ".join(words[key] for key in ids) for ids in read]
            keys = ({known[key].source for key in ids} for ids in read)
            numbers["sources"] = ["; ".join(sorted(one)) for one in keys]
            tables.append(numbers.assign(verdict=told))
    except data.DataError as error:
        problem = error.problems[0]._replace(file="claims.csv", line=line, column=column)
        raise data.DataError(problem) from error
    except (TypeError, ValueError, KeyError, IndexError) as error:
        text = " ".join(row[name] for name in ("relation", "against", column))
        expected = f"what {row['function']} can compare: {error}"
        raise data.DataError(data.Problem("claims.csv", line, column, text, expected)) from error
    return pd.concat(tables, keys=range(len(tables)), names=["set", "reading"])


def _words(one: Figure) -> str:
    """Name a figure as printed, with its source, and whether it is doubtful."""
    doubt = ", doubtful" if one.rank == "doubtful" else ""
    return f"{one.printed} ({data.cite(one.source, 'short')}{doubt})"


def _doubted(given: Iterable[list[Figure]]) -> list[str]:
    """Return the doubtful figures that stand beside others; alone they are all there is."""
    doubt = [[one.id for one in figures if one.rank == "doubtful"] for figures in given]
    return [
        key
        for keys, figures in zip(doubt, given, strict=True)
        if len(keys) < len(figures)
        for key in keys
    ]
