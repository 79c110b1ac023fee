"""The atlas: all sprites baked for one size, cut into opaque runs that are copied whole. No pixel is ever tested.

A sprite is a stretch of `spans`, a span a run of opaque pixels in one of its rows: where it goes, and where its bytes (three a
pixel) begin in `ink`.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from garrison_server.art.palette import PALETTE_RGB
from garrison_server.art.sheet import Sprite, load_sheet
from garrison_server.picture.bake import bake_sprite
from garrison_server.picture.catalogue import DRAWN, N_SPRITES
from garrison_server.picture.shapes import shapes

# sprites: int64 columns, a row per sprite of the catalogue
A_FIRST: Final = 0  # its spans
A_LAST: Final = 1  # the one after them
A_LEFT: Final = 2  # its box, in pixels from where it stands
A_TOP: Final = 3
A_RIGHT: Final = 4  # the first column that is no more its own
A_BOTTOM: Final = 5
A_ART_WIDTH: Final = 6  # in art pixels; 0: a shape
N_COLUMNS: Final = 7

# spans: int64 columns
R_SHIFT: Final = 0  # bytes of the frame from the box's upper left pixel
R_START: Final = 1  # in ink
R_BYTES: Final = 2
R_ROW: Final = 3  # pixels, from the box's upper left
R_COLUMN: Final = 4
N_RUN: Final = 5


class Atlas(NamedTuple):
    """The sprites of one size."""

    sprites: NDArray[np.int64]  # (N_SPRITES, N_COLUMNS)
    spans: NDArray[np.int64]  # (spans, N_RUN)
    ink: NDArray[np.uint8]  # flat


@lru_cache(maxsize=8)
def atlas_of(side: int) -> Atlas:
    """The atlas for frames of that side, made once and kept."""
    sprites, length = np.zeros((N_SPRITES, N_COLUMNS), np.int64), 0
    spans: list[tuple[int, ...]] = []
    ink: list[NDArray[np.uint8]] = []
    for number, (colours, shown, left, top, art_width) in enumerate(_baked(side)):
        height, width = shown.shape
        first = len(spans)
        for row, start, end in _runs(shown):
            spans.append((row * side * 3 + start * 3, length, (end - start) * 3, row, start))
            ink.append(colours[row, start:end].ravel())
            length += (end - start) * 3
        sprites[number] = first, len(spans), left, top, left + width, top + height, art_width
    return Atlas(sprites, np.array(spans, np.int64), np.concatenate(ink))


def _baked(side: int) -> Iterator[tuple[NDArray[np.uint8], NDArray[np.bool_], int, int, int]]:
    """Every sprite of the catalogue in its order: colours, opacity, left, top, width in art pixels."""
    sheet = load_sheet()
    for name, mirrored in DRAWN:
        colours, (x, y) = _turned(sheet[name]) if mirrored else sheet[name]
        yield *bake_sprite(PALETTE_RGB[colours], colours != 0, (x, y), side), colours.shape[1]
    for shape in shapes(side):
        yield *shape, 0


def _turned(sprite: Sprite) -> Sprite:
    """The sprite facing left."""
    (x, y), width = sprite.anchor, sprite.colours.shape[1]
    return Sprite(np.ascontiguousarray(sprite.colours[:, ::-1]), (width - x, y))


def _runs(shown: NDArray[np.bool_]) -> Iterator[tuple[int, int, int]]:
    """The opaque runs, row by row: row, first column, the column after the last."""
    for row, line in enumerate(shown):
        edges = np.flatnonzero(np.diff(np.concatenate(([False], line, [False])).astype(np.int8)))
        for start, end in edges.reshape(-1, 2).tolist():
            yield row, start, end
