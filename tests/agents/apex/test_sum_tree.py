"""The sum tree against a list that is added up and searched from its start."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from garrison_agents.apex.sum_tree import SumTree

WEIGHTS = st.floats(0, 1e3).map(lambda weight: 0.0 if weight < 1e-3 else weight)


class SlowTree:
    """Leaves side by side."""

    def __init__(self, size: int) -> None:
        self.leaves = [0.0] * size

    def set(self, leaves: list[int], weights: list[float]) -> None:
        for leaf, weight in zip(leaves, weights, strict=True):
            self.leaves[leaf] = weight

    def lies_over(self, leaf: int, point: float) -> bool:
        """Whether the point is above the leaf, as near as floats can say."""
        before = sum(self.leaves[:leaf])
        slip = 1e-9 * max(sum(self.leaves), 1.0)
        return self.leaves[leaf] > 0 and before - slip <= point <= before + self.leaves[leaf] + slip


@given(size=st.integers(1, 70), data=st.data())
def test_sum_tree_finds_what_the_slow_one_finds(size: int, data: st.DataObject) -> None:
    tree, slow = SumTree(size), SlowTree(size)
    for _ in range(data.draw(st.integers(1, 5))):
        leaves = data.draw(st.lists(st.integers(0, size - 1), min_size=1, max_size=20))
        weights = data.draw(st.lists(WEIGHTS, min_size=len(leaves), max_size=len(leaves)))
        tree.set(np.array(leaves), np.array(weights))
        slow.set(leaves, weights)
    assert tree.leaves.tolist() == slow.leaves
    np.testing.assert_allclose(tree.total, sum(slow.leaves), rtol=1e-12)
    if tree.total:
        points = np.array(data.draw(st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=20))) * tree.total
        for leaf, point in zip(tree.find(points), points, strict=True):
            assert slow.lies_over(int(leaf), float(point))
        drawn = tree.draw(16, np.random.default_rng(0))
        assert (tree.leaves[drawn] > 0).all()


def test_draws_come_in_proportion_to_the_weights() -> None:
    tree = SumTree(5)
    tree.set(np.arange(5), np.array([1.0, 0.0, 2.0, 3.0, 4.0]))
    counts = np.bincount(tree.draw(100_000, np.random.default_rng(0)), minlength=5)
    np.testing.assert_allclose(counts / 100_000, [0.1, 0.0, 0.2, 0.3, 0.4], atol=1e-4)


def test_sums_stay_exact_after_many_changes() -> None:
    tree, random = SumTree(37), np.random.default_rng(0)
    for _ in range(2000):
        leaves = random.integers(0, 37, 8)
        tree.set(leaves, random.random(8) * 10.0 ** random.integers(-6, 6, 8))
    last = tree.leaves.copy()
    fresh = SumTree(37)
    fresh.set(np.arange(37), last)
    assert tree.total == fresh.total
