"""The rows of the structured_norm view: enemies, tower points, knights."""

import numpy as np
from numpy.typing import NDArray

from garrison_server import board as bd
from garrison_server import rules
from garrison_server import state as st
from garrison_server.board import Board
from garrison_server.jit import kernel
from garrison_server.observe import norm_columns as to
from garrison_server.observe import scales as by
from garrison_server.observe.scene import fights, pace, sees_fighter, sees_point, supports, unit
from garrison_server.sim.refusals import tower_refusal
from garrison_server.state import State


@kernel
def write_enemies(
    board: Board,
    state: State,
    order: NDArray[np.int64],
    remaining: NDArray[np.float64],
    holders: NDArray[np.int64],
    count: int,
    row: NDArray[np.float32],
) -> None:
    """The nearest ENEMY_ROWS enemies, and the totals over all that are seen."""
    enemies, kinds = state.enemies, board.kinds
    health, flyers, at = 0.0, 0, to.O_ENEMIES
    for k in range(count):
        e = order[k]
        kind = int(enemies[e, st.E_KIND])
        health += enemies[e, st.E_HP]
        flyers += kinds[kind, bd.K_FLYING] > 0.0
        if k >= to.ENEMY_ROWS:
            continue
        speed = pace(kinds, enemies, e)
        row[at] = 1.0
        row[at + 1] = unit(enemies[e, st.E_X] / by.HALF_MAP)
        row[at + 2] = unit(enemies[e, st.E_Y] / by.HALF_MAP)
        row[at + 3] = unit(remaining[e] / by.ROAD)
        row[at + 4] = unit(remaining[e] / (speed * by.TO_BASE_S))
        row[at + 5] = unit(enemies[e, st.E_HP] / kinds[kind, bd.K_HEALTH])
        row[at + 6] = unit(enemies[e, st.E_HP] / by.ENEMY_HEALTH)
        row[at + 7] = unit(speed / by.SPEED)
        row[at + 8] = kinds[kind, bd.K_FLYING]
        row[at + 9] = unit(kinds[kind, bd.K_DAMAGE] / by.DAMAGE)
        row[at + 10] = holders[e] >= kinds[kind, bd.K_HOLDERS]
        row[at + 11] = supports(kinds, kind)
        at += to.N_ENEMY
    row[to.ENEMIES_SEEN] = count / rules.MAX_ENEMIES
    row[to.ENEMIES_HEALTH] = unit(health / by.CROWD_HEALTH)
    row[to.FLYERS_SEEN] = unit(flyers / by.FLYERS)


@kernel
def write_towers(board: Board, state: State, seat: int, order: NDArray[np.int64], count: int, row: NDArray[np.float32]) -> None:
    """Every tower point that is seen; the template has written what the level tells of it."""
    field, points, towers, enemies = state.field, board.points, state.towers, state.enemies
    for t in range(int(board.numbers[bd.B_POINTS])):
        if not sees_point(field, points, t):
            continue
        at, kind = to.O_TOWERS + t * to.N_TOWER, int(towers[t, st.T_KIND])
        row[at] = 1.0
        radius = board.towers[max(kind, 1) - 1 if kind > 0 else rules.ARCHER_TOWER - 1, bd.TT_RADIUS]
        if kind > 0:
            row[at + 2 + kind] = 1.0
            row[at + 6] = towers[t, st.T_LEVEL] / rules.TOP_LEVEL
            row[at + 7] = towers[t, st.T_FROZEN]
            row[at + 8] = tower_refusal(board, state, seat, t, rules.UPGRADE) == rules.OK
            row[at + 11] = unit((towers[t, st.T_RALLY_X] - points[t, bd.Q_X]) / by.RALLY)
            row[at + 12] = unit((towers[t, st.T_RALLY_Y] - points[t, bd.Q_Y]) / by.RALLY)
        near = 0
        for k in range(count):
            dx, dy = enemies[order[k], st.E_X] - points[t, bd.Q_X], enemies[order[k], st.E_Y] - points[t, bd.Q_Y]
            near += dx * dx + dy * dy <= radius * radius
        row[at + 15] = unit(near / by.NEAR)


@kernel
def write_knights(board: Board, state: State, row: NDArray[np.float32]) -> None:
    """The first KNIGHT_ROWS knights that are seen, and what each tower that is seen has of them."""
    field, fighters = state.field, state.fighters
    most, at = board.numbers[bd.B_KNIGHT_HP], to.O_KNIGHTS
    for f in range(state.seats.shape[0], state.clock[st.C_FIGHTER_TOP]):
        if not sees_fighter(field, fighters, f):
            continue
        health = unit(fighters[f, st.F_HP] / most)
        if at < to.SIZE:
            row[at] = 1.0
            row[at + 1] = unit(fighters[f, st.F_X] / by.HALF_MAP)
            row[at + 2] = unit(fighters[f, st.F_Y] / by.HALF_MAP)
            row[at + 3] = health
            row[at + 4] = fights(field, fighters, state.enemies, f)
            at += to.N_KNIGHT
        tower = int(fighters[f, st.F_TOWER]) - 1
        if tower >= 0 and sees_point(field, board.points, tower):
            mine = to.O_TOWERS + tower * to.N_TOWER
            row[mine + 9] = unit(row[mine + 9] + 1.0 / rules.KNIGHTS_PER_TOWER)
            row[mine + 10] = unit(row[mine + 10] + health / rules.KNIGHTS_PER_TOWER)
