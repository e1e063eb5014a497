"""Figures, the quantities they speak of, and results as functions over readings of them.

A figure is what one source says. A quantity has all its rival figures, one of them preferred.
A reading chooses one figure for every quantity that a computation uses.

Each file imports only from those before it: writing, figures, quantities, results, audits,
contradictions, tried, verdicts.
"""

from kalstats.data.citation import source_keys
from kalstats.evidence.audits import audit, rounding
from kalstats.evidence.contradictions import CONFLICTS, conflicts, unlisted
from kalstats.evidence.figures import Figure, assumed, figure
from kalstats.evidence.quantities import Quantity, pick, quantities, quantity
from kalstats.evidence.results import Given as Given, Result, rank_range, readings
from kalstats.evidence.tried import outcome
from kalstats.evidence.verdicts import VERDICTS, claim_readings, claims
from kalstats.evidence.writing import Number, Range, source_mark, write

__all__ = ["CONFLICTS", "VERDICTS", "Figure", "Number", "Quantity", "Range", "Result"]
__all__ += ["assumed", "figure", "pick", "quantities", "quantity", "rank_range", "readings"]
__all__ += ["audit", "claim_readings", "claims", "conflicts", "outcome", "rounding", "unlisted"]
__all__ += ["source_keys", "source_mark", "write"]
__dir__ = __all__.copy  # completion at a prompt lists what is public
