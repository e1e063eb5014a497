"""Births and deaths of single years, as far as totals, ratios and quarters leave them possible."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kalstats.demography import RegisterTotal, annual_rate, decimal_year, single_years as solve
from kalstats.study.exile import (
    EDIEV,
    EXILE,
    RATIOS,
    answer,
    any_of,
    beginning,
    derived,
    ends,
    found,
    line,
    paths,
    until,
)

if TYPE_CHECKING:
    from kalstats.evidence import Figure

CARRIED, PUBLISHED = "carried on", "Ediev"  # whose births


def paired(people: str) -> list[tuple[Figure, Figure]]:
    """Return births and deaths of the same register and period; none is no error."""
    born, died = (any_of(people, name, unit="persons") for name in ("births", "deaths"))
    pairs = [
        (one, other)
        for one in born
        for other in died
        if (one.source, one.start, one.end) == (other.source, other.start, other.end)
    ]
    return sorted(pairs, key=lambda pair: pair[0].end)


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
    path, rows = paths(people)[0], []
    for one in of_quarters(people) or found(people, "deaths_share_of_quarter"):
        share, days = ends(one) / 100, {"start": one.start, "end": one.end}
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
        if part := until(born.end) % 1:
            inside[born.end.year] = part if even else (0, 1)
        made.append(RegisterTotal(inside, born.value, died.value))
    return made


@cache
def conditions(people: str) -> tuple[dict[int, Any], dict[str, list[RegisterTotal]]]:
    """Return the ratios of every year, and what is known of the years by what is assumed."""
    loose = totals(people, even=False)
    ratios = dict.fromkeys(sorted({year for one in loose for year in one.covers}), (0.0, np.inf))
    for one in found(people, RATIOS):
        bounds = (one.low, one.high)
        turned = one.measure == "births_per_death"
        ratios[one.start.year] = (1 / bounds[1], 1 / bounds[0]) if turned else bounds
    births = any_of(people, "births", territory=EXILE)
    births = [one for one in births if one.start.year == one.end.year]
    known = [RegisterTotal({one.start.year: 1}, one.value) for one in births]
    dead = quarters(people).query("measure == 'deaths'") if of_quarters(people) else pd.DataFrame()
    least = zip(dead["start"], dead["low"], strict=True) if len(dead) else ()
    known += [RegisterTotal({start.year: 1}, None, (low, np.inf)) for start, low in least]
    never = [RegisterTotal({y: 1}, (one.value, np.inf)) for one in births for y in ratios]
    assumed = {"printed figures only": [*loose, *known]}
    for one in births:
        assumed[f"no year with fewer births than {one.start.year}"] = [*loose, *known, *never]
    name = f"and {paired(people)[0][0].end.year} spread evenly over the year"
    assumed[name] = [*totals(people, even=True), *known, *never]
    return ratios, assumed


@cache
def solved(people: str, assumption: str) -> pd.DataFrame:
    """Return the bounds of births and deaths of every year under an assumption."""
    ratios, assumed = conditions(people)
    return solve(ratios, assumed[assumption])


def single_years(people: str = "Kalmyks") -> pd.DataFrame:
    """Return the least and the most births and deaths that each year of exile can have had.

    The printed ratios of deaths to births, the totals of several years and the shares dead in a
    quarter must hold all at once (`demography.single_years`). The last days of the year of the
    deportation are counted with the next.

    Parameters
    ----------
    people : str
        A people with deaths per birth by year, and births and deaths of several years together.

    Returns
    -------
    pandas.DataFrame
        A row per assumption, measure and year: ``people measure assumption start end label low
        value high unit preferred sources figures``; ``value`` is not known. ``preferred`` are the
        bounds under all assumptions, which are ours. Not all years can be at theirs together.

    Raises
    ------
    ValueError
        If ratios or totals are missing, with what there is; or if no births and deaths fit them.

    Examples
    --------
    >>> rows = single_years()
    >>> rows = rows[(rows["measure"] == "deaths") & (rows["start"] == "1944-01-01")]
    >>> rows[["low", "high"]].round(-2).astype(int).values.tolist()
    [[4500, 12700], [4500, 11200], [6400, 7900]]
    """
    names = list(conditions(people)[1])
    read = [*found(people, RATIOS), *of_quarters(people), *sum(paired(people), ())]
    rows = []
    for measure in ("births", "deaths"):
        for name in names:
            years = solved(people, name)
            for year, low, high in years[[f"{measure}_low", f"{measure}_high"]].itertuples():
                days = {"start": pd.Timestamp(year, 1, 1), "end": pd.Timestamp(year, 12, 31)}
                more = {"assumption": name, "preferred": name == names[-1]} | days
                label = f"{measure} of {year}"
                rows.append(line(measure, derived([low, np.nan, high], read), label, **more))
    return answer(rows, people=people)


def both_registers(people: str, measure: str, last: int = 0) -> dict[str, Figure]:
    """Return births or deaths since the deportation by two registers together, by assumption.

    Of the assumptions only the ``last`` ones, if so many are asked for.
    """
    pairs, made = paired(people), {}
    if len(pairs) != 2 or not any_of(people, RATIOS):
        return {}
    later = pairs[1][measure == "deaths"]
    for name in list(conditions(people)[1])[-last:]:
        years = solved(people, name)
        before = years.loc[years.index < later.start.year, [f"{measure}_low", f"{measure}_high"]]
        low, high = before.sum() + later.value
        made[name] = derived([low, np.nan, high], [*sum(pairs, ()), *found(people, RATIOS)])
    return made


def births_to_end(people: str) -> dict[str, Figure]:
    """Return the births of the whole exile: the registers' carried on, and Ediev's."""
    made, pairs = {}, paired(people)
    for total in both_registers(people, "births", last=1).values():
        known, last, path = pairs[0][0], until(pairs[1][0].end), paths(people)[0]
        numbers = np.array([total.low, (total.low + total.high) / 2, total.high])
        yearly = (numbers - known.value) / (last - until(known.end))
        made[CARRIED] = derived(numbers + yearly * (path.times[-1] - last), [total])
    return made | dict(zip([PUBLISHED], any_of(people, "births", source=EDIEV), strict=False))


def births(people: str = "Kalmyks") -> pd.DataFrame:
    """Return the births of the exile to its end by either source, and those by two registers.

    A register that ends before the exile does is carried on at its own level: that between the
    earlier and the later of the two registers, whose first year is bounded by `single_years`.

    Parameters
    ----------
    people : str
        A people with two registers or with Ediev's births.

    Returns
    -------
    pandas.DataFrame
        ``people measure births assumption start end label low value high unit sources figures``:
        ``births in exile`` to the last count, by either source; the value of births carried on is
        the middle of their bounds. ``births registered`` by two registers together, by assumption.

    Raises
    ------
    ValueError
        If no births are known; what there is instead is named.

    Examples
    --------
    >>> rows = births().query("measure == 'births in exile'").set_index("births")
    >>> rows[["low", "value", "high"]].round(-2).astype(int).values.tolist()
    [[13100, 13400, 13700], [22200, 22300, 22400]]
    """
    rows = []
    for name, one in births_to_end(people).items():
        days = {"start": beginning(people), "end": paths(people)[0].figures[-1].end}
        rows.append(line("births in exile", one, f"births, {name}", births=name, **days))
    for name, one in both_registers(people, "births").items():
        days = {"start": beginning(people), "end": paired(people)[1][0].end}
        rows.append(
            line("births registered", one, f"two registers, {name}", assumption=name, **days)
        )
    if not rows:
        found(people, "births by two registers or Ediev")
    return answer(rows, people=people)
