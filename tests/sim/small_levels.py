"""Tiny levels for sharp tests, and levels laid over with other rules for wide ones."""

from random import Random
from typing import Any

from garrison_levels.level import ENEMY_NAMES, TOWER_NAMES, Level, level_of


def document(**changes: Any) -> dict[str, Any]:
    """A straight road along y = 0 from x = -3 to the base at x = 3, one tower point at each x = -2 .. 2 above it, the hero far off."""
    return {
        "format": 1, "name": "small", "title": "Small",
        "paths": [[[-3.0, 0.0], [3.0, 0.0]]], "base": [3.0, 0.0], "hero": [0.0, -2.8],
        "tower_points": [{"at": [float(x), 0.7], "rally": [float(x), 0.0]} for x in range(-2, 3)],
        "waves": [{"enemies": ["goblin"], "interval_s": 1.0}],
        "wave_interval_s": 1.0, "countdown_s": 3600.0, "gold": {"start": 1000, "maximum": 5000}, "refund_rate": 0.7,
        "coins": {"refresh_s": 3600.0, "residence_s": 10.0, "value": 40, "extra": 20}, "fog": {"on": False, "speed": 0.3},
        **changes,
    }  # fmt: skip


def small_level(**changes: Any) -> Level:
    """That level, with some of its fields changed."""
    return level_of(document(**changes))


def crowded(level: Level) -> Level:
    """The level with gold, life and haste enough for a full map."""
    changed = level.model_dump(mode="json")
    changed["gold"] = {"start": 6000, "maximum": 9000}
    changed["life"], changed["countdown_s"], changed["wave_interval_s"] = 1000, 3.0, 0.0
    for wave in changed["waves"]:
        wave["interval_s"] = 0.1
        wave["enemies"] = (wave["enemies"] * 4)[:25]
    changed["rules"]["reinforcements"] = {"number": 5, "exist_s": 20.0, "cooldown_s": 2.0}
    return level_of(changed)


def mixed_rules(level: Level, seed: int) -> Level:
    """The level with random rows laid over the tables: every mechanic on any kind of enemy, and all numbers at odds."""
    rng = Random(seed)
    changed = crowded(level).model_dump(mode="json")
    changed["rules"] = {
        "towers": {name: some_tower(rng) for name in TOWER_NAMES},
        "enemies": {name: some_enemy(rng, name) for name in (*ENEMY_NAMES, "skeleton") if rng.random() < 0.7},
        "knight": {"health": rng.uniform(50, 900), "range": rng.uniform(0, 4), "speed": rng.uniform(0.1, 3)},
        "reinforcements": {"number": rng.randint(1, 10), "exist_s": rng.uniform(0.02, 20), "cooldown_s": rng.choice((0.0, 1.0))},
        "hero": {"revive_s": rng.choice((0.0, 0.02, 3.0)), "fire_cost": rng.choice((0.0, 30.0)), "fire_range": rng.uniform(0, 2)},
    }  # fmt: skip
    changed["waves"] = [
        {"enemies": [rng.choice(ENEMY_NAMES) for _ in range(rng.randint(1, 25))], "interval_s": rng.choice((0.02, 0.3))} for _ in range(6)
    ]
    return level_of(changed)


def some_tower(rng: Random) -> dict[str, Any]:
    """A random row of the towers' table."""
    return {
        "growth": rng.uniform(0.5, 2), "interval_s": rng.uniform(0.02, 2), "range": rng.uniform(0, 6),
        "hits_air": rng.random() < 0.5, "hits_ground": rng.random() < 0.8,
    }  # fmt: skip


def some_enemy(rng: Random, name: str) -> dict[str, Any]:
    """A random row of the enemies' table; each mechanic with one chance in four."""
    chances = {
        "flying": True, "unholdable": True, "holders": rng.randint(1, 4), "arrow_factor": rng.uniform(0, 2),
        "freeze_radius": rng.uniform(0, 2), "raise_radius": rng.uniform(0, 2), "strike_radius": rng.uniform(0, 1),
        "heal_radius": rng.uniform(0, 2), "heal": rng.uniform(0, 90), "blast_radius": rng.uniform(0, 1),
        "hurry_radius": rng.uniform(0, 2), "hurry_factor": rng.uniform(1, 3), "brood": rng.randint(0, 10),
    }  # fmt: skip
    if name == "goblin":
        del chances["brood"]
    row = {field: value for field, value in chances.items() if rng.random() < 0.25}
    return {"health": rng.uniform(1, 1500), "speed": rng.uniform(0.1, 3), "damage": rng.choice((0.0, 100.0)), **row}
