"""Claims: which statements survive recomputation."""

from __future__ import annotations

import math
import re
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pandas as pd

from kalstats import data
from kalstats.data.printed import ENGLISH
from kalstats.evidence.audits import rounding
from kalstats.evidence.figures import Figure, quantity
from kalstats.evidence.results import readings

if TYPE_CHECKING:
    from collections.abc import Callable

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


def _named(token: str) -> tuple[str, list[Figure]]:
    """Read ``name=id|id*|id.low``: figures, all figures of a quantity, one end of a range."""
    name, _, ids = token.partition("=")
    chosen: list[Figure] = []
    for key in ids.split("|"):
        if key.endswith("*"):
            chosen += quantity(id=key[:-1]).figures
        else:
            figure, _, end = key.partition(".")
            one = Figure.of(data.figure(figure).to_dict())
            chosen.append(one.end(end) if end else one)
    return name, chosen


def _given(row: dict[Any, str]) -> dict[str, list[Figure]]:
    """Return the inputs of a claim; a claim is not its own witness."""
    given = dict(map(_named, row["inputs"].split()))
    if not given:
        raise ValueError("it has no inputs")
    if row["function"] == "composition.total" and len(given) == 1:
        own = {row["locator"], row["printed"]}
        given = {
            name: [
                f for f in figures if f.source != row["source"] or not own & {f.locator, f.printed}
            ]
            for name, figures in given.items()
        }
    return given


def _interval(relation: str, against: str) -> tuple[float, float]:
    """Return the numbers that bear out a claim, read strictly as printed."""
    low, claimed, high = rounding(against, ENGLISH)
    digits = re.sub(r"[^\d]", "", against)
    unit = (high - low) * 10 ** (0 if "." in against else len(digits) - len(digits.rstrip("0")))
    above, below = math.nextafter(claimed, math.inf), math.nextafter(claimed, -math.inf)
    return {
        "equals": (low, high),
        "more_than": (above, math.inf),
        "less_than": (-math.inf, below),
        "at_least": (claimed, math.inf),
        "at_most": (-math.inf, claimed),
        "about": (claimed - abs(claimed) / 10, claimed + abs(claimed) / 10),
        "almost": (claimed - unit, below),
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


def _judge(row: dict[Any, str], line: int) -> dict[str, Any]:
    """Evaluate a claim over all readings of its inputs."""
    if not row["function"]:
        nothing = {"low": math.nan, "high": math.nan, "readings": 0, "holding": [], "figures": []}
        return {"verdict": VERDICTS[4], **nothing}
    function = _function(row["function"], line)
    try:
        given = _given(row)
        found = readings(function, **given)
        numbers = found[["value", "low", "high"]] * (100 if row["against"].endswith("%") else 1)
        told = [bears_out(row, *bounds) for bounds in numbers.to_numpy()]
    except data.DataError as error:
        problem = error.problems[0]._replace(file="claims.csv", line=line, column="inputs")
        raise data.DataError(problem) from error
    except (TypeError, ValueError, KeyError, IndexError) as error:
        text = " ".join(row[name] for name in ("relation", "against", "inputs"))
        expected = f"what {row['function']} can compare: {error}"
        raise data.DataError(data.Problem("claims.csv", line, "inputs", text, expected)) from error
    kinds = set(told)
    if "does not hold" in kinds:
        verdict = VERDICTS[3] if len(kinds) == 1 else VERDICTS[2]
    else:
        verdict = VERDICTS["within rounding" in kinds]
    holding = found.loc[[kind != "does not hold" for kind in told], list(given)]
    return {
        "verdict": verdict,
        "low": numbers["low"].min(),
        "high": numbers["high"].max(),
        "readings": len(found),
        "holding": holding.to_numpy().tolist(),
        "figures": [[figure.id for figure in figures] for figures in given.values()],
    }


def claims() -> pd.DataFrame:
    """Evaluate every quantitative claim of the five documents over all readings of its inputs.

    Returns
    -------
    pandas.DataFrame
        The rows of ``claims.csv`` with ``verdict``; ``low`` and ``high``, the hard bounds of what
        comes out (in percent where a percentage is claimed); the number of ``readings``;
        ``figures``, the ids read for each input; and ``holding``, those of each reading that bears
        the claim out.

    Raises
    ------
    DataError
        If a claim names an unknown function or figure.

    Examples
    --------
    >>> told = claims().set_index("id")
    >>> told.loc["decline-more-than-20", "verdict"]
    'depends on the source'
    """
    rows = data.load(data.folder() / "claims.csv")
    judged = [_judge(row, line) for line, row in enumerate(rows.to_dict("records"), 2)]
    return rows.join(pd.DataFrame(judged))
