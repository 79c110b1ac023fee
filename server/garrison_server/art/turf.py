"""The grounds' texture: light and dark patches with ragged edges, fine clusters, ripples, cracks and small marks."""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from garrison_server.art.materials import GROUNDS, Ground, Mark, tone_of
from garrison_server.art.noise import SIDE, Ints, Reals, cells, clouds, lots, speckle, swell

Canvas = NDArray[np.uint8]  # (256, 256) numbers of tones

SPOT_PX: Final = 9  # each square of this side may have one mark
BAYER: Final = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]])
DITHER: Final[Reals] = np.tile(BAYER / 16 - 0.47, (SIDE // 4, SIDE // 4)).astype(np.float32)  # (256, 256), in about [-0.5, 0.5]


def paint_turf(name: str, salt: int) -> Canvas:
    """A whole picture of one ground, without any road."""
    ground = GROUNDS[name]
    height = 2.5 + ground.contrast * (clouds(ground.patch_px, salt) - 0.5) + 1.1 * (swell(*ground.grain, salt + 5) - 0.5)
    if ground.relief:
        hills = clouds(ground.patch_px / 1.5, salt + 40)
        before = np.maximum(np.arange(SIDE) - 3, 0)
        height += ground.relief * (hills - hills[before][:, before])
    if ground.ripple_px:
        height += _ripples(ground.ripple_px, salt + 10)
    tone: Canvas = np.clip(height + 0.3 * DITHER, 1, 4).astype(np.uint8)
    if ground.crack_px:
        _crack(tone, ground.crack_px, salt + 20)
    _strew(tone, ground, salt + 30)
    return tone + np.uint8(tone_of(name, 0))


def _ripples(apart_px: float, salt: int) -> Reals:
    """Low waves across the wind, broken here and there."""
    x, y = np.arange(SIDE, dtype=np.float32)[None, :], np.arange(SIDE, dtype=np.float32)[:, None]
    phase = (y + 0.25 * x) / apart_px + 2.2 * clouds(70, salt)
    wave = phase - np.floor(phase)
    there = swell(30, 12, salt + 4) > 0.45
    return np.where(there & (wave < 0.12), -0.8, np.where(there & (wave < 0.24), 0.7, 0)).astype(np.float32)


def _crack(tone: Canvas, plate_px: float, salt: int) -> None:
    """Dark cracks between plates; in some of them embers glow."""
    x = np.arange(SIDE, dtype=np.float32)[None, :] + 8 * swell(12, 12, salt + 7)
    y = np.arange(SIDE, dtype=np.float32)[:, None] + 8 * swell(12, 12, salt + 8)
    plates = cells(x, y, plate_px, plate_px, salt)
    open_ = (plates.inside < 0.75) & (swell(22, 22, salt + 9) > 0.4)
    tone[open_] = 5
    glow = open_ & (swell(26, 26, salt + 11) > 0.74)
    tone[glow] = np.where(speckle(salt + 12)[glow] > 0.75, 7, 6)


def _strew(tone: Canvas, ground: Ground, salt: int) -> None:
    column, row = np.meshgrid(np.arange(1, SIDE // SPOT_PX), np.arange(1, SIDE // SPOT_PX))
    x = column * SPOT_PX + (lots(column, row, salt) * 6).astype(np.int64)
    y = row * SPOT_PX + (lots(column, row, salt + 1) * 6).astype(np.int64)
    chance = lots(column, row, salt + 2)
    crowd = clouds(48, salt + 3)[row * SPOT_PX, column * SPOT_PX] > 0.56
    from_ = 0.0
    for mark in ground.marks:
        chosen = (chance >= from_) & (chance < from_ + mark.often)
        from_ += 0 if mark.gathers else mark.often
        if mark.gathers:
            chosen = (lots(column, row, salt + 4 + len(mark.grid)) < mark.often) & crowd
        _stamp(tone, mark, x[chosen], y[chosen])


def _stamp(tone: Canvas, mark: Mark, x: Ints, y: Ints) -> None:
    for right, down, shade in pixels_of(mark.grid):
        tone[y + down, x + right] = shade


def pixels_of(grid: str) -> Iterator[tuple[int, int, int]]:
    """Column, row and tone of each pixel that a mark's grid paints."""
    for down, line in enumerate(grid.split("/")):
        for right, character in enumerate(line):
            if character != ".":
                yield right, down, int(character)
