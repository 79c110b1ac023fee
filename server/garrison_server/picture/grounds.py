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


class Grounds:
    """The grounds of some boards at one size; each is baked when it is first shown, and takes memory from then on."""

    def __init__(self, boards: Boards, side: int) -> None:
        self._boards, self._side = boards, side
        self._squares = np.empty((len(boards), side, side, 3), np.uint8)
        self._ready = np.zeros(len(boards), np.bool_)

    def of(self, levels: NDArray[np.int64]) -> NDArray[np.uint8]:
        """All grounds one after another as flat bytes, of which those of `levels` (boards' numbers) are baked."""
        if not self._ready.all():
            for level in np.unique(levels[~self._ready[levels]]):
                self._squares[level] = bake_ground(ground_of(self._boards[level]), self._side)
                self._ready[level] = True
        return self._squares.reshape(-1)


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
