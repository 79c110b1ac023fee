"""Coins: one at a time falls somewhere, stays a while, and is picked up by any knight or hero near it."""

import math

from garrison_server.board import (
    B_COIN_EXTRA,
    B_COIN_REFRESH_TICKS,
    B_COIN_STAY_TICKS,
    B_COIN_VALUE,
    B_FINDER_SHARE,
    B_GOLD_MAX,
    Board,
)
from garrison_server.jit import kernel
from garrison_server.rules import COIN_HALF, COIN_REACH
from garrison_server.sim.draws import below, uniform
from garrison_server.sim.seats import seats_of
from garrison_server.state import (
    C_FIGHTER_TOP,
    D_COIN_TICKS,
    D_COIN_WAIT,
    D_COIN_X,
    D_COIN_Y,
    F_HP,
    F_SPOT,
    F_TOWER,
    F_X,
    F_Y,
    S_COINS,
    S_GOLD,
    T_OWNER,
    State,
)

ROUNDING = 1e-9  # a share such as 0.9 has no exact double, and its parts are whole all the same


@kernel
def turn(board: Board, state: State) -> None:
    """One tick of the coin: let it fall, be picked up, or vanish. The next is due a refresh time after the last went."""
    field = state.field
    if field[D_COIN_TICKS] == 0.0:
        field[D_COIN_WAIT] -= 1.0
        if field[D_COIN_WAIT] <= 0.0:
            field[D_COIN_WAIT] = 0.0
            field[D_COIN_X] = (uniform(state.rng) * 2.0 - 1.0) * COIN_HALF
            field[D_COIN_Y] = (uniform(state.rng) * 2.0 - 1.0) * COIN_HALF
            field[D_COIN_TICKS] = board.numbers[B_COIN_STAY_TICKS]
        return
    field[D_COIN_TICKS] -= 1.0
    f = finder(state)
    if f >= 0:
        earn(board, state, seat_of(state, f))
    if f >= 0 or field[D_COIN_TICKS] == 0.0:
        field[D_COIN_X] = field[D_COIN_Y] = field[D_COIN_TICKS] = 0.0
        field[D_COIN_WAIT] = board.numbers[B_COIN_REFRESH_TICKS]


@kernel
def finder(state: State) -> int:
    """The first fighter within reach of the coin, or -1."""
    fighters = state.fighters
    for f in range(state.clock[C_FIGHTER_TOP]):
        if fighters[f, F_HP] > 0.0:
            dx, dy = fighters[f, F_X] - state.field[D_COIN_X], fighters[f, F_Y] - state.field[D_COIN_Y]
            if dx * dx + dy * dy <= COIN_REACH * COIN_REACH:
                return f
    return -1


@kernel
def seat_of(state: State, f: int) -> int:
    """Whose fighter this is."""
    if f < state.seats.shape[0]:
        return f
    tower = int(state.fighters[f, F_TOWER]) - 1
    return int(state.towers[tower, T_OWNER] if tower >= 0 else state.fighters[f, F_SPOT])


@kernel
def earn(board: Board, state: State, seat: int) -> None:
    """Pay a coin of value + uniform(0..extra) whole gold, up to each purse's maximum.

    Of several seats the finder gets its share, and the others equal parts of the rest; what those do not divide is the finder's.
    """
    value = board.numbers[B_COIN_VALUE] + below(state.rng, int(board.numbers[B_COIN_EXTRA]) + 1)
    others, part = seats_of(board, state) - 1, 0.0
    if others > 0:
        part = math.floor((value - value * board.numbers[B_FINDER_SHARE]) / others + ROUNDING)
    for other in range(others + 1):
        paid = part if other != seat else value - part * others
        state.seats[other, S_GOLD] = min(state.seats[other, S_GOLD] + paid, board.numbers[B_GOLD_MAX])
    state.seats[seat, S_COINS] += 1.0
