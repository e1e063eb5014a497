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

Each file imports only from those before it: assumptions, tables, accounting, draws, answers.
"""

from kalstats.study.loss.accounting import KEPT, LATEST_SCHEDULE, Path, account
from kalstats.study.loss.answers import (
    BATCHES,
    ENOUGH,
    FEW,
    WITHIN,
    Weights,
    bounds,
    quantiles,
    reweight,
    sensitivity,
    summarise,
)
from kalstats.study.loss.assumptions import (
    BIRTHS,
    CRISIS,
    DECIDED,
    DOCUMENTED,
    EVIDENCE,
    HORIZONS,
    OUTCOMES,
    PRIORS,
    QUARTER,
    RELEASED,
    UNDERSTATED,
    Evidence,
    Floats as Floats,
    Prior,
    priors,
)
from kalstats.study.loss.draws import CHUNK, corners, draw
from kalstats.study.loss.tables import GROUPS, STEPS, WIDTH

__all__ = [
    "BATCHES",
    "BIRTHS",
    "CHUNK",
    "CRISIS",
    "DECIDED",
    "DOCUMENTED",
    "ENOUGH",
    "EVIDENCE",
    "FEW",
    "GROUPS",
    "HORIZONS",
    "KEPT",
    "LATEST_SCHEDULE",
    "OUTCOMES",
    "PRIORS",
    "QUARTER",
    "RELEASED",
    "STEPS",
    "UNDERSTATED",
    "WIDTH",
    "WITHIN",
    "Evidence",
    "Path",
    "Prior",
    "Weights",
    "account",
    "bounds",
    "corners",
    "draw",
    "priors",
    "quantiles",
    "reweight",
    "sensitivity",
    "summarise",
]
