"""How the composition changed between censuses."""

from __future__ import annotations

import math
from functools import cache, partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from kalstats.composition import ShareChange, rest, share_change
from kalstats.evidence import readings
from kalstats.study.answers import Row, answer, lacking, row
from kalstats.study.censuses import DAYS, composed, counted

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from kalstats.evidence import Figure
    from kalstats.study.censuses import Instead

SAME_LAND = {"1957", "today"}  # boundaries of the restored republic
PARTS = ["change", "own", "others"]


@cache
def _split(own_1: float, all_1: float, own_2: float, all_2: float) -> ShareChange:
    """Split a change; once for all its parts."""
    ends = ((own_1, all_1), (own_2, all_2))
    before, after = ({"own": own, "others": rest(whole, own=own)} for own, whole in ends)
    return share_change(before, after, of="own")


def _by_shares(own_1: float, part_1: float, all_2: float, part_2: float) -> ShareChange:
    """Split a change among those who stated a nationality; at the later date, if all had."""
    return _split(own_1, 100 * own_1 / part_1, all_2 * part_2 / 100, all_2)


def _points(part: str, split: Callable[..., ShareChange], **numbers: float) -> float:
    return 100 * float(getattr(split(**numbers), part))


def _parts(split: Callable[..., ShareChange], given: dict[str, Any], **about: Any) -> list[Row]:
    """Return a row for each part of a change, in percentage points."""
    found = {part: readings(partial(_points, part, split), **given) for part in PARTS}
    about |= {"unit": "percentage points", "bound": ""}
    about["label"] = f"{about['start'].year}–{about['end'].year}"
    return [row(one, part=part, **about) for part, one in found.items()]


def _last(people: str, territory: str, first: pd.Timestamp, own: list[Figure]) -> list[Row]:
    """Return the parts of the change from the last count to a later share; none without them."""
    last = DAYS[-1]
    whole = counted(territory, "population").get(("all", last))
    before, after = (composed(territory, [people], day, "stated", {}) for day in (first, last))
    if not (before and after and whole) or first == last:
        return []
    given = {"own_1": own, "part_1": before[people]}
    given |= {"all_2": [whole.preferred], "part_2": after[people]}
    rows = _parts(_by_shares, given, start=first, end=last, base="stated", unsure=True)
    _, own_part, others = rows
    own_part |= {"low": -math.inf, "value": own_part["high"], "bound": "at most"}
    others |= {"high": math.inf, "value": others["low"], "bound": "at least"}
    return rows


def share_changes(
    people: str = "Kalmyks", territory: str = "Kalmykia", instead: Instead | None = None
) -> pd.DataFrame:
    """Return each change of a people's share, split into own growth and that of all others.

    Counts are compared with counts, of all inhabitants; the last period, for which there is only
    a share of those who stated a nationality, with the same of the census before. All are then
    taken to have stated one, so that the parts of that period are bounds.

    Parameters
    ----------
    people, territory : str
        Whose share, and of the population of what.
    instead : mapping of str to Quantity, Figure, sequence of Figure or float, optional
        As in `shares`.

    Returns
    -------
    pandas.DataFrame
        Three rows per period: ``people territory part start end base unsure bound label low value
        high unit printed sources figures``. ``part`` is "change", "own" or "others" in percentage
        points (own + others = change; Shapley's value, see `composition.share_change`). Bounds are
        those of rounding, and of rivals that contradict the figures read first. ``bound`` is "at
        most" or "at least" where ``value`` is an end beyond which the part cannot lie; the other
        end is infinite. ``unsure``: the territory changed, or the parts are bounds.

    Raises
    ------
    ValueError
        If the people and all were not counted at two censuses; what there is is named.

    Examples
    --------
    >>> found = share_changes().query("label == '1939–1959'").set_index("part")["value"]
    >>> found[["change", "own", "others"]].round(1).tolist()
    [-13.5, -12.1, -1.4]
    """
    counts = {day: composed(territory, [people], day, "all", instead or {}) for day in DAYS}
    known = [day for day, given in counts.items() if given]
    if len(known) < 2:
        there = [f"{name} {day.year}" for name, day in counted(territory, "population")]
        raise lacking(people, f"people and all in {territory} at two censuses", there)
    rows: list[Row] = []
    for first, last in pairwise(known):
        (own_1, all_1), (own_2, all_2) = counts[first].values(), counts[last].values()
        given = {"own_1": own_1, "all_1": all_1, "own_2": own_2, "all_2": all_2}
        land = {own_1[0].boundary, own_2[0].boundary}
        unsure = len(land) > 1 and not land <= SAME_LAND
        rows += _parts(_split, given, start=first, end=last, base="all", unsure=unsure)
    rows += _last(people, territory, known[-1], counts[known[-1]][people])
    return answer(rows, people=people, territory=territory)
