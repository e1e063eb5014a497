"""The answers of this study by name: one tidy frame each, with the sources of every row."""

from kalstats.study import loss

__all__ = ["loss"]
