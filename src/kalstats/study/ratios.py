"""The hole of 1989 as counted beside that of the loss model, and what the count does to it."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pandas as pd

from kalstats.evidence import figure
from kalstats.study import loss
from kalstats.study.answers import answer, row
from kalstats.study.cohorts import AFTER, BEFORE, EVERY, HOLE, RATIO, REST, cohorts_1989
from kalstats.study.exile import derived

if TYPE_CHECKING:
    from collections.abc import Mapping

BIRTHS = {"registered": "registered births", "Ediev": "Ediev's births"}
AGES = (BEFORE, HOLE, AFTER)
WAYS = {  # of counting the survivors: all Kalmyks, or the exiles alone
    "as in the model": ("kalmyks", "cohort_ratio_1989"),
    "exiles alone": ("exiles", "cohort_ratio_exiles_1989"),
}


def _drawn(weighed: loss.Weighed, births: str) -> list[tuple[dict[str, Any], Any, str]]:
    """Return what the draws of a source of births have: the ratio, and the persons of each age."""
    found = []
    for label, (who, ratio) in WAYS.items():
        names = {(RATIO, HOLE, "ratio"): ratio}
        names |= {("population", a, "persons"): f"{who}_{a}_1989" for a in AGES}
        for (measure, age, unit), name in names.items():
            told = {"baseline": BIRTHS[births], "measure": measure, "age": age, "label": label}
            ends = weighed.ends(weighed.draws[name].to_numpy()).values()
            found.append((told, [*ends], unit))
    return found


def _weights(weighed: loss.Weighed) -> list[tuple[dict[str, Any], Any, str]]:
    """Return the share of the weight of each source of births, without and with the count."""
    cases = {"without the count": weighed}
    for profile, (label, (_, ratio)) in product((EVERY, REST), WAYS.items()):
        cases[f"{profile}, {label}"] = weighed.also(loss.children_1989(profile, ratio))
    ediev = weighed.draws["ediev_births"].to_numpy() == 1
    found = []
    for (label, case), births in product(cases.items(), BIRTHS):
        here = ediev if births == "Ediev" else ~ediev
        told = {"baseline": BIRTHS[births], "measure": "share of the weight", "age": HOLE}
        found.append((told | {"label": label}, 100 * float(case.weights[here].sum()), "percent"))
    return found


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
    counted = cohorts_1989().query("people == 'Kalmyks' and sex == 'both'")
    counted = counted[counted["profile"].isin([EVERY, REST]) & counted["age"].isin(AGES)]
    counted = counted.assign(baseline="counted", label=counted["profile"])
    read = [figure(name) for name in loss.BIRTHS.values()]
    found = _weights(weighed)
    for births in BIRTHS:
        if some := weighed.of_births(births):
            found += _drawn(some, births)
    rows = [row(derived(ends, read, unit), **told) for told, ends, unit in found]
    ours = answer(rows, people="Kalmyks", territory="USSR")
    return pd.concat([counted[[*ours]], ours], ignore_index=True)
