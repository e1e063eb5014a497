"""The whole loss model at 10⁴, 10⁵ and 10⁶ draws: seconds and peak memory, each in a new process.

Run: .venv/bin/python benchmarks/loss.py

One core: the threads of the linear algebra are set to one before NumPy is imported. Seconds are the
best of five, with drawing the priors, the account and the table of results; nothing is left out.
"""

from __future__ import annotations

import os
import subprocess
import sys

SIZES = (10_000, 100_000, 1_000_000)
ONE = """
import resource, time
from kalstats.study import loss as model
model.draw(1)  # reads the data and the tables once
def run():
    start = time.perf_counter()
    model.draw({draws})
    return time.perf_counter() - start
print(min(run() for _ in range(5)), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def measure(draws: int) -> tuple[float, float]:
    """Return seconds and peak memory in MB of a number of draws."""
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    done = subprocess.run(
        [sys.executable, "-c", ONE.format(draws=draws)],
        env={**os.environ, **threads},
        check=True,
        capture_output=True,
        text=True,
    )
    seconds, peak = map(float, done.stdout.split())
    return seconds, peak


def main() -> None:
    """Print a line for each number of draws, and the time per draw against the first."""
    first = 0.0
    for draws in SIZES:
        seconds, peak = measure(draws)
        each = seconds / draws
        first = first or each
        share = each / first
        print(f"{draws:>9,} draws: {seconds:.3f} s, a draw {share:.2f} of the first, {peak:.0f} MB")


if __name__ == "__main__":
    main()
