"""Seat-steps a second of the commons, in process: a batch of full-size games, with what every seat then sees."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from garrison_bench.figures import Measured
from garrison_bench.timing import medians
from garrison_server.commons.batch import Batch
from garrison_server.commons.graph import graph_of
from garrison_server.commons.rules import MOST_SEATS, N_ACTIONS, payoffs_of

GAMES: Final = 64
STEPS: Final = 20
ROUNDS: Final = 11


def commons_figures() -> Iterator[Measured]:
    """The one figure."""
    batch = Batch(payoffs_of(), graph_of("ring", MOST_SEATS), GAMES)
    everyone = np.arange(GAMES)
    actions = np.random.default_rng(0).integers(0, N_ACTIONS, (STEPS, GAMES, MOST_SEATS))

    def prepare() -> None:
        batch.reset(everyone, everyone)

    def run() -> None:
        for turn in actions:
            batch.step(everyone, turn)
            batch.observe(everyone)

    (seconds,) = medians([run], ROUNDS, prepare)
    about = f"batch {GAMES} games of {MOST_SEATS} seats on a ring, random actions, with all observations and masks; one thread"
    yield Measured("commons_seat_steps_per_s", GAMES * MOST_SEATS * STEPS / seconds, about)
