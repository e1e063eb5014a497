"""Claims: which statements survive recomputation."""

import math
from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import pandas as pd

from kalstats import data
from kalstats.demography.limits import require
from kalstats.evidence.tried import CHOICES, Reading, outcome, tried

VERDICTS = ["holds", "holds within rounding", "depends on the source", "does not hold"]
VERDICTS += ["cannot be tested"]
READING = ["choice", "figures", "read", *data.BOUNDS, "unit", "sources", "outcome"]
READING += ["doubtful", "verdict"]


def _summed(row: Mapping[Any, str], rows: list[Reading], untested: str) -> dict[str, Any]:
    """Return the verdict of readings of a claim, their hard bounds, and these in words."""
    kinds = {one["verdict"] for one in rows}
    verdict = VERDICTS["within rounding" in kinds] if kinds else untested
    if "does not hold" in kinds:
        verdict = VERDICTS[3] if len(kinds) == 1 else VERDICTS[2]
    low = min((one["low"] for one in rows), default=math.nan)
    high = max((one["high"] for one in rows), default=math.nan)
    return {"verdict": verdict, "low": low, "high": high, "outcome": outcome(row, low, high)}


def _judge(row: Mapping[Any, str], line: int) -> dict[str, Any]:
    """Evaluate a claim over all readings of its inputs, and of the other choice of them."""
    found = tried(row, line)
    every = [one for one in found if one["choice"] == "inputs"]
    sound = [one for one in every if not one["doubtful"]]
    told = _summed(row, sound, VERDICTS[4]) | {"readings": len(sound)}
    told["with_doubtful"] = _summed(row, every, VERDICTS[4])["verdict"]
    told["holding"] = [one["figures"] for one in sound if one["verdict"] != "does not hold"]
    sets = [[one["figures"] for one in same] for _, same in groupby(sound, itemgetter("set"))]
    told["figures"] = [[*dict.fromkeys(ids)] for one in sets for ids in zip(*one, strict=True)]
    other = _summed(row, [one for one in found if one["choice"] == "otherwise"], "")
    return told | {f"other_{name}": one for name, one in other.items()}


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
        choice, which do not decide); ``figures``, the ids chosen; ``read``, these in words;
        ``low``, ``value`` and ``high`` of what comes out, with ``unit`` (``percent`` where a
        percentage is claimed, else ""); ``sources``; ``outcome``, the bounds in words;
        ``doubtful``, whether it rests on a doubtful figure and is left out of the verdict;
        ``verdict``, that of this reading alone. Empty for a claim that cannot be tested and has
        no other choice.

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
    row = data.one(rows, "id", claim).to_dict()
    told = tried(row, 2 + list(rows["id"]).index(claim))
    return pd.DataFrame(told, columns=READING)


def _swap(rows: pd.DataFrame, taken: Sequence[str]) -> None:
    """Take the other choice of figures for some claims; what decided before is then the other."""
    if isinstance(taken, str) or not pd.api.types.is_list_like(taken):
        raise TypeError(f"otherwise = {taken!r}: expected a list of ids of claims")
    having, swapped = rows.loc[rows["otherwise"] != "", "id"], rows["id"].isin(list(taken))
    unknown = [key for key in taken if key not in set(having)]
    expected = f"ids of claims with another choice: {', '.join(having)}"
    require(not unknown, f"otherwise = {unknown!r}", expected)
    rows.loc[swapped, CHOICES] = rows.loc[swapped, CHOICES[::-1]].to_numpy()


def claims(otherwise: Sequence[str] = ()) -> pd.DataFrame:
    """Evaluate every quantitative claim of the five documents over all readings of its inputs.

    A word is read the same in every claim: about is a tenth either way, almost up to a tenth
    below. What a source says is no witness for itself, nor is another version of it.

    Parameters
    ----------
    otherwise : sequence of str
        Ids of claims for which you take the other choice of figures.

    Returns
    -------
    pandas.DataFrame
        The rows of ``claims.csv`` with ``verdict``; ``low`` and ``high``, the hard bounds of what
        comes out (in percent where a percentage is claimed), and ``outcome``, these in words; the
        number of ``readings``;
        ``figures``, the ids read for each input; and ``holding``, those of each reading that bears
        the claim out. These leave out doubtful figures that stand beside others;
        ``with_doubtful`` is the verdict with them. ``other_verdict``, ``other_low`` and
        ``other_high`` are what the other choice of figures gives, where the claim has one in
        ``otherwise``; ``tested`` says in words what was held against what, or was tried.

    Raises
    ------
    DataError
        If a claim names an unknown function or figure.
    TypeError, ValueError
        If `otherwise` is no list of ids of claims that have another choice.

    Examples
    --------
    >>> told = claims().set_index("id")
    >>> told.loc["decline-more-than-20", "verdict"]
    'depends on the source'
    >>> told.loc["lost-more-than-13000", ["verdict", "other_verdict"]].tolist()
    ['does not hold', 'depends on the source']
    >>> claims(["lost-more-than-13000"]).set_index("id")["verdict"]["lost-more-than-13000"]
    'depends on the source'
    """
    rows = data.load(data.folder() / "claims.csv")
    _swap(rows, otherwise)
    judged = [_judge(row, line) for line, row in enumerate(rows.to_dict("records"), 2)]
    return rows.join(pd.DataFrame(judged))
