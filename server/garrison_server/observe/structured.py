"""The structured view: TowerMind's float32 vector of 759 numbers, as its own client fills it from the text.

What is static comes from a row per level (`templates`); the rest is written over a copy of it. Lists are packed: what
the fog hides is left out and the rows after it move up. Absent is -9999. Layout: arXiv 2601.05899, `common/wrappers.py`.
"""

import numpy as np
from numpy.typing import NDArray

from garrison_server import board as bd
from garrison_server import state as st
from garrison_server.board import Board, Boards
from garrison_server.jit import kernel
from garrison_server.observe import layout as to
from garrison_server.rules import ABSENT, BOX_HALF, MAP_HALF, MAX_FIRES, MAX_WAYPOINTS, TICK_S, TICKS_PER_S
from garrison_server.sim.fog import covered
from garrison_server.state import State
from garrison_server.table import Rows


def templates(boards: Boards) -> NDArray[np.float32]:
    """What never changes in a level, one row per board: float32 (levels, 759); the rest is -9999."""
    numbers = boards.numbers
    out = np.full((len(numbers), to.SIZE), ABSENT, np.float32)
    out[:, [to.CENTRE_X, to.CENTRE_Y]] = 0.0
    out[:, to.SIDE] = 2 * MAP_HALF
    out[:, [to.LEFT, to.LOWER]] = -MAP_HALF
    out[:, [to.RIGHT, to.UPPER]] = MAP_HALF
    out[:, to.BOX] = 2 * BOX_HALF
    columns = {
        to.GOLD_MAX: bd.B_GOLD_MAX, to.LIFE_MAX: bd.B_LIFE, to.WAVES: bd.B_WAVES, to.REFUND: bd.B_REFUND, to.COIN_LEAST: bd.B_COIN_VALUE,
        to.BASE_X: bd.B_BASE_X, to.BASE_Y: bd.B_BASE_Y,
    }  # fmt: skip
    for column, number in columns.items():
        out[:, column] = numbers[:, number]
    out[:, to.COIN_MOST] = numbers[:, bd.B_COIN_VALUE] + numbers[:, bd.B_COIN_EXTRA]
    times = {to.WAVE_INTERVAL: bd.B_WAVE_INTERVAL_TICKS, to.COIN_REFRESH: bd.B_COIN_REFRESH_TICKS, to.COIN_STAY: bd.B_COIN_STAY_TICKS}
    for column, number in times.items():
        out[:, column] = numbers[:, number] * TICK_S
    for b in range(len(numbers)):
        for p in range(int(numbers[b, bd.B_PATHS])):
            waypoints = boards.paths[b, p, : boards.lengths[b, p], [bd.W_X, bd.W_Y]].T
            start = to.PATHS + p * MAX_WAYPOINTS * 2
            out[b, start : start + waypoints.size] = waypoints.ravel()
    return out


@kernel
def write_structured(
    states: Rows,
    boards: Rows,
    level_of: NDArray[np.int64],
    slots: NDArray[np.int64],
    seat: int,
    template: NDArray[np.float32],
    out: NDArray[np.float32],
) -> None:
    """Fill `out` (n, 759): row i shows slot slots[i] as `seat` sees it."""
    for i in range(slots.size):
        level = level_of[slots[i]]
        state = states[slots[i]]
        board = boards[level]
        row = out[i]
        for k in range(to.SIZE):  # three times as fast as a slice assignment, which looks for overlap first
            row[k] = template[level, k]
        _write_clock(board, state, row)
        _write_seat(state, seat, row)
        _write_coin_and_fog(board, state, row)
        _write_wave(board, state, row)
        _pack_fires(state, row)
        _pack_towers(board, state, row)
        _pack_enemies(state, row)
        _pack_knights(state, row)


@kernel
def _write_clock(board: Board, state: State, row: NDArray[np.float32]) -> None:
    clock = state.clock
    row[to.STEP] = clock[st.C_STEP]
    row[to.TIME] = clock[st.C_TICK] * TICK_S
    row[to.WAVE] = clock[st.C_WAVE]
    row[to.COUNTDOWN] = (clock[st.C_WAVE_TICKS] + TICKS_PER_S - 1) // TICKS_PER_S
    row[to.LIFE] = clock[st.C_LIFE]
    row[to.WAVES_LEFT] = board.numbers[bd.B_WAVES] - clock[st.C_WAVE]


@kernel
def _write_seat(state: State, seat: int, row: NDArray[np.float32]) -> None:
    mine = state.seats[seat]
    row[to.COINS] = mine[st.S_COINS]
    row[to.COMPENSATIONS] = mine[st.S_COMPENSATIONS]
    row[to.GOLD] = mine[st.S_GOLD]
    row[to.REINFORCE] = mine[st.S_REINFORCE_TICKS] * TICK_S
    row[to.REVIVE] = mine[st.S_REVIVE_TICKS] * TICK_S
    hero = state.fighters[seat]
    row[to.HERO_DEAD] = 1.0 if hero[st.F_HP] <= 0.0 else 0.0
    row[to.HERO_HP] = hero[st.F_HP]
    if hero[st.F_HP] > 0.0 and not covered(state.field, hero[st.F_X], hero[st.F_Y]):
        row[to.HERO_X] = hero[st.F_X]
        row[to.HERO_Y] = hero[st.F_Y]
    row[to.LAST_X] = mine[st.S_LAST_X]
    row[to.LAST_Y] = mine[st.S_LAST_Y]
    row[to.LAST_ACTION] = mine[st.S_LAST_ACTION]
    row[to.LAST_SUCCESS] = 1.0 if mine[st.S_LAST_CODE] == 0.0 else 0.0
    row[to.LAST_CODE] = mine[st.S_LAST_CODE]


@kernel
def _write_coin_and_fog(board: Board, state: State, row: NDArray[np.float32]) -> None:
    field = state.field
    if field[st.D_COIN_TICKS] > 0.0 and not covered(field, field[st.D_COIN_X], field[st.D_COIN_Y]):
        row[to.COIN_X] = field[st.D_COIN_X]
        row[to.COIN_Y] = field[st.D_COIN_Y]
        row[to.COIN_LEFT] = field[st.D_COIN_TICKS] * TICK_S
    if board.numbers[bd.B_FOG] != 0.0:
        row[to.FOG_X] = field[st.D_FOG_X]
        row[to.FOG_Y] = field[st.D_FOG_Y]


@kernel
def _write_wave(board: Board, state: State, row: NDArray[np.float32]) -> None:
    wave = state.clock[st.C_WAVE] - 1
    if state.attack.shape[0] > 0:  # a siege: what has appeared, and nothing of what was ordered
        for k in range(int(state.attack[st.A_APPEARED])):
            row[to.WAVE_ENEMIES + k] = state.appeared[k] - 1
    elif wave >= 0:
        first = board.waves[wave, bd.V_FIRST]
        for k in range(board.waves[wave, bd.V_COUNT]):
            row[to.WAVE_ENEMIES + k] = board.spawns[first + k]


@kernel
def _pack_fires(state: State, row: NDArray[np.float32]) -> None:
    at, fires = to.FIRES, state.fires
    for i in range(MAX_FIRES):
        if fires[i, st.B_TICKS] > 0.0 and not covered(state.field, fires[i, st.B_X], fires[i, st.B_Y]):
            row[at] = fires[i, st.B_X]
            row[at + 1] = fires[i, st.B_Y]
            at += 2


@kernel
def _pack_towers(board: Board, state: State, row: NDArray[np.float32]) -> None:
    at, towers, points = to.TOWERS, state.towers, board.points
    for i in range(int(board.numbers[bd.B_POINTS])):
        if covered(state.field, points[i, bd.Q_X], points[i, bd.Q_Y]):
            continue
        built = towers[i, st.T_KIND] > 0.0
        row[at] = points[i, bd.Q_X]
        row[at + 1] = points[i, bd.Q_Y]
        row[at + 2] = towers[i, st.T_LEVEL] if built else 0.0
        row[at + 3] = 1.0 if built else 0.0
        row[at + 4] = 1.0 if built and towers[i, st.T_FROZEN] != 0.0 else 0.0
        row[at + 5] = towers[i, st.T_RALLY_X] if built else points[i, bd.Q_RALLY_X]
        row[at + 6] = towers[i, st.T_RALLY_Y] if built else points[i, bd.Q_RALLY_Y]
        row[at + 7] = towers[i, st.T_KIND]
        at += to.TOWER_ROW


@kernel
def _pack_enemies(state: State, row: NDArray[np.float32]) -> None:
    at, enemies = to.ENEMIES, state.enemies
    for i in range(state.clock[st.C_ENEMY_TOP]):
        if enemies[i, st.E_HP] > 0.0 and not covered(state.field, enemies[i, st.E_X], enemies[i, st.E_Y]):
            row[at] = enemies[i, st.E_X]
            row[at + 1] = enemies[i, st.E_Y]
            row[at + 2] = enemies[i, st.E_KIND]
            row[at + 3] = enemies[i, st.E_HP]
            at += to.ENEMY_ROW


@kernel
def _pack_knights(state: State, row: NDArray[np.float32]) -> None:
    at, fighters = to.KNIGHTS, state.fighters
    for i in range(state.seats.shape[0], state.clock[st.C_FIGHTER_TOP]):
        if fighters[i, st.F_HP] > 0.0 and not covered(state.field, fighters[i, st.F_X], fighters[i, st.F_Y]):
            row[at] = fighters[i, st.F_X]
            row[at + 1] = fighters[i, st.F_Y]
            row[at + 2] = fighters[i, st.F_HP]
            at += to.KNIGHT_ROW
