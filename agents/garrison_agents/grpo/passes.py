"""Runs that learn from recorded episodes: pass after pass over the same lessons, in an order drawn anew for each."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from garrison_agents.grpo.learner import Learner
from garrison_agents.grpo.parts import Parts
from garrison_agents.grpo.run import Run
from garrison_agents.grpo.settings import LessonSettings
from garrison_agents.grpo.tasks import pack_rng, unpack_rng
from garrison_agents.training.folder import Cell
from garrison_agents.training.task import Task


class Passes(Run):
    """Draws batches from the lessons, which a run that goes on records again."""

    STATS: ClassVar[tuple[str, ...]] = ()  # of what `learn` gives, the columns of progress.csv

    def __init__(self, task: Task, parts: Parts, learner: Learner, more: Sequence[str]) -> None:
        """more: the columns of `facts`."""
        super().__init__(task, parts, learner, ("steps", "passes", *self.STATS, *more))
        assert isinstance(parts.settings, LessonSettings)
        self.batch_size = parts.settings.batch_size
        self.rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([parts.settings.seed, 3])))
        self.order: list[int] = []  # what is left of this pass
        self.passes = 0
        self.stats: list[dict[str, float]] = []
        self._lessons: Sequence[Any] | None = None

    @property
    def lessons(self) -> Sequence[Any]:
        """Recorded when they are first needed."""
        if self._lessons is None:
            self._lessons = self.recorded()
        return self._lessons

    @abstractmethod
    def recorded(self) -> Sequence[Any]:
        """The lessons: the same whenever it is called."""

    @abstractmethod
    def learn(self, lessons: Sequence[Any]) -> dict[str, float]:
        """One gradient step."""

    @abstractmethod
    def facts(self) -> dict[str, Cell]:
        """What a row tells besides."""

    def turn(self) -> None:
        """One gradient step."""
        if not self.order:
            self.order, self.passes = self.rng.permutation(len(self.lessons)).tolist(), self.passes + 1
        taken, self.order = self.order[: self.batch_size], self.order[self.batch_size :]
        self.stats.append(self.learn([self.lessons[i] for i in taken]))
        self.steps += len(taken)

    def progress(self) -> tuple[Mapping[str, Cell], Mapping[str, float]]:
        """Means over the gradient steps since the last row."""
        stats, self.stats = self.stats, []
        if not stats:
            return {}, {}
        return {"passes": self.passes, **{name: float(np.mean([one[name] for one in stats])) for name in self.STATS}, **self.facts()}, {}

    def own_state(self) -> dict[str, Any]:
        """Where it is in its pass."""
        return {"rng": pack_rng(self.rng), "order": np.array(self.order, np.int64), "passes": self.passes, "stats": self.stats}

    def restore_own(self, state: dict[str, Any]) -> None:
        """Goes on from there."""
        unpack_rng(self.rng, state["rng"])
        self.order, self.passes, self.stats = state["order"].tolist(), state["passes"], state["stats"]
