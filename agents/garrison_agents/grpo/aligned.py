"""Advantages of turns by what came after them, compared with the same turn of the group's other episodes."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np

from garrison_agents.grpo.advantages import centred, deviation
from garrison_agents.grpo.data import Floats, Judged
from garrison_agents.grpo.gigpo import discounted
from garrison_agents.grpo.interfaces import Needs


class Turns:
    """A_t = (G_t - mean of the group's G_t) / (deviation + epsilon), G_t the discounted return from turn t on.

    Turn-level credit as in Zeng et al., "Reinforcing Multi-Turn Reasoning in LLM Agents via Turn-Level Credit Assignment", 2025; our
    baseline is the group's mean at the same turn, which is the same time here, since all started from one state. An episode that
    has ended counts there with the 0 that is still to come. The deviation is that of all the group's distances from those means.
    """

    NEEDS: ClassVar[Needs] = ()

    def __init__(self, *, gamma: float = 0.95, epsilon: float = 1e-4) -> None:
        self.gamma, self.epsilon = gamma, epsilon

    def __call__(self, judged: Sequence[Judged]) -> list[Judged]:
        """One group at a time."""
        return [replace(one, advantages=self._of(one)) for one in judged]

    def _of(self, one: Judged) -> list[Floats]:
        lengths = [len(rewards) for rewards in one.rewards.total]
        later = np.zeros((len(lengths), max(lengths, default=0)))
        for i, rewards in enumerate(one.rewards.total):
            later[i, : lengths[i]] = discounted(np.nan_to_num(rewards), self.gamma)
            if np.isnan(rewards).all():
                later[i] = np.nan
        distances = np.stack([centred(column) for column in later.T], axis=1) if later.size else later
        scale = deviation(np.concatenate([row[:length] for row, length in zip(distances, lengths, strict=True)])) + self.epsilon
        return [row[:length] / scale for row, length in zip(distances, lengths, strict=True)]
