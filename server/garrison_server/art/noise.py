"""Noise from integers: the same picture on every machine, and none of an episode's randomness is touched.

Only sums, products and comparisons are used: no function of a maths library, whose last bit may differ.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

SIDE: Final = 256  # art pixels a side

Reals = NDArray[np.float32]
Ints = NDArray[np.int64]


class Cells(NamedTuple):
    """A plane split into ragged cells, seen at some places; all arrays have the places' shape."""

    inside: Reals  # distance to the next cell's edge, in the places' units; about 0 on the edge
    east: Reals  # place minus the cell's centre
    south: Reals
    lot: Reals  # the cell's own number in [0, 1)


def lots(x: Ints, y: Ints, salt: int) -> Reals:
    """A number in [0, 1) for each pair of integers, unlike its neighbours'."""
    mixed = (x.astype(np.uint32) * np.uint32(0x8DA6B343)) ^ (y.astype(np.uint32) * np.uint32(0xD8163841))
    mixed ^= np.uint32(salt * 0x9E3779B1 & 0xFFFFFFFF)
    for shift, factor in ((15, 0x2C1B3C6D), (12, 0x297A2D39)):
        mixed = (mixed ^ (mixed >> np.uint32(shift))) * np.uint32(factor)
    top: Reals = ((mixed ^ (mixed >> np.uint32(15))) >> np.uint32(8)).astype(np.float32)
    return top * np.float32(2**-24)


def speckle(salt: int) -> Reals:
    """(256, 256): a number in [0, 1) for each art pixel."""
    steps = np.arange(SIDE)
    return lots(steps[None, :], steps[:, None], salt)


def swell(across_px: float, down_px: float, salt: int) -> Reals:
    """(256, 256) in [0, 1): smooth hills, about so many art pixels wide and high."""
    column, right = _steps(across_px)
    row, low = _steps(down_px)
    steps = np.arange(int(max(column[-1], row[-1])) + 2)
    heights = lots(steps[None, :], steps[:, None], salt)
    rows = heights[row] + low[:, None] * (heights[row + 1] - heights[row])
    left = rows[:, column]
    return left + right[None, :] * (rows[:, column + 1] - left)


def clouds(size_px: float, salt: int) -> Reals:
    """(256, 256) in [0, 1): hills of that size with smaller ones upon them."""
    half, quarter = size_px / 2, size_px / 4
    return (swell(size_px, size_px, salt) * 4 + swell(half, half, salt + 1) * 2 + swell(quarter, quarter, salt + 2)) / np.float32(7)


def cells(x: Reals, y: Reals, size_x: float, size_y: float, salt: int) -> Cells:
    """The cell that each place lies in: cells are about `size_x` by `size_y`, each grown from its own shifted centre."""
    column, row = np.floor(x / size_x).astype(np.int64), np.floor(y / size_y).astype(np.int64)
    columns, rows = (np.arange(int(steps.min()) - 1, int(steps.max()) + 2) for steps in (column, row))
    centres_x, centres_y, numbers = _centres(columns, rows, size_x, size_y, salt)
    home = (row - rows[0]) * len(columns) + column - columns[0]
    nearest = np.full(x.shape, 1e9, np.float32)
    second = nearest.copy()
    cell = np.zeros_like(home)
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            other = home + (down * len(columns) + right)
            dx, dy = x - centres_x[other], y - centres_y[other]
            far = dx * dx + dy * dy
            closer = far < nearest
            second = np.minimum(second, np.maximum(far, nearest))
            nearest = np.minimum(nearest, far)
            np.copyto(cell, other, where=closer)
    inside: Reals = (np.sqrt(second) - np.sqrt(nearest)) * np.float32(0.5)
    return Cells(inside, x - centres_x[cell], y - centres_y[cell], numbers[cell])


def _centres(columns: Ints, rows: Ints, size_x: float, size_y: float, salt: int) -> tuple[Reals, Reals, Reals]:
    """The cells' centres and own numbers, row after row, each (rows * columns,)."""
    i, j = (steps.reshape(-1) for steps in np.meshgrid(columns, rows))
    centres_x = (i + 0.5 + 0.6 * (lots(i, j, salt) - 0.5)) * size_x
    centres_y = (j + 0.5 + 0.6 * (lots(i, j, salt + 1) - 0.5)) * size_y
    return centres_x.astype(np.float32), centres_y.astype(np.float32), lots(i, j, salt + 2)


def _steps(size_px: float) -> tuple[Ints, Reals]:
    """For each art pixel of a side: the lattice step below it, and how far it lies on the way to the next, eased."""
    places = (np.arange(SIDE) + 0.5) / size_px
    steps = places.astype(np.int64)
    share = (places - steps).astype(np.float32)
    return steps, share * share * (3 - 2 * share)
