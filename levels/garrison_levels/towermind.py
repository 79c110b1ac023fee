"""The importer: TowerMind's `StreamingAssets/Config` folder in, Garrison levels out.

Built-in levels keep their geometry inside the game's binary, so it is taken from a recorded text observation of each.
Three things are made to fit, and nothing else: a road that begins outside the map is cut at the map's edge, a road that
ends beside the base is led on to it, and a point further than 1.6 from every road is marked misleading. The countdown
(TowerMind shows it before every wave) becomes the time before the first wave.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from garrison_levels.faults import Fault, LevelError
from garrison_levels.fields import ENEMY_NAMES, MAP_HALF
from garrison_levels.generate import FAR
from garrison_levels.level import level_of
from garrison_levels.model import Level
from garrison_levels.roads import XY, nearest_on
from garrison_levels.towermind_files import (
    EnemyFile,
    HeroFile,
    KnightFile,
    LevelFile,
    LevelRow,
    ObservationFile,
    Place,
    ReinforcementsFile,
    Spot,
    TowerFile,
    WaveFile,
    read_towermind,
)

BUILT_IN: Final = "BenchmarkLevelsConfig.json"
USER_MADE: Final = "CustomLevelsConfig.json"
ENEMIES: Final = "AllEnemiesConfig.json"
WAVES: Final = "AllWavesConfig.json"
AT_BASE: Final = 0.01  # observations are rounded: a road that ends this close ends at the base
DIGITS: Final = 6


class Imported(NamedTuple):
    """What came out of a folder: the levels, and the IDs of built-in levels that no observation was given for."""

    levels: tuple[Level, ...]
    without_geometry: tuple[int, ...]


class Geometry(NamedTuple):
    """Where things are, whoever told us."""

    roads: Sequence[Sequence[Place]]
    base: Spot
    points: Sequence[tuple[Spot, Spot]]  # point, rally
    hero: Spot | None
    fog: bool


def import_towermind(folder: Path, observations: Mapping[int, Path]) -> Imported:
    """Every level of a Config folder; `observations` maps built-in level IDs to text observation files.

    Raises LevelError for the first file with faults, naming all of them; no level comes out then.
    """
    if not folder.is_dir():
        raise LevelError(str(folder), [Fault("folder", "no such folder", "TowerMind's StreamingAssets/Config folder")])
    sources = [path for path in (folder / BUILT_IN, folder / USER_MADE) if path.exists()]
    if not sources:
        raise LevelError(str(folder), [Fault("folder", f"neither {BUILT_IN} nor {USER_MADE}", "at least one of them")])
    rules, waves = _rules(folder), _waves(folder)
    levels: list[Level] = []
    missing: list[int] = []
    for path in sources:
        rows = read_towermind(LevelFile, path).Levels
        _check_numbers(path, "Levels", "ID", [row.ID for row in rows])
        for i, row in enumerate(rows):
            geometry = _geometry(path, i, row, observations)
            if geometry is None:
                missing.append(row.ID)
            else:
                document = {**_head(row), **_placed(geometry), "waves": _sent(path, i, row, waves), "rules": rules}
                levels.append(level_of(document, f"{path}, level {row.ID}"))
    return Imported(tuple(levels), tuple(missing))


def beside(folder: Path) -> dict[int, Path]:
    """Observation files by level ID, where they are looked for: `observation-ID.json` in the folder or next to it."""
    found = {}
    for place in (folder.resolve().parent, folder):
        for path in sorted(place.glob("observation-*.json")):
            number = path.stem.removeprefix("observation-")
            if number.isascii() and number.isdigit():
                found[int(number)] = path
    return found


def _geometry(path: Path, i: int, row: LevelRow, observations: Mapping[int, Path]) -> Geometry | None:
    if row.Is_User_Generated:
        if row.CustomEnemiesPaths and row.DestinationPosIcon and row.TowerPoints:
            return Geometry(row.CustomEnemiesPaths, row.DestinationPosIcon, row.TowerPoints, None, False)
        wanted = "a user-made level's geometry, none of it empty"
        names = ("CustomEnemiesPaths", "DestinationPosIcon", "TowerPoints")
        raise LevelError(str(path), [Fault(f"Levels[{i}].{name}", "nothing", wanted) for name in names if not getattr(row, name)])
    if row.ID not in observations:
        return None
    seen = read_towermind(ObservationFile, observations[row.ID])
    points = [(tower.Position, tower.Knights_Assembly_Position) for tower in seen.Level_Towers_Realtime_Status]
    hero = seen.Level_Hero_Realtime_Status.Hero_Position if seen.Level_Hero_Realtime_Status else None
    fog = seen.Level_Fog_Of_War_Position is not None
    return Geometry(seen.Level_Enemy_Movement_Paths, seen.Level_Enemy_Destination, points, hero, fog)


def _placed(geometry: Geometry) -> dict[str, Any]:
    base = _xy(geometry.base)
    roads = [_road([_xy(place) for place in road], base) for road in geometry.roads]
    whole = [road for road in roads if len(road) > 1]  # a shorter one is the level's check to refuse
    return {
        "paths": roads,
        "base": base,
        "hero": _xy(geometry.hero) if geometry.hero else base,
        "tower_points": [
            {"at": _xy(at), "rally": _xy(rally), "misleading": bool(whole) and _far(whole, _xy(at))} for at, rally in geometry.points
        ],
        "fog": {"on": geometry.fog, "speed": 0.3},
    }


def _far(roads: Iterable[Sequence[XY]], at: XY) -> bool:
    return nearest_on(roads, at)[0] > FAR


def _road(road: list[XY], base: XY) -> list[XY]:
    """The road from the map's edge to the base."""
    while len(road) > 1 and not _inside(road[0]) and not _inside(road[1]):
        road = road[1:]
    if len(road) > 1 and not _inside(road[0]):
        road = [_edge(road[0], road[1]), *road[1:]]
    if road and max(abs(road[-1][0] - base[0]), abs(road[-1][1] - base[1])) <= AT_BASE:
        road = road[:-1]
    return [*road, base]


def _inside(place: XY) -> bool:
    return max(abs(place[0]), abs(place[1])) <= MAP_HALF


def _edge(outside: XY, inside: XY) -> XY:
    """Where the way from outside crosses the map's edge."""
    share = 0.0  # of the way from outside to inside
    for start, end in zip(outside, inside, strict=True):
        if abs(start) > MAP_HALF:
            limit = MAP_HALF if start > 0 else -MAP_HALF
            share = max(share, (limit - start) / (end - start))
    crossing = [start + share * (end - start) for start, end in zip(outside, inside, strict=True)]
    x, y = (min(max(round(value, DIGITS), -MAP_HALF), MAP_HALF) for value in crossing)  # the last bit may overshoot
    return x, y


def _xy(place: Place | Spot) -> XY:
    return place.X, place.Y


def _head(row: LevelRow) -> dict[str, Any]:
    kind = "custom-" if row.Is_User_Generated else ""
    return {
        "format": 1,
        "name": f"towermind-{kind}{row.ID}",
        "title": f"TowerMind {'user-made ' if kind else ''}level {row.ID}",
        "description": "Imported from TowerMind's configuration.",
        "wave_interval_s": row.WavesInterval,
        "countdown_s": row.CountdownTime,
        "gold": {"start": row.InitialMoney, "maximum": row.MaxMoney},
        "life": row.TotalLife,
        "refund_rate": row.TowerSellingDiscount,
        "coins": {
            "refresh_s": row.GoldCoinsRefreshTime,
            "residence_s": row.GoldCoinsResidenceTime,
            "value": row.GoldCoinsValue,
            "extra": row.GoldCoinsExtraValue,
        },
    }


def _waves(folder: Path) -> dict[int, dict[str, Any]]:
    """Waves by ID."""
    path = folder / WAVES
    rows = read_towermind(WaveFile, path).Waves
    _check_numbers(path, "Waves", "ID", [row.ID for row in rows])
    known = {row.Type for row in read_towermind(EnemyFile, folder / ENEMIES).Enemies}
    wanted = f"a Type of {ENEMIES}: {', '.join(map(str, sorted(known)))}"
    faults = [
        Fault(f"Waves[{i}].Enemies[{j}]", str(kind), wanted)
        for i, row in enumerate(rows)
        for j, kind in enumerate(row.Enemies)
        if kind not in known
    ]
    if faults:
        raise LevelError(str(path), faults)
    return {row.ID: {"enemies": [ENEMY_NAMES[kind] for kind in row.Enemies], "interval_s": row.EnemiesInterval} for row in rows}


def _sent(path: Path, i: int, row: LevelRow, waves: Mapping[int, dict[str, Any]]) -> list[dict[str, Any]]:
    faults = [Fault(f"Levels[{i}].Waves[{j}]", str(wave), f"an ID of {WAVES}") for j, wave in enumerate(row.Waves) if wave not in waves]
    if faults:
        raise LevelError(str(path), faults)
    return [waves[wave] for wave in row.Waves]


def _check_numbers(path: Path, rows: str, field: str, numbers: Sequence[object]) -> None:
    twice = [Fault(f"{rows}[{i}].{field}", str(number), "no value twice") for i, number in enumerate(numbers) if number in numbers[:i]]
    if twice:
        raise LevelError(str(path), twice)


def _rules(folder: Path) -> dict[str, Any]:
    knight = read_towermind(KnightFile, folder / "KnightConfig.json")
    more = read_towermind(ReinforcementsFile, folder / "KnightReinforcementsConfig.json")
    return {
        "towers": _towers(folder / "TowerConfig.json"),
        "enemies": _enemies(folder / ENEMIES),
        "knight": {
            **_fighter(knight),
            "compensation": knight.FFCompensationValue,
            "compensation_probability": knight.FFCompensationProbability,
        },
        "reinforcements": {"number": more.Number, "exist_s": more.ExistTime},
        "hero": _hero(folder / "HeroConfig.json"),
    }


def _fighter(row: KnightFile | HeroFile) -> dict[str, Any]:
    return {
        "health": row.Health,
        "speed": row.MovementSpeed,
        "interval_s": row.AttackSpeed,
        "damage": row.AttackDamage,
        "extra_damage": row.AttackExtraDamage,
        "range": row.AttackRange,
    }


def _towers(path: Path) -> dict[str, Any]:
    rows = read_towermind(TowerFile, path).Towers
    _check_numbers(path, "Towers", "Name", [row.Name for row in rows])
    return {
        row.Name.removesuffix(" Tower").lower(): {
            "price": row.Price,
            "upgrade_price": row.UpgradePrice,
            "growth": row.UpgradeGrowth,
            "interval_s": row.AttackSpeed,
            "damage": row.AttackDamage,
            "extra_damage": row.AttackExtraDamage,
            "range": row.AttackRange,
            "hits_air": bool(row.CanAttackAir),
            "hits_ground": bool(row.CanAttackGround),
        }
        for row in rows
    }


def _enemies(path: Path) -> dict[str, Any]:
    rows = read_towermind(EnemyFile, path).Enemies
    _check_numbers(path, "Enemies", "Type", [row.Type for row in rows])
    changes = {}
    for i, row in enumerate(rows):
        change = {"health": row.Health, "speed": row.MovementSpeed, "damage": row.AttackDamage, "extra_damage": row.AttackExtraDamage}
        if row.AttackSpeed > 0:
            change["interval_s"] = row.AttackSpeed
        elif row.AttackDamage > 0 or row.AttackExtraDamage > 0:
            raise LevelError(str(path), [Fault(f"Enemies[{i}].AttackSpeed", "0", "more than 0 for an enemy that fights")])
        changes[ENEMY_NAMES[row.Type]] = {**change, "flying": row.MovementType in ("Flying", 1)}
    return changes


def _hero(path: Path) -> dict[str, Any]:
    hero = read_towermind(HeroFile, path)
    return {
        **_fighter(hero),
        "recovery_per_s": hero.RecoverHealthPerSec,
        "revive_s": hero.ReviveTime,
        "raise_price": hero.UpgradeGoldCoinCost,
        "raise_health": hero.UpgradeHealthGrowthValue,
        "fire_cost": hero.SkillCostHealth,
        "fire_s": hero.SkillLastTime,
        "fire_range": hero.SkillAttackRange,
        "fire_damage": hero.SkillAttackDamage,
        "fire_extra_damage": hero.SkillAttackExtraDamage,
    }
