"""The study's answers by name: each function returns a tidy frame whose rows carry their sources.

Each file imports only from those before it: cohorts.
"""

from kalstats.study.cohorts import cohorts_1989, women_1989

__all__ = ["cohorts_1989", "women_1989"]
