"""Everything that speaks some other API, through LiteLLM (extra `litellm`); its model names say which: `anthropic/...`.

LiteLLM reads its providers' keys from the environment (ANTHROPIC_API_KEY and the like) where `api_key_env` names none.
"""

import asyncio
import json
import os
import time
from typing import Any, Final

from garrison_agents.llm.call import Answer
from garrison_agents.llm.config import Model
from garrison_agents.llm.errors import ConfigError
from garrison_agents.llm.providers.compatible import answer_of, seconds
from garrison_agents.llm.providers.provider import ProviderError
from garrison_agents.llm.providers.secret import environment_keys, read_key, without_keys

# Classes of LiteLLM's errors, or of those that they derive from: the first that fits says the kind.
KINDS: Final = (
    ("AuthenticationError", "unauthorized"), ("PermissionDeniedError", "unauthorized"), ("NotFoundError", "unknown_model"),
    ("PaymentRequiredError", "quota"), ("BudgetExceededError", "quota"), ("RateLimitError", "rate_limited"), ("Timeout", "timeout"),
    ("APIResponseValidationError", "bad_response"), ("ServiceUnavailableError", "server_error"), ("BadGatewayError", "server_error"),
    ("InternalServerError", "server_error"), ("APIConnectionError", "unreachable"), ("BadRequestError", "refused"),
    ("UnprocessableEntityError", "refused"),
)  # fmt: skip
NO_MORE: Final = "insufficient_quota"


class Lite:
    """One model behind LiteLLM."""

    def __init__(self, model: Model) -> None:
        """Raises ConfigError: LiteLLM or the key is missing, or it knows no such provider."""
        self._library = _library(model.name)
        self._key = read_key(model.key_variable, model.name)
        self._hidden = (self._key, *environment_keys())
        self._model = model
        try:
            self._library.get_llm_provider(model.model, api_base=model.base_url or None)
        except Exception:
            raise ConfigError(f"models.{model.name}: model: came {model.model!r}, wanted a provider that LiteLLM knows and a model, as in "
                              "anthropic/MODEL; openai/MODEL for an endpoint of one's own") from None  # fmt: skip

    async def ask(self, body: dict[str, Any], key: str) -> Answer:
        """One attempt. `key` goes along as Idempotency-Key."""
        began_s = time.monotonic()
        more: dict[str, Any] = {"api_key": self._key} if self._key else {}
        if self._model.base_url:
            more["api_base"] = self._model.base_url
        try:
            call = self._library.acompletion(
                **body, **more, num_retries=0, timeout=self._model.timeout_s, extra_headers={"Idempotency-Key": key}
            )
            response = await asyncio.wait_for(call, self._model.timeout_s)
        except TimeoutError:
            raise ProviderError("timeout", f"no whole answer within {self._model.timeout_s:g} s") from None
        except Exception as error:
            raise self._failure(error) from None
        return answer_of(json.dumps(response.model_dump()).encode(), time.monotonic() - began_s, self._usd(response))

    def _usd(self, response: Any) -> float | None:
        """What the call costs by LiteLLM's own table of prices. None where that knows none, or where somebody else is asked than
        whose prices they are."""
        if self._model.base_url:
            return None
        try:
            return float(self._library.completion_cost(completion_response=response, model=self._model.model))
        except Exception:  # the table knows no such model
            return None

    def _failure(self, error: Exception) -> ProviderError:
        words = without_keys(f"{type(error).__name__}: {error}", self._hidden)
        headers = getattr(getattr(error, "response", None), "headers", None) or {}
        kind = _kind(error, bool(headers))
        return ProviderError(kind, words, seconds(headers.get("retry-after")))


def _kind(error: Exception, answered: bool) -> str:
    """The kind of failure. answered: the endpoint did answer, by its headers."""
    names = {cls.__name__ for cls in type(error).__mro__}
    kind = next((kind for name, kind in KINDS if name in names), "")
    words = f"{error} {getattr(error, 'body', '')}"
    if kind == "rate_limited" and NO_MORE in words:
        return "quota"
    if kind == "server_error" and not answered:  # what LiteLLM could not read, and what never came, it calls so too
        return "unreachable" if "Connection error" in words else "bad_response"
    status = getattr(error, "status_code", None)
    if not kind and isinstance(status, int):
        return "server_error" if status >= 500 else "refused"
    return kind or "broken_provider"


def _library(name: str) -> Any:
    """LiteLLM, told to read no file of keys, to fetch no list of prices, and to advertise nothing. Raises ConfigError."""
    os.environ["LITELLM_MODE"] = "PRODUCTION"  # otherwise it reads .env
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    try:
        import litellm
    except ImportError:
        raise ConfigError(f"models.{name}: LiteLLM is not installed: pip install 'garrison[litellm]'") from None
    litellm.suppress_debug_info, litellm.telemetry = True, False
    return litellm
