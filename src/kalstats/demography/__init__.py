"""Change of populations between two dates, in the terms of demography.

Rates are per person-year, times are years between exact dates.

Each file imports only from those before it: limits, dates, change, exposure, losses, registers.
"""

from kalstats.demography.change import decline_lead, growth_rate, largest_change, relative_change
from kalstats.demography.dates import decimal_year, years_between
from kalstats.demography.exposure import annual_rate, crude_rate, person_years, person_years_along
from kalstats.demography.losses import (
    Course as Course,
    balance,
    birth_deficit,
    closed_account,
    counterfactual,
    decrease,
    deficit_parts,
    excess_deaths,
)
from kalstats.demography.registers import RegisterTotal as RegisterTotal, single_years

__all__ = ["decline_lead", "decrease", "growth_rate", "largest_change", "relative_change"]
__all__ += ["decimal_year", "single_years", "years_between"]
__all__ += ["annual_rate", "crude_rate", "excess_deaths", "person_years", "person_years_along"]
__all__ += ["balance", "birth_deficit", "closed_account", "counterfactual", "deficit_parts"]
__dir__ = __all__.copy  # completion at a prompt lists what is public
