"""Ctrl-C while a run trains: the first one asks it to stop and save, the second one stops it at once."""

import signal
from contextlib import AbstractContextManager
from types import FrameType
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopping(AbstractContextManager["Stopping"]):
    """`asked` turns true at the first signal; a second one raises KeyboardInterrupt. For the main thread."""

    def __init__(self, asked: bool = False) -> None:
        self.asked = asked
        self._before: dict[int, Any] = {}

    def __enter__(self) -> "Stopping":
        self._before = {number: signal.signal(number, self._ask) for number in SIGNALS}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def __call__(self) -> bool:
        """Whether to stop."""
        return self.asked

    def _ask(self, number: int, frame: FrameType | None) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True
