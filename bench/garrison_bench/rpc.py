"""Play over gRPC on a unix socket: one episode beside a bare echo, and a large batch beside the same batch in process."""

from collections.abc import Callable, Iterator, Sequence
from statistics import median
from time import perf_counter
from typing import Final

import numpy as np

import garrison
from garrison_bench.echo import echo
from garrison_bench.figures import Measured
from garrison_bench.loads import TYPICAL, LoadError, lead_in, level_for, loaded_batch, noops, seeds
from garrison_bench.timing import medians
from garrison_levels.level import level_text
from garrison_proto.codec import pack_outcome, pack_slots, pack_tensor
from garrison_proto.v1 import play_pb2

VIEWS: Final = ("structured_norm", "mask")
SINGLE_ROUNDS: Final = 25
SINGLE_STEPS: Final = 80  # a round
BATCH: Final = 256
BATCH_ROUNDS: Final = 9
BATCH_STEPS: Final = 40  # a round
IN_FLIGHT: Final = 2


def step_figures() -> Iterator[Measured]:
    """One episode's step over an open Play stream beside an echo, in turns."""
    with garrison.launch() as server, garrison.connect(server.address) as connection, connection.open(options(1)) as session:
        slots, idle = np.arange(1), noops(1)
        outcome = play_up(session, 1)
        start = session.snapshot(slots)
        sent = play_pb2.PlayRequest(seq=1000, step=play_pb2.Step(slots=pack_slots([0], 1), actions=pack_tensor(idle)))
        came = play_pb2.PlayResponse(seq=1000, outcome=pack_outcome(outcome, 1))
        with echo(f"{server.address}.echo", sent.ByteSize(), came.ByteSize()) as once:
            step_s, echo_s = _p50s([lambda: session.step(slots, idle), once], lambda: session.restore(slots, start))
    about = f"{sent.ByteSize()} bytes there, {came.ByteSize():,} back, one stream, unix socket"
    yield Measured("rpc_step_p50_us", step_s * 1e6, f"1 slot, 16 ticks, {' + '.join(VIEWS)}; {TYPICAL.about}; {about}")
    yield Measured("rpc_echo_p50_us", echo_s * 1e6, about)
    yield Measured("rpc_step_over_echo", step_s / echo_s, "rounds of both in turn")


def batch_figures() -> Iterator[Measured]:
    """A batch in process and over a Play stream with two requests in flight, in turns."""
    slots, idle = np.arange(BATCH), noops(BATCH)
    backend = garrison.load_backend("local")
    with garrison.launch() as server, garrison.connect(server.address) as connection, connection.open(options(BATCH)) as remote:
        local = backend.open(options(BATCH))
        for session in (local, remote):
            play_up(session, BATCH)
        starts = [(session, session.snapshot(slots)) for session in (local, remote)]

        def in_process() -> None:
            for _ in range(BATCH_STEPS):
                local.step(slots, idle)

        def over_grpc() -> None:
            for number in range(BATCH_STEPS + IN_FLIGHT):
                if number >= IN_FLIGHT:
                    remote.receive()
                if number < BATCH_STEPS:
                    remote.send_step(slots, idle)

        def prepare() -> None:
            for session, start in starts:
                session.restore(slots, start)

        seconds = medians([in_process, over_grpc], BATCH_ROUNDS, prepare)
        local.close()
    backend.close()
    here, there = (BATCH * BATCH_STEPS / taken for taken in seconds)
    about = f"batch {BATCH}, 16 ticks, {' + '.join(VIEWS)}; {TYPICAL.about}"
    yield Measured("local_batch256_steps_per_s", here, about)
    yield Measured("rpc_batch256_steps_per_s", there, f"{about}; one stream, {IN_FLIGHT} requests in flight, unix socket")
    yield Measured("rpc_over_local", there / here, "rounds of both in turn")


def options(slots: int, views: tuple[str, ...] = VIEWS) -> garrison.OpenOptions:
    """A session on the bench's own level."""
    document = level_text(level_for(TYPICAL)).encode()
    return garrison.OpenOptions(level_documents=(document,), slots=slots, views=views, max_ticks=0)


def play_up(session: garrison.SessionHandle, slots: int) -> garrison.Outcome:
    """Plays every slot of a session up to the typical load; raises LoadError if it is not the bench's own, hash for hash."""
    everyone = np.arange(slots)
    outcome = session.reset(everyone, seeds(slots))
    for orders in lead_in(TYPICAL, slots):
        outcome = session.step(everyone, orders)
    if (outcome.hashes != loaded_batch(TYPICAL, slots).hashes(everyone)).any():
        raise LoadError("the session's load differs from the one in process")
    return outcome


def _p50s(contenders: Sequence[Callable[[], object]], prepare: Callable[[], object]) -> list[float]:
    """The median seconds of one call of each, over rounds in turn; `prepare` runs untimed before each."""
    taken: list[list[float]] = [[] for _ in contenders]
    for number in range(SINGLE_ROUNDS + 1):
        for contender, seconds in zip(contenders, taken, strict=True):
            prepare()
            for _ in range(SINGLE_STEPS):
                start = perf_counter()
                contender()
                if number:
                    seconds.append(perf_counter() - start)
    return [median(seconds) for seconds in taken]
