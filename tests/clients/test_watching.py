"""Watching a session of somebody else, over a real server."""

import threading
import uuid
from collections.abc import Iterator

import numpy as np
import pytest

import garrison
from garrison import errors
from garrison.remote_session import RemoteSession
from garrison_proto.records import OpenOptions

NOOP = np.array([[0.0, 0.0, 6.0]])
VIEWS = ("structured", "text")


@pytest.fixture
def connection(server: garrison.OwnServer) -> Iterator[garrison.Connection]:
    """The watcher's."""
    with garrison.connect(server.address, timeout_s=10) as made:
        yield made


@pytest.fixture
def played(server: garrison.OwnServer) -> Iterator[RemoteSession]:
    """A session of two slots, played over another connection."""
    with garrison.connect(server.address) as other:
        session = other.open(OpenOptions(levels=("garrison-1", "garrison-2"), slots=2, views=VIEWS, watchable=True))
        session.reset((0, 1), [5, 6])
        yield session
        session.close()


@pytest.mark.parametrize("slot", [0, 1])
def test_a_watcher_sees_what_the_player_sees(connection: garrison.Connection, played: RemoteSession, slot: int) -> None:
    with connection.watch(played.opened.session_id, slot=slot, views=VIEWS, max_rate=1000) as watching:
        first = next(watching)
        assert (first.level, first.session_id, first.dropped) == (f"garrison-{slot + 1}", played.opened.session_id, 0)
        for _ in range(5):
            outcome = played.step((0, 1), np.repeat(NOOP, 2, axis=0))
            seen = next(watching).outcome
            assert (seen.slots.tolist(), seen.hashes[0], seen.steps[0]) == ([slot], outcome.hashes[slot], outcome.steps[slot])
            assert seen.views["text"][0] == outcome.views["text"][slot]
            assert seen.views["structured"][0].tobytes() == outcome.views["structured"][slot].tobytes()


def test_watching_ends_with_the_session(connection: garrison.Connection, played: RemoteSession) -> None:
    with connection.watch(played.opened.session_id) as watching:
        next(watching)
        played.close()
        assert list(watching) == []


def test_without_an_id_the_one_used_last_is_watched(connection: garrison.Connection, played: RemoteSession) -> None:
    with connection.watch() as watching:
        assert next(watching).session_id == played.opened.session_id


def test_what_cannot_be_watched_is_refused_by_name(connection: garrison.Connection, played: RemoteSession) -> None:
    own = played.opened.session_id
    private = connection.open(OpenOptions(levels=("garrison-1",)))
    private.reset((0,), [1])
    for session, more, kind in (
        (str(uuid.uuid4()), {}, errors.SessionNotFoundError),
        (own, {"slot": 2}, errors.SlotNotFoundError),
        (own, {"views": ("smell",)}, errors.InvalidArgumentError),
        (own, {"max_rate": -1.0}, errors.InvalidArgumentError),
        (private.opened.session_id, {}, errors.ForeignSessionError),
        (private.opened.session_id, {"token": "wrong"}, errors.ForeignSessionError),
    ):
        with pytest.raises(kind):
            next(connection.watch(session, **more))
    with pytest.raises(errors.OptionError, match="watch"):
        connection.watch(own, slot=-1)
    with connection.watch(private.opened.session_id, token=private.opened.resume_token) as watching:
        assert next(watching).outcome.steps[0] == 0
    private.close()


def test_a_watcher_that_never_reads_holds_nobody_up(connection: garrison.Connection, played: RemoteSession) -> None:
    with connection.watch(played.opened.session_id, views=("rich",), max_rate=1000) as watching:
        next(watching)
        for _ in range(200):
            outcome = played.step((0,), NOOP)
        assert outcome.steps[0] == 200
        dropped = 0
        for seen in watching:
            dropped += seen.dropped
            if seen.outcome.steps[0] == 200:
                break
        assert seen.outcome.hashes[0] == outcome.hashes[0] and dropped > 0


def test_closing_from_another_thread_ends_the_wait(connection: garrison.Connection, played: RemoteSession) -> None:
    watching = connection.watch(played.opened.session_id)
    next(watching)
    threading.Timer(0.2, watching.close).start()
    assert list(watching) == []
    assert played.step((0,), NOOP).steps[0] == 1
