"""Figures, the quantities they speak of, and results as functions over readings of them.

A figure is what one source says. A quantity has all its rival figures, one of them preferred.
A reading chooses one figure for every quantity that a computation uses.

Each file imports only from those before it: figures, results, audits,
contradictions, verdicts, ranks.
"""

from kalstats.evidence.audits import Audit, audit_pairs, audit_percentage, audit_sum, rounding
from kalstats.evidence.contradictions import (
    BALANCE,
    CONFLICTS,
    PLACE_AND_DAY,
    SHARES,
    WHO_WHEN,
    conflicts,
)
from kalstats.evidence.figures import Figure, Quantity, quantities, quantity
from kalstats.evidence.ranks import rank_range, ranking
from kalstats.evidence.results import INNER_POINTS, SEED, Given as Given, readings
from kalstats.evidence.verdicts import VERDICTS, claims

__all__ = [
    "BALANCE",
    "CONFLICTS",
    "INNER_POINTS",
    "PLACE_AND_DAY",
    "SEED",
    "SHARES",
    "VERDICTS",
    "WHO_WHEN",
    "Audit",
    "Figure",
    "Quantity",
    "audit_pairs",
    "audit_percentage",
    "audit_sum",
    "claims",
    "conflicts",
    "quantities",
    "quantity",
    "rank_range",
    "ranking",
    "readings",
    "rounding",
]
