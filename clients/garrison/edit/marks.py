"""The marks over the picture: roads, waypoints, tower points with their rally points, base, hero, selection, and the faults."""

import math
from itertools import pairwise
from typing import Final

from garrison.edit.brush import TILE_SIDE, tiles_near
from garrison.edit.desk import Desk
from garrison.edit.draft import BOX_SIDE, MAP_HALF, MOST_WAYPOINTS, TILES, Path, Point
from garrison.edit.panel import ROAD_COLOURS
from garrison.edit.place import place_of
from garrison.edit.scale import UNITS, to_canvas
from garrison.edit.spot import Spot, position
from garrison.play import theme
from garrison.play.canvas import Canvas
from garrison.play.theme import Colour

BOX: Final = BOX_SIDE * UNITS
LURE: Final[Colour] = (214, 120, 240)  # a misleading point
PULSE_S: Final = 1.2


def draw_marks(canvas: Canvas, desk: Desk, time_s: float) -> None:
    """All marks of the version shown; `time_s` lets faults pulse."""
    draft = desk.draft
    if desk.shows_grid:
        _draw_grid(canvas)
    if desk.shows_marks:
        for p, path in enumerate(draft.paths):
            _draw_road(canvas, path, ROAD_COLOURS[p % len(ROAD_COLOURS)], p == desk.road and desk.tool == "road")
        for i in range(len(draft.sites)):
            _draw_site(canvas, desk, i)
        _draw_name(canvas, draft.base, "base", theme.BAD)
        _draw_name(canvas, draft.hero, "hero", theme.SKY)
        if desk.spot is not None:
            canvas.circle(to_canvas(position(draft, desk.spot)), 11, theme.GOLD, width=2)
    _draw_faults(canvas, desk, time_s)


def draw_brush(canvas: Canvas, desk: Desk, at: Point) -> None:
    """The tiles that a press at `at`, in map units, would paint."""
    side = TILE_SIDE * UNITS
    for row, column in tiles_near(at, desk.width):
        canvas.frame_rect((column * side, row * side, side, side), theme.INK)


def _draw_grid(canvas: Canvas) -> None:
    for i in range(1, TILES):
        colour = (255, 255, 255) if i == TILES // 2 else (200, 200, 200)
        along = i * TILE_SIDE * UNITS
        for start, end in (((along, 0.0), (along, 2 * MAP_HALF * UNITS)), ((0.0, along), (2 * MAP_HALF * UNITS, along))):
            canvas.line(start, end, colour)


def _draw_road(canvas: Canvas, path: Path, colour: Colour, in_hand: bool) -> None:
    points = [to_canvas(point) for point in path]
    for start, end in pairwise(points):
        canvas.line(start, end, theme.NIGHT, width=5 if in_hand else 3)
        canvas.line(start, end, colour, width=3 if in_hand else 1)
    for number, point in enumerate(points[:-1]):
        canvas.circle(point, 6 if number == 0 else 4.5, theme.NIGHT)
        canvas.circle(point, 5 if number == 0 else 3.5, colour)
        if in_hand:
            _draw_words(canvas, (point[0], point[1] - 13), f"{number + 1}", colour)
    _draw_arrow(canvas, points[0], points[1], colour)
    if in_hand and len(path) == MOST_WAYPOINTS:
        _draw_words(canvas, (points[-1][0], points[-1][1] - 26), "20 of 20 waypoints", colour)


def _draw_arrow(canvas: Canvas, start: Point, end: Point, colour: Colour) -> None:
    """Which way enemies go."""
    length = math.dist(start, end)
    if length < 30:
        return
    x, y = (end[0] - start[0]) / length, (end[1] - start[1]) / length
    tip = (start[0] + 24 * x, start[1] + 24 * y)
    back = (tip[0] - 10 * x, tip[1] - 10 * y)
    triangle = [tip, (back[0] - 6 * y, back[1] + 6 * x), (back[0] + 6 * y, back[1] - 6 * x)]
    canvas.polygon(triangle, colour)
    canvas.polygon(triangle, theme.NIGHT, width=1)


def _draw_site(canvas: Canvas, desk: Desk, number: int) -> None:
    site = desk.draft.sites[number]
    at, rally = to_canvas(site.at), to_canvas(site.rally)
    chosen = desk.spot in (Spot("site", number), Spot("rally", number))
    colour = theme.GOLD if chosen else LURE if site.misleading else theme.INK
    canvas.line(at, rally, theme.NIGHT, width=3)
    canvas.line(at, rally, colour)
    canvas.frame_rect((at[0] - BOX / 2 - 1, at[1] - BOX / 2 - 1, BOX + 2, BOX + 2), theme.NIGHT, width=3)
    canvas.frame_rect((at[0] - BOX / 2, at[1] - BOX / 2, BOX, BOX), colour)
    _draw_words(canvas, (at[0] - BOX / 2 + 8, at[1] - BOX / 2 + 8), f"{number + 1}" + "?" * site.misleading, colour)
    x, y = rally
    canvas.line((x, y + 5), (x, y - 11), theme.NIGHT, width=3)
    canvas.line((x, y + 5), (x, y - 11), colour)
    canvas.polygon([(x, y - 11), (x + 9, y - 8), (x, y - 5)], colour)


def _draw_name(canvas: Canvas, at: Point, name: str, colour: Colour) -> None:
    x, y = to_canvas(at)
    canvas.circle((x, y), 8, theme.NIGHT, width=4)
    canvas.circle((x, y), 7, colour, width=2)
    _draw_words(canvas, (x, y + 15), name, colour)


def _draw_words(canvas: Canvas, centre: Point, words: str, colour: Colour) -> None:
    width = canvas.text_width(words, theme.SMALL)
    canvas.fill((centre[0] - width / 2 - 2, centre[1] - 6, width + 4, 12), theme.NIGHT, radius=3, alpha=170)
    canvas.text(words, centre, theme.SMALL, colour, anchor="center")


def _draw_faults(canvas: Canvas, desk: Desk, time_s: float) -> None:
    """A red ring with a sign at every spot that has a fault."""
    wrong = {place.spot for fault in desk.faults if (place := place_of(fault.field, desk.draft)).spot is not None}
    grown = abs(time_s % PULSE_S / PULSE_S - 0.5) * 6
    for spot in wrong:
        x, y = to_canvas(position(desk.draft, spot))
        canvas.circle((x, y), 20 + grown, theme.NIGHT, width=5)
        canvas.circle((x, y), 19 + grown, theme.BAD, width=3)
        seen = min(max(x + 16, 10), theme.FRAME - 10), min(max(y - 16, 10), theme.FRAME - 10)
        canvas.circle(seen, 8, theme.BAD)
        canvas.text("!", seen, theme.BODY, theme.INK, anchor="center")
