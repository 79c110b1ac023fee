"""Shapes made for one size of frame: health bars and the dots of a range's circle. Plain rectangles, anchored as sprites are."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from garrison_server.picture.catalogue import BAR_STEPS
from garrison_server.picture.sizes import ART

EDGE: Final = (27, 26, 43)
EMPTY: Final = (78, 32, 38)
FOE: Final = (233, 62, 58)
OWN: Final = (127, 218, 80)
DOT: Final = (255, 255, 255)
BAR_WIDTH: Final = 12  # art pixels
BAR_HEIGHT: Final = 2


class Shape(NamedTuple):
    """A rectangle of colours, all opaque."""

    colours: NDArray[np.uint8]  # (h, w, 3)
    left: int  # pixels from where it stands
    top: int


def shapes(side: int) -> Iterator[Shape]:
    """All shapes for a frame of that side, in the catalogue's order."""
    for fill in (FOE, OWN):
        for step in range(BAR_STEPS + 1):
            yield _bar(side, step, fill)
    dot = max(1, side // ART)
    yield Shape(np.full((dot, dot, 3), DOT, np.uint8), -(dot // 2), -(dot // 2))


def _bar(side: int, step: int, fill: tuple[int, int, int]) -> Shape:
    """A health bar that stands with its lower edge's middle on the point; with a dark edge where there is room for one."""
    width, height = max(3, BAR_WIDTH * side // ART), max(1, BAR_HEIGHT * side // ART)
    edge = 1 if side >= ART else 0
    colours = np.full((height + 2 * edge, width + 2 * edge, 3), EDGE, np.uint8)
    inside = colours[edge : edge + height, edge : edge + width]
    inside[:] = EMPTY
    inside[:, : -(-step * width // BAR_STEPS)] = fill
    return Shape(colours, -(colours.shape[1] // 2), -colours.shape[0])
