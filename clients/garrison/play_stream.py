"""The bidirectional stream of one session: requests in order, answers in order, and a new stream where one breaks.

Requests that were not answered are kept. When the stream breaks they are sent again on a new one with their old seqs; the
server answers a seq that it has run already from memory, so nothing is ever stepped twice.
"""

import math
import os
import time
from collections import deque
from collections.abc import Callable, Iterator
from queue import SimpleQueue
from typing import Any, Final

import grpc
from google.protobuf.message import DecodeError

from garrison.errors import DeadlineError, ForkedSessionError, InFlightError, ProtocolError, ServerError
from garrison.guard import Guard
from garrison.refusals import from_call, is_lost
from garrison.roundtrip import Roundtrip
from garrison_proto.records import Outcome
from garrison_proto.v1 import play_pb2, types_pb2

STREAM_S: Final = 3600.0  # every stream has a deadline; a session that outlives it goes on with another one
FIRST_WAIT_S: Final = 0.02  # before the second attempt to reach the server again; doubled each time
LONGEST_WAIT_S: Final = 1.0

OpenStream = Callable[[Iterator[bytes], float], Any]
Read = Callable[[bytes, int], Outcome | None]
Write = Callable[[int, int], bytes]  # a request's bytes, from its seq and the number of requests in flight before it


class PlayStream:
    """Sends and receives for one session. For one thread at a time; belongs to the process that made it."""

    def __init__(
        self,
        open_stream: OpenStream,
        ref: types_pb2.SessionRef,
        guard: Guard,
        *,
        last_seq: int,
        timeout_s: float,
        resume_s: float,
        window: int,
    ) -> None:
        """timeout_s: how long one answer may take; resume_s: how long a server that cannot be reached is tried;
        window: requests in flight at most."""
        self._open_stream = open_stream
        self._ref = ref
        self._guard = guard
        self._seq = last_seq
        self.timeout_s = timeout_s
        self._resume_s = resume_s
        self._window = window
        self._unanswered: deque[tuple[int, bytes]] = deque()  # seqs and requests
        self._call: Any = None
        self._short: Roundtrip | None = None  # on the same call
        self._outbox: SimpleQueue[bytes | None] = SimpleQueue()
        self._due_s = math.inf  # the guard ends the wait then
        self._ended_s = math.inf  # the due time of the last wait that the guard ended
        self._pid = os.getpid()
        self.resumed = 0  # times that a broken stream was replaced

    @property
    def in_flight(self) -> int:
        """Requests without an answer yet."""
        return len(self._unanswered)

    @property
    def resume_s(self) -> float:
        """How long a server that cannot be reached is tried."""
        return self._resume_s

    def take_seq(self) -> int:
        """A seq for a request that goes another way than the stream. Nothing may be in flight."""
        self.own()
        if self._unanswered:
            raise InFlightError(f"{len(self._unanswered)} requests are in flight: receive() them first")
        self._seq += 1
        return self._seq

    def send(self, request: play_pb2.PlayRequest) -> int:
        """Sends a request, whose seq is filled in and handed back; does not wait."""
        return self.write(writing(request))

    def write(self, write: Write) -> int:
        """Sends the request that `write` makes, and hands back its seq; does not wait."""
        self.own()
        self._post(self._noted(write))
        return self._seq

    def receive(self, read: Read | None = None) -> play_pb2.PlayResponse | Outcome:
        """The answer to the oldest unanswered request: what `read` makes of its bytes and seq, or else the message.

        Raises DeadlineError after timeout_s, UnavailableError when the server cannot be reached for resume_s, and what
        the server ended the stream with. All requests in flight are then given up; whether they were run shows in
        the tick counts of the next answer.
        """
        self.own()
        if not self._unanswered:
            raise InFlightError("receive() without a request in flight: send one first")
        return self._received(self._deadline(), read)

    def exchange(self, write: Write, read: Read | None = None) -> play_pb2.PlayResponse | Outcome:
        """`write` and `receive` in one, for a request that goes alone: by the shorter way, where there is one."""
        self.own()
        data = self._noted(write)
        return self._received(self._deadline(), read, data)

    def _noted(self, write: Write) -> bytes:
        """A new request, from now on unanswered."""
        waiting = len(self._unanswered)
        if waiting >= self._window:
            raise InFlightError(
                f"{waiting} requests are in flight; wanted at most {self._window}: receive() some first",
                came=str(waiting),
                wanted=str(self._window),
            )
        seq = self._seq = self._seq + 1
        data = write(seq, waiting)
        self._unanswered.append((seq, data))
        return data

    def _post(self, data: bytes) -> None:
        if self._call is not None:
            self._outbox.put(data)
        else:
            self._connect()

    def _deadline(self) -> float:
        """When the wait for an answer that begins now is over; the guard knows it."""
        due_s = self._due_s = time.monotonic() + self.timeout_s
        if due_s < self._guard.next_visit_s:
            self._guard.nudge()
        return due_s

    def _received(self, due_s: float, read: Read | None, asking: bytes | None = None) -> play_pb2.PlayResponse | Outcome:
        """The next answer, as `receive` gives it; `asking`: a request that is yet to be sent."""
        try:
            data = None if asking is None else self._asked(asking)
            if data is None:
                data = self._next(due_s)
        except BaseException:
            self.drop()
            self._unanswered.clear()
            raise
        finally:
            self._due_s = math.inf
        seq = self._unanswered.popleft()[0]
        if read is not None and (outcome := read(data, seq)) is not None:
            return outcome
        return self._parsed(data, seq)

    def _parsed(self, data: bytes, seq: int) -> play_pb2.PlayResponse:
        try:
            response: play_pb2.PlayResponse = play_pb2.PlayResponse.FromString(data)
        except DecodeError as error:
            self.drop()
            self._unanswered.clear()
            raise ProtocolError(f"the answer does not parse: {error}; wanted a PlayResponse") from None
        if response.seq != seq:
            self.drop()
            self._unanswered.clear()
            raise ProtocolError(f"the answer has seq {response.seq}; wanted {seq}", came=str(response.seq), wanted=str(seq))
        return response

    def _asked(self, data: bytes) -> bytes | None:
        """Sends a request; its answer, if it came by the shorter way."""
        short = self._short
        if short is not None and short.send(data):
            return short.receive()
        self._post(data)
        return None

    def _next(self, due_s: float) -> bytes:
        """The next answer, from this stream or from as many others as it takes."""
        wait_s, give_up_s = 0.0, math.inf
        while True:
            call = self._call if self._call is not None else self._connect()
            try:
                return next(call)  # type: ignore[no-any-return]
            except StopIteration:
                refusal: ServerError | None = None
            except grpc.RpcError as error:
                if self._ended_s == due_s:
                    raise DeadlineError(f"no answer within {self.timeout_s:g} s") from None
                refusal = from_call(error)
                if not is_lost(error):
                    raise refusal from None
            self.drop()
            now_s = time.monotonic()
            give_up_s = min(give_up_s, now_s + self._resume_s)
            left_s = min(give_up_s, due_s) - now_s
            if left_s <= 0:
                raise refusal or ProtocolError("the server ended the stream without a word")
            time.sleep(min(wait_s, left_s))
            wait_s = min(max(2 * wait_s, FIRST_WAIT_S), LONGEST_WAIT_S)
            self.resumed += 1

    def _connect(self) -> Any:
        """Opens a stream and sends on it all that is unanswered."""
        self._outbox = SimpleQueue()
        for place, (_, data) in enumerate(self._unanswered):
            request = play_pb2.PlayRequest.FromString(data)
            request.in_flight = place
            if not place:
                request.session.CopyFrom(self._ref)
            self._outbox.put(request.SerializeToString())
        self._call = self._open_stream(iter(self._outbox.get, None), STREAM_S)
        self._short = Roundtrip.on(self._call)
        return self._call

    def drop(self) -> None:
        """Ends the stream, not the session."""
        call, self._call, self._short = self._call, None, None
        if call is not None:
            self._outbox.put(None)
            call.cancel()

    def watch(self, now_s: float) -> float:
        """Ends a wait that is past its deadline; says when the next one is due."""
        due_s = self._due_s  # read once: the waiting thread may get its answer at this moment
        if now_s < due_s:
            return due_s
        self._ended_s = due_s
        if (call := self._call) is not None:
            call.cancel()
        return now_s + 0.05  # comes again until the wait is over: a stream may just be opening

    @property
    def inherited(self) -> bool:
        """Whether this process was forked from the stream's own."""
        return self._pid != os.getpid()

    def own(self) -> None:
        """Raises ForkedSessionError in another process than the stream's own."""
        if self.inherited:
            raise ForkedSessionError(f"the session belongs to process {self._pid}, which this one was forked from; open another here")


def writing(request: play_pb2.PlayRequest) -> Write:
    """What writes a message, with its numbers filled in."""

    def write(seq: int, waiting: int) -> bytes:
        request.seq, request.in_flight = seq, waiting
        data: bytes = request.SerializeToString()
        return data

    return write
