"""The hole of 1989 as counted beside that of the loss model, and the count as evidence."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from kalstats import data, model
from kalstats.study.cohorts import AFTER, BEFORE, ENDS, EVERY, HOLE, RATIO, REST, cohorts_1989
from kalstats.study.survivors import TIMING, Floats, depth, survivors

AGES = (BEFORE, HOLE, AFTER)
DRAWS = 500_000  # so that the narrowest count leaves enough of them
WEIGHT = "share of the weight"
COLUMNS = ["people", "territory", "measure", "baseline", "age", "label", *ENDS]
COLUMNS += ["unit", "sources", "figures"]
BIRTHS = {"registered births": 0, "Ediev's births": 1}
PLAIN, ALONE = "as in the model", "exiles alone"
VARIANTS: dict[str, dict[str, Any]] = {PLAIN: {}, ALONE: {"others": False}}
VARIANTS |= {name.replace("_", " "): {name: other} for name, (_, other) in TIMING.items()}


def count_weights(
    draws: pd.DataFrame, weights: Floats, low: float, high: float, **how: Any
) -> Floats:
    """Return the weights of draws with the depth of the hole as further evidence.

    Each weight is multiplied by exp(−½·((drawn − middle)/half)²), where half the distance of the
    bounds stands for one discrepancy: bounds over profiles are not a distribution, so the count
    is made to say little.

    Parameters
    ----------
    draws : pandas.DataFrame
        From the loss model.
    weights : array
        By the other evidence.
    low, high : float
        Of the ratio, as `cohorts_1989` gives them, low < high.
    **how
        As `survivors`.

    Returns
    -------
    array
        They sum to 1.

    Raises
    ------
    ValueError
        If low is not below high, or no draw is left.

    Examples
    --------
    >>> drawn = model.draw(1_000)
    >>> weights = count_weights(drawn, np.full(1_000, 1 / 1_000), 0.28, 0.38)
    >>> bool(weights[drawn["ediev_births"] == 0].sum() > 0.5)
    True
    """
    if not 0 <= low < high:
        raise ValueError(f"low, high = {low}, {high}: expected bounds, 0 <= low < high")
    drawn = depth(survivors(draws, **how))
    found = weights * np.exp(-2 * ((drawn - (low + high) / 2) / (high - low)) ** 2)
    if not found.sum() > 0:
        raise ValueError(f"low, high = {low}, {high}: every draw is excluded by the count")
    return found / found.sum()


def _row(births: str, measure: str, label: str, age: int, unit: str, ends: Any) -> dict[str, Any]:
    row = {"baseline": births, "measure": measure, "label": label, "age": age, "unit": unit}
    return row | dict(zip(ENDS, ends, strict=True))


def _expected(draws: pd.DataFrame, weights: Floats) -> list[dict[str, Any]]:
    """Return the ratio by source of births and variant, and the persons behind it."""
    rows = []
    for (births, drawn), (label, how) in product(BIRTHS.items(), VARIANTS.items()):
        here = (draws["ediev_births"] == drawn).to_numpy()
        people = survivors(draws[here], **how)
        ends = model.quantiles(depth(people), weights[here])
        rows.append(_row(births, RATIO, label, HOLE, "ratio", ends))
        for age, number in zip(AGES, people, strict=True):
            ends = model.quantiles(number, weights[here])
            rows.append(_row(births, "population", label, age, "persons", ends))
    return rows


def _weighed(draws: pd.DataFrame, weights: Floats, counted: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the share of the weight of each source of births, without and with the count."""
    depths = counted[counted["measure"] == RATIO].set_index("label")
    cases = {"without the count": weights}
    for profile, how in product((EVERY, REST), (PLAIN, ALONE)):
        low, high = depths["low"][profile], depths["high"][profile]
        found = count_weights(draws, weights, low, high, **VARIANTS[how])
        if (size := 1 / (found**2).sum()) < model.ENOUGH:
            expected = f"{model.ENOUGH:,} or more; draw more"
            raise ValueError(
                f"effective sample size {size:.0f} with the count: expected {expected}"
            )
        cases[f"{profile}, {how}"] = found
    shares = {
        (label, births): 100 * float(case[draws["ediev_births"] == drawn].sum())
        for (label, case), (births, drawn) in product(cases.items(), BIRTHS.items())
    }
    return [
        _row(births, WEIGHT, label, HOLE, "percent", [share] * 3)
        for (label, births), share in shares.items()
    ]


def _war(prior: model.Prior) -> model.Prior:
    return prior._replace(low=1, kind="uniform") if prior.name == "war_slump" else prior


def cohort_ratios(draws: pd.DataFrame | None = None, weights: Floats | None = None) -> pd.DataFrame:
    """Return the hole of 1989 as counted and as the model has it, side by side.

    Parameters
    ----------
    draws : pandas.DataFrame, optional
        From the loss model; by default drawn here, with the war in the counterfactual.
    weights : array, optional
        By default those of the model's evidence.

    Returns
    -------
    pandas.DataFrame
        ``people territory measure baseline age label low value high unit sources figures``.
        `baseline` is ``counted``, whose low and high are bounds over profiles, or ``registered
        births`` and ``Ediev's births``, with the 5th, 50th and 95th percentile of the weight.
        `measure` is the ratio, ``population`` (counted in Kalmykia, expected in the Union), and
        ``share of the weight`` of each source of births without and with the count.

    Raises
    ------
    ValueError
        If one of draws and weights is given without the other, the count leaves fewer than
        ``model.ENOUGH`` effective draws, or as `count_weights`.

    Examples
    --------
    >>> rows = cohort_ratios().query("label == 'as in the model'")
    >>> rows.query("measure.str.startswith('ratio')").set_index("baseline")["value"].round(
    ...     1
    ... ).to_dict()
    {'registered births': 0.4, "Ediev's births": 0.5}
    """
    if (draws is None) != (weights is None):
        raise ValueError("draws and weights: expected both or neither")
    if draws is None or weights is None:
        draws = model.draw(DRAWS, given=[_war(prior) for prior in model.PRIORS])
        weights = model.reweight(draws).weights
    counted = cohorts_1989()
    counted = counted[(counted["people"] == "Kalmyks") & (counted["sex"] == "both")]
    counted = counted[counted["age"].isin(AGES)].assign(
        baseline="counted", label=counted["profile"]
    )
    rows = [*_expected(draws, weights), *_weighed(draws, weights, counted)]
    figures = [data.figure(name) for name in model.BIRTHS.values()]
    ours = pd.DataFrame(rows).assign(
        people="Kalmyks",
        territory="USSR",
        sources="; ".join(dict.fromkeys(str(one["source"]) for one in figures)),
        figures="; ".join(model.BIRTHS.values()),
    )
    return pd.concat([counted[COLUMNS], ours[COLUMNS]], ignore_index=True)
