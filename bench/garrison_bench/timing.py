"""Timing on a noisy machine: each contender runs in turn, round after round, and the median of the rounds counts."""

import gc
from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter

Contender = Callable[[], object]


def medians(contenders: Sequence[Contender], rounds: int, prepare: Callable[[], object] = lambda: None, ramp_s: float = 0.0) -> list[float]:
    """Median seconds of each contender over interleaved rounds; `prepare` runs untimed before every run.

    One more round goes first and is not counted: it compiles, fills caches and opens what is lazy. Before each timed run a contender
    runs untimed for ramp_s: a core that was idle is slow for a tenth of a second.
    """
    taken: list[list[float]] = [[] for _ in contenders]
    enabled = gc.isenabled()
    gc.collect()
    gc.disable()
    try:
        for number in range(rounds + 1):
            for contender, seconds in zip(contenders, taken, strict=True):
                until = perf_counter() + ramp_s
                while perf_counter() < until:
                    prepare()
                    contender()
                prepare()
                start = perf_counter()
                contender()
                if number:
                    seconds.append(perf_counter() - start)
    finally:
        if enabled:
            gc.enable()
    return [median(seconds) for seconds in taken]
