"""Prioritised replay over whole fragments: each observation is kept once, and the oldest fragment makes room for the newest.

Schaul et al., "Prioritized Experience Replay", 2016: decision i is drawn with probability p_i^alpha / sum p^alpha, and
counts (N P(i))^-beta of the largest such weight in the batch.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from garrison_agents.apex.fragment import MASK, PIXELS, Array, Batch, Fragment, FragmentShape, stacked
from garrison_agents.apex.sum_tree import SumTree

LEAST: Final = 1e-6  # is added to every priority, so that everything may be drawn again


class Replay:
    """Holds `size` decisions at most, in whole fragments, at least one."""

    def __init__(self, shape: FragmentShape, size: int, alpha: float, beta: float, seed: int) -> None:
        self.shape, self.alpha, self.beta = shape, alpha, beta
        self.blocks = max(size // shape.decisions, 1)
        self._tree = SumTree(self.blocks * shape.decisions)
        self._fields: dict[str, Array] = {}  # Fragment's fields, a view by "views." and its name: (blocks, ...)
        self._serials = np.full(self.blocks, -1)  # of the fragment in each block
        self._added = 0
        self._random = np.random.default_rng(seed)

    def __len__(self) -> int:
        """Decisions that may be drawn."""
        return int(np.count_nonzero(self._tree.leaves))

    @property
    def priorities(self) -> NDArray[np.float64]:
        """What every place is drawn in proportion to, p^alpha; 0 where there is nothing. (blocks * decisions,)"""
        return self._tree.leaves

    def add(self, fragment: Fragment) -> None:
        """Puts a fragment in the place of the oldest."""
        block = self._added % self.blocks
        for name, array in _flat(fragment).items():
            if name not in self._fields:
                self._fields[name] = np.zeros((self.blocks, *array.shape), array.dtype)
            self._fields[name][block] = array
        first = block * self.shape.decisions
        self._tree.set(np.arange(first, first + self.shape.decisions), self._weighed(fragment.priorities.reshape(-1)))
        self._serials[block] = self._added
        self._added += 1

    def sample(self, n: int) -> Batch | None:
        """n decisions, some perhaps twice; None while there is nothing in the replay."""
        held = len(self)
        if not held:
            return None
        places = self._tree.draw(n, self._random)
        chances = self._tree.leaves[places] / self._tree.total
        weights = (held * chances) ** -self.beta
        block, within = np.divmod(places, self.shape.decisions)
        step, env = np.divmod(within, self.shape.envs)
        after = step + self._fields["spans"][block, step, env]
        last = self.shape.history + after
        return Batch(
            views=self._views(block, step, env),
            next_views=self._views(block, after, env),
            next_masks=self._fields["views." + MASK][block, last, env],
            actions=self._fields["actions"][block, step, env],
            sums=self._fields["sums"][block, step, env],
            discounts=self._fields["discounts"][block, step, env],
            weights=(weights / weights.max()).astype(np.float32),
            places=places,
            serials=self._serials[block],
        )

    def reprioritise(self, places: NDArray[np.int64], serials: NDArray[np.int64], errors: NDArray[Any]) -> None:
        """Absolute TD errors (n,) of decisions that were drawn; those overwritten since are left out."""
        still = self._serials[places // self.shape.decisions] == serials
        if still.any():
            self._tree.set(places[still], self._weighed(errors[still]))

    def _weighed(self, errors: NDArray[Any]) -> NDArray[np.float64]:
        """p^alpha of absolute TD errors; 0 of what is no decision (-1)."""
        real = errors >= 0
        return np.where(real, (np.where(real, errors, 0.0).astype(np.float64) + LEAST) ** self.alpha, 0.0)

    def _views(self, block: Array, step: Array, env: Array) -> dict[str, Array]:
        """What was seen at these steps, (n, ...) each, frames stacked."""
        found = {}
        row = self.shape.history + step
        for key, field in self._fields.items():
            name = key.removeprefix("views.")
            if name in (key, MASK):  # no view, or no part of what the network sees
                continue
            if name.startswith(PIXELS):
                rows = row[:, None] + np.arange(-self.shape.history, 1)
                found[name] = stacked(field[block[:, None], rows, env[:, None]], self._fields["ages"][block, row, env])
            else:
                found[name] = field[block, row, env]
        return found

    def counters(self) -> dict[str, Any]:
        """What `restore` needs besides the blocks."""
        return {"added": self._added, "serials": self._serials.copy(), "random": self._random.bit_generator.state}

    def block(self, number: int) -> dict[str, Array] | None:
        """One block's arrays by field, its leaves' weights under "leaves"; None where nothing was put yet."""
        if self._serials[number] < 0:
            return None
        first = number * self.shape.decisions
        leaves = self._tree.leaves[first : first + self.shape.decisions].copy()
        return {name: field[number] for name, field in self._fields.items()} | {"leaves": leaves}

    def restore_block(self, number: int, block: dict[str, Array]) -> None:
        """Puts back what `block` gave."""
        first = number * self.shape.decisions
        self._tree.set(np.arange(first, first + self.shape.decisions), block["leaves"])
        for name, array in block.items():
            if name != "leaves":
                if name not in self._fields:
                    self._fields[name] = np.zeros((self.blocks, *array.shape), array.dtype)
                self._fields[name][number] = array

    def restore(self, counters: dict[str, Any]) -> None:
        """Goes on from what `counters` gave, after the blocks were put back."""
        self._added = counters["added"]
        self._serials[:] = counters["serials"]
        self._random.bit_generator.state = counters["random"]


def _flat(fragment: Fragment) -> dict[str, Array]:
    """A fragment's arrays by field; the priorities live in the tree."""
    views = {"views." + name: view for name, view in fragment.views.items()}
    return views | {name: array for name, array in fragment._asdict().items() if name not in ("views", "priorities")}
