"""Deaths beyond those of ordinary years, and births below them, by every baseline."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kalstats import demography
from kalstats.data import standards
from kalstats.evidence import Figure, figure
from kalstats.projection import life_table, standardised_death_rate, survival
from kalstats.study.exile import (
    EDIEV,
    Path,
    answer,
    derived,
    ends,
    first,
    line,
    paths,
    together,
    until,
)
from kalstats.study.mortality import ALL, REGISTERED, Given, Period, own, periods

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FROZEN = [  # the last years before the war
    ("deaths", "USSR 1939, Andreev", "rates-ussr-adk", 1939),
    ("deaths", "USSR 1940, Biraben", "rates-ussr-biraben", 1940),
    ("deaths", "RSFSR 1940, Andreev, printed", "rates-rsfsr-adk-printed", 1940),
    ("deaths", "RSFSR 1940, Andreev, computed", "rates-rsfsr-adk", 1940),
    ("births", "USSR 1939, Andreev", "rates-ussr-adk", 1939),
    ("births", "USSR 1938, Biraben", "rates-ussr-biraben", 1938),
    ("births", "RSFSR 1940, Andreev", "rates-rsfsr-adk-printed", 1940),
]
FALLING = [  # with the table whose level of 1946 they are lowered to
    ("deaths", "RSFSR, computed", "rates-rsfsr-adk", ""),
    ("deaths", "RSFSR, lowered to the printed level", "rates-rsfsr-adk", "rates-rsfsr-adk-printed"),
    ("deaths", "USSR, Biraben", "rates-ussr-biraben", ""),
    ("births", "RSFSR", "rates-rsfsr-adk", ""),
]
RURAL = [("1938–1939", 1938, 1939), ("1926–1927", 1926, 1926)]
IMPLIED = {
    ("Karachays",): "deaths-karachays-wikipedia-range",
    ("Balkars",): "direct-losses-balkars-polittekhnologiya",
    ("Chechens", "Ingush"): "direct-losses-chechens-ingush-polittekhnologiya",
    ("Crimean Tatars",): "direct-losses-share-crimean-tatars-campana",
}
Baseline = tuple[str, str, Figure]


def published(rate: float, source: str) -> Figure:
    """Return a rate of a table of standards as a figure."""
    return Figure("", "", rate, rate, rate, "", source, "", "normal")


@cache
def yearly(events: str, table: str) -> tuple[pd.Series[Any], str]:
    """Return published rates by year and their source, a straight line across the war."""
    rows = standards(table=table, measure=f"crude_{events[:-1]}_rate")
    rates = pd.Series(rows["value"].to_numpy() / 1000, index=rows["start"].dt.year)
    peace = rates[(rates.index <= 1940) | (rates.index >= 1946)]
    return peace.reindex(range(1937, 1953)).interpolate(), rows["source"].iloc[0]


def over(rates: pd.Series[Any], path: Path, since: float, to: float) -> float:
    """Return the mean of yearly rates, weighted by the person-years of a path."""
    edges = [since, *range(int(since) + 1, int(np.ceil(to))), to]
    weights = [path.lived(*pair) for pair in pairwise(edges)]
    return float(np.average([rates[int(edge)] for edge in edges[:-1]], weights=weights))


@cache
def rural(table: int, counted: int) -> tuple[Any, Any, str]:
    """Return a rural population by sex and age, its survival by a life table, and the sources."""
    people, alive, sources = [], [], set()
    for sex in ("female", "male"):
        for name in (f"ages-ussr-{counted}-rural", f"life-table-ussr-{table}-rural"):
            rows = standards(table=name, sex=sex).astype({"age": int}).sort_values("age")
            sources |= set(rows["source"])
            if name.startswith("ages"):
                people.append(rows["value"])
            else:
                alive.append(survival(life_table(rows["age"], lx=rows["value"], sex=sex)))
    return np.array(people), np.array(alive), "; ".join(sorted(sources))


@cache
def implied(peoples: tuple[str, ...], name: str) -> Figure:
    """Return the death rate left when a published loss is taken from the deaths of a balance."""
    loss, base, dead, lived = figure(name), 0.0, 0.0, 0.0
    for people in peoples:
        path, born = paths(people)[-1], first(people, "births", source=EDIEV)
        start, end = path.figures[0].value, path.figures[-1].value
        dead -= demography.balance(start, end, births=born.value).error_of_closure
        lived, base = lived + path.lived(path.times[0], path.times[-1]), base + start
    number = loss.low if np.isnan(loss.value) else loss.value
    number *= base / 100 if loss.unit == "percent" else 1
    return derived((dead - number) / lived, [loss, published(0, EDIEV)])


def ordinary(people: str, events: str, one: Period, birth_rate: float | None) -> list[Baseline]:
    """Return every rate of ordinary years for a period, per person-year."""
    known, span = paths(people), (demography.decimal_year(one.start), until(one.end))
    rows = []
    for what, name, table, year in FROZEN:
        if what == events:
            rates, source = yearly(events, table)
            rows.append(("frozen", f"{name}, frozen", published(rates[year], source)))
    for what, name, table, level in FALLING:
        if what == events:
            rates, source = yearly(events, table)
            lower = yearly(events, level)[0][1946] / rates[1946] if level else 1
            rate = published(lower * over(rates, known[0], *span), source)
            rows.append(("falling", f"{name}, year by year", rate))
    if events == "births":
        return rows
    rate_born = demography.crude_rate(one.born.value, known[-1].lived(*span))
    steps = max(round((span[1] - span[0]) / 5), 1)
    for years, table, counted in RURAL:
        ages, alive, source = rural(table, counted)
        rate = standardised_death_rate(ages, alive, birth_rate or rate_born, steps=steps)
        name = (
            f"rural USSR, life table of {years}, births {'given' if birth_rate else 'as in exile'}"
        )
        rows.append(("standardised", name, published(rate, source)))
    for peoples, loss in IMPLIED.items():
        if people not in peoples:  # its own loss would be its own measure
            name = f"implied by the losses of the {' and '.join(peoples)}"
            rows.append(("implied", name, implied(peoples, loss)))
    return rows


def chosen(
    rows: list[Baseline], add: Mapping[str, Given] | None, without: Sequence[str]
) -> list[Baseline]:
    """Return the baselines with those of the caller, and without the kinds or names he drops."""
    rows = [*rows, *(("assumed", name, own(rate)) for name, rate in (add or {}).items())]
    names = {name for kind, baseline, _ in rows for name in (kind, baseline)}
    if isinstance(without, str) or not names.issuperset(without):
        raise ValueError(f"without = {without!r}: expected a list of {', '.join(sorted(names))}")
    return [row for row in rows if not {*row[:2]} & {*without}]


def since_deportation(people: str, births: Given | None) -> list[Period]:
    """Return the periods that begin with the deportation, those of the registers first."""
    made = periods(people, births)
    begun = min(one.start for one in made)
    return sorted((one for one in made if one.start == begun), key=lambda one: one.end)


def baselines(
    people: str = "Kalmyks",
    add: Mapping[str, Given] | None = None,
    without: Sequence[str] = (),
    births: Given | None = None,
    *,
    events: str = "deaths",
    birth_rate: float | None = None,
) -> pd.DataFrame:
    """Return the rates of ordinary years that the exile is measured by; none is of the Kalmyks.

    *Frozen*: the crude rate of a last year before the war. *Falling*: rates of Russia and the USSR
    year by year, straight across the war. *Standardised*: a rural life table on a rural age
    structure with as few births as in exile; where few children are born, few can die, which the
    crude rates leave out. *Implied*: what the published losses of other deported peoples leave of
    their deaths. *Assumed*: yours.

    Parameters
    ----------
    people : str
        A people with a path of counts.
    add : mapping of str to float or Figure, optional
        Baselines of your own by name, per person-year, or `assumed` in a unit per 1,000.
    without : sequence of str
        Kinds or names of baselines to leave out.
    births : float or Figure, optional
        As in `mortality`; standardised rates follow.
    events : {"deaths", "births"}
        Which rates.

    Returns
    -------
    pandas.DataFrame
        A row per baseline, period and source of births: ``people measure kind baseline births
        start end label low value high unit preferred sources figures``, per 1,000 a year;
        ``preferred`` are the standardised.

    Raises
    ------
    ValueError
        If a name to leave out is unknown, with those there are; or if no path of counts is known.

    Examples
    --------
    >>> rows = baselines(without=["implied"]).query("end == '1948-10-01'")
    >>> rows.groupby("kind")["value"].agg(["min", "max"]).round(1).T.to_dict("list")
    {'falling': [14.3, 21.0], 'frozen': [18.4, 24.2], 'standardised': [12.0, 13.8]}
    """
    if events not in ("deaths", "births"):
        raise ValueError(f"events = {events!r}: expected 'deaths' or 'births'")
    rows = {}
    for one in since_deportation(people, births):
        for kind, name, rate in chosen(ordinary(people, events, one, birth_rate), add, without):
            rate = derived(1000 * ends(rate), [rate], "per 1,000 a year")
            more = {"kind": kind, "baseline": name, "births": one.births, "start": one.start}
            more |= {"end": one.end, "preferred": kind == "standardised"}
            row = line(f"crude {events[:-1]} rate", rate, name)
            rows[name, one.births, one.end] = row | more
    return answer(list(rows.values()), people=people)


def compared(people: str, events: str, births: Given | None, **given: Any) -> pd.DataFrame:
    """Return events against every baseline: the range over paths, and over baselines."""
    rates, rows = baselines(people, births=births, events=events, **given), []
    for one in since_deportation(people, births):
        those = rates[rates["births"].eq(one.births) & rates["end"].eq(one.end)]
        for rate in those.to_dict("records"):
            m = np.array([rate["low"], rate["value"], rate["high"]]) / 1000
            if events == "deaths":
                numbers = demography.excess_deaths(ends(one.died), one.lived, m[::-1])
            else:
                numbers = demography.birth_deficit(ends(one.born)[::-1], one.lived, m)
            read = [one.died, one.born, *one.path.figures, published(0, rate["sources"])]
            rows.append(rate | line("", derived(numbers, read), ""))
    each = pd.DataFrame(rows)
    kinds = each.assign(
        baseline="all", births=each["births"].where(each["births"].eq(REGISTERED), ALL)
    )
    by = ["end", "births", "kind", "baseline"]
    found = pd.concat([together(rows, by) for rows in (each, kinds, kinds.assign(kind="all"))])
    label = found["baseline"].where(found["baseline"].ne("all"), found["kind"] + " baselines")
    return answer(found, people=people, label=label, preferred=found["kind"].eq("standardised"))


def excess(
    people: str = "Kalmyks",
    add: Mapping[str, Given] | None = None,
    without: Sequence[str] = (),
    births: Given | None = None,
) -> pd.DataFrame:
    """Return the deaths beyond ordinary mortality by every baseline, E = D − m₀·PY.

    The standardised baselines answer the question; the frozen crude rates, which leave out that
    few children were born, are what others would get.

    Parameters
    ----------
    people, add, without, births
        As in `baselines`.

    Returns
    -------
    pandas.DataFrame
        A row per period, source of births and baseline, and rows with ``baseline == "all"`` for
        each kind and for ``kind == "all"``: ``people measure kind baseline births start end label
        low value high unit preferred sources figures``. Bounds are over paths, starts and what
        a row brings together, each figure at its value; ``value`` is the median.

    Raises
    ------
    ValueError
        As in `baselines`.

    Examples
    --------
    >>> rows = excess().query("baseline == 'all' and end == '1948-10-01'").set_index("kind")
    >>> rows.loc[["standardised", "frozen", "all"], ["low", "high"]].round(-2).values.tolist()
    [[11300.0, 12000.0], [7300.0, 9600.0], [7300.0, 12000.0]]
    """
    rows = compared(people, "deaths", births, add=add, without=without)
    return answer(rows, measure="excess deaths")


def birth_deficit(
    people: str = "Kalmyks",
    add: Mapping[str, Given] | None = None,
    without: Sequence[str] = (),
    births: Given | None = None,
) -> pd.DataFrame:
    """Return the births missing against every baseline, b₀·PY − B, with the exposure observed.

    How many children fewer the people had who were there; the children whom the dead would have
    had are not in it. Where it is negative, births exceed that baseline: Ediev's births exceed
    the RSFSR's rate. His forecast without the deportation counts both kinds of children.

    Parameters
    ----------
    people, add, without, births
        As in `baselines`, with birth rates.

    Returns
    -------
    pandas.DataFrame
        As `excess`, and rows of kind ``forecast``: his forecast less the births.

    Raises
    ------
    ValueError
        As in `baselines`.

    Examples
    --------
    >>> rows = birth_deficit().query("kind == 'all' and end == '1948-10-01'")
    >>> rows[["low", "high"]].round(-2).values.tolist()
    [[7600.0, 12600.0]]
    """
    rows = compared(people, "births", births, add=add, without=without)
    return answer(rows, measure="missing births")
