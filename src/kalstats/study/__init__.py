"""What this study finds, by name: every answer a tidy frame with its sources in each row.

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
