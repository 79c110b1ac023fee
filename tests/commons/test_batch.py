"""Batches of the commons: the same game however it is batched, snapshotted, forked or threaded; and what is refused."""

import numpy as np
import pytest

from commons.duel import ONE, solo
from garrison_server.commons.batch import Batch
from garrison_server.commons.episode import HEADER
from garrison_server.commons.graph import graph_of
from garrison_server.commons.rules import NAMED, payoffs_of
from garrison_server.commons.state import C_STATUS, N_CLOCK, S_SURGE, S_WAIT
from garrison_server.refusal import FieldError, SnapshotDamagedError, SnapshotLevelError, SnapshotVersionError


def some_actions(n: int, seats: int, steps: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 3, (steps, n, seats))


def test_batched_threaded_and_single_games_are_equal(sized):
    payoffs, near, n = payoffs_of(), graph_of("random", 9, 3), 40
    one, two = Batch(payoffs, near, n), Batch(payoffs, near, n, threads=2)
    games, shuffled = np.arange(n), np.random.default_rng(1).permutation(n)
    for batch in (one, two):
        batch.reset(games, games)
    alone = solo(payoffs, "random", 9, 7, 3)
    for actions in some_actions(n, 9, sized(60, 6)):
        first, second = one.step(games, actions), two.step(shuffled, actions[shuffled])
        assert (first.rewards[shuffled] == second.rewards).all()
        assert (alone.step(ONE, actions[7:8]).rewards[0] == first.rewards[7]).all()
    assert (one.cells == two.cells).all()
    assert alone.hashes(ONE)[0] == one.hashes(games)[7]
    assert len(set(one.hashes(games).tolist())) == n


def test_snapshot_continues_bit_for_bit_and_fork_copies(sized):
    payoffs = payoffs_of()
    batch, other = solo(payoffs, "grid", 6, 11), solo(payoffs, "grid", 6, 12)
    plays = some_actions(1, 6, sized(40, 8))
    for actions in plays:
        batch.step(ONE, actions)
    other.restore(0, batch.snapshot(0))
    many = Batch(payoffs, graph_of("grid", 6), 3)
    many.cells[0] = batch.cells[0]
    many.fork(0, np.array([1, 2]))
    for actions in plays:
        batch.step(ONE, actions)
        other.step(ONE, actions)
        many.step(np.arange(3), np.repeat(actions, 3, axis=0))
    assert other.hashes(ONE) == batch.hashes(ONE)
    assert (many.hashes(np.arange(3)) == batch.hashes(ONE)).all()


def test_damaged_or_foreign_snapshot_is_refused_and_changes_nothing():
    batch, ring = solo(payoffs_of(), "grid", 6, 1), solo(payoffs_of(), "ring", 6, 1)
    blob, before = batch.snapshot(0), batch.hashes(ONE)
    wrong = {SnapshotLevelError: ring.snapshot(0), SnapshotVersionError: blob[:8] + b"9" + blob[9:]}
    for kind, bad in wrong.items():
        with pytest.raises(kind):
            batch.restore(0, bad)
    for bad in (b"", blob[:-1], blob + b"\0", blob[: HEADER.size] + b"\1" + blob[HEADER.size + 1 :], b"x" + blob[1:]):
        with pytest.raises(SnapshotDamagedError):
            batch.restore(0, bad)
    assert batch.hashes(ONE) == before


@pytest.mark.parametrize(("word", "value"), [(C_STATUS, 1), (N_CLOCK, -1), (N_CLOCK + 6 * S_WAIT, 0), (N_CLOCK + 6 * S_SURGE, 99)])
def test_snapshot_of_an_impossible_game_is_refused(word, value):
    batch = solo(payoffs_of(), "grid", 6, 1)
    batch.cells[0, word] = value
    with pytest.raises(SnapshotDamagedError, match="cannot be"):
        batch.restore(0, batch.snapshot(0))


def test_finished_game_stays_as_it_is():
    batch = solo(payoffs_of("standard", {"max_steps": 2}), "ring", 3, 1)
    assert [bool(batch.step(ONE, np.full((1, 3), 2)).over[0]) for _ in range(2)] == [False, True]
    before = batch.hashes(ONE)
    steps = batch.step(ONE, np.full((1, 3), 2))
    assert steps.over[0] and not steps.rewards.any() and batch.hashes(ONE) == before


@pytest.mark.parametrize(
    ("name", "changes", "words"),
    [
        ("kind", {}, f"payoffs: came 'kind', wanted one of {', '.join(NAMED)}"),
        ("standard", {"incme": 3}, "payoffs.incme: came a payoff of no such name, wanted one of income, "),
        ("standard", {"income": 2.5}, "payoffs.income: came 2.5, wanted a whole number from 0 to 1,000"),
        ("standard", {"wall_gain": True}, "payoffs.wall_gain: came True, wanted a whole number from 0 to 10,000"),
        ("standard", {"leak_cost": float("nan")}, "payoffs.leak_cost: came nan, wanted a number from 0.0 to 1,000.0"),
        ("standard", {"press_spread": 41}, "payoffs.press_spread: came 41, wanted at most press, which is 40"),
        ("standard", {"wall_start": 121}, "payoffs.wall_start: came 121, wanted at most wall_max, which is 120"),
    ],
)
def test_wrong_payoffs_are_named(name, changes, words):
    with pytest.raises(FieldError) as refused:
        payoffs_of(name, changes)
    assert str(refused.value).startswith(words)


@pytest.mark.parametrize(
    ("kind", "seats", "seed", "words"),
    [
        ("star", 8, 0, "graph: came 'star', wanted one of ring, grid, random"),
        ("ring", 2, 0, "seats: came 2, wanted a whole number from 3 to 64"),
        ("ring", 65, 0, "seats: came 65, wanted a whole number from 3 to 64"),
        ("random", 8, -1, "graph_seed: came -1, wanted a whole number from 0 to 2^64 - 1"),
    ],
)
def test_wrong_graph_is_named(kind, seats, seed, words):
    with pytest.raises(FieldError, match=words.replace("^", r"\^")):
        graph_of(kind, seats, seed)
