"""Whether a state that came from outside may be played: every number finite, every index inside its array.

A snapshot is untrusted, and the kernels index without looking; this is the one place that looks.
"""

import math

import numpy as np
from numpy.typing import NDArray

from garrison_server.board import B_PATHS, B_POINTS, B_WAVES, V_COUNT, V_FIRST, Board
from garrison_server.jit import kernel
from garrison_server.rules import ARCHER_TOWER, MAX_ENEMIES, MAX_PROJECTILES, N_ERRORS, N_KINDS, TOP_LEVEL
from garrison_server.state import (
    B_OWNER,
    C_ALIVE,
    C_ENEMY_TOP,
    C_FIGHTER_TOP,
    C_SHOT_TOP,
    C_SPAWNED,
    C_STATUS,
    C_WAVE,
    C_WAVE_TICKS,
    CUT,
    E_FOE,
    E_HP,
    E_KIND,
    E_PATH,
    E_SEGMENT,
    F_FOE,
    F_HP,
    F_SPOT,
    F_TOWER,
    P_KIND,
    P_TARGET,
    S_LAST_CODE,
    S_SHOWN,
    T_KIND,
    T_LEVEL,
    T_OWNER,
    State,
)
from garrison_server.table import Rows

FAULTS = (
    "sound",
    "got a number that is not finite, wanted finite numbers",
    "got a negative counter, wanted counters from 0 up",
    "got a wave, spawn or status number beyond the level's, wanted one within it",
    "got an enemy of unknown type, road, segment or foe, wanted indices within the level",
    "got a fighter with unknown enemy, tower or place, wanted indices within the state",
    "got a tower of unknown kind, level or owner, wanted indices within the rules",
    "got a projectile or fire with unknown kind, target or owner, wanted indices within the state",
    "got a row in use beyond its table's end, wanted free rows there",
)
MOST = 1e15  # beyond this a float64 no longer counts whole numbers safely
TOP_TICKS = 2**48


def fault_text(fault: int) -> str:
    """What a fault number means."""
    return FAULTS[fault]


@kernel
def whole(value: float, least: int, most: int) -> bool:
    """Whether a float is a whole number from least to most."""
    return least <= value <= most and value == math.floor(value)


@kernel
def tame(values: NDArray[np.float64]) -> bool:
    """Whether all numbers are finite and of a size that counts."""
    for value in values:
        if not -MOST < value < MOST:
            return False
    return True


@kernel
def fault_of(boards: Rows, level: int, states: Rows) -> int:
    """0 when the first of `states` is a sound state of boards[level], else an index into FAULTS."""
    board, state = boards[level], states[0]
    if not (tame(state.field.reshape(-1)) and tame(state.seats.reshape(-1)) and tame(state.towers.reshape(-1))):
        return 1
    if not (tame(state.enemies.reshape(-1)) and tame(state.fighters.reshape(-1))):
        return 1
    if not (tame(state.shots.reshape(-1)) and tame(state.fires.reshape(-1))):
        return 1
    for count in state.clock:
        if count < 0 or count > TOP_TICKS:
            return 2
    if not sound_clock(board, state):
        return 3
    if not sound_enemies(board, state):
        return 4
    if not sound_fighters(state):
        return 5
    if not sound_towers(board, state):
        return 6
    if not sound_shots(state):
        return 7
    return 0 if sound_tops(state) else 8


@kernel
def sound_clock(board: Board, state: State) -> bool:
    """Waves, spawns and seats' codes within the level; a game before its first wave still waits for it."""
    clock, waves = state.clock, int(board.numbers[B_WAVES])
    if clock[C_WAVE] > waves or clock[C_STATUS] > CUT or clock[C_ALIVE] > MAX_ENEMIES:
        return False
    if clock[C_WAVE] == 0 and (clock[C_WAVE_TICKS] == 0 or clock[C_SPAWNED] > 0):
        return False
    if clock[C_WAVE] == waves and clock[C_WAVE_TICKS] > 0:
        return False
    wave = max(clock[C_WAVE] - 1, 0)
    if clock[C_SPAWNED] > board.waves[wave, V_FIRST] + board.waves[wave, V_COUNT]:
        return False
    for seat in range(state.seats.shape[0]):
        if not whole(state.seats[seat, S_LAST_CODE], 0, N_ERRORS - 1) or not whole(state.seats[seat, S_SHOWN], 0, state.towers.shape[0]):
            return False
    return True


@kernel
def sound_enemies(board: Board, state: State) -> bool:
    """Types, roads, segments and foes exist; the count is right."""
    alive = 0
    for row in range(state.enemies.shape[0]):
        enemy = state.enemies[row]
        if enemy[E_HP] < 0.0 or not whole(enemy[E_KIND], 0, N_KINDS - 1):
            return False
        if not whole(enemy[E_PATH], 0, int(board.numbers[B_PATHS]) - 1):
            return False
        if not whole(enemy[E_SEGMENT], 0, board.lengths[int(enemy[E_PATH])] - 2):
            return False
        if not whole(enemy[E_FOE], 0, state.fighters.shape[0]):
            return False
        alive += enemy[E_HP] > 0.0
    return alive == state.clock[C_ALIVE]


@kernel
def sound_fighters(state: State) -> bool:
    """Held enemies live; towers and places exist."""
    for f in range(state.fighters.shape[0]):
        fighter = state.fighters[f]
        if fighter[F_HP] < 0.0 or not whole(fighter[F_FOE], 0, MAX_ENEMIES):
            return False
        if fighter[F_FOE] > 0.0 and state.enemies[int(fighter[F_FOE]) - 1, E_HP] == 0.0:
            return False
        if not whole(fighter[F_TOWER], 0, state.towers.shape[0]) or not whole(fighter[F_SPOT], 0, max(2, state.seats.shape[0] - 1)):
            return False
        if fighter[F_TOWER] == 0.0 and fighter[F_SPOT] >= state.seats.shape[0]:
            return False
    return True


@kernel
def sound_towers(board: Board, state: State) -> bool:
    """Kinds, levels and owners exist, and only where the level has a tower point."""
    for t in range(state.towers.shape[0]):
        tower = state.towers[t]
        if not whole(tower[T_KIND], 0, ARCHER_TOWER if t < board.numbers[B_POINTS] else 0):
            return False
        if not whole(tower[T_LEVEL], 0, TOP_LEVEL) or not whole(tower[T_OWNER], 0, state.seats.shape[0] - 1):
            return False
    return True


@kernel
def sound_shots(state: State) -> bool:
    """Projectiles' kinds and targets, and fires' owners exist."""
    for s in range(state.shots.shape[0]):
        if not whole(state.shots[s, P_KIND], 0, ARCHER_TOWER) or not whole(state.shots[s, P_TARGET], 0, MAX_ENEMIES - 1):
            return False
    for i in range(state.fires.shape[0]):
        if not whole(state.fires[i, B_OWNER], 0, state.seats.shape[0] - 1):
            return False
    return True


@kernel
def sound_tops(state: State) -> bool:
    """No row in use at or above its table's top mark, and the marks inside the tables."""
    clock = state.clock
    if clock[C_ENEMY_TOP] > MAX_ENEMIES or clock[C_SHOT_TOP] > MAX_PROJECTILES:
        return False
    if clock[C_FIGHTER_TOP] > state.fighters.shape[0] or clock[C_FIGHTER_TOP] < state.seats.shape[0]:
        return False
    for row in range(clock[C_ENEMY_TOP], MAX_ENEMIES):
        if state.enemies[row, E_HP] > 0.0:
            return False
    for s in range(clock[C_SHOT_TOP], MAX_PROJECTILES):
        if state.shots[s, P_KIND] > 0.0:
            return False
    for f in range(clock[C_FIGHTER_TOP], state.fighters.shape[0]):
        if state.fighters[f, F_HP] > 0.0:
            return False
    return True
