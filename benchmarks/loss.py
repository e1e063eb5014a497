"""The loss model: draws at 10⁴, 10⁵ and 10⁶, and the headline with its evidence; each a process.

Run: .venv/bin/python benchmarks/loss.py

One core: the threads of the linear algebra are set to one before NumPy is imported. Seconds are the
best of five, with drawing the priors, the account and the table of results; nothing is left out.
The headline is what `weigh` does for every answer: find where the counts lie, draw there, weigh.
The last lines are its table with bounds, and how many draws the stated error needs.
"""

from __future__ import annotations

import os
import subprocess
import sys

SIZES = (10_000, 100_000, 1_000_000)
ONE = """
import resource, time
from kalstats.study import loss
loss.draw(1)  # reads the data and the tables once
def run(seed):
    start = time.perf_counter()
    {what}
    return time.perf_counter() - start
print(min(map(run, range(5))), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
ERROR = """
from kalstats.study import loss
error = loss.weigh().error("people_missing_1959")
print(loss.DRAWS, error, loss.DRAWS * (error / 150) ** 2)
"""
LIMIT = 150  # people: the largest Monte Carlo error of the headline that is allowed


def measure(code: str) -> list[float]:
    """Return the numbers that a program of its own prints."""
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **threads},
        check=True,
        capture_output=True,
        text=True,
    )
    return [float(number) for number in done.stdout.split()]


def main() -> None:
    """Print a line for each number of draws, the time per draw against the first; the headline."""
    first = 0.0
    for draws in SIZES:
        seconds, peak = measure(ONE.format(what=f"loss.draw({draws}, seed)"))
        each = seconds / draws
        first = first or each
        share = each / first
        print(f"{draws:>9,} draws: {seconds:.3f} s, a draw {share:.2f} of the first, {peak:.0f} MB")
    seconds, peak = measure(ONE.format(what="loss.weigh(seed=seed)"))
    print(f"headline: {seconds:.3f} s, {peak:.0f} MB")
    seconds, peak = measure(ONE.format(what="loss.summary(seed=seed)"))
    print(f"with its table and bounds: {seconds:.3f} s, {peak:.0f} MB")
    draws, error, needed = measure(ERROR)
    print(f"{draws:,.0f} draws: error {error:.0f}; for {LIMIT} about {needed:,.0f} draws")


if __name__ == "__main__":
    main()
