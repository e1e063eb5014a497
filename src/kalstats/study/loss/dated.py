"""The account in steps from 1939 to 1959, the courses by year, and the rates by period."""

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from kalstats import data
from kalstats.demography import decimal_year, growth_rate, years_between
from kalstats.study.loss import accounting, counts
from kalstats.study.loss.answers import LABELS, dated
from kalstats.study.loss.counts import CENSUS, EVIDENCE, HORIZONS, STEPS, WIDTH, Counts, Floats
from kalstats.study.loss.weighing import ENDS, Assume, Weighed, weigh

SERIES = LABELS["series"]
RATE = "per 1,000 a year"


def ledger(assume: Assume = None, evidence: Counts = EVIDENCE, **how: Any) -> pd.DataFrame:
    """Return the account from the census of 1939 to that of 1959, with its residual.

    Parameters
    ----------
    assume, evidence, **how
        As `weigh`.

    Returns
    -------
    pandas.DataFrame
        ``people start end label kind low value high unit sources figures``: first to December
        1943, then from there, told apart by `start`. `value` is the mean over the weight, so that
        the steps add up; `low` and `high` hold nine tenths of the weight. `kind` is ``stock``,
        ``change`` or ``residual``: whom no source accounts for. The last stock is that of the
        model, near what the census counted, not the count.

    Examples
    --------
    >>> steps = ledger().head(7)  # to December 1943
    >>> left = steps["value"].iloc[3:].sum()  # those expected less those found and unexplained
    >>> abs(float(left)) < 1
    True
    """
    weighed, rows = weigh(assume, evidence, **how), []
    drawn = {name: values.to_numpy(float) for name, values in weighed.draws.items()}
    for (start, end), steps in _account(drawn).items():
        for label, kind, values in steps:
            ends = weighed.ends(values) | {"value": np.average(values, weights=weighed.weights)}
            row = {"people": "Kalmyks", "start": start, "end": end, "label": label, "kind": kind}
            rows.append({**row, **ends, "unit": "persons"})
    return dated(rows, weighed.provenance)


def _account(drawn: dict[Any, Floats]) -> dict[tuple[str, str], list[tuple[str, str, Floats]]]:
    """Return the steps to December 1943 and from there, each with its kind."""
    counted, deported = drawn["census_1939"], drawn["deported"]
    true = counted * (1 - drawn["padding"])
    here = deported + drawn["births_1959"] - drawn["deaths_1959"]
    others = here * drawn["non_kalmyk"]
    to_1943 = [
        ("Counted in 1939, mean of the rival figures", "stock", counted),
        ("Padding of the census", "change", true - counted),
        ("Births less deaths to December 1943", "change", drawn["expected_1943"] - true),
        ("Expected in December 1943", "stock", drawn["expected_1943"]),
        ("Deported Kalmyks", "change", deported * (drawn["non_kalmyk"] - 1)),
        ("Never registered in exile", "change", -drawn["never_registered"]),
        ("Unexplained: war dead, emigrants, miscounts", "residual", -drawn["unexplained_1943"]),
    ]
    from_1943 = [
        ("Deported, later contingents too", "stock", deported),
        ("Births in exile and after the return", "change", drawn["births_1959"]),
        ("Deaths", "change", -drawn["deaths_1959"]),
        ("The deported and their children in January 1959", "stock", here),
        ("Not Kalmyks: wives and others", "change", -others),
        ("Never registered, and their children", "change", drawn["census_1959"] - here + others),
        ("Kalmyks in January 1959, by the model", "stock", drawn["census_1959"]),
    ]
    return {(CENSUS, counts.DEPARTURE): to_1943, (counts.DEPARTURE, HORIZONS["1959"]): from_1943}


def path(assume: Assume = None, evidence: Counts = EVIDENCE, **how: Any) -> pd.DataFrame:
    """Return the course of the Kalmyks by year: counted, in exile, and without the deportation.

    The step from the census of 1939 to the path of 1944 is not the deportation: those whom no
    source accounts for lie in it (`ledger`). The path differs from the census of 1959, for it is
    drawn: it comes near the count within its discrepancy and is held by the other counts too.

    Parameters
    ----------
    assume, evidence, **how
        As `weigh`.

    Returns
    -------
    pandas.DataFrame
        ``series people year start end label low value high unit printed preferred sources
        figures``. `series` is ``counted`` (censuses; rivals not preferred), ``registered``
        (exiles), ``exiles`` (the deported and their children, by the model), ``path`` (all
        Kalmyks: exiles less those who were none, and the never registered), ``expected`` (the
        same without the deportation), each with nine tenths of the weight from low to high;
        ``missing``, one row: their difference at the census of 1959, to the thousand; and
        ``note``, one row: who is unexplained at the end of 1943, in words.

    Examples
    --------
    >>> rows = path().query("series == 'expected'").set_index("year")["value"]
    >>> bool(rows[1970] > rows[1959] > rows[1944] > 100_000)
    True
    """
    weighed = weigh(assume, evidence, **how)
    gap = {end: round(n, -3) for end, n in weighed.ends("people_missing_1959").items()}
    rows = [_row("missing", decimal_year(HORIZONS["1959"]), gap, HORIZONS["1959"]), _note(weighed)]
    for (name, year), ends in weighed.ends_of(_series).items():
        rows.append(_row(name, year, ends, f"{year:.0f}-01-01"))
    drawn = dated(rows, weighed.provenance)
    return pd.concat([_counts()[[*drawn]], drawn], ignore_index=True)


def _series(p: counts.Points) -> dict[tuple[str, float], Floats]:
    """Return each series at each time; deaths of the first years fall as the crisis does."""
    found, told = accounting.both_ways(p), {}
    for year in map(float, range(1944, 1971)):
        exiles, without = found.exile.at(year)[0], found.expected.at(year)[0]
        if year < STEPS[1]:
            exiles = accounting.in_first_step(p, found.exile, year - STEPS[0])[1]
        told["exiles", year] = exiles
        told["path", year] = accounting.kalmyks(p, exiles, without)
        told["expected", year] = accounting.kalmyks(p, without, without)
    return told


def _row(name: str, year: float, ends: dict[str, float], day: str) -> dict[str, Any]:
    row = {"series": name, "people": SERIES[name] if name == "exiles" else "Kalmyks", "year": year}
    row |= {"start": day, "end": day, "label": SERIES[name], **ends, "unit": "persons"}
    return row | {"printed": "", "preferred": True}


def _note(weighed: Weighed) -> dict[str, Any]:
    """Return what lies between the census of 1939 and the path, half way down."""
    few, lost = (weighed.ends(name)["value"] for name in ("expected_1943", "unexplained_1943"))
    row = _row("note", float(STEPS[0]), dict.fromkeys(ENDS, few - lost / 2), counts.DEPARTURE)
    return row | {"label": f"{round(lost, -3):,.0f} unexplained: war, miscounts"}


def _counts() -> pd.DataFrame:
    """Return the censuses from 1926 on and the registers of the exile, as sources give them."""
    censuses = data.census(people="Kalmyks", territory="USSR", measure="population")
    registers = data.deportation(people="Kalmyks", measure="registered", rank="preferred")
    both = [censuses.assign(series="counted"), registers.assign(series="registered")]
    rows = pd.concat(both).rename(columns={"source": "sources"})
    rows = rows[(rows["start"] < "1971") & (rows["unit"] == "persons")]
    middle = rows[["start", "end"]].map(decimal_year).mean(axis=1)
    rows = rows.assign(year=middle, preferred=rows["rank"] == "preferred", figures=rows["id"])
    return rows.assign(label=rows["series"].map(SERIES))


def rates(assume: Assume = None, evidence: Counts = EVIDENCE, **how: Any) -> pd.DataFrame:
    """Return the rates that the model implies, by period, beside those observed.

    Parameters
    ----------
    assume, evidence, **how
        As `weigh`.

    Returns
    -------
    pandas.DataFrame
        ``who measure start end label low value high unit sources figures``. `who` is
        ``exile``, ``without the deportation`` (both by five years, with nine tenths of the
        weight), ``RSFSR`` (mean of the single years found, with the least and the greatest),
        ``Kalmyks`` (between two counts) or another people. `measure` is ``birth rate``,
        ``death rate`` and ``growth rate``, per 1,000 a year, and ``life expectancy``, in years.

    Examples
    --------
    >>> found = rates().query("measure == 'growth rate' and start.dt.year == 1954")
    >>> bool(found.set_index("who").loc["exile", "value"] > 20)
    True
    """
    weighed, rows = weigh(assume, evidence, **how), []
    for (who, step, measure), ends in weighed.ends_of(_implied).items():
        days = {"start": f"{STEPS[step]}-01-01", "end": f"{STEPS[step + 1] - 1}-12-31"}
        unit = "years" if measure == "life expectancy" else RATE
        rows.append({"who": who, "measure": measure, **days, **ends, "unit": unit})
    every = pd.concat([dated(rows, weighed.provenance), _observed(), _grown()], ignore_index=True)
    span = every["start"].dt.year.astype(str) + "–" + every["end"].dt.year.astype(str)
    return every.assign(label=every["who"] + ", " + span)


def _implied(p: counts.Points) -> dict[tuple[str, int, str], Floats]:
    """Return the rates of both courses in each step, on a straight line within it."""
    found, told = accounting.both_ways(p), {}
    exile = ("exile", found.exile, [*found.hard, *found.calm[2:]])
    for who, course, alive in (exile, ("without the deportation", found.expected, found.calm)):
        for step in range(len(STEPS) - 2):
            before, after = course.population[step : step + 2]
            births = course.births[step + 1] - course.births[step]
            rates = {"birth rate": births, "death rate": before + births - after}
            for measure, number in rates.items():
                told[who, step, measure] = 1000 * number / (WIDTH * (before + after) / 2)
            told[who, step, "growth rate"] = 1000 * np.log(after / before) / WIDTH
            told[who, step, "life expectancy"] = _life_expectancy(alive[step])
    return told


def _life_expectancy(alive: Floats) -> Floats:
    """Return the life expectancy of survival by group, the mean of the sexes."""
    lives = WIDTH * np.cumprod(alive[..., :-1], axis=2)  # person-years by group, per birth
    last = alive[..., -1]
    return (lives.sum(axis=2) + lives[..., -1] * last / (1 - last)).mean(axis=0)


def _observed() -> pd.DataFrame:
    """Return crude rates of the RSFSR by period: the mean of the single years, and their ends."""
    rows, found = [], data.standards(table="rates-rsfsr-adk")
    found = found.assign(measure=found["measure"].str.slice(6).str.replace("_", " "))
    for first, last in ((1939, 1940), (1946, 1948), (1949, 1953), (1954, 1958)):
        some = found[found["start"].dt.year.between(first, last)].groupby("measure")["value"]
        told = some.agg(low="min", value="mean", high="max").reset_index()
        rows.append(told.assign(start=f"{first}-01-01", end=f"{last}-12-31"))
    same = {"who": "RSFSR", "unit": RATE, "sources": found["source"].iloc[0], "figures": ""}
    return dated(pd.concat(rows), same)


def _grown() -> pd.DataFrame:
    """Return growth between two counts of a people: the Kalmyks, and all counted at both."""
    where = {"territory": "USSR", "measure": "population", "unit": "persons", "rank": "preferred"}
    rows, found = data.census(**where), []
    for days in pairwise(("1926-12-17", CENSUS, HORIZONS["1959"], HORIZONS["1970"])):
        ends = [rows[rows["start"] == day].drop_duplicates("people") for day in days]
        both = ends[0].merge(ends[1], on="people").sort_values("people")
        number = 1000 * growth_rate(both["value_x"], both["value_y"], years_between(*days))
        told = dict.fromkeys(ENDS, number) | {"who": both["people"], "measure": "growth rate"}
        told |= {"start": days[0], "end": days[1], "unit": RATE}
        keys = zip(both["source_x"], both["source_y"], strict=True)
        told["sources"] = ["; ".join(dict.fromkeys(pair)) for pair in keys]
        found.append(pd.DataFrame(told | {"figures": both["id_x"] + "; " + both["id_y"]}))
    return dated(pd.concat(found), {}).query("who != 'all'")
