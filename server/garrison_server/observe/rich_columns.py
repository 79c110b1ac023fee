"""The columns of the rich view: where each number stands, and its name. docs/observations.md says what it means.

It begins like structured_norm, with the same globals and the same columns of what comes next.
"""

from typing import Final

from garrison_server.observe import norm_columns
from garrison_server.rules import MAX_ENEMIES, MAX_FIRES, MAX_KNIGHTS, MAX_PATHS, MAX_POINTS, MAX_PROJECTILES, MAX_WAYPOINTS, N_KINDS

HERO: Final = ("cooldown", "damage", "goal_dx", "goal_dy")
ROAD: Final = ("length", *(f"{axis}{i}" for i in range(MAX_WAYPOINTS) for axis in "xy"))
POINT: Final = (
    "seen", "x", "y", "is_knight", "is_magician", "is_archer", "level", "frozen", "cooldown", "mine",
    "can_build_archer", "can_build_magician", "can_build_knight", "can_upgrade",
    "price_archer", "price_magician", "price_knight", "price_upgrade", "refund", "damage", "range", "knights", "knights_health",
    "rally_x", "rally_y", "enemies_in_range", "health_in_range",
    *(f"road_left_{p}" for p in range(MAX_PATHS)),
    *(f"covered_{p}_{kind}" for p in range(MAX_PATHS) for kind in ("knight", "magician", "archer")),
)  # fmt: skip
ENEMY: Final = (
    "present", "x", "y", *(f"on_road_{p}" for p in range(MAX_PATHS)), "progress", "road_left", "seconds_left", "seconds_left_now",
    "health", "health_points", "speed", "haste", "flies", "held", "holders", "holders_needed", "damage", "cooldown", "fights", "rests",
    "unholdable", "arrow_factor", "freezes", "raises", "strikes_around", "heals", "explodes", "hurries", "brood",
    "shots_coming", "damage_coming",
)  # fmt: skip
KNIGHT: Final = ("present", "x", "y", "health", "fights", "cooldown", "reinforcement", "time_left", "home_dx", "home_dy", "damage")
SHOT: Final = ("present", "x", "y", "from_archer", "from_magician", "from_hero", "damage")
FIRE: Final = ("present", "x", "y", "time_left")

N_POINT: Final = len(POINT)
N_ENEMY: Final = len(ENEMY)
N_KNIGHT: Final = len(KNIGHT)
N_SHOT: Final = len(SHOT)
N_FIRE: Final = len(FIRE)

O_HERO: Final = norm_columns.O_ENEMIES
O_KINDS: Final = O_HERO + len(HERO)  # still to come in this wave, by type
O_LATER: Final = O_KINDS + N_KINDS  # in the wave after it, by type
O_ROADS: Final = O_LATER + N_KINDS
O_POINTS: Final = O_ROADS + MAX_PATHS * len(ROAD)
O_ENEMIES: Final = O_POINTS + MAX_POINTS * N_POINT
O_KNIGHTS: Final = O_ENEMIES + MAX_ENEMIES * N_ENEMY
O_SHOTS: Final = O_KNIGHTS + MAX_KNIGHTS * N_KNIGHT
O_FIRES: Final = O_SHOTS + MAX_PROJECTILES * N_SHOT
SIZE: Final = O_FIRES + MAX_FIRES * N_FIRE


def names() -> tuple[str, ...]:
    """The name of every column, in order: rows are numbered, as in `enemy_3.speed`."""
    out = [*norm_columns.names()[:O_HERO]]
    kinds = tuple(f"type_{k}" for k in range(N_KINDS))
    out += [f"hero.{column}" for column in HERO] + [f"to_come.{kind}" for kind in kinds] + [f"later.{kind}" for kind in kinds]
    for block, rows, columns in (
        ("road", MAX_PATHS, ROAD),
        ("point", MAX_POINTS, POINT),
        ("enemy", MAX_ENEMIES, ENEMY),
        ("knight", MAX_KNIGHTS, KNIGHT),
        ("shot", MAX_PROJECTILES, SHOT),
        ("fire", MAX_FIRES, FIRE),
    ):
        out += [f"{block}_{row}.{column}" for row in range(rows) for column in columns]
    return tuple(out)
