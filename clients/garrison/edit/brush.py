"""The brush: tiles of ground and road painted over what the level's look gives by itself.

`look.tiles` holds TILES strings of TILES characters, the top row first: `.` as usual, small letters the grounds, capitals
the roads. Where nothing is painted the level has no tiles at all.
"""

import math
from dataclasses import replace
from typing import Final

from garrison.edit.draft import MAP_HALF, TILES, Draft, EditError, Point

PLAIN: Final = "."
GROUNDS: Final = {"grass": "g", "meadow": "m", "autumn": "a", "sand": "s", "snow": "n", "ash": "h"}
ROADS: Final = {"earth": "E", "cobble": "C", "gravel": "G", "planks": "P"}
LETTERS: Final = {**GROUNDS, **ROADS}
TILE_SIDE: Final = 2 * MAP_HALF / TILES  # map units

Tile = tuple[int, int]  # row from the top, column from the left


def set_ground(draft: Draft, kind: str) -> Draft:
    """The ground of the whole level."""
    if kind not in GROUNDS:
        raise EditError(f"{kind!r} came, wanted one of {', '.join(GROUNDS)}")
    return replace(draft, look=replace(draft.look, ground=kind))


def set_road(draft: Draft, kind: str) -> Draft:
    """What the level's paths are made of."""
    if kind not in ROADS:
        raise EditError(f"{kind!r} came, wanted one of {', '.join(ROADS)}")
    return replace(draft, look=replace(draft.look, road=kind))


def paint(draft: Draft, tiles: frozenset[Tile], letter: str) -> Draft:
    """Some tiles painted with one letter; PLAIN takes the paint away."""
    if letter != PLAIN and letter not in LETTERS.values():
        raise EditError(f"{letter!r} came, wanted one of {PLAIN} {' '.join(LETTERS.values())}")
    rows = [list(row) for row in draft.look.tiles or (PLAIN * TILES,) * TILES]
    for row, column in tiles:
        rows[row][column] = letter
    painted = tuple("".join(row) for row in rows)
    bare = all(row == PLAIN * TILES for row in painted)
    return replace(draft, look=replace(draft.look, tiles=() if bare else painted))


def clear_paint(draft: Draft) -> Draft:
    """Without any painted tile."""
    return replace(draft, look=replace(draft.look, tiles=()))


def tiles_near(at: Point, width: int) -> frozenset[Tile]:
    """The tiles under a round brush, `width` tiles across, held at `at`; none outside the map. Width 1 is the one tile there."""
    row, column = (MAP_HALF - at[1]) / TILE_SIDE, (at[0] + MAP_HALF) / TILE_SIDE
    if width == 1:
        near = {(math.floor(row), math.floor(column))}
    else:
        around = range(-width, width + 1)
        near = {
            (r, c)
            for r in (math.floor(row) + i for i in around)
            for c in (math.floor(column) + i for i in around)
            if math.hypot(r + 0.5 - row, c + 0.5 - column) <= width / 2
        }
    return frozenset((r, c) for r, c in near if 0 <= r < TILES and 0 <= c < TILES)


def tiles_between(start: Point, end: Point, width: int) -> frozenset[Tile]:
    """The tiles that a stroke from one place to another passes over."""
    steps = max(1, math.ceil(math.dist(start, end) / (TILE_SIDE / 2)))
    dots = [(start[0] + (end[0] - start[0]) * i / steps, start[1] + (end[1] - start[1]) * i / steps) for i in range(steps + 1)]
    return frozenset().union(*(tiles_near(dot, width) for dot in dots))
