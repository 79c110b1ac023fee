"""The panels drawn the slow, obvious way."""

import math
from typing import Any

from garrison_server import board as bd
from garrison_server import rules
from garrison_server import state as st
from garrison_server.board import Board
from garrison_server.state import State

Colour = tuple[int, int, int]
DARK, PLATE, RIM, READY = (27, 26, 43), (43, 42, 62), (114, 119, 140), (255, 220, 79)


def draw_panels(canvas: Any, board: Board, state: State, seat: int) -> None:
    numbers, mine, clock = board.numbers, state.seats[seat], state.clock
    readable = canvas.side >= 256
    waits, cooldown = mine[st.S_REINFORCE_TICKS], max(numbers[bd.B_REINFORCE_COOLDOWN_TICKS], 1)
    _gauge(canvas, "gold", 2, 2, mine[st.S_GOLD] // 1, numbers[bd.B_GOLD_MAX], (255, 199, 60), f"{int(mine[st.S_GOLD])}")
    wave, waves, life = int(clock[st.C_WAVE]), int(numbers[bd.B_WAVES]), int(clock[st.C_LIFE])
    _gauge(canvas, "wave", 47, 2, wave, waves, (102, 203, 217), f"{wave}/{waves}")
    _gauge(canvas, "reinforce", 92, 2, cooldown - waits, cooldown, (127, 218, 80), f"{math.ceil(waits / 50)}" if waits else "")
    _gauge(canvas, "life", 210, 2, life, numbers[bd.B_LIFE], (233, 62, 58), f"{life}")
    if clock[st.C_WAVE_TICKS] > 0:
        kind = board.spawns[board.waves[wave, bd.V_FIRST]]
        _plate(canvas, 142, 2, 42, 25, RIM)
        canvas.sprite(f"{rules.ENEMIES[kind].name}.walk.0", canvas.art(156), canvas.art(25))
        if readable:
            _write(canvas, f"{math.ceil(clock[st.C_WAVE_TICKS] / 50)}", 170, 17)
    hero = state.fighters[seat]
    dead = mine[st.S_REVIVE_TICKS] if hero[st.F_HP] <= 0 else 0
    burning = sum(fire[st.B_TICKS] > 0 for fire in state.fires)
    able = hero[st.F_HP] > numbers[bd.B_FIRE_COST] and burning < 10
    revive = max(numbers[bd.B_HERO_REVIVE_TICKS], 1)
    _button(canvas, 100, "hero", hero[st.F_HP] > 0, dead, revive)
    _button(canvas, 119, "fire", able, dead, revive)
    _button(canvas, 138, "reinforce", waits == 0, waits, cooldown)


def _plate(canvas: Any, x: int, y: int, width: int, height: int, rim: Colour) -> None:
    """Outline, rim and inside, one art pixel each; the four corners stay as they were."""
    left, top, line = canvas.art(x), canvas.art(y), canvas.side // 256
    width, height = max(1, canvas.art(width)), max(1, canvas.art(height))
    corners = [(i, j) for i in (top, top + height - line) for j in (left, left + width - line)]
    kept = [canvas.pixels[i : i + line, j : j + line].copy() for i, j in corners]
    for inset, colour in ((0, DARK), (line, rim), (2 * line, PLATE)):
        canvas.rectangle(left + inset, top + inset, width - 2 * inset, height - 2 * inset, colour)
    for (i, j), corner in zip(corners, kept, strict=True):
        canvas.pixels[i : i + line, j : j + line] = corner


def _gauge(canvas: Any, icon: str, x: int, y: int, value: float, most: float, colour: Colour, words: str) -> None:
    _plate(canvas, x, y, 44, 15, RIM)
    canvas.sprite(f"icon.{icon}", canvas.art(x + 2), canvas.art(y + 2))
    width, height = max(1, canvas.art(26)), max(1, canvas.art(3))
    step = min(math.ceil(value / most * 32), 32) if value > 0 and most > 0 else 0
    canvas.rectangle(canvas.art(x + 15), canvas.art(y + 10), width, height, (72, 71, 96))
    canvas.rectangle(canvas.art(x + 15), canvas.art(y + 10), math.ceil(step * width / 32), height, colour)
    if canvas.side >= 256:
        _write(canvas, words, x + 16, y + 8)


def _write(canvas: Any, words: str, x: int, y: int) -> None:
    for letter in words:
        canvas.sprite(f"font.{ord(letter)}", canvas.art(x), canvas.art(y))
        x += canvas.art_width(f"font.{ord(letter)}") + 1


def _button(canvas: Any, x: int, icon: str, ready: bool, waits: float, most: float) -> None:
    _plate(canvas, x, 237, 17, 17, READY if ready else RIM)
    canvas.sprite(f"icon.{icon}", canvas.art(x + 3), canvas.art(240))
    if waits > 0:
        side = max(1, canvas.art(13))
        step = min(math.ceil(waits / most * 16), 16)
        canvas.rectangle(canvas.art(x + 2), canvas.art(239), side, max(1, side * step // 16), (20, 19, 32))
        if canvas.side >= 256:
            _plate(canvas, x + 6, 232, 14, 11, PLATE)
            _write(canvas, f"{math.ceil(waits / 50)}", x + 9, 240)
