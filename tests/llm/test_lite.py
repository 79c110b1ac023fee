"""LiteLLM for real, against the local endpoint: answers, kinds of failure, keys, prices. Run by `make litellm`, for it weighs 260 MB."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from garrison_agents.llm.call import Answer, Failure, Request
from garrison_agents.llm.config import Caps, Model
from garrison_agents.llm.dispatch import Dispatch
from garrison_agents.llm.errors import CapReachedError, ConfigError
from garrison_agents.llm.journal import read_journal
from garrison_agents.llm.providers.lite import Lite
from garrison_agents.llm.purse import Purse
from llm.broken import TROUBLES
from llm.conftest import Config, results
from llm.endpoint import Endpoint

pytestmark = pytest.mark.litellm
KEY = "sk-very-secret-0123456789"
HELLO = [{"role": "user", "content": "hello"}]


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-not-looked-at")


def model(endpoint: Endpoint, name: str, **more: Any) -> Model:
    settings: dict[str, Any] = {"retries": 1, "backoff_s": 0.01, "timeout_s": 20.0, "base_url": endpoint.url, **more}
    return Model(name=name, model=f"openai/{name}", provider="litellm", **settings)


def carry(models: list[Model], journal: Path, body: dict[str, Any] | None = None) -> list[Answer | Failure]:
    dispatch = Dispatch(models, journal)
    try:
        orders = [Request(f"{one.name}/0", one.name, {"model": one.model, "messages": HELLO, **(body or {})}) for one in models]
        return [future.result(60) for future in [dispatch.carry(order) for order in orders]]
    finally:
        dispatch.close()


def test_model_plays_as_through_the_plain_provider(config: Config, evaluated: Callable[..., Path], endpoint: Endpoint) -> None:
    fields: dict[str, Any] = {"seeds": [0, 1], "max_steps": 12, "ticks_per_step": 50}
    plain = results(evaluated(config(["greedy"], name="plain", **fields)))
    endpoint.forget()
    lite = {"provider": "litellm", "model": "openai/greedy", "api_key_env": None}
    run = evaluated(config(["greedy"], name="lite", model=lite, **fields))
    for name, result in results(run).items():
        same = ("state_hash", "score", "counts", "tokens_in", "tokens_out", "retries", "usd")
        assert {field: result[field] for field in same} == {field: plain[name][field] for field in same}
    assert set(endpoint.requests.values()) == {1}
    manifest = json.loads((run / "manifest.json").read_bytes())
    assert "litellm" in manifest["versions"] and manifest["endpoints"] == {"greedy": endpoint.url}


def test_answers_come_whole_and_what_was_asked_arrives(endpoint: Endpoint, tmp_path: Path) -> None:
    names = ["broken-prose", "broken-ten-megabytes", "broken-calls-no-such-tool", "broken-half-a-character", "broken-null"]
    tools = [{"type": "function", "function": {"name": "wait", "parameters": {"type": "object", "properties": {}}}}]
    form = {"type": "json_schema", "json_schema": {"name": "action", "schema": {"type": "object"}}}
    wanted = {"top_k": 5, "temperature": 0.0, "seed": 3, "tools": tools, "tool_choice": "required", "response_format": form}
    prose, long, calls, half, null = carry([model(endpoint, name) for name in names], tmp_path / "journal", wanted)
    assert all(isinstance(one, Answer) for one in (prose, long, calls, half, null))
    assert prose.text.startswith("I shall wait") and long.omitted > 9_000_000 and null.text == ""  # type: ignore[union-attr]
    assert calls.tool_calls[0].name == "nuke" and half.text[-3] == "\ud83d"  # type: ignore[union-attr]
    sent = next(body for body in endpoint.bodies if body["model"] == "broken-prose")
    assert {name: sent[name] for name in wanted} == wanted


def test_every_trouble_has_the_kind_it_has_through_the_plain_provider(endpoint: Endpoint, tmp_path: Path) -> None:
    names = [*(f"trouble-{way}" for way in TROUBLES), "gone", "slow"]
    nobody = Model(name="nobody", model="openai/x", provider="litellm", base_url="http://127.0.0.1:9/v1", retries=0)
    models = [*(model(endpoint, name, timeout_s=1.5 if name == "slow" else 20.0) for name in names), nobody]
    came = carry(models, tmp_path / "journal")
    kinds = {one.name: answer.kind for one, answer in zip(models, came, strict=True) if isinstance(answer, Failure)}
    wanted = {f"trouble-{way}": trouble[3] for way, trouble in TROUBLES.items()}
    assert kinds == {**wanted, "gone": "unreachable", "slow": "timeout", "nobody": "unreachable"}
    once = {"unauthorized", "unknown_model", "refused", "quota"}
    assert {name: endpoint.requests[f"{name}/0"] for name in wanted} == {name: 1 if kinds[name] in once else 2 for name in wanted}
    (flaky,) = carry([model(endpoint, "flaky-busy-1")], tmp_path / "flaky")
    assert isinstance(flaky, Answer) and flaky.attempts == 2 and flaky.lost_s < 5  # as Retry-After says


@pytest.mark.parametrize("variable", ["MY_KEY", "OPENAI_API_KEY"])
def test_key_is_seen_nowhere_whether_ours_or_litellm_s_own(variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, KEY)
    with Endpoint(key="another") as endpoint:
        (came,) = carry([model(endpoint, "noop", api_key_env="MY_KEY" if variable == "MY_KEY" else None)], tmp_path / "journal")
    assert isinstance(came, Failure) and came.kind == "unauthorized" and "[key]" in came.words
    assert b"very-secret" not in (tmp_path / "journal").read_bytes() and "very-secret" not in came.words


def test_price_is_litellm_s_where_it_knows_one_and_else_unknown(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", endpoint.url)
    answers = [ask(Model(name="m", model=name, provider="litellm")) for name in ("openai/gpt-4o-mini", "openai/nobody")]
    known, unknown = answers
    assert known.usd == pytest.approx((0.15 * (known.tokens_in or 0) + 0.6 * (known.tokens_out or 0)) / 1e6) and known.usd > 0
    assert unknown.usd is None
    assert ask(Model(name="m", model="openai/gpt-4o-mini", provider="litellm", base_url=endpoint.url)).usd is None
    purse, one = Purse(Caps(usd=1.0)), Model(name="m", model="openai/nobody", provider="litellm")
    purse.add(one, known)
    purse.check()
    purse.add(one, unknown)
    with pytest.raises(CapReachedError, match="price of a model is unknown"):
        purse.check()


def ask(one: Model) -> Answer:
    return asyncio.run(Lite(one).ask({"model": one.model, "messages": HELLO}, "key/0"))


def test_unknown_provider_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"models.m: model: came 'nobody/x', wanted a provider that LiteLLM knows"):
        Dispatch([Model(name="m", model="nobody/x", provider="litellm")], tmp_path / "journal")
    assert not read_journal(tmp_path / "journal").answers
