"""From options to a running server: everything that can be wrong is found before the first client is answered."""

import asyncio
import os
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass

import anyio

from garrison.backend import Backend, is_address, load_backend
from garrison.errors import OptionError
from garrison.mcp.desk import Desk
from garrison.mcp.games import Games
from garrison.mcp.ground import Ground, ground_of
from garrison.mcp.http import open_door, serve_http
from garrison.mcp.offer import Offer, offer_of
from garrison.mcp.settings import Settings
from garrison.mcp.stdio import serve_stdio
from garrison_proto.talk import FASTEST


@dataclass(frozen=True)
class Where:
    """Where games are played, and where clients come in."""

    target: str
    token: str
    http: str  # HOST:PORT; empty: stdio
    http_token: str = ""  # wanted of every request
    insecure: bool = False  # listen beyond this machine without one all the same


def serve(levels: Sequence[str], where: Where, settings: Settings) -> None:
    """Until the client is gone or a signal comes. Raises GarrisonError for options that cannot be."""
    _check(where, settings)
    backend = load_backend(where.target, token=where.token or None)
    try:
        grounds = [ground_of(backend, level) for level in levels]
        names = [ground.name for ground in grounds]
        if len(set(names)) < len(names):
            raise OptionError("--level", ", ".join(names), "levels of different names")
        games, preparation = Games(backend, settings), Preparation(backend, grounds, settings)
        desk = Desk(games, preparation.offer)
        if where.http:
            anyio.run(serve_http, desk, games, open_door(where.http, where.http_token, where.insecure), settings)
        else:
            anyio.run(serve_stdio, desk, games)
        if not preparation.done:
            os._exit(0)  # everything is closed, and the compiler need not be waited for
    finally:
        backend.close()


def _check(where: Where, settings: Settings) -> None:
    """Raises OptionError for options that do not go together."""
    if not 0 < settings.speed <= FASTEST:
        raise OptionError("--speed", settings.speed, f"a number above 0, at most {FASTEST:g}")
    if settings.watchable and not is_address(where.target):
        raise OptionError("--watchable", f"with --target {where.target}", "a server that others can reach: host:port or unix:PATH")


class Preparation:
    """Makes the offer in a thread that nobody waits for: on a new machine it compiles the kernels, and handshakes go on meanwhile."""

    def __init__(self, backend: Backend, grounds: Sequence[Ground], settings: Settings) -> None:
        self._arguments = (backend, grounds, settings)
        self._made: Future[Offer] = Future()
        self._start()

    @property
    def done(self) -> bool:
        """Whether no thread is at work."""
        return self._made.done()

    async def offer(self) -> Offer:
        """The offer, once it is made. Raises GarrisonError; the next call tries again."""
        if self._made.done() and self._made.exception() is not None:
            self._made = Future()
            self._start()
        return await asyncio.shield(asyncio.wrap_future(self._made))

    def _start(self) -> None:
        threading.Thread(target=self._make, args=(self._made,), name="garrison-mcp-offer", daemon=True).start()

    def _make(self, made: "Future[Offer]") -> None:
        try:
            made.set_result(offer_of(*self._arguments))
        except BaseException as error:
            made.set_exception(error)
