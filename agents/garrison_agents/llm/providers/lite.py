"""Everything that speaks some other API, through LiteLLM (extra `litellm`); its model names say which: `anthropic/...`."""

import asyncio
import time
from typing import Any

from garrison_agents.llm.call import Answer
from garrison_agents.llm.config import Model
from garrison_agents.llm.errors import ConfigError
from garrison_agents.llm.providers.compatible import answer_of
from garrison_agents.llm.providers.provider import ProviderError
from garrison_agents.llm.providers.secret import read_key, without_key

KINDS = (
    ("AuthenticationError", "unauthorized"), ("PermissionDeniedError", "unauthorized"), ("NotFoundError", "unknown_model"),
    ("RateLimitError", "rate_limited"), ("Timeout", "timeout"), ("APIConnectionError", "unreachable"),
    ("ServiceUnavailableError", "server_error"), ("InternalServerError", "server_error"), ("BadRequestError", "refused"),
)  # fmt: skip


class Lite:
    """One model behind LiteLLM."""

    def __init__(self, model: Model) -> None:
        try:
            import litellm
        except ImportError:
            raise ConfigError(f"models.{model.name}: LiteLLM is not installed: pip install 'garrison[litellm]'") from None
        self._call: Any = litellm.acompletion
        self._key = read_key(model.key_variable, model.name)
        self._model = model

    async def ask(self, body: dict[str, Any], key: str) -> Answer:
        """One attempt."""
        began_s = time.monotonic()
        more: dict[str, Any] = {"api_key": self._key} if self._key else {}
        if self._model.base_url:
            more["api_base"] = self._model.base_url
        try:
            call = self._call(**body, **more, num_retries=0, timeout=self._model.timeout_s)
            response = await asyncio.wait_for(call, self._model.timeout_s)
        except TimeoutError:
            raise ProviderError("timeout", f"no whole answer within {self._model.timeout_s:g} s") from None
        except Exception as error:
            names = {cls.__name__ for cls in type(error).__mro__}
            kind = next((kind for name, kind in KINDS if name in names), "broken_provider")
            raise ProviderError(kind, without_key(f"{type(error).__name__}: {error}", self._key)) from None
        return answer_of(response.model_dump_json().encode(), time.monotonic() - began_s)
