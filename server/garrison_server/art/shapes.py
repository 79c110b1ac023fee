"""Masks of the picture: discs, edges, and masks moved by a pixel."""

import numpy as np
from numpy.typing import NDArray

from garrison_server.art.noise import SIDE, Reals

Mask = NDArray[np.bool_]  # (256, 256)


def offsets(centre: tuple[float, float]) -> tuple[Reals, Reals]:
    """How far each art pixel's middle lies to the right of a place, (1, 256), and below it, (256, 1)."""
    middles = np.arange(SIDE, dtype=np.float32) + np.float32(0.5)
    return (middles - np.float32(centre[0]))[None, :], (middles - np.float32(centre[1]))[:, None]


def moved(mask: Mask, right: int, down: int) -> Mask:
    """The mask moved by so many pixels; what comes in over the picture's edge is as the edge itself."""
    rows = np.clip(np.arange(SIDE) - down, 0, SIDE - 1)
    columns = np.clip(np.arange(SIDE) - right, 0, SIDE - 1)
    return mask[rows][:, columns]


def rim(mask: Mask) -> Mask:
    """The pixels just outside the mask."""
    return (moved(mask, 1, 0) | moved(mask, -1, 0) | moved(mask, 0, 1) | moved(mask, 0, -1)) & ~mask


def lit_edge(mask: Mask) -> Mask:
    """The mask's pixels that have none of it at the left or above."""
    return mask & ~(moved(mask, 1, 0) & moved(mask, 0, 1))


def far_edge(mask: Mask) -> Mask:
    """The mask's pixels that have none of it at the right or below."""
    return mask & ~(moved(mask, -1, 0) & moved(mask, 0, -1))
