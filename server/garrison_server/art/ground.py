"""The ground of a level as a picture, from its data alone: grounds, roads, the worn places under base and towers."""

import zlib
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from garrison_levels.fields import GROUND_LETTERS, PLAIN_TILES, ROAD_LETTERS
from garrison_levels.level import Look
from garrison_server.art.brush import TILE_PX, ruggedness, spread
from garrison_server.art.course import PX_A_UNIT, XY, Course, art_px, trace_course
from garrison_server.art.materials import DARKER, LIGHTER, ROADS, TONES_RGB
from garrison_server.art.noise import SIDE, clouds, swell
from garrison_server.art.paving import Places, pave
from garrison_server.art.turf import DITHER, Canvas, paint_turf

HALF_ROAD_PX: Final = 0.21 * PX_A_UNIT
REACH_PX: Final = HALF_ROAD_PX + 14  # how far from a road's middle line its course is known
PAD_PX: Final = 17.0  # radius of the worn place under the base
POINT_PX: Final = (11.5, 8.5)  # half axes of the flattened ground under a tower point

Mask = NDArray[np.bool_]


def paint_ground(look: Look, paths: Sequence[Sequence[XY]], base: XY, points: Sequence[XY]) -> NDArray[np.uint8]:
    """The ground, uint8 (256, 256, 3), in art pixels: x to the right, y downwards.

    Args:
        look: the level's ground, road and brush.
        paths: waypoints of each road in map units, the last one the base.
        base: where all roads end, in map units.
        points: the tower points, in map units.
    """
    salt = zlib.crc32(repr(art_px(base)).encode()) & 0xFFFF
    canvas = _turf(look, salt)
    for point in points:
        _flatten(canvas, point, salt)
    course = _widened(trace_course(paths, REACH_PX), look, base)
    _roads(canvas, look, course, salt)
    return TONES_RGB[canvas]


def _turf(look: Look, salt: int) -> Canvas:
    canvas = paint_turf(look.ground, salt)
    if look.tiles == PLAIN_TILES:
        return canvas
    used = [(letter, name) for letter, name in GROUND_LETTERS.items() if any(letter in row for row in look.tiles)]
    best = np.float32(0.5) - ruggedness(salt)
    for letter, name in used:
        weight = spread(look.tiles, letter)
        canvas = np.where(weight > best, paint_turf(name, salt), canvas)
        best = np.maximum(best, weight)
    return canvas


def _flatten(canvas: Canvas, point: XY, salt: int) -> None:
    x, y = art_px(point)
    across = (np.arange(SIDE, dtype=np.float32)[None, :] + 0.5 - x) / POINT_PX[0]
    down = (np.arange(SIDE, dtype=np.float32)[:, None] + 0.5 - y) / POINT_PX[1]
    far = across * across + down * down + 0.5 * (swell(4, 4, salt + 90) - 0.5) + 0.2 * DITHER
    canvas[far < 1] = DARKER[canvas[far < 1]]


def _widened(course: Course, look: Look, base: XY) -> Course:
    """The course with the base's pad, and the tiles that are road without a path."""
    x, y = art_px(base)
    right = np.arange(SIDE, dtype=np.float32)[None, :] + np.float32(0.5 - x) + np.zeros((SIDE, 1), np.float32)
    down = np.arange(SIDE, dtype=np.float32)[:, None] + np.float32(0.5 - y) + np.zeros((1, SIDE), np.float32)
    pad = np.sqrt(right * right + down * down) - np.float32(PAD_PX - HALF_ROAD_PX)
    for letter in ROAD_LETTERS:
        if any(letter in row for row in look.tiles):
            pad = np.minimum(pad, HALF_ROAD_PX - (spread(look.tiles, letter) - 0.5) * TILE_PX)
    nearer = pad < course.far
    return Course(np.where(nearer, pad, course.far), np.where(nearer, right, course.along), np.where(nearer, down, course.across))


def _roads(canvas: Canvas, look: Look, course: Course, salt: int) -> None:
    hills, grain = clouds(12, salt + 50), swell(3, 3, salt + 60)
    made = _made_of(look, salt)
    wander = 1.3 * (swell(14, 14, salt + 70) - 0.5) + (swell(5, 5, salt + 71) - 0.5)
    ragged = np.array([row.ragged_px for row in ROADS.values()], np.float32)[made]
    depth = HALF_ROAD_PX - course.far + ragged * wander
    mask = depth > 0
    verge = (depth > -2.5 + 2 * DITHER) & ~mask
    canvas[verge] = DARKER[canvas[verge]]
    _edge_outside(canvas, mask, made)
    fields = Places(course.along, course.across, hills, grain, DITHER)
    for i, name in enumerate(ROADS):
        part = mask & (made == i)
        if part.any():
            pave(canvas, part, name, fields, salt + 80)
    _edge_inside(canvas, mask, made)


def _made_of(look: Look, salt: int) -> NDArray[np.uint8]:
    made = np.full((SIDE, SIDE), list(ROADS).index(look.road), np.uint8)
    best = np.float32(0.5) - ruggedness(salt + 3)
    for letter, name in ROAD_LETTERS.items():
        if any(letter in row for row in look.tiles):
            weight = spread(look.tiles, letter)
            made[weight > best] = list(ROADS).index(name)
            best = np.maximum(best, weight)
    return made


def _edge_outside(canvas: Canvas, mask: Mask, made: NDArray[np.uint8]) -> None:
    around = (moved(mask, 1, 0) | moved(mask, -1, 0) | moved(mask, 0, 1) | moved(mask, 0, -1)) & ~mask
    canvas[around] = DARKER[DARKER[canvas[around]]]


def _edge_inside(canvas: Canvas, mask: Mask, made: NDArray[np.uint8]) -> None:
    raised = np.array([row.raised for row in ROADS.values()])[made]
    upper = mask & ~(moved(mask, 1, 0) & moved(mask, 0, 1))
    lower = mask & ~(moved(mask, -1, 0) & moved(mask, 0, -1))
    for rim, shift in ((upper & ~raised, DARKER), (lower & raised, DARKER), (upper & raised, LIGHTER), (lower & ~raised, LIGHTER)):
        canvas[rim] = shift[canvas[rim]]


def moved(mask: Mask, right: int, down: int) -> Mask:
    """The mask moved by so many pixels; what comes in at the picture's edge is as the edge itself."""
    rows = np.clip(np.arange(SIDE) - down, 0, SIDE - 1)
    columns = np.clip(np.arange(SIDE) - right, 0, SIDE - 1)
    return mask[rows][:, columns]
