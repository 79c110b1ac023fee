"""The ground of a level as a picture, from its data alone: grounds, roads, the worn places under base and towers."""

import functools
import zlib
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from garrison_levels.fields import GROUND_LETTERS, ROAD_LETTERS
from garrison_levels.level import Look
from garrison_server.art.brush import roughened, spread, used
from garrison_server.art.course import XY, art_px, trace_course
from garrison_server.art.decor import draw_plants, plant
from garrison_server.art.materials import DARKER, LIGHTER, TONES, TONES_RGB
from garrison_server.art.noise import Reals, swell
from garrison_server.art.roadwork import HALF_ROAD_PX, lay_roads
from garrison_server.art.shapes import far_edge, moved, offsets, rim
from garrison_server.art.sheet import Sprite, load_sheet
from garrison_server.art.turf import DITHER, Canvas, paint_turf

REACH_PX: Final = HALF_ROAD_PX + 14  # how far from a road's middle line its course is known
POINT_PX: Final = (11.5, 8.0)  # half axes of the flattened ground under a tower point
LEAST_SHARE: Final = 0.05  # nothing is divided by less


def paint_ground(look: Look, paths: Sequence[Sequence[XY]], base: XY, points: Sequence[XY]) -> NDArray[np.uint8]:
    """The ground, uint8 (256, 256, 3), in art pixels: x to the right, y downwards.

    Args:
        look: the level's ground, road and brush.
        paths: waypoints of each road in map units, the last one the base.
        base: where all roads end, in map units.
        points: the tower points, in map units.
    """
    salt = zlib.crc32(f"{base[0]:.2f} {base[1]:.2f}".encode()) & 0xFFFF  # so levels differ, and an editor's ground stays as it is
    canvas = _turf(look, salt)
    _flatten(canvas, [art_px(point) for point in points], salt)
    course = trace_course(paths, HALF_ROAD_PX, REACH_PX)
    roads = lay_roads(canvas, look, course, art_px(base), salt)
    plants = plant(canvas, roads, art_px(base), [art_px(point) for point in points], _sheet(), salt)
    picture = TONES_RGB[canvas]
    draw_plants(picture, plants)
    return picture


@functools.cache
def _sheet() -> dict[str, Sprite]:
    return load_sheet()


def _turf(look: Look, salt: int) -> Canvas:
    """The grounds; each art pixel is of the one that has most of what lies around it, and brushed roads are no ground."""
    canvas = paint_turf(look.ground, salt)
    share: Reals = np.maximum(1 - spread(look.tiles, tuple(ROAD_LETTERS)), LEAST_SHARE)
    brushed = {letter: name for letter, name in GROUND_LETTERS.items() if name != look.ground}
    most = 1 - spread(look.tiles, tuple(brushed)) / share
    for number, letter in enumerate(used(look.tiles, brushed)):
        weight = roughened(spread(look.tiles, (letter,)) / share, salt + 2 * number)
        area = weight > most
        canvas = np.where(area, paint_turf(brushed[letter], salt), canvas)
        canvas[rim(area)] = DARKER[canvas[rim(area)]]
        most = np.maximum(most, weight)
    return canvas


def _flatten(canvas: Canvas, points: Sequence[XY], salt: int) -> None:
    """Trodden ground around each point (in art pixels): even, without marks, its far bank lit and its near one dark."""
    ragged = 0.5 * (swell(5, 5, salt + 90) - 0.5)
    flat = np.zeros_like(ragged, np.bool_)
    for right, down in map(offsets, points):
        flat |= (right / POINT_PX[0]) ** 2 + (down / POINT_PX[1]) ** 2 + ragged < 1
    even = 2.3 + 0.9 * (swell(5, 3, salt + 91) - 0.5) + 0.3 * DITHER
    canvas[flat] = (canvas[flat] // TONES) * TONES + even[flat].astype(np.uint8)
    for _ in range(2):
        bank = flat & ~moved(flat, 1, 1) & (DITHER > -0.2)
        canvas[bank] = DARKER[canvas[bank]]
        flat = flat & moved(flat, 1, 1)
    beyond = far_edge(flat)
    canvas[beyond] = LIGHTER[canvas[beyond]]
