"""Leases and the registry: tokens, seqs, time, limits, and a session that breaks."""

import threading
import time
import uuid
from typing import Any

import pytest

from compliance.base import refusal
from compliance.caller import Caller
from garrison_proto.records import OpenOptions
from garrison_proto.v1 import environment_pb2 as env
from garrison_server.leases import Lease
from garrison_server.refusal import (
    CapacityError,
    DrainingError,
    FieldError,
    ForeignSessionError,
    RefusalError,
    StaleSeqError,
    TakeoverError,
)
from garrison_server.registry import Limits, Registry
from server.conftest import session_of


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Ear:
    """A holder that hears why it was ended."""

    def __init__(self) -> None:
        self.heard: list[RefusalError] = []

    def end(self, why: RefusalError) -> None:
        self.heard.append(why)


def options(**more: Any) -> OpenOptions:
    return OpenOptions(**({"levels": ("garrison-1",), "session_id": str(uuid.uuid4())} | more))


def lease_of(clock: Clock, lease_s: float = 10.0) -> Lease:
    return Lease(session_of(), options(), lease_s, clock)


def test_work_runs_once_per_seq_and_the_last_answer_is_kept() -> None:
    lease, runs = lease_of(Clock()), []
    assert lease.once(5, 0, lambda session: runs.append(5) or "five") == "five"
    assert lease.once(5, 0, lambda session: runs.append(5) or "again") == "five"
    assert lease.once(9, 0, lambda session: "nine") == "nine" and runs == [5]
    with pytest.raises(StaleSeqError):
        lease.once(5, 0, lambda session: "no")
    with pytest.raises(StaleSeqError):
        lease.once(8, 0, lambda session: "no")


def test_answers_of_requests_in_flight_are_kept() -> None:
    lease = lease_of(Clock())
    for seq in range(1, 6):
        lease.once(seq, 2, lambda session, seq=seq: seq)
    assert [lease.once(seq, 0, lambda session: 0) for seq in (3, 4, 5)] == [3, 4, 5]
    with pytest.raises(StaleSeqError):
        lease.once(2, 0, lambda session: 0)
    for seq, in_flight in ((0, 0), (-1, 0), (2**64, 0), (9, 17), (9, -1)):
        with pytest.raises(FieldError):
            lease.once(seq, in_flight, lambda session: 0)


def test_a_retry_waits_for_the_first_run() -> None:
    lease, began, go = lease_of(Clock()), threading.Event(), threading.Event()

    def slow(session: object) -> str:
        began.set()
        go.wait(10)
        return "slow"

    answers: list[str] = []
    threads = [threading.Thread(target=lambda: answers.append(lease.once(1, 0, slow))) for _ in range(2)]
    threads[0].start()
    began.wait(10)
    threads[1].start()
    assert lease.left_s() == 10.0  # in use: its time does not run
    go.set()
    for thread in threads:
        thread.join(10)
    assert answers == ["slow", "slow"] and lease.last_seq == 1


def test_time_runs_since_the_last_use() -> None:
    clock = Clock()
    lease = lease_of(clock)
    clock.now += 9
    assert lease.left_s() == 1
    lease.once(1, 0, lambda session: 0)
    assert lease.left_s() == 10
    clock.now += 10
    assert lease.left_s() == 0


def test_only_the_token_opens() -> None:
    lease = lease_of(Clock())
    lease.check_token(lease.token)
    for wrong in ("", "x", lease.token[:-1], lease.token + "x", "é"):
        with pytest.raises(ForeignSessionError):
            lease.check_token(wrong)


def test_a_takeover_ends_the_holder_before() -> None:
    lease, first, second = lease_of(Clock()), Ear(), Ear()
    lease.hold(first)
    lease.hold(second)
    assert isinstance(first.heard[0], TakeoverError) and second.heard == []
    assert lease.held_by(second) and not lease.held_by(first)
    lease.release(first)
    assert lease.held_by(second)
    lease.end(DrainingError("bye"))
    assert isinstance(second.heard[0], DrainingError)
    with pytest.raises(DrainingError):
        lease.once(1, 0, lambda session: 0)


def test_the_registry_counts_slots_and_frees_them() -> None:
    registry = Registry(Limits(max_slots=5, max_sessions=2))
    one = registry.open(options(slots=3))
    with pytest.raises(CapacityError) as caught:
        registry.open(options(slots=3))
    assert caught.value.retry_s > 0
    with pytest.raises(FieldError):
        registry.open(options(slots=6))
    registry.open(options(slots=2))
    with pytest.raises(CapacityError):
        registry.open(options(slots=1))
    registry.close(one)
    registry.close(one)
    assert registry.count() == (1, 2)
    registry.open(options(slots=3))
    with pytest.raises(FieldError):
        Registry(Limits(max_slots=5)).open(options(levels=("garrison-1",), views=("smell",)))


def test_a_refused_open_leaves_no_slots_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    registry = Registry(Limits(max_slots=5))
    monkeypatch.setattr("garrison_server.registry.Session", lambda *arguments, **more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        registry.open(options(slots=5))
    assert registry.count() == (0, 0)


def test_the_reaper_closes_what_is_past_its_lease() -> None:
    clock = Clock()
    registry = Registry(now=clock)
    short, long = registry.open(options(lease_s=5)), registry.open(options(lease_s=50))
    clock.now += 6
    registry.reap()
    assert registry.count() == (1, 1) and short.ended is not None and long.ended is None


def test_draining_refuses_new_sessions_and_waits_for_the_open_ones() -> None:
    registry = Registry()
    lease = registry.open(options())
    threading.Timer(0.3, registry.close, [lease]).start()
    began = time.monotonic()
    registry.drain(30)
    assert 0.2 < time.monotonic() - began < 10
    with pytest.raises(DrainingError):
        registry.open(options())


def test_after_the_grace_open_sessions_are_closed() -> None:
    registry, ear = Registry(), Ear()
    registry.open(options()).hold(ear)
    registry.drain(0.1)
    assert isinstance(ear.heard[0], DrainingError) and registry.count() == (0, 0)


def test_a_crash_closes_its_session_and_no_other(caller: Caller, registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, other = caller.open(slots=2, record=True), caller.open(slots=2)
    for played in (broken, other):
        played.reset([1, 2])
    monkeypatch.setattr(registry.find(broken.ref.id, broken.ref.token).session.batch, "step", lambda *arguments: 1 / 0)
    error = refusal(broken.step)
    assert (error.code, error.reason) == ("INTERNAL", "SESSION_CRASHED")
    assert other.step().steps.tolist() == [1, 1]
    assert refusal(caller.call, "KeepAlive", env.KeepAliveRequest(session=broken.ref)).code == "NOT_FOUND"
    assert registry.count() == (1, 2)


def test_a_crash_in_a_unary_call_is_internal(caller: Caller, registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    played = caller.open(record=True)
    played.reset([1])
    monkeypatch.setattr(registry.find(played.ref.id, played.ref.token).session.batch, "step", lambda *arguments: 1 / 0)
    request = env.StepRequest(session=played.ref, seq=5, step=played.step_body())
    assert refusal(caller.call, "Step", request).code == "INTERNAL"
    assert registry.count() == (0, 0)


def test_many_idle_streams_hold_no_worker(caller: Caller) -> None:
    players = [caller.open() for _ in range(40)]
    for i, played in enumerate(players):
        played.reset([i])
    watched = [caller.environment.Watch(env.WatchRequest(session=played.ref)) for played in players]
    assert all(next(call).outcome.seeds for call in watched)
    assert caller.call("KeepAlive", env.KeepAliveRequest(session=players[0].ref)).lease_s > 0
    assert all(played.step().steps[0] == 1 for played in players)


def test_an_answer_over_the_limit_is_exhausted_and_the_session_goes_on(caller: Caller) -> None:
    played = caller.open(slots=64, views=("structured", "text", "rich", "structured_norm", "mask"), action_space="grid:64")
    error = refusal(played.reset, range(64))
    assert (error.code, error.reason) == ("RESOURCE_EXHAUSTED", "MESSAGE_TOO_LARGE")
    assert played.reset([1], slots=[0]).ticks.tolist() == [0]
