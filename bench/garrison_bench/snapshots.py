"""What one snapshot and one restore cost, in process."""

from collections.abc import Iterator
from typing import Final

from garrison_bench.figures import Measured
from garrison_bench.loads import TYPICAL, loaded_batch
from garrison_bench.timing import medians

SLOTS: Final = 64
CALLS: Final = 16
ROUNDS: Final = 31


def snapshot_figures() -> Iterator[Measured]:
    """The two figures of snapshots."""
    batch = loaded_batch(TYPICAL, SLOTS)
    blobs = [batch.snapshot(slot) for slot in range(SLOTS)]

    def snapshot() -> None:
        for _ in range(CALLS):
            for slot in range(SLOTS):
                batch.snapshot(slot)

    def restore() -> None:
        for _ in range(CALLS):
            for slot, blob in enumerate(blobs):
                batch.restore(slot, blob)

    seconds = medians([snapshot, restore], ROUNDS)
    size = max(len(blob) for blob in blobs)
    about = f"one slot of {SLOTS}; {TYPICAL.about}; {size / 1024:.1f} KB an episode; one thread"
    for key, taken in zip(("snapshot_us", "restore_us"), seconds, strict=True):
        yield Measured(key, taken * 1e6 / (CALLS * SLOTS), about)
