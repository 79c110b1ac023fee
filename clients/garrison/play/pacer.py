"""The simulated clock: how many ticks are due at each frame of the window, and how many frames an answer may take.

With a window of one frame, what a frame shows is what was due at the frame before: the server plays and draws while this
process shows and waits. A server far away takes longer; then the window grows, so that many frames are under way at once,
instead of making each wait.
"""

from typing import Final

TICKS_PER_S: Final = 50
SPEEDS: Final = (1, 2, 4, 8)
LONGEST_FRAME_S: Final = 0.25  # of a longer one, as when the window is dragged or the machine slept, the rest is not played
LONG_WAIT_S: Final = 0.012  # most of a frame
SHORT_WAIT_S: Final = 0.001
LONG_WAITS: Final = 10  # one after the other, until the window grows
SHORT_WAITS: Final = 240  # until it shrinks again
WIDEST: Final = 12  # frames


class Pacer:
    """Turns time into ticks."""

    def __init__(self) -> None:
        self.speed = 1
        self.paused = False
        self.window = 1  # frames
        self._owed = 0.0  # ticks, below 1
        self._long = self._short = 0

    def due(self, seconds: float) -> int:
        """Ticks to play in a frame of so many seconds."""
        self._owed += min(seconds, LONGEST_FRAME_S) * TICKS_PER_S * self.speed
        whole = int(self._owed + 1e-9)  # 1/60 s is no binary fraction: sixty of them shall be fifty ticks
        self._owed -= whole
        return whole

    def waited(self, seconds: float) -> None:
        """A frame has waited so long for its answer."""
        self._long = self._long + 1 if seconds > LONG_WAIT_S else 0
        self._short = self._short + 1 if seconds < SHORT_WAIT_S else 0
        if self._long >= LONG_WAITS and self.window < WIDEST:
            self.window += 1
            self._long = 0
        if self._short >= SHORT_WAITS and self.window > 1:
            self.window -= 1
            self._short = 0
