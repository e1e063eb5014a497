"""Readings of a claim: what comes out of each, and whether it bears the claim out."""

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from kalstats import composition, data, demography
from kalstats.data import DataError, Problem
from kalstats.data.printed import ENGLISH
from kalstats.data.reading import shipped_table
from kalstats.data.wording import TENTH
from kalstats.demography.limits import require
from kalstats.evidence.audits import rounding
from kalstats.evidence.figures import Figure, sound
from kalstats.evidence.quantities import known, quantity
from kalstats.evidence.results import readings
from kalstats.evidence.writing import Range

FUNCTIONS = {f"demography.{name}": getattr(demography, name) for name in demography.__all__}
FUNCTIONS |= {f"composition.{name}": getattr(composition, name) for name in composition.__all__}
DAYS_IN_YEAR = 365.25
GAPS = {  # functions that compare with others: what is said above zero, and below
    "composition.lag": ("below the least of the others", "above the least of the others"),
    "composition.lead": ("more than the greatest of the others", "less than the greatest"),
}
POINTS = ("points more than the greatest of the others", "points less than the greatest")
GAPS |= {"composition.share_lead": POINTS, "demography.decline_lead": POINTS}
CHOICES = ["inputs", "otherwise"]
Reading = dict[str, Any]  # what one reading of a claim says


def _work(source: str) -> str:
    """Return the work of which a source is a version or a mirror, as our description says."""
    versions = [one.get("versions", {}) for one in data.package()["resources"]]
    return next((one[source] for one in versions if source in one), source)


def _dated(key: str) -> Figure:
    """Return when a figure or an event was, in decimal years, from its first to its last day."""
    events = {row["id"]: row for row in data.events().to_dict("records")}
    row: Mapping[Any, Any] | pd.Series = events[key] if key in events else data.figure(key)
    low, high = (demography.decimal_year(row[end]) for end in ("start", "end"))
    value = low if low == high else math.nan
    texts = [row[name] for name in ("source", "locator", "rank")]
    return Figure(f"{key}.date", row["printed"], low, value, high, "years", *texts)


def _read(key: str, source: str) -> list[Figure]:
    """Read ``id``, ``id*``, ``id.low`` or ``id.date``: a figure, what others say, an end, a day."""
    name, _, end = key.removesuffix("*").partition(".")
    if end == "date":
        return [_dated(name)]
    rivals = {one.id: one for one in (known().get(name) or quantity(id=name)).figures}
    if key.endswith("*"):  # all that other sources say
        return [one for one in rivals.values() if _work(one.source) != _work(source)]
    return [rivals[name].bound(end) if end else rivals[name]]


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


def bears_out(row: Mapping[Any, str], value: float, low: float, high: float) -> str:
    """Return whether one reading bears out a claim: by its value, by its bounds, or not."""
    least, most = _interval(row["relation"], row["against"])
    strict = row["relation"] in ("more_than", "less_than", "almost")
    slack = 0 if strict else 1e-9 * max(abs(end) for end in (low, high, 0) if math.isfinite(end))
    point = row["relation"] in ("equals", "about") and not math.isnan(value)
    first, last = (value, value) if point else (low, high)
    if least - slack <= first and last <= most + slack:
        return "holds"
    meet = min(high, most) - max(low, least)  # intervals that only touch do not meet
    return "within rounding" if meet > slack else "does not hold"


def outcome(row: Mapping[Any, Any], low: float, high: float) -> str:
    """Say what came out of the test of a claim, to a digit more than the claim has.

    Parameters
    ----------
    row : mapping
        The claim, with ``against`` and, where it has them, ``function`` and ``inputs``.
    low, high : float
        The bounds of what came out, in percent where a percentage is claimed.

    Returns
    -------
    str
        A number or a range with its unit; how far before or behind others, where these are
        compared; years or days between dates; "" if nothing could be tested.

    Examples
    --------
    >>> outcome({"against": "75%"}, 75.5865, 75.5865), outcome({"against": "46"}, 46, 47)
    ('75.6%', '46–47')
    >>> outcome({"against": "0", "function": "composition.lead"}, -1.7, -1.5)
    '1.5–1.7 less than the greatest'
    """
    if math.isnan(low) and math.isnan(high):
        return ""
    function, dates = row.get("function", ""), ".date" in row.get("inputs", "")
    if function in GAPS:
        least, most = sorted((abs(low), abs(high)))
        return f"{Range(least, least, most):.1f} {GAPS[function][int(high < 0)]}"
    if dates and function == "composition.total":
        return f"{Range(low, low, high):.1f}"  # a year has no thousands
    if dates and high < 1 / 12:
        days = f"{Range(low * DAYS_IN_YEAR, low * DAYS_IN_YEAR, high * DAYS_IN_YEAR):,}"
        return f"{days} day{'s' * (days != '1')}"
    return _number(row["against"], low, high) + " years" * dates


def _number(against: str, low: float, high: float) -> str:
    """Write bounds to a digit more than the number they are compared with; persons stay whole."""
    least, _, most = rounding(against, ENGLISH)
    digits = max(0, 1 - round(math.log10(most - least)))
    if against.endswith("%"):
        return f"{Range(low / 100, low / 100, high / 100):.{digits}%}"
    whole = all(end == round(end) or end >= 100 for end in (low, high) if math.isfinite(end))
    return f"{Range(low, low, high):,.{0 if whole else digits}f}"


def _words(one: Figure) -> str:
    """Name a figure as printed, with its source, and whether it is doubtful."""
    labels = {source["key"]: source["label"] for source in shipped_table("sources.csv").values()}
    return f"{one.printed} ({labels[one.source]}{', doubtful' * (one.rank == 'doubtful')})"


def _held(row: Mapping[Any, str], inputs: str) -> list[Reading]:
    """Hold a claim against every reading of a set of inputs."""
    require(inputs.split(), "no inputs", "a figure for each name of the function")
    told, given = [], dict[str, list[Figure]]()
    for name, _, keys in (token.partition("=") for token in inputs.split()):
        given[name] = [one for key in keys.split("|") for one in _read(key, row["source"])]
    decide = {one.id for figures in given.values() for one in sound(figures)}
    by_id = {one.id: one for figures in given.values() for one in figures}
    percent = row["against"].endswith("%")
    for found in readings(FUNCTIONS[row["function"]], **given).rows.to_dict("records"):
        ids, read = [found[name] for name in given], [by_id[found[name]] for name in given]
        ends = {name: found[name] * (100 if percent else 1) for name in data.BOUNDS}
        about = {"figures": ids, "read": " and ".join(map(_words, read)), **ends}
        about |= {"unit": "percent" * percent, "verdict": bears_out(row, **ends)}
        about |= {"outcome": outcome(row, ends["low"], ends["high"])}
        about |= {"sources": "; ".join(sorted({one.source for one in read}))}
        told.append(about | {"doubtful": not decide.issuperset(ids)})
    return told


def tried(row: Mapping[Any, str], line: int) -> list[Reading]:
    """Return every reading of a claim's inputs, and of the other choice of them."""
    told, columns = [], [name for name in CHOICES if row[name]]
    if (row["function"] or columns) and row["function"] not in FUNCTIONS:
        expected = f"one of {', '.join(sorted(FUNCTIONS))}"
        raise DataError(Problem("claims.csv", line, "function", row["function"], expected))
    for column in columns or ["inputs"] * bool(row["function"]):
        try:
            for number, inputs in enumerate(row[column].split(" / ")):
                told += [one | {"choice": column, "set": number} for one in _held(row, inputs)]
        except DataError as error:
            problem = error.problems[0]._replace(file="claims.csv", line=line, column=column)
            raise DataError(problem) from error
        except (TypeError, ValueError, KeyError) as error:
            text = " ".join(row[name] for name in ("relation", "against", column))
            expected = f"what {row['function']} can compare: {error}"
            raise DataError(Problem("claims.csv", line, column, text, expected)) from error
    return told
