"""Means with intervals, and comparisons, that take seeds as what was drawn: episodes of one seed are not independent.

Intervals: percentile bootstrap over clusters (Davison and Hinkley, 1997, section 3.8), seeds resampled whole with all their
levels. Comparison: sign-flip permutation test on the seeds' mean differences (exact up to 2**16 flips), two-sided.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import NDArray

RESAMPLES: Final = 10_000
EXACT_SEEDS: Final = 16
FLIPS: Final = 100_000
RNG_SEED: Final = 20_260_105  # intervals come out the same each time
POWER: Final = 0.8
LEVEL: Final = 0.95


@dataclass(frozen=True)
class Interval:
    """A mean, and where it lies with 95 % confidence; None for fewer than two seeds."""

    mean: float
    low: float | None
    high: float | None
    seeds: int
    n: int


def clustered_mean(values: Mapping[tuple[str, int], float]) -> Interval:
    """The mean over levels of each level's mean over seeds. `values`: one number for each (level, seed)."""
    seeds, table = _table(values)
    if not values:
        return Interval(math.nan, None, None, 0, 0)
    mean = _mean(table[None])[0]
    if len(seeds) < 2:
        return Interval(float(mean), None, None, len(seeds), len(values))
    rng = np.random.default_rng(RNG_SEED)
    rows = rng.integers(len(seeds), size=(RESAMPLES, len(seeds)))
    means = _mean(table[rows])
    low, high = np.nanpercentile(means, [50 * (1 - LEVEL), 100 - 50 * (1 - LEVEL)])
    return Interval(float(mean), float(low), float(high), len(seeds), len(values))


def _table(values: Mapping[tuple[str, int], float]) -> tuple[list[int], NDArray[np.float64]]:
    """The values as (seeds, levels), what is missing as NaN."""
    levels, seeds = sorted({level for level, _ in values}), sorted({seed for _, seed in values})
    table = np.full((len(seeds), len(levels)), np.nan)
    for (level, seed), value in values.items():
        table[seeds.index(seed), levels.index(level)] = value
    return seeds, table


def _mean(tables: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n, seeds, levels) -> (n,): the mean over levels of the means over seeds; levels that a resample lacks are left out."""
    known = ~np.isnan(tables)
    sums, counts = np.where(known, tables, 0.0).sum(1), known.sum(1)
    with np.errstate(invalid="ignore"):
        per_level = sums / counts
    there = counts > 0
    with np.errstate(invalid="ignore"):
        means: NDArray[np.float64] = np.where(there, per_level, 0.0).sum(1) / there.sum(1)
    return means


@dataclass(frozen=True)
class Comparison:
    """How much higher A is than B on the seeds that both played."""

    difference: Interval
    p_value: float | None  # None: fewer than two seeds
    smallest_p: float | None  # that so few seeds can give
    deviation: float  # of the seeds' differences

    def seeds_needed(self, size: float) -> int | None:
        """Seeds to see a difference of `size` with a power of 80 % at 5 %, two-sided; None: the spread is unknown."""
        if self.p_value is None:
            return None
        z = NormalDist().inv_cdf(0.5 + LEVEL / 2) + NormalDist().inv_cdf(POWER)
        return max(2, math.ceil((z * self.deviation / size) ** 2))


def compare_paired(a: Mapping[tuple[str, int], float], b: Mapping[tuple[str, int], float]) -> Comparison:
    """A minus B, over the (level, seed) pairs that both have."""
    both = {pair: a[pair] - b[pair] for pair in a if pair in b}
    difference = clustered_mean(both)
    by_seed = seed_means(both)
    if len(by_seed) < 2:
        return Comparison(difference, None, None, 0.0)
    return Comparison(difference, sign_flip_p(by_seed), _smallest_p(len(by_seed)), float(np.std(by_seed, ddof=1)))


def seed_means(values: Mapping[tuple[str, int], float]) -> NDArray[np.float64]:
    """The mean over levels for each seed, (seeds,)."""
    _, table = _table(values)
    means: NDArray[np.float64] = np.nanmean(table, axis=1) if values else np.zeros(0)
    return means


def sign_flip_p(differences: Sequence[float] | NDArray[np.float64]) -> float:
    """Two-sided p-value of the differences' mean being 0, under flips of their signs."""
    values = np.asarray(differences, np.float64)
    if len(values) <= EXACT_SEEDS:
        bits = np.arange(2 ** len(values))[:, None] >> np.arange(len(values)) & 1
        sums = np.abs((1 - 2 * bits) @ values)
        return float((sums >= abs(values.sum()) - 1e-12).mean())
    rng = np.random.default_rng(RNG_SEED)
    signs = 1 - 2 * rng.integers(2, size=(FLIPS, len(values)), dtype=np.int8)
    extreme = int((np.abs(signs @ values) >= abs(values.sum()) - 1e-12).sum())
    return (extreme + 1) / (FLIPS + 1)


def _smallest_p(seeds: int) -> float:
    return 2.0 / 2**seeds if seeds <= EXACT_SEEDS else 1 / (FLIPS + 1)
