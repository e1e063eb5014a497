"""What this study finds, by name: every answer a tidy frame with its sources in each row.

Each file imports only from those before it: answers, destinations, operation, composition,
changes, disagreements.
"""

from kalstats.study.changes import diversity, share_changes
from kalstats.study.composition import inside_outside, shares
from kalstats.study.destinations import destinations, labour, persons_per_family
from kalstats.study.disagreements import disagreements
from kalstats.study.operation import operation

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
