"""Enemies strike back at the fighter that stands before them: alone, all around it, or with one great blast."""

from garrison_server.board import K_BLAST, K_DAMAGE, K_EXTRA, K_INTERVAL_TICKS, K_STRIKE, Board
from garrison_server.jit import kernel
from garrison_server.rules import REACH
from garrison_server.sim.draws import uniform
from garrison_server.sim.lives import hurt_enemy, hurt_fighter
from garrison_server.state import (
    C_ENEMY_TOP,
    C_FIGHTER_TOP,
    E_COOLDOWN,
    E_FOE,
    E_HP,
    E_KIND,
    E_X,
    E_Y,
    F_HP,
    F_X,
    F_Y,
    State,
)


@kernel
def strike(board: Board, state: State) -> None:
    """One tick of every enemy that has a fighter before it."""
    enemies, fighters = state.enemies, state.fighters
    for row in range(state.clock[C_ENEMY_TOP]):
        if enemies[row, E_HP] == 0.0:
            continue
        if enemies[row, E_COOLDOWN] > 0.0:
            enemies[row, E_COOLDOWN] -= 1.0
        f, kind = int(enemies[row, E_FOE]) - 1, int(enemies[row, E_KIND])
        if f < 0 or enemies[row, E_COOLDOWN] > 0.0 or board.kinds[kind, K_DAMAGE] == 0.0:
            continue
        dx, dy = fighters[f, F_X] - enemies[row, E_X], fighters[f, F_Y] - enemies[row, E_Y]
        if dx * dx + dy * dy > REACH * REACH:
            continue
        enemies[row, E_COOLDOWN] = board.kinds[kind, K_INTERVAL_TICKS]
        if board.kinds[kind, K_BLAST] > 0.0:
            hit_around(board, state, kind, enemies[row, E_X], enemies[row, E_Y], board.kinds[kind, K_BLAST])
            hurt_enemy(board, state, row, enemies[row, E_HP])
        elif board.kinds[kind, K_STRIKE] > 0.0:
            hit_around(board, state, kind, fighters[f, F_X], fighters[f, F_Y], board.kinds[kind, K_STRIKE])
        else:
            hurt_fighter(board, state, f, roll(board, state, kind))


@kernel
def roll(board: Board, state: State, kind: int) -> float:
    """The damage of one blow of this kind of enemy."""
    return board.kinds[kind, K_DAMAGE] + uniform(state.rng) * board.kinds[kind, K_EXTRA]


@kernel
def hit_around(board: Board, state: State, kind: int, x: float, y: float, radius: float) -> None:
    """Hit every fighter within `radius` of (x, y), each with a roll of its own."""
    fighters = state.fighters
    for f in range(state.clock[C_FIGHTER_TOP]):
        if fighters[f, F_HP] > 0.0:
            dx, dy = fighters[f, F_X] - x, fighters[f, F_Y] - y
            if dx * dx + dy * dy <= radius * radius:
                hurt_fighter(board, state, f, roll(board, state, kind))
