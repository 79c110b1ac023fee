"""Grounds: what a level looks like before anything stands on it, painted once and baked for a size."""

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from garrison_levels.level import Look
from garrison_server import board as bd
from garrison_server.art.ground import paint_ground
from garrison_server.board import GROUNDS, ROADS, Board, Boards
from garrison_server.picture.bake import bake_ground

KEPT: Final = 64  # painted grounds of the last levels shown, 200 KB each

XY = tuple[float, float]


def grounds_of(boards: Boards, side: int) -> NDArray[np.uint8]:
    """The grounds of all boards one after another, flat: (levels, side, side, 3) bytes."""
    out = np.empty((len(boards), side, side, 3), np.uint8)
    for i in range(len(boards)):
        out[i] = bake_ground(ground_of(boards[i]), side)
    return out.reshape(-1)


def ground_of(board: Board) -> NDArray[np.uint8]:
    """One board's ground in art pixels, (256, 256, 3)."""
    numbers = board.numbers
    paths = tuple(
        tuple((float(x), float(y)) for x, y in board.paths[p, : board.lengths[p], : bd.W_Y + 1]) for p in range(int(numbers[bd.B_PATHS]))
    )
    points = tuple((float(x), float(y)) for x, y in board.points[: int(numbers[bd.B_POINTS]), : bd.Q_Y + 1])
    base = float(numbers[bd.B_BASE_X]), float(numbers[bd.B_BASE_Y])
    return _painted(GROUNDS[board.look[0]], ROADS[board.look[1]], board.tiles.tobytes(), paths, base, points)


@lru_cache(maxsize=KEPT)
def _painted(
    ground: str, road: str, tiles: bytes, paths: tuple[tuple[XY, ...], ...], base: XY, points: tuple[XY, ...]
) -> NDArray[np.uint8]:
    rows = tuple(tiles[i : i + bd.TILES].decode("ascii") for i in range(0, len(tiles), bd.TILES))
    look = Look.model_validate({"ground": ground, "road": road, "tiles": rows})
    return paint_ground(look, paths, base, points)
