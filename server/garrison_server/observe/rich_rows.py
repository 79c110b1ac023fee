"""The moving rows of the rich view: enemies, knights, shots, fires."""

import numpy as np
from numpy.typing import NDArray

from garrison_server import board as bd
from garrison_server import rules
from garrison_server import state as st
from garrison_server.board import Board
from garrison_server.jit import kernel
from garrison_server.observe import rich_columns as to
from garrison_server.observe import scales as by
from garrison_server.observe.scene import fights, pace, sees_fighter, sees_point, unit
from garrison_server.rules import TICK_S
from garrison_server.sim.fog import covered
from garrison_server.state import State

SHOTS_COMING = to.N_ENEMY - 2
DAMAGE_COMING = to.N_ENEMY - 1


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
    """All enemies that are seen, nearest to the base first. An enemy held at present never arrives: its time is 1."""
    enemies, kinds = state.enemies, board.kinds
    for k in range(count):
        e = order[k]
        kind, path, speed = int(enemies[e, st.E_KIND]), int(enemies[e, st.E_PATH]), pace(board.kinds, enemies, e)
        mine = row[to.O_ENEMIES + k * to.N_ENEMY : to.O_ENEMIES + (k + 1) * to.N_ENEMY]
        held = holders[e] >= kinds[kind, bd.K_HOLDERS]
        mine[0] = 1.0
        mine[1] = unit(enemies[e, st.E_X] / by.HALF_MAP)
        mine[2] = unit(enemies[e, st.E_Y] / by.HALF_MAP)
        mine[3 + path] = 1.0
        mine[8] = unit(enemies[e, st.E_ARC] / board.paths[path, board.lengths[path] - 1, bd.W_ARC])
        mine[9] = unit(remaining[e] / by.ROAD)
        mine[10] = unit(remaining[e] / (speed * by.TO_BASE_S))
        mine[11] = 1.0 if held else mine[10]
        mine[12] = unit(enemies[e, st.E_HP] / kinds[kind, bd.K_HEALTH])
        mine[13] = unit(enemies[e, st.E_HP] / by.ENEMY_HEALTH)
        mine[14] = unit(speed / by.SPEED)
        mine[15] = unit(enemies[e, st.E_HASTE] / by.PACE_FACTOR)
        mine[16] = kinds[kind, bd.K_FLYING]
        mine[17] = held
        mine[18] = unit(holders[e] / by.HOLDERS)
        mine[19] = unit(kinds[kind, bd.K_HOLDERS] / by.HOLDERS)
        mine[20] = unit(kinds[kind, bd.K_DAMAGE] / by.DAMAGE)
        mine[21] = unit(enemies[e, st.E_COOLDOWN] / by.COOLDOWN_TICKS)
        foe = int(enemies[e, st.E_FOE]) - 1
        mine[22] = foe >= 0 and sees_fighter(state.field, state.fighters, foe)
        mine[23] = unit(enemies[e, st.E_TIMER] / by.REST_TICKS)
        _write_mechanics(kinds, kind, mine)


@kernel
def _write_mechanics(kinds: NDArray[np.float64], kind: int, mine: NDArray[np.float32]) -> None:
    mine[24] = kinds[kind, bd.K_UNHOLDABLE]
    mine[25] = unit(kinds[kind, bd.K_ARROW] / by.PACE_FACTOR)
    mine[26] = unit(kinds[kind, bd.K_FREEZE] / by.EFFECT_RADIUS)
    mine[27] = unit(kinds[kind, bd.K_RAISE] / by.EFFECT_RADIUS)
    mine[28] = unit(kinds[kind, bd.K_STRIKE] / by.EFFECT_RADIUS)
    mine[29] = unit(kinds[kind, bd.K_HEAL_RADIUS] / by.EFFECT_RADIUS)
    mine[30] = unit(kinds[kind, bd.K_BLAST] / by.EFFECT_RADIUS)
    mine[31] = unit(kinds[kind, bd.K_HURRY] / by.EFFECT_RADIUS)
    mine[32] = unit(kinds[kind, bd.K_BROOD] / by.BROOD)


@kernel
def write_knights(board: Board, state: State, row: NDArray[np.float32]) -> None:
    """Knights and reinforcements that are seen, in the order of their rows, and the sums of each tower that is seen."""
    field, fighters, at = state.field, state.fighters, to.O_KNIGHTS
    for f in range(state.seats.shape[0], state.clock[st.C_FIGHTER_TOP]):
        if not sees_fighter(field, fighters, f):
            continue
        mine = row[at : at + to.N_KNIGHT]
        health = unit(fighters[f, st.F_HP] / board.numbers[bd.B_KNIGHT_HP])
        mine[0] = 1.0
        mine[1] = unit(fighters[f, st.F_X] / by.HALF_MAP)
        mine[2] = unit(fighters[f, st.F_Y] / by.HALF_MAP)
        mine[3] = health
        mine[4] = fights(field, fighters, state.enemies, f)
        mine[5] = unit(fighters[f, st.F_COOLDOWN] / by.COOLDOWN_TICKS)
        mine[6] = fighters[f, st.F_TOWER] == 0.0
        mine[7] = unit(fighters[f, st.F_TICKS] * TICK_S / by.LEFT_S)
        mine[8] = unit((fighters[f, st.F_HOME_X] - fighters[f, st.F_X]) / by.HALF_MAP)
        mine[9] = unit((fighters[f, st.F_HOME_Y] - fighters[f, st.F_Y]) / by.HALF_MAP)
        mine[10] = unit(fighters[f, st.F_DAMAGE] / by.TOWER_DAMAGE)
        at += to.N_KNIGHT
        tower = int(fighters[f, st.F_TOWER]) - 1
        if tower >= 0 and sees_point(field, board.points, tower):
            home = to.O_POINTS + tower * to.N_POINT
            row[home + 21] = unit(row[home + 21] + 1.0 / rules.KNIGHTS_PER_TOWER)
            row[home + 22] = unit(row[home + 22] + health / rules.KNIGHTS_PER_TOWER)


@kernel
def write_shots(state: State, order: NDArray[np.int64], place_of: NDArray[np.int64], count: int, row: NDArray[np.float32]) -> None:
    """Shots that are seen, and what they bring to the enemies that are seen. `place_of` (MAX_ENEMIES,) is room to work in."""
    shots, at = state.shots, to.O_SHOTS
    place_of[:] = -1
    for k in range(count):
        place_of[order[k]] = k
    for p in range(state.clock[st.C_SHOT_TOP]):
        kind = int(shots[p, st.P_KIND])
        if kind == 0 or covered(state.field, shots[p, st.P_X], shots[p, st.P_Y]):
            continue
        row[at] = 1.0
        row[at + 1] = unit(shots[p, st.P_X] / by.HALF_MAP)
        row[at + 2] = unit(shots[p, st.P_Y] / by.HALF_MAP)
        row[at + 3 + rules.ARCHER_TOWER - kind] = 1.0
        row[at + 6] = unit(shots[p, st.P_DAMAGE] / by.TOWER_DAMAGE)
        at += to.N_SHOT
        target = int(shots[p, st.P_TARGET])
        if place_of[target] >= 0 and state.enemies[target, st.E_SERIAL] == shots[p, st.P_SERIAL]:
            mine = to.O_ENEMIES + place_of[target] * to.N_ENEMY
            row[mine + SHOTS_COMING] = unit(row[mine + SHOTS_COMING] + 1.0 / by.SHOTS)
            row[mine + DAMAGE_COMING] = unit(row[mine + DAMAGE_COMING] + shots[p, st.P_DAMAGE] / by.SHOT_DAMAGE)


@kernel
def write_fires(board: Board, state: State, row: NDArray[np.float32]) -> None:
    """Fires of Rage that are seen."""
    fires, at = state.fires, to.O_FIRES
    for i in range(rules.MAX_FIRES):
        if fires[i, st.B_TICKS] > 0.0 and not covered(state.field, fires[i, st.B_X], fires[i, st.B_Y]):
            row[at] = 1.0
            row[at + 1] = unit(fires[i, st.B_X] / by.HALF_MAP)
            row[at + 2] = unit(fires[i, st.B_Y] / by.HALF_MAP)
            row[at + 3] = unit(fires[i, st.B_TICKS] * TICK_S / by.LEFT_S)
            at += to.N_FIRE
