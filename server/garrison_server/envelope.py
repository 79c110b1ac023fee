"""What a session puts around a batch's snapshot: where in its slot's row of episodes the episode stands, and what its seats said.

Layout, little-endian: magic (8 bytes), the slot's first seed (u64), the episode's number (u64), CRC-32 of these (u32),
then the batch's own snapshot. Where seats speak to each other, another magic; then, before the CRC-32 and covered by it, the length
of their messages (u32) and these (see messages.Mailbox).
"""

import struct
import zlib
from typing import Final

from garrison_server.episode import SnapshotVersionError as BlobVersionError
from garrison_server.refusal import RefusalError, SnapshotDamagedError, SnapshotLevelError, SnapshotVersionError

MAGIC: Final = b"GARRSLOT"
SPOKEN_MAGIC: Final = b"GARRSEAT"
_HEAD: Final = struct.Struct("<8sQQ")
_NUMBER: Final = struct.Struct("<I")


def seal(first_seed: int, episode: int, blob: bytes, mail: bytes | None = None) -> bytes:
    """A slot's snapshot. `mail`: its seats' messages; None in modes without."""
    head = _HEAD.pack(MAGIC if mail is None else SPOKEN_MAGIC, first_seed, episode)
    if mail is not None:
        head += _NUMBER.pack(len(mail)) + mail
    return head + _NUMBER.pack(zlib.crc32(head)) + blob


def unseal(blob: bytes, field: str, *, spoken: bool = False) -> tuple[int, int, bytes, bytes]:
    """First seed, number of the episode, the batch's snapshot, and the messages. Raises SnapshotDamagedError."""
    magic = SPOKEN_MAGIC if spoken else MAGIC
    size = _HEAD.size + (_NUMBER.size if spoken else 0)
    if len(blob) < size + _NUMBER.size or not blob.startswith(magic):
        raise SnapshotDamagedError(field, f"{len(blob)} bytes that are no snapshot", f"bytes that begin with {magic!r}")
    end = size + (_NUMBER.unpack_from(blob, _HEAD.size)[0] if spoken else 0)
    if len(blob) < end + _NUMBER.size:
        raise SnapshotDamagedError(field, f"{len(blob)} bytes", f"at least {end + _NUMBER.size}, as its head says")
    crc = _NUMBER.unpack_from(blob, end)[0]
    if zlib.crc32(blob[:end]) != crc:
        raise SnapshotDamagedError(field, f"a head with CRC-32 {zlib.crc32(blob[:end]):08x}", f"{crc:08x}")
    _, first_seed, episode = _HEAD.unpack_from(blob)
    return first_seed, episode, blob[end + _NUMBER.size :], blob[size:end]


def refusal_for(error: Exception, i: int) -> Exception:
    """The refusal that the games' error over snapshot `i` stands for."""
    if isinstance(error, RefusalError):
        return error
    if not isinstance(error, BlobVersionError):
        return SnapshotDamagedError(f"snapshots[{i}]", str(error), "a whole snapshot of this game")
    kind = SnapshotVersionError if "engine version" in str(error) else SnapshotLevelError
    return kind(f"snapshots[{i}]: {error}", field=f"snapshots[{i}]")
