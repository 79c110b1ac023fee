"""Damage to snapshots, with a checksum that is right all the same."""

import zlib

import numpy as np

from garrison_server.episode import HEADER
from garrison_server.state import state_dtype

FIELDS = sorted(name for name, (kind, _) in state_dtype().fields.items() if kind.itemsize)


def edited(blob, change):
    """The snapshot with its state changed by `change(record)` and the checksum made right."""
    rows = np.frombuffer(blob[HEADER.size :], state_dtype()).copy()
    change(rows[0])
    return sealed(blob, rows.tobytes())


def sealed(blob, payload):
    """The snapshot's header before another payload, checksum and all."""
    magic, version, level, seats, _ = HEADER.unpack_from(blob)
    return HEADER.pack(magic, version, level, seats, zlib.crc32(payload)) + payload


def flipped(blob, bits):
    """The snapshot with bits of its words flipped and the checksum made right."""
    words = np.frombuffer(blob[HEADER.size :], np.uint64).copy()
    for place, bit in bits:
        words[place % len(words)] ^= np.uint64(1 << bit)
    return sealed(blob, words.tobytes())


def overwritten(blob, name, place, value):
    """The snapshot with one float or whole number of a table set to `value` and the checksum made right."""

    def change(record):
        table = record[name].reshape(-1)
        with np.errstate(invalid="ignore"):
            table[place % table.size] = np.float64(value).astype(table.dtype)

    return edited(blob, change)
