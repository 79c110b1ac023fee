"""Intervals and p-values against cases whose truth is known."""

import math
from itertools import product

import numpy as np
import pytest

from garrison_agents.llm.bootstrap import clustered_mean, compare_paired, sign_flip_p


def drawn(rng: np.random.Generator, seeds: int, levels: int, seed_spread: float) -> dict[tuple[str, int], float]:
    shared = rng.normal(0, seed_spread, seeds)
    return {(f"level-{level}", seed): shared[seed] + rng.normal(0, 0.1) for seed in range(seeds) for level in range(levels)}


def test_interval_holds_the_truth_as_often_as_it_says() -> None:
    """Episodes of a seed move together: taken as independent, the interval would hold the truth far too seldom."""
    rng = np.random.default_rng(1)
    held = 0
    for _ in range(120):
        interval = clustered_mean(drawn(rng, seeds=20, levels=5, seed_spread=1.0))
        assert interval.low is not None and interval.high is not None
        held += interval.low <= 0.0 <= interval.high
    assert held >= 0.86 * 120  # a percentile bootstrap of 20 clusters is a little too narrow


def test_levels_count_alike_however_many_episodes_they_have() -> None:
    values = {("easy", seed): 1.0 for seed in range(10)} | {("hard", 0): 0.0}
    assert clustered_mean(values).mean == 0.5


def test_one_seed_has_no_interval_and_none_no_mean() -> None:
    assert clustered_mean({("level", 3): 0.25}).low is None
    assert math.isnan(clustered_mean({}).mean)


def test_p_value_is_the_share_of_flips_as_extreme() -> None:
    values = [0.3, -0.1, 0.2, 0.4, 0.05]
    sums = [abs(sum(sign * value for sign, value in zip(signs, values, strict=True))) for signs in product((1, -1), repeat=5)]
    assert sign_flip_p(values) == pytest.approx(sum(one >= abs(sum(values)) - 1e-12 for one in sums) / 32)
    assert sign_flip_p([1.0] * 5) == 2 / 32
    assert sign_flip_p(np.random.default_rng(0).normal(1.0, 0.2, 40)) < 0.001


def test_p_values_of_no_difference_are_spread_evenly() -> None:
    rng = np.random.default_rng(2)
    p = np.array([sign_flip_p(rng.normal(0, 1, 10)) for _ in range(300)])
    assert 0.02 <= (p <= 0.05).mean() <= 0.09
    assert 0.4 <= (p <= 0.5).mean() <= 0.6


def test_comparison_pairs_what_both_played_and_says_the_seeds_needed() -> None:
    rng = np.random.default_rng(3)
    base = drawn(rng, seeds=12, levels=3, seed_spread=5.0)
    better = {pair: value + 0.5 + rng.normal(0, 0.02) for pair, value in base.items() if pair[1] < 10}
    compared = compare_paired(better, base)
    assert compared.difference.n == 30
    assert compared.difference.mean == pytest.approx(0.5, abs=0.02)
    assert compared.p_value is not None and compared.p_value == 2 / 2**10 == compared.smallest_p
    assert compared.seeds_needed(compared.deviation) == 8  # (1.96 + 0.84) ** 2
    assert compare_paired(base, {("level-0", 99): 1.0}).difference.n == 0
