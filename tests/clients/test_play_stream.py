"""Resume: whatever breaks between client and server, no step is lost and none is taken twice."""

import os
import random
import signal
import threading
import time
from typing import Any

import numpy as np
import pytest

import garrison
from clients.proxy import Proxy
from garrison import errors
from garrison.backend import SessionHandle
from garrison.roundtrip import KNOWN, Roundtrip
from garrison_proto.records import OpenOptions

OPTIONS = OpenOptions(levels=("garrison-1",), views=("structured",), slots=2)
STEPS = 60


def actions_of(seed: int, count: int) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    return [np.column_stack([rng.uniform(-3, 3, (2, 2)), rng.integers(0, 12, 2)]) for _ in range(count)]


def unbroken(actions: list[np.ndarray]) -> list[list[int]]:
    """Hashes of the same play in this process, where nothing can break."""
    session = garrison.load_backend("local").open(OPTIONS)
    session.reset([0, 1], [5, 6])
    hashes = [session.step([0, 1], action).hashes.tolist() for action in actions]
    session.close()
    return hashes


def started(connection: garrison.Connection) -> SessionHandle:
    session = connection.open(OPTIONS)
    session.reset([0, 1], [5, 6])
    return session


def test_step_goes_on_after_the_socket_was_cut_between_two_steps(proxy: Proxy, way: str) -> None:
    actions = actions_of(1, STEPS)
    with garrison.connect(proxy.address) as connection, started(connection) as session:
        hashes = []
        for number, action in enumerate(actions):
            if number % 10 == 9:
                proxy.cut()
            hashes.append(session.step([0, 1], action).hashes.tolist())
        assert hashes == unbroken(actions)
        assert session.resumed >= 5


def test_lost_answer_is_sent_again_and_the_step_is_not_taken_twice(proxy: Proxy, way: str) -> None:
    actions = actions_of(2, 20)
    with garrison.connect(proxy.address) as connection, started(connection) as session:
        hashes, ticks = [], []
        for number, action in enumerate(actions):
            if number % 5 == 4:
                proxy.lose_answer_then_cut()
            outcome = session.step([0, 1], action)
            hashes.append(outcome.hashes.tolist())
            ticks.append(outcome.ticks.tolist())
        assert ticks == [[16 * (n + 1)] * 2 for n in range(20)]
        assert hashes == unbroken(actions)
        assert session.resumed >= 4
        assert proxy.swallowed > 0


@pytest.mark.parametrize("window", [2, 4, 8])
def test_pipelined_answers_survive_random_cuts(proxy: Proxy, window: int) -> None:
    actions = actions_of(3, 200)
    rng = random.Random(window)
    with garrison.connect(proxy.address) as connection, started(connection) as session:
        hashes: list[list[int]] = []
        for number, action in enumerate(actions):
            session.send_step([0, 1], action)
            if number % 25 == 24:
                threading.Timer(rng.uniform(0, 0.002), proxy.cut).start()
            if session.in_flight == window:
                hashes.append(session.receive().hashes.tolist())
        while session.in_flight:
            hashes.append(session.receive().hashes.tolist())
        assert hashes == unbroken(actions)


def test_pipelined_lost_answers_are_all_sent_again(proxy: Proxy) -> None:
    actions = actions_of(4, 6)
    with garrison.connect(proxy.address) as connection, started(connection) as session:
        proxy.lose_answer_then_cut()
        for action in actions[:4]:
            session.send_step([0, 1], action)
        hashes = [session.receive().hashes.tolist() for _ in range(4)]
        hashes += [session.step([0, 1], action).hashes.tolist() for action in actions[4:]]
        assert hashes == unbroken(actions)


def test_too_many_in_flight_and_none_are_named(server: garrison.OwnServer) -> None:
    with server.connect() as connection, started(connection) as session:
        with pytest.raises(errors.InFlightError):
            session.receive()
        sent = 0
        with pytest.raises(errors.InFlightError, match="receive"):
            while True:
                session.send_step([0, 1], np.full((2, 3), 6.0))
                sent += 1
        assert sent >= 2
        with pytest.raises(errors.InFlightError):
            session.step([0, 1], np.full((2, 3), 6.0))
        assert [session.receive().steps[0] for _ in range(sent)] == list(range(1, sent + 1))


def test_refused_request_in_the_pipeline_spoils_no_other(server: garrison.OwnServer) -> None:
    good = np.full((2, 3), 6.0)
    with server.connect() as connection, started(connection) as session:
        session.send_step([0, 1], good)
        session.send_step([0, 1], good[:1])
        session.send_step([0, 1], good)
        assert session.receive().steps.tolist() == [1, 1]
        with pytest.raises(errors.InvalidArgumentError):
            session.receive()
        assert session.receive().steps.tolist() == [2, 2]


def test_server_that_stays_away_is_unavailable_after_resume_s(proxy: Proxy) -> None:
    with garrison.connect(proxy.address, resume_s=0.6) as connection:
        session = started(connection)
        proxy.refusing = True
        proxy.cut()
        begin = time.monotonic()
        with pytest.raises(errors.UnavailableError):
            session.step([0, 1], np.full((2, 3), 6.0))
        assert 0.5 < time.monotonic() - begin < 5
        proxy.refusing = False
        assert session.step([0, 1], np.full((2, 3), 6.0)).steps.tolist()[0] in (1, 2)
        session.close()


def test_steps_alone_and_steps_in_flight_take_turns(server: garrison.OwnServer, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    actions, short, send = actions_of(5, 40), [], Roundtrip.send
    monkeypatch.setattr(Roundtrip, "send", lambda self, data: short.append(send(self, data)) or short[-1])
    with server.connect() as connection, started(connection) as session:
        hashes: list[list[int]] = []
        for number in range(0, 40, 4):
            hashes += [session.step([0, 1], action).hashes.tolist() for action in actions[number : number + 2]]
            for action in actions[number + 2 : number + 4]:
                session.send_step([0, 1], action)
            hashes += [session.receive().hashes.tolist() for _ in range(2)]
        assert hashes == unbroken(actions)
    assert KNOWN  # if not: grpcio has changed inside, and a step takes longer until `roundtrip` knows it again
    assert (len(short) == 20 and sum(short) > 10) if way == "shorter" else not short  # those behind steps in flight may find them leaving


def test_ctrl_c_ends_a_wait_and_the_session_goes_on(proxy: Proxy, way: str) -> None:
    before: Any = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with garrison.connect(proxy.address) as connection, started(connection) as session:
            for _ in range(3):
                proxy.swallowing = True
                threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
                begin = time.monotonic()
                with pytest.raises(KeyboardInterrupt):
                    session.step([0, 1], np.full((2, 3), 6.0))
                assert time.monotonic() - begin < 5
                proxy.swallowing = False
                proxy.cut()
                assert session.step([0, 1], np.full((2, 3), 6.0)).steps[0] >= 1
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_connection_closed_by_another_thread_ends_a_wait(proxy: Proxy, way: str) -> None:
    connection = garrison.connect(proxy.address)
    session = started(connection)
    proxy.swallowing = True
    threading.Timer(0.2, connection.close).start()
    begin = time.monotonic()
    with pytest.raises(errors.GarrisonError):
        session.step([0, 1], np.full((2, 3), 6.0))
    assert time.monotonic() - begin < 5
