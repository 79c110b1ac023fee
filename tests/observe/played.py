"""States from real play: random legal games on all benchmark levels, looked at again and again."""

import numpy as np
from numpy.typing import NDArray
from tests.observe.states import Game

from garrison_levels.level import benchmark_levels
from garrison_server.batch import Batch
from garrison_server.board import board_of
from garrison_server.observe.action_space import to_native
from garrison_server.observe.views import observe
from garrison_server.state import empty_states

GAMES_PER_LEVEL = 5
LOOKS = 40
STEPS_BETWEEN_LOOKS = 12


def new_batch(games_per_level: int = GAMES_PER_LEVEL, seed: int = 7) -> Batch:
    """Fresh games, so many on each benchmark level."""
    levels = list(benchmark_levels().values())
    batch = Batch([board_of(level) for level in levels], np.repeat(np.arange(len(levels)), games_per_level), [bytes(32)] * len(levels))
    slots = np.arange(batch.n)
    batch.reset(slots, slots.astype(np.uint64) + np.uint64(seed))
    return batch


def random_legal(batch: Batch, draw: np.random.Generator) -> NDArray[np.int64]:
    """A random legal `sites` action for each slot."""
    mask = observe("mask", batch, np.arange(batch.n), "sites")
    assert isinstance(mask, np.ndarray)
    return np.array([draw.choice(np.flatnonzero(row)) for row in mask], np.int64)


def play(batch: Batch, draw: np.random.Generator, steps: int) -> None:
    """Play random legal steps in every slot, those that have ended too: an ended game stays as it is."""
    slots = np.arange(batch.n)
    for _ in range(steps):
        batch.step(slots, to_native("sites", batch, slots, random_legal(batch, draw)), 16, 0)


def played_game() -> Game:
    """1,000 states: 25 games over five levels, looked at 40 times; ended games begin anew with another seed."""
    batch, draw = new_batch(), np.random.default_rng(3)
    game = Game(empty_states(batch.n * LOOKS), batch.boards, np.tile(batch.level_of, LOOKS))
    for look in range(LOOKS):
        game.states.rows[look * batch.n : (look + 1) * batch.n] = batch.states.rows
        play(batch, draw, STEPS_BETWEEN_LOOKS)
        over = np.flatnonzero(batch.states.clock[:, 7])
        if len(over):
            batch.reset(over, draw.integers(0, 2**63, len(over)).astype(np.uint64))
    return game
