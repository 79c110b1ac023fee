"""Roads over the map for the generator: routes on a 6 x 6 grid of cells, rounded corners, and places beside them.

Only +, -, *, / and the square root are used, and only `random()` of the generator, so that every machine and
every Python draws the same roads.
"""

import heapq
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import inf, sqrt
from random import Random
from typing import Final, TypeVar

from garrison_levels.fields import MAP_HALF

XY = tuple[float, float]
Cell = tuple[int, int]
Item = TypeVar("Item")

CELLS: Final = 6  # a side; one cell is one map unit
JITTER: Final = 0.22  # how far a corner strays from its cell's centre
CUT: Final = 0.3  # share of a road's piece that rounding a corner takes
MOST_WAYPOINTS: Final = 20
USED_COST: Final = 5.0  # what a cell costs more when another road runs through it
TRIES: Final = 6


def pick(rng: Random, items: Sequence[Item]) -> Item:
    """One of the items (`Random.choice` may change between Pythons; `random` may not)."""
    return items[int(rng.random() * len(items))]


def shuffled(rng: Random, items: Iterable[Item]) -> list[Item]:
    """The items in a random order."""
    keyed = [(rng.random(), i, item) for i, item in enumerate(items)]
    keyed.sort(key=lambda entry: entry[:2])
    return [item for _, _, item in keyed]


def draw_roads(rng: Random, number: int, wild: int, length: int) -> list[list[XY]]:
    """`number` roads of about `length` cells, all ending at one base; a corner of `wild` x `wild` cells stays free."""
    free = _free_cells(rng, wild)
    rim = [cell for cell in free if min(cell) == 0 or max(cell) == CELLS - 1]
    base = pick(rng, rim)
    centres = {cell: _centre(rng, cell) for cell in free}
    used: set[Cell] = set()
    roads = []
    for entry in _entries(rng, rim, base, number):
        routes = [_route(rng, free, used, entry, base) for _ in range(TRIES)]
        route = min(routes, key=lambda cells: abs(len(cells) - length))
        used.update(route)
        roads.append(rounded(_corners(route, centres)))
    return roads


def rounded(corners: Sequence[XY]) -> list[XY]:
    """A road through the corners, each corner cut into two waypoints as far as 20 waypoints allow."""
    spare = MOST_WAYPOINTS - len(corners)
    road = [corners[0]]
    for before, here, after in zip(corners, corners[1:], corners[2:], strict=False):
        if spare > 0:
            road += [_between(here, before, CUT), _between(here, after, CUT)]
            spare -= 1
        else:
            road.append(here)
    return [*road, corners[-1]]


def nearest_on(roads: Iterable[Sequence[XY]], place: XY) -> tuple[float, XY]:
    """Distance from a place to the nearest road, and the road's point there."""
    x, y = place
    least, nearest = inf, place
    for road in roads:
        for (from_x, from_y), (to_x, to_y) in pairwise(road):
            dx, dy = to_x - from_x, to_y - from_y
            share = ((x - from_x) * dx + (y - from_y) * dy) / (dx * dx + dy * dy)
            share = 0.0 if share < 0 else 1.0 if share > 1 else share
            on_x, on_y = from_x + share * dx, from_y + share * dy
            square = (x - on_x) * (x - on_x) + (y - on_y) * (y - on_y)
            if square < least:
                least, nearest = square, (on_x, on_y)
    return sqrt(least), nearest


def beside(road: Sequence[XY], step: float, offset: float) -> list[XY]:
    """Places `offset` to both sides of a road, every `step` units along it, rounded to 0.01."""
    places = []
    for (x, y), (to_x, to_y) in pairwise(road):
        length = sqrt((to_x - x) ** 2 + (to_y - y) ** 2)
        for i in range(int(length / step) + 1):
            share = min(i * step / length, 1.0)
            for side in (offset, -offset):
                place_x = x + share * (to_x - x) - side * (to_y - y) / length
                place_y = y + share * (to_y - y) + side * (to_x - x) / length
                places.append((round(place_x, 2), round(place_y, 2)))
    return places


def _free_cells(rng: Random, wild: int) -> list[Cell]:
    left, low = rng.random() < 0.5, rng.random() < 0.5
    columns = set(range(wild) if left else range(CELLS - wild, CELLS))
    rows = set(range(wild) if low else range(CELLS - wild, CELLS))
    return [(i, j) for i in range(CELLS) for j in range(CELLS) if i not in columns or j not in rows]


def _centre(rng: Random, cell: Cell) -> XY:
    x, y = (0.5 + i - MAP_HALF + (2 * rng.random() - 1) * JITTER for i in cell)
    return round(x, 2), round(y, 2)


def _entries(rng: Random, rim: Sequence[Cell], base: Cell, number: int) -> list[Cell]:
    """Where roads come in: far from the base, and from each other while there is room."""
    entries: list[Cell] = []
    for far, apart in ((6, 3), (5, 2), (4, 1)):
        for cell in shuffled(rng, rim):
            if len(entries) < number and _steps(cell, base) >= far and all(_steps(cell, other) >= apart for other in entries):
                entries.append(cell)
    return entries


def _steps(a: Cell, b: Cell) -> int:
    return abs(a[0] - b[0]) + abs(a[1] - b[1])


def _route(rng: Random, free: Sequence[Cell], used: set[Cell], start: Cell, end: Cell) -> list[Cell]:
    """The cheapest way over cells of random cost: it winds, and mostly keeps off other roads."""
    cost = {cell: 1 + 8 * rng.random() ** 2 + (USED_COST if cell in used else 0) for cell in free}
    best: dict[Cell, float] = {start: 0.0}
    came_from: dict[Cell, Cell] = {}
    queue = [(0.0, start)]
    while queue:
        spent, cell = heapq.heappop(queue)
        if spent > best[cell]:
            continue
        for near in ((cell[0] + 1, cell[1]), (cell[0] - 1, cell[1]), (cell[0], cell[1] + 1), (cell[0], cell[1] - 1)):
            if near in cost and spent + cost[near] < best.get(near, 1e9):
                best[near] = spent + cost[near]
                came_from[near] = cell
                heapq.heappush(queue, (best[near], near))
    route = [end]
    while route[-1] != start:
        route.append(came_from[route[-1]])
    return route[::-1]


def _corners(route: Sequence[Cell], centres: dict[Cell, XY]) -> list[XY]:
    """The gate at the map's edge, the route's turns and its end; a cell crossed straight needs no waypoint."""
    i, j = route[0]
    x, y = centres[route[0]]
    if i in (0, CELLS - 1):
        outside, gate = ((-1 if i == 0 else CELLS), j), ((-MAP_HALF if i == 0 else MAP_HALF), y)
    else:
        outside, gate = (i, (-1 if j == 0 else CELLS)), (x, (-MAP_HALF if j == 0 else MAP_HALF))
    bends = [
        here
        for before, here, after in zip([outside, *route], route, route[1:], strict=False)
        if (here[0] - before[0], here[1] - before[1]) != (after[0] - here[0], after[1] - here[1])
    ]
    return [gate, *(centres[cell] for cell in (*bends[: MOST_WAYPOINTS - 2], route[-1]))]


def _between(start: XY, end: XY, share: float) -> XY:
    return round(start[0] + share * (end[0] - start[0]), 2), round(start[1] + share * (end[1] - start[1]), 2)
