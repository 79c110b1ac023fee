"""Generalised advantage estimates (Schulman et al., 2016), for every seat of every game at once."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def advantages(
    rewards: NDArray[Any], values: NDArray[Any], next_values: NDArray[Any], terminated: NDArray[np.bool_], truncated: NDArray[np.bool_],
    gamma: float, lam: float,
) -> NDArray[np.float32]:  # fmt: skip
    """(steps, games, seats). values: of what was seen; next_values: of what each step led to, before a new game began;
    terminated, truncated (steps, games). A game that was cut off goes on in the value of its last state."""
    found = np.zeros(rewards.shape, np.float32)
    later = np.zeros(rewards.shape[1:], np.float32)
    goes_on = ~terminated[..., None]
    same_game = ~(terminated | truncated)[..., None]
    errors = rewards + gamma * next_values * goes_on - values
    for step in reversed(range(len(rewards))):
        later = errors[step] + gamma * lam * same_game[step] * later
        found[step] = later
    return found
