"""What this study finds, by name: every answer a tidy frame with its sources in each row.

Each file imports only from those before it: exile, years, mortality, died, ordinary,
excess.
"""

from kalstats.study.died import shares_died
from kalstats.study.excess import baselines, birth_deficit, excess
from kalstats.study.exile import account, register
from kalstats.study.mortality import death_rates, mortality
from kalstats.study.years import births, quarters, single_years

__all__ = [
    "account",
    "baselines",
    "birth_deficit",
    "births",
    "death_rates",
    "excess",
    "mortality",
    "quarters",
    "register",
    "shares_died",
    "single_years",
]
__dir__ = __all__.copy  # completion at a prompt lists what is public
