"""What this study finds, by name: every answer a tidy frame with its sources in each row.

Each file imports only from those before it: measured, measures, peoples.
"""

from kalstats.study.peoples import death_rates, excess_left, greatest, peoples

__all__ = ["death_rates", "excess_left", "greatest", "peoples"]
__dir__ = __all__.copy  # completion at a prompt lists what is public
