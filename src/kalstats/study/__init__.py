"""The study's answers by name: each is a tidy frame whose rows carry their sources.

One file a question: cohorts, died, excess, exile, mortality, years, accounting, censuses, changes,
conflicts, deportation, peoples, decline; the folder loss; and then ratios and published, which take
from it.
"""

from kalstats.study import loss
from kalstats.study.accounting import arrivals, operation
from kalstats.study.censuses import inside_outside, shares
from kalstats.study.changes import diversity, share_changes
from kalstats.study.cohorts import DEPORTED_FROM, PROFILES, cohorts_1989, women_1989
from kalstats.study.conflicts import disagreements
from kalstats.study.decline import comparators, decline
from kalstats.study.deportation import destinations, labour, persons_per_family
from kalstats.study.died import shares_died
from kalstats.study.excess import baselines, birth_deficit, excess
from kalstats.study.mortality import death_rates, mortality, register
from kalstats.study.peoples import excess_left, greatest, peoples
from kalstats.study.published import published
from kalstats.study.ratios import cohort_ratios
from kalstats.study.years import births, births_and_deaths, quarters

__all__ = [
    "DEPORTED_FROM",
    "PROFILES",
    "arrivals",
    "baselines",
    "birth_deficit",
    "births",
    "births_and_deaths",
    "cohort_ratios",
    "cohorts_1989",
    "comparators",
    "death_rates",
    "decline",
    "destinations",
    "disagreements",
    "diversity",
    "excess",
    "excess_left",
    "greatest",
    "inside_outside",
    "labour",
    "loss",
    "mortality",
    "operation",
    "peoples",
    "persons_per_family",
    "published",
    "quarters",
    "register",
    "share_changes",
    "shares",
    "shares_died",
    "women_1989",
]
__dir__ = __all__.copy  # completion at a prompt lists what is public
