"""What was trained, as the agent `grpo:FILE`, and a language model as `hf:FOLDER`: for `garrison run` and every other place that takes
agents."""

from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch

from garrison import Description
from garrison.gateway import TalkOptions
from garrison_agents.agent import Agent, NativeAction
from garrison_agents.grpo.checkpoint import ALGORITHMS, fitting_weights
from garrison_agents.grpo.data import Prompt, Task, Tokens
from garrison_agents.grpo.ground import Ground, site_names
from garrison_agents.grpo.interfaces import Policy
from garrison_agents.grpo.slots import make
from garrison_agents.grpo.words import action_of
from garrison_agents.scripted.orders import NOTHING
from garrison_agents.talk import SYSTEM, USER, WORDS
from garrison_agents.training.checkpoint import read_about
from garrison_agents.training.device import checked_device, use_threads

UNTRAINED: Final = {
    "context": "turn",
    "reply_tokens": 256,
    "temperature": 0.0,
    "prompts": "fixed",
}  # how a model that is only there is asked


def grpo_agent(path: str) -> Agent:
    """Plays a checkpoint, one episode at a time, at the temperature it was evaluated at. Raises CheckpointError for a file that is none,
    PolicyError for a model that is gone.

    It was trained with so many ticks between two decisions as its checkpoint says: `garrison run --ticks-per-step` takes them.
    """
    policy, about = _trained(path, Path(path).stat().st_mtime_ns if Path(path).exists() else 0)
    return SeeingAgent(f"grpo:{path}", policy, about) if policy.views else TalkingAgent(f"grpo:{path}", policy, about)


def hf_agent(path: str) -> Agent:
    """A language model as it is, its likeliest replies. Raises PolicyError for one that cannot be had or cannot talk."""
    return TalkingAgent(f"hf:{path}", _untrained(path), UNTRAINED)


@lru_cache(maxsize=1)  # the episodes of a job share the weights
def _trained(path: str, changed: int) -> tuple[Policy, dict[str, Any]]:
    use_threads(1)
    about = read_about(Path(path), ALGORITHMS)
    policy: Policy = make("policy", about["spec"], 0, checked_device("auto"))
    policy.load(fitting_weights(Path(path), policy))
    return policy, about


@lru_cache(maxsize=1)
def _untrained(path: str) -> Policy:
    use_threads(1)
    made: Policy = make("policy", f"hf:{path}", 0, checked_device("auto"))
    return made


class PolicyAgent:
    """A policy in one episode. Draws by the episode's seed."""

    def __init__(self, name: str, policy: Policy, about: dict[str, Any]) -> None:
        self.name, self._policy, self.views = name, policy, policy.views
        self._most, self._temperature = int(about["reply_tokens"]), float(about["temperature"])
        self._context, self._device = str(about["context"]), next(policy.module.parameters()).device
        self._last, self._ended = "", True
        self._said: list[Tokens] = []

    def reset(self, description: Description, seed: int) -> None:
        """Begins anew."""
        self._ground = Ground(description.level.name, None, description, 0.0, site_names(description))
        self._generator = torch.Generator(self._device).manual_seed(seed % (1 << 63))
        self._last, self._ended, self._said = "", True, []

    def _reply(self, system: str, user: str, views: dict[str, Any]) -> str:
        alone = self._context == "turn"
        prompt = Prompt(self._ground, system, user, views, self._last, ended=self._ended)
        tokens = self._policy.prompt_tokens(prompt, first=alone or not self._said)
        context = tokens if alone else np.concatenate([*self._said, tokens])
        (reply,) = self._policy.generate([context], self._generator, self._temperature, self._most)
        self._ended = reply.ended
        if not alone:
            self._said += [tokens, reply.tokens]
        return reply.text


class SeeingAgent(PolicyAgent):
    """Sees views alone, and so plays anywhere. A reply that nobody can read is a no-op."""

    action_space = "native"

    def act(self, views: dict[str, Any]) -> NativeAction:
        """The next action."""
        action = action_of(self._reply("", "", views), self._ground)
        self._last = "unparseable" if action is None else "acted"
        return NOTHING if action is None else action


class TalkingAgent(PolicyAgent):
    """Reads the gateway's prompts, and plays where there is one."""

    action_space = WORDS

    def __init__(self, name: str, policy: Policy, about: dict[str, Any]) -> None:
        super().__init__(name, policy, about)
        self._template = make("prompts", about["prompts"], 0).template(Task("", 0, 1), 0)
        self.talk = TalkOptions(style=self._template.style, form=self._template.form, history=self._template.history)

    def act(self, views: dict[str, Any]) -> str:
        """The next reply."""
        return self._reply(self._template.before + views[SYSTEM], views[USER] + self._template.after, views)
