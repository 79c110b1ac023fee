"""The backend over gRPC: one server, reached lazily, from whichever process asks."""

import contextlib
import os
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, TypeVar

import grpc

from garrison.errors import ClosedError, OptionError, ProtocolError
from garrison.guard import Guard
from garrison.packing import packed_open
from garrison.play_stream import PlayStream
from garrison.refusals import from_call
from garrison.remote_session import RemoteSession
from garrison.seat_line import SeatLine
from garrison.watching import Watching
from garrison_proto import specs
from garrison_proto.codec import CodecError
from garrison_proto.records import Description, OpenOptions, ServerInfo
from garrison_proto.v1 import environment_pb2, seats_pb2, types_pb2
from garrison_proto.v1.environment_pb2_grpc import EnvironmentStub
from garrison_proto.v1.gateway_pb2_grpc import AgentGatewayStub

Message = TypeVar("Message")
Record = TypeVar("Record")

LARGEST_MESSAGE: Final = 1 << 30  # of whatever a server asks for, no more than this is ever taken at once
PLAY: Final = "/garrison.v1.Environment/Play"

_abandoned: list[Any] = []  # channels inherited by fork: never touched again, and never finalised, since gRPC would wait for dead threads


class Connection:
    """Implements Backend over gRPC.

    Nothing is opened before the first call. A process forked from this one opens a channel of its own; the parent's
    sessions stay the parent's. A pickled or copied connection is a new one to the same address. Calls may come from any
    thread; a session is for one thread at a time.
    """

    def __init__(
        self,
        address: str,
        *,
        token: str | None = None,
        tls: bool | bytes | str | os.PathLike[str] = False,
        timeout_s: float = 60.0,
        resume_s: float = 10.0,
    ) -> None:
        """address: "host:port" or "unix:PATH". token: the server's, if it wants one. tls: True trusts the system's
        authorities; PEM bytes or the path of a PEM file trust that authority alone.
        timeout_s: how long one call may take; a long silence between calls is no error. resume_s: how long a server that
        was lost in the middle of play is tried again before UnavailableError.
        """
        if not address:
            raise OptionError("address", "''", "host:port or unix:PATH")
        for name, seconds in (("timeout_s", timeout_s), ("resume_s", resume_s)):
            if not seconds > 0:
                raise OptionError(name, seconds, "more than 0 seconds")
        self.address = address
        self.timeout_s = timeout_s
        self._token = token
        self._metadata = (("authorization", f"Bearer {token}"),) if token else ()
        self._tls = tls
        self._resume_s = resume_s
        self._lock = threading.Lock()
        self._pid = os.getpid()
        self._channel: grpc.Channel | None = None
        self._stub: Any = None
        self._limits = environment_pb2.Limits()
        self._guard = Guard()
        self._closed = False

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (self.address, self._token, self._tls, self.timeout_s, self._resume_s)

    def __repr__(self) -> str:
        return f"Connection({self.address!r})"

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def info(self) -> ServerInfo:
        """What the server is, has and allows."""
        return _unpacked(specs.unpack_info, self.call("GetInfo", environment_pb2.GetInfoRequest()))

    def describe(self, level: str, mode: str = "defense", level_document: bytes | None = None) -> Description:
        """A scenario before it is played. Raises LevelNotFoundError, or LevelFaultError for a faulty document."""
        request = environment_pb2.DescribeScenarioRequest(mode=mode)
        if level_document is None:
            request.level_name = level
        else:
            request.level_document = level_document
        return _unpacked(specs.unpack_description, self.call("DescribeScenario", request))

    def open(self, options: OpenOptions) -> RemoteSession:
        """Leases slots. Without a session id in `options` a new one is drawn."""
        options = options if options.session_id else replace(options, session_id=str(uuid.uuid4()))
        request = packed_open(options)
        return self._session(self.call("Open", request), last_seq=0)

    def attach(self, session_id: str, resume_token: str) -> RemoteSession:
        """Takes a living session over, from another connection, thread or process; that one's next call fails."""
        request = environment_pb2.AttachRequest(session=types_pb2.SessionRef(id=session_id, token=resume_token))
        answer = self.call("Attach", request)
        return self._session(answer.opened, last_seq=answer.last_seq)

    def watch(
        self, session_id: str = "", *, token: str = "", slot: int = 0, views: Sequence[str] = ("structured",), max_rate: float = 0.0
    ) -> Watching:
        """Follows a slot of somebody else's session, read only; see Watching.

        session_id: ""; the watchable session used last. token: the session's resume token, unless it is open to watchers.
        views: whatever the session's own are. max_rate: states a second at most; 0: 60.
        """
        try:
            request = environment_pb2.WatchRequest(
                session=types_pb2.SessionRef(id=session_id, token=token), slot=slot, views=views, max_rate=max_rate
            )
        except (ValueError, TypeError) as error:
            raise OptionError("watch", str(error), "values that the message can hold") from None
        return Watching(self._open_watch, request)

    def sit(self, sit: seats_pb2.Sit) -> SeatLine:
        """The line of one who takes a seat; `garrison.seat` makes a player of it."""
        line = SeatLine(self._open_join, sit, self._resume_s)
        self._guard.add(line)
        return line

    def verify_replay(self, replay: bytes) -> environment_pb2.VerifyReplayResponse:
        """Plays a replay file again on the server; the answer names the first step that differs, if any."""
        return self.call("VerifyReplay", environment_pb2.VerifyReplayRequest(replay=replay))  # type: ignore[no-any-return]

    def call(self, method: str, request: Any, timeout_s: float | None = None) -> Any:
        """One unary call of either service, by name; raises the exception that its status stands for."""
        try:
            return getattr(self._reach(), method)(request, timeout=timeout_s or self.timeout_s, metadata=self._metadata)
        except grpc.RpcError as error:
            raise from_call(error) from None

    def post(self, method: str, request: Any, timeout_s: float) -> Any:
        """Sends a unary call and does not wait for its answer: the future, which must be held as long as the call shall
        go on; None without an open channel."""
        if self._stub is None:
            return None
        return getattr(self._stub, method).future(request, timeout=timeout_s, metadata=self._metadata)

    def close(self) -> None:
        """Closes the channel; sessions left open end with their lease. A second call does nothing."""
        self._closed = True
        channel, self._channel, self._stub = self._channel, None, None
        if channel is None:
            return
        if self._pid == os.getpid():
            channel.close()
        else:
            _abandoned.append(channel)

    def _session(self, answer: environment_pb2.OpenResponse, last_seq: int) -> RemoteSession:
        opened = _unpacked(specs.unpack_opened, answer)
        ref = types_pb2.SessionRef(id=opened.session_id, token=opened.resume_token)
        stream = PlayStream(
            self._open_stream,
            ref,
            self._guard,
            last_seq=last_seq,
            timeout_s=self.timeout_s,
            resume_s=self._resume_s,
            window=self._limits.max_in_flight + 1,
        )
        return RemoteSession(opened, stream, self._guard, self.call, self.post)

    def _open_stream(self, requests: Iterator[bytes], timeout_s: float) -> Any:
        return self._reach().Play(requests, timeout=timeout_s, metadata=self._metadata)

    def _open_join(self, requests: Iterator[seats_pb2.JoinRequest], timeout_s: float) -> Any:
        return self._reach().Join(requests, timeout=timeout_s, metadata=self._metadata)

    def _open_watch(self, request: environment_pb2.WatchRequest, timeout_s: float) -> Any:
        return self._reach().Watch(request, timeout=timeout_s, metadata=self._metadata)

    def _reach(self) -> Any:
        """The stub of this process's channel, opened now if there is none."""
        if self._pid != os.getpid():
            self._start_anew()
        if self._stub is None:
            with self._lock:
                if self._closed:
                    raise ClosedError(f"the connection to {self.address} was closed; make a new one")
                if self._stub is None:
                    self._open_channel()
        return self._stub

    def _start_anew(self) -> None:
        """In a forked child: leaves all that was the parent's alone, its locks too, which may be held forever here."""
        _abandoned.extend((self._channel, self._stub, self._guard))
        self._lock, self._guard = threading.Lock(), Guard()
        self._channel = self._stub = None
        self._pid = os.getpid()

    def _open_channel(self) -> None:
        """Asks on a small channel how large messages may be, then opens the one that is played on."""
        with contextlib.closing(self._make_channel(())) as channel:
            try:
                info = _stub_of(channel).GetInfo(environment_pb2.GetInfoRequest(), timeout=self.timeout_s, metadata=self._metadata)
            except grpc.RpcError as error:
                raise from_call(error) from None
        self._limits = info.limits
        size = min(info.limits.max_message_bytes, LARGEST_MESSAGE)
        sizes = (("grpc.max_send_message_length", size), ("grpc.max_receive_message_length", size))
        self._channel = self._make_channel(sizes)
        self._stub = _stub_of(self._channel)
        # Bytes there and back: plain steps are written, and their answers read, without making messages of them.
        self._stub.Play = self._channel.stream_stream(PLAY)

    def _make_channel(self, sizes: Sequence[tuple[str, int]]) -> grpc.Channel:
        options = [
            ("grpc.use_local_subchannel_pool", 1),  # a socket of its own: shared with no other connection, nor with a forked parent
            ("grpc.initial_reconnect_backoff_ms", 50),
            ("grpc.min_reconnect_backoff_ms", 5000),  # how long one attempt to connect may take, whatever the name says
            ("grpc.max_reconnect_backoff_ms", 1000),
            ("grpc.enable_http_proxy", 0),
            *sizes,
        ]
        if self._tls is False:
            return grpc.insecure_channel(self.address, options)
        return grpc.secure_channel(self.address, grpc.ssl_channel_credentials(_authority(self._tls)), options)


def connect(
    address: str,
    *,
    token: str | None = None,
    tls: bool | bytes | str | os.PathLike[str] = False,
    timeout_s: float = 60.0,
    resume_s: float = 10.0,
) -> Connection:
    """A connection to a server that runs elsewhere; the arguments are Connection's. Nothing is opened before the first call."""
    return Connection(address, token=token, tls=tls, timeout_s=timeout_s, resume_s=resume_s)


def _stub_of(channel: grpc.Channel) -> Any:
    """The calls of both services under one name."""
    stub = EnvironmentStub(channel)  # type: ignore[no-untyped-call]
    vars(stub).update(vars(AgentGatewayStub(channel)))  # type: ignore[no-untyped-call]
    return stub


def _again(address: str, token: str | None, tls: Any, timeout_s: float, resume_s: float) -> Connection:
    return Connection(address, token=token, tls=tls, timeout_s=timeout_s, resume_s=resume_s)


def _authority(tls: bool | bytes | str | os.PathLike[str]) -> bytes | None:
    if isinstance(tls, bool):
        return None  # the system's authorities
    if isinstance(tls, bytes):
        return tls
    try:
        return Path(tls).read_bytes()
    except OSError as error:
        raise OptionError("tls", f"{str(tls)!r} ({error.strerror})", "a readable PEM file") from error


def _unpacked(unpack: Callable[[Message], Record], message: Message) -> Record:
    try:
        return unpack(message)
    except CodecError as error:
        raise ProtocolError(f"the server's answer is wrong: {error}", field=error.field, came=error.got, wanted=error.wanted) from error
