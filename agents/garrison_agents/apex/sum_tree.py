"""A sum tree: leaves with weights, drawn in proportion to them (Schaul et al., "Prioritized Experience Replay", 2016, B.2.1)."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Leaves = NDArray[np.int64]
Weights = NDArray[np.float64]


class SumTree:
    """`size` leaves, all of weight 0 at first. Every node is exactly its two children's sum, so nothing drifts."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._first = 1 << max(size - 1, 0).bit_length()  # the node of leaf 0; node 1 is the root, node i has 2i and 2i + 1
        self._nodes = np.zeros(2 * self._first)

    @property
    def total(self) -> float:
        """The sum of all leaves."""
        return float(self._nodes[1])

    @property
    def leaves(self) -> Weights:
        """The leaves' weights, float64 (size,); to be read only."""
        return self._nodes[self._first : self._first + self.size]

    def set(self, leaves: NDArray[Any], weights: NDArray[Any]) -> None:
        """Weights (n,), at least 0, of leaves (n,); of one that stands there twice the last counts."""
        nodes = leaves.astype(np.int64) + self._first
        self._nodes[nodes] = weights
        while nodes[0] > 1:
            nodes = np.unique(nodes >> 1)
            self._nodes[nodes] = self._nodes[2 * nodes] + self._nodes[2 * nodes + 1]

    def find(self, points: NDArray[np.float64]) -> Leaves:
        """For each point (n,) in [0, total) the leaf over which it lies, when all stand side by side as wide as they weigh."""
        rest, nodes = points.copy(), np.ones(len(points), np.int64)
        while nodes[0] < self._first:
            left = 2 * nodes
            width = self._nodes[left]
            # A right child of weight 0 is never entered, though rounding may put a point beyond all that there is.
            right = (rest >= width) & (self._nodes[left + 1] > 0)
            rest -= np.where(right, width, 0.0)
            nodes = left + right
        return nodes - self._first

    def draw(self, n: int, random: np.random.Generator) -> Leaves:
        """n leaves, one from each of n equal parts of the total; some may come twice. A leaf of weight 0 never comes."""
        return self.find((np.arange(n) + random.random(n)) * (self.total / n))
