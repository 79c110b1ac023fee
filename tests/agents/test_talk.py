"""Agents that write replies in the arena: told by the gateway, counted by it, and the same game as by native actions."""

import numpy as np

from agents.talkers import InTurn
from garrison import OpenOptions
from garrison.backend import Backend
from garrison_agents.arena import run_arena
from garrison_agents.batch import Job
from garrison_agents.grpo.ground import Grounds


def test_replies_are_told_read_and_counted() -> None:
    InTurn.told.clear()
    results = run_arena([Job("agents.talkers:InTurn", "garrison-1", (3, 4), max_steps=4, ticks_per_step=100)], "local", workers=1)
    assert [(trace.steps, trace.valid_rate, trace.codes) for trace in results.traces] == [(4, 0.5, {"-1": 1, "1": 1})] * 2
    systems, users = zip(*InTurn.told, strict=True)
    assert len(InTurn.told) == 8 and set(systems) == {systems[0]} and "Tower defence" in systems[0]
    assert "build(A5, archer): accepted." in users[2] and "refused" in users[6], "slot by slot"


def test_the_game_is_that_of_the_native_actions(backend: Backend) -> None:
    (trace,) = run_arena([Job("agents.talkers:InTurn", "garrison-1", (3,), max_steps=2, ticks_per_step=100)], "local", workers=1).traces
    session = backend.open(OpenOptions(levels=("garrison-1",), ticks_per_step=100))
    session.reset([0], [3])
    ground = Grounds(backend)["garrison-1"]
    at = ground.facts.points[ground.sites.index("A5")]
    session.step([0], np.array([[*at, 0]], np.float64))
    assert trace.state_hash == f"{int(session.step([0], np.array([[0, 0, 6]], np.float64)).hashes[0]):016x}"
    session.close()
