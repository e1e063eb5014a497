"""Problems of data files: where each is, what stands there, what was expected."""

from collections.abc import Iterator
from typing import NamedTuple

LISTED = 5  # further lines of a problem that its message names
MISSING = "this column, it is missing"
Table = dict[int, dict[str, str]]  # the cells of a file, by line and column
Fault = tuple[int, str, str]  # line, column, what was expected
Rule = Iterator[
    tuple[str, object, str]
]  # of a row: a column, whether it is wrong, what is expected


class Problem(NamedTuple):
    """One thing wrong with a data file: where it is, what stands there, what was expected."""

    file: str
    line: int
    column: str
    text: str
    expected: str

    def __str__(self) -> str:  # noqa: D105
        line = f", line {self.line}" if self.line else ""  # 0: no line, the file as a whole
        return f"{self.file}{line}, {self.column}: {_short(self.text)}: expected {self.expected}"


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")


def _together(same: list[Problem]) -> str:
    """Tell one problem, and where else it stands."""
    first, told = same[0], str(same[0])
    if first.expected == MISSING:
        names = ", ".join(dict.fromkeys(problem.column for problem in same))
        return str(first._replace(column=names))
    alike = len({problem.text for problem in same}) == 1
    where = [f"{p.line}" + ("" if alike else f" ({_short(p.text)})") for p in same]
    also = [*dict.fromkeys(where)][1:]
    more = f" and {len(also) - LISTED:,} more" if len(also) > LISTED else ""
    lines = "line" if len(also) == 1 else "lines"
    return f"{told}; also in {lines} {', '.join(also[:LISTED])}{more}" if also else told


class DataError(ValueError):
    """A data file breaks the rules; ``problems`` holds every place where it does.

    The message tells each kind of problem once, with the lines it stands in.
    """

    __module__ = "kalstats.data"  # where to import it from; a traceback prints it

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        kinds: dict[tuple[str, ...], list[Problem]] = {}
        for problem in problems:
            column = "" if problem.expected == MISSING else problem.column
            kinds.setdefault((problem.file, column, problem.expected), []).append(problem)
        super().__init__("\n".join(map(_together, kinds.values())))
