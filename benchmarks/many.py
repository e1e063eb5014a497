"""Many rows of one's own: `.venv/bin/python benchmarks/many.py [ROWS ...]`, a million if asked.

Processor time of loading with every check, of the quantities and of the contradictions, and the
most memory held, each number of rows in a process of its own: all figures rivals of one quantity,
or as many quantities as rows.
"""

from __future__ import annotations

import csv
import resource
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from kalstats import data, evidence
from kalstats.data.reading import COMPULSORY

ROWS = ["10000", "20000", "40000", "100000"]
HEAVY = 200_000  # above it quantities are left out: a figure each, in objects


def write(path: Path, kind: str, rows: int) -> None:
    """Write figures that are rivals of one another, or speak of a people and region each."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(COMPULSORY)
        for number in range(rows):
            place = ["Kalmyks", "USSR"]
            if kind == "apart":
                place = [f"People {number % 100}", f"Region {number // 100}"]
            printed = f"{100_000 + number:,}"
            given = ["1939-01-17", "population", "persons", printed, f"source {number % 50}"]
            table.writerow([f"r{number}", *place, *given])


def measure(kind: str, rows: int) -> None:
    """Print the times and the memory for one file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mine.csv"
        write(path, kind, rows)
        times = [time.process_time()]
        figures = data.load(path, {"people": "*", "territory": "*"})
        times.append(time.process_time())
        if rows <= HEAVY:
            evidence.quantities(figures)
        times.append(time.process_time())
        evidence.conflicts(figures)
        times.append(time.process_time())
    load, gather, find = (second - first for first, second in pairwise(times))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    told = f"loaded {load:.1f} s, quantities {gather:.1f} s, contradictions {find:.1f} s"
    print(f"{kind}, {rows:,}: {told}, {most:,.0f} MB", flush=True)


def main() -> None:
    """Measure every number of rows, each in a fresh process."""
    if len(sys.argv) == 3 and sys.argv[1] in ("rivals", "apart"):
        measure(sys.argv[1], int(sys.argv[2]))
        return
    for kind in ("rivals", "apart"):
        for rows in sys.argv[1:] or ROWS:
            subprocess.run([sys.executable, __file__, kind, rows], check=True)


if __name__ == "__main__":
    main()
