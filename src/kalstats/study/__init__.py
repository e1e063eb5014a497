"""The study's answers by name: each is a tidy frame whose rows carry their sources.

Each file imports only from those before it: answers, deportation, accounting, censuses,
changes, conflicts.
"""

from kalstats.study.accounting import operation
from kalstats.study.censuses import inside_outside, shares
from kalstats.study.changes import diversity, share_changes
from kalstats.study.conflicts import disagreements
from kalstats.study.deportation import destinations, labour, persons_per_family

__all__ = [
    "destinations",
    "disagreements",
    "diversity",
    "inside_outside",
    "labour",
    "operation",
    "persons_per_family",
    "share_changes",
    "shares",
]
__dir__ = __all__.copy  # completion at a prompt lists what is public
