"""The attacker's view in a siege: one float32 vector. Every value lies in [-1, 1]; absent is 0. Columns: `attack_columns`.

It holds the attacker's own gold, bounds and queue, and what is to be seen on the map. The fog hides here what it hides
everywhere. Of the defenders' purses, cooldowns, plans and last actions it tells nothing.
"""

import numpy as np
from numpy.typing import NDArray

from garrison_server import board as bd
from garrison_server import rules
from garrison_server import state as st
from garrison_server.board import Board, Boards
from garrison_server.jit import kernel
from garrison_server.observe import attack_columns as to
from garrison_server.observe import scales as by
from garrison_server.observe.attack_rows import write_enemies, write_fighters, write_queue, write_towers
from garrison_server.observe.scene import Scratch, count_holders, nearest_first, supports, unit
from garrison_server.observe.sites import sites_of
from garrison_server.rules import TICK_S
from garrison_server.sim.siege import NEXT, PRESENT, most_cost, most_count, price_refusal
from garrison_server.state import State
from garrison_server.table import Rows

Covers = NDArray[np.float64]  # (levels, MAX_POINTS, MAX_PATHS, 3) road within a tower's range, by kind - 1


def attack_templates(boards: Boards) -> NDArray[np.float32]:
    """What never changes in a level, one row per board: float32 (levels, SIZE); the rest is 0."""
    out = np.zeros((len(boards.numbers), to.SIZE), np.float32)
    for b, row in enumerate(out):
        board, kinds = boards[b], boards[b].kinds
        row[[to.BASE_X, to.BASE_Y]] = board.numbers[[bd.B_BASE_X, bd.B_BASE_Y]] / by.HALF_MAP
        row[to.FOG_ON] = board.numbers[bd.B_FOG]
        for kind in range(rules.SKELETON):
            told = (
                rules.ENEMY_COSTS[kind] / by.GOLD, kinds[kind, bd.K_HEALTH] / by.BOSS_HEALTH, kinds[kind, bd.K_STEP] / TICK_S / by.SPEED,
                kinds[kind, bd.K_FLYING], kinds[kind, bd.K_DAMAGE] / by.DAMAGE, supports(kinds, kind),
            )  # fmt: skip
            at = to.O_KINDS + kind * to.N_KIND
            row[at : at + len(told)] = np.minimum(told, 1.0)
        for p in range(int(board.numbers[bd.B_PATHS])):
            length = board.paths[p, board.lengths[p] - 1, bd.W_ARC]
            at = to.O_ROADS + p * to.N_ROAD
            row[at : at + 4] = 1.0, min(length / by.ROAD, 1.0), *np.clip(board.paths[p, 0, :2] / by.HALF_MAP, -1.0, 1.0)
    return out


def covers(boards: Boards) -> Covers:
    """How much of each road each tower point covers, on every level."""
    return np.array([sites_of(boards[b]).cover for b in range(len(boards))])


@kernel
def write_attack(
    states: Rows,
    boards: Rows,
    level_of: NDArray[np.int64],
    slots: NDArray[np.int64],
    template: NDArray[np.float32],
    cover: Covers,
    scratch: Scratch,
    out: NDArray[np.float32],
) -> None:
    """Fill `out` (n, SIZE): row i shows slot slots[i] as its attacker sees it."""
    order, holders, remaining = scratch.order, scratch.holders, scratch.remaining
    for i in range(slots.size):
        level = level_of[slots[i]]
        state, board, row = states[slots[i]], boards[level], out[i]
        for k in range(to.SIZE):
            row[k] = template[level, k]
        count = nearest_first(board, state, order, remaining)
        count_holders(state, holders)
        _write_clock(board, state, row)
        _write_bounds(board, state, row)
        _write_kinds(board, state, row)
        write_towers(board, state, cover[level], row)
        write_enemies(board, state, order, remaining, holders, count, row)
        write_fighters(board, state, row)
        write_queue(board, state, row)


@kernel
def _write_clock(board: Board, state: State, row: NDArray[np.float32]) -> None:
    clock, field, waves = state.clock, state.field, board.numbers[bd.B_WAVES]
    row[to.TIME] = unit(clock[st.C_TICK] / by.TIME_TICKS)
    row[to.WAVE] = unit(clock[st.C_WAVE] / by.WAVES)
    row[to.WAVES_LEFT] = unit((waves - clock[st.C_WAVE]) / by.WAVES)
    row[to.WAVES_DONE] = clock[st.C_WAVE] / waves
    row[to.WAVE_OPEN] = clock[st.C_WAVE] > 0 and clock[st.C_WAVE_TICKS] > 0
    row[to.WAVE_TIME_LEFT] = unit(clock[st.C_WAVE_TICKS] * TICK_S / by.COUNTDOWN_S)
    row[to.LIFE] = clock[st.C_LIFE] / board.numbers[bd.B_LIFE]
    row[to.LIFE_POINTS] = unit(clock[st.C_LIFE] / by.LIFE)
    if board.numbers[bd.B_FOG] != 0.0:
        row[to.FOG_HIDES] = field[st.D_FOG_HIDES]
        row[to.FOG_X] = unit(field[st.D_FOG_X] / by.FOG_REACH)
        row[to.FOG_Y] = unit(field[st.D_FOG_Y] / by.FOG_REACH)


@kernel
def _write_bounds(board: Board, state: State, row: NDArray[np.float32]) -> None:
    attack, wave = state.attack, state.clock[st.C_WAVE]
    row[to.BUDGET] = unit(attack[st.A_BUDGET] / by.GOLD)
    row[to.PENDING] = attack[st.A_PENDING] / rules.MAX_QUEUE
    row[to.LAST_REFUSED] = attack[st.A_LAST_CODE] != 0.0
    if wave > 0 and state.clock[st.C_WAVE_TICKS] > 0:
        _write_bound(board, wave - 1, attack[st.A_COST], attack[st.A_COUNT], row[to.NOW_GOLD_LEFT : to.NEXT_THERE])
    if wave < board.numbers[bd.B_WAVES]:
        row[to.NEXT_THERE] = 1.0
        _write_bound(board, wave, attack[st.A_NEXT_COST], attack[st.A_NEXT_COUNT], row[to.NEXT_GOLD_LEFT : to.PENDING])


@kernel
def _write_bound(board: Board, wave: int, cost: float, count: float, four: NDArray[np.float32]) -> None:
    gold, number = most_cost(board, wave), most_count(board, wave)
    four[0] = unit((gold - cost) / by.GOLD)
    four[1] = (number - count) / rules.MAX_WAVE_ENEMIES
    four[2] = cost / gold if gold > 0 else 1.0
    four[3] = count / number if number > 0 else 1.0


@kernel
def _write_kinds(board: Board, state: State, row: NDArray[np.float32]) -> None:
    clock, waves = state.clock, board.numbers[bd.B_WAVES]
    for kind in range(rules.SKELETON):
        at = to.O_KINDS + kind * to.N_KIND
        if clock[st.C_WAVE] > 0 and clock[st.C_WAVE_TICKS] > 1:  # else an enemy ordered now would appear in the next one
            row[at + 6] = price_refusal(board, state, PRESENT, kind) == rules.OK
        if clock[st.C_WAVE] < waves:
            row[at + 7] = price_refusal(board, state, NEXT, kind) == rules.OK
