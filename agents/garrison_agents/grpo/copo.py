"""COPO: a group that is of one mind still learns, from how it did among all groups."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np

from garrison_agents.grpo.advantages import Grpo, spread_out
from garrison_agents.grpo.data import Group, Judged
from garrison_agents.grpo.interfaces import Needs


class Copo(Grpo):
    """Han et al., "COPO: Consistency-Aware Policy Optimization", 2025 (arXiv:2508.04138): the advantage within the group (local) fades
    into one of the whole group (global) as the group's outcomes become consistent, which is when the local one has nothing to tell.

    Our choices: A = (1 - w) A_local + w A_global with w = most x sigmoid(sharpness x (middle - H)). H is the entropy of the group's
    outcomes as a share of the largest there can be; two outcomes are one where their normalised scores fall into the same `width`.
    A_local is GRPO's; A_global is the group's mean return, centred and scaled over the iteration's groups, and all its episodes'. most=0:
    GRPO.
    """

    NEEDS: ClassVar[Needs] = ()

    def __init__(
        self, *, most: float = 1.0, sharpness: float = 10.0, middle: float = 0.3, width: float = 0.1, epsilon: float = 1e-4
    ) -> None:
        super().__init__(epsilon=epsilon)
        if width <= 0:
            raise ValueError(f"width: came {width:g}, wanted more than 0")
        self.most, self.sharpness, self.middle, self.width = most, sharpness, middle, width

    def __call__(self, judged: Sequence[Judged]) -> list[Judged]:
        """Looks across groups."""
        returns = [one.rewards.returns() for one in judged]
        means = np.array([float(np.nanmean(one)) if (~np.isnan(one)).any() else np.nan for one in returns])
        overall = np.nan_to_num(self.of(means))
        made = []
        for one, own, whole in zip(judged, returns, overall, strict=True):
            w = self.most / (1.0 + np.exp(-self.sharpness * (self.middle - outcome_entropy(one.group, self.width))))
            made.append(replace(one, advantages=spread_out((1 - w) * self.of(own) + w * whole, one)))
        return made


def outcome_entropy(group: Group, width: float) -> float:
    """0: all came to the same; 1: no two did."""
    counts = np.array(list(Counter(int(episode.normalised // width) for episode in group.episodes).values()), np.float64)
    shares = counts / counts.sum()
    return float(-(shares * np.log(shares)).sum() / np.log(max(counts.sum(), 2)))
