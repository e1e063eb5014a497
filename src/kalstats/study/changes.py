"""What changed between censuses: the number of a people, and its share of a population."""

from functools import partial
from itertools import pairwise, product
from typing import Any

import pandas as pd

from kalstats import data, demography
from kalstats.composition import rest, share_change
from kalstats.demography import growth_rate, years_between
from kalstats.evidence import Figure, Quantity, Range, readings
from kalstats.study.answers import Row, answer, derived, ends, lacking, row
from kalstats.study.censuses import DAYS, HOME, Instead, composed, counted

KALMYKS, UNION = "Kalmyks", "USSR"
FIRST, MIDDLE, LAST = DAYS[0], DAYS[2], DAYS[3]  # 1926, 1939, 1959


def decline(people: str = KALMYKS) -> pd.DataFrame:
    """Return the decline of a people from 1939 to 1959, by every pair of figures.

    It is no number of dead, and no loss of one event: whatever happened between is in it.

    Parameters
    ----------
    people : str
        With a population in the Soviet Union at both censuses.

    Returns
    -------
    pandas.DataFrame
        ``people territory start end measure label preferred low value high unit printed sources
        figures``. `measure` is ``decline``, in percent, and ``growth rate``, exponential between
        the exact days, per 1,000 a year. `label` is the pair, or ``every pair`` with the bounds
        of all.

    Raises
    ------
    ValueError
        If the people has no count at one of the two.

    Examples
    --------
    >>> from kalstats import pick
    >>> found = pick(decline(), measure="decline", label="every pair")
    >>> f"{found:.1f} percent"
    '19.1–21.1 percent'
    """
    before, after = (_counted(people, day) for day in (MIDDLE, LAST))
    rows = []
    for measure in ("decline", "growth rate"):
        for one, two in product(before.figures, after.figures):
            label = f"{one.printed} ({data.cite(one.source, 'short')}) → {two.printed}"
            best = (one, two) == (before.preferred, after.preferred)
            rows.append(row(_fall(measure, one, two), measure=measure, label=label, preferred=best))
        every = _fall(measure, before.range, after.range)
        rows.append(row(every, measure=measure, label="every pair", preferred=False))
    return answer(rows, people=people, territory=UNION, start=MIDDLE, end=LAST)


def _fall(measure: str, before: Figure | Range, after: Figure | Range) -> Range:
    if measure == "decline":
        fall = -100 * demography.relative_change(ends(before), ends(after)[::-1])
        return derived(fall, [before, after], "percent")
    rate = growth_rate(ends(before)[::-1], ends(after), years_between(MIDDLE, LAST))
    return derived(1000 * rate, [before, after], "per 1,000 a year")


def _counted(people: str, day: pd.Timestamp) -> Quantity:
    there = counted(UNION, "population")
    if (people, day) not in there:
        raise lacking(people, f"population in {UNION}, {day:%Y}", {name for name, _ in there})
    return there[people, day]


def comparators(people: str = KALMYKS) -> pd.DataFrame:
    """Return the people there would have been in 1959, had they grown as others did since 1926.

    Each people has a history of its own: none is the answer, and their average means nothing.
    What happened since 1926 is in all of them: collectivisation, famine, the war.

    Parameters
    ----------
    people : str
        With a population in the Soviet Union in 1926, 1939 and 1959.

    Returns
    -------
    pandas.DataFrame
        ``people start end measure label kind preferred low value high unit printed sources
        figures``. `measure` is ``population``, carried forward, and ``missing`` against the
        census of 1959. `kind` is ``not deported`` and ``own growth`` (preferred), ``deported``
        as a whole or in part, and ``too fast``: faster than births explain.

    Examples
    --------
    >>> rows = comparators().query("measure == 'population'").set_index("label")
    >>> rows.loc["as the Kazakhs, 1926–1959", "kind"]
    'not deported'
    """
    begun, ended = (_counted(people, day).preferred for day in (FIRST, LAST))
    there, rows = counted(UNION, "population"), list[Row]()
    both = {name for name, day in there if day == FIRST and (name, LAST) in there}
    # the Greeks in part, pooled with the other peoples of the Crimea
    sent = set(data.deportation(measure=["deported", "deported_base"])["people"]) | {"Greeks"}
    for name in [*sorted(both - {people, "all"}), people]:
        who, until, kind = f"the {name}", LAST, "deported" if name in sent else "not deported"
        if name == people:
            who, until, kind = f"the {people} themselves", MIDDLE, "own growth"
        before, after = (_counted(name, day).preferred for day in (FIRST, until))
        rate = growth_rate(ends(before)[::-1], ends(after), years_between(FIRST, until))
        grown = demography.counterfactual(ends(begun), years_between(FIRST, LAST), rate)
        found = {"population": derived(grown, [begun, before, after])}
        found["missing"] = derived(grown - ends(ended)[::-1], [ended, begun, before, after])
        kind = "too fast" if grown[1] > 2.5 * begun.value else kind  # more than births can give
        about: Row = {"label": f"as {who}, {FIRST.year}–{until.year}", "kind": kind}
        about["preferred"] = kind in ("own growth", "not deported")
        rows += [row(one, measure=measure, **about) for measure, one in found.items()]
    return answer(rows, people=people, start=FIRST, end=LAST)


def _points(part: str, own_1: float, all_1: float, own_2: float, all_2: float) -> float:
    """Return a part of a change, in percentage points."""
    dates = ((own_1, all_1), (own_2, all_2))
    before, after = ({"own": own, "others": rest(whole, own=own)} for own, whole in dates)
    return 100 * float(getattr(share_change(before, after, of="own"), part))


def _by_shares(part: str, own_1: float, part_1: float, all_2: float, part_2: float) -> float:
    """Return a part among those who stated a nationality; at the later date, if all had."""
    return _points(part, own_1, 100 * own_1 / part_1, all_2 * part_2 / 100, all_2)


def _parts(function: Any, given: dict[str, Any], **about: Any) -> list[Row]:
    """Return a row for each part of a change."""
    about |= {"unit": "percentage points", "bound": ""}
    about["label"] = f"{about['start'].year}–{about['end'].year}"
    parts = {name: partial(function, name) for name in ("change", "own", "others")}
    return [row(readings(part, **given), part=name, **about) for name, part in parts.items()]


def _last(people: str, first: pd.Timestamp, own: list[Figure]) -> list[Row]:
    """Return the parts of the change from the last count to a later share; none without them."""
    last, whole = DAYS[-1], counted(HOME, "population")["all", DAYS[-1]]
    before, after = (composed([people], day, "stated", {}) for day in (first, last))
    if not (before and after) or first == last:
        return []
    given = {"own_1": own, "part_1": before[people]}
    given |= {"all_2": [whole.preferred], "part_2": after[people]}
    rows = _parts(_by_shares, given, start=first, end=last, base="stated", unsure=True)
    _, own_part, others = rows
    own_part |= {"low": -float("inf"), "value": own_part["high"], "bound": "at most"}
    others |= {"high": float("inf"), "value": others["low"], "bound": "at least"}
    return rows


def share_changes(people: str = KALMYKS, instead: Instead = None) -> pd.DataFrame:
    """Return each change of a people's share, split into own growth and that of all others.

    The share is that of the population of Kalmykia. Counts are compared with counts, of all
    inhabitants; the last period, for which there is only a share of those who stated a
    nationality, with the same of the census before. All are then taken to have stated one, so
    that the parts of that period are bounds.

    Parameters
    ----------
    people : str
        Whose share of the population.
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
    counts = {day: composed([people], day, "all", instead) for day in DAYS}
    known = [day for day, given in counts.items() if given]
    if len(known) < 2:
        there = [f"{name} {day.year}" for name, day in counted(HOME, "population")]
        raise lacking(people, f"people and all in {HOME} at two censuses", there)
    rows = list[Row]()
    for first, last in pairwise(known):
        (own_1, all_1), (own_2, all_2) = counts[first].values(), counts[last].values()
        given = {"own_1": own_1, "all_1": all_1, "own_2": own_2, "all_2": all_2}
        land = {own_1[0].boundary, own_2[0].boundary}
        unsure = len(land) > 1 and not land <= {"1957", "today"}  # the restored republic
        rows += _parts(_points, given, start=first, end=last, base="all", unsure=unsure)
    return answer(rows + _last(people, last, own_2), people=people, territory=HOME)
