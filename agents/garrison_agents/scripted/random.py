"""The agent that picks any place and any action, most of them refused."""

from typing import Any

import numpy as np

from garrison import Description
from garrison_agents.agent import NativeAction
from garrison_agents.scripted.orders import N_ACTIONS


class Random:
    name = "random"
    views: tuple[str, ...] = ()
    action_space = "native"

    def reset(self, description: Description, seed: int) -> None:
        self._rng = np.random.default_rng(seed)

    def act(self, views: dict[str, Any]) -> NativeAction:
        """x and y uniform over the map, the action uniform over the twelve."""
        x, y = self._rng.uniform(-3.0, 3.0, 2)
        return (float(x), float(y), int(self._rng.integers(N_ACTIONS)))
