"""The tower points of the rich view: what stands there, what it does, what could be done and at what price."""

import numpy as np
from numpy.typing import NDArray

from garrison_server import board as bd
from garrison_server import rules
from garrison_server import state as st
from garrison_server.board import Board
from garrison_server.jit import kernel
from garrison_server.observe import rich_columns as to
from garrison_server.observe import scales as by
from garrison_server.observe.scene import sees_point, unit
from garrison_server.sim.refusals import tower_refusal
from garrison_server.state import State


@kernel
def write_points(board: Board, state: State, seat: int, order: NDArray[np.int64], count: int, row: NDArray[np.float32]) -> None:
    """Every tower point that is seen; the template has written what the level tells of it."""
    for t in range(int(board.numbers[bd.B_POINTS])):
        if not sees_point(state.field, board.points, t):
            continue
        kind = int(state.towers[t, st.T_KIND])
        mine = row[to.O_POINTS + t * to.N_POINT : to.O_POINTS + (t + 1) * to.N_POINT]
        mine[0] = 1.0
        for action in range(rules.UPGRADE + 1):
            mine[10 + action] = tower_refusal(board, state, seat, t, action) == rules.OK
        if kind > 0:
            _write_tower(board, state, seat, t, kind, mine)
        else:
            for k in range(3):  # archer, magician, knight
                mine[14 + k] = unit(board.towers[2 - k, bd.TT_PRICE] / by.PRICE)
        _write_targets(board, state, t, kind, order, count, mine)


@kernel
def _write_tower(board: Board, state: State, seat: int, t: int, kind: int, mine: NDArray[np.float32]) -> None:
    towers, stats = state.towers, board.towers
    mine[2 + kind] = 1.0
    mine[6] = towers[t, st.T_LEVEL] / rules.TOP_LEVEL
    mine[7] = towers[t, st.T_FROZEN]
    mine[8] = unit(towers[t, st.T_COOLDOWN] / max(stats[kind - 1, bd.TT_INTERVAL_TICKS], 1.0))
    mine[9] = towers[t, st.T_OWNER] == seat
    if towers[t, st.T_LEVEL] < rules.TOP_LEVEL:
        mine[17] = unit(stats[kind - 1, bd.TT_UPGRADE] / by.PRICE)
    mine[18] = unit(towers[t, st.T_SPENT] * board.numbers[bd.B_REFUND] / by.PRICE)
    mine[19] = unit(towers[t, st.T_DAMAGE] / by.TOWER_DAMAGE)
    mine[20] = unit(stats[kind - 1, bd.TT_RADIUS] / by.RADIUS)
    mine[23] = unit(towers[t, st.T_RALLY_X] / by.HALF_MAP)
    mine[24] = unit(towers[t, st.T_RALLY_Y] / by.HALF_MAP)


@kernel
def _write_targets(board: Board, state: State, t: int, kind: int, order: NDArray[np.int64], count: int, mine: NDArray[np.float32]) -> None:
    """Who stands in the tower's range; of a free point, in an archer's."""
    radius = board.towers[kind - 1 if kind > 0 else rules.ARCHER_TOWER - 1, bd.TT_RADIUS]
    enemies, near, health = state.enemies, 0, 0.0
    for k in range(count):
        dx, dy = enemies[order[k], st.E_X] - board.points[t, bd.Q_X], enemies[order[k], st.E_Y] - board.points[t, bd.Q_Y]
        if dx * dx + dy * dy <= radius * radius:
            near += 1
            health += enemies[order[k], st.E_HP]
    mine[25] = unit(near / by.NEAR)
    mine[26] = unit(health / by.BOSS_HEALTH)
