"""Ticks a second of the engine, in process: both loads, and what a second thread adds."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from garrison_bench.figures import Measured
from garrison_bench.loads import HEAVY, TYPICAL, Load, check, go_back, loaded_batch, noops, of_seats, saved
from garrison_bench.timing import medians
from garrison_proto.modes import AllianceRules
from garrison_server import rules
from garrison_server.batch import Batch

SLOTS: Final = 64
STEPS: Final = 40
ROUNDS: Final = 11
RAMP_S: Final = 0.25
ALLIANCE: Final = AllianceRules(seats=4, purse="full")


def engine_figures() -> Iterator[Measured]:
    """The engine's four figures."""
    one, two, four = _ticks_per_s(
        TYPICAL, loaded_batch(TYPICAL, SLOTS), loaded_batch(TYPICAL, SLOTS, 2), loaded_batch(TYPICAL, SLOTS, alliance=ALLIANCE)
    )
    about = f"batch {SLOTS}, {rules.DEFAULT_TICKS_PER_STEP} ticks a step, no-ops; {TYPICAL.about}"
    yield Measured("engine_ticks_per_s_typical", one, f"{about}; one thread")
    yield Measured(
        "engine_scaling_2_threads", two / one, f"{about}; rounds of one and two threads in turn, each after {RAMP_S:g} s of the same"
    )
    yield Measured("alliance4_over_single", four / one, f"{about}; four seats with a hero each; rounds of both in turn; one thread")
    (heavy,) = _ticks_per_s(HEAVY, loaded_batch(HEAVY, SLOTS))
    yield Measured("engine_ticks_per_s_heavy", heavy, f"{about.replace(TYPICAL.about, HEAVY.about)}; one thread")


def _ticks_per_s(load: Load, *batches: Batch) -> list[float]:
    starts = [saved(batch) for batch in batches]
    everyone, idle = np.arange(SLOTS), [of_seats(noops(SLOTS), batch.seats) for batch in batches]

    def run(number: int) -> None:
        for _ in range(STEPS):
            batches[number].step(everyone, idle[number], rules.DEFAULT_TICKS_PER_STEP, 0)

    def prepare() -> None:
        for batch, start in zip(batches, starts, strict=True):
            go_back(batch, start)

    seconds = medians([lambda number=number: run(number) for number in range(len(batches))], ROUNDS, prepare, RAMP_S)  # type: ignore[misc]
    for batch in batches:
        check(batch, load)
    return [SLOTS * STEPS * rules.DEFAULT_TICKS_PER_STEP / taken for taken in seconds]
