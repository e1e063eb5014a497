"""Figures, the quantities they speak of, and results as functions over readings of them.

A figure is what one source says. A quantity has all its rival figures, one of them preferred.
A reading chooses one figure for every quantity that a computation uses.

Each file imports only from those before it: writing, figures, quantities, results, audits,
contradictions, outcomes, tried, verdicts, ranks.
"""

from kalstats.data.citation import source_keys
from kalstats.evidence.audits import PLACE_AND_DAY, SHARES, WHO_WHEN, audit, rounding
from kalstats.evidence.contradictions import BALANCE, CONFLICTS, conflicts, unlisted
from kalstats.evidence.figures import Figure, assumed, figure
from kalstats.evidence.outcomes import outcome
from kalstats.evidence.quantities import Quantity, pick, quantities, quantity
from kalstats.evidence.ranks import rank_range
from kalstats.evidence.results import INNER_POINTS, SEED, Given as Given, Result, readings
from kalstats.evidence.verdicts import VERDICTS, claim_readings, claims
from kalstats.evidence.writing import Number, Range, source_mark, write

__all__ = [
    "BALANCE",
    "CONFLICTS",
    "INNER_POINTS",
    "PLACE_AND_DAY",
    "SEED",
    "SHARES",
    "VERDICTS",
    "WHO_WHEN",
    "Figure",
    "Number",
    "Quantity",
    "Range",
    "Result",
    "assumed",
    "audit",
    "claim_readings",
    "claims",
    "conflicts",
    "figure",
    "outcome",
    "pick",
    "quantities",
    "quantity",
    "rank_range",
    "readings",
    "rounding",
    "source_keys",
    "source_mark",
    "unlisted",
    "write",
]
__dir__ = __all__.copy  # completion at a prompt lists what is public
