"""What a run is put together from, by its settings."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from garrison.backend import Backend, load_backend
from garrison_agents.grpo.checkpoint import fitting_weights
from garrison_agents.grpo.data import Task
from garrison_agents.grpo.evaluation import Words, evaluate
from garrison_agents.grpo.game import PlayOptions
from garrison_agents.grpo.ground import Grounds
from garrison_agents.grpo.interfaces import Policy, PromptSampler
from garrison_agents.grpo.learner import LearnerOptions
from garrison_agents.grpo.settings import GrpoSettings, TalkSettings
from garrison_agents.grpo.slots import make
from garrison_agents.training.device import checked_device, use_threads
from garrison_agents.training.errors import SettingsError
from garrison_agents.training.frozen import Evaluation


@dataclass
class Parts:
    """What both trainers need."""

    settings: TalkSettings
    backends: list[Backend]
    grounds: Grounds
    policy: Policy
    prompts: PromptSampler
    options: PlayOptions
    device: torch.device

    def evaluate(self) -> tuple[Evaluation, Words]:
        """On the frozen seeds. Raises what the server is lost with."""
        settings = self.settings
        levels = settings.eval_levels
        template = self.prompts.template(Task(levels[0], 0, 1), 0)
        return evaluate(self.backends[0], self.grounds, self.policy, template, levels, settings.eval_episodes, self.options,
                        settings.eval_temperature)  # fmt: skip

    def begin_with(self, path: Path) -> None:
        """Takes over a checkpoint's weights. Raises CheckpointError."""
        self.policy.load(fitting_weights(path, self.policy))


def parts_of(settings: TalkSettings, targets: Sequence[str], stack: ExitStack) -> Parts:
    """Raises SettingsError, PolicyError, LevelNotFoundError for what cannot be."""
    use_threads(settings.threads)
    device = checked_device(settings.device)
    backends = [load_backend(target) for target in targets]
    for backend in backends:
        stack.callback(backend.close)
    grounds = Grounds(backends[0])
    for level in dict.fromkeys((*settings.levels, *settings.eval_levels)):
        grounds[level]
    policy: Policy = make("policy", settings.policy, settings.seed, device)
    return Parts(settings, backends, grounds, policy, make("prompts", settings.prompts, settings.seed), play_options(settings), device)


def play_options(settings: TalkSettings) -> PlayOptions:
    """How its episodes are played."""
    return PlayOptions(settings.ticks_per_step, settings.max_ticks, settings.max_turns, settings.context, settings.reply_tokens)


def learner_options(settings: TalkSettings, **more: Any) -> LearnerOptions:
    """How its learner learns; `more`: what only one of the trainers has."""
    return LearnerOptions(
        settings.learning_rate, settings.weight_decay, settings.max_grad_norm, micro_rows=settings.micro_rows,
        longest=settings.reply_tokens, bf16=settings.bf16, **more,
    )  # fmt: skip


def reward_parts(settings: GrpoSettings) -> dict[str, tuple[float, Any]]:
    """Each component by its name, with its weight. Raises SettingsError."""
    found = {}
    for words in settings.reward:
        weight, star, spec = words.rpartition("*")
        component = make("reward", spec)
        found[spec.partition(":")[0]] = (weight_of(words, weight) if star else 1.0, component)
    return found


def weight_of(words: str, weight: str) -> float:
    """A number before a star. Raises SettingsError."""
    try:
        return float(weight)
    except ValueError:
        raise SettingsError(f"reward: came {words!r}, wanted NAME or WEIGHT*NAME, such as 0.1*format") from None
