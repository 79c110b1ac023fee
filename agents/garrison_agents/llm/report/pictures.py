"""An episode's pictures, drawn anew from its replay by the server's own renderer and packed for the page.

A pack is rows of palette numbers: the first picture whole, each next one as its difference (exclusive or) from the one before, so
that what stands still costs next to nothing once it is compressed.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from garrison.backend import Backend
from garrison.film.tape import Tape, load_replay

PALETTE: Final = 256


@dataclass
class Album:
    """The pictures of one episode: `at` is the decision before which each was taken, the last one after all of them."""

    size: int
    at: list[int] = field(default_factory=list)
    palette: list[int] = field(default_factory=list)  # 0xRRGGBB
    pack: bytes = b""  # (pictures, size, size) of palette numbers, as differences

    def bytes(self) -> bytes:
        """A line of JSON that describes the pack, and the pack."""
        head = {"size": self.size, "at": self.at, "palette": self.palette}
        return json.dumps(head).encode() + b"\n" + self.pack


def album_of(backend: Backend, replay: Path, ticks: Sequence[int], size: int, most: int) -> Album:
    """Pictures of the moments `ticks`, at most `most` of them: evenly thinned, the last one always there.

    Raises ReplayFaultError, ReplayDiffersError, and what the backend raises.
    """
    view = f"pixels:{size}"
    tape = Tape(backend, load_replay(replay), (view,), str(replay))
    try:
        chosen = thinned(len(ticks), most)
        frames = [_packed(tape.moment(min(ticks[number], tape.ticks)).views[view][0]) for number in chosen]
    finally:
        tape.close()
    rows, palette = _indexed(frames)
    rows[1:] ^= rows[:-1].copy()
    return Album(size, chosen, palette, rows.tobytes())


def thinned(count: int, most: int) -> list[int]:
    """Numbers from 0 to count - 1, evenly apart, at most `most`, with the last one."""
    every = max(1, -(-(count - 1) // max(most - 1, 1))) if count > 1 else 1
    chosen = list(range(0, count, every))
    return chosen if not chosen or chosen[-1] == count - 1 else [*chosen, count - 1]


def _packed(frame: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """(size, size, 3) as (size, size) of 0xRRGGBB."""
    wide = frame.astype(np.uint32)
    return (wide[..., 0] << 16 | wide[..., 1] << 8 | wide[..., 2]).astype(np.uint32)


def _indexed(frames: Sequence[NDArray[np.uint32]]) -> tuple[NDArray[np.uint8], list[int]]:
    """Palette numbers (n, size, size) and the palette. Sizes of 128, 256 and 512 need no more than 256 colours; at others low bits go."""
    for bits in range(8):
        mask = np.uint32(0x010101 * (0xFF << bits & 0xFF))
        palette = np.unique(np.concatenate([np.unique(frame & mask) for frame in frames]))
        if len(palette) <= PALETTE:
            break
    rows = np.stack([np.searchsorted(palette, frame & mask).astype(np.uint8) for frame in frames])
    return rows, [int(colour) for colour in palette]
