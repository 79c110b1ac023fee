"""A TCP proxy in front of a unix socket that loses answers and cuts connections when told to."""

import contextlib
import socket
import threading
import time


class Proxy:
    """Forwards bytes both ways until told otherwise."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self._pairs: list[socket.socket] = []
        self.swallowing = False  # what the server says is lost
        self.swallowed = 0  # bytes lost so far
        self.refusing = False  # new connections are cut at once
        self.accepted = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> "Proxy":
        return self

    def __exit__(self, *exception: object) -> None:
        self._listener.close()
        self.cut()

    def cut(self) -> None:
        """Cuts every connection."""
        pairs, self._pairs = self._pairs, []
        for end in pairs:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def lose_answer_then_cut(self) -> None:
        """From now on nothing the server says arrives; as soon as it has said something the connections are cut."""
        self.swallowed, self.swallowing = 0, True

        def wait() -> None:
            while self.swallowed < 200:  # more than acknowledgements and pings
                time.sleep(0.005)
            time.sleep(0.05)
            self.swallowing = False
            self.cut()

        threading.Thread(target=wait, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                self.accepted += 1
                if self.refusing:
                    near.close()
                    continue
                far = socket.socket(socket.AF_UNIX)
                far.connect(self._path)
                self._pairs += [near, far]
                threading.Thread(target=self._forward, args=(near, far, False), daemon=True).start()
                threading.Thread(target=self._forward, args=(far, near, True), daemon=True).start()

    def _forward(self, source: socket.socket, sink: socket.socket, from_server: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if from_server and self.swallowing:
                    self.swallowed += len(data)
                else:
                    sink.sendall(data)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
