"""The structured view (759 numbers, TowerMind's layout) as a small readable record."""

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from garrison_agents.scripted.orders import EMPTY
from garrison_agents.scripted.road import Roads, Spot, distance

ABSENT: Final = -9999.0
LENGTH: Final = 759

# Where things stand in the vector (spec: rules, "Three observations of one state").
_BASE, _TIME, _WAVE, _COUNTDOWN, _GOLD, _LIFE, _WAVES_LEFT, _FOG = 19, 22, 23, 24, 25, 26, 27, 28
_REINFORCE, _REVIVE, _DEAD, _HERO, _HERO_HEALTH, _COIN, _COIN_S, _CODE = 30, 31, 32, 33, 35, 36, 38, 43
_WAVE_LIST, _FIRES, _POINTS, _ENEMIES, _KNIGHTS = 244, 269, 289, 409, 609


class Point(NamedTuple):
    """One tower point that can be seen."""

    at: Spot
    level: int
    kind: int  # EMPTY, KNIGHT, MAGICIAN, ARCHER
    frozen: bool
    rally: Spot
    mine: bool = True  # this seat's tower, or free for it to build on

    @property
    def free(self) -> bool:
        return self.kind == EMPTY


class Foe(NamedTuple):
    """One enemy that can be seen."""

    at: Spot
    type: int
    health: float
    left: float  # units of road to the base


class Friend(NamedTuple):
    """A knight, of a tower or of the reinforcements."""

    at: Spot
    health: float


@dataclass(frozen=True)
class Scene:
    """What can be seen at one moment; what is hidden or absent is None or left out."""

    time_s: float
    wave: int  # waves begun
    waves_left: int
    countdown_s: float
    gold: float
    life: int
    base: Spot
    fog: Spot | None
    reinforce_s: float  # until reinforcements may be called
    hero: Spot | None
    hero_dead: bool
    hero_health: float
    coin: Spot | None
    coin_s: float
    last_code: int
    points: tuple[Point, ...]
    foes: tuple[Foe, ...]  # nearest to the base first
    knights: tuple[Friend, ...]
    fires: tuple[Spot, ...]

    def point_at(self, spot: Spot) -> Point | None:
        """The visible tower point at a spot, if there is one."""
        for point in self.points:
            if distance(point.at, spot) < 0.01:
                return point
        return None


def scene_of(structured: NDArray[np.float32], roads: Roads) -> Scene:
    """Decode one structured view, shape (759,); raises ValueError for another shape."""
    if structured.shape != (LENGTH,):
        raise ValueError(f"a structured view of shape {structured.shape} came, ({LENGTH},) was wanted")
    values: list[float] = structured.tolist()
    return Scene(
        time_s=values[_TIME],
        wave=int(values[_WAVE]),
        waves_left=int(values[_WAVES_LEFT]),
        countdown_s=values[_COUNTDOWN],
        gold=values[_GOLD],
        life=int(values[_LIFE]),
        base=(values[_BASE], values[_BASE + 1]),
        fog=_seen(values, _FOG),
        reinforce_s=values[_REINFORCE],
        hero=_seen(values, _HERO),
        hero_dead=values[_DEAD] > 0.5,
        hero_health=values[_HERO_HEALTH],
        coin=coin_of(structured),
        coin_s=values[_COIN_S],
        last_code=int(values[_CODE]),
        points=_points(values),
        foes=_foes(structured, values, roads),
        knights=tuple(Friend((row[0], row[1]), row[2]) for row in _rows(values, _KNIGHTS, 50, 3)),
        fires=tuple((row[0], row[1]) for row in _rows(values, _FIRES, 10, 2)),
    )


def coin_of(structured: NDArray[np.float32]) -> Spot | None:
    """Where the coin in sight lies."""
    return _seen(structured[_COIN : _COIN + 2].tolist(), 0)


def _seen(values: list[float], at: int) -> Spot | None:
    return None if values[at] == ABSENT else (values[at], values[at + 1])


def _rows(values: list[float], start: int, count: int, width: int) -> list[list[float]]:
    """The packed rows of a list, up to the first absent one."""
    rows = []
    for at in range(start, start + count * width, width):
        if values[at] == ABSENT:
            break
        rows.append(values[at : at + width])
    return rows


def _points(values: list[float]) -> tuple[Point, ...]:
    rows: list[Any] = _rows(values, _POINTS, 15, 8)
    return tuple(
        Point((x, y), int(level), int(kind) if built > 0.5 else EMPTY, frozen > 0.5, (rally_x, rally_y))
        for x, y, level, built, frozen, rally_x, rally_y, kind in rows
    )


def _foes(structured: NDArray[np.float32], values: list[float], roads: Roads) -> tuple[Foe, ...]:
    rows = _rows(values, _ENEMIES, 50, 4)
    if not rows:
        return ()
    spots = structured[_ENEMIES : _ENEMIES + 4 * len(rows)].reshape(-1, 4)[:, :2].astype(np.float64)
    _, left = roads.locate(spots)
    foes = [Foe((row[0], row[1]), int(row[2]), row[3], float(units)) for row, units in zip(rows, left, strict=True)]
    return tuple(sorted(foes, key=lambda foe: foe.left))
