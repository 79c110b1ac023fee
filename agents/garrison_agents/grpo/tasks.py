"""Samplers of tasks: which level, which seed, how many episodes."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

import numpy as np

from garrison_agents.grpo.data import Judged, Task
from garrison_agents.grpo.interfaces import Needs

SEEDS_FROM: Final = 1 << 63  # of training; the frozen episodes' are far below


class Uniform:
    """Every level as likely as any other, each group with a seed of its own."""

    NEEDS: ClassVar[Needs] = ()

    def __init__(self, levels: Sequence[str], size: int, seed: int) -> None:
        """size: episodes in a group."""
        self.levels, self.size = tuple(levels), size
        self._rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, 1])))

    def draw(self, groups: int) -> list[Task]:
        """So many tasks of equal size."""
        return [Task(level, self._seed(), self.size) for level in self._levels(groups)]

    def observe(self, judged: Sequence[Judged]) -> dict[str, float]:
        """Nothing is learnt."""
        return {}

    def _levels(self, groups: int) -> list[str]:
        return [self.levels[int(self._rng.integers(len(self.levels)))] for _ in range(groups)]

    def _seed(self) -> int:
        return SEEDS_FROM + int(self._rng.integers(SEEDS_FROM - 1))

    def state(self) -> dict[str, Any]:
        """The generator's."""
        return {"rng": pack_rng(self._rng)}

    def restore(self, state: dict[str, Any]) -> None:
        """Goes on from there."""
        unpack_rng(self._rng, state["rng"])


class Curriculum(Uniform):
    """Levels in the order in which they are given: the next one is let in when the ones before are played well enough.

    A level's turn comes with a chance that grows with what is still to be gained on it (1 - its mean normalised score, and a
    floor). Narvekar et al., "Curriculum Learning for Reinforcement Learning Domains", 2020, section 4.2, is the frame; the rule is ours.
    """

    LOGS: ClassVar[Needs] = ("levels_open",)

    def __init__(
        self, levels: Sequence[str], size: int, seed: int, *, first: int = 2, bar: float = 0.6, memory: float = 0.8, floor: float = 0.2
    ) -> None:
        """first: levels open from the start; bar: mean score that lets the next in; memory: of the running means; floor: least weight."""
        super().__init__(levels, size, seed)
        self.bar, self.memory, self.floor = bar, memory, floor
        self.open = min(first, len(self.levels))
        self.means: dict[str, float] = {}

    def _levels(self, groups: int) -> list[str]:
        there = self.levels[: self.open]
        weights = np.array([max(1.0 - self.means.get(level, 0.0), self.floor) for level in there])
        return [there[i] for i in self._rng.choice(len(there), groups, p=weights / weights.sum())]

    def observe(self, judged: Sequence[Judged]) -> dict[str, float]:
        """Running means of the levels, and whether the next may come."""
        for level in dict.fromkeys(one.group.task.level for one in judged):
            scores = [episode.normalised for one in judged if one.group.task.level == level for episode in one.group.episodes]
            mean = float(np.mean(scores))
            self.means[level] = self.memory * self.means[level] + (1 - self.memory) * mean if level in self.means else mean
        known = [self.means.get(level, 0.0) for level in self.levels[: self.open]]
        if self.open < len(self.levels) and np.mean(known) >= self.bar:
            self.open += 1
        return {"levels_open": float(self.open)}

    def state(self) -> dict[str, Any]:
        """The generator's, and what is known of the levels."""
        return {**super().state(), "open": self.open, "means": dict(self.means)}

    def restore(self, state: dict[str, Any]) -> None:
        """Goes on from there."""
        super().restore(state)
        self.open, self.means = int(state["open"]), dict(state["means"])


def pack_rng(rng: np.random.Generator) -> dict[str, Any]:
    """A PCG64's state in plain values: its 128 bits as text."""
    held: Mapping[str, Any] = rng.bit_generator.state
    return {"state": str(held["state"]["state"]), "inc": str(held["state"]["inc"]), "has": held["has_uint32"], "uinteger": held["uinteger"]}


def unpack_rng(rng: np.random.Generator, state: Mapping[str, Any]) -> None:
    """Puts it back."""
    rng.bit_generator.state = {
        "bit_generator": "PCG64", "state": {"state": int(state["state"]), "inc": int(state["inc"])},
        "has_uint32": int(state["has"]), "uinteger": int(state["uinteger"]),
    }  # fmt: skip
