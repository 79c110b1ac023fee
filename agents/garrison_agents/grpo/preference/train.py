"""`garrison train dpo`: a policy learns which of two recorded episodes earned more."""

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any, Final

import numpy as np

from garrison_agents.grpo.data import Group, Task, pack_group, unpack_group
from garrison_agents.grpo.parts import Parts, learner_options, parts_of
from garrison_agents.grpo.passes import Passes
from garrison_agents.grpo.preference.learner import PairLearner
from garrison_agents.grpo.preference.pairs import Pair, pairs_of, regrouped
from garrison_agents.grpo.recording import first_seed, played, record
from garrison_agents.grpo.settings import DpoSettings
from garrison_agents.grpo.slots import make
from garrison_agents.training.errors import SettingsError
from garrison_agents.training.folder import Cell
from garrison_agents.training.task import Ending
from garrison_agents.training.task import Task as TrainingTask

POLICY: Final = "policy"  # among the players: the policy itself, as it is at the start


def train(task: TrainingTask) -> Ending:
    """A run of one seed. See `garrison_agents.training.task.Trainer`."""
    settings = task.settings
    assert isinstance(settings, DpoSettings)
    with ExitStack() as stack:
        parts = parts_of(settings, task.targets, stack)
        objective = make("preference", settings.loss)
        if task.start:
            parts.begin_with(task.start)  # before it plays, and before the learner copies a reference
        learner = PairLearner(parts.policy, objective, (), learner_options(settings), parts.device, settings.seed)
        return DpoRun(task, parts, learner).to_the_end(stack)


class DpoRun(Passes):
    """Its lessons are pairs."""

    STATS = ("loss", "accuracy", "margin", "chosen_logprob", "rejected_logprob", "grad_norm")

    def __init__(self, task: TrainingTask, parts: Parts, learner: PairLearner) -> None:
        self.pairing = learner
        self.groups: list[Group] = []
        super().__init__(task, parts, learner, ("apart_mean", "pairs"))

    def recorded(self) -> Sequence[Pair]:
        """Every seed by every player. Raises SettingsError where no two of them are apart."""
        settings = self.parts.settings
        assert isinstance(settings, DpoSettings)
        if not self.groups:
            for number, level in enumerate(settings.levels):
                self.groups += regrouped([self._recorded(settings, number, level, player) for player in settings.players])
        found = pairs_of(self.groups, settings.context, settings.gap)
        if not found:
            raise SettingsError(
                f"players: {', '.join(settings.players)} came out alike, within gap {settings.gap:g}; wanted some who play better"
            )
        return found

    def _recorded(self, settings: DpoSettings, number: int, level: str, player: str) -> Group:
        parts = self.parts
        self.task.watcher.say(f"recording {player} on {level}")
        backend, ground = parts.backends[number % len(parts.backends)], parts.grounds[level]
        template, seed = parts.prompts.template(Task(level, 0, 1), 0), first_seed(settings, number)
        if player == POLICY:
            return played(backend, ground, parts.policy, settings.record_episodes, parts.options, template, seed)
        return record(backend, ground, parts.policy, player, settings.record_episodes, parts.options, template, seed)

    def learn(self, lessons: Sequence[Pair]) -> dict[str, float]:
        """Holds them apart."""
        return self.pairing.learn(lessons)

    def facts(self) -> dict[str, Cell]:
        """How far apart the scores of a pair are, and how many there are."""
        return {"apart_mean": float(np.mean([pair.margin for pair in self.lessons])), "pairs": len(self.lessons)}

    def own_state(self) -> dict[str, Any]:
        """With the episodes: the policy that played them is no longer there."""
        return {**super().own_state(), "groups": [pack_group(group) for group in self.groups]}

    def restore_own(self, state: dict[str, Any]) -> None:
        """Goes on from there."""
        super().restore_own(state)
        self.groups = [unpack_group(group) for group in state["groups"]]
