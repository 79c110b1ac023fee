"""XRPO's sharpening: what was right and not to be expected counts for more."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np

from garrison_agents.grpo.advantages import Grpo, spread_out
from garrison_agents.grpo.data import Floats, Judged
from garrison_agents.grpo.interfaces import Needs
from garrison_agents.grpo.success import BAR, confidence, successes


class Xrpo(Grpo):
    """Bamba et al., "XRPO: Pushing the limits of GRPO with Targeted Exploration and Exploitation", 2025 (arXiv:2510.06672), its second
    half: the advantages of right answers that the policy held to be unlikely are amplified. The first half is the tasks `budget`.

    Our choices: with s an episode's mean log-probability of a reply token, and novelty 1 - exp(s - mean of the group's s), the advantage
    of a right episode (normalised score of `bar`), where it is above 0, is multiplied by 1 + weight x novelty, at least by 1 and at most
    by 1 + most. Its in-context seeding is not here. weight=0: GRPO.
    """

    NEEDS: ClassVar[Needs] = ()

    def __init__(self, *, weight: float = 1.0, most: float = 0.5, bar: float = BAR, epsilon: float = 1e-4) -> None:
        super().__init__(epsilon=epsilon)
        self.weight, self.most, self.bar = weight, most, bar

    def __call__(self, judged: Sequence[Judged]) -> list[Judged]:
        """One group at a time."""
        return [replace(one, advantages=spread_out(self.sharpened(one), one)) for one in judged]

    def sharpened(self, one: Judged) -> Floats:
        """(G,) advantages."""
        plain = self.of(one.rewards.returns())
        sure = np.array([confidence(episode) for episode in one.group.episodes])
        novelty = 1.0 - np.exp(sure - sure.mean())
        more = np.clip(self.weight * novelty, 0.0, self.most)
        sharpened: Floats = plain * np.where(successes(one.group, self.bar) & (plain > 0), 1.0 + more, 1.0)
        return sharpened
