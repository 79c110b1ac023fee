"""Blits: sprites put where they go, one after another. A frame is a list of blits over the ground.

A row of `blits` is (sprite, x, y) with x and y in pixels from the frame's upper left corner; row 0 counts the rows in its first column.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from garrison_server.jit import kernel
from garrison_server.picture.atlas import A_BOTTOM, A_FIRST, A_LAST, A_LEFT, A_RIGHT, A_TOP, R_BYTES, R_COLUMN, R_ROW, R_SHIFT, R_START
from garrison_server.picture.copying import copy

Blits = NDArray[np.int64]
Table = NDArray[np.int64]
MOST: Final = 1024  # rows: every entity there can be, with bars, badges, a circle and the panels


def new_blits() -> Blits:
    """Room for one frame's blits."""
    return np.zeros((MOST, 3), np.int64)


@kernel
def put(blits: Blits, sprite: int, x: int, y: int) -> None:
    """One more blit."""
    row = blits[0, 0] + 1
    blits[0, 0] = row
    blits[row, 0] = sprite
    blits[row, 1] = x
    blits[row, 2] = y


@kernel
def draw(blits: Blits, sprites: Table, spans: Table, ink: NDArray[np.uint8], pixels: NDArray[np.uint8], at: int, side: int) -> None:
    """Draw all blits into the frame that begins at byte `at` of the flat `pixels`. What lies outside the frame is cut off."""
    for row in range(1, blits[0, 0] + 1):
        sprite = blits[row, 0]
        left, top = blits[row, 1] + sprites[sprite, A_LEFT], blits[row, 2] + sprites[sprite, A_TOP]
        right, bottom = blits[row, 1] + sprites[sprite, A_RIGHT], blits[row, 2] + sprites[sprite, A_BOTTOM]
        corner = at + (top * side + left) * 3
        if left >= 0 and top >= 0 and right <= side and bottom <= side:
            for k in range(sprites[sprite, A_FIRST], sprites[sprite, A_LAST]):
                copy(pixels, corner + spans[k, R_SHIFT], ink, spans[k, R_START], spans[k, R_BYTES])
            continue
        for k in range(sprites[sprite, A_FIRST], sprites[sprite, A_LAST]):
            if not 0 <= top + spans[k, R_ROW] < side:
                continue
            start = left + spans[k, R_COLUMN]
            first, last = max(start, 0), min(start + spans[k, R_BYTES] // 3, side)
            if first < last:
                cut = (first - start) * 3
                copy(pixels, corner + spans[k, R_SHIFT] + cut, ink, spans[k, R_START] + cut, (last - first) * 3)
