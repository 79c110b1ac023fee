"""The agent that picks uniformly among the actions that the mask calls legal."""

from typing import Any

import numpy as np

from garrison import Description


class RandomLegal:
    name = "random-legal"
    views: tuple[str, ...] = ("mask",)
    action_space = "sites"

    def reset(self, description: Description, seed: int) -> None:
        self._rng = np.random.default_rng(seed)

    def act(self, views: dict[str, Any]) -> int:
        """An index into the `sites` table; no operation is always among the legal ones."""
        legal = np.flatnonzero(views["mask"])
        return int(legal[self._rng.integers(len(legal))])
