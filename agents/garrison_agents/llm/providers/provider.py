"""What a provider is, and which one a model wants."""

from typing import Any, Protocol

from garrison_agents.llm.call import WORTH_RETRYING, Answer
from garrison_agents.llm.config import Model
from garrison_agents.llm.errors import ConfigError


class ProviderError(Exception):
    """One attempt that brought no answer. `kind` is one of call.FAILURES; `after_s`: how long the endpoint asks to wait."""

    def __init__(self, kind: str, words: str, after_s: float | None = None) -> None:
        super().__init__(f"{kind}: {words}")
        self.kind, self.words, self.after_s = kind, words, after_s

    @property
    def worth_retrying(self) -> bool:
        return self.kind in WORTH_RETRYING


class Provider(Protocol):
    """Reaches one model."""

    async def ask(self, body: dict[str, Any], key: str) -> Answer:
        """One attempt. `key` names the call, the same at every attempt. Raises ProviderError."""


def make_provider(model: Model) -> Provider:
    """The provider of a model. Raises ConfigError when its library or its key is missing."""
    if model.provider == "openai":
        from garrison_agents.llm.providers.compatible import Compatible

        return Compatible(model)
    if model.provider == "litellm":
        from garrison_agents.llm.providers.lite import Lite

        return Lite(model)
    if model.provider == "transformers":
        from garrison_agents.llm.providers.local import Local

        return Local(model)
    raise ConfigError(f"models.{model.name}: {model.provider} is not reached through a provider")
