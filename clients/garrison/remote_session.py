"""A session on a server elsewhere: the handle that adapters play through, and pipelining for those who want speed."""

import contextlib
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from garrison.backend import Slots
from garrison.errors import ClosedError, GarrisonError, InFlightError, ProtocolError
from garrison.guard import Guard
from garrison.packing import (
    packed_actions,
    packed_blobs,
    packed_messages,
    packed_seeds,
    packed_size,
    packed_slots,
    slot_numbers,
    unpacked_frames,
)
from garrison.play_stream import PlayStream, Write, writing
from garrison.refusals import from_status
from garrison.remote_talk import RemoteTalk
from garrison_proto.codec import CodecError, pack_selection, unpack_outcome
from garrison_proto.records import Opened, Outcome
from garrison_proto.seat_codec import unpack_seats
from garrison_proto.seats import SeatState
from garrison_proto.talk import Brief, Said, Saying, TalkOptions, Transcript
from garrison_proto.template import OutcomeReader, StepTemplate
from garrison_proto.v1 import environment_pb2, play_pb2, seats_pb2, types_pb2

Unary = Callable[..., Any]


class RemoteSession:
    """Implements SessionHandle over a Play stream.

    Silence is no error: the lease is renewed in the background while this object lives, however long the caller thinks.
    For one thread at a time. Also a context manager that closes the session at its end.
    """

    def __init__(self, opened: Opened, stream: PlayStream, guard: Guard, call: Unary, post: Unary) -> None:
        self._opened = opened
        self._specs = {spec.name: spec for spec in opened.views}
        self._total = len(opened.levels)
        arrays = all(spec.kind == "tensor" for spec in opened.views) and not opened.seats
        self._read = OutcomeReader(self._total, opened.views).read if arrays else None
        agents = (self._total, opened.seats) if opened.seats else (self._total,)
        kind, shape = ("<f8", (*agents, 3)) if opened.action.name == "native" else ("<i8", agents)
        self._plain_step = StepTemplate(kind, shape)
        self._plain_actions = np.dtype(kind), shape
        self._stream = stream
        self._guard = guard
        self._unary = call
        self._post = post
        self._closed = False
        self._ref = types_pb2.SessionRef(id=opened.session_id, token=opened.resume_token)
        self._renew_s = time.monotonic() + opened.lease_s / 3
        self._renewal: Any = None  # the last one; gRPC cancels a call that nobody holds
        self._talk = RemoteTalk(call, self._ref, self._specs, self._total, stream.resume_s)
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

    def step(
        self, slots: Slots, actions: ArrayLike, views: Sequence[str] | None = None, messages: Sequence[str] | None = None
    ) -> Outcome:  # fmt: skip
        """Applies one action per slot, or one of each of its seats; see SessionHandle."""
        self._alone("step")
        return self._read_outcome(self._stream.exchange(self._step(slots, actions, views, messages), self._read))

    def send_reset(self, slots: Slots, seeds: ArrayLike | None = None, views: Sequence[str] | None = None) -> int:
        """Sends a reset without waiting; receive() gives the answers in order. Returns the request's seq."""
        body = play_pb2.Reset(slots=packed_slots(slots, self._total), seeds=packed_seeds(seeds), views=pack_selection(views))
        return self._send(play_pb2.PlayRequest(reset=body))

    def send_step(
        self, slots: Slots, actions: ArrayLike, views: Sequence[str] | None = None, messages: Sequence[str] | None = None
    ) -> int:  # fmt: skip
        """Sends a step without waiting; receive() gives the answers in order. Returns the request's seq."""
        return self._stream.write(self._step(slots, actions, views, messages))

    def receive(self) -> Outcome:
        """The answer to the oldest request in flight."""
        return self._read_outcome(self._stream.receive(self._read))

    def snapshot(self, slots: Slots) -> list[bytes]:
        """Each slot's whole episode, generator included."""
        self._alone("snapshot")
        body = play_pb2.Snapshot(slots=packed_slots(slots, self._total))
        self._send(play_pb2.PlayRequest(snapshot=body))
        response = self._answer()
        if response.WhichOneof("response") != "snapshots":
            raise ProtocolError(f"snapshot was answered by {response.WhichOneof('response')}; wanted snapshots")
        return list(response.snapshots.snapshots)

    def restore(self, slots: Slots, blobs: Sequence[bytes], views: Sequence[str] | None = None) -> Outcome:
        """Continues snapshotted episodes bit for bit."""
        self._alone("restore")
        body = play_pb2.Restore(slots=packed_slots(slots, self._total), snapshots=packed_blobs(blobs), views=pack_selection(views))
        self._send(play_pb2.PlayRequest(restore=body))
        return self.receive()

    def fork(self, source: int, targets: Slots, views: Sequence[str] | None = None) -> Outcome:
        """Copies slot `source` into every slot of `targets`."""
        self._alone("fork")
        origin = slot_numbers([source], self._total, "source")[0]
        body = play_pb2.Fork(source=origin, targets=slot_numbers(targets, self._total, "targets"), views=pack_selection(views))
        self._send(play_pb2.PlayRequest(fork=body))
        return self.receive()

    def render(self, slots: Slots, size: int = 512, *, bare: bool = False, seat: int = 0) -> NDArray[np.uint8]:
        """A frame of each slot as it is now, (n, size, size, 3)."""
        self._alone("render")
        whose = slot_numbers([seat], max(self._opened.seats, 1), "seat")[0]
        body = play_pb2.Render(slots=packed_slots(slots, self._total), size=packed_size(size), codec=types_pb2.CODEC_RAW, bare=bare,
                               seat=whose)  # fmt: skip
        self._send(play_pb2.PlayRequest(render=body))
        return unpacked_frames(self._answer(), size)

    def brief(self, slot: int, options: TalkOptions | None = None) -> Brief:
        """The prompts for a language model that plays the slot; see garrison.gateway."""
        self._require_open()
        return self._talk.brief(slot_numbers([slot], self._total, "slot")[0], options)

    def say(self, slot: int, saying: Saying) -> Said:
        """Takes a model's reply and plays it."""
        self._require_open()
        return self._talk.say(slot_numbers([slot], self._total, "slot")[0], saying, self._stream.take_seq())

    def say_all(self, slots: Sequence[int], sayings: Sequence[Saying]) -> list[Said]:
        """Takes a reply of each of these slots, and plays them."""
        self._require_open()
        return self._talk.say_all(slot_numbers(slots, self._total, "slot"), sayings, self._stream.take_seq())

    def transcript(self, slot: int, first: int = 0) -> Transcript:
        """What was said in the slot's episode, from entry `first` on."""
        self._require_open()
        return self._talk.transcript(slot_numbers([slot], self._total, "slot")[0], first)

    def export_replay(self, slot: int) -> bytes:
        """The slot's running or last episode as a replay file."""
        number = slot_numbers([slot], self._total, "slot")[0]
        request = environment_pb2.ExportReplayRequest(session=self._ref, slot=number)
        return bytes(self._call("ExportReplay", request).replay)

    def seats(self) -> tuple[SeatState, ...]:
        """Who sits where, and how often each seat was silent; of a session that was opened joinable."""
        return unpack_seats(self._call("Seats", seats_pb2.SeatsRequest(session=self._ref)))

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
            request = environment_pb2.KeepAliveRequest(session=self._ref)
            self._renewal = self._post("KeepAlive", request, max(1.0, self._opened.lease_s / 3))
        return min(due_s, self._renew_s)

    def _alone(self, name: str) -> None:
        if self._stream.in_flight:
            raise InFlightError(f"{name}() while {self._stream.in_flight} requests are in flight: receive() them first")

    def _send(self, request: play_pb2.PlayRequest) -> int:
        self._require_open()
        return self._stream.send(request)

    def _step(self, slots: Slots, actions: ArrayLike, views: Sequence[str] | None, messages: Sequence[str] | None) -> Write:
        """What writes a request to step."""
        self._require_open()
        numbers, array = packed_slots(slots, self._total), np.asarray(actions)
        if views is None and not messages and not numbers and (array.dtype, array.shape) == self._plain_actions:
            return partial(self._plain_step.request, array.tobytes())
        said = packed_messages(messages)
        body = play_pb2.Step(slots=numbers, actions=packed_actions(array), views=pack_selection(views), messages=said)
        return writing(play_pb2.PlayRequest(step=body))

    def _require_open(self) -> None:
        if self._closed:
            raise ClosedError("the session was closed; open another")

    def _answer(self) -> play_pb2.PlayResponse:
        return _accepted(self._stream.receive())

    def _read_outcome(self, response: play_pb2.PlayResponse | Outcome) -> Outcome:
        if isinstance(response, Outcome):
            return response
        if not _accepted(response).HasField("outcome"):
            raise ProtocolError(f"the answer is {response.WhichOneof('response')}; wanted an outcome")
        try:
            return unpack_outcome(response.outcome, self._total, self._specs, self._opened.seats)
        except CodecError as error:
            raise ProtocolError(
                f"the server's outcome is wrong: {error}", field=error.field, came=error.got, wanted=error.wanted
            ) from error

    def _call(self, method: str, request: Any) -> Any:
        self._require_open()
        self._stream.own()
        return self._unary(method, request)


def _accepted(response: Any) -> play_pb2.PlayResponse:
    """The answer; raises the refusal that it may be."""
    if response.HasField("error"):
        raise from_status(response.error)
    return response  # type: ignore[no-any-return]
