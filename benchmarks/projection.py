"""Projections at once against the same code called draw by draw, and peak memory.

Run: .venv/bin/python benchmarks/projection.py

Two sexes, 17 age groups, 4 steps, float64. Survival and fertility vary by draw, the starting
population does not. Ratios of one run count; seconds differ from machine to machine.
"""

from __future__ import annotations

import resource
import time

import numpy as np

from kalstats.projection import project

AGES, STEPS, CHUNK = 17, 4, 2_000


def inputs(draws: int, seed: int = 1943) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw populations, survival and fertility of plausible size."""
    random = np.random.default_rng(seed)
    population = np.broadcast_to(np.linspace(6_000, 500, AGES), (2, draws, AGES))
    survival = random.uniform(0.85, 0.99, (2, draws, AGES))
    fertility = np.zeros((draws, AGES))
    fertility[:, 3:10] = random.uniform(0.05, 0.2, (draws, 7))
    return population, survival, fertility


def run(population: np.ndarray, survival: np.ndarray, fertility: np.ndarray) -> np.ndarray:
    """Project the steps one after the other."""
    for _ in range(STEPS):
        population, _ = project(population, survival, fertility, two_sex=True)
    return population


def in_chunks(draws: int) -> float:
    """Return the seconds that chunks of draws take, the drawing left out."""
    spent = 0.0
    for _ in range(0, draws, CHUNK):
        given = inputs(min(CHUNK, draws))
        start = time.perf_counter()
        run(*given)
        spent += time.perf_counter() - start
    return spent


def one_by_one(draws: int) -> float:
    """Return the seconds that the same draws take when each is projected alone."""
    population, survival, fertility = inputs(draws)
    start = time.perf_counter()
    for i in range(draws):
        run(population[:, i], survival[:, i], fertility[i])
    return time.perf_counter() - start


def main() -> None:
    """Print projections a second, the ratio and the peak memory."""
    alone = 2_000 / one_by_one(2_000)
    print(f"one by one: {alone:,.0f} projections a second")
    for draws in (10_000, 100_000, 1_000_000):
        together = draws / in_chunks(draws)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{draws:>9,} draws in chunks of {CHUNK:,}: {together:,.0f} projections a second, "
            f"{together / alone:.0f} times as many; peak {peak:.0f} MB"
        )


if __name__ == "__main__":
    main()
