"""One request to a model and what came back: the records that the journal keeps and the courier carries."""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any, Final

# Trouble that is the network's or the provider's. The first five are worth another try.
FAILURES: Final = {
    "unreachable": "nobody answers at the address",
    "timeout": "no whole answer in time",
    "rate_limited": "the endpoint asks to wait",
    "server_error": "the endpoint failed (5xx)",
    "bad_response": "what came is no answer of the chat API",
    "unauthorized": "no key, or one that is refused",
    "unknown_model": "the endpoint knows no such model, or there is none at the path",
    "refused": "the endpoint refuses the request (4xx)",
    "quota": "the account has no credit left",
    "broken_provider": "the provider's own code failed",
}
WORTH_RETRYING: Final = frozenset(("unreachable", "timeout", "rate_limited", "server_error", "bad_response"))
HOPELESS: Final = frozenset(("unauthorized", "unknown_model", "quota"))  # for every later call too


@dataclass(frozen=True)
class ToolUse:
    """One tool call, as the model wrote it."""

    name: str
    arguments: str


@dataclass(frozen=True)
class Answer:
    """What a model answered. Token counts are the endpoint's; None: it said none."""

    text: str
    tool_calls: tuple[ToolUse, ...] = ()
    omitted: int = 0  # characters that came beyond all that is ever kept
    finish: str = ""
    tokens_in: int | None = None
    tokens_out: int | None = None
    latency_s: float = 0.0
    attempts: int = 1
    lost_s: float = 0.0  # in waiting for its turn, in attempts that brought none, and in the pauses after them
    served_by: str = ""  # the model's name as the endpoint reports it
    usd: float | None = None  # by the provider's own prices, where it knows them


@dataclass(frozen=True)
class Failure:
    """Why there is no answer, after all attempts. `kind` is one of FAILURES."""

    kind: str
    words: str
    attempts: int = 1


@dataclass(frozen=True)
class Request:
    """`key` names the call within its run: `<episode>/<number>`. `body` is what is sent, but for the key of the endpoint."""

    key: str
    model: str
    body: dict[str, Any]

    @property
    def digest(self) -> str:
        """sha256 over model and body, shortened: equal requests have equal ones."""
        data = json.dumps([self.model, self.body], sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass")
        return hashlib.sha256(data).hexdigest()[:32]


def pack_answer(answer: Answer) -> dict[str, Any]:
    """As JSON takes it."""
    return asdict(answer)


def unpack_answer(fields: dict[str, Any]) -> Answer:
    """What pack_answer gave."""
    calls = tuple(ToolUse(**call) for call in fields.pop("tool_calls"))
    return Answer(tool_calls=calls, **fields)
