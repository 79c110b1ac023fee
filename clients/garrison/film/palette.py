"""The colours of a gif: one palette for all of its pictures, so that only what changed between two of them is kept."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

MOST: Final = 256
SIDE: Final = 16  # of the picture that ffmpeg takes a palette as


def palette_of(frames: Sequence[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    """Up to 256 colours, uint8 (n, 3), that stand for those of the frames, each (size, size, 3): all of them where they are so few."""
    pixels = np.concatenate([frame.reshape(-1, 3) for frame in frames])
    colours = np.unique(pixels, axis=0)
    if len(colours) > MOST:
        made = Image.fromarray(pixels[:, None]).quantize(MOST, Image.Quantize.MAXCOVERAGE).getpalette() or []
        colours = np.array(made, np.uint8).reshape(-1, 3)
    return colours


def write_palette(colours: NDArray[np.uint8], path: Path) -> None:
    """Writes the picture, 16 x 16, that ffmpeg's `paletteuse` reads."""
    page = np.repeat(colours[-1:], MOST, axis=0)
    page[: len(colours)] = colours
    Image.fromarray(page.reshape(SIDE, SIDE, 3)).save(path)
