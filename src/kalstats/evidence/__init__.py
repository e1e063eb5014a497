"""Figures, the quantities they speak of, and results as functions over readings of them.

A figure is what one source says. A quantity has all its rival figures, one of them preferred.
A reading chooses one figure for every quantity that a computation uses.

Each file imports only from those before it: figures, audits, contradictions, verdicts, ranks.
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
from kalstats.evidence.figures import (
    INNER_POINTS,
    SEED,
    Figure,
    Given as Given,
    Quantity,
    quantities,
    quantity,
    readings,
)
from kalstats.evidence.ranks import rank_range, ranking
from kalstats.evidence.verdicts import VERDICTS, _bears_out as _bears_out, claims

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
