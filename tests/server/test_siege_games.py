"""Sieges in batches: equal over threads, snapshots and forks; a snapshot that could not have come about is refused."""

import zlib
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as hyp

from garrison_levels.level import find_level, level_hash
from garrison_proto.modes import SiegeRules
from garrison_server import state as st
from garrison_server.batch import Batch
from garrison_server.board import board_of
from garrison_server.episode import HEADER, SnapshotError, SnapshotVersionError
from garrison_server.state import state_dtype
from server.damage import sealed
from server.games import new_batch
from sim.attacks import some_attack
from sim.order_streams import some_order

LEVELS = [find_level(name) for name in ("garrison-2", "garrison-5")]
RULES = SiegeRules(budget=10.0, intensity=6.0)
DTYPE = state_dtype(True, siege=True)


def sieges(n, threads=1, rules=RULES):
    """`n` sieges over two levels, begun; slot i has seed i mod 4."""
    hashes = [bytes.fromhex(level_hash(level)) for level in LEVELS]
    batch = Batch([board_of(level) for level in LEVELS], [i % 2 for i in range(n)], hashes, rules=rules, threads=threads)
    batch.reset(np.arange(n), np.arange(n) % 4)
    return batch


def play(batch, slots, first, last):
    """Steps `first` to `last`; slots four apart are twins. The hashes after each."""
    streams = []
    for i in slots:
        rng, level = Random(int(i) % 4), LEVELS[int(i) % 2]
        streams.append([(some_order(rng, level), some_attack(rng, level)) for _ in range(last)])
    hashes = []
    for k in range(first, last):
        batch.step(slots, np.array([orders[k] for orders in streams]), 16, 0)
        hashes.append(batch.hashes(slots))
    return np.array(hashes)


@pytest.fixture(scope="module")
def blob():
    """The snapshot of a siege in its third wave, with orders pending for two waves."""
    batch = sieges(2)
    play(batch, np.array([1]), 0, 95)
    clock, attack = batch.states.clock[1], batch.states.attack[1]
    for delay in (40.0, clock[st.C_WAVE_TICKS] + 3.0):
        assert batch.step(np.array([1]), np.array([[(0.0, 0.0, 6.0), (0.0, 2.0, delay)]]), 0, 0).codes[0, 1] == 0
    assert clock[st.C_STATUS] == st.RUNNING and attack[st.A_NEXT_COUNT] >= 1 and attack[st.A_APPEARED] >= 1
    return batch.snapshot(1)


def test_hashes_are_equal_for_every_batch_size_and_thread_count():
    alone = play(sieges(4), np.arange(4), 0, 40)
    assert len(set(alone[-1].tolist())) == 4
    for n, threads in ((64, 2), (7, 1)):
        assert (play(sieges(n, threads), np.arange(n), 0, 40) == alone[:, np.arange(n) % 4]).all()


def test_snapshot_and_fork_play_on_equally(blob):
    batch = sieges(6)
    batch.restore(1, blob)
    assert batch.snapshot(1) == blob and len(blob) < 20_000
    batch.fork(1, np.array([5]))
    assert (play(batch, np.array([1]), 0, 50) == play(batch, np.array([5]), 0, 50)).all()


def test_snapshot_of_other_rules_or_of_defense_is_refused(blob):
    with pytest.raises(SnapshotVersionError, match="level"):
        sieges(2, rules=SiegeRules()).restore(1, blob)
    with pytest.raises(SnapshotVersionError, match="wanted"):
        new_batch(4).restore(0, blob)


def told(field, index, change):
    """A change of one number by a function of what it was."""

    def lie(record):
        record[field][index] = change(record[field][index])

    return lie


LIES = {
    "more gold": told("attack", st.A_BUDGET, lambda gold: gold + 10),
    "less gold": told("attack", st.A_BUDGET, lambda gold: gold - 10),
    "gold that is none": told("attack", st.A_BUDGET, lambda gold: np.nan),
    "a dearer wave": told("attack", st.A_COST, lambda cost: 1e4),
    "a larger wave": told("attack", st.A_COUNT, lambda count: 26.0),
    "a next wave that was not ordered": told("attack", st.A_NEXT_COUNT, lambda count: count - 1),
    "more that wait": told("attack", st.A_PENDING, lambda pending: pending + 1),
    "rows beyond the queue": told("attack", st.A_PENDING, lambda pending: 51.0),
    "a type that is not": told("queue", (0, st.G_KIND), lambda kind: 16.0),
    "another type": told("queue", (0, st.G_KIND), lambda kind: kind + 1),
    "a road that is not": told("queue", (0, st.G_ROAD), lambda road: 5.0),
    "half a tick": told("queue", (0, st.G_TICK), lambda tick: tick - 0.5),
    "a tick beyond the next wave": told("queue", (1, st.G_TICK), lambda tick: tick + 1e5),
    "the later one first": told("queue", (0, st.G_TICK), lambda tick: tick + 1e3),
    "dust in a free row": told("queue", (49, st.G_ROAD), lambda road: 1.0),
    "one that never appeared": lambda record: record.appeared.__setitem__(0, 1 + int(record.tally[:15, st.L_SPAWNED].argmin())),
    "a type below all": told("appeared", 0, lambda kind: 0),
    "one more that appeared": told("attack", st.A_APPEARED, lambda count: count + 1),
    "another wave": told("clock", st.C_WAVE, lambda wave: wave + 1),
    "a longer wave": told("clock", st.C_WAVE_TICKS, lambda ticks: ticks + 1),
    "an enemy more": told("clock", st.C_SPAWNED, lambda spawned: spawned + 1),
    "an order of half a road": told("attack", st.A_LAST_ROAD, lambda road: 0.5),
    "a code of the defenders": told("attack", st.A_LAST_CODE, lambda code: 3.0),
}


def assert_refused(blob, damaged):
    """A damaged snapshot is refused, and the slot stays as it was."""
    batch = sieges(2)
    batch.restore(1, blob)
    with pytest.raises(SnapshotError, match=r"snapshot: got .*wanted"):
        batch.restore(1, damaged)
    assert batch.snapshot(1) == blob


@pytest.mark.parametrize("lie", LIES)
def test_state_of_a_siege_that_cannot_have_come_about_is_refused(blob, lie):
    rows = np.frombuffer(blob[HEADER.size :], DTYPE).copy()
    LIES[lie](rows[0])
    assert_refused(blob, sealed(blob, rows.tobytes()))


values = hyp.sampled_from([0.0, 1.0, 2.0, 15.0, 16.0, 25.0, 50.0, -1.0, 0.5, 1e9, 1e300, float("nan"), float("inf")])


@given(field=hyp.sampled_from(["attack", "queue", "appeared", "clock"]), place=hyp.integers(0, 200), value=values)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_snapshot_with_another_number_is_refused_or_plays(blob, field, place, value):
    rows = np.frombuffer(blob[HEADER.size :], DTYPE).copy()
    table = rows[0][field].reshape(-1)
    with np.errstate(invalid="ignore"):
        table[place % table.size] = np.float64(value).astype(table.dtype)
    batch = sieges(2)
    try:
        batch.restore(1, sealed(blob, rows.tobytes()))
    except SnapshotError:
        return
    for _ in range(3):
        batch.step(np.array([1]), np.array([[(0.0, 0.0, 6.0), (0.0, -1.0, 5.0)]]), 200, 0)
    batch.restore(1, batch.snapshot(1))


def test_whole_snapshot_keeps_its_checksum(blob):
    assert HEADER.unpack_from(blob)[4] == zlib.crc32(blob[HEADER.size :])
