"""Whether payoffs make the dilemma they should: whole games of fixed conduct, compared seat by seat."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from garrison_server.commons.batch import Batch
from garrison_server.commons.rules import GUARD, SAVE, WALL, Payoffs

AT_FIRST = 8  # steps: what one who thinks no further ahead looks at


class Dilemma(NamedTuple):
    """Rewards in gold, by seat. A *lone* seat does otherwise than all others, who build the wall in every step."""

    cooperating: NDArray[np.float64]  # (seats,) a step, where everybody builds the wall
    saving: NDArray[np.float64]  # (seats,) a step, where everybody saves
    guarding: NDArray[np.float64]  # (seats,) a step, where everybody guards as often as the purse allows
    at_first: NDArray[np.float64]  # (seats,) what a lone saver is ahead of a builder after AT_FIRST steps
    ahead_steps: NDArray[np.int64]  # (seats,) for how many steps a lone saver stays ahead
    lone_saver: NDArray[np.float64]  # (seats,) a step, over the whole game
    lone_guard: NDArray[np.float64]  # (seats,) a step, over the whole game
    leaks: int  # of all lanes where everybody builds the wall

    def holds(self) -> bool:
        """Whether every seat gains most by full cooperation, and each is tempted to leave it."""
        best = np.maximum(self.saving, self.guarding)
        return bool((self.cooperating > best).all() and (self.at_first > 0).all())

    def is_stable(self) -> bool:
        """Whether each seat that leaves full cooperation for good is worse off in the end."""
        return bool((self.cooperating > np.maximum(self.lone_saver, self.lone_guard)).all())


def dilemma_of(payoffs: Payoffs, near: NDArray[np.int64], seed: int = 0) -> Dilemma:
    """Plays the games: everybody builds, saves, guards, and each seat in turn saves or guards alone. `near`: see graph.graph_of."""
    seats = len(near)
    conduct = np.full((3 + 2 * seats, seats), WALL)
    conduct[1], conduct[2] = SAVE, GUARD
    alone = np.arange(seats)
    conduct[3 + alone, alone], conduct[3 + seats + alone, alone] = SAVE, GUARD
    batch = Batch(payoffs, near, len(conduct))
    everyone = np.arange(len(conduct))
    batch.reset(everyone, np.full(len(conduct), seed))
    paid = np.cumsum([batch.step(everyone, conduct).rewards for _ in range(payoffs.max_steps)], axis=0)  # (steps, games, seats)
    lead = paid[:, 3 + alone, alone] - paid[:, 0]  # (steps, seats) of a lone saver over one who builds
    behind = lead <= 0
    a_step = paid[-1] / payoffs.max_steps
    return Dilemma(
        a_step[0], a_step[1], a_step[2],
        lead[min(AT_FIRST, payoffs.max_steps) - 1], np.where(behind.any(axis=0), behind.argmax(axis=0), payoffs.max_steps),
        a_step[3 + alone, alone], a_step[3 + seats + alone, alone], int(batch.lanes[0, -1].sum()),
    )  # fmt: skip
