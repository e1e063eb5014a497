"""The loss model of this study: one account of the Kalmyks from 1939 to 1970, drawn many times.

What is uncertain is listed in `PRIORS`, what is counted in `EVIDENCE`. A draw takes one point of
every prior and works out what would have been counted; `reweight` asks how well that agrees with
what was counted. The account in words:

1. The census of 1939, less what was padded, is projected to the end of 1943: those expected.
2. Some of them were deported, some never registered; the rest is a residual with a name,
   ``unexplained_1943``: war dead, emigrants, miscounts. It is not a loss of the deportation.
3. The deported are projected by age and sex to 1974 in steps of five years: in exile with deaths
   from a mix of a published life table and a crisis table, and with the births counted there;
   from 1954 on with the mortality and fertility of the counterfactual. Counts that fall between
   the ends of two steps, such as that of 1970, are read off a straight line.
4. The counterfactual projects the same people from the same day without the deportation.
5. The never registered grow as the counterfactual does; they lose nothing to the deportation.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from kalstats import data
from kalstats.demography import decimal_year
from kalstats.evidence import quantity
from kalstats.projection import life_table, project, survival

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from concurrent.futures import Executor

Floats = Any  # numpy array of floats
CHUNK = 4_000  # draws projected at once: the arrays of one step fit into the processor's cache
GROUPS, WIDTH = 17, 5  # 0–4 to 80 and over; a step is as long as a group is wide
STEPS = np.arange(1944, 1979, WIDTH)  # 28 December 1943 is read as the turn of the year
CRISIS = 8  # death rates of the crisis table, as a multiple of those of 1938–39
LATEST_SCHEDULE = 1956  # middle of the last fertility schedules found, 1954–58
KEPT = 4  # steps with rates of their own; those of 1959–63 are kept, for no later ones were found
WITHIN = 2  # discrepancies by which a draw may miss a count before it is excluded
FEW = 100  # draws that must agree with the counts before bounds are told
BATCHES = 20  # of draws, from which the Monte Carlo error is told
ENOUGH = 1_000  # effective draws, below which nothing is concluded


class Prior(NamedTuple):
    """What is assumed about one quantity: all values between two bounds alike.

    A bound is a number, or the id of the figure it is taken from. ``kind`` is ``uniform``,
    ``either`` (the one or the other bound, an alternative shown apart) or ``figures`` (one of the
    rival figures of the quantity that the lower bound belongs to, and a point inside its bounds).
    """

    name: str
    low: float | str
    high: float | str
    meaning: str
    basis: str
    kind: str = "uniform"


PRIORS = (
    Prior(
        "census_1939",
        "kalmyks-ussr-1939-wikipedia-131271",
        "kalmyks-ussr-1939-wikipedia-131271",
        "Kalmyks counted in 1939",
        "One of the rival figures, all alike",
        "figures",
    ),
    Prior(
        "padding",
        0,
        0.017,
        "Share of the count of 1939 that was padded",
        "None, or as much as is estimated for the USSR (Zhiromskaya); unknown for the Kalmyks",
    ),
    Prior(
        "deported",
        "deported-wikipedia-93139",
        "base-kalmyks-1943-12-ediev",
        "Deported, with the contingents that came later",
        "From the operation alone to the base that Ediev uses",
    ),
    Prior(
        "never_registered",
        2_000,
        15_000,
        "Kalmyks of December 1943 who were never registered in exile",
        "Wide: the censuses after the exile decide",
    ),
    Prior(
        "non_kalmyk",
        0,
        0.02,
        "Share of the deported who were not Kalmyks",
        "Wives and others; not counted by the sources",
    ),
    Prior(
        "men_missing",
        0,
        0.4,
        "Share of men aged 15–49 who were not among the deported",
        "None, or two in five: the war; not counted by the sources",
    ),
    Prior(
        "crisis",
        0.25,
        1,
        "Weight of the crisis table in 1944–48",
        f"Up to {CRISIS} times the death rates of 1938–39; the registers exclude less, and decide",
    ),
    Prior(
        "crisis_later",
        0,
        0.3,
        "Weight of the crisis table in 1949–53",
        "Below that of the years before; the registers decide",
    ),
    Prior(
        "decay",
        1,
        3,
        "Years in which the crisis falls to a third",
        "Around what the shares dead in the first quarters of 1944, 1945 and 1946 imply",
    ),
    Prior(
        "missed",
        0,
        0.04,
        "Share of the exiles whom the registers of 1945 and 1948 missed",
        "None, or somewhat more than the re-registration of January 1949 added",
    ),
    Prior(
        "ediev_births",
        0,
        1,
        "Births in exile: as registered, or as Ediev estimates",
        "Two sources, shown apart",
        "either",
    ),
    Prior(
        "early_births",
        0.3,
        0.9,
        "Share of the births beyond the registered that fell into 1944–48",
        "Registration was worst in the first years; the share itself is not known",
    ),
    Prior(
        "war_slump",
        0,
        1,
        "Births without the deportation: with the slump of the war, or without",
        "Two counterfactuals, shown apart",
        "either",
    ),
    Prior(
        "urban_rural",
        0,
        1,
        "Weight of the life table of the total against that of the rural population",
        "In the tables of 1938–39 the rural is the lower; the Kalmyks were rural",
    ),
    Prior(
        "mortality_fall",
        0,
        1,
        "Fall of mortality towards the tables of 1958–59, as a share of it",
        "From frozen at 1938–39 to the whole of the fall",
    ),
    Prior(
        "fertility_fall",
        0,
        1,
        "Fall of fertility towards the schedules of 1954–58, as a share of it",
        "From frozen at 1939 to the whole of the fall in the RSFSR",
    ),
    Prior(
        "fertility_level",
        0.9,
        1.2,
        "Fertility as a multiple of that of the RSFSR",
        "Not known for the Kalmyks; the censuses of 1959 and 1970 decide",
    ),
)


class Evidence(NamedTuple):
    """A count that a draw should come near to: within about ``discrepancy``, as a share of it."""

    name: str
    figure: str
    discrepancy: float
    basis: str


EVIDENCE = (
    Evidence("registered_1945", "registered-1945-wikipedia", 0.02, "Register of early 1945"),
    Evidence("registered_1948", "registered-kalmyks-1948-mvd", 0.02, "Register of October 1948"),
    Evidence("registered_1953", "registered-kalmyks-1953-01-ediev", 0.02, "Ediev, January 1953"),
    Evidence("census_1959", "kalmyks-ussr-1959-wikipedia", 0.02, "Census of 1959"),
    Evidence("census_1970", "kalmyks-ussr-1970-gse", 0.02, "Census of 1970"),
)
BIRTHS = {
    "to 1948": "births-kalmyks-1948-mvd",
    "1945–50": "births-1945-1950-bugay",
    "Ediev": "births-kalmyks-1944-1952-ediev",
}
RELEASED = "released-kalmyks-1948-mvd"
DECIDED = ("crisis", "crisis_later", "never_registered")  # assumptions that the counts decide
DOCUMENTED = "deaths-kalmyks-1948-mvd"  # no draw may have fewer deaths than were registered
HORIZONS = {"1953": "1953-01-01", "1959": "1959-01-15", "1970": "1970-01-15"}
OUTCOMES = (
    "expected_1943",
    "unexplained_1943",
    "registered_1945",
    "registered_1948",
    "registered_1953",
    "census_1959",
    "census_1970",
    "deaths_1948",
    *(
        f"{part}_{year}"
        for year in HORIZONS
        for part in ("deaths", "births", "direct_losses", "birth_deficit", "total_deficit")
    ),
)


@cache
def _value(bound: float | str) -> float:
    return float(data.figure(bound)["value"] if isinstance(bound, str) else bound)


@cache
def _end(figure: str) -> float:
    return decimal_year(data.figure(figure)["end"])


# ---- what the account takes from published tables ----------------------------------------------


@cache
def _survival_tables() -> Floats:
    """Return survival by sex and age of five tables: rural and total of 1938, of 1958, crisis."""
    names = [
        f"life-table-ussr-{year}-{area}" for year in (1938, 1958) for area in ("rural", "total")
    ]
    tables = [[_table(name, sex) for sex in ("female", "male")] for name in names]
    crisis = [life_table(t.index, lx=100_000 * (t["lx"] / 100_000) ** CRISIS) for t in tables[0]]
    every = [[_seventeen(table) for table in pair] for pair in [*tables, crisis]]
    return np.array(every, dtype=np.float32)


def _table(name: str, sex: str) -> pd.DataFrame:
    rows = data.standards(table=name, sex=sex)
    return life_table(rows["age"].astype(int), lx=rows["value"], sex=sex)


def _seventeen(table: pd.DataFrame) -> Floats:
    """Return the survival of the groups of the model, the last of them open."""
    start = (GROUPS - 1) * WIDTH
    into_open = table["Tx"][start] / table["Tx"][start - WIDTH]
    return np.append(survival(table, WIDTH)[: GROUPS - 1], into_open)


@cache
def _schedule(first: int, last: int) -> Floats:
    """Return births per woman and year by age group in the RSFSR, mean of the years found."""
    rows = data.standards(measure="fertility_rate", territory="RSFSR")
    rows = rows[rows["start"].dt.year.between(first, last)]
    by_age = rows.groupby(rows["age"].astype(int))["value"].mean() / 1_000
    groups = range(0, GROUPS * WIDTH, WIDTH)
    return by_age.reindex(groups, fill_value=0).to_numpy(dtype=np.float32)


@cache
def _slump(first: int, last: int) -> float:
    """Return births of war years against those before the war: crude rates of the USSR, Biraben."""
    rows = data.standards(table="rates-ussr-biraben", measure="crude_birth_rate")
    rates = rows.groupby(rows["start"].dt.year)["value"].mean()
    return float(rates.loc[first:last].mean() / rates.loc[1937:1938].mean())


@cache
def _growth_to_1944() -> tuple[Floats, Floats]:
    """Return who is left in 1944 of one person in 1939, and their children, by sex and age.

    The rural population of the USSR stands in for the Kalmyks, whose ages are not known.
    """
    rows = data.standards(table="ages-ussr-1939-rural")
    group = np.minimum(rows["age"].astype(int) // WIDTH, GROUPS - 1)
    ages = rows.groupby(["sex", group])["value"].sum().unstack().to_numpy()
    ages = (ages / ages.sum()).astype(np.float32)
    alive = _survival_tables()[0]
    after, _ = project(ages, alive, _schedule(1939, 1940), two_sex=True)
    born = np.zeros_like(after)
    born[:, 0] = after[:, 0]
    return after - born, born


@cache
def _births_registered() -> tuple[float, float, float]:
    """Return births registered in 1944–48 and a year after, and those that Ediev adds to 1952.

    Births of 1944–48 are taken to rise with the square of time, so that few fall into 1944; this
    and the totals to October 1948 and of 1945–50 give both numbers.
    """
    first = _value(BIRTHS["to 1948"]) / _risen(_end(BIRTHS["to 1948"]) - STEPS[0])
    yearly = (_value(BIRTHS["1945–50"]) - first * (1 - _risen(1.0))) / 2
    return float(first), float(yearly), float(_value(BIRTHS["Ediev"]) - first - 4 * yearly)


def _risen(years: float) -> float:
    return (years / WIDTH) ** 2


# ---- the account -------------------------------------------------------------------------------


def _mix(weights: Sequence[Floats]) -> Floats:
    """Return survival by sex, draw and age: a mix of the five tables."""
    tables = _survival_tables().reshape(5, 2 * GROUPS)
    mixed = tables.T @ np.stack(weights)
    return mixed.reshape(2, GROUPS, -1).transpose(0, 2, 1)


def _mortality(p: Mapping[str, Floats], middle: float, crisis: Floats = 0) -> Floats:
    """Return survival in a step around a year, in a mix with the crisis table."""
    fall = p["mortality_fall"] * min(1, (middle - 1938.5) / 20)
    total, calm = p["urban_rural"], 1 - crisis
    early, late = calm * (1 - fall), calm * fall
    weights = [early * (1 - total), early * total, late * (1 - total), late * total]
    return _mix([*weights, crisis + 0 * fall])


def _fertility(p: Mapping[str, Floats], middle: float) -> Floats:
    """Return births per woman and year, by draw and age, without the deportation."""
    fall = p["fertility_fall"] * min(1, (middle - 1939.5) / (LATEST_SCHEDULE - 1939.5))
    slump = 1 - p["war_slump"] * (1 - _slump(1944, 1948)) if middle < 1949 else 1
    level = p["fertility_level"] * slump
    schedules = np.stack([_schedule(1939, 1940), _schedule(1954, 1958)])
    return (schedules.T @ np.stack([level * (1 - fall), level * fall])).T


class Path(NamedTuple):
    """A population and its births so far, at the ends of the steps; one row per end."""

    population: Floats
    births: Floats

    def at(self, year: float) -> tuple[Floats, Floats]:
        """Return population and births at a time, on a straight line within the step."""
        step, part = divmod((year - STEPS[0]) / WIDTH, 1)
        return tuple(row[int(step)] * (1 - part) + row[int(step) + 1] * part for row in self)


def _walk(
    population: Floats,
    alive: Sequence[Floats],
    fertility: Sequence[Floats],
    counted: Sequence[Floats],
) -> Path:
    """Project step by step; where births were counted they replace those of the schedule."""
    size = [population.sum(axis=(0, 2))]
    born = [np.zeros_like(size[0])]
    for step, (survive, bear) in enumerate(zip(alive, fertility, strict=True)):
        population, births = project(population, survive, bear, two_sex=True)
        if step < len(counted):
            population[..., 0] *= counted[step] / births
            births = counted[step]
        size.append(population.sum(axis=(0, 2)))
        born.append(born[-1] + births)
    return Path(np.stack(size), np.stack(born))


def _deported(p: Mapping[str, Floats]) -> Floats:
    """Return the deported by sex, draw and age, fewer of them men of military age."""
    old, young = _growth_to_1944()
    women, men = old + young * _slump(1939, 1943)
    men = np.tile(men[:, None], len(p["deported"])).astype(np.float32)
    men[3:10] *= 1 - p["men_missing"]
    both = np.stack([np.broadcast_to(women[:, None], men.shape), men])
    return (both * (p["deported"] / both.sum(axis=(0, 1)))).transpose(0, 2, 1)


def _counted_births(p: Mapping[str, Floats]) -> tuple[Floats, Floats]:
    """Return births in exile in 1944–48 and in 1949–53."""
    first, yearly, beyond = _births_registered()
    more = p["ediev_births"] * beyond
    early = p["early_births"]
    return first + more * early, 5 * (yearly + more * (1 - early) / 4)


def account(p: Mapping[str, Floats]) -> dict[str, Floats]:
    """Work out what follows from one point of every prior, for many points at once.

    Parameters
    ----------
    p : mapping of str to array
        An array of the same length for the name of each prior.

    Returns
    -------
    dict of str to array
        The `OUTCOMES`, in persons.
    """
    start = _deported(p)
    middles = [float(year) + WIDTH / 2 for year in STEPS[:-1]]
    calm = [_mortality(p, middle) for middle in middles[:KEPT]]
    bear = [_fertility(p, middle) for middle in middles[:KEPT]]
    calm += calm[-1:] * (len(middles) - KEPT)
    bear += bear[-1:] * (len(middles) - KEPT)
    hard = [_mortality(p, middles[0], p["crisis"]), _mortality(p, middles[1], p["crisis_later"])]
    expected = _walk(start, calm, bear, ())
    exile = _walk(start, [*hard, *calm[2:]], bear, _counted_births(p))
    return (
        _ledger(p) | _registers(p, exile) | _censuses(p, exile, expected) | _losses(exile, expected)
    )


def _ledger(p: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return those expected in December 1943, and those of them without a trace."""
    old, young = _growth_to_1944()
    births = p["fertility_level"] * (1 - p["war_slump"] * (1 - _slump(1939, 1943)))
    expected = p["census_1939"] * (1 - p["padding"]) * (old.sum() + young.sum() * births)
    found = p["deported"] * (1 - p["non_kalmyk"]) + p["never_registered"]
    return {"expected_1943": expected, "unexplained_1943": expected - found}


def _registers(p: Mapping[str, Floats], exile: Path) -> dict[str, Floats]:
    """Return what the registers would have counted, and the deaths to October 1948."""
    deaths = exile.population[0] + exile.births[1] - exile.population[1]

    def died(years: float) -> Floats:
        return deaths * np.expm1(-years / p["decay"]) / np.expm1(-WIDTH / p["decay"])

    released, full = _value(RELEASED), _end(RELEASED) - STEPS[0]
    counts = {}
    for name in ("registered_1945", "registered_1948"):
        years = _when(name) - STEPS[0]
        people = exile.population[0] - died(years) + exile.births[1] * _risen(years)
        gone = released * min(1, years / full)
        counts[name] = (people - gone) * (1 - p["missed"])
    counts["registered_1953"] = exile.at(_when("registered_1953"))[0] - released
    return counts | {"deaths_1948": died(full)}


@cache
def _when(name: str) -> float:
    """Return the time of a count of the evidence, the middle of it if it is a span."""
    row = data.figure({one.name: one.figure for one in EVIDENCE}[name])
    return (decimal_year(row["start"]) + decimal_year(row["end"])) / 2


def _censuses(p: Mapping[str, Floats], exile: Path, expected: Path) -> dict[str, Floats]:
    """Return the Kalmyks whom the censuses would have counted: exiles, and never registered."""
    counts = {}
    for name in ("census_1959", "census_1970"):
        people, without = exile.at(_when(name))[0], expected.at(_when(name))[0]
        elsewhere = p["never_registered"] * without / p["deported"]
        counts[name] = people * (1 - p["non_kalmyk"]) + elsewhere
    return counts


def _losses(exile: Path, expected: Path) -> dict[str, Floats]:
    """Return the parts of the deficit at each horizon; scenario form, so that they add up."""
    found: dict[str, Floats] = {}
    for year, day in HORIZONS.items():
        (people, births), (without, due) = (
            path.at(decimal_year(day)) for path in (exile, expected)
        )
        deaths = exile.population[0] + births - people
        found |= {f"deaths_{year}": deaths, f"births_{year}": births}
        found[f"direct_losses_{year}"] = deaths - (expected.population[0] + due - without)
        found[f"birth_deficit_{year}"] = due - births
        found[f"total_deficit_{year}"] = without - people
    return found


# ---- draws, weights, and what moves the answer -------------------------------------------------


def _choices(prior: Prior) -> Floats:
    """Return the bounds of a prior, a pair for each of its alternatives."""
    if prior.kind == "figures":
        pairs = [(figure.low, figure.high) for figure in quantity(id=prior.low).figures]
    else:
        low, high = (_value(bound) for bound in (prior.low, prior.high))
        pairs = [(low, low), (high, high)] if prior.kind == "either" else [(low, high)]
    ends = np.array(pairs, dtype=float)
    if not np.all(np.isfinite(ends)) or np.any(ends[:, 0] > ends[:, 1]):
        raise ValueError(f"{prior.name}: {pairs}: expected finite bounds, low <= high")
    return ends


def priors(given: Sequence[Prior] = PRIORS) -> pd.DataFrame:
    """Return the priors as one table, with the bounds that come from figures filled in.

    >>> priors().query("name == 'deported'")[["low", "high", "kind"]].to_numpy().tolist()
    [[93139.0, 97600.0, 'uniform']]
    """
    ends = [_choices(prior) for prior in given]
    bounds = {"low": [pair.min() for pair in ends], "high": [pair.max() for pair in ends]}
    return pd.DataFrame(given).assign(**bounds)


def _chunk(seed: np.random.SeedSequence, size: int, choices: dict[str, Floats]) -> Floats:
    """Return one chunk of draws, a row for each prior and outcome."""
    random = np.random.default_rng(seed)
    points = {}
    for name, ends in choices.items():
        low, high = ends[random.integers(len(ends), size=size)].T
        points[name] = (low + random.random(size) * (high - low)).astype(np.float32)
    found = account(points)
    return np.array([*points.values(), *(found[name] for name in OUTCOMES)], dtype=np.float32)


def draw(
    n: int,
    seed: int = 1943,
    executor: Executor | None = None,
    given: Sequence[Prior] = PRIORS,
) -> pd.DataFrame:
    """Draw points of the priors and work out what follows from each.

    Parameters
    ----------
    n : int
        Number of draws.
    seed : int
        Of the random numbers; every chunk of draws has a child of it, so that the numbers do not
        depend on where the chunks are computed.
    executor : concurrent.futures.Executor, optional
        Computes the chunks: a process pool, or a cluster. By default they are computed here.
    given : sequence of Prior
        The priors; all names of `PRIORS`.

    Returns
    -------
    pandas.DataFrame
        A row for each draw; a column for each prior and each of the `OUTCOMES`, single precision.

    Examples
    --------
    >>> drawn = draw(4_000)
    >>> bool((drawn["total_deficit_1959"].round(-2) == (drawn["direct_losses_1959"] + \
drawn["birth_deficit_1959"]).round(-2)).mean() > 0.99)
    True
    """
    if n < 1:
        raise ValueError(f"n = {n}: expected a number of draws of 1 or more")
    names = [prior.name for prior in given]
    if sorted(names) != sorted(prior.name for prior in PRIORS):
        raise ValueError(f"priors {names}: expected those of PRIORS, each once")
    choices = {prior.name: _choices(prior) for prior in given}
    sizes = [min(CHUNK, n - start) for start in range(0, n, CHUNK)]
    seeds = np.random.SeedSequence(seed).spawn(len(sizes))
    run = map if executor is None else executor.map
    table = np.empty((len(names) + len(OUTCOMES), n), dtype=np.float32)
    chunks = run(_chunk, seeds, sizes, [choices] * len(sizes))
    for start, chunk in zip(range(0, n, CHUNK), chunks, strict=True):
        table[:, start : start + CHUNK] = chunk
    return pd.DataFrame(table.T, columns=[*names, *OUTCOMES], copy=False)


class Weights(NamedTuple):
    """How well each draw agrees with what was counted; the weights sum to 1."""

    weights: Floats
    effective_sample_size: float


def reweight(draws: pd.DataFrame, evidence: Sequence[Evidence] = EVIDENCE) -> Weights:
    """Weigh draws by how near they come to what was counted.

    The weight is exp(−½·Σ((drawn − counted)/(discrepancy·counted))²); a draw with fewer deaths
    than were registered has none. The effective sample size is (Σw)²/Σw² (Kish 1965).

    Parameters
    ----------
    draws : pandas.DataFrame
        From `draw`.
    evidence : sequence of Evidence
        Counts and their discrepancy, which stands for coverage and for dates, not for sampling.

    Raises
    ------
    ValueError
        If all weights vanish, or fewer than `ENOUGH` effective draws are left.

    Examples
    --------
    >>> reweight(draw(200_000)).effective_sample_size > 1_000
    True
    """
    misfit = np.zeros(len(draws))
    for one in evidence:
        if not 0 < one.discrepancy < 1:
            raise ValueError(
                f"{one.name}: discrepancy {one.discrepancy}: expected above 0, below 1"
            )
        counted = _value(one.figure)
        misfit += ((draws[one.name].to_numpy() - counted) / (one.discrepancy * counted)) ** 2
    documented = _value(DOCUMENTED)
    weights = np.exp(-misfit / 2) * (draws["deaths_1948"].to_numpy() >= documented)
    if not weights.sum() > 0:
        raise ValueError("weights: all vanish; expected draws that agree with what was counted")
    size = float(weights.sum() ** 2 / (weights**2).sum())
    if size < ENOUGH:
        raise ValueError(
            f"effective sample size {size:.0f}: expected {ENOUGH:,} or more; draw more"
        )
    return Weights(weights / weights.sum(), size)


def corners(given: Sequence[Prior] = PRIORS, free: Sequence[str] = DECIDED) -> list[Prior]:
    """Return priors of which only the ends are drawn, but for those that the counts decide.

    What moves the answer one way only is most extreme at an end; draw from these for `bounds`.

    >>> {prior.name for prior in corners() if prior.kind == "uniform"} == set(DECIDED)
    True
    """
    return [
        prior._replace(kind="either")
        if prior.kind == "uniform" and prior.name not in free
        else prior
        for prior in given
    ]


def bounds(draws: pd.DataFrame, evidence: Sequence[Evidence] = EVIDENCE) -> pd.DataFrame:
    """Return the least and the greatest of every outcome that no count excludes.

    A draw is excluded if it misses a count by more than `WITHIN` times its discrepancy, or has
    fewer deaths than were registered. Bounds, not a confidence interval: how many draws lie
    between them says nothing.

    Parameters
    ----------
    draws : pandas.DataFrame
        From `draw`, best with the priors of `corners`.
    evidence : sequence of Evidence
        What was counted.

    Returns
    -------
    pandas.DataFrame
        ``low high`` for each of the `OUTCOMES`.

    Examples
    --------
    >>> found = bounds(draw(100_000, given=corners()))
    >>> bool(found.loc["deaths_1948", "low"] >= 16_594)
    True
    """
    kept = draws["deaths_1948"].to_numpy() >= _value(DOCUMENTED)
    for one in evidence:
        counted = _value(one.figure)
        kept &= np.abs(draws[one.name].to_numpy() - counted) <= WITHIN * one.discrepancy * counted
    if kept.sum() < FEW:
        raise ValueError(f"{kept.sum()} draws agree with the counts: expected {FEW} or more")
    found = draws.loc[kept, list(OUTCOMES)]
    return pd.DataFrame({"low": found.min(), "high": found.max()})


def _quantiles(values: Floats, weights: Floats, at: Sequence[float]) -> list[float]:
    """Return the values below which these shares of the weight lie."""
    order = np.argsort(values)
    below = np.cumsum(weights[order])
    places = np.searchsorted(below, np.multiply(at, below[-1]))
    return [float(value) for value in values[order[places]]]


def summarise(draws: pd.DataFrame, weights: Floats) -> pd.DataFrame:
    """Return the median of every outcome and the range of nine tenths of the weight.

    Parameters
    ----------
    draws : pandas.DataFrame
        From `draw`.
    weights : array
        From `reweight`, or all alike for what the priors alone would say.

    Returns
    -------
    pandas.DataFrame
        A row for each of the `OUTCOMES`: ``low median high`` (the 5th, 50th and 95th percentile)
        and ``error``, the Monte Carlo error: the standard error of the median over twenty batches
        of the draws. Another seed moves the median by no more than a few times of it.

    Examples
    --------
    >>> drawn = draw(200_000)
    >>> found = summarise(drawn, reweight(drawn).weights)
    >>> bool(found.loc["deaths_1948", "low"] >= 16_594)  # registered by October 1948
    True
    """
    kept = np.flatnonzero(weights > weights.max() * 1e-9)
    batch = kept * BATCHES // len(draws)
    rows = {}
    for name in OUTCOMES:
        values, weight = draws[name].to_numpy()[kept], weights[kept]
        low, median, high = _quantiles(values, weight, (0.05, 0.5, 0.95))
        medians = [
            _quantiles(values[batch == one], weight[batch == one], (0.5,))
            for one in np.unique(batch)
        ]
        error = np.std(medians, ddof=1) / np.sqrt(len(medians))
        rows[name] = {"low": low, "median": median, "high": high, "error": float(error)}
    least, weighed = rows["deaths_1948"]["low"], len(kept) < len(draws)  # else the priors speak
    assert not weighed or least >= _value(DOCUMENTED), "deaths below those documented"
    return pd.DataFrame(rows).T


def sensitivity(draws: pd.DataFrame, weights: Floats, outcome: str) -> pd.DataFrame:
    """Return how far the answer moves if one assumption were known to be low, or high.

    The fifth of the weight in which a prior is lowest, or highest, is taken alone; of an
    alternative, the draws that take the one, or the other. So nothing is assumed that the counts
    exclude, and assumptions that go together move together.

    Parameters
    ----------
    draws : pandas.DataFrame
        From `draw`.
    weights : array
        From `reweight`.
    outcome : str
        One of the `OUTCOMES`.

    Returns
    -------
    pandas.DataFrame
        ``name meaning at_low at_high spread``, the medians, widest spread first.
    """
    if outcome not in OUTCOMES:
        raise ValueError(f"outcome {outcome!r}: expected one of {', '.join(OUTCOMES)}")
    values, rows = draws[outcome].to_numpy(), []
    for prior in PRIORS:
        given = draws[prior.name].to_numpy()
        fifth, last = _quantiles(given, weights, (0.2, 0.8))
        ends = (given <= fifth, given >= last)
        low, high = (_quantiles(values[end], weights[end], (0.5,))[0] for end in ends)
        rows.append((prior.name, prior.meaning, low, high, abs(high - low)))
    found = pd.DataFrame(rows, columns=["name", "meaning", "at_low", "at_high", "spread"])
    return found.sort_values("spread", ascending=False, ignore_index=True)
