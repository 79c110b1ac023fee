"""The last frames of the views of pixels, one over the other, channels first and the newest last; an episode begins on black ones."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

PIXELS: Final = "pixels:"


def stacked_space(name: str, space: Any, frames: int) -> Any:
    """Of a view of pixels: (h, w, c) becomes (c * frames, h, w). Of any other: its own."""
    if not name.startswith(PIXELS):
        return space
    height, width, channels = space.shape
    return spaces.Box(0, 255, (channels * frames, height, width), np.uint8)


class FrameStack:
    """Of `n` episodes' views of pixels. What it hands out is its caller's own."""

    def __init__(self, n: int, frames: int) -> None:
        self.n, self.frames = n, frames
        self.held: dict[str, NDArray[np.uint8]] = {}  # by view: (n, c * frames, h, w)

    def push(self, views: Mapping[str, Any], rows: NDArray[np.int64], fresh: NDArray[np.bool_]) -> dict[str, Any]:
        """The newest views of the episodes `rows`, stacked; `fresh` (len(rows),): they begin a new episode."""
        return {name: self._pushed(name, view, rows, fresh) if name.startswith(PIXELS) else view for name, view in views.items()}

    def _pushed(self, name: str, view: NDArray[np.uint8], rows: NDArray[np.int64], fresh: NDArray[np.bool_]) -> NDArray[np.uint8]:
        _, height, width, channels = view.shape
        if name not in self.held:
            self.held[name] = np.zeros((self.n, channels * self.frames, height, width), np.uint8)
        held = self.held[name]
        stack = np.empty((len(rows), *held.shape[1:]), np.uint8)
        stack[:, :-channels] = held[rows, channels:]
        stack[fresh] = 0
        stack[:, -channels:] = view.transpose(0, 3, 1, 2)
        held[rows] = stack
        return stack

    def last(self, name: str, row: int, view: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """An episode's last frame (h, w, c) on its stack, before the row begins anew; (c * frames, h, w)."""
        return np.concatenate([self.held[name][row, view.shape[-1] :], view.transpose(2, 0, 1)])
