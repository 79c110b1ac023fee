"""GRPO-lambda: length is a matter only where the group succeeds."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np

from garrison_agents.grpo.advantages import Grpo, spread_out
from garrison_agents.grpo.data import Floats, Judged
from garrison_agents.grpo.interfaces import Needs
from garrison_agents.grpo.success import BAR, spoken, successes


class GrpoLambda(Grpo):
    """Dai et al., "Stable Reinforcement Learning for Efficient Reasoning", 2025 (arXiv:2505.18086): groups with a high ratio of right
    completions are rewarded for being short as well; in those with a low one, length is no matter, so that nobody learns to be short
    before he is right.

    Our choices: the `share` of an iteration's groups with the highest ratios is penalised, as far as their ratio is `least` or more;
    of these the right episodes alone, by weight x sigmoid of how many deviations an episode's reply tokens lie above the mean of the
    right ones. Right is a normalised score of `bar`. weight=0: GRPO.
    """

    NEEDS: ClassVar[Needs] = ()

    def __init__(self, *, weight: float = 0.2, share: float = 0.5, least: float = 0.5, bar: float = BAR, epsilon: float = 1e-4) -> None:
        super().__init__(epsilon=epsilon)
        self.weight, self.share, self.least, self.bar = weight, share, least, bar

    def __call__(self, judged: Sequence[Judged]) -> list[Judged]:
        """Looks at all groups for their order, then at one at a time."""
        ratios = np.array([successes(one.group, self.bar).mean() if one.group.episodes else 0.0 for one in judged])
        first = np.argsort(-ratios, kind="stable")[: round(self.share * len(judged))]
        short = {int(i) for i in first if ratios[i] >= self.least}
        made = []
        for i, one in enumerate(judged):
            returns = one.rewards.returns()
            made.append(replace(one, advantages=spread_out(self.of(returns - self.penalties(one) if i in short else returns), one)))
        return made

    def penalties(self, one: Judged) -> Floats:
        """(G,) of a group that succeeds."""
        right = successes(one.group, self.bar)
        tokens = np.array([spoken(episode) for episode in one.group.episodes], np.float64)
        own = tokens[right] if right.any() else tokens
        apart = (tokens - own.mean()) / max(float(own.std()), 1.0)
        penalties: Floats = np.where(right, self.weight / (1.0 + np.exp(-np.clip(apart, -30.0, 30.0))), 0.0)
        return penalties
