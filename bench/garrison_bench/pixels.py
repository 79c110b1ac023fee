"""Frames a second: drawn in process at two sizes, and stepped and seen over gRPC."""

from collections.abc import Iterator
from typing import Final

import numpy as np

import garrison
from garrison_bench.figures import Measured
from garrison_bench.loads import TYPICAL, loaded_batch, noops
from garrison_bench.rpc import options, play_up
from garrison_bench.timing import medians
from garrison_server.observe.views import writing

ROUNDS: Final = 11
LARGE_SLOTS: Final = 8
LARGE_CALLS: Final = 60
SMALL_SLOTS: Final = 64
SMALL_CALLS: Final = 80
STEPS: Final = 60  # a round, over gRPC


def pixel_figures() -> Iterator[Measured]:
    """Frames of 512 and of 84 pixels a side, panels and all."""
    batch = loaded_batch(TYPICAL, SMALL_SLOTS)
    large, small = (writing(view, batch, np.arange(n)) for view, n in (("pixels:512", LARGE_SLOTS), ("pixels:84", SMALL_SLOTS)))

    def draw_large() -> None:
        for _ in range(LARGE_CALLS):
            large.kernel(*large.arguments)

    def draw_small() -> None:
        for _ in range(SMALL_CALLS):
            small.kernel(*small.arguments)

    seconds = medians([draw_large, draw_small], ROUNDS)
    about = f"{TYPICAL.about}; one thread, into arrays that are kept"
    yield Measured("pixels_512_per_s", LARGE_SLOTS * LARGE_CALLS / seconds[0], f"batch {LARGE_SLOTS}, pixels:512; {about}")
    yield Measured("pixels_84_per_s", SMALL_SLOTS * SMALL_CALLS / seconds[1], f"batch {SMALL_SLOTS}, pixels:84; {about}")


def rpc_pixel_figures() -> Iterator[Measured]:
    """One episode's steps over an open Play stream, each answered by a frame."""
    slots, idle = np.arange(1), noops(1)
    with (
        garrison.launch() as server,
        garrison.connect(server.address) as connection,
        connection.open(options(1, ("pixels:512",))) as session,
    ):
        play_up(session, 1)
        start = session.snapshot(slots)

        def play() -> None:
            for _ in range(STEPS):
                session.step(slots, idle)

        (taken,) = medians([play], ROUNDS, lambda: session.restore(slots, start))
    about = f"1 slot, 16 ticks, pixels:512; {TYPICAL.about}; one stream, one request at a time, unix socket"
    yield Measured("rpc_pixels_512_per_s", STEPS / taken, about)
