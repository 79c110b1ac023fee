"""The roads' surface: what lies at a place so far along and so far across a road."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from garrison_server.art.materials import tone_of
from garrison_server.art.noise import Reals, cells, lots
from garrison_server.art.turf import Canvas

BOARD_PX: Final = 5.0  # width of a plank, along the road
Tones = NDArray[np.uint8]


class Places(NamedTuple):
    """Some pixels of roads; all arrays (n,)."""

    along: Reals  # art pixels
    across: Reals  # art pixels from the middle line
    hills: Reals  # smooth noise in [0, 1), some ten pixels wide
    grain: Reals  # finer noise in [0, 1)
    dither: Reals  # in [-0.5, 0.5]


def pave(canvas: Canvas, mask: NDArray[np.bool_], road: str, fields: Places, salt: int) -> None:
    """Lay one road's surface where the mask is set; the fields' arrays are (256, 256) here."""
    places = Places(*(field[mask] for field in fields))
    canvas[mask] = SURFACES[road](places, salt) + np.uint8(tone_of(road, 0))


def _earth(at: Places, salt: int) -> Tones:
    """Packed earth with two ruts, worn light in the middle, a pebble here and there."""
    wander = at.across + 3 * (at.hills - 0.5)
    rut = np.abs(np.abs(wander) - 4.2) < 0.9
    height = 2.5 + 1.2 * (at.hills - 0.5) + 0.9 * (at.grain - 0.5) + np.where(np.abs(wander) < 2.5, 0.35, 0)
    tone = np.clip(height + 0.3 * at.dither, 1, 4)
    tone = np.where(rut & (at.grain > 0.25), 1.0, tone)
    pebbles = cells(at.along, at.across, 13, 9, salt)
    near = pebbles.east * pebbles.east + pebbles.south * pebbles.south < 1.7
    return np.where(near & (pebbles.lot < 0.3), np.where(pebbles.south < 0, 7, 6), tone).astype(np.uint8)


def _gravel(at: Places, salt: int) -> Tones:
    """Many small stones."""
    stones = cells(at.along, at.across, 3.4, 3.0, salt)
    tone = np.where(stones.inside < 0.35, 1.6, 2 + 1.9 * stones.lot) + 0.8 * (at.hills - 0.5)
    tone = np.where((stones.lot > 0.94) & (stones.inside > 0.5), 7, np.clip(tone, 1, 4))
    return tone.astype(np.uint8)


def _cobble(at: Places, salt: int) -> Tones:
    """Set stones in courses, each lit from the upper left."""
    stones = cells(at.along, at.across, 6.5, 5.2, salt)
    tone = 2 + np.floor(2 * stones.lot) + np.where(stones.inside > 1.6, 0.6, 0) + 0.5 * (at.hills - 0.5)
    tone = np.where(stones.inside < 0.6, 1, np.clip(tone, 1, 4))
    return tone.astype(np.uint8)


def _planks(at: Places, salt: int) -> Tones:
    """Boards across the road, with their gaps, grain and nails."""
    board = np.floor(at.along / BOARD_PX).astype(np.int64)
    within = at.along - board * BOARD_PX
    lot = lots(board, np.zeros_like(board), salt)
    grain = lots(board, np.floor(at.across / 5).astype(np.int64), salt + 1)
    tone = 2 + np.floor(2 * lot) + np.where((within > 2) & (within < 3.2) & (grain > 0.6), -1, 0)
    tone = np.where(within > BOARD_PX - 1.1, 0, np.clip(tone, 1, 4))
    nail = (np.abs(np.abs(at.across) - 6.5) < 0.6) & (np.abs(within - 2) < 0.6)
    return np.where(nail, 7, tone).astype(np.uint8)


SURFACES: Final[Mapping[str, Callable[[Places, int], Tones]]] = {
    "earth": _earth,
    "cobble": _cobble,
    "gravel": _gravel,
    "planks": _planks,
}
