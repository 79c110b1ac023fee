"""The same episodes, however they are batched, threaded, saved, moved and copied."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from garrison_server import state as st
from garrison_server.episode import SnapshotVersionError
from server.games import new_batch, play

STEPS = 60
TESTS = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def expected():
    """(STEPS, 28) hashes of 28 different episodes, each played alone: slot i is i mod 28 of any batch."""
    batch = new_batch(28)
    alone = [play(batch, np.array([i]), 0, STEPS) for i in range(28)]
    return np.array(alone)[:, :, 0].T


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("n", [1, 7, 64, 1024])
def test_hashes_are_equal_for_every_batch_size_and_thread_count(n, threads, expected):
    steps = STEPS if n < 1000 else 15
    hashes = play(new_batch(n, threads), np.arange(n), 0, steps)
    assert (np.array(hashes) == expected[:steps, np.arange(n) % 28]).all()


def test_episodes_of_different_levels_and_seeds_differ(expected):
    assert len(set(expected[-1].tolist())) == 28


def test_order_of_slots_does_not_matter(expected):
    slots = np.arange(28)[::-1].copy()
    assert (np.array(play(new_batch(28, 2), slots, 0, 20)) == expected[:20, slots]).all()


def test_slots_not_stepped_stay_as_they_are():
    batch = new_batch(8)
    before = batch.hashes(np.arange(8))
    play(batch, np.array([2, 5]), 0, 3)
    changed = np.flatnonzero(batch.hashes(np.arange(8)) != before)
    assert changed.tolist() == [2, 5]


def test_snapshot_plays_on_equally_in_another_process(expected):
    batch = new_batch(28)
    play(batch, np.array([6]), 0, 30)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path])}
    command = [sys.executable, "-m", "server.games", "6", "30", str(STEPS)]
    done = subprocess.run(command, input=batch.snapshot(6), capture_output=True, env=environment, cwd=TESTS, timeout=240)
    assert done.returncode == 0, done.stderr.decode()
    assert [int(word) for word in done.stdout.split()] == expected[30:, 6].tolist()


def test_restored_slot_plays_on_equally(expected):
    batch = new_batch(28)
    play(batch, np.array([3]), 0, 25)
    blob = batch.snapshot(3)
    play(batch, np.array([3]), 25, 40)
    batch.restore(3, blob)
    assert batch.snapshot(3) == blob
    assert (np.array(play(batch, np.array([3]), 25, STEPS))[:, 0] == expected[25:, 3]).all()


def test_fork_copies_one_slot_into_others(expected):
    batch = new_batch(28)
    play(batch, np.array([0]), 0, 10)
    batch.fork(0, np.array([4, 8]))
    assert len(set(batch.hashes(np.array([0, 4, 8])).tolist())) == 1
    play(batch, np.array([4]), 10, 12)
    assert (np.array(play(batch, np.array([0]), 10, 20))[:, 0] == expected[10:20, 0]).all()


def test_fork_into_another_level_is_refused():
    batch = new_batch(4)
    before = batch.hashes(np.arange(4))
    with pytest.raises(SnapshotVersionError, match="slot 0 plays another level"):
        batch.fork(0, np.array([1]))
    assert (batch.hashes(np.arange(4)) == before).all()


@pytest.mark.parametrize("status", [st.WON, st.LOST, st.CUT])
def test_finished_episode_stays_as_it_is(status):
    batch = new_batch(2)
    batch.states.clock[0, st.C_STATUS] = status
    before = batch.hashes(np.arange(2))
    steps = batch.step(np.arange(2), np.array([[0.0, 0.0, 8.0]] * 2), 16, 0)
    assert batch.hashes(np.arange(2))[0] == before[0] and batch.hashes(np.arange(2))[1] != before[1]
    assert steps.rewards[0] == 0 and steps.codes[0] == 0 and not steps.no_effect[0]
    assert (bool(steps.terminated[0]), bool(steps.truncated[0])) == (status != st.CUT, status == st.CUT)


def test_reset_forgets_the_episode_before(expected):
    batch = new_batch(28)
    play(batch, np.arange(28), 0, 10)
    batch.reset(np.arange(28), np.arange(28) % 7)
    assert (np.array(play(batch, np.arange(28), 0, 5)) == expected[:5]).all()


def test_rewards_are_minus_the_lives_lost():
    batch = new_batch(28)
    before = batch.states.clock[:, st.C_LIFE].copy()
    total = np.zeros(28)
    for _ in range(150):
        total += batch.step(np.arange(28), np.tile([0.0, 0.0, 6.0], (28, 1)), 16, 0).rewards
    assert (total == batch.states.clock[:, st.C_LIFE] - before).all() and (total < 0).all()
