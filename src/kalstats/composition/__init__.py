"""How a population is made up of peoples. Shares run from 0 to 1.

Each file imports only from those before it: parts, changes.
"""

from kalstats.composition.changes import ShareChange as ShareChange, share_change
from kalstats.composition.parts import (
    lag,
    lead,
    multiple,
    rest,
    share,
    share_lead,
    share_of_total,
    shares,
    total,
)

__all__ = ["share", "share_change", "share_of_total", "shares"]
__all__ += ["lag", "lead", "multiple", "rest", "share_lead", "total"]
__dir__ = __all__.copy  # completion at a prompt lists what is public
