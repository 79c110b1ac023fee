"""A frame as a PNG file, with nothing but zlib: the client installs without an imaging library."""

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_UP = 2  # the filter that keeps differences to the row above: flat ground becomes zeros


def png_of(frame: NDArray[np.uint8]) -> bytes:
    """frame: uint8 (height, width, 3)."""
    height, width, _ = frame.shape
    rows = np.empty((height, 1 + width * 3), np.uint8)
    rows[:, 0] = _UP
    flat = frame.reshape(height, width * 3)
    rows[0, 1:] = flat[0]
    rows[1:, 1:] = flat[1:] - flat[:-1]
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return _SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows.tobytes(), 3)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
