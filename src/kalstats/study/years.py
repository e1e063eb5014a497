"""Births and deaths of single years, as far as totals, ratios and quarters leave them possible."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from kalstats.demography import RegisterTotal, annual_rate, decimal_year, single_years
from kalstats.evidence import Figure, Range
from kalstats.study.answers import answer, derived, ends, row
from kalstats.study.exile import EDIEV, EXILE, RATIOS, found, known, paths, until

PRINTED, OURS = "printed figures only", "two assumptions"


def paired(people: str) -> list[tuple[Figure, Figure]]:
    """Return births and deaths of the same register and period; none is no error."""
    both = [known(people, name, unit="persons") for name in ("births", "deaths")]
    born, died = ({(one.end, one.start, one.source): one for one in read} for read in both)
    return [(born[period], died[period]) for period in sorted({*born} & {*died})]


def _of_quarters(people: str) -> list[Figure]:
    """Return the figures of a share dead in a quarter; none is no error."""
    shares = known(people, "deaths_share_of_population", unit="percent")
    return [one for one in shares if one.end - one.start < pd.Timedelta("100D")]


def by_year(people: str) -> bool:
    """Tell whether `births_and_deaths` of a people can be had."""
    return bool(known(people, *RATIOS) and _of_quarters(people))


def quarters(people: str = "Kalmyks") -> pd.DataFrame:
    """Return the shares who died in a quarter, the yearly rates they make, and the deaths.

    A share q dead in a time t is no rate; the rate that takes it is −ln(1 − q)/t. The deaths are
    the share of those registered at the start of the quarter, on a straight line between counts.

    Parameters
    ----------
    people : str
        A people with shares dead in a quarter and a path of counts.

    Returns
    -------
    pandas.DataFrame
        Three rows per quarter, ``share dead`` in percent, ``death rate`` per 1,000 a year and
        ``deaths``: ``people measure start end label low value high unit printed sources figures``.

    Raises
    ------
    ValueError
        If no share of a quarter, or no path of counts, is known.

    Examples
    --------
    >>> from kalstats import pick
    >>> found = pick(quarters(), start="1944-01-01", measure="death rate")
    >>> f"{found:.0f}"
    '200–204'
    """
    path, rows = paths(people)[0], []
    for one in _of_quarters(people) or found(people, "deaths_share_of_quarter"):
        since, to = decimal_year(one.start), decimal_year(one.end + pd.Timedelta(days=1))
        stock = np.interp(since, path.times, [count.value for count in path.figures])
        rate, dead = 1000 * annual_rate(ends(one) / 100, to - since), ends(one) / 100 * stock
        told: Any = {"share dead": one, "death rate": derived(rate, [one], "per 1,000 a year")}
        told["deaths"] = derived(dead, [one, *path.figures])
        days = {"start": one.start, "end": one.end, "label": f"quarter from {one.start:%B %Y}"}
        rows += [row(number, measure=measure, **days) for measure, number in told.items()]
    return answer(rows, people=people)


def _totals(people: str, *, even: bool) -> Iterator[RegisterTotal]:
    """Give what the registers tell of several years; a year begun is inside in part."""
    for born, died in paired(people):
        since = (born.start + pd.Timedelta(days=7)).year  # the last days count with the next year
        inside: dict[int, Any] = dict.fromkeys(range(since, born.end.year + 1), 1)
        if part := until(born.end) % 1:
            inside[born.end.year] = part if even else (0, 1)
        yield RegisterTotal(inside, born.value, died.value)


@cache
def _solved(people: str) -> dict[str, pd.DataFrame]:
    """Return the bounds of births and deaths of every year, by what is assumed."""
    loose, even = ([*_totals(people, even=one)] for one in (False, True))
    ratios: dict[int, Any] = {year: (0, np.inf) for total in loose for year in total.covers}
    for one in found(people, *RATIOS):
        turned = one.measure == "births_per_death"
        ratios[one.start.year] = (1 / one.high, 1 / one.low) if turned else (one.low, one.high)
    dead = quarters(people).query("measure == 'deaths'")[["start", "low"]]
    sure = [RegisterTotal({day.year: 1}, None, (low, np.inf)) for day, low in dead.to_numpy()]
    births = found(people, "births", territory=EXILE)
    one = next(one for one in births if one.start.year == one.end.year)
    sure.append(RegisterTotal({one.start.year: 1}, one.value))
    never = [RegisterTotal({year: 1}, (one.value, np.inf)) for year in ratios]
    told = {PRINTED: [*loose, *sure], OURS: [*even, *sure, *never]}
    # after the year whose births are printed no single years are told
    return {name: single_years(ratios, sums).loc[: one.start.year] for name, sums in told.items()}


def births_and_deaths(people: str = "Kalmyks") -> pd.DataFrame:
    """Return the least and the most births and deaths of each period that can be told apart.

    No source prints them by year. The printed ratios of deaths to births, the totals of several
    years, the births of a year and the shares dead in a quarter must hold all at once
    (`demography.single_years`). The last days of the year of the deportation are counted with
    the next.

    Parameters
    ----------
    people : str
        A people with deaths per birth by year, births of a year, and two registers of several.

    Returns
    -------
    pandas.DataFrame
        A row per assumption, measure and period, which is a year, or the rest of a register's:
        ``people measure assumption start end label low value high unit preferred sources
        figures``; ``value`` is not known. ``preferred`` are the bounds under two assumptions of
        ours: no year had fewer births than the one whose births are printed, and the events of
        the year in which a register ends are spread evenly over it.

    Raises
    ------
    ValueError
        If ratios or totals are missing, with what there is; or if no births and deaths fit them.

    Examples
    --------
    >>> rows = births_and_deaths().query("measure == 'deaths' and preferred")
    >>> rows[["low", "high"]].round(-2).astype(int).values.tolist()
    [[6400, 7900], [3300, 3700], [11500, 11900]]
    """
    solved, rows = _solved(people), []
    read = [*found(people, *RATIOS), *_of_quarters(people), *sum(paired(people), ())]
    for name, years in solved.items():
        for one in paired(people)[-1]:
            bounds = years[[f"{one.measure}_low", f"{one.measure}_high"]].round(6)
            parts = [(year, year, low, high) for year, low, high in bounds.itertuples()]
            rest = one.value - bounds.loc[one.start.year :].sum().round(6)[::-1]
            parts.append((parts[-1][0] + 1, one.end.year, *rest))
            for since, to, low, high in parts:
                days = {"start": pd.Timestamp(since, 1, 1), "end": pd.Timestamp(to, 12, 31)}
                label = f"{one.measure} of {since}" + f"–{to}" * (to > since)
                told = {"measure": one.measure, "assumption": name, "preferred": name == OURS}
                rows.append(row(derived([low, np.nan, high], read), **told, label=label, **days))
    same = ["measure", "start", "low", "high"]  # what does not hang on our assumptions
    return answer(rows, people=people).drop_duplicates(same, keep="last")


@cache
def births_to_end(people: str) -> dict[str, Range]:
    """Return the births of the whole exile: the registers' carried on, and Ediev's."""
    made: dict[str, Range] = {}
    if by_year(people):
        (early, _), (later, _) = pairs = paired(people)
        years, last = _solved(people)[OURS], until(later.end)
        least, most = years.loc[: later.start.year - 1, ["births_low", "births_high"]].sum()
        numbers = later.value + np.array([least, (least + most) / 2, most])
        yearly = (numbers - early.value) / (last - until(early.end))
        numbers += yearly * (paths(people)[0].times[-1] - last)
        made["carried on"] = derived(numbers, [*sum(pairs, ()), *found(people, *RATIOS)])
    if not made or known(people, "births", source=EDIEV):
        made["Ediev"] = found(people, "births", source=EDIEV)[0].range
    return made


def births(people: str = "Kalmyks") -> pd.DataFrame:
    """Return the births of the exile to its end: the registers' carried on, and Ediev's.

    A register that ends before the exile does is carried on at its own level: that between the
    earlier and the later of the two registers, whose first year is bounded by `births_and_deaths`.

    Parameters
    ----------
    people : str
        A people with two registers or with Ediev's births.

    Returns
    -------
    pandas.DataFrame
        ``people measure births start end label low value high unit sources figures``; the value
        of births carried on is the middle of their bounds.

    Raises
    ------
    ValueError
        If no births are known; what there is instead is named.

    Examples
    --------
    >>> rows = births().set_index("births")
    >>> rows[["low", "value", "high"]].round(-2).astype(int).values.tolist()
    [[13100, 13400, 13700], [22200, 22300, 22400]]
    """
    made, path = births_to_end(people).items(), paths(people)[0]
    days = {"start": path.start, "end": path.figures[-1].end}
    rows = [row(one, births=name, label=f"births, {name}", **days) for name, one in made]
    return answer(rows, people=people, measure="births in exile")
