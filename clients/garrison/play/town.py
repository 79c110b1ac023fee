"""A lane of the commons as a town: its wall and guard around the yard, outside the next wave, as the server draws it in its picture."""

from collections.abc import Mapping
from math import cos, pi, sin
from typing import Final

from garrison.play import theme
from garrison.play.canvas import Canvas, Point

GROUND: Final = (88, 125, 62)
ROAD: Final = (170, 136, 92)
STONE: Final = (150, 152, 160)
GUARDS: Final = theme.SKY
EMPTY: Final = (44, 40, 48)
YARDS: Final = {"saved": theme.GOLD, "guarded": GUARDS, "built": STONE}  # what it did last
STEPS: Final = 60  # of a whole circle


def draw_town(canvas: Canvas, place: Point, radius: float, lane: Mapping[str, float], name: str) -> None:
    """lane: as `LanesGame` has it."""
    canvas.circle(place, radius * 0.97, (62, 88, 46))
    _arc(canvas, place, radius, 0.1, lane["closing"], theme.BAD)
    for at, wide, column, colour in ((0.84, 0.2, "wall", STONE), (0.6, 0.13, "guard", GUARDS)):
        _arc(canvas, place, radius * at, wide * radius / (radius * at), 1.0, EMPTY)
        _arc(canvas, place, radius * at, wide * radius / (radius * at), lane[column], colour)
    done = next((deed for deed in YARDS if lane[deed]), "")
    canvas.circle(place, radius * 0.42, YARDS.get(done, EMPTY))
    if lane["leaks"]:
        canvas.circle(place, radius * (0.12 + 0.26 * lane["leaks"]), theme.BAD)
    words = f"{name} {done}" if done else name
    canvas.text(words, (place[0], place[1] + radius + 8), theme.BODY, theme.INK, anchor="midtop")


def draw_road(canvas: Canvas, start: Point, end: Point) -> None:
    """Between neighbours."""
    canvas.line(start, end, ROAD, width=14)


def _arc(canvas: Canvas, place: Point, radius: float, wide: float, share: float, colour: theme.Colour) -> None:
    """A ring from the top, clockwise, over that share of the circle; wide: of its radius."""
    steps = round(STEPS * min(max(share, 0.0), 1.0))
    if not steps:
        return
    turns = [2 * pi * k / STEPS - pi / 2 for k in range(steps + 1)]
    outer = [(place[0] + radius * cos(turn), place[1] + radius * sin(turn)) for turn in turns]
    inner = [(place[0] + radius * (1 - wide) * cos(turn), place[1] + radius * (1 - wide) * sin(turn)) for turn in reversed(turns)]
    canvas.polygon([*outer, *inner], colour)
