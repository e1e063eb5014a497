"""What the answer hangs on: the same answer under other assumptions and other counts."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from kalstats.study.cohorts import EVERY, RATIO, SOURCE, cohorts_1989
from kalstats.study.loss.answers import dated, unit_of
from kalstats.study.loss.counts import (
    DEPARTURE,
    EVIDENCE,
    HORIZONS,
    OUTCOMES,
    Evidence,
    between,
)
from kalstats.study.loss.weighing import Weighed, weigh

if TYPE_CHECKING:
    from collections.abc import Mapping
    from concurrent.futures import Executor

    import pandas as pd

    from kalstats.study.loss.priors import Assumed

VARIANT_DRAWS = 10_000  # so that each variant keeps a thousand effective draws
BASE, ONE, FEWER = "As it leads", "assumption", "count"
# other assumptions, and what they are called
OTHER: dict[str, Mapping[str, Assumed]] = {
    "Fertility without the deportation apart from that after the return": {
        "level_without": (0.9, 1.2),
        "fall_without": (0, 1),
    },
    "Fertility without the deportation as in the RSFSR": {"level_without": 1, "fall_without": 1},
    "Fertility from 0.7 to 1.6 of the RSFSR": {"fertility_level": (0.7, 1.6)},
    "Soldiers of 1944 not yet in the register of early 1945": {"late_registered": 0},
}
PEACE = {"Without any war: another question": {"war_slump": 0, "war_dead": 0}}
BIRTHS = {"Births in exile as registered": "registered", "Births in exile by Ediev": "Ediev"}


def variants(
    outcome: str = "people_missing_1959",
    assume: Mapping[str, Assumed] | None = None,
    n: int = VARIANT_DRAWS,
    seed: int = 1943,
    executor: Executor | None = None,
) -> pd.DataFrame:
    """Return an outcome under other assumptions and other counts: what the answer hangs on.

    Each variant changes one thing through a public argument: `replace` an assumption, leave out
    a count, or add one.

    Parameters
    ----------
    outcome : str
        One of the `OUTCOMES`.
    assume : mapping, optional
        Assumptions of one's own, as `replace` takes them; each variant changes one thing more.
    n, seed, executor
        As `weigh`, for each variant; the base has as many draws as the headline.

    Returns
    -------
    pandas.DataFrame
        ``label kind start end low value high unit preferred effective_draws sources figures``:
        the 5th, 50th and 95th percentile of the weight. `kind` is ``base`` (preferred),
        ``assumption``, ``count`` or ``question``: the last is no variant of this answer.

    Raises
    ------
    ValueError
        If the outcome is unknown, or fewer than `ENOUGH` effective draws are left.

    Examples
    --------
    >>> found = variants().query("kind != 'question'")
    >>> base = found.iloc[0]
    >>> bool(found["low"].min() < base["low"] < base["high"] < found["high"].max())
    True
    """
    if outcome not in OUTCOMES:
        raise ValueError(f"outcome {outcome!r}: expected one of {', '.join(OUTCOMES)}")
    base, own = weigh(assume, seed=seed, executor=executor), dict(assume or {})
    rows = [_row(outcome, BASE, "base", base)]
    for label, source in BIRTHS.items():
        if some := base.of_births(source):
            rows.append(_row(outcome, label, ONE, some))
    for label, changed in (OTHER | PEACE).items():
        kind = "question" if label in PEACE else ONE
        some = weigh({**own, **changed}, EVIDENCE, n, seed, executor)
        rows.append(_row(outcome, label, kind, some))
    fewer = {f"Without: {one.basis}": [o for o in EVIDENCE if o != one] for one in EVIDENCE}
    fewer["Registers alone"] = [one for one in EVIDENCE if not one.name.startswith("census")]
    for label, evidence in fewer.items():
        rows.append(_row(outcome, label, FEWER, weigh(assume, evidence, n, seed, executor)))
    label = "With the children of 1944–48 counted in 1989"
    rows.append(_row(outcome, label, FEWER, base.also(children_1989())))
    return dated(rows, {})


def _row(outcome: str, label: str, kind: str, found: Weighed) -> dict[str, Any]:
    row: dict[str, Any] = {"label": label, "kind": kind, "start": DEPARTURE}
    row |= {"end": HORIZONS.get(outcome[-4:], DEPARTURE)}
    row |= found.ends(outcome) | {"unit": unit_of(outcome)}
    row |= {"preferred": kind == "base", "effective_draws": found.effective_sample_size}
    return row | found.provenance


def children_1989(profile: str = EVERY, outcome: str = "cohort_ratio_1989") -> Evidence:
    """Return the depth of the hole of 1989 as evidence, its bounds those over profiles.

    Parameters
    ----------
    profile : str
        Of `kalstats.study.cohorts_1989`: a region, or one of the envelopes.
    outcome : str
        ``cohort_ratio_1989`` or, without those never registered, ``cohort_ratio_exiles_1989``.

    Examples
    --------
    >>> round(children_1989().figure, 2)
    0.4
    """
    basis = f"Children of mid-1944 to mid-1949 in 1989, {profile}"
    return between(outcome, *_depths()[profile], basis, SOURCE)


@cache
def _depths() -> dict[str, tuple[float, float]]:
    """Return the depth of the hole under each profile of the others, as bounds."""
    rows = cohorts_1989()
    rows = rows[(rows["people"] == "Kalmyks") & (rows["measure"] == RATIO)]
    rows = rows[rows["sex"] == "both"].set_index("profile")
    return {profile: (low, high) for profile, low, high in rows[["low", "high"]].itertuples()}
