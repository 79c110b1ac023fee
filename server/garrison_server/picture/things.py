"""Things on the map, as blits: each that is seen where it stands, what is further down in front of what is further up."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from garrison_server import board as bd
from garrison_server import rules
from garrison_server import state as st
from garrison_server.board import Board
from garrison_server.jit import kernel
from garrison_server.observe.scene import sees_enemy, sees_fighter, sees_point
from garrison_server.picture import catalogue as sprite
from garrison_server.picture.atlas import A_TOP
from garrison_server.picture.blits import Blits, Table, put
from garrison_server.picture.places import column, line
from garrison_server.picture.units import enemy_sprite, fighter_sprite
from garrison_server.sim.coins import seat_of
from garrison_server.sim.fog import covered
from garrison_server.sim.seats import seats_of
from garrison_server.state import State

Queue = NDArray[np.int64]
POINT: Final = 0  # what a row of the queue is
FIGHTER: Final = 1
ENEMY: Final = 2
FLYER: Final = 3
ROOM: Final = 2 + rules.MAX_POINTS + rules.MAX_ENEMIES + rules.MAX_KNIGHTS + 8


def new_queue() -> Queue:
    """Room for the things of one frame: rows of (depth, what, which); row 0 counts them."""
    return np.zeros((ROOM, 3), np.int64)


@kernel
def put_things(board: Board, state: State, side: int, sprites: Table, queue: Queue, blits: Blits) -> None:
    """Towers and units from the back to the front; what flies comes last. Health bars over all of them."""
    _queue_up(board, state, side, queue)
    _sort(queue)
    for k in range(1, queue[0, 0] + 1):
        what, which = queue[k, 1], queue[k, 2]
        if what == POINT:
            _put_point(board, state, which, side, sprites, blits)
        elif what == FIGHTER:
            row = state.fighters[which]
            put(blits, fighter_sprite(board, state, which), column(row[st.F_X], side), line(row[st.F_Y], side))
        else:
            row = state.enemies[which]
            put(blits, enemy_sprite(board, state, which), column(row[st.E_X], side), line(row[st.E_Y], side))
    for k in range(1, queue[0, 0] + 1):
        if queue[k, 1] == FIGHTER:
            _put_own_bar(board, state, queue[k, 2], side, sprites, blits)
        elif queue[k, 1] != POINT:
            _put_foe_bar(board, state, queue[k, 2], side, sprites, blits)


@kernel
def _queue_up(board: Board, state: State, side: int, queue: Queue) -> None:
    """All that is seen, in rows of the state."""
    queue[0, 0] = 0
    for i in range(int(board.numbers[bd.B_POINTS])):
        if sees_point(state.field, board.points, i):
            _enter(queue, line(board.points[i, bd.Q_Y], side), POINT, i)
    for i in range(state.clock[st.C_FIGHTER_TOP]):
        if sees_fighter(state.field, state.fighters, i):
            _enter(queue, line(state.fighters[i, st.F_Y], side), FIGHTER, i)
    for i in range(state.clock[st.C_ENEMY_TOP]):
        if sees_enemy(state.field, state.enemies, i):
            flies = board.kinds[int(state.enemies[i, st.E_KIND]), bd.K_FLYING] > 0.0
            _enter(queue, line(state.enemies[i, st.E_Y], side) + (4 * side if flies else 0), FLYER if flies else ENEMY, i)


@kernel
def _enter(queue: Queue, depth: int, what: int, which: int) -> None:
    row = queue[0, 0] + 1
    queue[0, 0] = row
    queue[row, 0] = depth
    queue[row, 1] = what
    queue[row, 2] = which


@kernel
def _sort(queue: Queue) -> None:
    """By depth; equals keep their order."""
    for k in range(2, queue[0, 0] + 1):
        depth, what, which = queue[k, 0], queue[k, 1], queue[k, 2]
        place = k
        while place > 1 and queue[place - 1, 0] > depth:
            for c in range(3):
                queue[place, c] = queue[place - 1, c]
            place -= 1
        queue[place, 0] = depth
        queue[place, 1] = what
        queue[place, 2] = which


@kernel
def _put_point(board: Board, state: State, point: int, side: int, sprites: Table, blits: Blits) -> None:
    """A tower point: its empty site, or its tower with the frost, the level's badge, and its seat's banner among several."""
    x, y = column(board.points[point, bd.Q_X], side), line(board.points[point, bd.Q_Y], side)
    kind = int(state.towers[point, st.T_KIND])
    if kind == rules.NO_TOWER:
        put(blits, sprite.SITE, x, y)
        return
    put(blits, sprite.TOWERS + kind - 1, x, y)
    if state.towers[point, st.T_FROZEN] != 0.0:
        put(blits, sprite.FROST, x, y)
    put(blits, sprite.BADGES + int(state.towers[point, st.T_LEVEL]), x, y)
    if seats_of(board, state) > 1:
        put(blits, sprite.BANNER + int(state.towers[point, st.T_OWNER]), x, y + sprites[sprite.TOWERS + kind - 1, A_TOP])


@kernel
def bar_step(health: float, most: float) -> int:
    """How many steps of a health bar are full: none only at no health at all."""
    return min(int(np.ceil(health / most * sprite.BAR_STEPS)), sprite.BAR_STEPS)


@kernel
def _put_foe_bar(board: Board, state: State, row: int, side: int, sprites: Table, blits: Blits) -> None:
    enemy = state.enemies[row]
    kind = int(enemy[st.E_KIND])
    top = sprites[sprite.ENEMIES + kind * sprite.UNIT, A_TOP]
    step = bar_step(enemy[st.E_HP], board.kinds[kind, bd.K_HEALTH])
    put(blits, sprite.FOE_BAR + step, column(enemy[st.E_X], side), line(enemy[st.E_Y], side) + top)


@kernel
def _put_own_bar(board: Board, state: State, row: int, side: int, sprites: Table, blits: Blits) -> None:
    fighter, hero = state.fighters[row], row < state.seats.shape[0]
    most = state.seats[row, st.S_HERO_MAX] if hero else board.numbers[bd.B_KNIGHT_HP]
    top = sprites[sprite.HERO if hero else sprite.KNIGHT, A_TOP]
    x, y = column(fighter[st.F_X], side), line(fighter[st.F_Y], side) + top
    put(blits, sprite.OWN_BAR + bar_step(fighter[st.F_HP], most), x, y)
    if seats_of(board, state) > 1:
        put(blits, sprite.CHIP + seat_of(state, row), x, y)


@kernel
def put_coin(state: State, side: int, blits: Blits) -> None:
    """The coin, turning."""
    field = state.field
    if field[st.D_COIN_TICKS] > 0.0 and not covered(field, field[st.D_COIN_X], field[st.D_COIN_Y]):
        frame = int(field[st.D_COIN_TICKS]) // 8 % 4
        put(blits, sprite.COIN + frame, column(field[st.D_COIN_X], side), line(field[st.D_COIN_Y], side))
