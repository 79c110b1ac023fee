"""What is on the map besides things: the cloud, the base, rally flags, a range's circle, shots and fires."""

import math
from typing import Final

from garrison_server import board as bd
from garrison_server import rules
from garrison_server import state as st
from garrison_server.board import Board
from garrison_server.jit import kernel
from garrison_server.observe.scene import sees_enemy, sees_point
from garrison_server.picture import catalogue as sprite
from garrison_server.picture.blits import Blits, put
from garrison_server.picture.places import column, line
from garrison_server.sim.fog import covered
from garrison_server.state import State

FLICKER_TICKS: Final = 6
DOTS: Final = 64  # of a range's circle
SLOPE: Final = 0.41421356  # tan(22.5 degrees): where one of eight directions passes into the next


@kernel
def put_base(board: Board, side: int, blits: Blits) -> None:
    """Where the roads end."""
    put(blits, sprite.BASE, column(board.numbers[bd.B_BASE_X], side), line(board.numbers[bd.B_BASE_Y], side))


@kernel
def put_cloud(board: Board, state: State, side: int, blits: Blits) -> None:
    """The fog: whatever stands under it is left out of the picture, and what stands before it is drawn over it."""
    if board.numbers[bd.B_FOG] != 0.0:
        field = state.field
        cloud = sprite.CLOUD if field[st.D_FOG_HIDES] != 0.0 else sprite.THIN_CLOUD
        put(blits, cloud, column(field[st.D_FOG_X], side), line(field[st.D_FOG_Y], side))


@kernel
def put_rallies(board: Board, state: State, side: int, blits: Blits) -> None:
    """Where the knights of each knight tower in sight gather."""
    for i in range(int(board.numbers[bd.B_POINTS])):
        tower = state.towers[i]
        if tower[st.T_KIND] == rules.KNIGHT_TOWER and sees_point(state.field, board.points, i):
            put(blits, sprite.RALLY, column(tower[st.T_RALLY_X], side), line(tower[st.T_RALLY_Y], side))


@kernel
def put_range(board: Board, state: State, seat: int, side: int, blits: Blits) -> None:
    """The circle that the tower reaches whose range this seat had shown."""
    point = int(state.seats[seat, st.S_SHOWN]) - 1
    if point < 0 or not sees_point(state.field, board.points, point):
        return
    kind = int(state.towers[point, st.T_KIND])
    if kind == rules.NO_TOWER:
        return
    radius, eighth = board.towers[kind - 1, bd.TT_RADIUS], DOTS // 8
    for k in range(DOTS):
        turn, part = k // (2 * eighth), (k % (2 * eighth) - eighth) / eighth
        across = part * (0.785 + 0.215 * part * part)  # close to the tangent, and the same on every machine
        length = math.sqrt(1.0 + across * across)
        dx, dy = radius / length, radius * across / length
        if turn == 1:
            dx, dy = -dy, dx
        elif turn == 2:
            dx, dy = -dx, -dy
        elif turn == 3:
            dx, dy = dy, -dx
        put(blits, sprite.RING, column(board.points[point, bd.Q_X] + dx, side), line(board.points[point, bd.Q_Y] + dy, side))


@kernel
def put_shots(board: Board, state: State, side: int, blits: Blits) -> None:
    """Arrows, bolts and the hero's fire in flight."""
    shots = state.shots
    for i in range(state.clock[st.C_SHOT_TOP]):
        kind = int(shots[i, st.P_KIND])
        if kind == 0 or covered(state.field, shots[i, st.P_X], shots[i, st.P_Y]):
            continue
        frame = state.clock[st.C_TICK] // FLICKER_TICKS % 2
        shown = sprite.FIREBALL + frame
        if kind == rules.ARCHER_TOWER:
            shown = sprite.ARROW + _heading(state, i)
        elif kind == rules.MAGICIAN_TOWER:
            shown = sprite.BOLT + frame
        put(blits, shown, column(shots[i, st.P_X], side), line(shots[i, st.P_Y], side))


@kernel
def _heading(state: State, shot: int) -> int:
    """Which of eight directions an arrow flies, 0 east and on counter-clockwise; 6, down, where its target is not seen."""
    row, target = state.shots[shot], int(state.shots[shot, st.P_TARGET])
    if not sees_enemy(state.field, state.enemies, target) or state.enemies[target, st.E_SERIAL] != row[st.P_SERIAL]:
        return 6
    dx, dy = state.enemies[target, st.E_X] - row[st.P_X], state.enemies[target, st.E_Y] - row[st.P_Y]
    wide, high = abs(dx), abs(dy)
    if high <= wide * SLOPE:
        return 0 if dx >= 0.0 else 4
    if wide <= high * SLOPE:
        return 2 if dy >= 0.0 else 6
    if dx >= 0.0:
        return 1 if dy >= 0.0 else 7
    return 3 if dy >= 0.0 else 5


@kernel
def put_fires(state: State, side: int, blits: Blits) -> None:
    """Fires of Rage."""
    fires = state.fires
    for i in range(rules.MAX_FIRES):
        if fires[i, st.B_TICKS] > 0.0 and not covered(state.field, fires[i, st.B_X], fires[i, st.B_Y]):
            frame = (int(fires[i, st.B_TICKS]) // FLICKER_TICKS + i) % 4
            put(blits, sprite.FLAME + frame, column(fires[i, st.B_X], side), line(fires[i, st.B_Y], side))
