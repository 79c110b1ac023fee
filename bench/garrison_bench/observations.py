"""Observations a second, in process: the structured vector and the text."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from garrison_bench.figures import Measured
from garrison_bench.loads import TYPICAL, loaded_batch
from garrison_bench.timing import medians
from garrison_server.observe.views import observe

SLOTS: Final = 64
ROUNDS: Final = 11
STRUCTURED_CALLS: Final = 400
TEXT_CALLS: Final = 8
DIGITS: Final = 3


def observation_figures() -> Iterator[Measured]:
    """The two figures of observing."""
    batch = loaded_batch(TYPICAL, SLOTS)
    everyone = np.arange(SLOTS)

    def look(view: str, calls: int) -> None:
        for _ in range(calls):
            observe(view, batch, everyone, "native", DIGITS)

    structured, text = medians([lambda: look("structured", STRUCTURED_CALLS), lambda: look("text", TEXT_CALLS)], ROUNDS)
    about = f"batch {SLOTS}; {TYPICAL.about}; one thread"
    yield Measured("structured_per_s", SLOTS * STRUCTURED_CALLS / structured, about)
    length = np.mean([len(text) for text in observe("text", batch, everyone, "native", DIGITS)])
    yield Measured("text_per_s", SLOTS * TEXT_CALLS / text, f"{about}; {length:,.0f} characters, {DIGITS} digits")
