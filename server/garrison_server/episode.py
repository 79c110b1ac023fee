"""One live game as bytes: pack and unpack a snapshot, bit for bit, generator included.

Layout, little-endian: magic (8 bytes), engine version (8, zero-padded), level hash (32), agents (u32), CRC-32 of the
payload (u32), then State's record. Who unpacks trusts nothing: sizes, checksum and every index are checked.
"""

import struct
import zlib

import numpy as np

from garrison_server.board import Boards
from garrison_server.rules import ENGINE_VERSION
from garrison_server.sim.soundness import fault_of, fault_text
from garrison_server.state import States

MAGIC = b"GARRISON"
HEADER = struct.Struct("<8s8s32sII")
VERSION = ENGINE_VERSION.encode().ljust(8, b"\0")


class SnapshotError(ValueError):
    """A snapshot that cannot be restored here; says what came and what was wanted."""


class SnapshotVersionError(SnapshotError):
    """A sound snapshot of another engine version, level or number of seats."""


def pack(states: States, slot: int, level_hash: bytes, agents: int = 1) -> bytes:
    """The whole episode as bytes (about 15 KB). `level_hash` is what it is bound to, 32 bytes (see seating.bound_hash)."""
    payload: bytes = states.rows[slot].tobytes()
    return HEADER.pack(MAGIC, VERSION, level_hash, agents, zlib.crc32(payload)) + payload


def unpack(blob: bytes, states: States, slot: int, boards: Boards, level: int, level_hash: bytes, agents: int = 1) -> None:
    """Overwrite a slot with a snapshot. Raises SnapshotError and leaves the slot as it was when anything is wrong."""
    words = np.frombuffer(checked_payload(blob, states, level_hash, agents), np.uint64).copy()  # a record is copied field by field: slowly
    restored = words.view(states.rows.dtype)
    fault = fault_of(boards.rows, level, restored)
    if fault:
        raise SnapshotError(f"snapshot: {fault_text(fault)}")
    states.rows[slot] = restored[0]


def checked_payload(blob: bytes, states: States, level_hash: bytes, agents: int = 1) -> memoryview:
    """The snapshot's payload, once its header says that it belongs here and is whole."""
    size = HEADER.size + states.rows.itemsize
    if len(blob) < HEADER.size or not blob.startswith(MAGIC):
        raise SnapshotError(f"snapshot: got {len(blob)} bytes that are no Garrison snapshot; wanted {size} bytes that begin with {MAGIC!r}")
    _, version, level, seats, crc = HEADER.unpack_from(blob)
    if version != VERSION:
        raise SnapshotVersionError(f"snapshot: got engine version {version.rstrip(bytes(1))!r}, wanted {ENGINE_VERSION.encode()!r}")
    if seats != agents:
        raise SnapshotVersionError(f"snapshot: got {seats} seats, wanted {agents}")
    if level != level_hash:
        raise SnapshotVersionError(f"snapshot: got one of level (and rules) {level.hex()}, wanted {level_hash.hex()}")
    if len(blob) != size:
        raise SnapshotError(f"snapshot: got {len(blob)} bytes, wanted {size}")
    payload = memoryview(blob)[HEADER.size :]
    if zlib.crc32(payload) != crc:
        raise SnapshotError(f"snapshot: got a payload with CRC-32 {zlib.crc32(payload):08x}, wanted {crc:08x}")
    return payload
