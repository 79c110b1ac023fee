"""A message there and an answer back on an open gRPC stream, asked of gRPC in one go.

What grpcio shows of a stream sends from a thread of its own, which wakes again when the message has left. What lies behind
it takes a message and the wish for an answer together, from the caller's own thread: two wake-ups less a step. That is no
promise of grpcio's, so it is looked at first; where it is not what is known here, streams are used as everybody uses
them. The server's side of the same: `garrison_server.service.turns`.
"""

import inspect
import threading
from typing import Any, Final

import grpc
from grpc import _channel
from grpc._cython import cygrpc

LOOK_S: Final = 0.2  # an answer is awaited so long at a time: on some systems a signal is heard only in between


def _is_known() -> bool:
    """Whether this grpcio has inside what all of 1.68 to 1.85 have."""
    try:
        handler = list(inspect.signature(_channel._event_handler).parameters)
        operations = cygrpc.SendMessageOperation(b"", 0).type(), cygrpc.ReceiveMessageOperation(0).type()
        wanted = cygrpc.OperationType.send_message, cygrpc.OperationType.receive_message
        return grpc.__version__.startswith("1.") and handler == ["state", "response_deserializer"] and operations == wanted
    except (AttributeError, TypeError, ValueError):
        return False


KNOWN: Final = _is_known()


class Roundtrip:
    """On one stream of bytes, for one thread at a time."""

    def __init__(self, call: Any) -> None:
        self._state, self._inner = call._state, call._call
        self._both = frozenset((cygrpc.OperationType.send_message, cygrpc.OperationType.receive_message))
        self._handle = _channel._event_handler(self._state, None)
        self._came = threading.Lock()
        self._came.acquire()

    @classmethod
    def on(cls, call: Any) -> "Roundtrip | None":
        """For a stream that was just opened; None where gRPC is another than the one known here."""
        return cls(call) if KNOWN and type(call) is _channel._MultiThreadedRendezvous else None

    def send(self, data: bytes) -> bool:
        """Sends a message and asks for the next one; False, with nothing done, while others are on their way or the call is over."""
        state = self._state
        with state.condition:
            if state.code is not None or not state.due.isdisjoint(self._both):
                return False
            state.due.update(self._both)
            operations = cygrpc.SendMessageOperation(data, 0), cygrpc.ReceiveMessageOperation(0)
            if not self._inner.operate(operations, self._done):
                state.due.difference_update(self._both)
                return False
        return True

    def receive(self) -> bytes | None:
        """Waits for the answer; None where the call ended instead: iterating it tells why."""
        while not self._came.acquire(timeout=LOOK_S):
            pass
        answer: bytes | None
        answer, self._state.response = self._state.response, None
        return answer

    def _done(self, event: Any) -> bool:
        """In gRPC's thread: the message has left and the answer is there, or the call is over."""
        over: bool = self._handle(event)
        self._came.release()
        return over
