"""How a DQN explores: with a chance epsilon any legal action, or each with a chance that grows with its value."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from garrison_agents.apex.network import NEVER
from garrison_agents.marl.settings import BOLTZMANN

LEAST_HEAT: Final = 1e-6


@dataclass(frozen=True)
class Fall:
    """From `first` to `last` in the first `share` of `steps`, linearly; constant where the two are equal."""

    first: float
    last: float
    share: float
    steps: int

    def at(self, step: int) -> float:
        """The value after so many steps."""
        span = self.share * self.steps
        done = min(step / span, 1.0) if span else 1.0
        return self.first + (self.last - self.first) * done


def explored(kind: str, values: NDArray[np.float32], amount: float, random: np.random.Generator) -> NDArray[np.int64]:
    """Actions (n, seats) for values (n, seats, actions), which are NEVER where not legal. Each seat explores by itself.

    amount: epsilon, or the temperature in units of values.
    """
    never = values == NEVER
    wished = np.where(never, 0.0, values)
    if kind == BOLTZMANN:
        lots = 1.0 - random.random(values.shape, np.float32)  # more than 0
        wished = wished / max(amount, LEAST_HEAT) - np.log(-np.log(lots * (1 - 2**-24)))  # Gumbel's way
    else:
        lots = random.random(values.shape, np.float32)
        explores = random.random(values.shape[:-1]) < amount
        wished = np.where(explores[..., None], lots, wished)
    actions: NDArray[np.int64] = np.where(never, -np.inf, wished).argmax(axis=-1)
    return actions
