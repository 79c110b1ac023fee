"""Snapshots: exact, and refused with the reason when anything about them is wrong."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as hyp

from garrison_server import state as st
from garrison_server.episode import HEADER, SnapshotError, SnapshotVersionError
from server.damage import FIELDS, edited, flipped, overwritten
from server.games import crowded_game, new_batch


@pytest.fixture(scope="module")
def game():
    """A crowded game; tests that restore into it put the same snapshot back."""
    return crowded_game()


def test_snapshot_is_small_and_exact(game):
    blob = game.snapshot(0)
    assert len(blob) <= 16 * 1024 and blob[HEADER.size :] == game.states.rows[0].tobytes()
    game.restore(0, blob)
    assert game.snapshot(0) == blob


@pytest.mark.parametrize(
    "damage, error, text",
    [
        (lambda blob: b"", SnapshotError, "got 0 bytes"),
        (lambda blob: b"x" * len(blob), SnapshotError, "no Garrison snapshot"),
        (lambda blob: blob[:-1], SnapshotError, "wanted"),
        (lambda blob: blob + b"\0", SnapshotError, "wanted"),
        (lambda blob: blob[:8] + b"99".ljust(8, b"\0") + blob[16:], SnapshotVersionError, "engine version b'99'"),
        (lambda blob: blob[:16] + bytes(32) + blob[48:], SnapshotVersionError, "level"),
        (lambda blob: blob[:48] + b"\2" + blob[49:], SnapshotVersionError, "2 seats, wanted 1"),
        (lambda blob: blob[:-1] + bytes([blob[-1] ^ 1]), SnapshotError, "CRC-32"),
    ],
)
def test_damaged_snapshot_is_refused_and_the_slot_stays(game, damage, error, text):
    before = game.snapshot(0)
    with pytest.raises(error, match=text):
        game.restore(0, damage(before))
    assert game.snapshot(0) == before


def set_field(name, index, value):
    """A change of one word."""

    def change(record):
        record[name][index] = value

    return change


LIES = {
    "tower's knights": set_field("towers", (0, st.T_KNIGHTS), 9.0),
    "holders": lambda record: record.enemies.__setitem__((0, st.E_HOLDERS), record.enemies[0, st.E_HOLDERS] + 1),
    "foe that does not hold it": lambda record: record.enemies.__setitem__((0, st.E_FOE), 51 - record.enemies[0, st.E_FOE]),
    "rows kept for broods": set_field("clock", st.C_RESERVED, 40),
    "enemies alive": set_field("clock", st.C_ALIVE, 1),
    "top of the enemies": set_field("clock", st.C_ENEMY_TOP, 0),
    "top beyond the table": set_field("clock", st.C_FIGHTER_TOP, 1000),
    "a wave beyond the last": set_field("clock", st.C_WAVE, 99),
    "a road that is not": set_field("enemies", (0, st.E_PATH), 5.0),
    "half a type": set_field("enemies", (0, st.E_KIND), 0.5),
    "no number": set_field("enemies", (0, st.E_X), np.nan),
    "a place off its road": set_field("enemies", (0, st.E_X), 2.0**40),
    "endless life": set_field("enemies", (0, st.E_HP), 1e12),
    "endless gold": set_field("seats", (0, st.S_GOLD), 1e6),
    "half a tick": set_field("seats", (0, st.S_REINFORCE_TICKS), 0.5),
    "a fourth place": set_field("fighters", (1, st.F_SPOT), 3.0),
    "the hero's strength": set_field("fighters", (0, st.F_DAMAGE), 1e6),
    "a target that is not": set_field("shots", (0, st.P_TARGET), 50.0),
    "a negative tally": set_field("tally", (0, 0), -1),
    "a status that is not": set_field("clock", st.C_STATUS, 4),
    "a dust of a free row": set_field("fires", (9, st.B_X), 1e-300),
}


@pytest.mark.parametrize("lie", LIES)
def test_state_that_cannot_have_come_about_is_refused(game, lie):
    before = game.snapshot(0)
    with pytest.raises(SnapshotError, match=r"snapshot: got .*wanted"):
        game.restore(0, edited(before, LIES[lie]))
    assert game.snapshot(0) == before


flips = hyp.lists(hyp.tuples(hyp.integers(0, 2**20), hyp.integers(0, 63)), min_size=1, max_size=3)
values = hyp.sampled_from([0.0, -0.0, 1.0, 2.0, 3.0, 15.0, 16.0, 50.0, 51.0, -1.0, 0.5, 1e9, 1e300, float("nan"), float("inf")])


def assert_refused_or_plays(game, before, damaged):
    """A damaged snapshot is refused, or plays 200 ticks and is sound again after them."""
    try:
        game.restore(0, damaged)
    except SnapshotError:
        assert game.snapshot(0) == before
        return
    try:
        game.step(np.array([0]), np.array([[0.0, 0.0, 8.0]]), 200, 0)
        game.restore(0, game.snapshot(0))
    finally:
        game.restore(0, before)


@given(bits=flips)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_snapshot_with_flipped_bits_is_refused_or_plays(game, bits):
    before = game.snapshot(0)
    assert_refused_or_plays(game, before, flipped(before, bits))


@given(name=hyp.sampled_from(FIELDS), place=hyp.integers(0, 10_000), value=values)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_snapshot_with_another_number_is_refused_or_plays(game, name, place, value):
    before = game.snapshot(0)
    assert_refused_or_plays(game, before, overwritten(before, name, place, value))


def test_snapshot_of_other_seats_is_refused():
    with pytest.raises(SnapshotVersionError, match="1 seats, wanted 2"):
        new_batch(4, seats=2).restore(0, new_batch(4).snapshot(0))
