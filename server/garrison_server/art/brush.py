"""The level's brush: its 24 x 24 tiles as soft-edged areas of the picture."""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from garrison_levels.fields import TILES_A_SIDE
from garrison_server.art.noise import SIDE, Ints, Reals, swell

TILE_PX: Final = SIDE / TILES_A_SIDE
RAGGED: Final = 0.9  # how far an edge between two tiles wanders, as a share of a tile


def spread(tiles: Sequence[str], letters: Sequence[str]) -> Reals:
    """(256, 256): how much of what lies around each art pixel is tiles of these letters, in [0, 1]; 0.5 on their edge."""
    there: Reals = np.array([[tile in letters for tile in row] for row in tiles], np.float32)
    low, high, share = _lattice()
    rows: Reals = there[low] + share[:, None] * (there[high] - there[low])
    return rows[:, low] + share[None, :] * (rows[:, high] - rows[:, low])


def used(tiles: Sequence[str], letters: Iterable[str]) -> list[str]:
    """Those of the letters that some tile has."""
    there = set().union(*tiles)
    return [letter for letter in letters if letter in there]


def roughened(share: Reals, salt: int) -> Reals:
    """(256, 256): the share of a kind of tile around each art pixel, made uneven where it is neither none nor all."""
    wander: Reals = (swell(11, 11, salt) - 0.5) + 0.5 * (swell(4, 4, salt + 1) - 0.5)
    return share + np.float32(4 * RAGGED) * share * (1 - share) * wander


def _lattice() -> tuple[Ints, Ints, Reals]:
    """The tiles whose middles lie before and after each art pixel, and the share of the second."""
    place = (np.arange(SIDE) + 0.5) / TILE_PX - 0.5
    low = np.floor(place).astype(np.int64)
    last = TILES_A_SIDE - 1
    return np.clip(low, 0, last), np.clip(low + 1, 0, last), (place - low).astype(np.float32)
