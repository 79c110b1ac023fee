"""Ctrl-C while a run trains: the first one asks it to stop and save, the second one stops it at once."""

import os
import signal
from contextlib import AbstractContextManager
from types import FrameType
from typing import Any, Final

SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
NOTICE: Final = b"\nstopping and saving after this iteration; Ctrl-C again stops at once, at the last checkpoint\n"


class Stopping(AbstractContextManager["Stopping"]):
    """`asked` turns true at the first signal; a second one raises KeyboardInterrupt. For the main thread."""

    def __init__(self) -> None:
        self.asked = False
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
        os.write(2, NOTICE)  # not through the bar, which may be at work
