"""One game of the commons as bytes: pack and unpack a snapshot, bit for bit, generator included.

Layout, little-endian: magic (8 bytes), version (8, zero-padded), hash of payoffs and graph (32), CRC-32 of the payload
(u32), then the game's words. Who unpacks trusts nothing: sizes, checksum and every number are checked.
"""

import hashlib
import json
import struct
import zlib

import numpy as np
from numpy.typing import NDArray

from garrison_server.commons.rules import COMMONS_VERSION, Payoffs
from garrison_server.commons.state import (
    C_STATUS,
    C_STEP,
    CUT,
    N_CLOCK,
    N_SEAT,
    RUNNING,
    S_GUARD,
    S_LAST,
    S_PAIR,
    S_SURGE,
    S_WAIT,
    S_WALL,
)
from garrison_server.refusal import SnapshotDamagedError, SnapshotLevelError, SnapshotVersionError

MAGIC = b"GARRCOMM"
HEADER = struct.Struct("<8s8s32sI")
MOST = 1 << 40  # no count of a sound game comes near


def scenario_hash(payoffs: Payoffs, near: NDArray[np.int64]) -> bytes:
    """sha256 of the payoffs and the graph: what a snapshot belongs to."""
    return hashlib.sha256(json.dumps([payoffs._asdict(), near.tolist()], sort_keys=True).encode()).digest()


def pack(words: NDArray[np.int64], scenario: bytes) -> bytes:
    """One game's words as bytes."""
    payload = words.astype("<i8").tobytes()
    return HEADER.pack(MAGIC, COMMONS_VERSION.encode().ljust(8, b"\0"), scenario, zlib.crc32(payload)) + payload


def unpack(blob: bytes, payoffs: Payoffs, near: NDArray[np.int64], scenario: bytes) -> NDArray[np.int64]:
    """The words of a snapshot. Raises SnapshotDamagedError, SnapshotVersionError and SnapshotLevelError."""
    size = HEADER.size + 8 * (N_CLOCK + N_SEAT * len(near))
    if len(blob) < HEADER.size or not blob.startswith(MAGIC):
        raise SnapshotDamagedError("snapshot", f"{len(blob)} bytes that are no snapshot of a commons", f"bytes that begin with {MAGIC!r}")
    _, version, came, crc = HEADER.unpack_from(blob)
    if version.rstrip(b"\0") != COMMONS_VERSION.encode():
        raise SnapshotVersionError(
            f"snapshot: came commons version {version.rstrip(bytes(1))!r}, wanted {COMMONS_VERSION.encode()!r}", field="snapshot"
        )
    if came != scenario:
        raise SnapshotLevelError("snapshot: came one of other payoffs, seats or graph than these games have", field="snapshot")
    payload = blob[HEADER.size :]
    if len(blob) != size or zlib.crc32(payload) != crc:
        raise SnapshotDamagedError("snapshot", f"{len(blob)} bytes with CRC-32 {zlib.crc32(payload):08x}", f"{size} with {crc:08x}")
    words = np.frombuffer(payload, "<i8").astype(np.int64)
    fault = fault_of(words, payoffs, near)
    if fault:
        raise SnapshotDamagedError("snapshot", f"a game whose {fault} cannot be", "a sound one")
    return words


def fault_of(words: NDArray[np.int64], payoffs: Payoffs, near: NDArray[np.int64]) -> str:
    """Which part of a game's words no play can have made; empty if they are sound."""
    seats = words[N_CLOCK:].reshape(N_SEAT, len(near))
    gates = (near >= 0).sum(axis=1) + 1
    over = CUT if words[C_STEP] >= payoffs.max_steps else RUNNING
    checks = {
        "clock": 0 <= words[C_STEP] <= payoffs.max_steps and words[C_STATUS] == over,
        "wall": (seats[S_WALL] <= payoffs.wall_max * gates).all(),
        "guard": (seats[S_GUARD] <= payoffs.guard_max * gates).all(),
        "wait": ((seats[S_WAIT] >= 1) & (seats[S_WAIT] <= payoffs.wave_every)).all(),
        "coming wave": (abs(seats[S_SURGE]) <= payoffs.press_spread).all() and (seats[S_PAIR] <= 1).all(),
        "last action": (seats[S_LAST] <= 3).all(),
        "count": (np.delete(seats, S_SURGE, axis=0) >= 0).all() and (seats < MOST).all(),
    }
    return next((part for part, sound in checks.items() if not sound), "")
