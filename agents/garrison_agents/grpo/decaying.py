"""S-GRPO's reward: of the exits that did well, the earlier ones earn more."""

from typing import ClassVar

import numpy as np

from garrison_agents.grpo.data import Floats, Group
from garrison_agents.grpo.interfaces import Needs
from garrison_agents.grpo.success import BAR, successes


class Decaying:
    """Dai et al., "S-GRPO: Early Exit via Reinforcement Learning in Reasoning Models", 2025 (arXiv:2505.07686): within a serial group
    (rollout `serial`), what is right earns less the later it exits, and what is wrong earns nothing.

    Our choices: right is a normalised score of `bar` or more; the k-th of the right ones by their turns earns decay to the power of k,
    counted from 0, and those of equal turns earn alike. decay=1: all right ones earn 1.
    """

    NEEDS: ClassVar[Needs] = ()

    def __init__(self, *, decay: float = 0.5, bar: float = BAR) -> None:
        if not 0 < decay <= 1:
            raise ValueError(f"decay: came {decay:g}, wanted more than 0, at most 1")
        self.decay, self.bar = decay, bar

    def __call__(self, group: Group) -> list[Floats]:
        """Told in an episode's last turn."""
        right = successes(group, self.bar)
        turns = np.array([len(episode.turns) for episode in group.episodes])
        made = [np.zeros(count) for count in turns]
        for i in np.flatnonzero(right & (turns > 0)):
            made[i][-1] = self.decay ** int((right & (turns < turns[i])).sum())
        return made
