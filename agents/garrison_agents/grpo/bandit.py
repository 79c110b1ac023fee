"""A sampler that goes where there is most to be learnt: a bandit whose arms are difficulties."""

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from garrison_agents.grpo.data import Judged, Task
from garrison_agents.grpo.interfaces import Needs
from garrison_agents.grpo.tasks import Uniform


class Bandit(Uniform):
    """Chen et al., "Self-Evolving Curriculum for LLM Reasoning", 2025 (arXiv:2505.14970): an arm for each category of tasks, valued by
    the mean size of the advantages that it gave, Q += rate x (reward - Q), and drawn by the softmax of Q / temperature.

    Our choices: a generated level's category is its difficulty, another level is one by itself; every arm begins with 0. rate=0: uniform
    over categories.
    """

    NEEDS: ClassVar[Needs] = ()
    LOGS: ClassVar[Needs] = ("arm_most_drawn",)

    def __init__(self, levels: Sequence[str], size: int, seed: int, *, rate: float = 0.5, temperature: float = 0.2) -> None:
        super().__init__(levels, size, seed)
        if temperature <= 0:
            raise ValueError(f"temperature: came {temperature:g}, wanted more than 0")
        self.rate, self.temperature = rate, temperature
        self.arms: dict[str, list[str]] = {}
        for level in self.levels:
            self.arms.setdefault(category(level), []).append(level)
        self.values = dict.fromkeys(self.arms, 0.0)

    def chances(self) -> dict[str, float]:
        """Of each arm."""
        powers = np.array(list(self.values.values())) / self.temperature
        odds = np.exp(powers - powers.max())
        return dict(zip(self.values, (odds / odds.sum()).tolist(), strict=True))

    def draw(self, groups: int) -> list[Task]:
        """Arms by their chances, levels of an arm alike."""
        chances = self.chances()
        names = list(chances)
        drawn = [names[i] for i in self._rng.choice(len(names), groups, p=list(chances.values()))]
        return [Task(self._of(arm), self._seed(), self.size, bin=arm) for arm in drawn]

    def _of(self, arm: str) -> str:
        return self.arms[arm][int(self._rng.integers(len(self.arms[arm])))]

    def observe(self, judged: Sequence[Judged]) -> dict[str, float]:
        """Values the arms that were drawn."""
        for arm in dict.fromkeys(one.group.task.bin for one in judged):
            sizes = [np.abs(np.nan_to_num(part)) for one in judged if one.group.task.bin == arm for part in one.advantages or []]
            gained = float(np.concatenate(sizes).mean()) if sizes else 0.0
            self.values[arm] += self.rate * (gained - self.values[arm])
        return {"arm_most_drawn": max(self.chances().values())}

    def state(self) -> dict[str, Any]:
        """The generator's, and the arms' values."""
        return {**super().state(), "values": dict(self.values)}

    def restore(self, state: dict[str, Any]) -> None:
        """Goes on from there."""
        super().restore(state)
        self.values = dict(state["values"])


def category(level: str) -> str:
    """`generated:SEED:DIFFICULTY` -> `difficulty DIFFICULTY`; another level -> itself."""
    name, _, rest = level.partition(":")
    return f"difficulty {rest.rpartition(':')[2]}" if name == "generated" else level
