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
from kalstats.composition.parts import rest, share, share_of_total, shares, total

__all__ = [
    "dissimilarity",
    "effective_number",
    "entropy",
    "fractionalization",
    "lag",
    "lead",
    "other_bounds",
    "rest",
    "share",
    "share_change",
    "share_lead",
    "share_of_total",
    "shares",
    "total",
]


def __dir__() -> list[str]:
    """List what is public and nothing else, for completion at a prompt."""
    return __all__
