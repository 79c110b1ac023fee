"""The gRPC server around a registry: services, health, reflection, the token, TLS, and the address it listens at."""

import contextlib
import hmac
import os
import socket
import stat
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from garrison_proto.v1 import environment_pb2, gateway_pb2
from garrison_server.refusal import TokenError
from garrison_server.registry import Registry
from garrison_server.service import gateway
from garrison_server.service.join import JoinStream
from garrison_server.service.play import PlayStream
from garrison_server.service.status import abort
from garrison_server.service.streams import Stream, streaming
from garrison_server.service.unary import METHODS, behaviour
from garrison_server.service.watch import WatchStream

ENVIRONMENT: Final = environment_pb2.DESCRIPTOR.services_by_name["Environment"].full_name
GATEWAY: Final = gateway_pb2.DESCRIPTOR.services_by_name["AgentGateway"].full_name
WORKERS: Final = 16  # for unary calls; streams have threads of their own
TOLD_S: Final = 5.0  # how long clients may take to hear that their stream has ended
SETTLE_S: Final = 0.2  # for the answers of unary calls to leave
LONGEST_PATH: Final = 100  # of a unix socket; the kernel takes 107


class BindError(ValueError):
    """An address that cannot be listened at."""


@dataclass(frozen=True)
class HostOptions:
    """How a server listens."""

    bind: str = "127.0.0.1:0"  # HOST:PORT, or unix:PATH
    token: str = ""  # wanted of every call, as `authorization: Bearer TOKEN`
    certificate: bytes = b""  # PEM; with `key`: TLS
    key: bytes = b""
    reflection: bool = False


class Host:
    """A listening server. Health says NOT_SERVING until `ready`."""

    def __init__(self, registry: Registry, options: HostOptions) -> None:
        self.registry, self.options = registry, options
        self._live: set[Stream] = set()
        self._server = grpc.server(ThreadPoolExecutor(WORKERS, "garrison-call"), _handlers(registry, self._live), _interceptors(options),
                                   options=_channel_options(registry.limits.max_message_bytes))  # fmt: skip
        self._health = health.HealthServicer()
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self._server)
        self._say(health_pb2.HealthCheckResponse.NOT_SERVING)
        if options.reflection:
            names = (ENVIRONMENT, GATEWAY, health.SERVICE_NAME, reflection.SERVICE_NAME)
            reflection.enable_server_reflection(names, self._server)
        self.address = self._listen()
        self._server.start()

    def ready(self) -> None:
        """From now on health says SERVING."""
        self._say(health_pb2.HealthCheckResponse.SERVING)

    def drain(self, grace_s: float) -> None:
        """Takes no new sessions, lets the open ones finish within the grace, then closes them and waits until all are told.

        The server still answers, with UNAVAILABLE, until the process ends or `close` is called.
        """
        self._say(health_pb2.HealthCheckResponse.NOT_SERVING)
        self.registry.drain(grace_s)
        until = time.monotonic() + TOLD_S
        while self._live and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(SETTLE_S)
        if self.options.bind.startswith("unix:"):
            Path(self.options.bind[5:]).unlink(missing_ok=True)

    def close(self) -> None:
        """Stops at once. Calls that are under way end CANCELLED."""
        self._server.stop(None).wait(5.0)
        self.registry.stop()

    def _say(self, status: Any) -> None:
        for name in ("", ENVIRONMENT, GATEWAY):
            self._health.set(name, status)

    def _listen(self) -> str:
        bind = self.options.bind
        if bind.startswith("unix:"):
            _clear_socket(Path(bind[5:]))
        try:
            if self.options.certificate:
                credentials = grpc.ssl_server_credentials([(self.options.key, self.options.certificate)])
                port = self._server.add_secure_port(bind, credentials)
            else:
                port = self._server.add_insecure_port(bind)
        except RuntimeError as error:
            raise BindError(f"cannot listen at {bind}: {error}") from None
        if bind.startswith("unix:"):
            os.chmod(bind[5:], 0o600)  # whoever may write to the socket may play; that is its owner
            return bind
        return f"{bind.rpartition(':')[0]}:{port}"


def _clear_socket(path: Path) -> None:
    """Takes away a socket that a dead server left; refuses one that answers, and anything that is no socket."""
    if len(os.fsencode(path)) > LONGEST_PATH:
        raise BindError(f"unix:{path}: the path has {len(os.fsencode(path))} bytes, wanted at most {LONGEST_PATH}")
    if not path.parent.is_dir():
        raise BindError(f"unix:{path}: there is no folder {path.parent}")
    if not os.path.lexists(path):
        return
    if not stat.S_ISSOCK(path.lstat().st_mode):
        raise BindError(f"unix:{path}: something that is no socket is there already")
    with contextlib.closing(socket.socket(socket.AF_UNIX)) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            path.unlink(missing_ok=True)
            return
    raise BindError(f"unix:{path}: a server listens there already")


def _handlers(registry: Registry, live: set[Stream]) -> list[grpc.GenericRpcHandler]:
    """Both services over plain bytes: messages are parsed here, so that what does not parse gets a status of its own."""
    environment, talk = (
        {name: grpc.unary_unary_rpc_method_handler(behaviour(registry, kind, method)) for name, (kind, method) in methods.items()}
        for methods in (METHODS, gateway.METHODS)
    )
    play = streaming(lambda requests, context, send: PlayStream(registry, requests, context, send), "garrison-play", live)
    watch = streaming(lambda data, context, send: WatchStream(registry, data, context, send), "garrison-watch", live)
    join = streaming(lambda requests, context, send: JoinStream(registry, requests, context, send), "garrison-join", live)
    environment["Join"] = grpc.stream_stream_rpc_method_handler(join)
    environment["Play"] = grpc.stream_stream_rpc_method_handler(play)
    environment["Watch"] = grpc.unary_stream_rpc_method_handler(watch)
    return [grpc.method_handlers_generic_handler(ENVIRONMENT, environment), grpc.method_handlers_generic_handler(GATEWAY, talk)]


def _channel_options(max_message_bytes: int) -> list[tuple[str, Any]]:
    return [
        ("grpc.max_receive_message_length", max_message_bytes),
        ("grpc.max_send_message_length", -1),  # answers are measured before they are sent
        ("grpc.so_reuseport", 0),
        # Clients may ask often whether the connection lives, and the server asks too, so that dead ones are noticed.
        ("grpc.http2.min_ping_interval_without_data_ms", 5_000),
        ("grpc.keepalive_permit_without_calls", 1),
        ("grpc.keepalive_time_ms", 60_000),
        ("grpc.keepalive_timeout_ms", 20_000),
    ]


def _interceptors(options: HostOptions) -> list[grpc.ServerInterceptor]:
    return [TokenGuard(options.token)] if options.token else []


class TokenGuard(grpc.ServerInterceptor):  # type: ignore[misc]
    """Lets through what carries the server's token; health may be asked by anybody."""

    def __init__(self, token: str) -> None:
        self._wanted = f"Bearer {token}".encode()

    def intercept_service(self, continuation: Callable[[Any], Any], details: Any) -> Any:
        """The call's own handler, or one that refuses."""
        handler = continuation(details)
        if handler is None or details.method.startswith(f"/{health.SERVICE_NAME}/"):
            return handler
        came = next((value for key, value in details.invocation_metadata if key == "authorization"), "")
        if hmac.compare_digest((came if isinstance(came, bytes) else came.encode()), self._wanted):
            return handler
        what = "none" if not came else "another one"
        wanted = "the server's token, as `authorization: Bearer TOKEN`"
        refusal = TokenError(f"authorization: came {what}, wanted {wanted}", field="authorization", came=what, wanted=wanted)

        def refuse(request: Any, context: grpc.ServicerContext) -> Any:
            abort(context, refusal)

        if handler.request_streaming:
            return grpc.stream_stream_rpc_method_handler(refuse)
        return grpc.unary_stream_rpc_method_handler(refuse) if handler.response_streaming else grpc.unary_unary_rpc_method_handler(refuse)


def is_loopback(bind: str) -> bool:
    """Whether only this machine can reach an address. Raises BindError for one that is no address."""
    if bind.startswith("unix:"):
        return True
    host, colon, port = bind.rpartition(":")
    if not (colon and host and port.isdigit() and int(port) < 1 << 16):
        raise BindError(f"bind: came {bind!r}, wanted HOST:PORT (port 0: any free one) or unix:PATH")
    host = host.strip("[]")
    return host in ("localhost", "::1") or host.startswith("127.")
