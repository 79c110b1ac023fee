"""Damage to snapshots; `python -m server.damage` plays what is accepted and prints how many (run with NUMBA_BOUNDSCHECK=1)."""

import zlib
from random import Random

import numpy as np

from garrison_server.episode import HEADER, SnapshotError
from garrison_server.state import state_dtype
from server.games import crowded_game

FIELDS = sorted(name for name, (kind, _) in state_dtype().fields.items() if kind.itemsize)
TRIES = 1500
VALUES = (0.0, 1.0, 2.0, 3.0, 4.0, 14.0, 15.0, 16.0, 19.0, 31.0, 49.0, 50.0, 51.0, 250.0)


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


def main() -> None:
    """Damage a crowded game's snapshot in many ways; the bounds check raises where an index went astray."""
    rng, game, played = Random(5), crowded_game(), 0
    before = game.snapshot(0)
    for _ in range(TRIES):
        if rng.random() < 0.5:
            damaged = flipped(before, [(rng.randrange(2**20), rng.randrange(64))])
        else:
            damaged = overwritten(before, rng.choice(FIELDS), rng.randrange(10_000), rng.choice(VALUES))
        try:
            game.restore(0, damaged)
        except SnapshotError:
            continue
        if damaged != before:
            game.step(np.array([0]), np.array([[0.0, 0.0, 8.0]]), 200, 0)
            played += 1
    print(played)


if __name__ == "__main__":
    main()
