"""The roads' surface: what lies at a place so far along and so far across a road."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from garrison_server.art.noise import Reals, cells, lots

BOARD_PX: Final = 6.0  # width of a plank, along the road
JOINT: Final = 0  # the tone between stones and boards
Tones = NDArray[np.uint8]


class Places(NamedTuple):
    """Some pixels of roads; all arrays have one shape."""

    along: Reals  # art pixels from the base; less than zero where the way has no direction
    across: Reals  # art pixels from the middle line
    hills: Reals  # smooth noise in [0, 1), some ten pixels wide
    grain: Reals  # finer noise in [0, 1)
    dither: Reals  # in [-0.5, 0.5]


def pave(road: str, at: Places, salt: int) -> Tones:
    """The tones of one road's surface at these places."""
    return SURFACES[road](at, salt)


def board_at(along: Reals) -> NDArray[np.int64]:
    """The number of the plank that lies so far along."""
    board: NDArray[np.int64] = np.floor(along / BOARD_PX).astype(np.int64)
    return board


def _earth(at: Places, salt: int) -> Tones:
    """Packed earth with two ruts, worn light in the middle, a pebble here and there."""
    wander = at.across + 3.4 * (at.hills - 0.5)
    way = at.along > 0
    rut = way & (np.abs(np.abs(wander) - 4.2) < 0.9) & (at.grain > 0.3)
    height = 2.5 + 1.6 * (at.hills - 0.5) + 0.9 * (at.grain - 0.5) + np.where(way & (np.abs(wander) < 2.5), 0.4, 0)
    tone = np.where(rut, 1, np.clip(height + 0.3 * at.dither, 1, 3.9))
    pebbles = cells(at.along, at.across, 11, 8, salt)
    near = pebbles.east * pebbles.east + pebbles.south * pebbles.south < np.where(pebbles.lot < 0.12, 2.6, 1.3)
    tone = np.where(near & (pebbles.lot < 0.34), np.where(pebbles.south < 0.2, 7, 6), tone)
    return tone.astype(np.uint8)


def _gravel(at: Places, salt: int) -> Tones:
    """Loose stones of two sizes upon grit."""
    tone = np.clip(2.5 + 1.5 * (at.hills - 0.5) + 0.7 * (at.grain - 0.5) + 0.3 * at.dither, 1, 3.9)
    for size, often, bulk in ((4.0, 0.3, 0.8), (6.5, 0.34, 2.2)):
        stones = cells(at.along, at.across, size, size, salt + int(size))
        square = stones.east * stones.east + stones.south * stones.south
        there = stones.lot < often
        tone = np.where(there & (square < bulk), 3 + (stones.lot < often / 2), np.where(there & (square < 1.9 * bulk), 1, tone))
    laid: Tones = tone.astype(np.uint8)
    return laid


def _cobble(at: Places, salt: int) -> Tones:
    """Set stones, no two of one shape."""
    stones = cells(at.along, at.across, 6.6, 5.6, salt)
    tone = 2 + np.floor(1.25 * stones.lot + 0.9 * (at.hills - 0.4))
    laid: Tones = np.where(stones.inside < 0.55, JOINT, np.clip(tone, 1, 3)).astype(np.uint8)
    return laid


def _planks(at: Places, salt: int) -> Tones:
    """Boards across the road, with their joints, grain and nails."""
    board = board_at(at.along)
    within = at.along - (board * BOARD_PX).astype(np.float32)
    lot = lots(board, np.zeros_like(board), salt)
    fibre = lots(board * 8 + within.astype(np.int64), np.floor((at.across + 16 * lot) / 6).astype(np.int64), salt + 1)
    tone = np.where(lot < 0.2, 1, np.where(lot < 0.62, 2, 3)) - ((fibre > 0.82) & (within > 1.5) & (within < 4))
    nail = (np.abs(np.abs(at.across) - 6.6) < 0.55) & (np.abs(within - 2.5) < 0.55)
    tone = np.where(nail, 5, np.maximum(tone, 1))
    return np.where(within > BOARD_PX - 1, JOINT, tone).astype(np.uint8)


SURFACES: Final[Mapping[str, Callable[[Places, int], Tones]]] = {
    "earth": _earth,
    "cobble": _cobble,
    "gravel": _gravel,
    "planks": _planks,
}
