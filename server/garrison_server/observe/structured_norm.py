"""The structured_norm view: a fixed, compact float32 vector made for learning. Every value lies in [-1, 1]; absent is 0.

Row i of the towers is always tower point i; enemies come nearest to the base first. What the fog hides stays 0, but for
what the level itself tells of a point. `norm_columns` names the columns, docs/observations.md explains them.
"""

import numpy as np
from numpy.typing import NDArray

from garrison_server import board as bd
from garrison_server import rules
from garrison_server import state as st
from garrison_server.board import Board, Boards
from garrison_server.jit import kernel
from garrison_server.observe import norm_columns as to
from garrison_server.observe import scales as by
from garrison_server.observe.norm_rows import write_enemies, write_knights, write_towers
from garrison_server.observe.scene import Scratch, count_holders, fights, nearest_first, sees_fighter, supports, unit, upcoming
from garrison_server.observe.sites import sites_of
from garrison_server.rules import TICK_S
from garrison_server.sim.fog import covered
from garrison_server.sim.refusals import refusal
from garrison_server.state import State
from garrison_server.table import Rows

ARCHER = rules.ARCHER_TOWER - 1


def norm_templates(boards: Boards) -> NDArray[np.float32]:
    """What never changes in a level, one row per board: float32 (levels, SIZE); the rest is 0."""
    out = np.zeros((len(boards.numbers), to.SIZE), np.float32)
    for b, row in enumerate(out):
        board = boards[b]
        sites = sites_of(board)
        numbers = board.numbers
        row[[to.BASE_X, to.BASE_Y]] = numbers[[bd.B_BASE_X, bd.B_BASE_Y]] / by.HALF_MAP
        row[to.FOG_ON] = numbers[bd.B_FOG]
        row[to.COIN_VALUE] = min((numbers[bd.B_COIN_VALUE] + numbers[bd.B_COIN_EXTRA] / 2) / by.COIN_VALUE, 1.0)
        towers = row[to.O_TOWERS : to.O_KNIGHTS].reshape(rules.MAX_POINTS, to.N_TOWER)
        for i in range(int(numbers[bd.B_POINTS])):
            tower = dict.fromkeys(to.TOWER, 0.0)
            tower["x"], tower["y"] = board.points[i, [bd.Q_X, bd.Q_Y]] / by.HALF_MAP
            tower["road_covered"] = min(sites.cover[i, :, ARCHER].sum() / by.COVER, 1.0)
            tower["road_left"] = min(sites.remaining[i, sites.gap[i].argmin()] / by.ROAD, 1.0)
            towers[i] = list(tower.values())
    return out


@kernel
def write_norm(
    states: Rows,
    boards: Rows,
    level_of: NDArray[np.int64],
    slots: NDArray[np.int64],
    seat: int,
    template: NDArray[np.float32],
    scratch: Scratch,
    out: NDArray[np.float32],
) -> None:
    """Fill `out` (n, SIZE): row i shows slot slots[i] as `seat` sees it."""
    order, holders, ends, remaining = scratch.order, scratch.holders, scratch.ends, scratch.remaining
    for i in range(slots.size):
        level = level_of[slots[i]]
        state, board = states[slots[i]], boards[level]
        row = out[i]
        for k in range(to.SIZE):
            row[k] = template[level, k]
        count = nearest_first(board, state, order, remaining)
        count_holders(state, holders)
        upcoming(board, state, ends)
        write_globals(board, state, seat, ends, row)
        write_enemies(board, state, order, remaining, holders, count, row)
        write_towers(board, state, seat, order, count, row)
        write_knights(board, state, row)


@kernel
def write_globals(board: Board, state: State, seat: int, ends: NDArray[np.int64], row: NDArray[np.float32]) -> None:
    """All columns before the rows of enemies, but for the totals over them."""
    _write_clock(board, state, ends, row)
    _write_purse(board, state, seat, row)
    _write_hero(board, state, seat, row)
    _write_coin_and_fog(board, state, row)
    _write_next(board, state, ends, row)


@kernel
def _write_clock(board: Board, state: State, ends: NDArray[np.int64], row: NDArray[np.float32]) -> None:
    clock, numbers = state.clock, board.numbers
    wave, waves = clock[st.C_WAVE], numbers[bd.B_WAVES]
    row[to.TIME] = unit(clock[st.C_TICK] / by.TIME_TICKS)
    row[to.WAVE] = unit(wave / by.WAVES)
    row[to.WAVES_LEFT] = unit((waves - wave) / by.WAVES)
    row[to.WAVES_DONE] = wave / waves
    row[to.COUNTING_DOWN] = clock[st.C_WAVE_TICKS] > 0
    row[to.COUNTDOWN] = unit(clock[st.C_WAVE_TICKS] * TICK_S / by.COUNTDOWN_S)
    if clock[st.C_WAVE_TICKS] == 0 and ends[1] > ends[0]:
        row[to.SENDING] = 1.0
        row[to.NEXT_ENEMY_IN] = unit(clock[st.C_SPAWN_TICKS] * TICK_S / by.NEXT_ENEMY_S)
    row[to.STILL_TO_SEND] = (ends[1] - ends[0]) / rules.MAX_WAVE_ENEMIES
    row[to.LIFE] = clock[st.C_LIFE] / numbers[bd.B_LIFE]
    row[to.LIFE_POINTS] = unit(clock[st.C_LIFE] / by.LIFE)


@kernel
def _write_purse(board: Board, state: State, seat: int, row: NDArray[np.float32]) -> None:
    mine = state.seats[seat]
    gold, most = mine[st.S_GOLD], board.numbers[bd.B_GOLD_MAX]
    row[to.GOLD] = unit(gold / by.GOLD)
    row[to.GOLD_FULL] = gold / most if most > 0.0 else 1.0
    row[to.CAN_PAY_HEALTH] = gold >= board.numbers[bd.B_RAISE_PRICE]
    for k in range(3):  # archer, magician, knight
        price = board.towers[2 - k, bd.TT_PRICE]
        row[to.CAN_PAY_ARCHER + k] = gold >= price
        row[to.ARCHERS_PAYABLE + k] = unit(gold / (price * by.PAYABLE)) if price > 0.0 else 1.0
    row[to.REINFORCEMENTS_READY] = mine[st.S_REINFORCE_TICKS] == 0.0
    row[to.REINFORCEMENTS_IN] = unit(mine[st.S_REINFORCE_TICKS] * TICK_S / by.REINFORCE_S)
    row[to.LAST_REFUSED] = mine[st.S_LAST_CODE] != 0.0


@kernel
def _write_hero(board: Board, state: State, seat: int, row: NDArray[np.float32]) -> None:
    hero, mine = state.fighters[seat], state.seats[seat]
    row[to.HERO_ALIVE] = hero[st.F_HP] > 0.0
    row[to.HERO_BACK_IN] = unit(mine[st.S_REVIVE_TICKS] * TICK_S / by.REVIVE_S)
    row[to.HERO_HEALTH] = unit(hero[st.F_HP] / mine[st.S_HERO_MAX])
    row[to.HERO_HEALTH_POINTS] = unit(hero[st.F_HP] / by.HERO_HEALTH)
    row[to.FIRE_POSSIBLE] = refusal(board, state, seat, 0.0, 0.0, float(rules.FIRE_OF_RAGE)) == rules.OK
    if sees_fighter(state.field, state.fighters, seat):
        row[to.HERO_SEEN] = 1.0
        row[to.HERO_X] = unit(hero[st.F_X] / by.HALF_MAP)
        row[to.HERO_Y] = unit(hero[st.F_Y] / by.HALF_MAP)
        row[to.HERO_FIGHTS] = fights(state.field, state.fighters, state.enemies, seat)
        row[to.HERO_MARCHES] = hero[st.F_TICKS] > 0.0


@kernel
def _write_coin_and_fog(board: Board, state: State, row: NDArray[np.float32]) -> None:
    field = state.field
    if field[st.D_COIN_TICKS] > 0.0 and not covered(field, field[st.D_COIN_X], field[st.D_COIN_Y]):
        row[to.COIN_SEEN] = 1.0
        row[to.COIN_X] = unit(field[st.D_COIN_X] / by.HALF_MAP)
        row[to.COIN_Y] = unit(field[st.D_COIN_Y] / by.HALF_MAP)
        row[to.COIN_LEFT] = unit(field[st.D_COIN_TICKS] * TICK_S / by.COIN_S)
    if board.numbers[bd.B_FOG] != 0.0:
        row[to.FOG_HIDES] = field[st.D_FOG_HIDES]
        row[to.FOG_X] = unit(field[st.D_FOG_X] / by.FOG_REACH)
        row[to.FOG_Y] = unit(field[st.D_FOG_Y] / by.FOG_REACH)
    burning = 0
    for i in range(rules.MAX_FIRES):
        if state.fires[i, st.B_TICKS] > 0.0 and not covered(field, state.fires[i, st.B_X], state.fires[i, st.B_Y]):
            burning += 1
    row[to.FIRES] = burning / rules.MAX_FIRES


@kernel
def _write_next(board: Board, state: State, ends: NDArray[np.int64], row: NDArray[np.float32]) -> None:
    kinds, at = board.kinds, to.O_NEXT
    health, flyers, strongest = 0.0, 0, 0.0
    for k in range(ends[0], ends[1]):
        kind = board.spawns[k]
        health += kinds[kind, bd.K_HEALTH]
        flyers += kinds[kind, bd.K_FLYING] > 0.0
        strongest = max(strongest, kinds[kind, bd.K_HEALTH])
        if at < to.O_NEXT_ALL:
            row[at] = 1.0
            row[at + 1] = unit(kinds[kind, bd.K_HEALTH] / by.ENEMY_HEALTH)
            row[at + 2] = unit(kinds[kind, bd.K_STEP] / TICK_S / by.SPEED)
            row[at + 3] = kinds[kind, bd.K_FLYING]
            row[at + 4] = unit(kinds[kind, bd.K_DAMAGE] / by.DAMAGE)
            row[at + 5] = supports(kinds, kind)
            at += to.N_NEXT
    row[to.O_NEXT_ALL] = (ends[1] - ends[0]) / rules.MAX_WAVE_ENEMIES
    row[to.O_NEXT_ALL + 1] = unit(health / by.CROWD_HEALTH)
    row[to.O_NEXT_ALL + 2] = unit(flyers / by.FLYERS)
    row[to.O_NEXT_ALL + 3] = unit(strongest / by.BOSS_HEALTH)
