"""The structured view written the slow, obvious way, straight from the rules: a list of numbers built up in order."""

import math

import numpy as np
from numpy.typing import NDArray

from garrison_server import board as bd
from garrison_server import state as st
from garrison_server.board import Board
from garrison_server.state import State

NONE = -9999.0


def hidden(state: State, x: float, y: float) -> bool:
    """Whether the cloud, an ellipse 3.5 wide and 1.7 high, covers (x, y) and no fire has burnt it away."""
    across, up = x - state.field[st.D_FOG_X], y - state.field[st.D_FOG_Y]
    return bool(state.field[st.D_FOG_HIDES]) and (across / 1.75) ** 2 + (up / 0.85) ** 2 <= 1


def padded(numbers: list[float], size: int) -> list[float]:
    assert len(numbers) <= size
    return numbers + [NONE] * (size - len(numbers))


def naive_structured(board: Board, state: State, seat: int = 0) -> NDArray[np.float32]:
    """The 759 numbers of one state."""
    vector = _level_scalars(board, state, seat) + _live_scalars(board, state, seat)
    assert len(vector) == 44
    for path in range(5):
        vector += padded([float(v) for i in range(board.lengths[path]) for v in board.paths[path, i, :2]], 40)
    wave = state.clock[st.C_WAVE]
    first, count, _ = board.waves[wave - 1]
    vector += padded([float(kind) for kind in board.spawns[first : first + count]] if wave else [], 25)
    fires = [fire for fire in state.fires if fire[st.B_TICKS] and not hidden(state, fire[st.B_X], fire[st.B_Y])]
    vector += padded([v for fire in fires for v in (fire[st.B_X], fire[st.B_Y])], 20)
    vector += padded(_towers(board, state), 120)
    seen = [e for e in state.enemies if e[st.E_HP] > 0 and not hidden(state, e[st.E_X], e[st.E_Y])]
    vector += padded([v for e in seen for v in (e[st.E_X], e[st.E_Y], e[st.E_KIND], e[st.E_HP])], 200)
    knights = [f for f in state.fighters[len(state.seats) :] if f[st.F_HP] > 0 and not hidden(state, f[st.F_X], f[st.F_Y])]
    vector += padded([v for f in knights for v in (f[st.F_X], f[st.F_Y], f[st.F_HP])], 150)
    return np.array(vector, np.float32)


def _level_scalars(board: Board, state: State, seat: int) -> list[float]:
    numbers, mine = board.numbers, state.seats[seat]
    least = numbers[bd.B_COIN_VALUE]
    return [
        0, 0, 6, -3, 3, 3, -3, 0.5, mine[st.S_COINS], mine[st.S_COMPENSATIONS], numbers[bd.B_GOLD_MAX], numbers[bd.B_LIFE],
        numbers[bd.B_WAVES], numbers[bd.B_WAVE_INTERVAL_TICKS] / 50, numbers[bd.B_REFUND], numbers[bd.B_COIN_REFRESH_TICKS] / 50,
        numbers[bd.B_COIN_STAY_TICKS] / 50, least, least + numbers[bd.B_COIN_EXTRA], numbers[bd.B_BASE_X], numbers[bd.B_BASE_Y],
    ]  # fmt: skip


def _live_scalars(board: Board, state: State, seat: int) -> list[float]:
    clock, field, mine, hero = state.clock, state.field, state.seats[seat], state.fighters[seat]
    fog = [field[st.D_FOG_X], field[st.D_FOG_Y]] if board.numbers[bd.B_FOG] else [NONE, NONE]
    dead = hero[st.F_HP] == 0
    hero_at = [NONE, NONE] if dead or hidden(state, hero[st.F_X], hero[st.F_Y]) else [hero[st.F_X], hero[st.F_Y]]
    coin = [field[st.D_COIN_X], field[st.D_COIN_Y], field[st.D_COIN_TICKS] / 50]
    if not field[st.D_COIN_TICKS] or hidden(state, coin[0], coin[1]):
        coin = [NONE, NONE, NONE]
    return [
        clock[st.C_STEP], clock[st.C_TICK] / 50, clock[st.C_WAVE], math.ceil(clock[st.C_WAVE_TICKS] / 50), mine[st.S_GOLD],
        clock[st.C_LIFE], board.numbers[bd.B_WAVES] - clock[st.C_WAVE], *fog, mine[st.S_REINFORCE_TICKS] / 50,
        mine[st.S_REVIVE_TICKS] / 50, dead, *hero_at, hero[st.F_HP], *coin, mine[st.S_LAST_X], mine[st.S_LAST_Y],
        mine[st.S_LAST_ACTION], mine[st.S_LAST_CODE] == 0, mine[st.S_LAST_CODE],
    ]  # fmt: skip


def _towers(board: Board, state: State) -> list[float]:
    out: list[float] = []
    for i in range(int(board.numbers[bd.B_POINTS])):
        x, y, rally_x, rally_y = board.points[i]
        if hidden(state, x, y):
            continue
        tower = state.towers[i]
        kind = tower[st.T_KIND]
        if kind == 0:
            out += [x, y, 0, 0, 0, rally_x, rally_y, 0]
        else:
            out += [x, y, tower[st.T_LEVEL], 1, tower[st.T_FROZEN], tower[st.T_RALLY_X], tower[st.T_RALLY_Y], kind]
    return out
