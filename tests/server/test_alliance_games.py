"""Alliances in batches: equal over threads, snapshots and forks; a snapshot that could not have come about is refused."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as hyp

from garrison_levels.level import find_level, level_hash
from garrison_proto.modes import AllianceRules
from garrison_server import state as st
from garrison_server.batch import Batch
from garrison_server.board import board_of
from garrison_server.episode import HEADER, SnapshotError, SnapshotVersionError
from garrison_server.state import state_dtype
from server.damage import sealed
from server.games import new_batch
from sim.order_streams import company

LEVELS = [find_level(name) for name in ("garrison-3", "garrison-5")]
RULES = AllianceRules(seats=3, ownership="zones", purse="full", finder_share=0.7)
DTYPE = state_dtype(True)
TWINS = 4  # slots so far apart play the same


def alliances(n, threads=1, rules=RULES):
    """`n` alliances over two levels, begun."""
    hashes = [bytes.fromhex(level_hash(level)) for level in LEVELS]
    batch = Batch([board_of(level) for level in LEVELS], [i % 2 for i in range(n)], hashes, rules=rules, threads=threads)
    batch.reset(np.arange(n), np.arange(n) % TWINS)
    return batch


def play(batch, slots, first, last):
    """Steps `first` to `last` of each slot's own orders, gifts among them. The hashes after each."""
    orders = [company(int(i) % TWINS, LEVELS[int(i) % 2], 3, last) for i in slots]
    hashes = []
    for k in range(first, last):
        batch.step(slots, np.array([stream[k] for stream in orders]), 16, 0)
        hashes.append(batch.hashes(slots))
    return np.array(hashes)


@pytest.fixture(scope="module")
def blob():
    """The snapshot of an alliance with towers of all three seats, well before its end."""
    batch = alliances(2)
    play(batch, np.array([1]), 0, 90)
    towers = batch.states.towers[1]
    built = towers[:, st.T_KIND] > 0
    assert batch.states.clock[1, st.C_STATUS] == st.RUNNING and set(towers[built, st.T_OWNER].tolist()) == {0.0, 1.0, 2.0}
    return batch.snapshot(1)


def test_hashes_are_equal_for_every_batch_size_and_thread_count():
    alone = play(alliances(TWINS), np.arange(TWINS), 0, 40)
    assert len(set(alone[-1].tolist())) == TWINS
    for n, threads in ((64, 2), (7, 1)):
        assert (play(alliances(n, threads), np.arange(n), 0, 40) == alone[:, np.arange(n) % TWINS]).all()


def test_snapshot_and_fork_play_on_equally(blob):
    batch = alliances(6)
    batch.restore(1, blob)
    assert batch.snapshot(1) == blob
    batch.fork(1, np.array([5]))
    assert (play(batch, np.array([1]), 0, 50) == play(batch, np.array([5]), 0, 50)).all()


@pytest.mark.parametrize("changed", [{"seats": 2}, {"seats": 4}, {"ownership": "builder"}, {"purse": "split"}, {"finder_share": 0.5}])
def test_snapshot_of_other_rules_is_refused(blob, changed):
    with pytest.raises(SnapshotVersionError, match="wanted"):
        alliances(2, rules=AllianceRules(**{**vars(RULES), **changed})).restore(1, blob)


def test_snapshot_of_a_defense_is_refused_and_the_other_way_round(blob):
    alone = new_batch(4)
    alone.reset(np.arange(4), np.arange(4))
    for batch, foreign in ((alone, blob), (alliances(2), alone.snapshot(1))):
        with pytest.raises(SnapshotVersionError, match="wanted"):
            batch.restore(1, foreign)


def told(field, index, change):
    """A change of one number by a function of what it was."""

    def lie(record):
        record[field][index] = change(record[field][index])

    return lie


def tower(column, change):
    """A change of the first tower that stands."""
    return lambda record: told("towers", (int((record["towers"][:, st.T_KIND] > 0).argmax()), column), change)(record)


LIES = {
    "gold below none": told("seats", (1, st.S_GOLD), lambda gold: -1.0),
    "gold beyond the purse": told("seats", (2, st.S_GOLD), lambda gold: 1e6),
    "gold that is none": told("seats", (0, st.S_GOLD), lambda gold: np.nan),
    "gold of a seat that is not there": told("seats", (3, st.S_GOLD), lambda gold: 10.0),
    "a hero of a seat that is not there": told("fighters", (3, st.F_HP), lambda health: 100.0),
    "a hero with more than all its health": told("fighters", (1, st.F_HP), lambda health: 1e5),
    "a tower of a seat that is not there": tower(st.T_OWNER, lambda owner: 3.0),
    "a tower of half a seat": tower(st.T_OWNER, lambda owner: 0.5),
    "a tower in another's zone": tower(st.T_OWNER, lambda owner: (owner + 1) % 3),
    "a tower that cost less": tower(st.T_SPENT, lambda spent: spent - 10),
    "refusals of a seat that is not there": told("refusals", (3, 1), lambda count: 1),
    "a life more lost on a road": told("leaks", 0, lambda lost: lost + 1),
    "an action that is not": told("seats", (1, st.S_LAST_ACTION), lambda action: 99.0),
}


@pytest.mark.parametrize("lie", LIES)
def test_state_of_an_alliance_that_cannot_have_come_about_is_refused(blob, lie):
    rows = np.frombuffer(blob[HEADER.size :], DTYPE).copy()
    LIES[lie](rows[0])
    batch = alliances(2)
    batch.restore(1, blob)
    with pytest.raises(SnapshotError, match=r"snapshot: got .*wanted"):
        batch.restore(1, sealed(blob, rows.tobytes()))
    assert batch.snapshot(1) == blob


def test_bytes_that_were_changed_on_the_way_are_refused(blob):
    batch = alliances(2)
    for damaged in (blob[:-1], blob + b"\0", blob[:40] + bytes([blob[40] ^ 1]) + blob[41:]):
        with pytest.raises(SnapshotError):
            batch.restore(1, damaged)


values = hyp.sampled_from([0.0, 1.0, 2.0, 3.0, 4.0, 15.0, 50.0, -1.0, 0.5, 1e9, 1e300, float("nan"), float("inf")])


@given(field=hyp.sampled_from(["seats", "towers", "fighters", "fires", "refusals", "leaks"]), place=hyp.integers(0, 400), value=values)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_snapshot_with_another_number_is_refused_or_plays(blob, field, place, value):
    rows = np.frombuffer(blob[HEADER.size :], DTYPE).copy()
    table = rows[0][field].reshape(-1)
    with np.errstate(invalid="ignore"):
        table[place % table.size] = np.float64(value).astype(table.dtype)
    batch = alliances(2)
    try:
        batch.restore(1, sealed(blob, rows.tobytes()))
    except SnapshotError:
        return
    play(batch, np.array([1]), 0, 10)
    batch.restore(1, batch.snapshot(1))  # what came of it is sound again
