"""Requests through a real courier to a real HTTP server: answers, retries, kinds of failure, keys that nobody sees."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from garrison.gateway import LARGEST_REPLY
from garrison_agents.llm.call import Answer, Failure, Request
from garrison_agents.llm.config import Model
from garrison_agents.llm.dispatch import Dispatch
from garrison_agents.llm.errors import ConfigError
from garrison_agents.llm.journal import read_journal
from llm.broken import NOOP, TROUBLES
from llm.endpoint import Endpoint

KEY = "sk-very-secret-0123456789"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    with Endpoint() as running:
        yield running


def model(endpoint: Endpoint, name: str, **more: Any) -> Model:
    settings: dict[str, Any] = {"api_key_env": "", "retries": 2, "backoff_s": 0.01, "timeout_s": 20.0, **more}
    return Model(name=name, model=name, base_url=endpoint.url, **settings)


def carry(models: list[Model], journal: Path, body: dict[str, Any] | None = None) -> list[Answer | Failure]:
    dispatch = Dispatch(models, journal)
    try:
        messages = {"messages": [{"role": "user", "content": "hello"}], **(body or {})}
        futures = [dispatch.carry(Request(f"{one.name}/0", one.name, {"model": one.model, **messages})) for one in models]
        return [future.result(30) for future in futures]
    finally:
        dispatch.close()


def test_answers_come_whole_with_tokens_and_are_journalled(endpoint: Endpoint, tmp_path: Path) -> None:
    names = ["broken-sells-nothing", "broken-ten-megabytes", "broken-calls-no-such-tool", "broken-half-a-character", "broken-null"]
    answers = carry([model(endpoint, name) for name in names], tmp_path / "journal")
    assert all(isinstance(answer, Answer) for answer in answers)
    plain, long, calls, half, null = answers
    assert plain.text.startswith('{"X"') and plain.tokens_in == 1 and plain.served_by == "broken-sells-nothing-2026-01"  # type: ignore[union-attr]
    assert (len(long.text), long.omitted) == (LARGEST_REPLY, 10_000_000 - LARGEST_REPLY)  # type: ignore[union-attr]
    assert calls.tool_calls[0].name == "nuke" and half.text[-3] == "\ud83d" and null.text == ""  # type: ignore[union-attr]
    assert {key: answer for key, (_, _, answer) in read_journal(tmp_path / "journal").answers.items()} == {
        f"{name}/0": answer for name, answer in zip(names, answers, strict=True)
    }


def test_every_trouble_has_its_kind_and_only_what_may_pass_is_tried_again(endpoint: Endpoint, tmp_path: Path) -> None:
    before = endpoint.requests.copy()
    names = [f"trouble-{way}" for way in TROUBLES]
    came = carry([model(endpoint, name) for name in names], tmp_path / "journal")
    kinds = {name: one.kind for name, one in zip(names, came, strict=True) if isinstance(one, Failure)}
    assert kinds == {f"trouble-{way}": trouble[3] for way, trouble in TROUBLES.items()}
    once = {"unauthorized", "unknown_model", "refused", "quota"}
    tries = endpoint.requests - before
    assert {name: tries[f"{name}/0"] for name in names} == {name: 1 if kinds[name] in once else 3 for name in names}
    assert read_journal(tmp_path / "journal").failures == len(names)


def test_passing_trouble_is_survived_and_counted(endpoint: Endpoint, tmp_path: Path) -> None:
    (came,) = carry([model(endpoint, "flaky-crash-2")], tmp_path / "journal")
    assert isinstance(came, Answer) and came.attempts == 3 and came.lost_s > 0


def test_hanging_up_dripping_and_nobody_there_are_the_network_s(endpoint: Endpoint, tmp_path: Path) -> None:
    nobody = Model(name="nobody", model="x", base_url="http://127.0.0.1:9/v1", api_key_env="", retries=0)
    models = [model(endpoint, "gone", retries=0), model(endpoint, "slow", retries=0, timeout_s=0.7), nobody]
    came = carry(models, tmp_path / "journal")
    assert [one.kind for one in came if isinstance(one, Failure)] == ["unreachable", "timeout", "unreachable"]


def test_key_comes_from_the_environment_and_is_seen_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Endpoint(key="another") as endpoint:
        wanted = model(endpoint, "noop", api_key_env="MY_KEY")
        monkeypatch.delenv("MY_KEY", raising=False)
        with pytest.raises(ConfigError, match="no key in the environment variable MY_KEY"):
            Dispatch([wanted], tmp_path / "journal")
        monkeypatch.setenv("MY_KEY", KEY)
        (came,) = carry([wanted], tmp_path / "journal")
    assert isinstance(came, Failure) and came.kind == "unauthorized" and "[key]" in came.words
    assert KEY.encode() not in (tmp_path / "journal").read_bytes()


def test_extra_fields_and_the_call_s_key_go_along(endpoint: Endpoint, tmp_path: Path) -> None:
    (came,) = carry([model(endpoint, "broken-prose")], tmp_path / "journal", {"top_k": 5, "temperature": 0.0, "max_tokens": 7})
    assert isinstance(came, Answer) and came.text.endswith(NOOP)
    sent = next(body for body in endpoint.bodies if body["model"] == "broken-prose")
    assert (sent["top_k"], sent["temperature"], sent["max_tokens"]) == (5, 0.0, 7)
    assert endpoint.requests["broken-prose/0"] == 1
