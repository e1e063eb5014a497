"""Claims that lead nowhere: a number that is not in the statement, a cell that no notebook has."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from kalstats.data.reading import folder, read_json, shipped_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kalstats.data.reading import Table
    from kalstats.data.schema import Fault

DIGITS = re.compile(r"\d(?:[\d,.]*\d)?")
STEM = 4  # letters by which words are told to be the same


@cache
def _printed() -> dict[str, str]:
    """Return what is printed for each figure and event, by its id."""
    tables = [shipped_table(f"{name}.csv") for name in ("census", "deportation", "events")]
    return {row["id"]: row["printed"] for table in tables for row in table.values()}


def _cells() -> set[str] | None:
    """Return the cells of the notebooks as ``notebook#cell``; none where only the data are."""
    notebooks = folder().parent / "notebooks"
    if not notebooks.is_dir():
        return None
    cells = set()
    for path in notebooks.glob("*.ipynb"):
        for cell in read_json(path).get("cells", []):
            cells.add(f"{path.stem}#{cell.get('id')}")
    return cells


def _words(text: str) -> set[str]:
    return {word[:STEM] for word in re.findall("[a-z]{3,}", text.lower())}


def claim_faults(rows: Table) -> Iterator[Fault]:
    """Yield claims whose printed number or words are not what is stated and tested."""
    cells, printed = _cells(), _printed()
    for line, row in rows.items():
        stated = [row["statement"], row["against"]]
        for column in ("inputs", "otherwise"):
            ids = re.findall(r"[=|]([a-z0-9-]+)", row[column])
            stated += [printed.get(name, "") for name in ids]
            if not printed.keys() >= set(ids):
                yield line, column, "ids of figures and events"
        found = set(DIGITS.findall(row["printed"]))
        if not (found or _words(row["printed"]) & _words(row["statement"])):
            yield line, "printed", "words of the statement"
        if not found <= set(DIGITS.findall(" ".join(stated))):
            yield line, "printed", "numbers of the statement, or of its figures"
        if cells is not None and row["see"] not in cells:
            yield line, "see", "a cell of a notebook, as notebook#cell"
