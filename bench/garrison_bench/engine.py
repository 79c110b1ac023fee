"""Ticks a second of the engine, in process: both loads, and what a second thread adds."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from garrison_bench.figures import Measured
from garrison_bench.loads import HEAVY, TYPICAL, Load, check, go_back, loaded_batch, noops, saved
from garrison_bench.timing import medians
from garrison_server import rules

SLOTS: Final = 64
STEPS: Final = 40
ROUNDS: Final = 11


def engine_figures() -> Iterator[Measured]:
    """The engine's three figures."""
    one, two = _ticks_per_s(TYPICAL, threads=(1, 2))
    about = f"batch {SLOTS}, {rules.DEFAULT_TICKS_PER_STEP} ticks a step, no-ops; {TYPICAL.about}"
    yield Measured("engine_ticks_per_s_typical", one, f"{about}; one thread")
    yield Measured("engine_scaling_2_threads", two / one, f"{about}; rounds of one and two threads in turn")
    (heavy,) = _ticks_per_s(HEAVY, threads=(1,))
    yield Measured("engine_ticks_per_s_heavy", heavy, f"{about.replace(TYPICAL.about, HEAVY.about)}; one thread")


def _ticks_per_s(load: Load, threads: tuple[int, ...]) -> list[float]:
    batches = [loaded_batch(load, SLOTS, count) for count in threads]
    starts = [saved(batch) for batch in batches]
    everyone, idle = np.arange(SLOTS), noops(SLOTS)

    def run(number: int) -> None:
        for _ in range(STEPS):
            batches[number].step(everyone, idle, rules.DEFAULT_TICKS_PER_STEP, 0)

    def prepare() -> None:
        for batch, start in zip(batches, starts, strict=True):
            go_back(batch, start)

    seconds = medians([lambda number=number: run(number) for number in range(len(batches))], ROUNDS, prepare)  # type: ignore[misc]
    for batch in batches[-1:]:
        check(batch, load)
    return [SLOTS * STEPS * rules.DEFAULT_TICKS_PER_STEP / taken for taken in seconds]
