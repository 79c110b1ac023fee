"""A stream's turns, asked of gRPC in one go or each on its own: the same answers, and the same ends."""

import threading
import time
from collections.abc import Callable

import pytest

from compliance.caller import DEADLINE_S, Caller, Refused, Stream
from garrison_proto.v1 import play_pb2
from garrison_server.registry import Registry
from garrison_server.service.host import Host
from garrison_server.service.turns import KNOWN, Turns

LARGE = {"slots": 4, "views": ("pixels:512",)}  # an answer of 3 MiB, more than gRPC sends before it is read


@pytest.fixture(params=["in one", "public"], autouse=True)
def taken(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether turns were taken in one go, turn by turn."""
    told: list[bool] = []
    begin = Turns.begin
    monkeypatch.setattr(Turns, "begin", lambda self, answer: told.append(begin(self, answer)) or told[-1])
    if request.param == "public":
        monkeypatch.setattr(Turns, "of", lambda context: None)
    return told


def until(true: Callable[[], bool], seconds: float = 20) -> None:
    end_s = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end_s
        time.sleep(0.01)


def test_answers_are_the_same_and_the_last_one_comes_though_nothing_more_is_asked(
    caller: Caller, taken: list[bool], request: pytest.FixtureRequest
) -> None:
    played, other = caller.open(), caller.open()
    stream, alone = Stream(played), [other.reset([7])] + [other.step() for _ in range(10)]
    stream.send(played.request("reset", play_pb2.Reset(seeds=[7])))
    for _ in range(10):
        stream.send(played.request("step", played.step_body()))
    stream.finish()
    answers = list(stream.call)
    assert [played.outcome(answer).hashes[0] for answer in answers] == [outcome.hashes[0] for outcome in alone]
    assert stream.call.code().value[0] == 0
    assert KNOWN  # if not: grpcio has changed inside, and a step takes longer until `turns` knows it again
    assert sum(taken) == (0 if "public" in request.node.name else 20)  # all but each stream's first


def test_a_client_that_goes_away_in_its_turn_frees_the_session(caller: Caller, host: Host, registry: Registry) -> None:
    played = caller.open()
    played.reset([1])
    played.step()
    assert played.stream is not None and len(host._live) == 1
    played.stream.call.cancel()
    until(lambda: not host._live)
    assert Stream(played).call and registry.find(played.ref.id, played.ref.token)._holder is None


def test_a_reader_that_does_not_read_is_taken_over_from_all_the_same(caller: Caller, host: Host) -> None:
    played = caller.open(**LARGE)
    played.reset([1, 2, 3, 4])
    slow = played.stream
    assert slow is not None
    for _ in range(4):
        slow.send(played.request("step", played.step_body(), in_flight=4))
    time.sleep(0.3)  # it plays them, and is held up by the answers
    played.stream = None
    first, second = played.step(), played.step()
    assert (second.steps - first.steps).tolist() == [1] * 4
    with pytest.raises(Refused) as caught:
        while True:
            slow.receive()
    assert caught.value.code == "ABORTED"
    until(lambda: len(host._live) == 1)


def test_a_drain_reaches_those_who_wait_and_those_who_are_held_up(caller: Caller, host: Host) -> None:
    idle, held = caller.open(), caller.open(**LARGE)
    idle.reset([1])
    idle.step()
    held.reset([1, 2, 3, 4])
    assert held.stream is not None and idle.stream is not None
    for _ in range(3):
        held.stream.send(held.request("step", held.step_body(), in_flight=3))
    time.sleep(0.3)
    drained = threading.Thread(target=host.drain, args=(0.0,))
    drained.start()
    for stream in (idle.stream, held.stream):
        with pytest.raises(Refused) as caught:
            while True:
                stream.receive()
        assert caught.value.code == "UNAVAILABLE"
    drained.join(DEADLINE_S)
    until(lambda: not host._live)
