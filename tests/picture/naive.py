"""The picture drawn the slow, obvious way: sprites by name, pixel tests, plain rectangles; nothing of the kernels is used."""

import math
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tests.observe.naive import hidden
from tests.picture.naive_panels import draw_panels

from garrison_server import board as bd
from garrison_server import rules
from garrison_server import state as st
from garrison_server.art.palette import PALETTE_RGB
from garrison_server.art.sheet import Sprite, load_sheet
from garrison_server.board import Board
from garrison_server.picture.grounds import ground_of
from garrison_server.state import State

TOWERS = {1: "knight", 2: "magician", 3: "archer"}
SEATS = ((74, 144, 255), (255, 150, 40), (206, 112, 240), (236, 240, 246))


class Canvas:
    """A frame that is drawn on. Every measure is in pixels from the upper left corner, unless it is said to be art's."""

    def __init__(self, side: int) -> None:
        self.side = side
        self.pixels = np.zeros((side, side, 3), np.uint8)

    def at(self, x: float, y: float) -> tuple[int, int]:
        """The pixel of a place on the map."""
        return math.floor((x + 3) / 6 * self.side), math.floor((3 - y) / 6 * self.side)

    def sprite(self, name: str, x: int, y: int, left: bool = False) -> None:
        """A sprite that stands at (x, y), pixel by pixel where it is opaque."""
        colours, opaque, dx, dy = baked(name, left, self.side)
        self.stamp(colours, opaque, x + dx, y + dy)

    def stamp(self, colours: NDArray[np.uint8], opaque: NDArray[np.bool_], left: int, top: int) -> None:
        rows = [i for i in range(opaque.shape[0]) if 0 <= top + i < self.side]
        columns = [j for j in range(opaque.shape[1]) if 0 <= left + j < self.side]
        if rows and columns:
            part = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
            below = self.pixels[top + rows[0] : top + rows[-1] + 1, left + columns[0] : left + columns[-1] + 1]
            below[opaque[part]] = colours[part][opaque[part]]

    def rectangle(self, left: int, top: int, width: int, height: int, colour: tuple[int, int, int]) -> None:
        self.pixels[max(top, 0) : max(top + height, 0), max(left, 0) : max(left + width, 0)] = colour

    def art_width(self, name: str) -> int:
        """A sprite's width in art pixels."""
        return int(sheet()[name].colours.shape[1])

    def art(self, length: int) -> int:
        """Pixels of a length in art pixels."""
        return length * self.side // 256


@cache
def sheet() -> dict[str, Sprite]:
    """All sprites by name."""
    return load_sheet()


@cache
def baked(name: str, left: bool, side: int) -> tuple[NDArray[np.uint8], NDArray[np.bool_], int, int]:
    """A sprite at another size: colours, opacity, and where its upper left pixel lies from where it stands."""
    sprite = sheet()[name]
    numbers, (ax, ay) = np.asarray(sprite.colours), sprite.anchor
    if left:
        numbers, ax = numbers[:, ::-1], numbers.shape[1] - ax
    art: dict[tuple[int, int], NDArray[np.int64]] = {}
    for row, column in np.argwhere(numbers):
        art[row - ay, column - ax] = PALETTE_RGB[numbers[row, column]].astype(np.int64)
    height, width = numbers.shape
    dx, dy = -ax * side // 256, -ay * side // 256
    right, bottom = math.ceil((width - ax) * side / 256), math.ceil((height - ay) * side / 256)
    cover = np.zeros((bottom - dy, right - dx), np.int64)
    colours = np.zeros((*cover.shape, 3), np.uint8)
    for i, j in np.ndindex(*cover.shape):
        whole, ink = 0, np.zeros(3, np.int64)
        for row, tall in overlapped(i + dy, side):
            for column, wide in overlapped(j + dx, side):
                if (row, column) in art:
                    whole += tall * wide
                    ink += art[row, column] * tall * wide
        cover[i, j] = whole
        colours[i, j] = ink // max(whole, 1)
    opaque = cover >= 256 * 256 / 2
    return colours, opaque if opaque.any() else cover == cover.max(), dx, dy


def overlapped(pixel: int, side: int) -> list[tuple[int, int]]:
    """The art pixels that a pixel covers along one axis, each with how much, out of 256 in all."""
    first, last = pixel * 256, (pixel + 1) * 256
    return [
        (art, min(last, (art + 1) * side) - max(first, art * side)) for art in range(first // side, -(-last // side))
    ]  # fmt: skip


@cache
def shrunk(ground: bytes, side: int) -> NDArray[np.uint8]:
    """A ground at another size; each pixel the mean of what it covers."""
    art = np.frombuffer(ground, np.uint8).reshape(256, 256, 3).astype(np.int64)
    tall = np.array([sum(art[k] * part for k, part in overlapped(i, side)) for i in range(side)])
    wide = np.array([sum(tall[:, k] * part for k, part in overlapped(j, side)) for j in range(side)])
    return (wide.transpose(1, 0, 2) // 256**2).astype(np.uint8)


def naive_frame(board: Board, state: State, side: int, bare: bool = False, seat: int = 0) -> NDArray[np.uint8]:
    """The frame of one state, (side, side, 3)."""
    canvas = Canvas(side)
    canvas.pixels[:] = shrunk(ground_of(board).tobytes(), side)
    _cloud(canvas, board, state)
    canvas.sprite("base", *canvas.at(board.numbers[bd.B_BASE_X], board.numbers[bd.B_BASE_Y]))
    _flags_and_circle(canvas, board, state, seat)
    _coin(canvas, state)
    _fires(canvas, state)
    _things(canvas, board, state)
    _shots(canvas, state)
    if not bare:
        draw_panels(canvas, board, state, seat)
    return canvas.pixels


def _cloud(canvas: Canvas, board: Board, state: State) -> None:
    if board.numbers[bd.B_FOG]:
        name = "cloud" if state.field[st.D_FOG_HIDES] else "cloud.thin"
        canvas.sprite(name, *canvas.at(state.field[st.D_FOG_X], state.field[st.D_FOG_Y]))


def _flags_and_circle(canvas: Canvas, board: Board, state: State, seat: int) -> None:
    for i in range(int(board.numbers[bd.B_POINTS])):
        tower = state.towers[i]
        if tower[st.T_KIND] == rules.KNIGHT_TOWER and not hidden(state, *board.points[i, :2]):
            canvas.sprite("rally", *canvas.at(tower[st.T_RALLY_X], tower[st.T_RALLY_Y]))
    shown = int(state.seats[seat, st.S_SHOWN])
    if shown and state.towers[shown - 1, st.T_KIND] and not hidden(state, *board.points[shown - 1, :2]):
        x, y = board.points[shown - 1, :2]
        radius = board.towers[int(state.towers[shown - 1, st.T_KIND]) - 1, bd.TT_RADIUS]
        for quarter in range(4):
            for k in range(16):
                part = (k - 8) / 8
                rise = part * (0.785 + 0.215 * part * part)
                dx, dy = radius / math.sqrt(1 + rise * rise), radius * rise / math.sqrt(1 + rise * rise)
                for _ in range(quarter):
                    dx, dy = -dy, dx
                px, py = canvas.at(x + dx, y + dy)
                size, edge = max(1, canvas.side // 170), 1 if canvas.side >= 256 else 0
                shift = (size + 2 * edge) // 2
                canvas.rectangle(px - shift, py - shift, size + 2 * edge, size + 2 * edge, (27, 26, 43))
                canvas.rectangle(px - shift + edge, py - shift + edge, size, size, (255, 255, 255))


def _coin(canvas: Canvas, state: State) -> None:
    x, y, ticks = state.field[[st.D_COIN_X, st.D_COIN_Y, st.D_COIN_TICKS]]
    if ticks and not hidden(state, x, y):
        canvas.sprite(f"coin.{int(ticks) // 8 % 4}", *canvas.at(x, y))


def _things(canvas: Canvas, board: Board, state: State) -> None:
    """Points, fighters and ground enemies from the back to the front, then flyers likewise, then all health bars."""
    things: list[tuple[Any, str, int]] = []
    for i in range(int(board.numbers[bd.B_POINTS])):
        if not hidden(state, *board.points[i, :2]):
            things.append(((False, canvas.at(*board.points[i, :2])[1]), "point", i))
    for i, fighter in enumerate(state.fighters):
        if fighter[st.F_HP] > 0 and not hidden(state, fighter[st.F_X], fighter[st.F_Y]):
            things.append(((False, canvas.at(0, fighter[st.F_Y])[1]), "fighter", i))
    for i, enemy in enumerate(state.enemies):
        if enemy[st.E_HP] > 0 and not hidden(state, enemy[st.E_X], enemy[st.E_Y]):
            flies = board.kinds[int(enemy[st.E_KIND]), bd.K_FLYING] > 0
            things.append(((bool(flies), canvas.at(0, enemy[st.E_Y])[1]), "enemy", i))
    things.sort(key=lambda thing: thing[0])
    for _, what, i in things:
        {"point": _point, "fighter": _fighter, "enemy": _enemy}[what](canvas, board, state, i)
    for _, what, i in things:
        if what == "enemy":
            kind = int(state.enemies[i, st.E_KIND])
            name, most = f"{rules.ENEMIES[kind].name}.walk.0", board.kinds[kind, bd.K_HEALTH]
            _bar(canvas, name, state.enemies[i, [st.E_X, st.E_Y]], state.enemies[i, st.E_HP] / most, (233, 62, 58))
        elif what == "fighter":
            hero = i < len(state.seats)
            most = state.seats[i, st.S_HERO_MAX] if hero else board.numbers[bd.B_KNIGHT_HP]
            name = "hero.walk.0" if hero else "knight.walk.0"
            _bar(canvas, name, state.fighters[i, [st.F_X, st.F_Y]], state.fighters[i, st.F_HP] / most, (127, 218, 80))
            if board.numbers[bd.B_SEATS] > 1:
                _chip(canvas, name, state, i)


def _point(canvas: Canvas, board: Board, state: State, i: int) -> None:
    x, y = canvas.at(*board.points[i, :2])
    kind, level, frozen = (int(v) for v in state.towers[i, [st.T_KIND, st.T_LEVEL, st.T_FROZEN]])
    names = [f"tower.{TOWERS[kind]}", *["frost"] * frozen, f"badge.{level}"] if kind else ["site.empty"]
    for name in names:
        canvas.sprite(name, x, y)
    if kind and board.numbers[bd.B_SEATS] > 1:
        width, height, edge = max(1, canvas.art(8)), max(1, canvas.art(4)), 1 if canvas.side >= 256 else 0
        left, top = x - (width + 2 * edge) // 2, y + baked(names[0], False, canvas.side)[3] - height - 2 * edge
        canvas.rectangle(left, top, width + 2 * edge, height + 2 * edge, (27, 26, 43))
        canvas.rectangle(left + edge, top + edge, width, height, SEATS[int(state.towers[i, st.T_OWNER])])


def _pose(fighting: bool, since_strike: float, walking: bool, beat: int) -> str:
    if fighting:
        return "fight.1" if since_strike < 12 else "fight.0"
    return f"walk.{beat % 2}" if walking else "walk.0"


def _enemy(canvas: Canvas, board: Board, state: State, i: int) -> None:
    enemy, kind = state.enemies[i], int(state.enemies[i, st.E_KIND])
    x, foe = enemy[st.E_X], state.fighters[int(enemy[st.E_FOE]) - 1]
    fights = enemy[st.E_FOE] > 0 and foe[st.F_HP] > 0 and not hidden(state, foe[st.F_X], foe[st.F_Y])
    ahead = foe[st.F_X] - x if fights else board.paths[int(enemy[st.E_PATH]), int(enemy[st.E_SEGMENT]), bd.W_DX]
    since = board.kinds[kind, bd.K_INTERVAL_TICKS] - enemy[st.E_COOLDOWN]
    pose = _pose(bool(fights), since, True, int(enemy[st.E_ARC] / 0.12))
    canvas.sprite(f"{rules.ENEMIES[kind].name}.{pose}", *canvas.at(x, enemy[st.E_Y]), left=bool(ahead < 0))


def _fighter(canvas: Canvas, board: Board, state: State, i: int) -> None:
    fighter, foe = state.fighters[i], state.enemies[int(state.fighters[i, st.F_FOE]) - 1]
    hero = i < len(state.seats)
    name = "hero" if hero else "knight" if fighter[st.F_TOWER] else "reinforcement"
    fights = fighter[st.F_FOE] > 0 and foe[st.E_HP] > 0 and not hidden(state, foe[st.E_X], foe[st.E_Y])
    home = fighter[[st.F_HOME_X, st.F_HOME_Y]]
    walking = bool((home != fighter[[st.F_X, st.F_Y]]).any())
    ahead = (foe[st.E_X] if fights else home[0]) - fighter[st.F_X]
    interval = board.numbers[bd.B_HERO_INTERVAL_TICKS if hero else bd.B_KNIGHT_INTERVAL_TICKS]
    pose = _pose(bool(fights), interval - fighter[st.F_COOLDOWN], walking, int(state.clock[st.C_TICK] + i) // 8)
    canvas.sprite(f"{name}.{pose}", *canvas.at(fighter[st.F_X], fighter[st.F_Y]), left=bool(ahead < 0))


def _bar(canvas: Canvas, name: str, place: NDArray[np.float64], share: float, colour: tuple[int, int, int]) -> None:
    """A health bar right above the box of a unit's first pose."""
    x, y = canvas.at(*place)
    y += baked(name, False, canvas.side)[3]
    width, height, edge = max(3, canvas.art(12)), max(1, canvas.art(2)), 1 if canvas.side >= 256 else 0
    left = x - (width + 2 * edge) // 2
    canvas.rectangle(left, y - height - 2 * edge, width + 2 * edge, height + 2 * edge, (27, 26, 43))
    canvas.rectangle(left + edge, y - height - edge, width, height, (78, 32, 38))
    step = math.ceil(share * 24)
    canvas.rectangle(left + edge, y - height - edge, math.ceil(step * width / 24), height, colour)


def _chip(canvas: Canvas, name: str, state: State, i: int) -> None:
    """A square in the colour of the fighter's seat, left of its health bar."""
    x, y = canvas.at(*state.fighters[i, [st.F_X, st.F_Y]])
    y += baked(name, False, canvas.side)[3]
    side, edge, tower = max(1, canvas.art(3)), 1 if canvas.side >= 256 else 0, int(state.fighters[i, st.F_TOWER])
    seat = i if i < len(state.seats) else state.towers[tower - 1, st.T_OWNER] if tower else state.fighters[i, st.F_SPOT]
    left = x - (max(3, canvas.art(12)) + 2 * edge) // 2 - side - 2 * edge
    canvas.rectangle(left, y - side - 2 * edge, side + 2 * edge, side + 2 * edge, (27, 26, 43))
    canvas.rectangle(left + edge, y - side - edge, side, side, SEATS[int(seat)])


def _fires(canvas: Canvas, state: State) -> None:
    for i, fire in enumerate(state.fires):
        if fire[st.B_TICKS] and not hidden(state, fire[st.B_X], fire[st.B_Y]):
            canvas.sprite(f"flame.{(int(fire[st.B_TICKS]) // 6 + i) % 4}", *canvas.at(fire[st.B_X], fire[st.B_Y]))


def _shots(canvas: Canvas, state: State) -> None:
    for shot in state.shots:
        x, y, kind = shot[st.P_X], shot[st.P_Y], int(shot[st.P_KIND])
        if kind == 0 or hidden(state, x, y):
            continue
        name = {rules.MAGICIAN_TOWER: "bolt", rules.HERO_FIRE: "fireball"}.get(kind, "arrow")
        frame = _heading(state, shot) if name == "arrow" else int(state.clock[st.C_TICK]) // 6 % 2
        canvas.sprite(f"{name}.{frame}", *canvas.at(x, y))


def _heading(state: State, shot: NDArray[np.float64]) -> int:
    """The nearest of eight directions to the target that is seen, else straight down."""
    target = state.enemies[int(shot[st.P_TARGET])]
    seen = target[st.E_HP] > 0 and not hidden(state, target[st.E_X], target[st.E_Y])
    if not seen or target[st.E_SERIAL] != shot[st.P_SERIAL]:
        return 6
    return round(math.atan2(target[st.E_Y] - shot[st.P_Y], target[st.E_X] - shot[st.P_X]) / (math.pi / 4)) % 8
