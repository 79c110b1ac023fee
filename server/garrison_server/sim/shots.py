"""Projectiles: an arrow follows its enemy, a magician's bolt flies to a place and bursts there."""

import math

from garrison_server.board import K_ARROW, K_FLYING, Board
from garrison_server.jit import kernel
from garrison_server.rules import ARCHER_TOWER, BLAST_RADIUS, MAGICIAN_TOWER, MAX_PROJECTILES, PROJECTILE_SPEED, TICK_S
from garrison_server.sim.lives import hurt_enemy
from garrison_server.state import (
    C_ENEMY_TOP,
    C_SERIAL,
    C_SHOT_TOP,
    E_HP,
    E_KIND,
    E_SERIAL,
    E_X,
    E_Y,
    P_AIM_X,
    P_AIM_Y,
    P_DAMAGE,
    P_KIND,
    P_SERIAL,
    P_TARGET,
    P_X,
    P_Y,
    State,
)

SHOT_STEP = PROJECTILE_SPEED * TICK_S


@kernel
def launch(state: State, kind: int, x: float, y: float, row: int, damage: float) -> bool:
    """Let a projectile fly from (x, y) at an enemy; False when the air is full and the shot must wait."""
    shots = state.shots
    for s in range(MAX_PROJECTILES):
        if shots[s, P_KIND] == 0.0:
            shots[s, P_KIND], shots[s, P_X], shots[s, P_Y] = kind, x, y
            shots[s, P_TARGET], shots[s, P_SERIAL] = row, state.enemies[row, E_SERIAL]
            shots[s, P_DAMAGE] = damage
            shots[s, P_AIM_X], shots[s, P_AIM_Y] = state.enemies[row, E_X], state.enemies[row, E_Y]
            state.clock[C_SHOT_TOP] = max(state.clock[C_SHOT_TOP], s + 1)
            return True
    return False


@kernel
def fly(board: Board, state: State) -> None:
    """Move every projectile by one tick; those that arrive do their work, those whose enemy is gone are lost."""
    shots, clock = state.shots, state.clock
    for s in range(clock[C_SHOT_TOP]):
        if shots[s, P_KIND] == 0.0:
            continue
        row = int(shots[s, P_TARGET])
        if shots[s, P_KIND] != MAGICIAN_TOWER:
            if state.enemies[row, E_HP] == 0.0 or state.enemies[row, E_SERIAL] != shots[s, P_SERIAL]:
                shots[s, :] = 0.0
                continue
            shots[s, P_AIM_X], shots[s, P_AIM_Y] = state.enemies[row, E_X], state.enemies[row, E_Y]
        dx, dy = shots[s, P_AIM_X] - shots[s, P_X], shots[s, P_AIM_Y] - shots[s, P_Y]
        square = dx * dx + dy * dy
        if square > SHOT_STEP * SHOT_STEP:
            distance = math.sqrt(square)
            shots[s, P_X] += dx / distance * SHOT_STEP
            shots[s, P_Y] += dy / distance * SHOT_STEP
        else:
            land(board, state, s, row)
            shots[s, :] = 0.0
    while clock[C_SHOT_TOP] > 0 and shots[clock[C_SHOT_TOP] - 1, P_KIND] == 0.0:
        clock[C_SHOT_TOP] -= 1


@kernel
def land(board: Board, state: State, s: int, row: int) -> None:
    """An arrow or the hero's fire hits its enemy; a bolt hits every ground enemy near."""
    damage = state.shots[s, P_DAMAGE]
    if state.shots[s, P_KIND] == MAGICIAN_TOWER:
        burst(board, state, state.shots[s, P_AIM_X], state.shots[s, P_AIM_Y], damage)
    elif state.shots[s, P_KIND] == ARCHER_TOWER:
        hurt_enemy(board, state, row, damage * board.kinds[int(state.enemies[row, E_KIND]), K_ARROW])
    else:
        hurt_enemy(board, state, row, damage)


@kernel
def burst(board: Board, state: State, x: float, y: float, damage: float) -> None:
    """Hurt the ground enemies within BLAST_RADIUS of (x, y), but none that only rise from this very blast."""
    enemies, born = state.enemies, state.clock[C_SERIAL]
    for row in range(state.clock[C_ENEMY_TOP]):
        if enemies[row, E_HP] > 0.0 and enemies[row, E_SERIAL] < born:
            dx, dy = enemies[row, E_X] - x, enemies[row, E_Y] - y
            if dx * dx + dy * dy <= BLAST_RADIUS * BLAST_RADIUS and board.kinds[int(enemies[row, E_KIND]), K_FLYING] == 0.0:
                hurt_enemy(board, state, row, damage)
