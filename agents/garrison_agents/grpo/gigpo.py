"""GiGPO: an advantage of the episode within its group, and one of the step within all that were in the same state."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np

from garrison_agents.grpo.advantages import Grpo, centred, deviation, spread_out
from garrison_agents.grpo.data import Floats, Judged
from garrison_agents.grpo.interfaces import Needs


class GiGpo:
    """Feng et al., "Group-in-Group Policy Optimization for LLM Agent Training", 2025: A = A_episode + weight x A_step (equation 9).

    A_step compares the discounted returns from there on of all turns of the group that were given in the same anchor state (equations
    6 to 8). Two turns share a state when their prompts are the same tokens; a state met once adds nothing.
    """

    NEEDS: ClassVar[Needs] = ()

    def __init__(self, *, weight: float = 1.0, gamma: float = 0.95, scaled: bool = True, epsilon: float = 1e-4) -> None:
        """scaled: both advantages are divided by their deviation (F_norm = std), or by 1."""
        self.weight, self.gamma, self.scaled, self.epsilon = weight, gamma, scaled, epsilon
        self._episode = Grpo(epsilon=epsilon)

    def __call__(self, judged: Sequence[Judged]) -> list[Judged]:
        """One group at a time."""
        return [replace(one, advantages=self._of(one)) for one in judged]

    def _of(self, one: Judged) -> list[Floats]:
        returns = one.rewards.returns()
        whole = spread_out(self._episode.of(returns) if self.scaled else centred(returns), one)
        return [both + self.weight * step for both, step in zip(whole, self.steps(one), strict=True)]

    def steps(self, one: Judged) -> list[Floats]:
        """A_step, over episodes (turns,)."""
        later = [discounted(np.nan_to_num(rewards), self.gamma) for rewards in one.rewards.total]
        met: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for i, episode in enumerate(one.group.episodes):
            if not np.isnan(one.rewards.total[i]).all():
                for t, turn in enumerate(episode.turns):
                    met[turn.anchor].append((i, t))
        made = [np.zeros(len(rewards)) for rewards in later]
        for places in met.values():
            values = np.array([later[i][t] for i, t in places])
            steps = centred(values) / (deviation(values) + self.epsilon if self.scaled else 1.0)
            for (i, t), step in zip(places, steps, strict=True):
                made[i][t] = step
        return made


def discounted(rewards: Floats, gamma: float) -> Floats:
    """(t,): each turn's reward and all later ones, discounted."""
    made, ahead = np.zeros(len(rewards)), 0.0
    for t in range(len(rewards) - 1, -1, -1):
        ahead = made[t] = rewards[t] + gamma * ahead
    return made
