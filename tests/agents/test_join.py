"""Seats played from processes of their own: four finish an alliance, one of them killed and back again; `garrison host` and `join`."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

import garrison
from garrison.errors import OptionError
from garrison.hosting.table import Hosting, rules_of
from garrison_agents.agent import AgentError, make_agent
from garrison_agents.join import play_seat
from garrison_proto.modes import AllianceRules

TESTS = Path(__file__).resolve().parents[1]
PATIENCE_S = 120.0
SEATS = 4


@pytest.fixture(scope="module")
def server() -> Iterator[garrison.OwnServer]:
    with garrison.launch() as own:
        yield own


def started(*arguments: str, **environment: str) -> "subprocess.Popen[str]":
    """A `garrison` process of its own."""
    known = {"PYTHONPATH": os.pathsep.join([str(TESTS), *filter(None, [os.environ.get("PYTHONPATH")])])}
    return subprocess.Popen([sys.executable, "-m", "garrison", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            env={**os.environ, **known, **environment})  # fmt: skip


def reached(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < until, "it did not come to that"
        time.sleep(0.02)


def result_of(process: "subprocess.Popen[str]") -> dict[str, object]:
    out, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, err
    told: dict[str, object] = json.loads(out.splitlines()[-1])
    return told


def test_four_processes_finish_an_alliance_and_one_that_is_killed_comes_back(server: garrison.OwnServer, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    options = garrison.OpenOptions(
        levels=("garrison-1",), mode="alliance", rules=AllianceRules(SEATS), joinable=True, seat_deadline_s=1.0, max_ticks=1600, record=True
    )
    with server.connect() as connection, connection.open(options) as session:
        opened = session.opened

        def joined(seat: int) -> "subprocess.Popen[str]":
            return started("join", server.address, opened.session_id, opened.seat_tokens[seat], "--agent", "agents.gated:Gated", "--json",
                           GATE=str(gate))  # fmt: skip

        players = [joined(seat) for seat in range(SEATS)]
        reached(lambda: all(state.taken for state in session.seats()))
        session.reset([0], [7])
        reached(lambda: session.seats()[2].actions >= 10)
        players[2].send_signal(signal.SIGKILL)
        assert players[2].wait(PATIENCE_S) == -signal.SIGKILL
        players[2].communicate()
        reached(lambda: session.seats()[2].silences >= 5)  # the others go on without it
        players[2] = joined(2)
        reached(lambda: session.seats()[2].taken)
        gate.touch()
        results = [result_of(player) for player in players]
        assert [result["seat"] for result in results] == [f"seat_{seat}" for seat in range(SEATS)]
        assert {(result["status"], result["score"], result["steps"]) for result in results} == {("cut", results[0]["score"], 100)}
        told = session.seats()
        assert [state.actions + state.silences for state in told] == [100] * SEATS
        assert told[2].actions >= 10 + 20 and [state.silences for state in told[:2]] == [0, 0]
        assert connection.verify_replay(session.export_replay(0)).matches


def test_a_game_is_hosted_and_joined_from_the_command_line(server: garrison.OwnServer, tmp_path: Path) -> None:
    record = tmp_path / "game.json"
    host = started("host", "--seats", "2", "--target", server.address, "--max-ticks", "800", "--record", str(record), "--seed", "3")
    assert host.stdout is not None
    card = json.loads(host.stdout.readline())
    assert [seat["name"] for seat in card["seats"]] == ["seat_0", "seat_1"]
    players = [started("join", card["address"], card["session"], seat["token"], "--agent", agent, "--json")
               for seat, agent in zip(card["seats"], ("greedy", "random-legal"), strict=True)]  # fmt: skip
    told, scores = result_of(host), [result_of(player)["score"] for player in players]
    assert (told["status"], told["steps"], told["seed"], scores) == ("cut", 50, 3, [told["score"]] * 2)
    assert told["seats"] == [{"seat": seat, "actions": 50, "silences": 0} for seat in range(2)]
    with server.connect() as connection:
        assert connection.verify_replay(record.read_bytes()).matches


def test_bad_input_is_one_line_and_exit_code_2() -> None:
    process = started("join", "unix:/nowhere/s", "x", "y")
    _, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 2 and "connect" in err and err.count("\n") == 1
    for mode, seats in (("siege", 1), ("defense", 1)):
        with pytest.raises(OptionError):
            rules_of(Hosting(mode=mode, seats=seats))


def test_an_agent_that_cannot_sit_there_is_refused_in_words() -> None:
    class Elsewhere:
        seated = SimpleNamespace(action=SimpleNamespace(name="sites"), name="seat_0", rules=AllianceRules(2), views=())

        def describe(self) -> None: ...

    with pytest.raises(AgentError, match="greedy acts in native, this game in sites"):
        play_seat(cast(Any, Elsewhere()), make_agent("greedy"), 0)
    with pytest.raises(AgentError, match="attack-rush attacks, and cannot be seat_0"):
        play_seat(cast(Any, Elsewhere()), make_agent("attack-rush"), 0)
