"""A sampler of group sizes: more episodes where the group's mean is least certain, at the same number of episodes in all."""

import math
from collections.abc import Sequence
from typing import Any, ClassVar, Final

import numpy as np

from garrison_agents.grpo.data import Judged, Task
from garrison_agents.grpo.interfaces import Needs
from garrison_agents.grpo.tasks import Uniform

UNKNOWN: Final = 0.5  # deviation of scores on a level that was never played: the largest that numbers from 0 to 1 can have
NORMAL: Final = 1.959964  # 97.5 % of a normal distribution


class Budget(Uniform):
    """Bamba et al., "XRPO: Pushing the limits of GRPO with Targeted Exploration and Exploitation", 2025 (arXiv:2510.06672), its first
    half: rollouts go one by one to the task whose mean's interval (Student's, 95 %) shrinks most by one more, and to tasks that were
    seldom tried.

    Our choices: levels are drawn as in `uniform`; a level's deviation is that of its normalised scores in the iterations before, which
    fade with `memory`. Every group has its part of the (1 - share) that is shared out evenly, and `least` at the least. The bonus of one
    more is explore x sqrt(log(1 + all) / (1 + those of this level)), by the episodes seen. share=0: groups of equal size.
    """

    NEEDS: ClassVar[Needs] = ()
    LOGS: ClassVar[Needs] = ("group_largest",)

    def __init__(
        self, levels: Sequence[str], size: int, seed: int, *, share: float = 0.5, least: int = 2, explore: float = 0.02, memory: float = 0.8
    ) -> None:
        super().__init__(levels, size, seed)
        if not 0 <= share <= 1:
            raise ValueError(f"share: came {share:g}, wanted 0 to 1")
        if least < 2:
            raise ValueError(f"least: came {least}, wanted 2 or more: one alone has nothing to be compared with")
        self.share, self.least, self.explore, self.memory = share, min(least, size), explore, memory
        self.seen: dict[str, list[float]] = {}  # level -> episodes, their scores' sum, the sum of squares; all faded

    def draw(self, groups: int) -> list[Task]:
        """As many episodes in all as groups of equal size have."""
        levels = self._levels(groups)
        sizes = self.sizes(levels)
        return [Task(level, self._seed(), size) for level, size in zip(levels, sizes, strict=True)]

    def sizes(self, levels: Sequence[str]) -> list[int]:
        """Episodes of a group of each of these."""
        sizes = [max(self.least, math.ceil(self.size * (1.0 - self.share)))] * len(levels)
        for _ in range(self.size * len(levels) - sum(sizes)):
            gains = [self.gain(level, size) for level, size in zip(levels, sizes, strict=True)]
            sizes[int(np.argmax(gains))] += 1
        return sizes

    def gain(self, level: str, size: int) -> float:
        """What one more episode in a group of this size is worth."""
        apart = self.deviation(level)
        shrinks = apart * (quantile(size - 1) / math.sqrt(size) - quantile(size) / math.sqrt(size + 1))
        every = sum(count for count, _, _ in self.seen.values())
        return shrinks + self.explore * math.sqrt(math.log1p(every) / (1.0 + self.seen.get(level, [0.0])[0]))

    def deviation(self, level: str) -> float:
        """Of a level's normalised scores."""
        count, total, squares = self.seen.get(level, [0.0, 0.0, 0.0])
        return math.sqrt(max(squares / count - (total / count) ** 2, 0.0)) if count else UNKNOWN

    def observe(self, judged: Sequence[Judged]) -> dict[str, float]:
        """Scores of the levels that were played."""
        for level in dict.fromkeys(one.group.task.level for one in judged):
            scores = np.array([e.normalised for one in judged if one.group.task.level == level for e in one.group.episodes])
            fresh = [float(len(scores)), float(scores.sum()), float((scores**2).sum())]
            self.seen[level] = [self.memory * old + new for old, new in zip(self.seen.get(level, [0.0] * 3), fresh, strict=True)]
        return {"group_largest": float(max((one.group.task.size for one in judged), default=0))}

    def state(self) -> dict[str, Any]:
        """The generator's, and what is known of the levels."""
        return {**super().state(), "seen": {level: list(sums) for level, sums in self.seen.items()}}

    def restore(self, state: dict[str, Any]) -> None:
        """Goes on from there."""
        super().restore(state)
        self.seen = {level: list(sums) for level, sums in state["seen"].items()}


def quantile(freedom: int) -> float:
    """97.5 % of Student's distribution, by the first terms of its expansion; exact for one degree of freedom.

    Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964, formula 26.7.5.
    """
    if freedom == 1:
        return 12.7062
    z = NORMAL
    return z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
