"""The agent that does nothing: the zero of the normalised score."""

from typing import Any

from garrison import Description
from garrison_agents.agent import NativeAction
from garrison_agents.scripted.orders import NOTHING


class Noop:
    name = "noop"
    views: tuple[str, ...] = ()
    action_space = "native"

    def reset(self, description: Description, seed: int) -> None:
        """Nothing to get ready."""

    def act(self, views: dict[str, Any]) -> NativeAction:
        """No operation, always."""
        return NOTHING
