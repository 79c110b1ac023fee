"""Board: a level made ready for the kernels, as one NumPy record of arrays. Boards of any levels stand side by side."""

from collections.abc import Sequence
from typing import Any, Final, get_args

import numpy as np
from numpy.typing import NDArray

from garrison_levels.fields import TILES_A_SIDE, GroundLook, RoadLook
from garrison_levels.level import Level
from garrison_server import rules
from garrison_server.table import Table, record_dtype

# paths: float64 columns, a row per waypoint
W_X: Final = 0
W_Y: Final = 1
W_DX: Final = 2  # unit direction to the next waypoint
W_DY: Final = 3
W_ARC: Final = 4  # units from the path's start
N_WAYPOINT: Final = 5

# points: float64 columns, a row per tower point
Q_X: Final = 0
Q_Y: Final = 1
Q_RALLY_X: Final = 2
Q_RALLY_Y: Final = 3

# waves: int64 columns, a row per wave
V_FIRST: Final = 0  # index into spawns
V_COUNT: Final = 1
V_INTERVAL_TICKS: Final = 2
N_WAVE: Final = 3

# towers: float64, row k - 1 is kind k
TT_PRICE: Final = 0
TT_UPGRADE: Final = 1
TT_INTERVAL_TICKS: Final = 2
TT_DAMAGE: Final = 3
TT_EXTRA: Final = 4
TT_RADIUS: Final = 5
TT_AIR: Final = 6
TT_GROUND: Final = 7
TT_GROWTH: Final = 8  # growth^0 .. growth^3 in four columns
N_TOWER_STAT: Final = 12

# kinds: float64, a row per type of enemy
K_HEALTH: Final = 0
K_STEP: Final = 1  # units per tick
K_INTERVAL_TICKS: Final = 2
K_DAMAGE: Final = 3
K_EXTRA: Final = 4
K_FLYING: Final = 5
K_UNHOLDABLE: Final = 6
K_HOLDERS: Final = 7
K_ARROW: Final = 8
K_FREEZE: Final = 9
K_RAISE: Final = 10
K_STRIKE: Final = 11
K_HEAL_RADIUS: Final = 12
K_HEAL: Final = 13
K_BLAST: Final = 14
K_HURRY: Final = 15
K_HURRY_FACTOR: Final = 16
K_BROOD: Final = 17
N_KIND: Final = 18

# numbers: float64, the level's single numbers
B_PATHS: Final = 0
B_POINTS: Final = 1
B_WAVES: Final = 2
B_LIFE: Final = 3
B_WAVE_INTERVAL_TICKS: Final = 4
B_COUNTDOWN_TICKS: Final = 5
B_GOLD: Final = 6
B_GOLD_MAX: Final = 7
B_REFUND: Final = 8
B_COIN_REFRESH_TICKS: Final = 9
B_COIN_STAY_TICKS: Final = 10
B_COIN_VALUE: Final = 11
B_COIN_EXTRA: Final = 12
B_FOG: Final = 13  # 1: on
B_FOG_STEP: Final = 14  # units per tick
B_BASE_X: Final = 15
B_BASE_Y: Final = 16
B_HERO_X: Final = 17
B_HERO_Y: Final = 18
B_KNIGHT_HP: Final = 19
B_KNIGHT_STEP: Final = 20
B_KNIGHT_INTERVAL_TICKS: Final = 21
B_KNIGHT_DAMAGE: Final = 22
B_KNIGHT_EXTRA: Final = 23
B_KNIGHT_RADIUS: Final = 24
B_COMPENSATION: Final = 25
B_COMPENSATION_PROBABILITY: Final = 26
B_REINFORCE_NUMBER: Final = 27
B_REINFORCE_TICKS: Final = 28
B_REINFORCE_COOLDOWN_TICKS: Final = 29
B_HERO_HP: Final = 30
B_HERO_STEP: Final = 31
B_HERO_INTERVAL_TICKS: Final = 32
B_HERO_DAMAGE: Final = 33
B_HERO_EXTRA: Final = 34
B_HERO_RADIUS: Final = 35
B_HERO_RECOVERY: Final = 36  # per tick
B_HERO_REVIVE_TICKS: Final = 37
B_RAISE_PRICE: Final = 38
B_RAISE_HEALTH: Final = 39
B_FIRE_COST: Final = 40
B_FIRE_TICKS: Final = 41
B_FIRE_RADIUS: Final = 42
B_FIRE_DAMAGE: Final = 43
B_FIRE_EXTRA: Final = 44
# what `seating.lay` writes
B_FINDER_SHARE: Final = 45
B_SPLIT_PURSE: Final = 46  # 1: the gold at the start is shared out
B_ZONED: Final = 47  # 1: a seat builds on its own points only
B_REWARD: Final = 48  # SHARED, SPLIT or OWN
B_BUDGET: Final = 49
B_INTENSITY: Final = 50
B_SEATS: Final = 51  # that defend
N_NUMBERS: Final = 52

SHARED: Final = 0
SPLIT: Final = 1
OWN: Final = 2

# look
GROUNDS: Final[tuple[str, ...]] = get_args(GroundLook)
ROADS: Final[tuple[str, ...]] = get_args(RoadLook)
TILES: Final = TILES_A_SIDE


class Board:
    """The fields of one level's record, for readers and type checkers; BOARD is the real one."""

    numbers: NDArray[np.float64]  # (N_NUMBERS,)
    paths: NDArray[np.float64]  # (MAX_PATHS, MAX_WAYPOINTS, N_WAYPOINT)
    lengths: NDArray[np.int64]  # (MAX_PATHS,) waypoints of each path
    points: NDArray[np.float64]  # (MAX_POINTS, 4)
    waves: NDArray[np.int64]  # (MAX_WAVES, N_WAVE)
    spawns: NDArray[np.int64]  # (MAX_WAVES * MAX_WAVE_ENEMIES,) types in order, wave after wave
    towers: NDArray[np.float64]  # (3, N_TOWER_STAT)
    kinds: NDArray[np.float64]  # (N_KINDS, N_KIND)
    anchors: NDArray[np.float64]  # (MAX_ANCHORS, 2) points along the roads for the `sites` action space
    point_seats: NDArray[np.int64]  # (MAX_POINTS,) the seat in whose zone each tower point is
    road_seats: NDArray[np.int64]  # (MAX_PATHS,) likewise each road
    look: NDArray[np.int64]  # (2,) what pictures draw: the ground and the road, as indices into GROUNDS and ROADS
    tiles: NDArray[np.uint8]  # (TILES, TILES) the level's brush, top row first, an ASCII character each


BOARD: Final = record_dtype(
    numbers=("f8", (N_NUMBERS,)),
    paths=("f8", (rules.MAX_PATHS, rules.MAX_WAYPOINTS, N_WAYPOINT)),
    lengths=("i8", (rules.MAX_PATHS,)),
    points=("f8", (rules.MAX_POINTS, 4)),
    waves=("i8", (rules.MAX_WAVES, N_WAVE)),
    spawns=("i8", (rules.MAX_WAVES * rules.MAX_WAVE_ENEMIES,)),
    towers=("f8", (3, N_TOWER_STAT)),
    kinds=("f8", (rules.N_KINDS, N_KIND)),
    anchors=("f8", (rules.MAX_ANCHORS, 2)),
    point_seats=("i8", (rules.MAX_POINTS,)),
    road_seats=("i8", (rules.MAX_PATHS,)),
    look=("i8", (2,)),
    tiles=("u1", (TILES, TILES)),
)


class Boards(Table, Board):
    """Several levels: every field of Board with one more axis in front, and `rows` for the kernels."""


def ticks(seconds: float) -> float:
    """The nearest whole number of ticks."""
    return float(round(seconds * rules.TICKS_PER_S))


def board_of(level: Level) -> Board:
    """The kernels' record for one checked level, as one seat plays it; `seating.lay` lays other rules over a batch's copies."""
    board: Any = np.zeros(1, BOARD)[0]
    board.numbers[:B_FINDER_SHARE] = _numbers(level)
    board.numbers[B_SEATS] = 1
    zones = (level.zones.points, level.zones.roads) if level.zones else (range(len(level.tower_points)), range(len(level.paths)))
    board.point_seats[: len(zones[0])], board.road_seats[: len(zones[1])] = zones
    board.paths[:], board.lengths[:] = _paths(level)
    for i, point in enumerate(level.tower_points):
        board.points[i] = (*point.at, *point.rally)
    names = [kind.name for kind in rules.ENEMIES]
    spawned = 0
    for i, wave in enumerate(level.waves):
        size = len(wave.enemies)
        board.waves[i] = (spawned, size, int(ticks(wave.interval_s)))
        board.spawns[spawned : spawned + size] = [names.index(name) for name in wave.enemies]
        spawned += size
    board.look[:] = GROUNDS.index(level.look.ground), ROADS.index(level.look.road)
    board.tiles[:] = [list(row.encode("ascii")) for row in level.look.tiles]
    board.towers[:] = [_tower_row(tower) for tower in merged(rules.TOWERS, level.rules.towers)]
    board.kinds[:] = [_kind_row(kind) for kind in merged(rules.ENEMIES, level.rules.enemies)]
    board.anchors[:] = _anchors(board.paths, board.lengths, len(level.paths))
    checked: Board = board
    return checked


def stack_boards(boards: Sequence[Board]) -> Boards:
    """Several boards as one table."""
    rows = np.zeros(len(boards), BOARD)
    for i, board in enumerate(boards):
        rows[i] = board
    return Boards(rows)


def merged(rows: Sequence[Any], overrides: dict[str, dict[str, Any]]) -> list[Any]:
    """Default rows with a level's overrides laid over them by name."""
    return [row._replace(**overrides.get(row.name, {})) for row in rows]


def _paths(level: Level) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    paths = np.zeros((rules.MAX_PATHS, rules.MAX_WAYPOINTS, N_WAYPOINT))
    lengths = np.zeros(rules.MAX_PATHS, np.int64)
    for p, waypoints in enumerate(level.paths):
        lengths[p] = len(waypoints)
        arc = 0.0
        for i, (x, y) in enumerate(waypoints):
            paths[p, i, [W_X, W_Y, W_ARC]] = x, y, arc
            if i + 1 < len(waypoints):
                dx, dy = waypoints[i + 1][0] - x, waypoints[i + 1][1] - y
                length = float(np.sqrt(dx * dx + dy * dy))
                paths[p, i, [W_DX, W_DY]] = dx / length, dy / length
                arc += length
    return paths, lengths


def _anchors(paths: NDArray[np.float64], lengths: NDArray[np.int64], n_paths: int) -> NDArray[np.float64]:
    """Points spread evenly over all roads' total length, from the base's end backwards; unused rows are ABSENT."""
    totals = [paths[p, lengths[p] - 1, W_ARC] for p in range(n_paths)]
    gap = sum(totals) / rules.MAX_ANCHORS
    anchors = np.full((rules.MAX_ANCHORS, 2), rules.ABSENT)
    n = 0
    for p in range(n_paths):
        arc = totals[p] - gap / 2
        while arc > 0 and n < rules.MAX_ANCHORS:
            i = int(np.searchsorted(paths[p, : lengths[p], W_ARC], arc, side="right")) - 1
            along = arc - paths[p, i, W_ARC]
            anchors[n] = paths[p, i, :2] + along * paths[p, i, 2:4]
            n += 1
            arc -= gap
    return anchors


def _tower_row(tower: rules.Tower) -> list[float]:
    growth = [1.0]
    for _ in range(rules.TOP_LEVEL):
        growth.append(growth[-1] * tower.growth)
    return [
        tower.price, tower.upgrade_price, ticks(tower.interval_s), tower.damage, tower.extra_damage, tower.range / 2,
        tower.hits_air, tower.hits_ground, *growth,
    ]  # fmt: skip


def _kind_row(kind: rules.Enemy) -> list[float]:
    return [
        kind.health, kind.speed * rules.TICK_S, ticks(kind.interval_s), kind.damage, kind.extra_damage, kind.flying,
        kind.unholdable, kind.holders, kind.arrow_factor, kind.freeze_radius, kind.raise_radius, kind.strike_radius,
        kind.heal_radius, kind.heal, kind.blast_radius, kind.hurry_radius, kind.hurry_factor, kind.brood,
    ]  # fmt: skip


def _numbers(level: Level) -> NDArray[np.float64]:
    knight = rules.Knight()._replace(**level.rules.knight)
    more = rules.Reinforcements()._replace(**level.rules.reinforcements)
    hero = rules.Hero()._replace(**level.rules.hero)
    return np.array([
        len(level.paths), len(level.tower_points), len(level.waves), level.life, ticks(level.wave_interval_s),
        ticks(level.countdown_s), level.gold.start, level.gold.maximum, level.refund_rate, ticks(level.coins.refresh_s),
        ticks(level.coins.residence_s), level.coins.value, level.coins.extra, level.fog.on, level.fog.speed * rules.TICK_S,
        *level.base, *level.hero,
        knight.health, knight.speed * rules.TICK_S, ticks(knight.interval_s), knight.damage, knight.extra_damage,
        knight.range / 2, knight.compensation, knight.compensation_probability,
        more.number, ticks(more.exist_s), ticks(more.cooldown_s),
        hero.health, hero.speed * rules.TICK_S, ticks(hero.interval_s), hero.damage, hero.extra_damage, hero.range / 2,
        hero.recovery_per_s * rules.TICK_S, ticks(hero.revive_s), hero.raise_price, hero.raise_health, hero.fire_cost,
        ticks(hero.fire_s), hero.fire_range / 2, hero.fire_damage, hero.fire_extra_damage,
    ], np.float64)  # fmt: skip
