"""What a server process weighs, and how soon it is there."""

from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final

import numpy as np

import garrison
from garrison_bench.figures import Measured
from garrison_bench.loads import noops

SLOTS: Final = 1024
STEPS: Final = 20
STARTS: Final = 5
VIEWS: Final = ("structured_norm", "mask")


def memory_figures() -> Iterator[Measured]:
    """The server's resident memory with many open slots, all of them played."""
    options = garrison.OpenOptions(levels=("garrison-1",), slots=SLOTS, views=VIEWS)
    with garrison.launch() as server, garrison.connect(server.address) as connection, connection.open(options) as session:
        slots, idle = np.arange(SLOTS), noops(SLOTS)
        session.reset(slots, slots)
        for _ in range(STEPS):
            session.step(slots, idle)
        resident = resident_mb(server.process.pid)
    yield Measured("rss_mb_1024_slots", resident, f"one session of {SLOTS:,} slots, garrison-1, {' + '.join(VIEWS)}, after {STEPS} steps")


def start_figures() -> Iterator[Measured]:
    """Seconds from starting a server process to its health service's SERVING; the first start fills the kernel cache."""
    taken: list[float] = []
    for number in range(STARTS + 1):
        start = perf_counter()
        with garrison.launch():
            if number:
                taken.append(perf_counter() - start)
    yield Measured("start_warm_s", median(taken), f"garrison serve on a unix socket until SERVING, warm kernel cache; {STARTS} starts")


def resident_mb(pid: int) -> float:
    """A process's resident memory in MB (10^6 bytes), as Linux counts it."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise OSError(f"/proc/{pid}/status has no VmRSS")
