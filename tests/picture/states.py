"""States for the tests of the picture: made-up ones, with ranges shown, and played ones."""

import numpy as np
from tests.observe.states import Game, made_up_game

from garrison_server import board as bd
from garrison_server import state as st


def shown_game(n: int, seed: int, seats: int = 1) -> Game:
    """Made-up states in some of which a seat had a range shown."""
    game, draw = made_up_game(n, seed, seats=seats), np.random.default_rng(seed)
    for i in range(n):
        points = int(game.boards[game.level_of[i]].numbers[bd.B_POINTS])
        game.states.seats[i, :seats, st.S_SHOWN] = draw.integers(0, points + 1, seats)
        if seats > 1:
            _share_out(game.states[i], seats, draw)
    return game


def _share_out(state: st.State, seats: int, draw: np.random.Generator) -> None:
    """Towers and reinforcements to any of the seats."""
    state.towers[:, st.T_OWNER] = draw.integers(0, seats, len(state.towers))
    for fighter in state.fighters[len(state.seats) :]:
        if fighter[st.F_HP] > 0 and fighter[st.F_TOWER] == 0:
            fighter[st.F_SPOT] = draw.integers(0, seats)
