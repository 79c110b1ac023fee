"""Shapes made for one size of frame: bars, plates, buttons and dots. Their edges are pixels of that size, never blurred."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from garrison_server.picture.catalogue import BAR_STEPS, CURTAIN_STEPS, GAUGE_STEPS
from garrison_server.picture.sizes import ART

Colour = tuple[int, int, int]

EDGE: Final = (27, 26, 43)
EMPTY: Final = (78, 32, 38)
FOE: Final = (233, 62, 58)
OWN: Final = (127, 218, 80)
DOT: Final = (255, 255, 255)
PLATE: Final = (43, 42, 62)
RIM: Final = (114, 119, 140)
READY: Final = (255, 220, 79)
SHADE: Final = (20, 19, 32)
GAUGE: Final = (72, 71, 96)
SEATS: Final = ((74, 144, 255), (255, 150, 40), (206, 112, 240), (236, 240, 246))  # blue, orange, violet, white
GAUGES: Final = ((255, 199, 60), (102, 203, 217), (127, 218, 80), (233, 62, 58))  # gold, wave, reinforcements, life

# Measures in art pixels.
BAR_WIDTH: Final = 12
BAR_HEIGHT: Final = 2
GAUGE_WIDTH: Final = 26
GAUGE_HEIGHT: Final = 3
PLATE_WIDTH: Final = 44
PLATE_HEIGHT: Final = 15
HERALD_WIDTH: Final = 42
HERALD_HEIGHT: Final = 25
BUTTON_SIDE: Final = 17
LABEL_WIDTH: Final = 14
LABEL_HEIGHT: Final = 11
CURTAIN_SIDE: Final = 13
BANNER_WIDTH: Final = 8
BANNER_HEIGHT: Final = 4
CHIP_SIDE: Final = 3


class Shape(NamedTuple):
    """A picture in pixels, anchored at its upper left corner unless it says otherwise."""

    colours: NDArray[np.uint8]  # (h, w, 3)
    shown: NDArray[np.bool_]  # (h, w)
    left: int = 0  # pixels from where it stands
    top: int = 0


def shapes(side: int) -> Iterator[Shape]:
    """All shapes for a frame of that side, in the catalogue's order."""
    for fill in (FOE, OWN):
        for step in range(BAR_STEPS + 1):
            yield _health(side, step, fill)
    yield _dot(side)
    yield _plate(side, PLATE_WIDTH, PLATE_HEIGHT, RIM)
    yield _plate(side, HERALD_WIDTH, HERALD_HEIGHT, RIM)
    yield _plate(side, BUTTON_SIDE, BUTTON_SIDE, RIM)
    yield _plate(side, BUTTON_SIDE, BUTTON_SIDE, READY)
    yield _plate(side, LABEL_WIDTH, LABEL_HEIGHT, PLATE)
    for step in range(CURTAIN_STEPS + 1):
        fallen = _scaled(side, CURTAIN_SIDE) * step // CURTAIN_STEPS
        yield _over(_block(_scaled(side, CURTAIN_SIDE), max(1, fallen), SHADE), 0, step > 0)
    for fill in GAUGES:
        for step in range(GAUGE_STEPS + 1):
            yield _over(_filled(_scaled(side, GAUGE_WIDTH), _scaled(side, GAUGE_HEIGHT), step, GAUGE_STEPS, GAUGE, fill))
    for fill in SEATS:
        banner = _edged(side, _scaled(side, BANNER_WIDTH), _scaled(side, BANNER_HEIGHT), fill)
        yield Shape(banner, np.ones(banner.shape[:2], np.bool_), -(banner.shape[1] // 2), -banner.shape[0])
    for fill in SEATS:
        chip, bar = _edged(side, _scaled(side, CHIP_SIDE), _scaled(side, CHIP_SIDE), fill), _health(side, 0, OWN)
        yield Shape(chip, np.ones(chip.shape[:2], np.bool_), bar.left - chip.shape[1], -chip.shape[0])


def _scaled(side: int, length: int) -> int:
    """Art pixels as pixels, at least one."""
    return max(1, length * side // ART)


def _over(colours: NDArray[np.uint8], shift: int = 0, shown: bool = True) -> Shape:
    return Shape(colours, np.full(colours.shape[:2], shown), shift, shift)


def _block(width: int, height: int, colour: Colour) -> NDArray[np.uint8]:
    return np.full((height, width, 3), colour, np.uint8)


def _filled(width: int, height: int, step: int, steps: int, empty: Colour, fill: Colour) -> NDArray[np.uint8]:
    """A bar of which step / steps are full, rounded up."""
    colours = _block(width, height, empty)
    colours[:, : -(-step * width // steps)] = fill
    return colours


def _dot(side: int) -> Shape:
    """A dot whose middle is where it stands; with a dark edge where there is room for one."""
    width, edge = max(1, side // 170), 1 if side >= ART else 0
    colours = _block(width + 2 * edge, width + 2 * edge, EDGE)
    colours[edge : edge + width, edge : edge + width] = DOT
    return _over(colours, -(len(colours) // 2))


def _edged(side: int, width: int, height: int, fill: Colour) -> NDArray[np.uint8]:
    """A block with a dark edge around it where there is room for one."""
    edge = 1 if side >= ART else 0
    colours = _block(width + 2 * edge, height + 2 * edge, EDGE)
    colours[edge : edge + height, edge : edge + width] = fill
    return colours


def _health(side: int, step: int, fill: Colour) -> Shape:
    """A health bar whose lower edge's middle is where it stands; with a dark edge where there is room for one."""
    width, height = max(3, BAR_WIDTH * side // ART), _scaled(side, BAR_HEIGHT)
    edge = 1 if side >= ART else 0
    colours = _block(width + 2 * edge, height + 2 * edge, EDGE)
    colours[edge : edge + height, edge : edge + width] = _filled(width, height, step, BAR_STEPS, EMPTY, fill)
    return Shape(colours, np.ones(colours.shape[:2], np.bool_), -(colours.shape[1] // 2), -colours.shape[0])


def _plate(side: int, width: int, height: int, rim: Colour) -> Shape:
    """A plate with a dark outline, a rim and cut corners; where there is no room for a rim, plain."""
    line = side // ART
    colours = _block(_scaled(side, width), _scaled(side, height), PLATE)
    shown = np.ones(colours.shape[:2], np.bool_)
    if line:
        colours[:] = EDGE
        colours[line:-line, line:-line] = rim
        colours[2 * line : -2 * line, 2 * line : -2 * line] = PLATE
        for rows in (slice(0, line), slice(-line, None)):
            for columns in (slice(0, line), slice(-line, None)):
                shown[rows, columns] = False
    return Shape(colours, shown)
