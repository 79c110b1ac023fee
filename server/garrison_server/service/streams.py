"""Streams that live in threads of their own, so that idle ones hold no worker, and that others may end."""

import logging
import threading
from collections.abc import Callable, Iterator
from typing import Any

import grpc

from garrison_server.refusal import RefusalError, SessionCrashError
from garrison_server.service.status import refusal_of, set_status

log = logging.getLogger("garrison.service")
Send = Callable[[bytes | None], None]


class Stream:
    """One open call. `serve` runs in the stream's thread; `end` may be called from any."""

    def __init__(self, context: grpc.ServicerContext, send: Send) -> None:
        self.context, self._send = context, send
        self._sending = threading.Lock()
        self.over = False

    def start(self, name: str) -> None:
        """Begin to serve."""
        threading.Thread(target=self._run, name=name, daemon=True).start()

    def serve(self) -> None:
        """Answers until nothing more is asked; a refusal that it raises ends the call."""

    def closed(self) -> None:
        """The call is over, for whatever reason."""

    def send(self, data: bytes) -> None:
        """Sends one message and waits until it is on its way."""
        with self._sending:
            if not self.over:
                self._send(data)

    def end(self, why: RefusalError | None = None) -> None:
        """Ends the call, with OK or a refusal; once. A message that a slow reader holds up is waited for only a moment."""
        held = self._sending.acquire(timeout=0.5)
        try:
            if self.over:
                return
            self.over = True
            if why is not None:
                set_status(self.context, why)
            self._send(None)
        finally:
            if held:
                self._sending.release()

    def _run(self) -> None:
        try:
            self.serve()
            self.end()
        except Exception as error:
            refusal = refusal_of(error)
            if isinstance(refusal, SessionCrashError) or (refusal is None and self.context.is_active()):
                log.error("a stream broke", exc_info=error)
                refusal = refusal or SessionCrashError(f"the stream broke ({type(error).__name__})")
            self.end(refusal)  # a client that went away is no error; then there is nobody to tell either
        finally:
            self.over = True
            self.closed()


def streaming(make: Callable[[Any, grpc.ServicerContext, Send], Stream], name: str, live: set[Stream]) -> Callable[..., None]:
    """A gRPC behaviour that starts a stream and returns at once. `live` holds the streams whose end is not yet told.

    grpcio calls a behaviour marked `experimental_non_blocking` with a function that sends from any thread; its own
    health service uses it in the same way.
    """

    def behaviour(request: Any, context: grpc.ServicerContext, send: Send) -> None:
        stream = make(request, context, send)
        live.add(stream)
        if not context.add_callback(lambda: live.discard(stream)):
            live.discard(stream)
        stream.start(name)

    behaviour.experimental_non_blocking = True  # type: ignore[attr-defined]
    return behaviour


Requests = Iterator[bytes]
