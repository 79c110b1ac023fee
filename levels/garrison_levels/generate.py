"""New levels from a seed and a difficulty: the same on every machine, and always valid."""

from collections.abc import Sequence
from random import Random
from typing import Any, Final, NamedTuple

from garrison_levels.faults import Fault, LevelError, shown
from garrison_levels.fields import BOX_SIDE, MAP_HALF
from garrison_levels.muster import muster
from garrison_levels.roads import XY, beside, draw_roads, nearest_on, pick, shuffled

LARGEST_SEED: Final = 2**63 - 1
NEAR_ROAD: Final = (0.5, 0.9)  # a good point lies this far from the nearest road
FAR: Final = 1.6  # a misleading one at least this far from all
APART: Final = 0.6  # between two points, along x or y
MOST_AT: Final = MAP_HALF - BOX_SIDE / 2 - 0.05
HERO_FROM_ROAD: Final = 0.9  # so that a hero nobody commands meets nobody
GROUNDS: Final = ("grass", "meadow", "autumn", "sand", "snow", "ash")
ROADS: Final = ("earth", "cobble", "gravel", "planks")


class Grade(NamedTuple):
    """What one difficulty means."""

    roads: tuple[int, int]  # fewest, most
    length: int  # of a road, in cells of the map's 6 x 6
    wild: int  # side, in cells, of the corner without roads
    good: int  # points beside roads
    misleading: int  # points far from roads
    gold: int
    coin: int
    fog: float  # speed; 0: none


GRADES: Final = (
    Grade((1, 1), 11, 2, 7, 1, 420, 50, 0.0),
    Grade((1, 2), 10, 3, 8, 2, 400, 46, 0.25),
    Grade((2, 3), 10, 3, 9, 3, 370, 42, 0.3),
    Grade((3, 4), 9, 3, 9, 4, 340, 38, 0.35),
    Grade((4, 5), 9, 3, 9, 5, 320, 35, 0.4),
)


def generate_document(seed: int, difficulty: int) -> dict[str, Any]:
    """A level as its JSON document, from `seed` (0 to 2^63 - 1) and `difficulty` (1 to 5); raises LevelError."""
    _check(seed, difficulty)
    grade = GRADES[difficulty - 1]
    rng = Random(seed * len(GRADES) + difficulty - 1)
    fewest, most = grade.roads
    roads = draw_roads(rng, fewest + int((most - fewest + 1) * rng.random()), grade.wild, grade.length)
    points = _points(rng, roads, grade)
    return {
        "format": 1,
        "name": f"generated-{seed}-{difficulty}",
        "title": f"Generated level {seed}, difficulty {difficulty}",
        "description": f"Drawn by the generator from seed {seed} at difficulty {difficulty} of {len(GRADES)}.",
        "paths": roads,
        "base": roads[0][-1],
        "hero": _hero(rng, roads),
        "tower_points": points,
        "waves": muster(rng, difficulty),
        "wave_interval_s": 14.0 - difficulty,
        "countdown_s": 10.0,
        "gold": {"start": grade.gold, "maximum": 2000},
        "refund_rate": 0.7,
        "coins": {"refresh_s": 6.0, "residence_s": 9.0, "value": grade.coin, "extra": 20},
        "fog": {"on": grade.fog > 0, "speed": grade.fog or 0.3},
        "look": {"ground": pick(rng, GROUNDS), "road": pick(rng, ROADS)},
    }


def parse_generated_name(name: str) -> tuple[int, int]:
    """Seed and difficulty of a name such as `generated:7:3`; raises LevelError."""
    parts = name.split(":")
    if len(parts) != 3 or parts[0] != "generated" or not all(part.isascii() and part.isdigit() and len(part) <= 19 for part in parts[1:]):
        raise LevelError(shown(name), [Fault("level", "this name", "generated:SEED:DIFFICULTY, such as generated:7:3")])
    return int(parts[1]), int(parts[2])


def _check(seed: int, difficulty: int) -> None:
    faults = []
    if not 0 <= seed <= LARGEST_SEED:
        faults.append(Fault("seed", shown(seed), f"0 to {LARGEST_SEED}"))
    if not 1 <= difficulty <= len(GRADES):
        faults.append(Fault("difficulty", shown(difficulty), f"1 to {len(GRADES)}"))
    if faults:
        raise LevelError("generator", faults)


def _points(rng: Random, roads: Sequence[Sequence[XY]], grade: Grade) -> list[dict[str, Any]]:
    near = [place for road in roads for offset in (0.55, 0.7, 0.85) for place in beside(road, 0.2, offset) if _fits(place)]
    near = [place for place in near if NEAR_ROAD[0] <= nearest_on(roads, place)[0] <= NEAR_ROAD[1]]
    far = [place for i in range(-18, 19) for j in range(-18, 19) if _fits(place := (round(0.15 * i, 2), round(0.15 * j, 2)))]
    far = [place for place in far if nearest_on(roads, place)[0] > FAR]
    taken: list[XY] = []
    good = _spread(shuffled(rng, near), taken, grade.good)
    misleading = _spread(shuffled(rng, far), taken, grade.misleading)
    points = [{"at": at, "rally": _rally(roads, at, 9.0), "misleading": False} for at in good]
    points += [{"at": at, "rally": _rally(roads, at, 0.5), "misleading": True} for at in misleading]
    return shuffled(rng, points)  # else the order would tell which are which


def _spread(places: Sequence[XY], taken: list[XY], most: int) -> list[XY]:
    """Up to `most` of the places whose boxes stay clear of each other and of those taken; they are taken too."""
    chosen: list[XY] = []
    for x, y in places:
        clear = all(max(abs(x - other_x), abs(y - other_y)) >= APART for other_x, other_y in taken)
        if len(chosen) < most and clear:
            chosen.append((x, y))
            taken.append((x, y))
    return chosen


def _fits(at: XY) -> bool:
    """Whether a point's box lies well inside the map."""
    return max(abs(at[0]), abs(at[1])) <= MOST_AT


def _rally(roads: Sequence[Sequence[XY]], at: XY, most: float) -> XY:
    """Where knights wait: on the nearest road, or `most` units on the way to it."""
    distance, (x, y) = nearest_on(roads, at)
    share = min(1.0, most / distance)
    return round(at[0] + share * (x - at[0]), 2), round(at[1] + share * (y - at[1]), 2)


def _hero(rng: Random, roads: Sequence[Sequence[XY]]) -> XY:
    """Where the hero waits: off the roads, as near to the base as may be."""
    base_x, base_y = roads[0][-1]
    places = [(round(0.25 * i, 2), round(0.25 * j, 2)) for i in range(-11, 12) for j in range(-11, 12)]
    clear = [place for place in shuffled(rng, places) if nearest_on(roads, place)[0] >= HERO_FROM_ROAD]
    return min(clear, key=lambda place: (place[0] - base_x) ** 2 + (place[1] - base_y) ** 2)
