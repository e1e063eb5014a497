"""Who should be left in 1989 of the children of the exile, by the loss model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kalstats.model import tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

Floats = Any  # numpy array of floats
# Mid-year cohorts divide those of the model, born in calendar years; how, is not known.
TIMING = {  # by default, and otherwise
    "early_1944": (0.01, 0.1),  # of the births of 1944–48: as time squared; conceived at home: more
    "early_1949": (0.1, 0.05),  # of the births of 1949–53: evenly; fewer if births still rose
    "not_counted": (0.1, 0.2),  # of those under five in 1943: born by mid-1939; or late, and lost
}


def survivors(
    draws: Mapping[str, Floats] | pd.DataFrame, *, others: bool = True, **timing: float
) -> Floats:
    """Return the Kalmyks aged 45–49, 40–44 and 35–39 in mid-1989 whom each draw leaves.

    Children of 1939–43 among the deported, and births of 1944–48, 1949–53 and early 1954 (as
    many a year as in the five years before), carried to 1989 with the mortality of the model: the
    crisis tables in their steps, then the mix of tables of the draw, from 1959–63 on unchanged.
    Those never registered have the births and the mortality of the counterfactual.

    Parameters
    ----------
    draws : mapping of str to array, or pandas.DataFrame
        A point of every prior for each draw, with its ``births_1953`` and ``birth_deficit_1953``.
    others : bool
        Whether those never registered in exile are counted too; many may live elsewhere.
    **timing : float
        Shares, instead of those in `TIMING`.

    Returns
    -------
    array, shape (3, draws)
        Persons in the whole Union.

    Raises
    ------
    ValueError
        If a share of `timing` is unknown or outside 0–1.

    Examples
    --------
    >>> from kalstats.model import draw
    >>> drawn = draw(1_000)
    >>> bool((survivors(drawn) >= survivors(drawn, others=False)).all())
    True
    """
    for name, share in timing.items():
        if name not in TIMING or not 0 <= share <= 1:
            known = ", ".join(TIMING)
            raise ValueError(f"{name} = {share}: expected one of {known}, a share from 0 to 1")
    shares = {name: default for name, (default, _) in TIMING.items()} | timing
    p = {str(name): np.asarray(column) for name, column in draws.items()}
    first, yearly, beyond = tables.births_registered()
    more, early = p["ediev_births"] * beyond, p["early_births"]
    children = p["deported"] * _under_five(p)
    later = 5 * (yearly + more * (1 - early) / 4)
    born = [children, first + more * early, later, later]
    found = _at_mid_year(born, _left(p, (p["crisis"], p["crisis_later"])), shares)
    if not others:
        return found
    part = p["never_registered"] / p["deported"]
    slump = 1 - p["war_slump"] * (1 - tables.birth_slump(1944, 1948))
    rate = (p["births_1953"] + p["birth_deficit_1953"]) / (5 * slump + 4)  # nine years, 1944–52
    without = [children, 5 * slump * rate, 5 * rate, 5 * rate]
    return found + part * _at_mid_year(without, _left(p, (0, 0)), shares)


def _under_five(p: Mapping[str, Floats]) -> Floats:
    """Return the share of the deported who were under five."""
    old, young = tables.growth_to_1944()
    women, men = old + young * tables.birth_slump(1939, 1943)
    return (women[0] + men[0]) / (women.sum() + men.sum() - men[3:10].sum() * p["men_missing"])


def _left(p: Mapping[str, Floats], crises: Sequence[Floats]) -> list[Floats]:
    """Return who is left in 1989 of those born in 1939–43, 1944–48, 1949–53 and 1954–58."""
    mixed, higher = tables.survival_tables().mean(axis=1), p["understated"]
    found = []
    for born in (-1, 0, 1, 2):
        alive = 1.0
        for step in range(max(born, 0), 9):
            fall = p["mortality_fall"] * min(1, (step * 5 + 8) / 20)  # in the middle, from 1938.5
            crisis = crises[step] if step < len(crises) else 0
            early, late = (1 - crisis) * (1 - fall), (1 - crisis) * fall
            weights = early * (1 - higher), early * higher, late * (1 - higher), late * higher
            group = mixed[:, step - born]
            alive = alive * sum(w * s for w, s in zip((*weights, crisis), group, strict=True))
        found.append(alive)
    return found


def _at_mid_year(
    born: Sequence[Floats], left: Sequence[Floats], share: Mapping[str, float]
) -> Floats:
    """Return survivors born from mid-1939, mid-1944 and mid-1949, five years each."""
    before, hole, after, last = (b * s for b, s in zip(born, left, strict=True))
    e44, e49 = share["early_1944"], share["early_1949"]
    return np.stack(
        [
            before * (1 - share["not_counted"]) + hole * e44,
            hole * (1 - e44) + after * e49,
            after * (1 - e49) + last / 10,
        ]
    )


def depth(people: Floats) -> Floats:
    """Return the middle of three cohorts over the mean of the other two.

    >>> float(depth(np.array([100, 40, 60])))
    0.5
    """
    return 2 * people[1] / (people[0] + people[2])
