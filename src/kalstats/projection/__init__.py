"""Life tables, and the projection of a population by age and sex.

Arrays run over age groups along their last axis, so that many draws are projected at once.
Each file imports only from those before it: life_tables, cohorts.
"""

from kalstats.projection.cohorts import project, standardised_death_rate
from kalstats.projection.life_tables import life_table, survival

__all__ = ["life_table", "project", "standardised_death_rate", "survival"]


def __dir__() -> list[str]:
    """List what is public and nothing else, for completion at a prompt."""
    return __all__
