"""Attackers for tests of the siege: streams of random orders, and the level's own waves as orders."""

from random import Random

import numpy as np

from garrison_levels.level import Level
from garrison_server import rules
from garrison_server import state as st
from garrison_server.batch import Batch
from garrison_server.board import B_COUNTDOWN_TICKS, B_WAVES, V_COUNT, V_FIRST, V_INTERVAL_TICKS
from garrison_server.sim.siege import window_ticks
from sim.order_streams import WEIRD, Order

WAIT: Order = (-1.0, -1.0, 0.0)


def some_attack(rng: Random, level: Level) -> Order:
    """One order: often a wait, mostly a cheap kind soon, some of them refused, about one in twenty malformed."""
    if rng.random() < 0.2:
        return WAIT
    kind = rng.choice((0, 0, 1, 2, 3, rng.randrange(15)))
    order = [float(kind), float(rng.randrange(-1, len(level.paths))), float(rng.choice((0, 0, 7, 60, 150, rng.randrange(600))))]
    if rng.random() < 0.05:
        order[rng.randrange(3)] = rng.choice((*WEIRD, -2.0, 15.0, 1e8))
    return order[0], order[1], order[2]


class OwnWaves:
    """Orders a level's own waves, each enemy for the very tick in which it would come by itself."""

    def __init__(self, batch: Batch):
        board = batch.boards[0]
        opens = max(int(board.numbers[B_COUNTDOWN_TICKS]), 1) - 1
        self.left: list[tuple[int, int, int]] = []  # wave, counted from 1; kind; tick
        for wave in range(int(board.numbers[B_WAVES])):
            first, count = board.waves[wave, V_FIRST], board.waves[wave, V_COUNT]
            gap = max(int(board.waves[wave, V_INTERVAL_TICKS]), 1)
            self.left += [(wave + 1, int(board.spawns[first + k]), opens + k * gap) for k in range(count)]
            opens += window_ticks(board, wave)

    def order(self, clock: np.ndarray) -> Order:
        """The next order."""
        if not self.left or self.left[0][0] > clock[st.C_WAVE] + 1:
            return WAIT
        _, kind, tick = self.left.pop(0)
        return float(kind), float(rules.ANY_ROAD), float(tick - clock[st.C_TICK])
