"""Streams of actions for random play: mostly sensible, some refused, some malformed."""

import math
from random import Random

from garrison_levels.level import Level
from garrison_server import rules

Order = tuple[float, float, float]
WEIRD = (math.nan, math.inf, -math.inf, 3.0000001, -3.5, 1e300, -0.0, 2.5, 12.0, -1.0, 11.999999, 5e-324)


def some_order(rng: Random, level: Level) -> Order:
    """One action; about one in twenty is malformed."""
    if rng.random() < 0.05:
        order = [rng.uniform(-3, 3), rng.uniform(-3, 3), float(rng.randrange(12))]
        order[rng.randrange(3)] = rng.choice(WEIRD)
        return order[0], order[1], order[2]
    action = rng.choices(range(12), weights=(6, 6, 8, 6, 1.5, 1, 5, 5, 5, 6, 4, 1))[0]
    x, y = some_place(rng, level, action)
    return x, y, float(action)


def some_place(rng: Random, level: Level, action: int) -> tuple[float, float]:
    """A tower point for the towers' actions, else mostly a place on or near a road."""
    if action <= rules.SHOW_RANGE and rng.random() < 0.95:
        x, y = rng.choice(level.tower_points).at
        return x + rng.choice((0.0, 0.0, 0.25, -0.2)), y + rng.choice((0.0, 0.0, 0.1, -0.25))
    if action == rules.RALLY and rng.random() < 0.6:
        point = rng.choice(level.tower_points)
        x, y = rng.choice((point.rally, (point.at[0] + rng.uniform(-1, 1), point.at[1] + rng.uniform(-1, 1))))
        return x, y
    if rng.random() < 0.1:
        return rng.uniform(-3.2, 3.2), rng.uniform(-3.2, 3.2)
    road = rng.choice(level.paths)
    i, share = rng.randrange(len(road) - 1), rng.random()
    (ax, ay), (bx, by) = road[i], road[i + 1]
    return ax + (bx - ax) * share, ay + (by - ay) * share


def company(seed: int, level: Level, seats: int, n: int) -> list[list[Order]]:
    """`n` steps of several seats' actions, a gift (to nobody now and then) among ten of them."""
    rng = Random(seed)
    return [
        [(0.0, 0.0, float(rng.randrange(12, 17))) if rng.random() < 0.1 else some_order(rng, level) for _ in range(seats)] for _ in range(n)
    ]


def stream(seed: int, level: Level, n: int) -> list[Order]:
    """`n` actions."""
    rng = Random(seed)
    return [some_order(rng, level) for _ in range(n)]
