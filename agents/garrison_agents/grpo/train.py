"""`garrison train grpo`: slots joined by their names, then iteration after iteration."""

import time
from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch

from garrison_agents.grpo.data import Judged
from garrison_agents.grpo.evaluation import WORDS, words_of
from garrison_agents.grpo.interfaces import AdvantageEstimator, RolloutCollector, RowBuffer, RowSelector, TaskSampler
from garrison_agents.grpo.learner import Learner
from garrison_agents.grpo.parts import Parts, learner_options, parts_of, reward_parts
from garrison_agents.grpo.rewards import judge
from garrison_agents.grpo.rollout import Stage
from garrison_agents.grpo.rows import rows_of
from garrison_agents.grpo.run import Run
from garrison_agents.grpo.settings import GrpoSettings
from garrison_agents.grpo.slots import join, make
from garrison_agents.grpo.tasks import pack_rng, unpack_rng
from garrison_agents.training.folder import Cell
from garrison_agents.training.task import Ending, Task

PROGRESS: Final = (
    "steps", "iteration", "episodes", "normalised_mean", "normalised_std", "return_mean", "turns_mean", "dead_groups", "void_groups",
    "stale_groups", "rows", "loss", "entropy", "kl_sampler", "clip_share", "grad_norm", *WORDS,
)  # fmt: skip
NONE: Final = "none"


@dataclass
class Slots:
    """A config's parts, joined."""

    tasks: TaskSampler
    rollout: RolloutCollector
    rewards: dict[str, tuple[float, Any]]
    advantage: AdvantageEstimator
    selectors: list[RowSelector]
    buffer: RowBuffer
    loss: Any
    regularisers: list[Any]
    logs: tuple[str, ...]  # columns that the parts add to progress.csv


def train(task: Task) -> Ending:
    """A run of one seed. See `garrison_agents.training.task.Trainer`."""
    settings = task.settings
    assert isinstance(settings, GrpoSettings)
    with ExitStack() as stack:
        parts = parts_of(settings, task.targets, stack)
        generator = torch.Generator(device=parts.device).manual_seed(settings.seed)
        slots = joined(settings, parts, task, generator)
        stack.callback(slots.rollout.close)
        options = learner_options(
            settings, epochs=settings.epochs, minibatches=settings.minibatches, temperature=settings.temperature
        )  # fmt: skip
        if task.start and not task.resume:
            parts.begin_with(task.start)  # before the learner copies a reference
        learner = Learner(parts.policy, slots.loss, slots.regularisers, options, parts.device, settings.seed)
        return GrpoRun(task, parts, learner, slots, generator).to_the_end(stack)


def joined(settings: GrpoSettings, parts: Parts, task: Task, generator: torch.Generator) -> Slots:
    """The slots by their settings. Raises SettingsError for a name that there is not, and for two that cannot be joined."""
    stage = Stage(
        parts.backends, parts.grounds, parts.policy, parts.prompts, parts.options, generator, settings.temperature, task.halted,
        task.watcher.say,
    )  # fmt: skip
    named: dict[str, Any] = {}

    def made(slot: str, spec: str, *context: Any) -> Any:
        named[f"{slot}={spec}"] = part = make(slot, spec, *context)
        return part

    slots = Slots(
        made("tasks", settings.tasks, settings.levels, settings.group_size, settings.seed), made("rollout", settings.rollout, stage),
        reward_parts(settings), made("advantage", settings.advantage), [made("select", one) for one in settings.select],
        made("buffer", settings.buffer),
        made("loss", settings.loss), [made("regulariser", one) for one in settings.regulariser if one != NONE], (),
    )  # fmt: skip
    named |= {f"reward={name}": component for name, (_, component) in slots.rewards.items()}
    join(named, (*parts.policy.GIVES, f"{settings.context}_rows", "reference"))
    slots.logs = tuple(dict.fromkeys(name for part in named.values() for name in getattr(part, "LOGS", ())))
    return slots


class GrpoRun(Run):
    """Plays, judges, learns."""

    def __init__(self, task: Task, parts: Parts, learner: Learner, slots: Slots, generator: torch.Generator) -> None:
        rewards = tuple(f"reward:{name}" for name in slots.rewards)
        super().__init__(task, parts, learner, (*PROGRESS, *rewards, *slots.logs))
        assert isinstance(parts.settings, GrpoSettings)
        self.playing, self.slots, self.generator = parts.settings, slots, generator
        self.judge = judge(slots.rewards)
        self.rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([self.playing.seed, 4])))
        self.row: dict[str, Cell] = {}
        self.seconds: Counter[str] = Counter()

    def turn(self) -> None:
        """One iteration."""
        slots = self.slots
        rollout = slots.rollout.collect(lambda: slots.tasks.draw(self.playing.groups), self.learner.version)
        began_s = time.perf_counter()
        judged = slots.advantage([self.judge(group) for group in rollout.groups])
        rows = rows_of(judged, self.playing.context)
        for select in slots.selectors:
            rows = select(rows, self.rng)
        rows = slots.buffer.mix(rows, self.learner.version, self.rng)
        if slots.buffer.reborn(self.learner.version):
            self.learner.renew_reference()
        stats = self.learner.update(rows)
        observed = slots.tasks.observe(judged)
        self.seconds.update({**rollout.seconds, "learning_s": time.perf_counter() - began_s})
        self.steps += sum(len(episode.turns) for one in judged for episode in one.group.episodes)
        self.row = {
            "iteration": self.learner.version, "void_groups": rollout.void, "stale_groups": rollout.stale, "rows": len(rows),
            **told(judged),
            **stats, **observed,
        }  # fmt: skip
        if judged:
            self.task.watcher.say(f"normalised {self.row['normalised_mean']:.3f}, valid {self.row['valid']:.1%}")

    def progress(self) -> tuple[Mapping[str, Cell], Mapping[str, float]]:
        """The last iteration's numbers; seconds since the last row."""
        row, seconds = self.row, self.seconds
        self.row, self.seconds = {}, Counter()
        return row, seconds

    def own_state(self) -> dict[str, Any]:
        """The samplers', the collector's, and the generators'."""
        return {
            "tasks": self.slots.tasks.state(), "rollout": self.slots.rollout.state(), "buffer": self.slots.buffer.state(),
            "rng": pack_rng(self.rng), "generator": self.generator.get_state(), "row": self.row,
        }  # fmt: skip

    def restore_own(self, state: dict[str, Any]) -> None:
        """Goes on from there."""
        self.slots.tasks.restore(state["tasks"])
        self.slots.rollout.restore(state["rollout"])
        self.slots.buffer.restore(state.get("buffer", {}))  # a run may be older than the slot
        unpack_rng(self.rng, state["rng"])
        self.generator.set_state(state["generator"])
        self.row = state["row"]


def told(judged: list[Judged]) -> dict[str, float]:
    """What an iteration's episodes came to."""
    episodes = [episode for one in judged for episode in one.group.episodes]
    if not episodes:
        return {}
    scores = np.array([episode.normalised for episode in episodes])
    rewards = {
        f"reward:{name}": float(np.mean([np.nansum(part) for one in judged for part in one.rewards.columns[name]]))
        for name in judged[0].rewards.columns
    }
    return {
        "episodes": len(episodes), "normalised_mean": float(scores.mean()), "normalised_std": float(scores.std()),
        "return_mean": float(np.nanmean(np.concatenate([one.rewards.returns() for one in judged]))),
        "turns_mean": float(np.mean([len(episode.turns) for episode in episodes])),
        "dead_groups": float(np.mean([one.dead for one in judged])), **words_of(episodes).row(), **rewards,
    }  # fmt: skip
