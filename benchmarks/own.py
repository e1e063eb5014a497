"""A stranger's file of 10,000 rows, checked: `.venv/bin/python benchmarks/own.py`.

Processor time, the least of several runs: 100 peoples in 50 regions, a count and a share each, in
the eight compulsory columns, so that every bound is worked out from what is printed.
"""

from __future__ import annotations

import csv
import random
import tempfile
import time
from pathlib import Path

from kalstats import DataError, data, evidence
from kalstats.data.reading import COMPULSORY

OWN = {"people": "*", "territory": "*"}
RUNS = 5


def rows(unit: str) -> list[list[str]]:
    """Make the rows of a census; another unit than persons is a slip in half of them."""
    chance, made = random.Random(1943), []
    for region in range(50):
        counts = {f"People {number}": chance.randrange(10, 500_000) for number in range(100)}
        counts["all"] = sum(counts.values())
        for people, count in counts.items():
            place = [people, f"Region {region}", "2020-10-01"]
            share = f"{100 * count / counts['all']:.1f}%".replace(".", ",")
            printed = f"{count:,}".replace(",", " ")
            made.append([f"c-{len(made)}", *place, "population", unit, printed, "book"])
            made.append([f"s-{len(made)}", *place, "share", "percent", share, "book"])
    return made


def write(path: Path, unit: str = "persons") -> Path:
    """Write the file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COMPULSORY, *rows(unit)])
    return path


def seconds(path: Path) -> tuple[float, float, int]:
    """Return the seconds that the check takes, then the search for contradictions, and rows."""
    start = time.process_time()
    try:
        figures = data.load(path, OWN)
    except DataError as error:
        return time.process_time() - start, 0.0, len(error.problems)
    checked = time.process_time()
    evidence.conflicts(figures)
    return checked - start, time.process_time() - checked, len(figures)


def main() -> None:
    """Print the times for a good file and one with a slip in every second row."""
    data.sources()
    with tempfile.TemporaryDirectory() as folder:
        for name, unit in {"good": "persons", "with slips": "person"}.items():
            path = write(Path(folder) / "mine.csv", unit)
            check, find, number = min(seconds(path) for _ in range(RUNS))
            print(f"{name}: {number:,}: checked {check:.2f} s, contradictions {find:.2f} s")


if __name__ == "__main__":
    main()
