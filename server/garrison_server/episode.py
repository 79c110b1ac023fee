"""One live game as bytes: pack and unpack a snapshot, bit for bit, generator included.

Layout, little-endian: magic (8 bytes), engine version (8, zero-padded), level hash (32), seats (u32), CRC-32 of the
payload (u32), then the arrays of State in order. Who unpacks trusts nothing: sizes, checksum and every index are checked.
"""

import struct
import zlib

import numpy as np

from garrison_server.board import Board
from garrison_server.rules import ENGINE_VERSION
from garrison_server.sim.soundness import fault_of, fault_text
from garrison_server.state import State, empty_states, state_of

MAGIC = b"GARRISON"
HEADER = struct.Struct("<8s8s32sII")
VERSION = ENGINE_VERSION.encode().ljust(8, b"\0")


class SnapshotError(ValueError):
    """A snapshot that cannot be restored here; says what came and what was wanted."""


class SnapshotVersionError(SnapshotError):
    """A sound snapshot of another engine version, level or number of seats."""


def pack(state: State, level_hash: bytes) -> bytes:
    """The whole episode as bytes (about 15 KB). `level_hash` is the level's sha256, 32 bytes."""
    payload = b"".join([array.tobytes() for array in state])
    return HEADER.pack(MAGIC, VERSION, level_hash, state.seats.shape[0], zlib.crc32(payload)) + payload


def unpack(blob: bytes, state: State, board: Board, level_hash: bytes) -> None:
    """Overwrite `state` with a snapshot. Raises SnapshotError and leaves `state` as it was when anything is wrong."""
    payload = checked_payload(blob, state, level_hash)
    restored = state_of(empty_states(1, state.seats.shape[0]), 0)
    offset = 0
    for array in restored:
        array.reshape(-1)[:] = np.frombuffer(payload, array.dtype, array.size, offset)
        offset += array.nbytes
    fault = fault_of(board, restored)
    if fault:
        raise SnapshotError(f"snapshot: {fault_text(fault)}")
    for old, new in zip(state, restored, strict=True):
        old[...] = new


def checked_payload(blob: bytes, state: State, level_hash: bytes) -> memoryview:
    """The snapshot's payload, once its header says that it belongs here and is whole."""
    size = HEADER.size + sum(array.nbytes for array in state)
    if len(blob) < HEADER.size or not blob.startswith(MAGIC):
        raise SnapshotError(f"snapshot: got {len(blob)} bytes that are no Garrison snapshot; wanted {size} bytes that begin with {MAGIC!r}")
    _, version, level, seats, crc = HEADER.unpack_from(blob)
    if version != VERSION:
        raise SnapshotVersionError(f"snapshot: got engine version {version.rstrip(bytes(1))!r}, wanted {ENGINE_VERSION.encode()!r}")
    if level != level_hash:
        raise SnapshotVersionError(f"snapshot: got one of level {level.hex()}, wanted level {level_hash.hex()}")
    if seats != state.seats.shape[0]:
        raise SnapshotVersionError(f"snapshot: got {seats} seats, wanted {state.seats.shape[0]}")
    if len(blob) != size:
        raise SnapshotError(f"snapshot: got {len(blob)} bytes, wanted {size}")
    payload = memoryview(blob)[HEADER.size :]
    if zlib.crc32(payload) != crc:
        raise SnapshotError(f"snapshot: got a payload with CRC-32 {zlib.crc32(payload):08x}, wanted {crc:08x}")
    return payload
