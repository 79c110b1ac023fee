"""GDRO: an adversary who puts weight on the difficulties at which the policy does worst."""

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from garrison_agents.grpo.data import Floats, Judged, Task
from garrison_agents.grpo.interfaces import Needs
from garrison_agents.grpo.tasks import Uniform


class Gdro(Uniform):
    """Panaganti et al., "Group Distributionally Robust Optimization-Driven Reinforcement Learning for LLM Reasoning", 2026
    (arXiv:2601.19280), Prompt-GDRO: tasks are sorted into bins by how they are solved now, and bins are drawn by multiplicative weights
    over their losses. Rollout-GDRO is the tasks `budget`.

    Our choices: a level's bin is where the running mean of its normalised score (0 before it was played) falls among `bins` equal parts of
    0 to 1. A bin's loss is 1 - the mean score of its groups, so that often drawn bins weigh no more, averaged over iterations with
    `memory` and freed of the average's bias. Weights: log w <- (1 - forget) log w + rate x loss, which bounds them. `floor` of the
    chances is uniform over the bins that hold levels. rate=0: uniform over these.
    """

    NEEDS: ClassVar[Needs] = ()
    LOGS: ClassVar[Needs] = ("bins", "bin_most_drawn")

    def __init__(
        self, levels: Sequence[str], size: int, seed: int, *, bins: int = 4, rate: float = 1.0, forget: float = 0.1, memory: float = 0.8,
        floor: float = 0.1,
    ) -> None:  # fmt: skip
        super().__init__(levels, size, seed)
        if bins < 1:
            raise ValueError(f"bins: came {bins}, wanted 1 or more")
        self.bins, self.rate, self.forget, self.memory, self.floor = bins, rate, forget, memory, floor
        self.means: dict[str, float] = {}  # of levels
        self.losses = [0.0] * bins
        self.counts = [0] * bins  # iterations in each average
        self.logs = [0.0] * bins

    def bin_of(self, level: str) -> int:
        """0 for the hardest."""
        return min(max(int(self.means.get(level, 0.0) * self.bins), 0), self.bins - 1)

    def chances(self) -> Floats:
        """(bins,) 0 for those without a level."""
        there = np.bincount([self.bin_of(level) for level in self.levels], minlength=self.bins) > 0
        odds = np.where(there, np.exp(np.array(self.logs) - max(self.logs)), 0.0)
        chances: Floats = (1.0 - self.floor) * odds / odds.sum() + self.floor * there / there.sum()
        return chances

    def draw(self, groups: int) -> list[Task]:
        """Bins by their weights, levels of a bin alike."""
        held: dict[int, list[str]] = {}
        for level in self.levels:
            held.setdefault(self.bin_of(level), []).append(level)
        drawn = self._rng.choice(self.bins, groups, p=self.chances()).tolist()
        return [Task(held[b][int(self._rng.integers(len(held[b])))], self._seed(), self.size, bin=str(b)) for b in drawn]

    def observe(self, judged: Sequence[Judged]) -> dict[str, float]:
        """Moves the weights, then the levels among the bins."""
        scores: dict[int, list[float]] = {}
        for one in judged:
            scores.setdefault(int(one.group.task.bin), []).append(float(np.mean([e.normalised for e in one.group.episodes])))
        for b, found in scores.items():
            self.losses[b] = self.memory * self.losses[b] + (1 - self.memory) * (1.0 - float(np.mean(found)))
            self.counts[b] += 1
        for b, count in enumerate(self.counts):
            if count:
                loss = self.losses[b] / (1.0 - self.memory**count) if self.memory < 1 else self.losses[b]
                self.logs[b] = (1 - self.forget) * self.logs[b] + self.rate * loss
        for one in judged:
            level, mean = one.group.task.level, float(np.mean([e.normalised for e in one.group.episodes]))
            self.means[level] = self.memory * self.means[level] + (1 - self.memory) * mean if level in self.means else mean
        chances = self.chances()
        return {"bins": float((chances > 0).sum()), "bin_most_drawn": float(chances.max())}

    def state(self) -> dict[str, Any]:
        """The generator's, and all that is known of bins and levels."""
        known = {"means": dict(self.means), "losses": list(self.losses), "counts": list(self.counts), "logs": list(self.logs)}
        return {**super().state(), **known}

    def restore(self, state: dict[str, Any]) -> None:
        """Goes on from there."""
        super().restore(state)
        self.means, self.losses = dict(state["means"]), list(state["losses"])
        self.counts, self.logs = list(state["counts"]), list(state["logs"])
