"""`garrison train sft`: a policy learns to write what a teacher would have, on episodes recorded first."""

from collections.abc import Sequence
from contextlib import ExitStack

import numpy as np

from garrison_agents.grpo.data import Row, Task
from garrison_agents.grpo.learner import Learner
from garrison_agents.grpo.losses import Copy
from garrison_agents.grpo.parts import Parts, learner_options, parts_of
from garrison_agents.grpo.passes import Passes
from garrison_agents.grpo.recording import first_seed, lessons, record
from garrison_agents.grpo.settings import SftSettings
from garrison_agents.training.folder import Cell
from garrison_agents.training.task import Ending
from garrison_agents.training.task import Task as TrainingTask


def train(task: TrainingTask) -> Ending:
    """A run of one seed. See `garrison_agents.training.task.Trainer`."""
    settings = task.settings
    assert isinstance(settings, SftSettings)
    with ExitStack() as stack:
        parts = parts_of(settings, task.targets, stack)
        options = learner_options(settings, epochs=1, minibatches=1)
        learner = Learner(parts.policy, Copy(), (), options, parts.device, settings.seed)
        return SftRun(task, parts, learner).to_the_end(stack)


class SftRun(Passes):
    """Its lessons are a teacher's turns."""

    STATS = ("loss", "entropy", "grad_norm")

    def __init__(self, task: TrainingTask, parts: Parts, learner: Learner) -> None:
        self.teacher_mean = 0.0
        super().__init__(task, parts, learner, ("teacher_mean", "lessons"))

    def recorded(self) -> Sequence[Row]:
        """The teacher on each level."""
        settings, parts, groups = self.parts.settings, self.parts, []
        assert isinstance(settings, SftSettings)
        for number, level in enumerate(settings.levels):
            self.task.watcher.say(f"recording {settings.teacher} on {level}")
            template = parts.prompts.template(Task(level, 0, 1), 0)
            groups.append(
                record(
                    parts.backends[number % len(parts.backends)], parts.grounds[level], parts.policy, settings.teacher,
                    settings.record_episodes, parts.options, template, first_seed(settings, number),
                )
            )  # fmt: skip
        self.teacher_mean = float(np.mean([episode.normalised for group in groups for episode in group.episodes]))
        return lessons(groups, settings.context)

    def learn(self, lessons: Sequence[Row]) -> dict[str, float]:
        """Copies them."""
        return self.learner.update(lessons)

    def facts(self) -> dict[str, Cell]:
        """The teacher's score, and how much there is to learn."""
        count = len(self.lessons)  # first: it may be that they are only recorded now
        return {"teacher_mean": self.teacher_mean, "lessons": count}
