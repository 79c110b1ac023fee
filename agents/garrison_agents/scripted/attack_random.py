"""The attacker that orders a random legal type, on a random road, for now or for the next wave; half of the time it waits."""

from typing import Any

import numpy as np

from garrison import Description
from garrison_agents.agent import NativeAction
from garrison_agents.scripted.siege import checked_space, order, stand_of, wait


class AttackRandom:
    name = "attack-random"
    views: tuple[str, ...] = ("attacker",)

    def __init__(self, action_space: str = "native") -> None:
        self.action_space = checked_space(action_space)

    def reset(self, description: Description, seed: int) -> None:
        self._rng = np.random.default_rng(seed)

    def act(self, views: dict[str, Any]) -> NativeAction | int:
        """An order, or to wait."""
        stand, rng = stand_of(views["attacker"]), self._rng
        open_for = [legal for legal in (stand.legal_now, stand.legal_next) if legal]
        if not open_for or rng.random() < 0.5:
            return wait(self.action_space)
        legal = open_for[rng.integers(len(open_for))]
        delay = 0 if legal is stand.legal_now else max(stand.ticks_left - 1, 0)
        road = int(rng.integers(len(stand.covered)))
        return order(self.action_space, stand, legal[rng.integers(len(legal))], road, delay)
