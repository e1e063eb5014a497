"""Births and deaths of single years, as far as totals, ratios and quarters leave them possible."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kalstats.demography import RegisterTotal, annual_rate, decimal_year, single_years
from kalstats.study import exile
from kalstats.study.exile import EDIEV, EXILE, RATIOS, answer, any_of, derived, found, line

if TYPE_CHECKING:
    from kalstats.evidence import Figure

CARRIED, PUBLISHED = "carried on", "Ediev"  # whose births
PRINTED, OURS = "printed figures only", "two assumptions"


def paired(people: str) -> list[tuple[Figure, Figure]]:
    """Return births and deaths of the same register and period; none is no error."""
    born, died = (
        {(one.end, one.start, one.source): one for one in any_of(people, name, unit="persons")}
        for name in ("births", "deaths")
    )
    return [(born[period], died[period]) for period in sorted({*born} & {*died})]


def births_of_years(people: str) -> list[Figure]:
    """Return the births that are printed for one year; none is no error."""
    known = any_of(people, "births", territory=EXILE)
    return [one for one in known if one.start.year == one.end.year]


def of_quarters(people: str) -> list[Figure]:
    """Return the figures of a share dead in a quarter; none is no error."""
    shares = any_of(people, "deaths_share_of_population", unit="percent")
    return [one for one in shares if one.end - one.start < pd.Timedelta("100D")]


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
    path, rows = exile.paths(people)[0], []
    for one in of_quarters(people) or found(people, "deaths_share_of_quarter"):
        share, days = exile.ends(one) / 100, {"start": one.start, "end": one.end}
        since, to = decimal_year(one.start), decimal_year(one.end + pd.Timedelta(days=1))
        stock = np.interp(since, path.times, [count.value for count in path.figures])
        rate = derived(1000 * annual_rate(share, to - since), [one], "per 1,000 a year")
        dead = derived(share * stock, [one, *path.figures])
        label = f"quarter from {one.start:%B %Y}"
        rows.append(line("share dead", one, label, printed=one.printed, **days))
        rows += [line("death rate", rate, label, **days), line("deaths", dead, label, **days)]
    return answer(rows, people=people)


def totals(people: str, *, even: bool) -> list[RegisterTotal]:
    """Return what the registers give of several years; a year begun is inside in part."""
    made = []
    for born, died in paired(people):
        since = (born.start + pd.Timedelta(days=7)).year  # the last days count with the next year
        inside: dict[int, Any] = dict.fromkeys(range(since, born.end.year + 1), 1)
        if part := exile.until(born.end) % 1:
            inside[born.end.year] = part if even else (0, 1)
        made.append(RegisterTotal(inside, born.value, died.value))
    return made


@cache
def solved(people: str) -> dict[str, pd.DataFrame]:
    """Return the bounds of births and deaths of every year, by what is assumed."""
    loose = totals(people, even=False)
    ratios: dict[int, Any] = {year: (0, np.inf) for one in loose for year in one.covers}
    for one in found(people, *RATIOS):
        turned = one.measure == "births_per_death"
        ratios[one.start.year] = (1 / one.high, 1 / one.low) if turned else (one.low, one.high)
    births = births_of_years(people)
    known = [RegisterTotal({one.start.year: 1}, one.value) for one in births]
    if of_quarters(people):
        dead = quarters(people).query("measure == 'deaths'")
        least = zip(dead["start"], dead["low"], strict=True)
        known += [RegisterTotal({start.year: 1}, None, (low, np.inf)) for start, low in least]
    never = [RegisterTotal({y: 1}, (one.value, np.inf)) for one in births for y in ratios]
    told = {PRINTED: [*loose, *known], OURS: [*totals(people, even=True), *known, *never]}
    return {name: single_years(ratios, conditions) for name, conditions in told.items()}


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
    read = [*found(people, *RATIOS), *of_quarters(people), *sum(paired(people), ())]
    later, rows = paired(people)[-1], []
    before = later[0].start.year - 1  # where no births of a single year are known
    known = max((one.end.year for one in births_of_years(people)), default=before)
    for (name, years), one in product(solved(people).items(), later):
        bounds = years[[f"{one.measure}_low", f"{one.measure}_high"]]
        parts = {
            (year, year): list(bounds.loc[year].round(6)) for year in years.index if year <= known
        }
        inside = bounds.loc[one.start.year : known].sum().round(6)
        parts[known + 1, one.end.year] = [one.value - inside.iloc[1], one.value - inside.iloc[0]]
        for (since, to), (low, high) in parts.items():
            days = {"start": pd.Timestamp(since, 1, 1), "end": pd.Timestamp(to, 12, 31)}
            more = {"assumption": name, "preferred": name == OURS} | days
            label = f"{one.measure} of {since}" + f"–{to}" * (to > since)
            rows.append(line(one.measure, derived([low, np.nan, high], read), label, **more))
    same = ["measure", "start", "low", "high"]  # what does not hang on our assumptions
    return answer(pd.DataFrame(rows).drop_duplicates(same, keep="last"), people=people)


@cache
def births_to_end(people: str) -> dict[str, Figure]:
    """Return the births of the whole exile: the registers' carried on, and Ediev's."""
    made, pairs = {}, paired(people)
    if len(pairs) == 2 and any_of(people, *RATIOS):
        (known, _), (later, _) = pairs
        years, last = solved(people)[OURS], exile.until(later.end)
        before = years.loc[years.index < later.start.year, ["births_low", "births_high"]].sum()
        numbers = later.value + np.array([before.iloc[0], before.mean(), before.iloc[1]])
        yearly = (numbers - known.value) / (last - exile.until(known.end))
        numbers += yearly * (exile.paths(people)[0].times[-1] - last)
        made[CARRIED] = derived(numbers, [*sum(pairs, ()), *found(people, *RATIOS)])
    return made | dict(zip([PUBLISHED], any_of(people, "births", source=EDIEV), strict=False))


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
    if not (known := births_to_end(people)):
        found(people, "births by two registers or Ediev")
    days = {"start": exile.beginning(people), "end": exile.paths(people)[0].figures[-1].end}
    rows = [
        line("births in exile", one, f"births, {name}", births=name, **days)
        for name, one in known.items()
    ]
    return answer(rows, people=people)
