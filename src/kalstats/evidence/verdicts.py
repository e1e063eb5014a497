"""Claims: which statements survive recomputation."""

from __future__ import annotations

import math
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pandas as pd

from kalstats import data
from kalstats.data.printed import ENGLISH
from kalstats.demography import decimal_year
from kalstats.evidence.audits import rounding
from kalstats.evidence.figures import Figure, figure as figure_of
from kalstats.evidence.quantities import quantity
from kalstats.evidence.results import readings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

WORD = 0.1  # how far "about" reaches to both sides, and "almost" down
VERDICTS = [
    "holds",
    "holds within rounding",
    "depends on the source",
    "does not hold",
    "cannot be tested",
]


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
        "about": (claimed - abs(claimed) * WORD, claimed + abs(claimed) * WORD),
        "almost": (claimed - abs(claimed) * WORD, below),
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


def _verdict(told: Iterable[str]) -> str:
    """Return the verdict on a claim from what each of its readings says."""
    kinds = set(told)
    if "does not hold" in kinds:
        return VERDICTS[3] if len(kinds) == 1 else VERDICTS[2]
    return VERDICTS["within rounding" in kinds]


def _tried(row: dict[Any, str], line: int, column: str) -> pd.DataFrame:
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
            tables.append(numbers.assign(verdict=told))
    except data.DataError as error:
        problem = error.problems[0]._replace(file="claims.csv", line=line, column=column)
        raise data.DataError(problem) from error
    except (TypeError, ValueError, KeyError, IndexError) as error:
        text = " ".join(row[name] for name in ("relation", "against", column))
        expected = f"what {row['function']} can compare: {error}"
        raise data.DataError(data.Problem("claims.csv", line, column, text, expected)) from error
    return pd.concat(tables, keys=range(len(tables)), names=["set", "reading"])


def _doubted(given: Iterable[list[Figure]]) -> list[str]:
    """Return the doubtful figures that stand beside others; alone they are all there is."""
    doubt = [[one.id for one in figures if one.rank == "doubtful"] for figures in given]
    return [
        key
        for keys, figures in zip(doubt, given, strict=True)
        if len(keys) < len(figures)
        for key in keys
    ]


def _judge(row: dict[Any, str], line: int) -> dict[str, Any]:
    """Evaluate a claim over all readings of its inputs, and of the other choice of them."""
    told: dict[str, Any] = dict.fromkeys(("verdict", "with_doubtful"), VERDICTS[4])
    told |= {"low": math.nan, "high": math.nan, "readings": 0, "holding": [], "figures": []}
    told |= {"other_verdict": "", "other_low": math.nan, "other_high": math.nan}
    if row["otherwise"]:
        other = _tried(row, line, "otherwise")
        told |= {"other_verdict": _verdict(other["verdict"])}
        told |= {"other_low": other["low"].min(), "other_high": other["high"].max()}
    if not row["function"] or (row["otherwise"] and not row["inputs"]):
        return told
    every = _tried(row, line, "inputs")
    sound = every[~every["doubtful"]]
    told |= {"verdict": _verdict(sound["verdict"]), "with_doubtful": _verdict(every["verdict"])}
    told |= {"low": sound["low"].min(), "high": sound["high"].max(), "readings": len(sound)}
    told["holding"] = sound[sound["verdict"] != "does not hold"]["figures"].tolist()
    sets = (chosen for _, chosen in sound["figures"].groupby("set"))
    told["figures"] = [[*dict.fromkeys(ids)] for one in sets for ids in zip(*one, strict=True)]
    return told


def claim_readings(claim: str) -> pd.DataFrame:
    """Return every reading that a claim was held against, and what each would make of it.

    Parameters
    ----------
    claim : str
        Id of a claim.

    Returns
    -------
    pandas.DataFrame
        One row per reading: ``choice`` (``inputs``, or ``otherwise`` for those of the other
        choice, which do not decide); ``figures``, the ids chosen; ``low``, ``value`` and ``high``
        of what comes out, in percent where a percentage is claimed; ``doubtful``, whether it
        rests on a doubtful figure and is left out of the verdict; ``verdict``, that of this
        reading alone. Empty for a claim that cannot be tested and has no other choice.

    Raises
    ------
    DataError
        If there is no such claim; near ones are named.

    Examples
    --------
    >>> found = claim_readings("lost-more-than-13000")
    >>> found.groupby("choice")["verdict"].unique().map(list).to_dict()
    {'inputs': ['does not hold'], 'otherwise': ['does not hold', 'holds']}
    """
    rows = data.load(data.folder() / "claims.csv")
    row = data.one(rows, "id", claim)
    line = 2 + list(rows["id"]).index(claim)
    columns = [name for name in ("inputs", "otherwise") if row[name]]
    found = [_tried(row.to_dict(), line, name).assign(choice=name) for name in columns]
    names = ["choice", "figures", "low", "value", "high", "doubtful", "verdict"]
    return pd.concat([pd.DataFrame(columns=names), *found], ignore_index=True)[names]


def claims() -> pd.DataFrame:
    """Evaluate every quantitative claim of the five documents over all readings of its inputs.

    A word is read the same in every claim: about is a tenth either way, almost up to a tenth
    below. What a source says is no witness for itself, nor is another version of it.

    Returns
    -------
    pandas.DataFrame
        The rows of ``claims.csv`` with ``verdict``; ``low`` and ``high``, the hard bounds of what
        comes out (in percent where a percentage is claimed); the number of ``readings``;
        ``figures``, the ids read for each input; and ``holding``, those of each reading that bears
        the claim out. These leave out doubtful figures that stand beside others;
        ``with_doubtful`` is the verdict with them. ``other_verdict``, ``other_low`` and
        ``other_high`` are what the other choice of figures gives, where the claim has one in
        ``otherwise``; ``tested`` says in words what was held against what, or was tried.

    Raises
    ------
    DataError
        If a claim names an unknown function or figure.

    Examples
    --------
    >>> told = claims().set_index("id")
    >>> told.loc["decline-more-than-20", "verdict"]
    'depends on the source'
    >>> told.loc["lost-more-than-13000", ["verdict", "other_verdict"]].tolist()
    ['does not hold', 'depends on the source']
    """
    rows = data.load(data.folder() / "claims.csv")
    judged = [_judge(row, line) for line, row in enumerate(rows.to_dict("records"), 2)]
    return rows.join(pd.DataFrame(judged))
