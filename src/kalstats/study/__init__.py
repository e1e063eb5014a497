"""The study's answers by name: each is a tidy frame whose rows carry their sources.

Each file imports only from those before it: cohorts, ratios, survivors; answers, deportation,
accounting, censuses, changes, conflicts.
"""

from kalstats.study.accounting import operation
from kalstats.study.censuses import inside_outside, shares
from kalstats.study.changes import diversity, share_changes
from kalstats.study.cohorts import DEPORTED_FROM, PROFILES, cohorts_1989, women_1989
from kalstats.study.conflicts import disagreements
from kalstats.study.deportation import destinations, labour, persons_per_family
from kalstats.study.ratios import cohort_ratios, count_weights
from kalstats.study.survivors import TIMING, depth, survivors

__all__ = [
    "DEPORTED_FROM",
    "PROFILES",
    "TIMING",
    "cohort_ratios",
    "cohorts_1989",
    "count_weights",
    "depth",
    "destinations",
    "disagreements",
    "diversity",
    "inside_outside",
    "labour",
    "operation",
    "persons_per_family",
    "share_changes",
    "shares",
    "survivors",
    "women_1989",
]
__dir__ = __all__.copy  # completion at a prompt lists what is public
