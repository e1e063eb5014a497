"""What is assumed: the priors of the loss model, and how one is replaced by one's own."""

from collections.abc import Mapping, Sequence
from functools import cache
from numbers import Real
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from kalstats import data
from kalstats.data.arguments import expect
from kalstats.data.rules import nearest
from kalstats.demography.limits import require
from kalstats.evidence import Figure, quantity
from kalstats.study.loss import counts
from kalstats.study.loss.counts import CRISIS, UNDERSTATED, Counts, Floats

ABOVE_0 = {"census_1939", "deported", "decay", "fertility_level", "level_without"}
MOST = {"padding": 0.5, "percent": 1, "one or the other": 1, "times": 5, "years": 100}
KINDS = ("uniform", "either", "figures")


class Prior(NamedTuple):
    """What is assumed about one quantity: all values between two bounds alike.

    A bound is a number, the id of the figure it is taken from, or the name of another prior whose
    value is taken. ``kind`` is ``uniform`` (a range; one value if both bounds are the same),
    ``either`` (the one or the other bound, an alternative shown apart) or ``figures`` (one of the
    rival figures of the quantity that the lower bound belongs to, and a point inside its bounds).
    ``because`` is why somebody else assumes it.
    """

    name: str
    low: float | str
    high: float | str
    kind: str
    unit: str
    meaning: str
    basis: str
    because: str = ""


Priors = Sequence[Prior]
PRIORS = tuple(Prior(*row) for row in counts.rows_of("assumptions.csv"))
NAMES = [prior.name for prior in PRIORS]
Assumed = float | str | tuple[float, float] | Figure  # what may replace a prior


def _pairs(prior: Prior) -> list[tuple[float, float]]:
    """Return the bounds of each alternative of a prior, as numbers or figures say them."""
    require(prior.kind in KINDS, f"{prior.name}: {prior.kind!r}", "uniform, either or figures")
    if prior.kind == "figures":
        require(isinstance(prior.low, str), f"{prior.name}: {prior.low}", "the id of a figure")
        return [(figure.low, figure.high) for figure in quantity(id=str(prior.low)).figures]
    try:
        low, high = map(counts.value_of, (prior.low, prior.high))
    except data.DataError as error:
        told = "a number, a pair of bounds, or the id of a figure"
        raise ValueError(f"{prior.name} = {prior.low!r}: expected {told}: {error}") from error
    return [(low, low), (high, high)] if prior.kind == "either" else [(low, high)]


@cache
def prior_bounds(prior: Prior) -> Floats:
    """Return the bounds of a prior, a pair for each of its alternatives."""
    ends = np.array(pairs := _pairs(prior), dtype=float)
    least, most = 1e-9 * (prior.name in ABOVE_0), MOST.get(prior.name, MOST.get(prior.unit, 10**7))
    fits = np.all(ends[:, 0] <= ends[:, 1]) and least <= ends.min() and ends.max() <= most
    told = f"finite bounds, low <= high, {'above 0' if least else '0 or above'}, at most {most:,}"
    told += "; a share, two percent as 0.02" * (prior.unit == "percent")
    require(fits, f"{prior.name}: {pairs}", told)
    return ends


def replace(assume: Mapping[str, Assumed] | None = None) -> tuple[Prior, ...]:
    """Return the priors, some of them replaced by assumptions of one's own.

    Parameters
    ----------
    assume : mapping of str to number, pair, text or Figure, optional
        For the name of an assumption: a number that holds for certain, a pair of bounds between
        which all values are alike, the id of a figure, the name of another assumption whose value
        is taken, or a figure from `kalstats.assumed`.

    Returns
    -------
    tuple of Prior
        For `draw`; what `summary` and the other answers make of their argument ``assume``.

    Raises
    ------
    ValueError
        If a name is unknown, or a pair of bounds has no width: then give the number alone.

    Examples
    --------
    >>> wider = {prior.name: prior for prior in replace({"fertility_level": (0.7, 1.6)})}
    >>> wider["fertility_level"].high
    1.6
    """
    given = {} if assume is None else assume
    expect("assume", given, Mapping, "a mapping, as {'fertility_level': (0.7, 1.6)}")
    for name in given:
        told = f"one of {', '.join(NAMES)}; near: {nearest(name, NAMES)}"
        require(name in NAMES, f"assume {name!r}", told)
    return tuple(_own(p, given[p.name]) if p.name in given else p for p in PRIORS)


def _own(prior: Prior, said: Any) -> Prior:
    """Return a prior as somebody else has it."""
    ends, because = said, "no reason given"
    if isinstance(said, Figure):
        ends, because = (said.low, said.high), said.reason
    elif isinstance(said, (Real, str)):
        ends = (said, said)
    else:
        expect(prior.name, said, (tuple, list), "a number, a pair of bounds or a figure")
        told = "a pair low < high; for one value give the number alone"
        require(len(said) == 2 and said[0] < said[1], f"{prior.name} = {said}", told)
    return prior._replace(low=ends[0], high=ends[1], kind="uniform", because=because)


def assumptions(assume: Mapping[str, Assumed] | None = None) -> pd.DataFrame:
    """Return every assumption of the loss model as a table.

    Parameters
    ----------
    assume : mapping, optional
        Assumptions of one's own, as `replace` takes them.

    Returns
    -------
    pandas.DataFrame
        ``name label kind low value high unit basis sources figures``. All values from low to high
        are alike; `value` is known where there is but one. Of ``either`` the one or the other
        end is taken, of ``figures`` one of the rivals; ``as`` takes the value of another
        assumption. Shares are in percent.

    Examples
    --------
    >>> assumptions().query("name == 'deported'")[["low", "high", "unit"]].to_numpy().tolist()
    [[93139.0, 97600.0, 'persons']]
    """
    return pd.DataFrame([_row(prior) for prior in replace(assume)])


def _row(prior: Prior) -> dict[str, Any]:
    taken, times = prior.low in NAMES, 100 if prior.unit == "percent" else 1
    ends = np.full(2, np.nan) if taken else times * prior_bounds(prior)
    low, high = ends.min(), ends.max()
    row: dict[str, Any] = {"name": prior.name, "label": prior.meaning}
    row["kind"] = "as" if taken else prior.kind
    row |= {"low": low, "value": low if low == high else np.nan, "high": high, "unit": prior.unit}
    row["basis"] = prior.because or prior.basis.format(crisis=CRISIS, understated=UNDERSTATED)
    return row | provenance([prior], [])


@cache
def _of_tables() -> list[str]:
    """Return the sources of the published tables that the account takes."""
    tables = [*counts.LIFE_TABLES.values(), counts.AGES, counts.RATES]
    rows = pd.concat([data.standards(table=tables), data.standards(**counts.FERTILITY)])
    return rows["source"].unique().tolist()


@cache
def _figures(prior: Prior) -> list[str]:
    """Return the ids of the figures that a prior is taken from, rivals among them."""
    ends = [one for one in (prior.low, prior.high) if isinstance(one, str) and one not in NAMES]
    return [one.id for one in quantity(id=ends[0]).figures] if prior.kind == "figures" else ends


def provenance(priors: Priors, evidence: Counts, tables: bool = False) -> dict[str, str]:
    """Return the keys of the sources and the ids of the figures that an answer rests on."""
    ids = [one.figure for one in evidence if isinstance(one.figure, str)]
    ids += [*counts.BIRTHS.values(), counts.RELEASED, *counts.DOCUMENTED] if tables else []
    known = list(dict.fromkeys([*ids, *(one for prior in priors for one in _figures(prior))]))
    keys = [str(counts.read(one)["source"]) for one in known]
    keys += [one.source for one in evidence if not isinstance(one.figure, str)]
    keys += _of_tables() if tables else ()
    own = [f"{data.ASSUMED}: {p.meaning}: {p.because}" for p in priors if p.because]
    keys += [str(data.ASSUMED)] if own else []
    return {"sources": "; ".join(dict.fromkeys(keys)), "figures": "; ".join([*known, *own])}
