"""A replay played again to any moment: the same states as the recording, in whatever order they are asked for."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import garrison
from film.conftest import Changed
from garrison import errors
from garrison.backend import Backend
from garrison.film.tape import Tape, load_replay
from garrison_proto.records import Outcome
from garrison_proto.replay_file import Replay

VIEWS = ("text", "structured")


@pytest.fixture(scope="module", params=["local", "remote"])
def backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    if request.param == "local":
        yield garrison.load_backend("local")
        return
    with garrison.launch() as server, garrison.connect(server.address) as connection:
        yield connection


@pytest.fixture
def tape(backend: Backend, replay: Replay) -> Iterator[Tape]:
    made = Tape(backend, replay, VIEWS)
    yield made
    made.close()


def test_every_decision_comes_out_as_recorded(tape: Tape, replay: Replay) -> None:
    for step in range(replay.steps + 1):
        outcome = tape.moment(step * 16)
        assert (outcome.hashes[0], outcome.ticks[0], set(outcome.views)) == (replay.hashes[step], step * 16, set(VIEWS))
    assert tape.checked == replay.steps


@pytest.mark.parametrize("step", [0, 7, 20, 30, 39])
def test_tick_by_tick_the_stage_comes_to_the_next_decision(tape: Tape, step: int) -> None:
    def world(outcome: Outcome) -> dict[str, Any]:
        text = json.loads(outcome.views["text"][0])
        return {key: value for key, value in text.items() if key not in ("Level_Current_Step", "Agent_Last_Action_Info")}

    assert [tape.moment(step * 16 + inside).ticks[0] - step * 16 for inside in (1, 2, 9, 15)] == [1, 2, 9, 15]
    on_stage = tape._inside(16)
    assert world(on_stage) == world(tape.moment(step * 16 + 16))


def test_jumps_give_the_same_moments_as_going_in_order(backend: Backend, replay: Replay) -> None:
    ordered, jumping = Tape(backend, replay, VIEWS), Tape(backend, replay, VIEWS)
    jumping._every = 4
    ticks = list(range(0, replay.ticks + 1, 7))
    expected = {tick: ordered.moment(tick).views["text"] for tick in ticks}
    for tick in random.Random(3).sample(ticks, len(ticks)):
        assert jumping.moment(tick).views["text"] == expected[tick], tick
    ordered.close()
    jumping.close()


def test_a_shown_range_is_shown_until_the_next_decision(backend: Backend, tape: Tape) -> None:
    names = backend.describe("garrison-1").action_names
    assert names[5] == "show attack range"
    assert all('"Action_Index":5' in tape.moment(30 * 16 + inside).views["text"][0] for inside in range(1, 17))
    assert '"Action_Index":6' in tape.moment(31 * 16 + 3).views["text"][0]


@pytest.mark.parametrize("step", [1, 17, 40])
def test_the_first_difference_is_named_and_what_lies_before_it_is_shown(backend: Backend, changed: Changed, step: int) -> None:
    tape = Tape(backend, load_replay(changed.with_hash(step, "0" * 16)), VIEWS)
    tape.moment((step - 1) * 16)
    with pytest.raises(
        errors.ReplayDiffersError, match=f"after step {step} differs: the file says 0000000000000000, it came out as"
    ) as caught:
        tape.moment(tape.ticks)
    assert caught.value.step == step and tape.checked == step - 1
    assert tape.moment((step - 1) * 16 // 2).ticks[0] == (step - 1) * 16 // 2
    tape.close()


def test_another_seed_differs_at_the_start(backend: Backend, changed: Changed) -> None:
    with pytest.raises(errors.ReplayDiffersError, match="after the reset differs"):
        Tape(backend, load_replay(changed(seed=1)), VIEWS)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"engine_version": "0"}, "engine_version"),
        ({"level_hash": "0" * 64}, "level_hash"),
        ({"steps": []}, "result.steps"),
        ({"seed": -1}, "seed"),
        ({"result": {"steps": 40, "ticks": 5, "score": 0, "status": "won"}}, "result.ticks"),
    ],
)
def test_what_cannot_be_played_here_says_field_came_and_wanted(
    backend: Backend, changed: Changed, change: dict[str, object], field: str
) -> None:
    with pytest.raises(errors.ReplayFaultError) as caught:
        Tape(backend, load_replay(changed(**change)), VIEWS)
    assert caught.value.field.endswith(field) and caught.value.came and caught.value.wanted


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(errors.ReplayFaultError, match=r"none\.json: came No such file"):
        load_replay(tmp_path / "none.json")


def test_moments_outside_are_refused(tape: Tape) -> None:
    for tick in (-1, tape.ticks + 1):
        with pytest.raises(errors.OptionError, match="tick"):
            tape.moment(tick)
