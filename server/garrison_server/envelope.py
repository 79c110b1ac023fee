"""What a session puts around a batch's snapshot: where in its slot's row of episodes the episode stands.

Layout, little-endian: magic (8 bytes), the slot's first seed (u64), the episode's number (u64), CRC-32 of these (u32),
then the batch's own snapshot.
"""

import struct
import zlib
from typing import Final

from garrison_server.refusal import SnapshotDamagedError

MAGIC: Final = b"GARRSLOT"
_HEAD: Final = struct.Struct("<8sQQ")
_CRC: Final = struct.Struct("<I")
_SIZE: Final = _HEAD.size + _CRC.size


def seal(first_seed: int, episode: int, blob: bytes) -> bytes:
    """A slot's snapshot."""
    head = _HEAD.pack(MAGIC, first_seed, episode)
    return head + _CRC.pack(zlib.crc32(head)) + blob


def unseal(blob: bytes, field: str) -> tuple[int, int, bytes]:
    """First seed, number of the episode, and the batch's snapshot. Raises SnapshotDamagedError."""
    if len(blob) < _SIZE or not blob.startswith(MAGIC):
        raise SnapshotDamagedError(field, f"{len(blob)} bytes that are no snapshot", f"bytes that begin with {MAGIC!r}")
    head, crc = blob[: _HEAD.size], _CRC.unpack_from(blob, _HEAD.size)[0]
    if zlib.crc32(head) != crc:
        raise SnapshotDamagedError(field, f"a head with CRC-32 {zlib.crc32(head):08x}", f"{crc:08x}")
    _, first_seed, episode = _HEAD.unpack(head)
    return first_seed, episode, blob[_SIZE:]
