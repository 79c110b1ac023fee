"""The panels over the map: gold, waves, reinforcements and life as gauges, the next enemy, and the hero's and the skills' buttons.

Measures are in art pixels, 256 a side, whatever the frame's own size. Where a frame is too small for figures to be read, the
gauges speak alone.
"""

from typing import Final

import numpy as np

from garrison_server import board as bd
from garrison_server import rules
from garrison_server import state as st
from garrison_server.board import Board
from garrison_server.jit import kernel
from garrison_server.picture import catalogue as sprite
from garrison_server.picture.atlas import A_ART_WIDTH
from garrison_server.picture.blits import Blits, Table, put
from garrison_server.picture.sizes import ART
from garrison_server.rules import TICKS_PER_S
from garrison_server.state import State

READABLE: Final = 256  # pixels a side from which figures are written
LEFT: Final = 2
TOP: Final = 2
NEXT: Final = 45  # from one plate to the next
RIGHT: Final = 210  # where the plate of life begins
HERALD: Final = 142
BUTTONS: Final = 100  # the first button's left edge
BUTTONS_TOP: Final = 237
BUTTON: Final = 19  # from one to the next
GOLD: Final = 0  # numbers of gauges
WAVE: Final = 1
REINFORCEMENTS: Final = 2
LIFE: Final = 3


@kernel
def put_panels(board: Board, state: State, seat: int, side: int, sprites: Table, blits: Blits) -> None:
    """All panels, as `seat` has them."""
    numbers, mine, clock = board.numbers, state.seats[seat], state.clock
    gold, waves, life = int(mine[st.S_GOLD]), int(numbers[bd.B_WAVES]), clock[st.C_LIFE]
    waiting = mine[st.S_REINFORCE_TICKS]
    _put_gauge(GOLD, LEFT, TOP, gold, numbers[bd.B_GOLD_MAX], side, blits)
    _put_gauge(WAVE, LEFT + NEXT, TOP, clock[st.C_WAVE], waves, side, blits)
    cooldown = max(numbers[bd.B_REINFORCE_COOLDOWN_TICKS], 1.0)
    _put_gauge(REINFORCEMENTS, LEFT + 2 * NEXT, TOP, cooldown - waiting, cooldown, side, blits)
    _put_gauge(LIFE, RIGHT, TOP, life, numbers[bd.B_LIFE], side, blits)
    if side >= READABLE:
        write(gold, LEFT + 16, TOP + 8, side, sprites, blits)
        end = write(clock[st.C_WAVE], LEFT + NEXT + 16, TOP + 8, side, sprites, blits)
        end = _letter(sprite.SLASH, end, TOP + 8, side, sprites, blits)
        write(waves, end, TOP + 8, side, sprites, blits)
        write(life, RIGHT + 16, TOP + 8, side, sprites, blits)
        if waiting > 0.0:
            write(seconds(waiting), LEFT + 2 * NEXT + 16, TOP + 8, side, sprites, blits)
    _put_herald(board, state, side, sprites, blits)
    _put_buttons(board, state, seat, side, sprites, blits)


@kernel
def seconds(ticks: float) -> int:
    """Whole seconds, rounded up."""
    return int(np.ceil(ticks / TICKS_PER_S))


@kernel
def lay(shape: int, x: int, y: int, side: int, blits: Blits) -> None:
    """A blit at a place in art pixels."""
    put(blits, shape, x * side // ART, y * side // ART)


@kernel
def _put_gauge(gauge: int, x: int, y: int, value: float, most: float, side: int, blits: Blits) -> None:
    """A plate with an icon and a bar that is full at `most`."""
    lay(sprite.PLATE, x, y, side, blits)
    lay(sprite.ICONS + gauge, x + 2, y + 2, side, blits)
    lay(sprite.GAUGES + gauge * (sprite.GAUGE_STEPS + 1) + steps_of(value, most, sprite.GAUGE_STEPS), x + 15, y + 10, side, blits)


@kernel
def steps_of(value: float, most: float, steps: int) -> int:
    """Which of `steps` a value has come to, rounded up; all of them from `most` on, none where there is nothing to come to."""
    if value <= 0.0 or most <= 0.0:
        return 0
    return min(int(np.ceil(value / most * steps)), steps)


@kernel
def _letter(glyph: int, x: int, y: int, side: int, sprites: Table, blits: Blits) -> int:
    """One glyph with its foot at y; where the next begins."""
    lay(glyph, x, y, side, blits)
    return int(x + sprites[glyph, A_ART_WIDTH] + 1)


@kernel
def write(value: int, x: int, y: int, side: int, sprites: Table, blits: Blits) -> int:
    """A whole number with its foot at y, from x to the right; where the next glyph begins."""
    unit = 1
    while value // unit >= 10:
        unit *= 10
    while unit > 0:
        x = _letter(sprite.DIGITS + value // unit % 10, x, y, side, sprites, blits)
        unit //= 10
    return x


@kernel
def _put_herald(board: Board, state: State, side: int, sprites: Table, blits: Blits) -> None:
    """Between waves: who comes first in the next one, and in how many seconds. In a siege nobody knows who."""
    clock = state.clock
    if clock[st.C_WAVE_TICKS] <= 0 or clock[st.C_WAVE] == int(board.numbers[bd.B_WAVES]):
        return
    lay(sprite.HERALD, HERALD, TOP, side, blits)
    if state.attack.shape[0] == 0:
        kind = board.spawns[board.waves[clock[st.C_WAVE], bd.V_FIRST]]
        lay(sprite.ENEMIES + kind * sprite.UNIT, HERALD + 14, TOP + 23, side, blits)
    if side >= READABLE:
        write(seconds(clock[st.C_WAVE_TICKS]), HERALD + 28, TOP + 15, side, sprites, blits)


@kernel
def _put_buttons(board: Board, state: State, seat: int, side: int, sprites: Table, blits: Blits) -> None:
    """The hero, Fire of Rage and reinforcements; a curtain falls before what has to wait, and a label tells the seconds."""
    numbers, mine, hero = board.numbers, state.seats[seat], state.fighters[seat]
    dead = mine[st.S_REVIVE_TICKS] if hero[st.F_HP] <= 0.0 else 0.0
    revive = max(numbers[bd.B_HERO_REVIVE_TICKS], 1.0)
    burning = 0
    for i in range(rules.MAX_FIRES):
        burning += state.fires[i, st.B_TICKS] > 0.0
    able = hero[st.F_HP] > numbers[bd.B_FIRE_COST] and burning < rules.MAX_FIRES
    _put_button(0, sprite.HERO_ICON, hero[st.F_HP] > 0.0, dead, revive, side, sprites, blits)
    _put_button(1, sprite.FIRE_ICON, able, dead, revive, side, sprites, blits)
    waiting, cooldown = mine[st.S_REINFORCE_TICKS], max(numbers[bd.B_REINFORCE_COOLDOWN_TICKS], 1.0)
    _put_button(2, sprite.ICONS + REINFORCEMENTS, waiting <= 0.0, waiting, cooldown, side, sprites, blits)


@kernel
def _put_button(place: int, icon: int, ready: bool, waiting: float, most: float, side: int, sprites: Table, blits: Blits) -> None:
    x = BUTTONS + place * BUTTON
    lay(sprite.BUTTON + (1 if ready else 0), x, BUTTONS_TOP, side, blits)
    lay(icon, x + 3, BUTTONS_TOP + 3, side, blits)
    if waiting > 0.0:
        lay(sprite.CURTAIN + steps_of(waiting, most, sprite.CURTAIN_STEPS), x + 2, BUTTONS_TOP + 2, side, blits)
        if side >= READABLE:
            lay(sprite.LABEL, x + 6, BUTTONS_TOP - 5, side, blits)
            write(seconds(waiting), x + 9, BUTTONS_TOP + 3, side, sprites, blits)
