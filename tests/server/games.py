"""Batches in the middle of play, for the tests of batches and snapshots; `python -m server.games` plays on in a process of its own."""

import sys

import numpy as np

from garrison_levels.level import Level, find_level, level_hash
from garrison_proto.modes import AllianceRules
from garrison_server.batch import Batch
from garrison_server.board import board_of
from sim.order_streams import stream
from sim.small_levels import crowded

LEVELS = ("garrison-1", "garrison-3", "garrison-5", "generated:7:4")


def levels() -> list[Level]:
    """Four levels with enough gold and haste for full maps."""
    return [crowded(find_level(name)) for name in LEVELS]


def new_batch(n: int, threads: int = 1, seats: int = 1) -> Batch:
    """`n` slots over the levels in turn, begun; slot i has seed i mod 7, so that slots 28 apart are twins."""
    own = levels()
    batch = Batch(
        [board_of(level) for level in own],
        [i % len(own) for i in range(n)],
        [bytes.fromhex(level_hash(level)) for level in own],
        threads=threads,
        rules=None if seats == 1 else AllianceRules(seats=seats),
    )
    batch.reset(np.arange(n), np.arange(n) % 7)
    return batch


def play(batch: Batch, slots: np.ndarray, first: int, last: int) -> list[np.ndarray]:
    """Play steps `first` to `last`, each slot its own stream of orders; the hashes after every step."""
    own = levels()
    streams = [stream(int(i) % 28, own[int(i) % len(own)], last) for i in slots]
    hashes = []
    for k in range(first, last):
        batch.step(slots, np.array([orders[k] for orders in streams]), 16, 0)
        hashes.append(batch.hashes(slots))
    return hashes


def crowded_game(steps: int = 120) -> Batch:
    """One slot of garrison-5, played until its map is full of things."""
    own = crowded(find_level("garrison-5"))
    batch = Batch([board_of(own)], [0], [bytes.fromhex(level_hash(own))])
    batch.reset(np.array([0]), np.array([1]))
    for order in stream(1, own, steps):
        batch.step(np.array([0]), np.array([order]), 16, 0)
    return batch


def main() -> None:
    """Restore the snapshot on stdin into a slot of a new batch, play on, and print the hashes."""
    slot, first, last = map(int, sys.argv[1:])
    batch = new_batch(28)
    batch.restore(slot, sys.stdin.buffer.read())
    print(*[int(hashes[0]) for hashes in play(batch, np.array([slot]), first, last)])


if __name__ == "__main__":
    main()
