"""Starts a server of one's own on a unix socket, waits until it is healthy, and ends it."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import grpc

from garrison.connection import Connection
from garrison.errors import LaunchError

CHECK_S: Final = 0.02  # between two questions whether it is healthy
SERVING: Final = b"\x08\x01"  # grpc.health.v1.HealthCheckResponse{status: SERVING}
LAST_WORDS: Final = 4000  # characters of stderr that an error shows

_open: "weakref.WeakSet[OwnServer]" = weakref.WeakSet()


class OwnServer:
    """A server process that lives as long as this object is open; a context manager.

    The server also goes away by itself when this process does, however that ends: it holds the other end of a pipe.
    """

    def __init__(self, arguments: Sequence[str] = (), *, start_s: float = 300.0, stop_s: float = 5.0) -> None:
        """arguments: more options of `garrison serve`. start_s: how long it may take to be healthy (the first start on
        a machine compiles). stop_s: how long it may take to end when asked.

        Raises LaunchError, with the server's own words.
        """
        self._stop_s = stop_s
        self._folder = Path(tempfile.mkdtemp(prefix="garrison-"))  # short: a unix socket's path has room for 107 bytes
        self.address = f"unix:{self._folder / 's'}"
        self._stderr_path = self._folder / "stderr"
        command = [sys.executable, "-m", "garrison", "serve", "--bind", self.address, "--until-stdin-closes", "--grace", "0", *arguments]
        with self._stderr_path.open("wb") as stderr:
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=stderr)
        _open.add(self)
        self._finalizer = weakref.finalize(self, _end, self.process, self._folder, stop_s, os.getpid())
        try:
            self._wait(start_s)
        except BaseException:
            self.close()
            raise

    @property
    def stderr(self) -> str:
        """What the server has written to stderr so far."""
        try:
            return self._stderr_path.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return ""

    def connect(self, *, timeout_s: float = 60.0) -> Connection:
        """A connection to this server."""
        return Connection(self.address, timeout_s=timeout_s)

    def close(self) -> None:
        """Ends the server, by force if it does not end when asked. A second call does nothing."""
        self._finalizer()

    def __enter__(self) -> "OwnServer":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _wait(self, start_s: float) -> None:
        give_up_s = time.monotonic() + start_s
        socket = self._folder / "s"
        while not (socket.exists() and is_serving(self.address)):
            if self.process.poll() is not None:
                raise LaunchError(f"the server ended with exit code {self.process.returncode} before it was healthy; {self._last_words()}")
            if time.monotonic() > give_up_s:
                raise LaunchError(f"the server was not healthy within {start_s:g} s; {self._last_words()}")
            time.sleep(CHECK_S)

    def _last_words(self) -> str:
        words = self.stderr.strip()
        return f"it wrote:\n{words[-LAST_WORDS:]}" if words else "it wrote nothing to stderr"


def launch(arguments: Sequence[str] = (), *, start_s: float = 300.0) -> OwnServer:
    """A server of one's own on a unix socket, healthy; `with garrison.launch() as server: garrison.connect(server.address)`."""
    return OwnServer(arguments, start_s=start_s)


def is_serving(address: str, timeout_s: float = 1.0) -> bool:
    """Asks a server's health service once. An unreachable server is not healthy; that is no error here."""
    with contextlib.closing(grpc.insecure_channel(address, [("grpc.use_local_subchannel_pool", 1)])) as channel:
        check = channel.unary_unary("/grpc.health.v1.Health/Check")
        try:
            return bool(check(b"", timeout=timeout_s) == SERVING)
        except grpc.RpcError:
            return False


def _end(process: "subprocess.Popen[bytes]", folder: Path, stop_s: float, owner: int) -> None:
    """Runs at close, at the end of the object's life, or at exit; a forked child leaves its parent's server alone."""
    if owner != os.getpid():
        return
    if process.stdin is not None:
        process.stdin.close()
    process.terminate()
    try:
        process.wait(stop_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    shutil.rmtree(folder, ignore_errors=True)


def _let_go() -> None:
    """In a forked child: its copy of the pipe would keep the server alive after this process's parent is gone."""
    for server in _open:
        if server.process.stdin is not None:
            server.process.stdin.close()


os.register_at_fork(after_in_child=_let_go)
