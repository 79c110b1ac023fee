"""Serving one client over stdin and stdout."""

import contextlib
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator
from typing import Any

import anyio
from mcp.server.stdio import stdio_server

from garrison.mcp.desk import Desk
from garrison.mcp.games import Games


async def serve_stdio(desk: Desk, games: Games) -> None:
    """Until the client closes stdin, or a signal says so. Every game is closed then."""
    if sys.stdin.isatty():
        print("garrison mcp: speaking MCP on stdin and stdout, for a client that starts it; Ctrl-C ends it", file=sys.stderr)
    lines = Lines()
    try:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_stop_on_signal, tasks.cancel_scope)
            async with stdio_server(stdin=lines) as (incoming, outgoing):  # type: ignore[arg-type]  # only iterated
                await desk.server.run(incoming, outgoing, desk.server.create_initialization_options())
            tasks.cancel_scope.cancel()
    finally:
        with anyio.CancelScope(shield=True):
            await games.close_all()


async def _stop_on_signal(scope: anyio.CancelScope) -> None:
    with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
        async for _ in signals:
            scope.cancel()


class Lines:
    """The lines of stdin, read in a thread that nobody waits for: the SDK's own reader, blocked in a read, would hold up Ctrl-C.

    What is served reads nothing from the real stdin: it sees the end of it at once.
    """

    def __init__(self) -> None:
        self._wire = os.dup(0)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)

    async def __aiter__(self) -> AsyncIterator[str]:
        send, receive = anyio.create_memory_object_stream[str](16)
        token: Any = anyio.lowlevel.current_token()

        def read() -> None:
            gone = (anyio.BrokenResourceError, RuntimeError)  # nobody reads any more, or the loop has ended
            with contextlib.suppress(*gone), os.fdopen(self._wire, encoding="utf-8", errors="replace") as wire:
                for line in wire:
                    anyio.from_thread.run(send.send, line, token=token)
                anyio.from_thread.run_sync(send.close, token=token)

        threading.Thread(target=read, name="garrison-mcp-stdin", daemon=True).start()
        async with receive:
            async for line in receive:
                yield line
