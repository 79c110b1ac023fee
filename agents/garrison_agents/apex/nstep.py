"""n-step returns: rewards are added up over n decisions before the network's word is taken for the rest (Sutton, 1988)."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Returns(NamedTuple):
    """Of the decisions that began at steps 0 to T - 1 in E episodes side by side; all (T, E)."""

    sums: NDArray[np.float32]  # the rewards that followed, discounted, up to the end of the episode
    discounts: NDArray[np.float32]  # what the value of the state after them counts: gamma ** span, or 0 after a true end
    spans: NDArray[np.uint8]  # after how many steps that state comes


def n_step_returns(rewards: NDArray[Any], terminated: NDArray[Any], truncated: NDArray[Any], gamma: float, n: int) -> Returns:
    """rewards, terminated, truncated: (T + n - 1, E), of each step. An episode that was cut off goes on in the value of its last state."""
    steps = len(rewards) - n + 1
    shape = (steps, rewards.shape[1])
    sums, spans = np.zeros(shape, np.float32), np.zeros(shape, np.uint8)
    going, over = np.ones(shape, np.bool_), np.zeros(shape, np.bool_)
    for k in range(n):
        sums += np.float32(gamma**k) * rewards[k : k + steps] * going
        spans += going
        over |= going & terminated[k : k + steps]
        going &= ~(terminated[k : k + steps] | truncated[k : k + steps])
    discounts = np.where(over, 0.0, np.float64(gamma) ** spans).astype(np.float32)
    return Returns(sums, discounts, spans)
