"""Several agents in one game: each in its own action space, with its own views; the same on a server; partners that mind what is whose."""

import json

import numpy as np
import pytest

from agents.conftest import Command
from garrison import AllianceRules, SiegeRules
from garrison.errors import OptionError
from garrison.launch import launch
from garrison_agents.agent import SCRIPTED
from garrison_agents.arena import run_arena
from garrison_agents.batch import Job
from garrison_agents.mind import mind
from garrison_agents.trace import Trace, pack_trace, unpack_trace
from garrison_server.local import LocalBackend

SHORT = 150
FOREIGN = {"17", "18"}  # another's tower, another's zone


def job(*seats: str, mode: str = "alliance", rules=None, **options) -> Job:
    rules = rules or (AllianceRules(len(seats)) if mode == "alliance" else SiegeRules(AllianceRules(len(seats) - 1)))
    return Job("+".join(seats), "garrison-3", (1, 2), mode=mode, rules=rules, seats=seats, **options)


def table() -> list[Job]:
    return [
        job("expert", "random-legal", max_steps=SHORT),
        job("greedy", "expert", "attack-rush", mode="siege", max_steps=SHORT),
        job("random-legal", "attack-random:orders", mode="siege", max_steps=SHORT),
    ]


def essence(traces: list[Trace]) -> list[tuple[object, ...]]:
    return [(trace.mode, trace.seats, trace.seed, trace.state_hash, trace.codes, trace.seat_valid) for trace in traces]


def test_agents_of_different_spaces_sit_together_and_a_server_plays_the_same() -> None:
    here = run_arena(table(), "local", 1).traces
    with launch(start_s=300.0) as server:
        there = run_arena(table(), server.address, 1).traces
    assert essence(here) == essence(there) and len(here) == 6
    assert [trace.seats for trace in here][::2] == [one.seats for one in table()]
    assert all(len(trace.seat_valid) == len(trace.seats) for trace in here)
    for trace in here:
        legal = {name: valid for name, valid in zip(trace.seats, trace.seat_valid, strict=True) if name not in SCRIPTED or "legal" in name}
        assert all(valid > 0.9 for valid in legal.values()), legal
        assert unpack_trace(pack_trace(trace)) == trace


@pytest.mark.parametrize("ownership", ["builder", "zones"])
def test_scripted_partners_leave_alone_what_is_anothers(ownership: str) -> None:
    rules = AllianceRules(3, ownership=ownership)
    for trace in run_arena([job("expert", "greedy", "expert", rules=rules)], "local", 1).traces:
        assert not FOREIGN & set(trace.codes), trace.codes
        assert trace.won and trace.normalised > 0.8


def test_minds_for_the_window_see_and_choose_as_in_the_arena() -> None:
    rules = AllianceRules(2, ownership="zones")
    description = LocalBackend().describe("garrison-3", "alliance")
    partner, legal = mind("greedy", description, rules), mind("random-legal", description, rules)
    assert partner.views == ("structured", "allies") and legal.views == ("mask:sites", "allies", "structured")
    legal.reset(1)
    only = np.zeros(129, np.uint8)
    only[12] = 1  # each point has five choices: the third one of point 2
    x, y, action = legal.act({"mask:sites": only, "structured": np.zeros(1), "allies": np.zeros(1)})
    assert [x, y] == pytest.approx(json.loads(description.level_document)["tower_points"][2]["at"]) and action == 2
    for name, words in (("attack-rush", "attacks, and cannot sit"), ("keep:save", "acts in commons, this game in native")):
        with pytest.raises(OptionError, match=words):
            mind(name, description, rules)


def test_cross_play_prints_draws_and_rates(garrison_command: Command, tmp_path) -> None:
    words = ("--level", "garrison-2", "-n", 2, "--workers", 1, "--picture", tmp_path / "map.png", "--record", tmp_path, "--json")
    sides = ("--agents", "noop,greedy", "--attackers", "attack-waves,attack-rush")
    done = garrison_command("cross-play", "--mode", "siege", *sides, *words)
    assert done.returncode == 0, done.stderr
    body = json.loads(done.stdout)
    cells = {(cell["row"], cell["column"]): cell["normalised"] for cell in body["cells"]}
    assert len(cells) == 4 and cells["greedy", "attack-waves"] > cells["noop", "attack-waves"] == 0.0
    assert {row["name"] for row in body["elo"]} == {"noop", "greedy", "attack-waves", "attack-rush"}
    assert (tmp_path / "map.png").read_bytes()[:4] == b"\x89PNG" and len(list((tmp_path / "replays").iterdir())) == 8


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--mode", "war"), "alliance or siege"),
        (("--agents", "greedy,greedy"), "different names"),
        (("--agents", "greedy,attack-rush"), "attack-rush attacks"),
        (("--mode", "siege", "--attackers", "greedy"), "greedy defends"),
    ],
)
def test_cross_play_of_bad_input_is_one_sentence_and_2(garrison_command: Command, words, said) -> None:
    done = garrison_command("cross-play", *words)
    assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr
