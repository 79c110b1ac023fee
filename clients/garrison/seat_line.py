"""A seat's line to the server: a thread that keeps the latest turn, and finds its way back after a lost connection."""

import math
import threading
import time
from collections.abc import Callable, Iterator
from queue import SimpleQueue
from typing import Any, Final

import grpc

from garrison.errors import ClosedError, GarrisonError, ProtocolError, UnavailableError
from garrison.play_stream import FIRST_WAIT_S, LONGEST_WAIT_S, STREAM_S
from garrison.refusals import from_call, from_status, is_lost
from garrison_proto.codec import CodecError
from garrison_proto.seat_codec import unpack_seated, unpack_turn
from garrison_proto.seats import Seated, Turn
from garrison_proto.v1 import seats_pb2 as pb

STAYS: Final = 3  # in one lease
OpenJoin = Callable[[Iterator[pb.JoinRequest], float], Any]


class SeatLine:
    """What one seat says and hears. `changed` is notified of all that is new; whoever reads the rest holds it."""

    def __init__(self, open_join: OpenJoin, sit: pb.Sit, resume_s: float) -> None:
        self._open_join, self._sit, self._resume_s = open_join, sit, resume_s
        self.changed = threading.Condition()
        self.seated: Seated | None = None
        self.turn: Turn | None = None  # the latest
        self.refused: GarrisonError | None = None  # why the last act was
        self.failed: GarrisonError | None = None  # why nothing comes any more
        self.resumed = 0  # times that a lost connection was replaced
        self._act: pb.Act | None = None  # sent, and not answered
        self._outbox: SimpleQueue[pb.JoinRequest | None] = SimpleQueue()
        self._call: Any = None
        self._closed = False
        self._messages = 0  # that came
        self._stay_s = math.inf
        self._thread = threading.Thread(target=self._run, name="garrison-seat", daemon=True)
        self._thread.start()

    def act(self, act: pb.Act) -> None:
        """Sends an action; it is sent again on every new connection until it is answered. `changed` must be held."""
        self.refused, self._act = None, act
        self._outbox.put(pb.JoinRequest(act=act))

    @property
    def acting(self) -> bool:
        """Whether an action has no answer yet."""
        return self._act is not None

    def close(self) -> None:
        """Leaves the seat. A second call does nothing."""
        with self.changed:
            self._closed = True
            self.failed = self.failed or ClosedError("the seat was left; join it again")
            call, self._call = self._call, None
            self._outbox.put(None)
            self.changed.notify_all()
        if call is not None:
            call.cancel()

    def watch(self, now_s: float) -> float:
        """The guard's visit: a sign of life, some in a lease."""
        if self.failed is not None:
            return math.inf
        if now_s >= self._stay_s and self.seated is not None:
            self._stay_s = now_s + self.seated.lease_s / STAYS
            self._outbox.put(pb.JoinRequest(stay=pb.Stay()))
        return min(self._stay_s, now_s + 1.0)

    def _run(self) -> None:
        lost_s, wait_s = math.inf, 0.0
        while not self._closed:
            seen = self._messages
            try:
                for message in self._connect():
                    self._take(message)
                why: GarrisonError = ProtocolError("the server ended the seat's stream without a word")
            except grpc.RpcError as error:
                why = from_call(error)
                if not is_lost(error):
                    return self._fail(why)
            except UnavailableError as error:  # from the first call on a new channel
                why = error
            except GarrisonError as error:
                return self._fail(error)
            except CodecError as error:
                return self._fail(
                    ProtocolError(f"the server's message is wrong: {error}", field=error.field, came=error.got, wanted=error.wanted)
                )
            now_s = time.monotonic()
            if self._messages != seen:
                lost_s, wait_s = now_s, 0.0
            lost_s = min(lost_s, now_s)
            if self.seated is None or now_s - lost_s >= self._resume_s:
                return self._fail(why)
            time.sleep(wait_s)
            wait_s = min(max(2 * wait_s, FIRST_WAIT_S), LONGEST_WAIT_S)
            self.resumed += 1

    def _connect(self) -> Any:
        with self.changed:
            self._outbox = SimpleQueue()
            self._outbox.put(pb.JoinRequest(sit=self._sit))
            if self._act is not None:
                self._outbox.put(pb.JoinRequest(act=self._act))
        call = self._open_join(iter(self._outbox.get, None), STREAM_S)
        with self.changed:
            if self._closed:
                call.cancel()
            self._call = call
        return call

    def _take(self, message: pb.JoinResponse) -> None:
        kind = message.WhichOneof("response")
        with self.changed:
            self._messages += 1
            if kind == "seated":
                self.seated = unpack_seated(message.seated)
                self._stay_s = time.monotonic() + self.seated.lease_s / STAYS
            elif self.seated is None or kind is None:
                raise ProtocolError(f"the server said {kind or 'nothing'}; wanted seated first, then turns")
            elif kind == "turn":
                self.turn = unpack_turn(message.turn, {spec.name: spec for spec in self.seated.views})
                if self._act is not None and self.turn.number > self._act.turn and not self._came_late(self._act, self.turn):
                    self._act = None
            elif self._act is not None:
                self.refused, self._act = from_status(message.error), None
            self.changed.notify_all()

    def _came_late(self, act: pb.Act, turn: Turn) -> bool:
        """Whether a turn is that of the round which an action missed: its answer is the refusal that follows."""
        return self.seated is not None and turn.number == act.turn + 1 and self.seated.seat in turn.silent

    def _fail(self, why: GarrisonError) -> None:
        with self.changed:
            self.failed = self.failed or why
            self._outbox.put(None)
            self.changed.notify_all()
