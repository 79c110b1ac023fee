"""Any endpoint that speaks OpenAI's chat API, through the `openai` library: hosted, vLLM, Ollama, llama.cpp.

The library's own retries are off: attempts are counted and paused between in one place, the courier. An answer is read
as it comes, so that neither an endless nor an enormous one can hold a run up.
"""

import asyncio
import json
import time
from typing import Any, Final

from garrison.gateway import LARGEST_REPLY
from garrison_agents.llm.call import Answer, ToolUse
from garrison_agents.llm.config import Model
from garrison_agents.llm.errors import ConfigError
from garrison_agents.llm.providers.provider import ProviderError
from garrison_agents.llm.providers.secret import read_key, without_keys

try:
    import openai
except ImportError:
    raise ConfigError("models need the library openai, which is not installed: pip install 'garrison[llm]'") from None

LARGEST_ANSWER: Final = 64 << 20  # bytes of a whole HTTP body
NO_KEY: Final = "none"  # the library insists on one


class Compatible:
    """One model behind one endpoint."""

    def __init__(self, model: Model) -> None:
        self._key = read_key(model.key_variable, model.name)
        self._timeout_s = model.timeout_s
        self._client = openai.AsyncOpenAI(
            api_key=self._key or NO_KEY, base_url=model.endpoint, timeout=model.timeout_s, max_retries=0,
            default_headers={"User-Agent": "garrison"},
        )  # fmt: skip

    async def ask(self, body: dict[str, Any], key: str) -> Answer:
        """One attempt, in the model's time from first byte to last. `key` goes along as Idempotency-Key."""
        began_s = time.monotonic()
        try:
            data = await asyncio.wait_for(self._post(body, key), self._timeout_s)
        except ProviderError:
            raise
        except (TimeoutError, openai.APITimeoutError):
            raise ProviderError("timeout", f"no whole answer within {self._timeout_s:g} s") from None
        except openai.APIStatusError as error:
            raise self._refused(error) from None
        except openai.APIConnectionError as error:
            raise ProviderError("unreachable", self._clean(f"{error} {error.__cause__ or ''}")) from None
        except openai.OpenAIError as error:
            raise ProviderError("bad_response", self._clean(str(error))) from None
        return answer_of(data, time.monotonic() - began_s)

    async def _post(self, body: dict[str, Any], key: str) -> bytes:
        """The body of the answer to one POST."""
        call = self._client.chat.completions.with_streaming_response.create(**body_for(body), extra_headers={"Idempotency-Key": key})
        parts, size = [], 0
        async with call as response:
            try:
                async for part in response.iter_bytes():
                    parts.append(part)
                    size += len(part)
                    if size > LARGEST_ANSWER:
                        raise ProviderError("bad_response", f"more than {LARGEST_ANSWER >> 20} MiB came")
            except (ProviderError, asyncio.CancelledError):
                raise
            except Exception as error:  # the HTTP library's own, of whichever version
                raise ProviderError("unreachable", self._clean(f"the answer broke off: {error}")) from None
        return b"".join(parts)

    def _refused(self, error: openai.APIStatusError) -> ProviderError:
        words = self._clean(f"HTTP {error.status_code}: {error.message}")
        after_s = seconds(error.response.headers.get("retry-after"))
        status = error.status_code
        if status == 429:
            quota = "insufficient_quota" in str(error.body) or "insufficient_quota" in error.message
            return ProviderError("quota" if quota else "rate_limited", words, after_s)
        if status >= 500 or status in (408, 409):
            return ProviderError("server_error", words, after_s)
        kinds = {401: "unauthorized", 403: "unauthorized", 402: "quota", 404: "unknown_model"}
        return ProviderError(kinds.get(status, "refused"), words)

    def _clean(self, words: str) -> str:
        return without_keys(words, (self._key,))


NAMED: Final = frozenset((
    "model", "messages", "temperature", "top_p", "seed", "max_tokens", "max_completion_tokens", "tools", "tool_choice", "response_format",
))  # fmt: skip


def body_for(body: dict[str, Any]) -> dict[str, Any]:
    """The body as the library wants it: what it does not name goes into extra_body."""
    named = {name: value for name, value in body.items() if name in NAMED}
    more = {name: value for name, value in body.items() if name not in NAMED}
    return {**named, "extra_body": more} if more else named


def answer_of(data: bytes, latency_s: float, usd: float | None = None) -> Answer:
    """What a body of the chat API says. Raises ProviderError(bad_response) when it is none; no word is changed."""
    try:
        body = json.loads(data)
        choice = body["choices"][0]
        message = choice["message"]
        text = message.get("content")
        if text is not None and not isinstance(text, str):
            raise TypeError(f"content is a {type(text).__name__}")
        calls = tuple(_tool_use(call) for call in message.get("tool_calls") or ())
        usage = body.get("usage") or {}
        text, calls, omitted = kept(text or "", calls)
        return Answer(
            text=text,
            tool_calls=calls,
            omitted=omitted,
            finish=str(choice.get("finish_reason") or ""),
            tokens_in=_count(usage.get("prompt_tokens")),
            tokens_out=_count(usage.get("completion_tokens")),
            latency_s=round(latency_s, 4),
            served_by=str(body.get("model") or ""),
            usd=usd,
        )
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        head = data[:80].decode("utf-8", "replace")
        raise ProviderError("bad_response", f"no answer of the chat API ({type(error).__name__}: {error}); it begins {head!r}") from None


def kept(text: str, calls: tuple[ToolUse, ...]) -> tuple[str, tuple[ToolUse, ...], int]:
    """What of a reply is kept, and how many characters are not: no answer is so long, and a disk is not endless."""
    size = sum(len(call.name) + len(call.arguments) for call in calls)
    if size > LARGEST_REPLY:
        return "", (), size
    return text[:LARGEST_REPLY], calls, max(0, len(text) - LARGEST_REPLY)


def _tool_use(call: dict[str, Any]) -> ToolUse:
    function = call["function"]
    name, arguments = function["name"], function.get("arguments")
    if not isinstance(arguments, str):
        arguments = json.dumps(arguments)
    return ToolUse(str(name), arguments)


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def seconds(header: str | None) -> float | None:
    """What a Retry-After header says, where it says a number."""
    try:
        return max(0.0, float(header)) if header else None
    except ValueError:
        return None
