"""A mutant: one change of one file of the data, and the ways to make one, by kinds of trouble."""

import csv
import io
import json
import random
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from kalstats import data

SHIPPED = data.folder()
SCHEMAS = {resource["path"]: resource["schema"] for resource in data.package()["resources"]}
TABLES = {name: schema["fields"] for name, schema in SCHEMAS.items() if name.endswith(".csv")}
FIGURES = [f"{name}.csv" for name in data.FIGURES]
Rows = list[list[str]]
Place = tuple[int, str]  # row, column


@cache
def cells(name: str) -> Rows:
    return list(csv.reader(io.StringIO((SHIPPED / name).read_text("utf-8"), newline="")))


def number(text: str) -> float:
    return float(text or "nan")


class Mutant:
    """The rows of one shipped file, to be broken somewhere."""

    def __init__(self, name: str, chance: random.Random) -> None:
        self.rows: Rows = [list(row) for row in cells(name)]
        self.name, self.chance = name, chance
        self.header, self.fields = list(self.rows[0]), TABLES[name]
        self.change = ("", "")  # what stood there, and what stands there now

    def get(self, row: int, column: str) -> str:
        return self.rows[row][self.header.index(column)]

    def set(self, row: int, column: str, text: str) -> Place:
        self.change = (self.get(row, column), text)
        assert self.change[0] != text, "a mutant that changes nothing proves nothing"
        self.rows[row][self.header.index(column)] = text
        return row, column

    def pick(self, fits: Callable[..., bool] = lambda **_: True) -> int:
        """Choose a row at random, among those that fit."""
        named = (dict(zip(self.header, row, strict=True)) for row in self.rows[1:])
        return self.chance.choice([i for i, row in enumerate(named, 1) if fits(**row)])

    def field(self, fits: Callable[[dict], bool]) -> dict:
        return self.chance.choice([field for field in self.fields if fits(field)])

    def line(self, row: int) -> int:
        return 1 + sum(1 + "".join(cells).count("\n") for cells in self.rows[:row])

    def text(self) -> str:
        file = io.StringIO()
        csv.writer(file, lineterminator="\n").writerows(self.rows)
        return file.getvalue()


class Change(NamedTuple):
    """A mutant as it is told: anyone can make the same change by hand."""

    file: str
    line: int  # 0: any line of the file
    column: str
    before: str
    after: str
    content: str
    also: tuple[str, ...] = ()  # files that contradict it now, and may be named instead

    def __str__(self) -> str:
        short = (text if len(text) < 90 else f"{text[:87]}…" for text in (self.before, self.after))
        change = " → ".join(repr(text) for text in short)
        return f"{self.file}, line {self.line}, {self.column}: {change}"


Way = Callable[[str, random.Random], Change]
KINDS: dict[str, dict[str, tuple[Way, list[str]]]] = {}  # by kind and name: the way, its files


def kind(what: str, files: list[str]) -> Callable[[Callable[..., Place]], Callable[..., Place]]:
    """Register a way to break a table, under the kind of trouble that it makes."""

    def register(breaks: Callable[..., Place]) -> Callable[..., Place]:
        def way(file: str, chance: random.Random) -> Change:
            mutant = Mutant(file, chance)
            line = mutant.line
            row, column = breaks(mutant)
            at = 0 if column == "lost" else line(row)
            return Change(file, at, column, *mutant.change, mutant.text())

        KINDS.setdefault(what, {})[breaks.__name__] = (way, files)
        return breaks

    return register


def document(what: str, files: list[str]) -> Callable[[Callable[..., tuple]], Callable[..., tuple]]:
    """Register a way to break a description in JSON: a place in it, what stood and stands there."""

    def register(breaks: Callable[..., tuple]) -> Callable[..., tuple]:
        def way(file: str, chance: random.Random) -> Change:
            content = json.loads((SHIPPED / file).read_text("utf-8"))
            place, before, after = breaks(content, chance)
            said = (json.dumps(one, ensure_ascii=False) for one in (before, after))
            text = json.dumps(content, ensure_ascii=False, indent=2)
            return Change(file, 0, place, *said, text, tuple(TABLES))

        KINDS.setdefault(what, {})[breaks.__name__] = (way, files)
        return breaks

    return register


def feature(
    what: str, *, here: bool = True
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a way to break a point of the map; each feature stands in a line of its own.

    Not ``here`` is what only the other features show.
    """

    def register(breaks: Callable[..., None]) -> Callable[..., None]:
        def way(file: str, chance: random.Random) -> Change:
            lines = (SHIPPED / file).read_text("utf-8").split("\n")
            spots = [
                i for i, one in enumerate(lines) if '"Point"' in one and '"territory":""' not in one
            ]
            at = chance.choice(spots)  # where the name of a sea stands is nobody's business
            made = json.loads(lines[at].rstrip(","))
            breaks(made, chance)
            before = lines[at]
            lines[at] = json.dumps(made, ensure_ascii=False) + "," * before.endswith(",")
            line = at + 1 if here else 0
            return Change(file, line, "feature", before, lines[at], "\n".join(lines))

        KINDS.setdefault(what, {})[breaks.__name__] = (way, ["regions.geojson"])
        return breaks

    return register
