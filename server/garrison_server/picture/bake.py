"""Baking: art drawn on the grid of 256 pixels a side, brought to the pixels of any other side by averaging areas.

A pixel of a frame takes the mean colour of the art it covers; one of a sprite is opaque where the opaque art covers at least half of
it. All in whole numbers, so that every machine bakes the same. 256 comes out as it is, and 512 with each art pixel as 2 x 2.
"""

import numpy as np
from numpy.typing import NDArray

from garrison_server.picture.sizes import ART

Weights = NDArray[np.int64]


def bake_ground(painted: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """A ground of (ART, ART, 3) as (side, side, 3)."""
    if side % ART == 0:
        return painted.repeat(side // ART, 0).repeat(side // ART, 1)
    weights = overlaps(0, ART, side)[1]
    return np.asarray(_spread(painted, weights, weights) // (ART * ART), np.uint8)


def bake_sprite(
    colours: NDArray[np.uint8], opaque: NDArray[np.bool_], anchor: tuple[int, int], side: int
) -> tuple[NDArray[np.uint8], NDArray[np.bool_], int, int]:
    """A sprite of (h, w, 3) colours and (h, w) opacity, whose anchor's upper left corner stands on a corner of four pixels.

    Gives colours (H, W, 3), opacity (H, W), and the left and the upper edge in pixels from there. At least one pixel is opaque.
    """
    top, rows = overlaps(-anchor[1], opaque.shape[0], side)
    left, columns = overlaps(-anchor[0], opaque.shape[1], side)
    cover = _spread(opaque.astype(np.int64)[:, :, None], rows, columns)
    inked = _spread(colours * opaque[:, :, None], rows, columns)
    shown = cover[:, :, 0] * 2 >= ART * ART
    if not shown.any():
        shown = cover[:, :, 0] == cover.max()
    return (inked // np.maximum(cover, 1)).astype(np.uint8), shown, left, top


def overlaps(start: int, count: int, side: int) -> tuple[int, Weights]:
    """How much of each pixel each of `count` art pixels from `start` on covers: the first pixel, and weights (pixels, count).

    An art pixel is `side` long and a pixel ART, measured in the unit that both are whole multiples of; a covered pixel's row sums to ART.
    """
    first, last = start * side // ART, -(-(start + count) * side // ART)
    pixels, arts = np.arange(first, last)[:, None], np.arange(start, start + count)[None, :]
    shared = np.minimum((pixels + 1) * ART, (arts + 1) * side) - np.maximum(pixels * ART, arts * side)
    return first, np.maximum(shared, 0)


def _spread(values: NDArray[np.integer], rows: Weights, columns: Weights) -> NDArray[np.int64]:
    """Sums of (h, w, channels) weighted along both axes: (H, W, channels). Floats hold these whole numbers exactly."""
    height, width, channels = values.shape
    tall = rows.astype(np.float64) @ values.reshape(height, width * channels)
    both = columns.astype(np.float64) @ tall.reshape(len(rows), width, channels)
    return both.astype(np.int64)
