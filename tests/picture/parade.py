"""A parade: one state in which everything that a picture can show stands somewhere, fog hiding or burnt through."""

import numpy as np
from tests.observe.states import Game

from garrison_levels.level import find_level
from garrison_server import board as bd
from garrison_server import rules
from garrison_server import state as st
from garrison_server.batch import Batch
from garrison_server.board import board_of

VIEWS = ("pixels:512", "pixels:84", "pixels:84:bare")
LEVEL = "garrison-2"


def parade() -> Game:
    """Slot 0: the fog hides, the hero lives. Slot 1: fires burn the fog through, the hero is dead, reinforcements are awaited."""
    batch = Batch([board_of(find_level(LEVEL))], [0, 0], [bytes(32)])
    batch.reset(np.arange(2), np.array([1, 2], np.uint64))
    for slot in range(2):
        state, board = batch.states[slot], batch.boards[0]
        _towers(state, board, slot)
        _enemies(state, board)
        _fighters(state, slot)
        _rest(state, slot)
    return Game(batch.states, batch.boards, batch.level_of)


def _towers(state: st.State, board: bd.Board, slot: int) -> None:
    """Each kind at each level, every third frozen; one point stays free, and a range is shown."""
    for i in range(int(board.numbers[bd.B_POINTS]) - 1):
        tower = state.towers[i]
        tower[[st.T_KIND, st.T_LEVEL, st.T_FROZEN]] = 1 + i % 3, (i + slot) % 4, i % 3 == slot
        tower[[st.T_RALLY_X, st.T_RALLY_Y]] = board.points[i, [bd.Q_RALLY_X, bd.Q_RALLY_Y]]
    state.seats[0, st.S_SHOWN] = 3 + slot


def _enemies(state: st.State, board: bd.Board) -> None:
    """One of each kind in two rows, hurt more and more; shots at them."""
    for kind in range(rules.N_KINDS):
        enemy = state.enemies[kind]
        enemy[st.E_KIND], enemy[st.E_SERIAL], enemy[st.E_ARC] = kind, kind, 0.12 * kind
        enemy[st.E_HP] = board.kinds[kind, bd.K_HEALTH] * (kind + 1) / rules.N_KINDS
        enemy[[st.E_X, st.E_Y]] = -2.6 + 0.72 * (kind % 8), -1.6 - 0.7 * (kind // 8)
    for k in range(24):
        turn = 2 * np.pi * k / 24
        target = k % 8
        x, y = state.enemies[target, [st.E_X, st.E_Y]] + (0.4 * np.cos(turn), 0.4 * np.sin(turn))
        state.shots[k] = 1 + k % 3, x, y, target, target, 100, 0, 0
    state.clock[[st.C_ALIVE, st.C_ENEMY_TOP, st.C_SERIAL, st.C_SHOT_TOP]] = 16, 16, 99, 24


def _fighters(state: st.State, slot: int) -> None:
    """The hero and six men at and away from their places, some of them in a fight."""
    state.fighters[0, [st.F_HP, st.F_X, st.F_Y]] = 900 * (1 - slot), 0.3, 0.4
    for i in range(1, 7):
        fighter = state.fighters[i]
        fighter[[st.F_HP, st.F_X, st.F_Y]] = 100 * i, -1.5 + 0.5 * i, 0.9
        fighter[[st.F_HOME_X, st.F_HOME_Y]] = -1.5 + 0.4 * i, 0.9
        fighter[st.F_TOWER], fighter[st.F_TICKS] = i % 2, 40
        if i > 3:
            fighter[st.F_FOE], fighter[st.F_COOLDOWN] = i, 30 - 8 * (i - 4)
            state.enemies[i - 1, st.E_FOE], state.enemies[i - 1, st.E_HOLDERS] = i + 1, 1
    state.clock[st.C_FIGHTER_TOP] = 7


def _rest(state: st.State, slot: int) -> None:
    """Coin, fog, fires and clocks."""
    state.field[[st.D_COIN_X, st.D_COIN_Y, st.D_COIN_TICKS]] = 1.9, 2.2, 17
    state.field[[st.D_FOG_X, st.D_FOG_Y, st.D_FOG_HIDES]] = -2.2, 1.2, 1 - slot
    for i in range(2 + slot):
        state.fires[i] = -0.6 + 1.1 * i, 1.6, 100 + 7 * i, 0
    state.seats[0, [st.S_GOLD, st.S_REVIVE_TICKS, st.S_REINFORCE_TICKS]] = 1234, 444 * slot, 444 * slot
    state.clock[[st.C_TICK, st.C_LIFE]] = 77, 20 - 13 * slot
