"""`garrison train sft`: a policy learns to write what a teacher would have, on episodes recorded first."""

from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any, Final

import numpy as np

from garrison_agents.grpo.data import Row, Task
from garrison_agents.grpo.learner import Learner
from garrison_agents.grpo.losses import Copy
from garrison_agents.grpo.parts import Parts, learner_options, parts_of
from garrison_agents.grpo.recording import lessons, record
from garrison_agents.grpo.run import Run
from garrison_agents.grpo.settings import SftSettings
from garrison_agents.grpo.tasks import pack_rng, unpack_rng
from garrison_agents.training.folder import Cell
from garrison_agents.training.task import Ending
from garrison_agents.training.task import Task as TrainingTask

PROGRESS: Final = ("steps", "passes", "loss", "entropy", "grad_norm", "teacher_mean", "lessons")


def train(task: TrainingTask) -> Ending:
    """A run of one seed. See `garrison_agents.training.task.Trainer`."""
    settings = task.settings
    assert isinstance(settings, SftSettings)
    with ExitStack() as stack:
        parts = parts_of(settings, task.targets, stack)
        options = learner_options(settings, epochs=1, minibatches=1)
        learner = Learner(parts.policy, Copy(), (), options, parts.device, settings.seed)
        return SftRun(task, parts, learner).to_the_end(stack)


class SftRun(Run):
    """Draws batches from the lessons, pass after pass."""

    def __init__(self, task: TrainingTask, parts: Parts, learner: Learner) -> None:
        super().__init__(task, parts, learner, PROGRESS)
        assert isinstance(parts.settings, SftSettings)
        self.teaching = parts.settings
        self.rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([self.teaching.seed, 3])))
        self.order: list[int] = []  # what is left of this pass
        self.passes = 0
        self.stats: list[dict[str, float]] = []
        self.lessons, self.teacher_mean = self._record()

    def _record(self) -> tuple[list[Row], float]:
        """The same episodes whenever it is called: a run that goes on records them again."""
        settings, parts, groups = self.teaching, self.parts, []
        for number, level in enumerate(settings.levels):
            self.task.watcher.say(f"recording {settings.teacher} on {level}")
            template = parts.prompts.template(Task(level, 0, 1), 0)
            seed = (settings.seed * len(settings.levels) + number) * settings.record_episodes
            groups.append(
                record(
                    parts.backends[number % len(parts.backends)], parts.grounds[level], parts.policy, settings.teacher,
                    settings.record_episodes, parts.options, template, seed,
                )
            )  # fmt: skip
        scores = [episode.normalised for group in groups for episode in group.episodes]
        return lessons(groups, settings.context), float(np.mean(scores))

    def turn(self) -> None:
        """One gradient step."""
        if not self.order:
            self.order, self.passes = self.rng.permutation(len(self.lessons)).tolist(), self.passes + 1
        taken, self.order = self.order[: self.teaching.batch_size], self.order[self.teaching.batch_size :]
        self.stats.append(self.learner.update([self.lessons[i] for i in taken]))
        self.steps += len(taken)

    def progress(self) -> tuple[Mapping[str, Cell], Mapping[str, float]]:
        """Means over the gradient steps since the last row."""
        stats, self.stats = self.stats, []
        if not stats:
            return {}, {}
        means = {name: float(np.mean([one[name] for one in stats])) for name in ("loss", "entropy", "grad_norm")}
        return {"passes": self.passes, **means, "teacher_mean": self.teacher_mean, "lessons": len(self.lessons)}, {}

    def own_state(self) -> dict[str, Any]:
        """Where it is in its pass."""
        return {"rng": pack_rng(self.rng), "order": np.array(self.order, np.int64), "passes": self.passes, "stats": self.stats}

    def restore_own(self, state: dict[str, Any]) -> None:
        """Goes on from there."""
        unpack_rng(self.rng, state["rng"])
        self.order, self.passes, self.stats = state["order"].tolist(), state["passes"], state["stats"]
