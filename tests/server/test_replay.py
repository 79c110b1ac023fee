"""Replay files: read strictly, played again, and the first step that differs named."""

import contextlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from compliance.caller import noops
from garrison_levels.level import find_level, level_text
from garrison_proto.modes import AllianceRules, CommonsRules
from garrison_proto.replay_file import Replay, pack_replay
from garrison_proto.replay_schema import MOST_TICKS_PER_STEP
from garrison_server.refusal import RefusalError, ReplayError
from garrison_server.replay import load_replay, read_replay, replay_of, verify, write_replay
from garrison_server.replay_cli import replay_app
from garrison_server.rules import MAX_TICKS_PER_STEP
from server.conftest import session_of


def recorded(steps: int = 6, **options: Any) -> Replay:
    session = session_of(record=True, **options)
    session.reset([0], [2**64 - 1])
    for step in range(steps):
        actions = noops(1)
        actions[0] = ([0, 0, 9], [np.nan, 1, 6], [0.1, -0.2, 8], [1e300, 0, 6], [-0.0, 0.0, 10], [0, 0, 0])[step % 6]
        session.step([0], actions)
    return replay_of(session, 0)


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return dict(json.loads(pack_replay(recorded())))


def packed(document: dict[str, Any]) -> bytes:
    return json.dumps(document).encode()


def test_a_file_reads_back_as_it_was_and_holds(tmp_path: Path) -> None:
    replay = recorded()
    write_replay(replay, tmp_path / "r.json")
    back = load_replay(tmp_path / "r.json")
    assert pack_replay(back) == pack_replay(replay) and back.seed == 2**64 - 1 and np.isnan(back.actions[1, 0])
    verdict = verify(back)
    assert verdict.matches and verdict.steps == 6 and verdict.first_difference is None


def test_a_level_that_was_sent_along_travels_in_the_file() -> None:
    level = find_level("garrison-2").model_copy(update={"life": 7, "name": "mine"})
    replay = read_replay(pack_replay(recorded(levels=(), level_documents=(level_text(level).encode(),))))
    assert replay.level_document is not None and replay.level == "mine" and verify(replay).matches


def test_a_generated_level_travels_in_the_file() -> None:
    replay = recorded(levels=("generated:7:3",))
    assert replay.level_document == level_text(find_level("generated:7:3"))
    assert verify(read_replay(pack_replay(replay))).matches


def test_an_episode_without_steps_is_a_replay_too() -> None:
    assert verify(read_replay(pack_replay(recorded(0)))).matches


@pytest.mark.parametrize("step", [1, 3, 6])
def test_a_changed_hash_is_named(document: dict[str, Any], step: int) -> None:
    steps = [list(row) for row in document["steps"]]
    steps[step - 1][3] = "0" * 16
    verdict = verify(read_replay(packed(document | {"steps": steps})))
    assert not verdict.matches and verdict.first_difference == step and verdict.expected_hash == 0 and f"step {step}" in verdict.explanation


def test_a_changed_seed_differs_at_the_start(document: dict[str, Any]) -> None:
    verdict = verify(read_replay(packed(document | {"seed": 1})))
    assert verdict.first_difference == 0 and "after the reset" in verdict.explanation


def test_a_changed_result_is_found_although_all_steps_hold(document: dict[str, Any]) -> None:
    for change in ({"score": -3}, {"status": "won"}, {"ticks": 1}):
        verdict = verify(read_replay(packed(document | {"result": document["result"] | change})))
        assert not verdict.matches and verdict.first_difference is None and "result" in verdict.explanation


def test_steps_after_the_end_are_found() -> None:
    document = json.loads(pack_replay(recorded(2, max_ticks=32)))
    document["steps"].append(document["steps"][-1])
    document["result"]["steps"] += 1
    assert "goes on" in verify(read_replay(packed(document))).explanation


def test_another_engine_or_level_is_refused(document: dict[str, Any]) -> None:
    for change in ({"engine_version": "0"}, {"level_hash": "0" * 64}, {"level": "garrison-9"}, {"level_document": "{}"}):
        with pytest.raises(RefusalError):
            verify(read_replay(packed(document | change)))


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"format": "x"}, "format"),
    ({"version": 2}, "version"),
    ({"version": True}, "version"),
    ({"mode": "raid"}, "mode"),
    ({"mode": "siege"}, "messages"),
    ({"mode": "siege", "rules": {}, "messages": []}, "rules.budget"),
    ({"mode": "alliance", "rules": asdict(AllianceRules(5)), "messages": []}, "rules.seats"),
    ({"mode": "alliance", "rules": asdict(AllianceRules(reward="all")), "messages": []}, "rules.reward"),
    ({"mode": "alliance", "rules": asdict(AllianceRules(1)), "messages": [[9, 0, "hi"]]}, "messages[0][0]"),
    ({"mode": "alliance", "rules": asdict(AllianceRules(2)), "messages": []}, "steps[0]"),
    ({"mode": "commons", "rules": asdict(CommonsRules(changes={"income": "x"})), "messages": []}, "rules.changes.income"),
    ({"level": ""}, "level"),
    ({"level": 5}, "level"),
    ({"level_hash": "zz"}, "level_hash"),
    ({"seed": -1}, "seed"),
    ({"seed": 2**64}, "seed"),
    ({"seed": 1.0}, "seed"),
    ({"options": {}}, "options"),
    ({"options": {"ticks_per_step": 0, "max_ticks": 0}}, "options.ticks_per_step"),
    ({"options": {"ticks_per_step": 1, "max_ticks": -1}}, "options.max_ticks"),
    ({"result": {"steps": 6, "ticks": 0, "score": 0, "status": "drawn"}}, "result.status"),
    ({"result": {"steps": 5, "ticks": 0, "score": 0, "status": "won"}}, "result.steps"),
    ({"start_hash": "0" * 15}, "start_hash"),
    ({"start_hash": "0" * 15 + "A"}, "start_hash"),
    ({"steps": {}}, "steps"),
    ({"steps": [[0, 0, 0]]}, "steps[0]"),
    ({"steps": [[0, "0", 0, "0" * 16]]}, "steps[0][1]"),
    ({"steps": [[0, 0, True, "0" * 16]]}, "steps[0][2]"),
    ({"steps": [[10**400, 0, 0, "0" * 16]]}, "steps[0][0]"),
    ({"extra": 1}, "extra"),
]


@pytest.mark.parametrize(("change", "field"), WRONG, ids=[f"{field}-{i}" for i, (_, field) in enumerate(WRONG)])
def test_a_wrong_field_is_named_with_what_came_and_was_wanted(document: dict[str, Any], change: dict[str, Any], field: str) -> None:
    with pytest.raises(ReplayError) as caught:
        read_replay(packed(document | change), "a.json")
    assert f"a.json: {field}" in str(caught.value) and caught.value.came and caught.value.wanted


def test_missing_fields_and_double_keys_are_refused(document: dict[str, Any]) -> None:
    for name in document:
        with pytest.raises(ReplayError):
            read_replay(packed({key: value for key, value in document.items() if key != name}))
    with pytest.raises(ReplayError):
        read_replay(packed(document)[:-1] + b', "seed": 1}')


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=300)
    | st.recursive(st.none() | st.floats() | st.text(), st.lists, max_leaves=9).map(lambda x: json.dumps(x).encode())
)
def test_no_file_does_more_than_raise(data: bytes) -> None:
    with pytest.raises(ReplayError):
        read_replay(data)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_changed_byte_does_more_than_raise_or_differ(data: st.DataObject) -> None:
    raw = bytearray(pack_replay(recorded(3)))
    raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(RefusalError):
        verify(read_replay(bytes(raw)))


def test_the_command_says_holds_differs_or_what_is_wrong(tmp_path: Path, document: dict[str, Any]) -> None:
    good, bad, broken = tmp_path / "good.json", tmp_path / "bad.json", tmp_path / "broken.json"
    good.write_bytes(packed(document))
    bad.write_bytes(packed(document | {"seed": 1}))
    broken.write_bytes(b"{")
    runner = CliRunner()
    held = runner.invoke(replay_app, ["verify", str(good)])
    assert held.exit_code == 0 and "holds" in held.stdout
    differs = runner.invoke(replay_app, ["verify", str(good), str(bad), "--json"])
    assert differs.exit_code == 1
    assert [json.loads(line)["matches"] for line in differs.stdout.splitlines()] == [True, False]
    for wrong in (broken, tmp_path / "none.json"):
        refused = runner.invoke(replay_app, ["verify", str(wrong)])
        assert refused.exit_code == 2 and wrong.name in refused.output


def test_the_file_format_allows_the_rules_ticks_per_step() -> None:
    assert MOST_TICKS_PER_STEP == MAX_TICKS_PER_STEP
