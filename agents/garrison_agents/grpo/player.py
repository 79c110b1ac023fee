"""What was trained, as the agent `grpo:FILE`: for `garrison run` and every other place that takes agents."""

from pathlib import Path
from typing import Any

import torch

from garrison import Description
from garrison_agents.agent import NativeAction
from garrison_agents.grpo.checkpoint import ALGORITHMS, fitting_weights
from garrison_agents.grpo.data import Prompt
from garrison_agents.grpo.ground import Ground, site_names
from garrison_agents.grpo.interfaces import Policy
from garrison_agents.grpo.slots import make
from garrison_agents.grpo.words import action_of
from garrison_agents.scripted.orders import NOTHING
from garrison_agents.training.checkpoint import read_about
from garrison_agents.training.device import use_threads
from garrison_agents.training.errors import CheckpointError


class GrpoAgent:
    """Plays a checkpoint, one episode at a time, at the temperature it was evaluated at. A reply that nobody can read is a no-op.

    It was trained with so many ticks between two decisions as its checkpoint says: `garrison run --ticks-per-step` takes them.
    """

    action_space = "native"

    def __init__(self, path: str) -> None:
        """Raises CheckpointError for a file that is no checkpoint, or of a policy whose prompts are the gateway's words."""
        use_threads(1)
        self.name = f"grpo:{path}"
        about = read_about(Path(path), ALGORITHMS)
        self._policy: Policy = make("policy", about["spec"], 0, torch.device("cpu"))
        if not self._policy.views or about["context"] != "turn":
            raise CheckpointError(f"{path}: its policy reads the gateway's prompts; wanted one that sees views alone, such as toy")
        self._policy.load(fitting_weights(Path(path), self._policy))
        self._most, self._temperature = int(about["reply_tokens"]), float(about["temperature"])
        self.views: tuple[str, ...] = self._policy.views

    def reset(self, description: Description, seed: int) -> None:
        """Draws by the episode's seed."""
        self._ground = Ground(description.level.name, None, description, 0.0, site_names(description))
        self._generator = torch.Generator().manual_seed(seed % (1 << 63))
        self._last = ""

    def act(self, views: dict[str, Any]) -> NativeAction:
        """The next action."""
        prompt = Prompt(self._ground, "", "", views, self._last)
        context = self._policy.prompt_tokens(prompt, first=True)
        (reply,) = self._policy.generate([context], self._generator, self._temperature, self._most)
        action = action_of(reply.text, self._ground)
        self._last = "unparseable" if action is None else "acted"
        return NOTHING if action is None else action
