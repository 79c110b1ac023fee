"""The roads in few words, for the brief prompt: bends that matter, to one digit, and where roads join told once."""

import math
from collections.abc import Sequence
from typing import Final

Point = tuple[float, float]
GAP: Final = 0.25  # units that a road may run beside its short form


def short_roads(roads: Sequence[Sequence[Point]]) -> str:
    """Each road by number: its bends, then the base or the road that it joins."""
    told = []
    for i, road in enumerate(roads):
        j, shared = max(((j, _shared(road, roads[j])) for j in range(i)), key=lambda pair: pair[1], default=(0, 0))
        own = road[: len(road) - shared + 1] if shared > 1 else road
        bends = " ".join(f"{round(x, 1):g},{round(y, 1):g}" for x, y in thinned(own))
        told.append(f"{i + 1}: {bends}{f' then as {j + 1}' if shared > 1 else ''}")
    return "; ".join(told)


def thinned(road: Sequence[Point]) -> list[Point]:
    """The ends, and the bends without which the road would run more than GAP beside (Douglas and Peucker, 1973)."""
    if len(road) < 3:
        return list(road)
    gaps = [_beside(point, road[0], road[-1]) for point in road[1:-1]]
    widest = max(gaps)
    if widest <= GAP:
        return [road[0], road[-1]]
    at = gaps.index(widest) + 1
    return [*thinned(road[: at + 1])[:-1], *thinned(road[at:])]


def _shared(one: Sequence[Point], other: Sequence[Point]) -> int:
    """How many waypoints two roads have in common at their ends."""
    count = 0
    while count < min(len(one), len(other)) and one[-1 - count] == other[-1 - count]:
        count += 1
    return count


def _beside(point: Point, start: Point, end: Point) -> float:
    """The distance of a point from a straight stretch."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    square = dx * dx + dy * dy
    along = 0.0 if square == 0 else min(max(((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / square, 0.0), 1.0)
    return math.dist(point, (start[0] + along * dx, start[1] + along * dy))
