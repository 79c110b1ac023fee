"""The lines of the brief view, one kernel each: written into `out` from `at` on; each answers where the next one goes."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from garrison_server import board as bd
from garrison_server import rules
from garrison_server import state as st
from garrison_server.board import Board
from garrison_server.jit import kernel
from garrison_server.observe.action_space import sees_coin
from garrison_server.observe.scene import fights, sees_fighter, sees_point
from garrison_server.observe.writing import Bytes, put, put_number, put_row, put_whole
from garrison_server.rules import TICKS_PER_S
from garrison_server.sim.fog import covered
from garrison_server.sim.refusals import point_at
from garrison_server.state import State

DIGITS: Final = 1  # of a moving thing's coordinates


class Words(NamedTuple):
    """Tables of texts, for `put_row`; the sites of level b stand from row b * MAX_POINTS on."""

    sites: Bytes  # name, place and the road in an archer's range
    names: Bytes  # of sites
    kinds: Bytes  # of enemies
    towers: Bytes  # what stands on a site, by kind
    actions: Bytes
    errors: Bytes


@kernel
def put_place(out: Bytes, at: int, x: float, y: float) -> int:
    """A place, as (x,y)."""
    at = put_number(out, put(out, at, b"("), x, DIGITS)
    at = put_number(out, put(out, at, b","), y, DIGITS)
    return put(out, at, b")")


@kernel
def put_seconds(out: Bytes, at: int, ticks: float) -> int:
    """A time in whole seconds, rounded up."""
    return put(out, put_whole(out, at, int(np.ceil(ticks / TICKS_PER_S))), b" s")


@kernel
def put_price(out: Bytes, at: int, price: float, gold: float) -> int:
    """A price, and whether the gold in hand pays it."""
    at = put_number(out, at, price, 0)
    return put(out, at, b" yes") if gold >= price else put(out, at, b" no")


@kernel
def put_counts(out: Bytes, at: int, counts: NDArray[np.int64], words: Words) -> int:
    """How many of each kind, as `3 goblin, 1 ogre`."""
    first = True
    for kind in range(rules.N_KINDS):
        if counts[kind] > 0:
            if not first:
                at = put(out, at, b", ")
            at = put_whole(out, at, counts[kind])
            at = put_row(out, put(out, at, b" "), words.kinds, kind)
            first = False
    return at


@kernel
def write_wave(board: Board, state: State, ends: NDArray[np.int64], counts: NDArray[np.int64], words: Words, out: Bytes, at: int) -> int:
    """The clock and the waves. `counts` (N_KINDS,) is room to work in."""
    clock = state.clock
    at = put_whole(out, put(out, at, b"Time "), clock[st.C_TICK] // TICKS_PER_S)
    at = put_whole(out, put(out, at, b" s, step "), clock[st.C_STEP])
    at = put_whole(out, put(out, at, b". Wave "), clock[st.C_WAVE])
    at = put_whole(out, put(out, at, b" of "), int(board.numbers[bd.B_WAVES]))
    if state.attack.shape[0] > 0:
        return write_window(board, state, counts, words, out, at)
    if ends[1] <= ends[0]:
        return put(out, at, b", all have come.\n")
    if clock[st.C_WAVE_TICKS] > 0:
        at = put_seconds(out, put(out, at, b"; the next begins in "), clock[st.C_WAVE_TICKS])
        at = put(out, at, b" with ")
    else:
        at = put(out, at, b"; still to come: ")
    counts[:] = 0
    for k in range(ends[0], ends[1]):
        counts[board.spawns[k]] += 1
    return put(out, put_counts(out, at, counts, words), b".\n")


@kernel
def write_window(board: Board, state: State, counts: NDArray[np.int64], words: Words, out: Bytes, at: int) -> int:
    """In a siege: how long the wave goes on, and who has appeared in it."""
    clock = state.clock
    if clock[st.C_WAVE_TICKS] == 0:
        at = put(out, at, b", over")
    else:
        last = clock[st.C_WAVE] == int(board.numbers[bd.B_WAVES])
        at = put(out, at, b"; it ends in ") if last else put(out, at, b"; the next begins in ")
        at = put_seconds(out, at, clock[st.C_WAVE_TICKS])
    counts[:] = 0
    for k in range(int(state.attack[st.A_APPEARED])):
        counts[state.appeared[k] - 1] += 1
    if state.attack[st.A_APPEARED] > 0.0:
        at = put_counts(out, put(out, at, b"; appeared so far: "), counts, words)
    return put(out, at, b".\n")


@kernel
def write_purse(board: Board, state: State, seat: int, out: Bytes, at: int) -> int:
    """Life, gold, and what the gold pays."""
    gold, towers = state.seats[seat, st.S_GOLD], board.towers
    at = put_whole(out, put(out, at, b"Life "), state.clock[st.C_LIFE])
    at = put_whole(out, put(out, at, b" of "), int(board.numbers[bd.B_LIFE]))
    at = put_whole(out, put(out, at, b". Gold "), int(gold))
    at = put_price(out, put(out, at, b": archer "), towers[rules.ARCHER_TOWER - 1, bd.TT_PRICE], gold)
    at = put_price(out, put(out, at, b", magician "), towers[rules.MAGICIAN_TOWER - 1, bd.TT_PRICE], gold)
    at = put_price(out, put(out, at, b", knight "), towers[rules.KNIGHT_TOWER - 1, bd.TT_PRICE], gold)
    at = put_price(out, put(out, at, b", health "), board.numbers[bd.B_RAISE_PRICE], gold)
    return put(out, at, b".\n")


@kernel
def write_hero(state: State, seat: int, out: Bytes, at: int) -> int:
    """The hero, the reinforcements, the coin."""
    field, fighters, hero, mine = state.field, state.fighters, state.fighters[seat], state.seats[seat]
    at = put(out, at, b"Hero ")
    if hero[st.F_HP] > 0.0:
        at = put_whole(out, at, int(np.ceil(hero[st.F_HP])))
        at = put_whole(out, put(out, at, b"/"), int(mine[st.S_HERO_MAX]))
        if not sees_fighter(field, fighters, seat):
            at = put(out, at, b" hidden by fog")
        else:
            at = put_place(out, put(out, at, b" at "), hero[st.F_X], hero[st.F_Y])
            if fights(field, fighters, state.enemies, seat):
                at = put(out, at, b" fighting")
            elif hero[st.F_TICKS] > 0.0:
                at = put_place(out, put(out, at, b" going to "), hero[st.F_HOME_X], hero[st.F_HOME_Y])
    else:
        at = put_seconds(out, put(out, at, b"dead, back in "), mine[st.S_REVIVE_TICKS])
    if mine[st.S_REINFORCE_TICKS] > 0.0:
        at = put_seconds(out, put(out, at, b". Reinforcements in "), mine[st.S_REINFORCE_TICKS])
    else:
        at = put(out, at, b". Reinforcements ready")
    if sees_coin(field):
        at = put_place(out, put(out, at, b". Coin at "), field[st.D_COIN_X], field[st.D_COIN_Y])
        at = put_seconds(out, put(out, at, b" for "), field[st.D_COIN_TICKS])
    return put(out, at, b".\n")


@kernel
def write_fog(board: Board, state: State, first_site: int, words: Words, out: Bytes, at: int) -> int:
    """The cloud with what it hides, and the fires; nothing on a level without fog when nothing burns."""
    field, fires, begun = state.field, state.fires, at
    if board.numbers[bd.B_FOG] != 0.0:
        at = put_place(out, put(out, at, b"Fog at "), field[st.D_FOG_X], field[st.D_FOG_Y])
        if field[st.D_FOG_HIDES] == 0.0:
            at = put(out, at, b" burnt through, hides nothing")
        else:
            at, hidden = put(out, at, b" hides"), 0
            for t in range(int(board.numbers[bd.B_POINTS])):
                if not sees_point(field, board.points, t):
                    at = put_row(out, put(out, at, b" "), words.names, first_site + t)
                    hidden += 1
            at = put(out, at, b" no site") if hidden == 0 else at
        at = put(out, at, b". ")
    for i in range(rules.MAX_FIRES):
        if fires[i, st.B_TICKS] > 0.0 and not covered(field, fires[i, st.B_X], fires[i, st.B_Y]):
            at = put_place(out, put(out, at, b"Fire at "), fires[i, st.B_X], fires[i, st.B_Y])
            at = put_seconds(out, put(out, at, b" for "), fires[i, st.B_TICKS])
            at = put(out, at, b". ")
    return put(out, at - 1, b"\n") if at > begun else at


@kernel
def write_sites(
    board: Board, state: State, seat: int, first_site: int, knights: NDArray[np.int64], words: Words, out: Bytes, at: int
) -> int:
    """Every site that is seen, a line each. `knights` (at least MAX_POINTS long) is room to work in."""
    fighters, towers, gold = state.fighters, state.towers, state.seats[seat, st.S_GOLD]
    knights[:] = 0
    for f in range(state.seats.shape[0], state.clock[st.C_FIGHTER_TOP]):
        if fighters[f, st.F_TOWER] > 0.0 and sees_fighter(state.field, fighters, f):
            knights[int(fighters[f, st.F_TOWER]) - 1] += 1
    at = put(out, at, b"Sites [road:units in an archer's range], free unless said:\n")
    for t in range(int(board.numbers[bd.B_POINTS])):
        if not sees_point(state.field, board.points, t):
            continue
        kind, level = int(towers[t, st.T_KIND]), int(towers[t, st.T_LEVEL])
        at = put_row(out, put_row(out, at, words.sites, first_site + t), words.towers, kind)
        if kind > 0:
            at = put_whole(out, at, level)
            if towers[t, st.T_FROZEN] != 0.0:
                at = put(out, at, b" frozen")
            if kind == rules.KNIGHT_TOWER:
                at = put_whole(out, put(out, at, b", "), knights[t])
                at = put_place(out, put(out, at, b" at "), towers[t, st.T_RALLY_X], towers[t, st.T_RALLY_Y])
            if level < rules.TOP_LEVEL:
                at = put_price(out, put(out, at, b", up "), board.towers[kind - 1, bd.TT_UPGRADE], gold)
        at = put(out, at, b"\n")
    return at


@kernel
def write_last(board: Board, state: State, seat: int, first_site: int, words: Words, out: Bytes, at: int) -> int:
    """The last action and what became of it."""
    mine = state.seats[seat]
    x, y, action = mine[st.S_LAST_X], mine[st.S_LAST_Y], int(mine[st.S_LAST_ACTION])
    at = put(out, at, b"Last: ")
    at = put_row(out, at, words.actions, action) if action >= 0 else put(out, at, b"unknown action")
    site = point_at(board, x, y)
    if x != rules.ABSENT and action != rules.NOOP and action < rules.FIRE_OF_RAGE:
        if site >= 0 and action <= rules.SHOW_RANGE:
            at = put_row(out, put(out, at, b" at "), words.names, first_site + site)
        else:
            at = put_place(out, put(out, at, b" at "), x, y)
    if mine[st.S_LAST_CODE] == 0.0:
        return put(out, at, b": accepted.\n")
    at = put_whole(out, put(out, at, b": refused, error "), int(mine[st.S_LAST_CODE]))
    at = put_row(out, put(out, at, b", "), words.errors, int(mine[st.S_LAST_CODE]))
    return put(out, at, b".\n")
