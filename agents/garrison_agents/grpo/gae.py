"""Turn-level generalised advantage estimation, by the policy's critic."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np

from garrison_agents.grpo.data import Floats, Judged
from garrison_agents.grpo.interfaces import Needs


class TurnGae:
    """Schulman et al., "High-Dimensional Continuous Control Using Generalized Advantage Estimation", 2016, equation 16, with
    turns for steps; whitened over the iteration. The critic speaks before each turn's first reply token."""

    NEEDS: ClassVar[Needs] = ("values", "critic_loss")

    def __init__(self, *, gamma: float = 1.0, decay: float = 0.95, whiten: bool = True) -> None:
        """decay: lambda."""
        self.gamma, self.decay, self.whiten = gamma, decay, whiten

    def __call__(self, judged: Sequence[Judged]) -> list[Judged]:
        """Advantages, and the critic's targets."""
        made = [self._of(one) for one in judged]
        if self.whiten and made:
            flat = np.concatenate([part for one in made for part in one.advantages or []])
            there = flat[~np.isnan(flat)]
            mean, scale = (there.mean(), there.std() + 1e-8) if len(there) else (0.0, 1.0)
            made = [replace(one, advantages=[(part - mean) / scale for part in one.advantages or []]) for one in made]
        return made

    def _of(self, one: Judged) -> Judged:
        advantages: list[Floats] = []
        targets: list[Floats] = []
        for episode, rewards in zip(one.group.episodes, one.rewards.total, strict=True):
            values = np.array([turn.reply.value for turn in episode.turns], np.float64)
            if np.isnan(rewards).all():
                advantages.append(np.full(len(rewards), np.nan))
            else:
                advantages.append(estimate(np.nan_to_num(rewards), values, self.gamma, self.decay))
            targets.append(advantages[-1] + values)
        return replace(one, advantages=advantages, targets=targets)


def estimate(rewards: Floats, values: Floats, gamma: float, decay: float) -> Floats:
    """(t,): the sum of discounted differences; after the last turn nothing comes."""
    after = np.append(values[1:], 0.0)
    differences = rewards + gamma * after - values
    made, ahead = np.zeros(len(rewards)), 0.0
    for t in range(len(rewards) - 1, -1, -1):
        ahead = made[t] = differences[t] + gamma * decay * ahead
    return made
