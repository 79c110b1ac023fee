"""What the views made for learning, and the brief one, work out of a State: who is seen, how far from the base, who is held.

Only what the fog leaves open goes in: an enemy held by a hidden knight does not count as held, nor a hidden foe as fought.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from garrison_server import board as bd
from garrison_server import state as st
from garrison_server.board import Board
from garrison_server.jit import kernel
from garrison_server.rules import MAX_ENEMIES, N_KINDS, TICKS_PER_S
from garrison_server.sim.fog import covered
from garrison_server.state import State

Floats = NDArray[np.float64]


class Scratch(NamedTuple):
    """Room to work in: kernels allocate nothing."""

    order: NDArray[np.int64]  # (MAX_ENEMIES,)
    holders: NDArray[np.int64]  # (MAX_ENEMIES,)
    ends: NDArray[np.int64]  # (2,)
    remaining: NDArray[np.float64]  # (MAX_ENEMIES,)
    counts: NDArray[np.int64]  # (N_KINDS,), or by tower point


def new_scratch() -> Scratch:
    """Room for one call of a kernel."""
    rows = np.empty((2, MAX_ENEMIES), np.int64)
    return Scratch(rows[0], rows[1], np.empty(2, np.int64), np.empty(MAX_ENEMIES), np.empty(N_KINDS, np.int64))


@kernel
def sees_enemy(field: Floats, enemies: Floats, row: int) -> bool:
    """Whether an enemy lives in this row and the fog does not hide it."""
    return enemies[row, st.E_HP] > 0.0 and not covered(field, enemies[row, st.E_X], enemies[row, st.E_Y])


@kernel
def sees_fighter(field: Floats, fighters: Floats, row: int) -> bool:
    """Whether a fighter lives in this row and the fog does not hide it."""
    return fighters[row, st.F_HP] > 0.0 and not covered(field, fighters[row, st.F_X], fighters[row, st.F_Y])


@kernel
def sees_point(field: Floats, points: Floats, point: int) -> bool:
    """Whether the fog leaves a tower point open."""
    return not covered(field, points[point, bd.Q_X], points[point, bd.Q_Y])


@kernel
def fights(field: Floats, fighters: Floats, enemies: Floats, row: int) -> bool:
    """Whether a fighter holds an enemy that is seen."""
    foe = int(fighters[row, st.F_FOE]) - 1
    return foe >= 0 and sees_enemy(field, enemies, foe)


@kernel
def count_holders(state: State, holders: NDArray[np.int64]) -> None:
    """Fill `holders` (MAX_ENEMIES,): how many seen fighters hold each enemy."""
    field, fighters = state.field, state.fighters
    holders[:] = 0
    for row in range(state.clock[st.C_FIGHTER_TOP]):
        if fighters[row, st.F_FOE] > 0.0 and sees_fighter(field, fighters, row):
            holders[int(fighters[row, st.F_FOE]) - 1] += 1


@kernel
def nearest_first(board: Board, state: State, order: NDArray[np.int64], remaining: NDArray[np.float64]) -> int:
    """Fill `order` with the rows of the enemies seen, the one with the least road left first, and `remaining` (by row) with
    that road in map units; how many there are. Equals keep the order of their rows."""
    count, field, enemies = 0, state.field, state.enemies
    for row in range(state.clock[st.C_ENEMY_TOP]):
        if not sees_enemy(field, enemies, row):
            continue
        path = int(enemies[row, st.E_PATH])
        left = max(board.paths[path, board.lengths[path] - 1, bd.W_ARC] - enemies[row, st.E_ARC], 0.0)
        remaining[row] = left
        place = count
        while place > 0 and remaining[order[place - 1]] > left:
            order[place] = order[place - 1]
            place -= 1
        order[place] = row
        count += 1
    return count


@kernel
def pace(kinds: Floats, enemies: Floats, row: int) -> float:
    """How fast an enemy walks when nothing holds it, in units a second."""
    return float(kinds[int(enemies[row, st.E_KIND]), bd.K_STEP] * enemies[row, st.E_HASTE] * TICKS_PER_S)


@kernel
def supports(kinds: Floats, kind: int) -> bool:
    """Whether a kind of enemy freezes, raises, heals or hurries."""
    return bool(
        kinds[kind, bd.K_FREEZE] > 0.0
        or kinds[kind, bd.K_RAISE] > 0.0
        or kinds[kind, bd.K_HEAL_RADIUS] > 0.0
        or kinds[kind, bd.K_HURRY] > 0.0
    )


@kernel
def upcoming(board: Board, state: State, ends: NDArray[np.int64]) -> None:
    """Fill `ends` (2,): the stretch of Board.spawns that the current wave (or, when all of it is in, the next) still sends.

    In a siege nobody who defends knows: the stretch is empty, and begins nowhere.
    """
    if state.attack.shape[0] > 0:
        ends[:] = -1
        return
    clock, waves = state.clock, int(board.numbers[bd.B_WAVES])
    wave = clock[st.C_WAVE] - 1
    if wave < 0 or (clock[st.C_SPAWNED] >= board.waves[wave, bd.V_FIRST] + board.waves[wave, bd.V_COUNT] and wave + 1 < waves):
        wave += 1
    ends[0] = max(clock[st.C_SPAWNED], board.waves[wave, bd.V_FIRST])
    ends[1] = board.waves[wave, bd.V_FIRST] + board.waves[wave, bd.V_COUNT]


@kernel
def unit(value: float) -> float:
    """A number cut to [-1, 1]."""
    return min(max(value, -1.0), 1.0)
