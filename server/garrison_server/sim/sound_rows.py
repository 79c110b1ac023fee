"""Whether the enemies of an untrusted state could have come about, and what all rows are asked."""

import math

import numpy as np
from numpy.typing import NDArray

from garrison_server.board import (
    B_PATHS,
    K_HEALTH,
    K_INTERVAL_TICKS,
    W_ARC,
    W_DX,
    W_DY,
    W_X,
    W_Y,
    Board,
)
from garrison_server.jit import kernel
from garrison_server.rules import (
    HEAL_TICKS,
    MAP_HALF,
    MAX_ENEMIES,
    N_KINDS,
    RAISE_TICKS,
)
from garrison_server.sim.lives import reserve_of
from garrison_server.state import (
    C_RESERVED,
    C_SERIAL,
    E_ARC,
    E_COOLDOWN,
    E_FOE,
    E_HASTE,
    E_HOLDERS,
    E_HP,
    E_KIND,
    E_PATH,
    E_SEGMENT,
    E_SERIAL,
    E_TIMER,
    E_X,
    E_Y,
    F_FOE,
    State,
)

MOST = 1e15  # beyond this a float64 no longer counts whole numbers safely
PLACE_MOST = MAP_HALF + 1.0  # reinforcements may stand a little off the map
HASTE_MOST = 5.0  # the level format's limit
ROUNDING = 1e-6

Row = NDArray[np.float64]


@kernel
def whole(value: float, least: float, most: float) -> bool:
    """Whether a float is a whole number from least to most."""
    return least <= value <= most and value == math.floor(value)


@kernel
def empty(row: Row) -> bool:
    """Whether a row is all zeros."""
    for value in row:
        if value != 0.0:
            return False
    return True


@kernel
def placed(x: float, y: float) -> bool:
    """Whether something may stand at (x, y)."""
    return abs(x) <= PLACE_MOST and abs(y) <= PLACE_MOST


@kernel
def used_rows(rows: Row, column: int) -> int:
    """The first row from which on the column is 0."""
    top = rows.shape[0]
    while top > 0 and rows[top - 1, column] == 0.0:
        top -= 1
    return top


@kernel
def sound_enemies(board: Board, state: State) -> bool:
    """Every enemy possible; rows kept for the broods of exactly those that live."""
    reserved = 0
    for row in range(MAX_ENEMIES):
        enemy = state.enemies[row]
        if enemy[E_HP] == 0.0:
            if not empty(enemy):
                return False
            continue
        if not (whole(enemy[E_KIND], 0, N_KINDS - 1) and whole(enemy[E_PATH], 0, board.numbers[B_PATHS] - 1)):
            return False
        if not (sound_way(board, enemy) and sound_body(board, state, enemy) and sound_holders(state, row)):
            return False
        reserved += reserve_of(board, int(enemy[E_KIND]))
    return reserved == state.clock[C_RESERVED]


@kernel
def sound_way(board: Board, enemy: Row) -> bool:
    """On its segment of its road, and where that puts it."""
    path = int(enemy[E_PATH])
    if not whole(enemy[E_SEGMENT], 0, board.lengths[path] - 2):
        return False
    segment = int(enemy[E_SEGMENT])
    start = board.paths[path, segment]
    if not start[W_ARC] <= enemy[E_ARC] < board.paths[path, segment + 1, W_ARC]:
        return False
    along = enemy[E_ARC] - start[W_ARC]
    x, y = start[W_X] + start[W_DX] * along, start[W_Y] + start[W_DY] * along
    return abs(enemy[E_X] - x) <= ROUNDING and abs(enemy[E_Y] - y) <= ROUNDING


@kernel
def sound_body(board: Board, state: State, enemy: Row) -> bool:
    """Health and clocks as its type has them."""
    kind = int(enemy[E_KIND])
    if not 0.0 < enemy[E_HP] <= board.kinds[kind, K_HEALTH] or not 1.0 <= enemy[E_HASTE] <= HASTE_MOST:
        return False
    if not whole(enemy[E_COOLDOWN], 0, board.kinds[kind, K_INTERVAL_TICKS]) or not whole(enemy[E_TIMER], 0, max(HEAL_TICKS, RAISE_TICKS)):
        return False
    return whole(enemy[E_SERIAL], 0, state.clock[C_SERIAL] - 1)


@kernel
def sound_holders(state: State, row: int) -> bool:
    """As many fighters hold an enemy as it counts; it strikes one of them if there are any."""
    enemy, fighters, holders = state.enemies[row], state.fighters, 0
    for f in range(fighters.shape[0]):
        if fighters[f, F_FOE] == row + 1:
            holders += 1
    if enemy[E_HOLDERS] != holders:
        return False
    if holders == 0:
        return enemy[E_FOE] == 0.0
    return whole(enemy[E_FOE], 1, fighters.shape[0]) and fighters[int(enemy[E_FOE]) - 1, F_FOE] == row + 1
