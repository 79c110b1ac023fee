"""Serving many clients over streamable HTTP."""

import hmac
import json
import os
import signal
import socket
from dataclasses import dataclass
from typing import Any, Final

import anyio
import uvicorn
from mcp.server.transport_security import TransportSecuritySettings
from starlette.responses import Response

from garrison.errors import OptionError
from garrison.mcp.desk import SESSION_HEADER, Desk
from garrison.mcp.games import Games
from garrison.mcp.settings import Settings

PATH: Final = "/mcp"
FAREWELL_S: Final = 2  # how long answers on their way may take after a signal
LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
WILD: Final = ("0.0.0.0", "::")


@dataclass(frozen=True)
class Door:
    """A bound address."""

    host: str
    socket: socket.socket
    token: str  # wanted of every request; empty: none

    @property
    def url(self) -> str:
        """Where clients come in."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.socket.getsockname()[1]}{PATH}"


def open_door(bind: str, token: str, insecure: bool) -> Door:
    """Binds HOST:PORT. Raises OptionError: also for an address that other machines can reach, unless there is a token."""
    host, colon, port = bind.rpartition(":")
    host = host.strip("[]")
    if not (colon and host and port.isascii() and port.isdigit() and int(port) < 1 << 16):
        raise OptionError("--http", repr(bind), "HOST:PORT (port 0: any free one)")
    if not (host in LOOPBACK or host.startswith("127.") or token or insecure):
        raise OptionError("--http", f"{bind}, which other machines can reach", "127.0.0.1, or --http-token, or --insecure")
    try:
        return Door(host, _listening(host, int(port)), token)
    except OSError as error:
        raise OptionError("--http", f"{bind} ({error.strerror or error})", "an address of this machine with a free port") from None


def _listening(host: str, port: int) -> socket.socket:
    """Raises OSError."""
    family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)[0]
    listening = socket.socket(family, kind, socket.IPPROTO_TCP)  # named: asyncio sends at once (TCP_NODELAY) on such sockets alone
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)
    except BaseException:
        listening.close()
        raise
    return listening


async def serve_http(desk: Desk, games: Games, door: Door, settings: Settings) -> None:
    """Until SIGINT or SIGTERM; the one line on stdout says where. Every game is closed then."""
    app = desk.server.streamable_http_app(
        streamable_http_path=PATH, json_response=True, session_idle_timeout=settings.idle_s, max_sessions=settings.most_games,
        transport_security=_security(door),
    )  # fmt: skip
    config = uvicorn.Config(
        _Porter(app, games, door.token), log_config=None, access_log=False, lifespan="on", ws="none", timeout_graceful_shutdown=FAREWELL_S
    )  # fmt: skip
    for number in (signal.SIGINT, signal.SIGTERM):  # uvicorn hears them while it serves, and afterwards sends them on to these
        signal.signal(number, lambda *_: None)
    print(json.dumps({"url": door.url, "pid": os.getpid()}), flush=True)
    try:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(games.sweep)
            await uvicorn.Server(config).serve(sockets=[door.socket])
            tasks.cancel_scope.cancel()
    finally:
        with anyio.CancelScope(shield=True):
            await games.close_all()


def _security(door: Door) -> TransportSecuritySettings:
    """Against pages that a browser of this machine has loaded from elsewhere: only our own names may stand in Host and Origin."""
    if door.host in WILD:
        return TransportSecuritySettings(enable_dns_rebinding_protection=False)
    names = {f"[{name}]" if ":" in name else name for name in (*LOOPBACK, door.host)}
    return TransportSecuritySettings(
        allowed_hosts=[f"{name}:*" for name in names], allowed_origins=[f"http://{name}:*" for name in names]
    )  # fmt: skip


class _Porter:
    """Asks for the token, and closes the game of a client that ends its session."""

    def __init__(self, app: Any, games: Games, token: str) -> None:
        self._app, self._games, self._token = app, games, f"Bearer {token}".encode() if token else b""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        headers = dict(scope.get("headers", ()))
        if scope["type"] == "http" and self._token and not hmac.compare_digest(headers.get(b"authorization", b""), self._token):
            await Response("wanted: the token", 401, {"WWW-Authenticate": "Bearer"})(scope, receive, send)
            return
        statuses: list[int] = []

        async def noting(message: Any) -> None:
            statuses.extend([message["status"]] if message["type"] == "http.response.start" else [])
            await send(message)

        await self._app(scope, receive, noting)
        if scope.get("method") == "DELETE" and statuses and statuses[0] < 400:
            await self._games.close(headers.get(SESSION_HEADER.encode(), b"").decode("latin-1"))
