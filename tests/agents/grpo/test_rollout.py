"""Rollouts against a server: one state for a group, the same bytes for the same words, and a server that goes away."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from agents.grpo.conftest import CPU
from garrison.backend import Backend
from garrison.connection import Connection
from garrison.launch import OwnServer, launch
from garrison_agents.grpo.asynchronous import Asynchronous
from garrison_agents.grpo.data import Completion, Group, Judged, Rewards, Task, collate
from garrison_agents.grpo.game import Game, PlayOptions
from garrison_agents.grpo.ground import Grounds
from garrison_agents.grpo.learner import Learner, LearnerOptions
from garrison_agents.grpo.prompts import Fixed
from garrison_agents.grpo.rollout import Stage, Synchronous
from garrison_agents.grpo.rows import rows_of
from garrison_agents.grpo.slots import make
from garrison_agents.grpo.toy.policy import ToyTokenPolicy
from garrison_agents.grpo.words import call
from garrison_agents.training.errors import SettingsError
from garrison_agents.training.packing import packed, unpacked

SHORT = PlayOptions(ticks_per_step=250, max_turns=4)
TASKS = [Task("garrison-1", 11, 3), Task("generated:1:1", 12, 2)]


@pytest.fixture(scope="module")
def server() -> Iterator[OwnServer]:
    with launch() as running:
        yield running


@pytest.fixture
def remote(server: OwnServer) -> Iterator[Backend]:
    with server.connect() as connection:
        yield connection


def stage(backend: Backend, policy: ToyTokenPolicy, seed: int = 0) -> Stage:
    return Stage([backend], Grounds(backend), policy, Fixed(0), SHORT, torch.Generator().manual_seed(seed))


def digests(groups: list[Group]) -> list[list[int]]:
    return [[turn.state for turn in episode.turns] for group in groups for episode in group.episodes]


def drawn(groups: list[Group]) -> list[list[list[int]]]:
    return [[turn.reply.tokens.tolist() for turn in episode.turns] for group in groups for episode in group.episodes]


def said(game: Game, texts: list[str]) -> list[list[int]]:
    """The hashes that each slot goes through when all are told the same."""
    for text in texts:
        for seat in game.live:
            seat.coming = np.zeros(1, np.int64)
            game.say([seat], [Completion(np.zeros(1, np.int64), np.zeros(1, np.float32), np.zeros(1, np.float32), text)])
    return [[turn.state for turn in episode.turns] for episode in game.episodes()]


TEXTS = [call("build", site="A5", tower="archer"), "what?", call("move_hero", x=1, y=0), call("wait")]


def test_one_state_and_the_same_words_are_the_same_digests_in_all_of_a_group(remote: Backend) -> None:
    options = replace(SHORT, max_turns=0, ticks_per_step=100)
    template = Fixed(0).template(TASKS[0], 0)
    game = Game(remote, Grounds(remote)["garrison-1"], 4, options, ())
    game.begin_together(Task("garrison-1", 5, 4), [template] * 4)
    fresh = said(game, TEXTS)
    assert len({tuple(one) for one in fresh}) == 1 and len(set(fresh[0])) == len(TEXTS)
    snapshot = game.session.snapshot([2])[0]
    start = game.begin_together(Task("garrison-1", 0, 4, snapshot), [template] * 4)
    assert start == fresh[0][-1], "a snapshot begins where it was taken"
    later = said(game, TEXTS[2:])
    assert len({tuple(one) for one in later}) == 1
    told = [turn.understanding for turn in game.episodes()[0].turns]
    assert told == ["no_effect", "acted"], "the hero was on its way there; to wait is an act"
    game.close()


def test_other_words_are_other_digests(remote: Backend) -> None:
    game = Game(remote, Grounds(remote)["garrison-1"], 2, SHORT, ())
    game.begin_together(TASKS[0], [Fixed(0).template(TASKS[0], 0)] * 2)
    for seat, text in zip(game.live, TEXTS, strict=False):
        seat.coming = np.zeros(1, np.int64)
        game.say([seat], [Completion(np.zeros(1, np.int64), np.zeros(1, np.float32), np.zeros(1, np.float32), text)])
    one, other = game.episodes()
    assert one.digest != other.digest and one.turns[0].understanding == "acted" and other.turns[0].understanding == "unparseable"
    game.close()


def test_the_same_seed_is_the_same_rollout_here_and_over_grpc_in_any_number_of_lanes(
    remote: Backend, backend: Backend, toy: ToyTokenPolicy
) -> None:
    runs = [Synchronous(stage(where, toy), lanes=2).collect(lambda: TASKS, 7) for where in (remote, remote, backend)]
    first = runs[0].groups
    assert all(digests(run.groups) == digests(first) for run in runs[1:])
    assert [len(group.episodes) for group in first] == [3, 2] and {e.version for g in first for e in g.episodes} == {7}
    assert all(len(episode.turns) == 4 for group in first for episode in group.episodes), "left after max_turns"
    assert set(runs[0].seconds) == {"environment_s", "prompts_s", "generation_s"}
    other = Synchronous(stage(remote, toy, seed=1), lanes=1).collect(lambda: TASKS, 0)
    assert drawn(runs[0].groups) == drawn(runs[1].groups) != drawn(other.groups)


def test_an_episode_s_context_is_all_that_was_said(remote: Backend) -> None:
    policy: ToyTokenPolicy = make("policy", "toy:width=32,longest=256", 0, CPU)
    there = replace(stage(remote, policy), options=replace(SHORT, context="episode"))
    groups = Synchronous(there).collect(lambda: TASKS[:1], 0).groups
    rows = rows_of([Judged(group, Rewards({}, []), [np.ones(4)] * len(group.episodes)) for group in groups], "episode")
    batch = collate(rows, policy.pad, longest=10)
    fresh = policy.forward(batch.tokens, batch.present, batch.mask > 0).logprobs
    apart = (fresh - batch.logprobs)[batch.mask > 0].abs().max()
    assert float(apart.detach()) < 1e-5, "at version 0 the ratio of every token is 1"


class Killing:
    """The toy, which ends the server when it is asked for its third batch of replies, and starts another at its address a little later."""

    def __init__(self, toy: ToyTokenPolicy, server: OwnServer) -> None:
        self._toy, self._server, self._asked = toy, server, 0
        self.again: subprocess.Popen[bytes] | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._toy, name)

    def generate(self, *given: Any) -> list[Completion]:
        self._asked += 1
        if self._asked == 3:
            self._server.process.kill()
            self._server.process.wait()
            words = ["serve", "--bind", self._server.address, "--until-stdin-closes"]
            self.again = subprocess.Popen([sys.executable, "-m", "garrison", *words], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        return self._toy.generate(*given)


def test_a_server_that_is_lost_makes_its_groups_void_and_is_waited_for(toy: ToyTokenPolicy) -> None:
    told: list[str] = []
    with launch() as server, Connection(server.address, resume_s=0.3) as connection:
        killing: Any = Killing(toy, server)
        there = replace(stage(connection, killing), say=told.append)
        found = Synchronous(there, lanes=1).collect(lambda: TASKS, 0)
        killing.again.kill()
        killing.again.wait()
    assert found.void >= 2 and told and told[0].startswith("waiting for the server: ")
    assert [len(group.episodes) for group in found.groups] == [3, 2] and not any(group.void for group in found.groups)
    assert all(len(episode.turns) == 4 for group in found.groups for episode in group.episodes)


def test_playing_ahead_is_a_version_behind_and_goes_on_from_its_state(backend: Backend, toy: ToyTokenPolicy) -> None:
    def tasks() -> list[Task]:
        return TASKS

    there = stage(backend, toy)
    collector = Asynchronous(there)
    first, second = collector.collect(tasks, 0), collector.collect(tasks, 1)
    assert [group.episodes[0].version for group in (*first.groups, *second.groups)] == [0, 0, 0, 0]
    held = unpacked(packed(collector.state()))
    third = collector.collect(tasks, 2)
    assert third.groups[0].episodes[0].version == 1 and drawn(third.groups) != drawn(second.groups)
    other = Asynchronous(there)
    other.restore(held)
    assert drawn(other.collect(tasks, 2).groups) == drawn(third.groups)
    skipped = other.collect(tasks, 9)  # what was played at version 2 is too old by now
    assert skipped.stale == 2 and skipped.groups[0].episodes[0].version == 9
    collector.close()
    other.close()
    with pytest.raises(SettingsError, match="staleness: came 0"):
        make("rollout", "asynchronous:staleness=0", there)


def learner_of(policy: ToyTokenPolicy, **options: Any) -> Learner:
    return Learner(policy, make("loss", "grpo"), (), LearnerOptions(longest=10, **options), CPU, 0)


def test_a_constant_group_moves_nothing_and_another_does(backend: Backend, toy: ToyTokenPolicy) -> None:
    group = Synchronous(stage(backend, toy)).collect(lambda: TASKS[:1], 0).groups[0]
    before = [one.detach().clone() for one in toy.module.parameters()]
    for returns, moves in (([0.3, 0.3, 0.3], False), ([0.0, float("nan"), 0.0], False), ([0.0, 1.0, 0.5], True)):
        totals = [np.array([0.0, 0.0, 0.0, value]) if value == value else np.full(4, np.nan) for value in returns]
        (judged,) = make("advantage", "grpo")([Judged(group, Rewards({}, totals))])
        rows = rows_of([judged], "turn")
        assert len(rows) == 12 - 4 * sum(value != value for value in returns), "a row that is nan is not there; one that is 0 is"
        learner_of(toy, epochs=1, minibatches=1).update(rows)
        moved = any((one != old).any() for one, old in zip(toy.module.parameters(), before, strict=True))
        assert moved == moves


def test_a_gradient_step_in_parts_is_the_step_as_a_whole(backend: Backend) -> None:
    ends = []
    for micro_rows in (512, 3):
        policy: ToyTokenPolicy = make("policy", "toy:width=32", 0, CPU)
        group = Synchronous(stage(backend, policy)).collect(lambda: TASKS[:1], 0).groups[0]
        totals = [np.array([0.0, 0.0, 0.0, value]) for value in (0.0, 1.0, 0.5)]
        rows = rows_of(make("advantage", "grpo")([Judged(group, Rewards({}, totals))]), "turn")
        stats = learner_of(policy, epochs=1, minibatches=1, micro_rows=micro_rows, learning_rate=1e-5).update(rows)
        ends.append(
            (
                stats["loss"],
                stats["grad_norm"],
                torch.cat([one.grad.flatten() for one in policy.module.parameters() if one.grad is not None]),
            )
        )
    assert ends[0][:2] == pytest.approx(ends[1][:2], abs=1e-5) and torch.allclose(ends[0][2], ends[1][2], atol=1e-5)
