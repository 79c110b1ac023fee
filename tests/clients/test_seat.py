"""A seat from the client's side: turns, late actions, lost connections, and how it ends."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

import garrison
from clients.proxy import Proxy
from garrison.errors import (
    ClosedError,
    DeadlineError,
    EpisodeFinishedError,
    ForeignSessionError,
    InvalidArgumentError,
    LateActionError,
    NotJoinableError,
    PlayedBySeatsError,
    SessionNotFoundError,
    TakenOverError,
    UnavailableError,
)
from garrison.remote_session import RemoteSession
from garrison_proto.modes import AllianceRules

NOOP = [0.0, 0.0, 6.0]


def opened(connection: garrison.Connection, **more: object) -> RemoteSession:
    options = {"levels": ("garrison-1",), "mode": "alliance", "rules": AllianceRules(2), "joinable": True, "seat_deadline_s": 20.0}
    return connection.open(garrison.OpenOptions(**(options | more)))  # type: ignore[arg-type]


@pytest.fixture
def connection(server: garrison.OwnServer) -> Iterator[garrison.Connection]:
    with server.connect() as connection:
        yield connection


def joined(address: str, session: RemoteSession, seat: int, **more: float) -> garrison.JoinedSeat:
    return garrison.join(address, session.opened.session_id, session.opened.seat_tokens[seat], **more)  # type: ignore[arg-type]


@contextmanager
def both(address: str, session: RemoteSession) -> Iterator[tuple[garrison.JoinedSeat, garrison.JoinedSeat]]:
    with joined(address, session, 0) as one, joined(address, session, 1) as two:
        yield one, two


def act_both(first: garrison.JoinedSeat, second: garrison.JoinedSeat) -> list[garrison.Turn]:
    """Both act in the turn that they see, at once."""
    turns: list[garrison.Turn] = []
    thread = threading.Thread(target=lambda: turns.append(first.act(NOOP)))
    thread.start()
    turns.append(second.act(NOOP))
    thread.join(20)
    return turns


def test_two_seats_play_an_episode_and_the_next(server: garrison.OwnServer, connection: garrison.Connection) -> None:
    with opened(connection, max_ticks=48) as session, both(server.address, session) as (one, two):
        assert one.turn is None and (two.seated.seat, two.seated.name) == (1, "seat_1")
        assert one.describe().mode == "alliance"
        for seed in (7, 8):
            session.reset([0], [seed])
            assert [one.observe().step, two.observe().step] == [0, 0]
            for step in (1, 2, 3):
                assert [turn.step for turn in act_both(one, two)] == [step, step]
            assert one.turn is not None and one.turn.over and one.turn.views["structured"].shape == (759,)
            with pytest.raises(EpisodeFinishedError):
                one.act(NOOP)
            with pytest.raises(DeadlineError):
                one.observe(timeout_s=0.05)
        with pytest.raises(PlayedBySeatsError):
            session.step([0], [[NOOP, NOOP]])


def test_a_late_action_is_an_error_and_the_seat_goes_on(server: garrison.OwnServer, connection: garrison.Connection) -> None:
    with (
        opened(connection, seat_deadline_s=0.1) as session,
        joined(server.address, session, 0) as one,
        joined(server.address, session, 1) as two,
    ):
        session.reset([0], [7])
        one.observe(), two.observe()
        assert one.act(NOOP).silent == (1,)
        with pytest.raises(LateActionError):
            two.act(NOOP)
        assert two.observe().step == 1
        with pytest.raises(InvalidArgumentError):
            two.act([0.0, 6.0])
        act_both(one, two)
        assert [(state.actions, state.silences) for state in session.seats()] == [(2, 0), (1, 1)]


def test_a_seat_survives_a_lost_connection_without_acting_twice(
    server: garrison.OwnServer, connection: garrison.Connection, proxy: Proxy
) -> None:
    with opened(connection) as session, joined(proxy.address, session, 0) as one, joined(server.address, session, 1) as two:
        session.reset([0], [7])
        one.observe(), two.observe()
        turns: list[garrison.Turn] = []
        thread = threading.Thread(target=lambda: turns.append(one.act(NOOP)))
        thread.start()
        time.sleep(0.1)
        proxy.cut()
        time.sleep(0.1)
        turns.append(two.act(NOOP))
        thread.join(20)
        assert [turn.step for turn in turns] == [1, 1] and one.resumed >= 1
        assert [state.actions for state in session.seats()] == [1, 1]


def test_a_server_that_is_gone_is_unavailable_and_a_seat_that_was_left_is_closed(
    server: garrison.OwnServer, connection: garrison.Connection, proxy: Proxy
) -> None:
    with opened(connection) as session:
        one, two = joined(proxy.address, session, 0, resume_s=0.3), joined(server.address, session, 1)
        proxy.refusing = True
        proxy.cut()
        with pytest.raises(UnavailableError):
            one.observe()
        one.close()
        two.close()
        with pytest.raises(ClosedError):
            two.observe()


def test_what_cannot_be_joined_is_refused_by_name(server: garrison.OwnServer, connection: garrison.Connection) -> None:
    with opened(connection) as session, connection.open(garrison.OpenOptions(levels=("garrison-1",))) as plain:
        known, token = session.opened.session_id, session.opened.seat_tokens[0]
        for wrong, arguments in (
            (ForeignSessionError, (known, session.opened.resume_token)),
            (NotJoinableError, (plain.opened.session_id, token)),
            (SessionNotFoundError, ("6ba7b810-9dad-11d1-80b4-00c04fd430c8", token)),
        ):
            with pytest.raises(wrong):
                garrison.join(server.address, *arguments)
        with pytest.raises(InvalidArgumentError):
            garrison.join(server.address, known, token, views=("smell",))
        with pytest.raises(InvalidArgumentError):
            garrison.load_backend("local").open(garrison.OpenOptions(levels=("garrison-1",), mode="alliance", joinable=True))
        one, again = joined(server.address, session, 0), joined(server.address, session, 0)
        with pytest.raises(TakenOverError):
            one.observe()
        session.close()
        with pytest.raises(SessionNotFoundError):
            again.observe()
