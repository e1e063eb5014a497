"""How a population is made up of peoples. Shares run from 0 to 1.

Each file imports only from those before it: parts, indices, changes, comparisons.
"""

from kalstats.composition.changes import ShareChange as ShareChange, share_change
from kalstats.composition.comparisons import lag, lead, share_lead
from kalstats.composition.indices import (
    dissimilarity,
    effective_number,
    entropy,
    fractionalization,
    other_bounds,
)
from kalstats.composition.parts import multiple, rest, share, share_of_total, shares, total

__all__ = [
    "dissimilarity",
    "effective_number",
    "entropy",
    "fractionalization",
    "lag",
    "lead",
    "multiple",
    "other_bounds",
    "rest",
    "share",
    "share_change",
    "share_lead",
    "share_of_total",
    "shares",
    "total",
]
__dir__ = __all__.copy  # completion at a prompt lists what is public
