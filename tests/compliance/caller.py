"""A bare client for the tests: the generated stubs, a Play stream, and nothing clever."""

import queue
import uuid
from collections.abc import Iterator
from typing import Any

import grpc
import numpy as np
from numpy.typing import NDArray

from garrison_proto import codec, specs
from garrison_proto.records import OpenOptions, Outcome
from garrison_proto.v1 import environment_pb2 as env
from garrison_proto.v1 import environment_pb2_grpc, gateway_pb2_grpc, play_pb2, types_pb2

DEADLINE_S = 240.0
NO_LIMIT = [("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1), ("grpc.use_local_subchannel_pool", 1)]
NOOP = [0.0, 0.0, 6.0]


def noops(n: int) -> NDArray[np.float64]:
    """n native no-operations."""
    return np.tile(np.array([NOOP]), (n, 1))


class Refused(Exception):
    """An error in a stream or at the end of a call: `code` is the status' name, `reason` the ErrorInfo's."""

    def __init__(self, status: types_pb2.ErrorStatus) -> None:
        super().__init__(status.message)
        self.code = next(code.name for code in grpc.StatusCode if code.value[0] == status.code)
        self.reason, self.field, self.retry_s = "", "", 0.0
        self.metadata: dict[str, str] = {}
        for detail in status.details:
            name = detail.type_url.removeprefix("type.googleapis.com/google.rpc.")
            message = getattr(types_pb2, name).FromString(detail.value)
            if name == "ErrorInfo":
                self.reason, self.metadata = message.reason, dict(message.metadata)
            elif name == "BadRequest":
                self.field = message.field_violations[0].field
            elif name == "RetryInfo":
                self.retry_s = message.retry_delay.seconds + message.retry_delay.nanos / 1e9


def refused(error: grpc.RpcError) -> Refused:
    """The status of a failed call, out of its trailing metadata."""
    for key, value in error.trailing_metadata() or ():
        if key == "grpc-status-details-bin":
            return Refused(types_pb2.ErrorStatus.FromString(value))
    return Refused(types_pb2.ErrorStatus(code=error.code().value[0], message=error.details()))


class Caller:
    """A channel and its stubs."""

    def __init__(self, address: str) -> None:
        self.channel = grpc.insecure_channel(address, options=NO_LIMIT)
        self.environment = environment_pb2_grpc.EnvironmentStub(self.channel)
        self.gateway = gateway_pb2_grpc.AgentGatewayStub(self.channel)

    def call(self, method: str, request: Any) -> Any:
        """One unary call. Raises Refused."""
        try:
            return getattr(self.environment, method)(request, timeout=DEADLINE_S)
        except grpc.RpcError as error:
            raise refused(error) from None

    def open(self, **options: Any) -> "Played":
        """A new session on garrison-1, with `structured` unless said otherwise."""
        options = {"levels": ("garrison-1",), "views": ("structured",), "session_id": str(uuid.uuid4())} | options
        return Played(self, self.call("Open", specs.pack_open(OpenOptions(**options))), options.get("slots", 1))

    def close(self) -> None:
        self.channel.close()


class Played:
    """A session and its Play stream, opened at the first request."""

    def __init__(self, caller: Caller, opened: env.OpenResponse, slots: int) -> None:
        self.caller, self.opened, self.slots, self.seq = caller, opened, slots, 0
        self.ref = types_pb2.SessionRef(id=opened.session_id, token=opened.resume_token)
        self.specs = {view.name: specs.unpack_view_spec(view) for view in opened.views}
        self.stream: Stream | None = None

    def ask(self, kind: str, body: Any, *, seq: int = 0, in_flight: int = 0) -> play_pb2.PlayResponse:
        """One request on the stream and its answer. Raises Refused, also for an error in the stream."""
        if self.stream is None:
            self.stream = Stream(self)
        self.stream.send(self.request(kind, body, seq=seq, in_flight=in_flight))
        return self.stream.receive()

    def request(self, kind: str, body: Any, *, seq: int = 0, in_flight: int = 0) -> play_pb2.PlayRequest:
        """The next request, or one with a seq of the caller's choice."""
        if not seq:
            self.seq += 1
        return play_pb2.PlayRequest(seq=seq or self.seq, in_flight=in_flight, **{kind: body})

    def reset(self, seeds: Any = (), slots: Any = (), **more: Any) -> Outcome:
        return self.outcome(self.ask("reset", play_pb2.Reset(slots=slots, seeds=seeds), **more))

    def step(self, actions: NDArray[Any] | None = None, slots: Any = (), **more: Any) -> Outcome:
        return self.outcome(self.ask("step", self.step_body(actions, slots), **more))

    def step_body(self, actions: NDArray[Any] | None = None, slots: Any = (), messages: Any = ()) -> play_pb2.Step:
        actions = noops(len(slots) or self.slots) if actions is None else actions
        return play_pb2.Step(slots=slots, actions=codec.pack_tensor(np.asarray(actions)), messages=messages)

    def snapshot(self, slots: Any = ()) -> list[bytes]:
        return list(self.ask("snapshot", play_pb2.Snapshot(slots=slots)).snapshots.snapshots)

    def restore(self, snapshots: list[bytes], slots: Any = ()) -> Outcome:
        return self.outcome(self.ask("restore", play_pb2.Restore(slots=slots, snapshots=snapshots)))

    def fork(self, source: int, targets: Any) -> Outcome:
        return self.outcome(self.ask("fork", play_pb2.Fork(source=source, targets=targets)))

    def outcome(self, response: play_pb2.PlayResponse) -> Outcome:
        return codec.unpack_outcome(response.outcome, self.slots, self.specs, self.opened.seats)

    def close(self) -> bool:
        return bool(self.caller.call("Close", env.CloseRequest(session=self.ref)).was_open)


class Stream:
    """One Play stream; its first message names the session."""

    def __init__(self, played: Played, ref: types_pb2.SessionRef | None = None) -> None:
        self._ref: types_pb2.SessionRef | None = ref or played.ref
        self._queue: queue.SimpleQueue[play_pb2.PlayRequest | None] = queue.SimpleQueue()
        self.call = played.caller.environment.Play(self._requests(), timeout=DEADLINE_S)

    def _requests(self) -> Iterator[play_pb2.PlayRequest]:
        yield from iter(self._queue.get, None)

    def send(self, request: play_pb2.PlayRequest) -> None:
        if self._ref is not None:
            request.session.CopyFrom(self._ref)
            self._ref = None
        self._queue.put(request)

    def receive(self) -> play_pb2.PlayResponse:
        """The next answer. Raises Refused for an error in it, or at the end of the call."""
        try:
            response = next(self.call)
        except grpc.RpcError as error:
            raise refused(error) from None
        if response.HasField("error"):
            raise Refused(response.error)
        return response

    def finish(self) -> None:
        self._queue.put(None)
