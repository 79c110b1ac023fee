"""An answer sent and the next request awaited, asked of gRPC in one go.

What grpcio shows of a stream wakes its thread twice a turn: when the answer has left, and when a request has come. What
lies behind it takes both together. That is no promise of grpcio's, so it is looked at first; where it is not what is
known here, streams send and take as everybody's do. The client's side of the same: `garrison.roundtrip`.
"""

import inspect
import threading
from typing import Any, Final

import grpc
from grpc import _server
from grpc._cython import cygrpc

DUE: Final = "an answer and the next request"  # as grpcio notes what a call still waits for


def _is_known() -> bool:
    """Whether this grpcio has inside what all of 1.68 to 1.85 have."""
    try:
        finish, active = (
            list(inspect.signature(function).parameters) for function in (_server._possibly_finish_call, _server._is_rpc_state_active)
        )
        operations = cygrpc.SendMessageOperation(b"", 0).type(), cygrpc.ReceiveMessageOperation(0).type()
        wanted = cygrpc.OperationType.send_message, cygrpc.OperationType.receive_message
        same = finish == ["state", "token"] and active == ["state"] and operations == wanted and _server._OPEN != _server._CLOSED
        return grpc.__version__.startswith("1.") and same
    except (AttributeError, TypeError, ValueError):
        return False


KNOWN: Final = _is_known()


class Turns:
    """Those of one stream of bytes, for its thread alone."""

    def __init__(self, context: Any) -> None:
        self._state, self._call = context._state, context._rpc_event.call
        self._request: bytes | None = None
        self._came = threading.Lock()
        self._came.acquire()

    @classmethod
    def of(cls, context: grpc.ServicerContext) -> "Turns | None":
        """For a stream that was just opened; None where gRPC is another than the one known here."""
        return cls(context) if KNOWN and type(context) is _server._Context else None

    def begin(self, answer: bytes) -> bool:
        """Sends an answer and asks for the next request; False, with nothing done, for the first answer and after the end."""
        state = self._state
        with state.condition:
            if state.initial_metadata_allowed or not _server._is_rpc_state_active(state):
                return False
            operations = cygrpc.SendMessageOperation(answer, 0), cygrpc.ReceiveMessageOperation(0)
            if self._call.start_server_batch(operations, self._done) != cygrpc.CallError.ok:
                return False
            state.due.add(DUE)
        return True

    def request(self) -> bytes | None:
        """Waits until the answer has left and the next request is there; None: none will come."""
        self._came.acquire()
        return self._request

    def _done(self, event: Any) -> Any:
        """In gRPC's thread: both are done, or the call is over. Does what grpcio's own handlers of the two do."""
        state, self._request = self._state, event.batch_operations[-1].message()
        with state.condition:
            if self._request is None and state.client is _server._OPEN:
                state.client = _server._CLOSED
            finished = _server._possibly_finish_call(state, DUE)
        self._came.release()
        return finished
