"""Another state that looks the same: everything the fog hides is changed at random, nothing else."""

import numpy as np
from numpy.typing import NDArray
from tests.observe.naive import hidden

from garrison_server import board as bd
from garrison_server import rules
from garrison_server import state as st
from garrison_server.board import Board
from garrison_server.state import State

Draw = np.random.Generator


def scramble(board: Board, state: State, draw: Draw) -> None:
    """Change what is hidden in `state`, in place."""
    state.rng[0] = draw.integers(0, 2**63)
    state.tally[:, [st.L_SPAWNED, st.L_SLAIN]] = draw.integers(0, 50, (len(state.tally), 2))
    state.clock[[st.C_SERIAL, st.C_RESERVED]] = draw.integers(0, 50, 2)
    state.field[st.D_FOG_STEP] = draw.uniform(-0.01, 0.01)
    if not state.field[st.D_FOG_HIDES]:
        return
    _towers(board, state, draw)
    _enemies(board, state, draw)
    _fighters(board, state, draw)
    _bonds(board, state, draw)
    _shots(state, draw)
    _coin(state, draw)
    for f in np.flatnonzero(state.fighters[: len(state.seats), st.F_HP]):
        if hidden(state, *state.fighters[f, [st.F_X, st.F_Y]]):
            state.fighters[f, [st.F_X, st.F_Y]] = _in_fog(state, draw)
            state.fighters[f, [st.F_HOME_X, st.F_HOME_Y, st.F_COOLDOWN, st.F_TICKS]] = draw.integers(0, 2, 4)


def _in_fog(state: State, draw: Draw) -> NDArray[np.float64]:
    """A place under the cloud."""
    return state.field[[st.D_FOG_X, st.D_FOG_Y]] + draw.uniform(-0.6, 0.6, 2) * (1.75, 0.85)


def _towers(board: Board, state: State, draw: Draw) -> None:
    for t in range(int(board.numbers[bd.B_POINTS])):
        if hidden(state, *board.points[t, :2]):
            state.towers[t] = draw.uniform(0, 3, st.N_TOWER)
            state.towers[t, [st.T_KIND, st.T_LEVEL, st.T_FROZEN]] = draw.integers(0, [4, 4, 2])
            state.towers[t, st.T_OWNER] = 0
        state.towers[t, st.T_KNIGHTS] = draw.integers(0, 4)  # counts hidden knights too


def _enemies(board: Board, state: State, draw: Draw) -> None:
    for enemy in state.enemies:
        if enemy[st.E_HP] > 0 and not hidden(state, enemy[st.E_X], enemy[st.E_Y]):
            continue
        enemy[:] = 0
        if draw.random() < 0.4:
            enemy[:] = draw.uniform(0, 5, st.N_ENEMY)
            enemy[[st.E_X, st.E_Y]] = _in_fog(state, draw)
            enemy[[st.E_KIND, st.E_PATH, st.E_SEGMENT]] = draw.integers(0, [rules.N_KINDS, board.numbers[bd.B_PATHS], 1])
            enemy[[st.E_FOE, st.E_HOLDERS]] = 0
    alive = np.flatnonzero(state.enemies[:, st.E_HP])
    state.clock[st.C_ALIVE] = len(alive)
    state.clock[st.C_ENEMY_TOP] = alive[-1] + 1 if len(alive) else 0


def _fighters(board: Board, state: State, draw: Draw) -> None:
    seats = len(state.seats)
    for fighter in state.fighters[seats:]:
        if fighter[st.F_HP] > 0 and not hidden(state, fighter[st.F_X], fighter[st.F_Y]):
            continue
        fighter[:] = 0
        if draw.random() < 0.4:
            fighter[:] = draw.uniform(0, 5, st.N_FIGHTER)
            fighter[[st.F_X, st.F_Y]] = _in_fog(state, draw)
            fighter[[st.F_FOE, st.F_SPOT]] = 0
            fighter[st.F_TOWER] = draw.integers(0, board.numbers[bd.B_POINTS] + 1)
    alive = np.flatnonzero(state.fighters[:, st.F_HP])
    state.clock[st.C_FIGHTER_TOP] = max(alive[-1] + 1 if len(alive) else 0, seats)


def _bonds(board: Board, state: State, draw: Draw) -> None:
    """Who holds whom: a bond is seen only where both its ends are."""
    enemies, fighters = state.enemies, state.fighters
    seen_enemy = [e[st.E_HP] > 0 and not hidden(state, e[st.E_X], e[st.E_Y]) for e in enemies]
    seen_fighter = [f[st.F_HP] > 0 and not hidden(state, f[st.F_X], f[st.F_Y]) for f in fighters]
    veiled_enemies = [0, *(1 + i for i, e in enumerate(enemies) if e[st.E_HP] > 0 and not seen_enemy[i])]
    veiled_fighters = [0, *(1 + i for i, f in enumerate(fighters) if f[st.F_HP] > 0 and not seen_fighter[i])]
    every_enemy = [0, *(1 + i for i, e in enumerate(enemies) if e[st.E_HP] > 0)]
    for i, fighter in enumerate(fighters):
        foe = int(fighter[st.F_FOE]) - 1
        if fighter[st.F_HP] > 0 and not (seen_fighter[i] and foe >= 0 and seen_enemy[foe]):
            fighter[st.F_FOE] = draw.choice(veiled_enemies if seen_fighter[i] else every_enemy)
    for i, enemy in enumerate(enemies):
        foe = int(enemy[st.E_FOE]) - 1
        if seen_enemy[i] and not (foe >= 0 and seen_fighter[foe]):
            enemy[st.E_FOE] = draw.choice(veiled_fighters)
        if enemy[st.E_HP] > 0:
            enemy[st.E_HOLDERS] = np.count_nonzero(fighters[:, st.F_FOE] == i + 1)


def _shots(state: State, draw: Draw) -> None:
    for shot in state.shots:
        if shot[st.P_KIND] > 0 and not hidden(state, shot[st.P_X], shot[st.P_Y]):
            shot[[st.P_AIM_X, st.P_AIM_Y]] = draw.uniform(-3, 3, 2)
            continue
        shot[:] = 0
        if draw.random() < 0.4:
            shot[[st.P_X, st.P_Y]] = _in_fog(state, draw)
            shot[[st.P_KIND, st.P_TARGET]] = draw.integers([1, 0], [4, rules.MAX_ENEMIES])
            shot[st.P_SERIAL] = state.enemies[int(shot[st.P_TARGET]), st.E_SERIAL]
            shot[st.P_DAMAGE] = 99
    alive = np.flatnonzero(state.shots[:, st.P_KIND])
    state.clock[st.C_SHOT_TOP] = alive[-1] + 1 if len(alive) else 0


def _coin(state: State, draw: Draw) -> None:
    field = state.field
    if field[st.D_COIN_TICKS] > 0 and not hidden(state, field[st.D_COIN_X], field[st.D_COIN_Y]):
        return
    field[[st.D_COIN_X, st.D_COIN_Y]] = _in_fog(state, draw)
    field[[st.D_COIN_TICKS, st.D_COIN_WAIT]] = draw.choice([[0, 50], [120, 0]])
