"""Where roads run: for every art pixel the nearest road's middle line, how far it is and how far along."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from garrison_server.art.noise import SIDE, Reals

PX_A_UNIT: Final = SIDE / 6
FAR: Final = 99.0  # art pixels: the distance given where no road is within reach
ROUNDING_PX: Final = 14.0  # at most so much of a straight piece is given to the bend at its end
BEND_STEPS: Final = 5
SHORTEST_PX: Final = 1e-6
MARGIN_PX: Final = 20.0  # a road that starts this close to the map's edge comes in over it

XY = tuple[float, float]


class Course(NamedTuple):
    """All (256, 256), in art pixels. Where roads meet, the first of them lies on top and the others lead up to it."""

    far: Reals  # distance to the nearest road's middle line; FAR beyond reach
    along: Reals  # way from there to the base, on the road on top
    across: Reals  # signed distance from that road's middle line: positive on the right of one who comes from the base
    road: NDArray[np.int64]  # number of the road on top; -1 beyond reach


def art_px(place: XY) -> XY:
    """A place of the map, in art pixels from the picture's upper left corner."""
    return (place[0] + 3) * PX_A_UNIT, (3 - place[1]) * PX_A_UNIT


def trace_course(paths: Sequence[Sequence[XY]], half_px: float, reach_px: float) -> Course:
    """The course of all roads, of that half width, their bends rounded, as far from them as `reach_px`."""
    square = np.full((SIDE, SIDE), FAR * FAR, np.float32)
    course = Course(square, np.zeros_like(square), np.zeros_like(square), np.full((SIDE, SIDE), -1))
    laid: set[tuple[XY, XY]] = set()
    for number, path in enumerate(paths):
        free = course.far > half_px * half_px
        way = 0.0
        for piece in pairwise(rounded(_led_over_the_edge([art_px(place) for place in reversed(path)]))):
            if piece not in laid:  # roads often share their last pieces
                _lay(piece, way, reach_px, number, free, course)
            laid.add(piece)
            way += _length(*piece)
    return course._replace(far=np.sqrt(square))


def rounded(line: Sequence[XY]) -> list[XY]:
    """The line with its corners cut by parabolas, at most ROUNDING_PX before and after each."""
    bent = [line[0]]
    for before, corner, after in zip(line, line[1:], line[2:], strict=False):
        bent.extend(_bend(_towards(corner, before), corner, _towards(corner, after)))
    return [*bent, line[-1]]


def _towards(corner: XY, other: XY) -> XY:
    length = _length(corner, other)
    share = min(0.5, ROUNDING_PX / length)
    return corner[0] + share * (other[0] - corner[0]), corner[1] + share * (other[1] - corner[1])


def _bend(start: XY, corner: XY, end: XY) -> Iterator[XY]:
    for i in range(BEND_STEPS + 1):
        t = i / BEND_STEPS
        a, b, c = (1 - t) * (1 - t), 2 * t * (1 - t), t * t
        yield a * start[0] + b * corner[0] + c * end[0], a * start[1] + b * corner[1] + c * end[1]


def _led_over_the_edge(line: list[XY]) -> list[XY]:
    """The line, led on beyond the picture where it ends beside the map's edge, so that no road ends round there."""
    (x, y), (before_x, before_y) = line[-1], line[-2]
    if min(x, y, SIDE - x, SIDE - y) > MARGIN_PX:
        return line
    length = _length((x, y), (before_x, before_y))
    on = 1.5 * MARGIN_PX / length
    return [*line[:-1], (x + on * (x - before_x), y + on * (y - before_y))]


def _length(a: XY, b: XY) -> float:
    return float(np.sqrt((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2))


def _lay(piece: tuple[XY, XY], way: float, reach_px: float, number: int, free: NDArray[np.bool_], course: Course) -> None:
    """Write one straight piece into the course, whose `far` still holds squares, where it is the nearest and no road lies on top."""
    (ax, ay), (bx, by) = piece
    dx, dy = bx - ax, by - ay
    length = _length(*piece)
    if length < SHORTEST_PX:
        return
    left, right = _span(ax, bx, reach_px)
    top, bottom = _span(ay, by, reach_px)
    x = np.arange(left, right, dtype=np.float32)[None, :] + np.float32(0.5 - ax)
    y = np.arange(top, bottom, dtype=np.float32)[:, None] + np.float32(0.5 - ay)
    share = np.minimum(np.maximum((x * dx + y * dy) / (length * length), 0), 1)
    off_x, off_y = x - share * dx, y - share * dy
    square = off_x * off_x + off_y * off_y
    window = np.s_[top:bottom, left:right]
    nearer = square < np.minimum(course.far[window], reach_px * reach_px)
    np.copyto(course.far[window], square, where=nearer)
    nearer &= free[window]
    side = np.where(off_y * dx - off_x * dy > 0, 1, -1) * np.sqrt(square)
    np.copyto(course.along[window], way + share * length, where=nearer)
    np.copyto(course.across[window], side, where=nearer)
    np.copyto(course.road[window], number, where=nearer)


def _span(a: float, b: float, reach_px: float) -> tuple[int, int]:
    """First and last-but-one pixel within reach of both ends; empty outside the picture."""
    low, high = int(min(a, b) - reach_px), int(max(a, b) + reach_px) + 2
    return min(max(low, 0), SIDE), min(max(high, 0), SIDE)
