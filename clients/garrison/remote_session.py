"""A session on a server elsewhere: the handle that adapters play through, and pipelining for those who want speed."""

import contextlib
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from garrison.backend import Slots
from garrison.errors import ClosedError, GarrisonError, InFlightError, OptionError, ProtocolError
from garrison.guard import Guard
from garrison.play_stream import PlayStream
from garrison.refusals import from_status
from garrison_proto.codec import CodecError, pack_selection, pack_slots, pack_tensor, unpack_outcome
from garrison_proto.records import Opened, Outcome
from garrison_proto.v1 import environment_pb2, play_pb2, types_pb2

Unary = Callable[..., Any]
Message = TypeVar("Message")


class RemoteSession:
    """Implements SessionHandle over a Play stream.

    Silence is no error: the lease is renewed in the background while this object lives, however long the caller thinks.
    For one thread at a time. Also a context manager that closes the session at its end.
    """

    def __init__(self, opened: Opened, stream: PlayStream, guard: Guard, call: Unary, post: Unary) -> None:
        self._opened = opened
        self._specs = {spec.name: spec for spec in opened.views}
        self._total = len(opened.levels)
        self._stream = stream
        self._guard = guard
        self._unary = call
        self._post = post
        self._native = opened.action.n == 0
        self._closed = False
        self._ref = types_pb2.SessionRef(id=opened.session_id, token=opened.resume_token)
        self._renew_s = time.monotonic() + opened.lease_s / 3
        guard.add(self)

    @property
    def opened(self) -> Opened:
        """What the server answered when the session was opened."""
        return self._opened

    @property
    def in_flight(self) -> int:
        """Requests that were sent and not received."""
        return self._stream.in_flight

    @property
    def resumed(self) -> int:
        """How often a broken connection was replaced."""
        return self._stream.resumed

    def reset(self, slots: Slots, seeds: ArrayLike | None = None, views: Sequence[str] | None = None) -> Outcome:
        """Starts episodes; without seeds each slot goes on to its next one."""
        self._alone("reset")
        self.send_reset(slots, seeds, views)
        return self.receive()

    def step(self, slots: Slots, actions: ArrayLike, views: Sequence[str] | None = None) -> Outcome:
        """Applies one action per slot; float64 (n, 3), or int64 (n,) in `grid` and `sites`."""
        self._alone("step")
        self.send_step(slots, actions, views)
        return self.receive()

    def send_reset(self, slots: Slots, seeds: ArrayLike | None = None, views: Sequence[str] | None = None) -> int:
        """Sends a reset without waiting; receive() gives the answers in order. Returns the request's seq."""
        numbers = _pack_seeds(seeds)
        body = _checked(lambda: play_pb2.Reset(slots=self._pack_slots(slots), seeds=numbers, views=pack_selection(views)), "slots")
        return self._send(play_pb2.PlayRequest(reset=body))

    def send_step(self, slots: Slots, actions: ArrayLike, views: Sequence[str] | None = None) -> int:
        """Sends a step without waiting; receive() gives the answers in order. Returns the request's seq."""
        tensor = pack_tensor(_pack_actions(actions, self._native))
        body = _checked(lambda: play_pb2.Step(slots=self._pack_slots(slots), actions=tensor, views=pack_selection(views)), "slots")
        return self._send(play_pb2.PlayRequest(step=body))

    def receive(self) -> Outcome:
        """The answer to the oldest request in flight."""
        return self._outcome(self._answer())

    def snapshot(self, slots: Slots) -> list[bytes]:
        """Each slot's whole episode, generator included."""
        self._alone("snapshot")
        body = _checked(lambda: play_pb2.Snapshot(slots=self._pack_slots(slots)), "slots")
        self._send(play_pb2.PlayRequest(snapshot=body))
        response = self._answer()
        if response.WhichOneof("response") != "snapshots":
            raise ProtocolError(f"snapshot was answered by {response.WhichOneof('response')}; wanted snapshots")
        return list(response.snapshots.snapshots)

    def restore(self, slots: Slots, blobs: Sequence[bytes], views: Sequence[str] | None = None) -> Outcome:
        """Continues snapshotted episodes bit for bit."""
        self._alone("restore")
        body = _checked(lambda: play_pb2.Restore(slots=self._pack_slots(slots), snapshots=blobs, views=pack_selection(views)), "slots")
        self._send(play_pb2.PlayRequest(restore=body))
        return self.receive()

    def fork(self, source: int, targets: Slots, views: Sequence[str] | None = None) -> Outcome:
        """Copies slot `source` into every slot of `targets`."""
        self._alone("fork")
        numbers = [int(slot) for slot in targets]  # `all` has no short form here
        body = _checked(lambda: play_pb2.Fork(source=int(source), targets=numbers, views=pack_selection(views)), "targets")
        self._send(play_pb2.PlayRequest(fork=body))
        return self.receive()

    def export_replay(self, slot: int) -> bytes:
        """The slot's running or last episode as a replay file."""
        request = _checked(lambda: environment_pb2.ExportReplayRequest(session=self._ref, slot=int(slot)), "slot")
        return bytes(self._call("ExportReplay", request).replay)

    def keep_alive(self) -> None:
        """Renews the lease now; idle sessions have it renewed in the background anyway."""
        self._call("KeepAlive", environment_pb2.KeepAliveRequest(session=self._ref))

    def close(self) -> None:
        """Frees the slots. A second call does nothing, and a server that is gone is no error: the lease ends it."""
        if self._closed:
            return
        self._closed = True
        if self._stream.inherited:  # a forked child must not end its parent's session
            return
        self._guard.discard(self)
        self._stream.drop()
        with contextlib.suppress(GarrisonError):
            self._unary("Close", environment_pb2.CloseRequest(session=self._ref), timeout_s=5.0)

    def __enter__(self) -> "RemoteSession":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def watch(self, now_s: float) -> float:
        """The guard's visit: deadlines, and the lease at a third of its length."""
        due_s = self._stream.watch(now_s)
        if now_s >= self._renew_s:
            self._renew_s = now_s + self._opened.lease_s / 3
            # Not waited for: one server that hangs must not keep the guard from its other sessions.
            self._post("KeepAlive", environment_pb2.KeepAliveRequest(session=self._ref), max(1.0, self._opened.lease_s / 3))
        return min(due_s, self._renew_s)

    def _pack_slots(self, slots: Slots) -> Sequence[int]:
        if not len(slots):
            raise OptionError("slots", "[]", "at least one slot")
        if self._total == 1 and len(slots) == 1 and slots[0] == 0:
            return ()
        return pack_slots(slots, self._total)  # type: ignore[arg-type]

    def _alone(self, name: str) -> None:
        if self._stream.in_flight:
            raise InFlightError(f"{name}() while {self._stream.in_flight} requests are in flight: receive() them first")

    def _send(self, request: play_pb2.PlayRequest) -> int:
        if self._closed:
            raise ClosedError("the session was closed; open another")
        return self._stream.send(request)

    def _answer(self) -> play_pb2.PlayResponse:
        response = self._stream.receive()
        if response.HasField("error"):
            raise from_status(response.error)
        return response

    def _outcome(self, response: play_pb2.PlayResponse) -> Outcome:
        if not response.HasField("outcome"):
            raise ProtocolError(f"the answer is {response.WhichOneof('response')}; wanted an outcome")
        try:
            return unpack_outcome(response.outcome, self._total, self._specs)
        except CodecError as error:
            raise ProtocolError(
                f"the server's outcome is wrong: {error}", field=error.field, came=error.got, wanted=error.wanted
            ) from error

    def _call(self, method: str, request: Any) -> Any:
        if self._closed:
            raise ClosedError("the session was closed; open another")
        self._stream.own()
        return self._unary(method, request)


def _pack_actions(actions: ArrayLike, native: bool) -> Any:
    """float64 or int64, little endian; only conversions that lose nothing. The server judges shape and values."""
    array = np.asarray(actions)
    wanted = np.dtype("<f8") if native else np.dtype("<i8")
    if array.dtype == wanted:
        return array
    if array.dtype.kind in ("iuf" if native else "iu") and array.dtype != np.uint64:
        return array.astype(wanted)
    raise OptionError("actions", f"an array of {array.dtype.name}", f"one of {wanted.name}")


def _pack_seeds(seeds: ArrayLike | None) -> list[int]:
    numbers = [] if seeds is None else [int(seed) for seed in np.atleast_1d(np.asarray(seeds, object))]
    for seed in numbers:
        if not 0 <= seed < 2**64:
            raise OptionError("seeds", seed, "numbers from 0 to 2^64 - 1")
    return numbers


def _checked(build: Callable[[], Message], field: str) -> Message:
    """Builds a message; a number that its field cannot hold becomes an OptionError."""
    try:
        return build()
    except (ValueError, TypeError) as error:
        raise OptionError(field, error, "numbers that the message can hold") from error
