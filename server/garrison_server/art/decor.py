"""Decorations: trees, bushes, stones and the like, each in its own ground, off roads, tower points and the base."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from garrison_server.art.materials import DARKER, GROUNDS, TONES
from garrison_server.art.noise import SIDE, clouds, lots
from garrison_server.art.palette import PALETTE_RGB
from garrison_server.art.shapes import Mask, offsets, rim
from garrison_server.art.sheet import Sprite
from garrison_server.art.turf import Canvas

SPOT_PX: Final = 13  # each square of this side may have one decoration
THICKET_PX: Final = 64.0  # size of thickets and clearings
OFTEN: Final = (0.1, 0.6)  # how many spots have one, in clearings and in thickets
ROOM_PX: Final = 2  # kept free beside roads

Room = tuple[int, int, int, int]  # art pixels to the left of a place, above, to its right, below
POINT_ROOM: Final[Room] = (14, 26, 14, 11)  # where a tower stands
BASE_ROOM: Final[Room] = (20, 30, 20, 20)
Pixel = tuple[float, float]


class Plant(NamedTuple):
    """One decoration on the map, and where its foot is, in art pixels."""

    sprite: Sprite
    x: int
    y: int


def plant(canvas: Canvas, roads: Mask, base: Pixel, points: Sequence[Pixel], sheet: Mapping[str, Sprite], salt: int) -> list[Plant]:
    """Choose decorations and lay their shadows on the canvas; listed from the upper edge down. Places in art pixels."""
    taken = roads
    for _ in range(ROOM_PX):
        taken = taken | rim(taken)
    for (x, y), room in [(base, BASE_ROOM), *((point, POINT_ROOM) for point in points)]:
        taken[_box(int(x), int(y), room)] = True
    plants = []
    for one in sorted(_wished(canvas, sheet, salt), key=lambda one: -one.sprite.colours.shape[0]):  # what is tall needs room
        left, up = one.sprite.anchor
        high, wide = one.sprite.colours.shape
        if not taken[_box(one.x, one.y, (left + 1, up + 1, wide - left, high - up))].any():
            plants.append(one)
            taken[_box(one.x, one.y, (left, wide // 3, wide - left - 1, high - up))] = True  # crowns may overlap, feet may not
    for one in plants:
        _shade(canvas, one)
    return sorted(plants, key=lambda one: one.y)


def draw_plants(picture: NDArray[np.uint8], plants: Sequence[Plant]) -> None:
    """Draw decorations on an (256, 256, 3) picture; those at its edge are cut."""
    for (colours, (left, up)), x, y in plants:
        high, wide = colours.shape
        rows = slice(max(y - up, 0), min(y - up + high, SIDE))
        columns = slice(max(x - left, 0), min(x - left + wide, SIDE))
        seen = colours[rows.start - y + up : rows.stop - y + up, columns.start - x + left : columns.stop - x + left]
        picture[rows, columns][seen > 0] = PALETTE_RGB[seen[seen > 0]]


def _wished(canvas: Canvas, sheet: Mapping[str, Sprite], salt: int) -> Iterator[Plant]:
    """What would stand where on free land."""
    row, column = np.divmod(np.arange((SIDE // SPOT_PX) ** 2), SIDE // SPOT_PX)
    x = column * SPOT_PX + (lots(column, row, salt + 110) * SPOT_PX).astype(np.int64) + 4
    y = row * SPOT_PX + (lots(column, row, salt + 111) * SPOT_PX).astype(np.int64) + 4
    thick = clouds(THICKET_PX, salt + 112)[y, x] > 0.56
    there = lots(column, row, salt + 113) < np.where(thick, OFTEN[1], OFTEN[0])
    lot = lots(column, row, salt + 114)
    names = list(GROUNDS)
    for i in np.flatnonzero(there).tolist():
        material = int(canvas[y[i], x[i]]) // TONES
        if material < len(names):
            shares = np.cumsum(GROUNDS[names[material]].plants)
            kind = int(np.searchsorted(shares, lot[i] * shares[-1], side="right"))
            yield Plant(sheet[f"decor.{names[material]}.{kind}"], int(x[i]), int(y[i]))


def _box(x: int, y: int, room: Room) -> tuple[slice, slice]:
    left, up, right, down = room
    return slice(max(y - up, 0), max(y + down + 1, 0)), slice(max(x - left, 0), max(x + right + 1, 0))


def _shade(canvas: Canvas, one: Plant) -> None:
    """A soft shadow at the foot, away from the light."""
    half = one.sprite.colours.shape[1] / 2
    middle = one.x - one.sprite.anchor[0] + half
    right, down = offsets((middle + 0.25 * half, one.y + 0.5))
    shadow = (right / half) ** 2 + (down / (0.4 * half)) ** 2 < 1
    canvas[shadow] = DARKER[canvas[shadow]]
