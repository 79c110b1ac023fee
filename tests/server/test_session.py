"""Sessions: equal episodes however they are batched, and refusals that change nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.caller import noops
from garrison_server.refusal import (
    FieldError,
    FinishedError,
    NotRecordedError,
    NotResetError,
    RefusalError,
    SlotError,
    SnapshotDamagedError,
)
from garrison_server.seeds import episode_seed
from garrison_server.session import Session
from server.conftest import session_of


def actions_of(step: int, n: int) -> np.ndarray:
    rng = np.random.default_rng(step)
    return np.column_stack([rng.uniform(-3, 3, (n, 2)), rng.integers(0, 12, n).astype(np.float64)])


def test_episodes_are_equal_in_any_batch_and_order() -> None:
    whole, halves = session_of(slots=8), session_of(slots=8)
    whole.reset(range(8), range(8))
    halves.reset(range(8), range(8))
    for step in range(12):
        actions = actions_of(step, 8)
        hashes = whole.step(range(8), actions).hashes
        some, rest = [5, 1, 7], [0, 6, 2, 4, 3]
        assert halves.step(some, actions[some]).hashes.tolist() == hashes[some].tolist()
        assert halves.step(rest, actions[rest]).hashes.tolist() == hashes[rest].tolist()


def test_threads_do_not_change_a_bit() -> None:
    one, two = session_of(slots=32), Session(session_of(slots=32).plan, threads=2)
    for session in (one, two):
        session.reset(range(32), range(32))
    for step in range(6):
        assert one.step(range(32), actions_of(step, 32)).hashes.tolist() == two.step(range(32), actions_of(step, 32)).hashes.tolist()


def test_looking_does_not_change_a_bit() -> None:
    seen, unseen = session_of(views=("structured", "text", "rich", "mask", "brief", "structured_norm")), session_of(views=())
    for session in (seen, unseen):
        session.reset([0], [3])
    for step in range(10):
        assert seen.step([0], actions_of(step, 1)).hashes == unseen.step([0], actions_of(step, 1)).hashes


def test_a_refused_request_changes_nothing() -> None:
    session, twin = session_of(slots=3), session_of(slots=3)
    for one in (session, twin):
        one.reset(range(3), range(3))
    wrong = [
        lambda: session.step([0, 3], noops(2)),
        lambda: session.step([0, 0], noops(2)),
        lambda: session.step([], noops(0)),
        lambda: session.step([-1], noops(1)),
        lambda: session.step([0.5], noops(1)),
        lambda: session.step([[0]], noops(1)),
        lambda: session.step([0, 1], noops(1)),
        lambda: session.step([0], noops(1).astype(np.float32)),
        lambda: session.step([0], noops(1), ["mask"]),
        lambda: session.reset([0, 1], [1]),
        lambda: session.reset([0], [-1]),
        lambda: session.reset([0], [2**64]),
        lambda: session.reset([0], [1.5]),
        lambda: session.restore([0, 1], session.snapshot([0])),
        lambda: session.restore([0, 1], [*session.snapshot([0]), b""]),
        lambda: session.fork(0, [0]),
    ]
    for call in wrong:
        with pytest.raises(RefusalError) as caught:
            call()
        assert caught.value.field or caught.value.metadata
    assert session.step(range(3), noops(3)).hashes.tolist() == twin.step(range(3), noops(3)).hashes.tolist()


def test_each_refusal_has_its_own_name() -> None:
    session = session_of(slots=2, max_ticks=16)
    with pytest.raises(NotResetError):
        session.step([0], noops(1))
    with pytest.raises(SlotError):
        session.reset([2], [1])
    session.reset([0], [1])
    with pytest.raises(FieldError):
        session.step([0], noops(2))
    with pytest.raises(SnapshotDamagedError):
        session.restore([0], [b"?"])
    with pytest.raises(NotRecordedError):
        session.recording(0)
    session.step([0], noops(1))
    with pytest.raises(FinishedError):
        session.step([0], noops(1))


def test_a_restore_that_fails_in_the_middle_restores_nothing() -> None:
    session = session_of(slots=3)
    session.reset([0, 1], [1, 2])
    blobs = session.snapshot([0, 1])
    before = session.step([0, 1], noops(2)).hashes.tolist()
    with pytest.raises(SnapshotDamagedError):
        session.restore([0, 1, 2], [*blobs, blobs[0][:-4] + b"\0\0\0\1"])
    assert session.batch.hashes(np.array([0, 1])).tolist() == before
    with pytest.raises(NotResetError):
        session.step([2], noops(1))


def test_the_row_of_episodes_goes_on_after_a_restore() -> None:
    session, other = session_of(autoreset="same_step", max_ticks=16), session_of(autoreset="same_step", max_ticks=16)
    session.reset([0], [9])
    for _ in range(3):
        session.step([0], noops(1))
    other.restore([0], session.snapshot([0]))
    assert session.step([0], noops(1)).seeds == other.step([0], noops(1)).seeds == [episode_seed(9, 4)]


def test_final_views_of_same_step_are_those_of_an_unreset_twin() -> None:
    session, twin = session_of(slots=4, autoreset="same_step", max_ticks=64), session_of(slots=4, max_ticks=64)
    for one in (session, twin):
        one.reset(range(4), range(4))
    for step in range(4):
        mine, plain = session.step(range(4), actions_of(step, 4)), twin.step(range(4), actions_of(step, 4))
        assert np.array_equal(mine.rewards, plain.rewards) and np.array_equal(mine.codes, plain.codes)
    assert np.array_equal(mine.final["structured"], plain.views["structured"]) and mine.final_rows.tolist() == [0, 1, 2, 3]
    assert mine.scores.tolist() == plain.scores.tolist() and mine.status.tolist() == plain.status.tolist() == [3] * 4


def test_a_fork_takes_the_recording_along() -> None:
    session = session_of(slots=2, record=True)
    session.reset([0], [1])
    session.step([0], noops(1))
    session.fork(0, [1])
    session.step([0, 1], noops(2))
    assert session.recording(0) == session.recording(1) and session.recording(1).steps == 2
    session.restore([1], session.snapshot([0]))
    with pytest.raises(NotRecordedError):
        session.recording(1)


@given(st.integers(0, 2**64 - 1), st.integers(0, 10**6))
def test_seeds_of_episodes_are_64_bit_and_the_first_is_given(first: int, number: int) -> None:
    assert episode_seed(first, 0) == first
    assert 0 <= episode_seed(first, number) < 2**64
    assert episode_seed(first, number) != episode_seed(first, number + 1)


def test_the_seeds_are_splitmix64s_own() -> None:
    # The first outputs for state 1234567, as published with the algorithm.
    assert [episode_seed(1234567, i) for i in (1, 2, 3)] == [6457827717110365317, 3203168211198807973, 9817491932198370423]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_row_of_requests_ends_in_answers_or_refusals(data: st.DataObject) -> None:
    session = session_of(slots=3, autoreset=data.draw(st.sampled_from(["none", "next_step", "same_step"])), max_ticks=32, record=True)
    slots = st.lists(st.integers(-1, 3), max_size=4)
    number = st.floats(width=64) | st.sampled_from([0.0, 6.0, 9.0, -3.0, 3.0])
    blobs: list[bytes] = [b""]
    for _ in range(data.draw(st.integers(1, 12))):
        some = data.draw(slots)
        try:
            match data.draw(st.sampled_from(["reset", "step", "step", "snapshot", "restore", "fork"])):
                case "reset":
                    session.reset(some, data.draw(st.lists(st.integers(-1, 2**64), max_size=4)))
                case "step":
                    rows = data.draw(st.lists(st.tuples(number, number, number), min_size=len(some), max_size=len(some)))
                    outcome = session.step(some, np.array(rows, np.float64).reshape(-1, 3))
                    assert len(outcome.hashes) == len(some) and np.isfinite(outcome.rewards).all()
                case "snapshot":
                    blobs += session.snapshot(some)
                case "restore":
                    session.restore(some, [data.draw(st.sampled_from(blobs)) for _ in some])
                case "fork":
                    session.fork(data.draw(st.integers(0, 2)), some)
        except RefusalError as refusal:
            assert str(refusal) and refusal.reason
