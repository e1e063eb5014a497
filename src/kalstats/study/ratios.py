"""The hole of 1989 as counted beside that of the loss model, and what the count does to it."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pandas as pd

from kalstats import data
from kalstats.study import loss
from kalstats.study.cohorts import AFTER, BEFORE, ENDS, EVERY, HOLE, RATIO, REST, cohorts_1989

if TYPE_CHECKING:
    from collections.abc import Mapping

WEIGHT = "share of the weight"
COLUMNS = ["people", "territory", "measure", "baseline", "age", "label", *ENDS]
COLUMNS += ["unit", "sources", "figures"]
BIRTHS = {"registered": "registered births", "Ediev": "Ediev's births"}
PLAIN, ALONE = "as in the model", "exiles alone"
RATIOS = {PLAIN: "cohort_ratio_1989", ALONE: "cohort_ratio_exiles_1989"}
WHO = {PLAIN: "kalmyks", ALONE: "exiles"}


def _row(births: str, measure: str, label: str, age: int, unit: str, ends: Any) -> dict[str, Any]:
    row = {"baseline": BIRTHS[births], "measure": measure, "label": label, "age": age, "unit": unit}
    return row | dict(zip(ENDS, ends, strict=True))


def _expected(weighed: loss.Weighed, births: str) -> list[dict[str, Any]]:
    """Return the ratio and the persons that the draws of one source of births have."""
    rows = []
    for label, name in RATIOS.items():
        ends = weighed.ends(weighed.draws[name].to_numpy())
        rows.append(_row(births, RATIO, label, HOLE, "ratio", ends.values()))
        for age in (BEFORE, HOLE, AFTER):
            ends = weighed.ends(weighed.draws[f"{WHO[label]}_{age}_1989"].to_numpy())
            rows.append(_row(births, "population", label, age, "persons", ends.values()))
    return rows


def _shares(weighed: loss.Weighed) -> list[dict[str, Any]]:
    """Return the share of the weight of each source of births, without and with the count."""
    cases = {"without the count": weighed}
    for profile, how in product((EVERY, REST), RATIOS):
        cases[f"{profile}, {how}"] = weighed.also(loss.children_1989(profile, RATIOS[how]))
    drawn = weighed.draws["ediev_births"].to_numpy()
    return [
        _row(births, WEIGHT, label, HOLE, "percent", [100 * float(case.weights[here].sum())] * 3)
        for label, case in cases.items()
        for births, here in (("registered", drawn == 0), ("Ediev", drawn == 1))
    ]


def cohort_ratios(assume: Mapping[str, loss.Assumed] | None = None, **how: Any) -> pd.DataFrame:
    """Return the hole of 1989 as counted and as the model has it, side by side.

    Parameters
    ----------
    assume, **how
        As `loss.weigh`; a source of births that is not drawn has no rows.

    Returns
    -------
    pandas.DataFrame
        ``people territory measure baseline age label low value high unit sources figures``.
        `baseline` is ``counted``, whose low and high are bounds over profiles, or ``registered
        births`` and ``Ediev's births``, with the 5th, 50th and 95th percentile of the weight.
        `measure` is the ratio (the timing of births is drawn), ``population`` (counted in
        Kalmykia, expected in the Union), and ``share of the weight`` of each source of
        births without and with the count.

    Raises
    ------
    ValueError
        If the count leaves fewer than ``loss.ENOUGH`` effective draws.

    Examples
    --------
    >>> rows = cohort_ratios().query("label == 'as in the model'")
    >>> rows.query("measure.str.startswith('ratio')").set_index("baseline")["value"].round(
    ...     1
    ... ).to_dict()
    {'registered births': 0.3, "Ediev's births": 0.5}
    """
    weighed = loss.weigh(assume, **how)
    counted = cohorts_1989()
    counted = counted[(counted["people"] == "Kalmyks") & (counted["sex"] == "both")]
    counted = counted[counted["age"].isin([BEFORE, HOLE, AFTER])]
    counted = counted[counted["profile"].isin([EVERY, REST])]
    counted = counted.assign(baseline="counted", label=counted["profile"])
    rows = _shares(weighed)
    for births in BIRTHS:
        if some := weighed.of_births(births):
            rows += _expected(some, births)
    figures = [data.figure(name) for name in loss.BIRTHS.values()]
    ours = pd.DataFrame(rows).assign(
        people="Kalmyks",
        territory="USSR",
        sources="; ".join(dict.fromkeys(str(one["source"]) for one in figures)),
        figures="; ".join(loss.BIRTHS.values()),
    )
    return pd.concat([counted[COLUMNS], ours[COLUMNS]], ignore_index=True)
