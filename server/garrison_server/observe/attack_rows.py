"""The rows of the attacker's view: towers with the roads they cover, enemies, heroes and knights, the queue."""

import numpy as np
from numpy.typing import NDArray

from garrison_server import board as bd
from garrison_server import rules
from garrison_server import state as st
from garrison_server.board import Board
from garrison_server.jit import kernel
from garrison_server.observe import attack_columns as to
from garrison_server.observe import scales as by
from garrison_server.observe.scene import pace, sees_fighter, sees_point, unit
from garrison_server.rules import TICK_S
from garrison_server.state import State

ROAD_COVER = 8  # where a road's covered_knight stands; magician and archer follow
MOST_COVER = 3.0 * by.COVER


@kernel
def write_towers(board: Board, state: State, cover: NDArray[np.float64], row: NDArray[np.float32]) -> None:
    """Every tower point that is seen, and on each road the stretch that its tower covers, times the growth of its level."""
    towers, points, roads = state.towers, board.points, int(board.numbers[bd.B_PATHS])
    for t in range(int(board.numbers[bd.B_POINTS])):
        if not sees_point(state.field, points, t):
            continue
        at, kind, level = to.O_TOWERS + t * to.N_TOWER, int(towers[t, st.T_KIND]), int(towers[t, st.T_LEVEL])
        row[at] = 1.0
        row[at + 1] = unit(points[t, bd.Q_X] / by.HALF_MAP)
        row[at + 2] = unit(points[t, bd.Q_Y] / by.HALF_MAP)
        if kind == 0:
            continue
        row[at + 2 + kind] = 1.0
        row[at + 6] = level / rules.TOP_LEVEL
        row[at + 7] = towers[t, st.T_FROZEN]
        for p in range(roads):
            place = to.O_ROADS + p * to.N_ROAD + ROAD_COVER + kind - 1
            row[place] = unit(row[place] + cover[t, p, kind - 1] * board.towers[kind - 1, bd.TT_GROWTH + level] / MOST_COVER)


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
    """The first ENEMY_ROWS enemies, and the totals by type, by road and over all that are seen."""
    enemies, kinds, health = state.enemies, board.kinds, 0.0
    for k in range(count):
        e = order[k]
        kind, path, hp = int(enemies[e, st.E_KIND]), int(enemies[e, st.E_PATH]), enemies[e, st.E_HP]
        road = to.O_ROADS + path * to.N_ROAD
        if row[road + 4] == 0.0:
            row[road + 6] = unit(remaining[e] / by.ROAD)
        row[road + 4] = unit(row[road + 4] + 1.0 / rules.MAX_ENEMIES)
        row[road + 5] = unit(row[road + 5] + hp / by.CROWD_HEALTH)
        health += hp
        if kind < rules.SKELETON:
            row[to.O_KINDS + kind * to.N_KIND + 8] += 1.0 / rules.MAX_ENEMIES
        if k < to.ENEMY_ROWS:
            mine = row[to.O_ENEMIES + k * to.N_ENEMY : to.O_ENEMIES + (k + 1) * to.N_ENEMY]
            speed = pace(kinds, enemies, e)
            mine[0] = 1.0
            mine[1] = unit(enemies[e, st.E_X] / by.HALF_MAP)
            mine[2] = unit(enemies[e, st.E_Y] / by.HALF_MAP)
            mine[3 + path] = 1.0
            mine[8] = unit(remaining[e] / by.ROAD)
            mine[9] = unit(remaining[e] / (speed * by.TO_BASE_S))
            mine[10] = unit(hp / kinds[kind, bd.K_HEALTH])
            mine[11] = unit(hp / by.BOSS_HEALTH)
            mine[12] = unit(speed / by.SPEED)
            mine[13] = kinds[kind, bd.K_FLYING]
            mine[14] = holders[e] >= kinds[kind, bd.K_HOLDERS]
    row[to.ENEMIES_SEEN] = count / rules.MAX_ENEMIES
    row[to.ENEMIES_HEALTH] = unit(health / by.CROWD_HEALTH)


@kernel
def write_fighters(board: Board, state: State, row: NDArray[np.float32]) -> None:
    """Heroes by their seats, and the first KNIGHT_ROWS knights and reinforcements, as far as they are seen."""
    field, fighters, seats = state.field, state.fighters, state.seats.shape[0]
    knights, at = 0, to.O_KNIGHTS
    for f in range(state.clock[st.C_FIGHTER_TOP]):
        if not sees_fighter(field, fighters, f):
            continue
        place = to.O_HEROES + f * to.N_HERO
        if f >= seats:
            knights += 1
            if knights > to.KNIGHT_ROWS:
                continue
            place, at = at, at + to.N_KNIGHT
        row[place] = 1.0
        row[place + 1] = unit(fighters[f, st.F_X] / by.HALF_MAP)
        row[place + 2] = unit(fighters[f, st.F_Y] / by.HALF_MAP)
        row[place + 3] = unit(fighters[f, st.F_HP] / (by.HERO_HEALTH if f < seats else board.numbers[bd.B_KNIGHT_HP]))
    row[to.KNIGHTS_SEEN] = knights / rules.MAX_KNIGHTS


@kernel
def write_queue(board: Board, state: State, row: NDArray[np.float32]) -> None:
    """The first QUEUE_ROWS enemies that wait to appear, and the totals by type, by road and of those that find no room."""
    queue, now = state.queue, state.clock[st.C_TICK]
    for k in range(int(state.attack[st.A_PENDING])):
        kind, path = int(queue[k, st.G_KIND]) - 1, int(queue[k, st.G_ROAD])
        due = queue[k, st.G_TICK] - now
        row[to.O_KINDS + kind * to.N_KIND + 9] += 1.0 / rules.MAX_QUEUE
        row[to.WAITING_OUTSIDE] += (1.0 if due < 0.0 else 0.0) / rules.MAX_QUEUE
        if path != rules.ANY_ROAD:
            row[to.O_ROADS + path * to.N_ROAD + 7] += 1.0 / rules.MAX_QUEUE
        if k < to.QUEUE_ROWS:
            mine = row[to.O_QUEUE + k * to.N_QUEUE : to.O_QUEUE + (k + 1) * to.N_QUEUE]
            mine[0] = 1.0
            mine[1] = unit(rules.ENEMY_COSTS[kind] / by.GOLD)
            mine[2] = unit(board.kinds[kind, bd.K_HEALTH] / by.BOSS_HEALTH)
            mine[3] = board.kinds[kind, bd.K_FLYING]
            mine[4 + (rules.MAX_PATHS if path == rules.ANY_ROAD else path)] = 1.0
            mine[10] = unit(max(due, 0.0) * TICK_S / by.COUNTDOWN_S)
