"""One game as a picture: lanes as towns on a ring or grid, their walls around them, the enemies outside.

A town's yard has the colour of what its seat did last: gold for saving, blue for guarding, stone for building; black before
the first step. Around it stands the wall, an arc as long as the wall is full, and inside it the guard's, in blue. Outside, in
red, the next wave closes in: full a step before it comes. Red discs are leaks, the gold bar is the purse, and lines join
neighbours. Everything is drawn at twice the size and averaged.
"""

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from garrison_server.art.palette import PALETTE, PALETTE_RGB
from garrison_server.commons.batch import Batch
from garrison_server.commons.graph import width_of_grid
from garrison_server.commons.observe import FULL_PURSE
from garrison_server.commons.state import S_GUARD, S_LAST, S_LEAKS, S_PURSE, S_WAIT, S_WALL
from garrison_server.refusal import FieldError

LEAST_SIZE: Final = 64
MOST_SIZE: Final = 512
FINE: Final = 2  # drawn pixels a pixel, each way

Colour = tuple[int, int, int]


def colour(letter: str) -> Colour:
    """A colour of the house's palette."""
    red, green, blue = PALETTE_RGB[PALETTE.index(letter)].tolist()
    return red, green, blue


GRASS, ROAD, SHADE, EMPTY = colour("F"), colour("R"), colour("A"), colour("1")
STONE, RED, GUARDS, GOLD = colour("5"), colour("l"), colour("y"), colour("q")
YARDS: Final = (colour("0"), GOLD, GUARDS, STONE)  # by 1 + the last action


def picture(batch: Batch, game: int, graph: str, size: int) -> NDArray[np.uint8]:
    """uint8 (size, size, 3). Raises FieldError for a size that is not from 64 to 512."""
    if isinstance(size, bool) or not isinstance(size, int | np.integer) or not LEAST_SIZE <= size <= MOST_SIZE:
        raise FieldError("size", repr(size), f"{LEAST_SIZE} to {MOST_SIZE} pixels")
    side = int(size) * FINE
    image = Image.new("RGB", (side, side), GRASS)
    pen = ImageDraw.Draw(image)
    places, radius = places_of(graph, batch.seats, side)
    for seat, row in enumerate(batch.near.tolist()):
        for other in row:
            if other > seat:
                pen.line([places[seat], places[other]], fill=ROAD, width=max(2, round(radius / 5)))
    for seat, place in enumerate(places):
        _town(pen, place, radius, batch, game, seat)
    return np.asarray(image.reduce(FINE), np.uint8).copy()


def places_of(graph: str, seats: int, side: int) -> tuple[list[tuple[float, float]], float]:
    """Where each town stands, in pixels, and its outer radius."""
    if graph == "grid":
        width = width_of_grid(seats)
        cell, height = side / width, -(-seats // width)
        top = (side - height * cell) / 2
        return [((k % width + 0.5) * cell, top + (k // width + 0.5) * cell) for k in range(seats)], cell * 0.42
    step = math.sin(math.pi / seats)  # half the distance between two towns on a circle of radius 1
    radius = min(side * 0.16, side / 2 * step / (1.15 + 1.15 * step))
    reach = side / 2 - radius * 1.15
    turns = [2 * math.pi * k / seats - math.pi / 2 for k in range(seats)]
    return [(side / 2 + reach * math.cos(turn), side / 2 + reach * math.sin(turn)) for turn in turns], radius


def _town(pen: Any, place: tuple[float, float], radius: float, batch: Batch, game: int, seat: int) -> None:
    lane, payoffs = batch.lanes[game, :, seat], batch.payoffs
    gates = int((batch.near[seat] >= 0).sum()) + 1
    _disc(pen, place, radius * 0.94, SHADE)
    _arc(pen, place, radius, 1 - (int(lane[S_WAIT]) - 1) / payoffs.wave_every, radius * 0.1, RED)
    _arc(pen, place, radius * 0.86, 1.0, radius * 0.2, EMPTY)
    _arc(pen, place, radius * 0.86, int(lane[S_WALL]) / (payoffs.wall_max * gates), radius * 0.2, STONE)
    _arc(pen, place, radius * 0.64, int(lane[S_GUARD]) / (payoffs.guard_max * gates), radius * 0.12, GUARDS)
    _disc(pen, place, radius * 0.5, YARDS[int(lane[S_LAST])])
    worst = (payoffs.press + payoffs.press_spread) * gates
    if lane[S_LEAKS]:
        _disc(pen, place, radius * (0.15 + 0.3 * min(int(lane[S_LEAKS]) / worst, 1.0)), RED)
    full = min(int(lane[S_PURSE]) / max(FULL_PURSE * payoffs.income, 1), 1.0)
    x, y, half, high = place[0], place[1] + radius * 0.62, radius * 0.5, radius * 0.14
    pen.rectangle([x - half, y, x + half, y + high], fill=EMPTY)
    if full > 0:
        pen.rectangle([x - half, y, x - half + 2 * half * full, y + high], fill=GOLD)


def _disc(pen: Any, place: tuple[float, float], radius: float, fill: Colour) -> None:
    x, y = place
    pen.ellipse([x - radius, y - radius, x + radius, y + radius], fill=fill)


def _arc(pen: Any, place: tuple[float, float], radius: float, share: float, width: float, fill: Colour) -> None:
    """An arc from the top, clockwise, over that share of the circle."""
    x, y = place
    if share > 0:
        pen.arc([x - radius, y - radius, x + radius, y + radius], -90, -90 + 360 * min(share, 1.0), fill=fill, width=max(2, round(width)))
