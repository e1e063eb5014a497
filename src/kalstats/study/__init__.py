"""The study's answers by name: each is a tidy frame whose rows carry their sources.

Each file imports only from those before it: cohorts, ratios, survivors, died, excess, exile, mortality, years.
"""

from kalstats.study.cohorts import DEPORTED_FROM, PROFILES, cohorts_1989, women_1989
from kalstats.study.died import shares_died
from kalstats.study.excess import baselines, birth_deficit, excess
from kalstats.study.exile import account, register
from kalstats.study.mortality import death_rates, mortality
from kalstats.study.ratios import cohort_ratios, count_weights
from kalstats.study.survivors import TIMING, depth, survivors
from kalstats.study.years import births, quarters, single_years

__all__ = [
    "DEPORTED_FROM",
    "PROFILES",
    "TIMING",
    "account",
    "baselines",
    "birth_deficit",
    "births",
    "cohort_ratios",
    "cohorts_1989",
    "count_weights",
    "death_rates",
    "depth",
    "excess",
    "mortality",
    "quarters",
    "register",
    "shares_died",
    "single_years",
    "survivors",
    "women_1989",
]
__dir__ = __all__.copy  # completion at a prompt lists what is public
