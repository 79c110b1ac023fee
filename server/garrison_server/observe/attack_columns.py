"""The columns of the attacker's view in a siege: where each number stands, and its name. docs/siege.md says what it means."""

from typing import Final

from garrison_proto.modes import MOST_DEFENDERS
from garrison_server.rules import MAX_PATHS, MAX_POINTS, SKELETON

GLOBALS: Final = (
    "time", "wave", "waves_left", "waves_done", "wave_open", "wave_time_left", "life", "life_points", "budget",
    "now_gold_left", "now_count_left", "now_gold_used", "now_count_used",
    "next_there", "next_gold_left", "next_count_left", "next_gold_used", "next_count_used",
    "pending", "waiting_outside", "last_refused", "fog_on", "fog_hides", "fog_x", "fog_y", "base_x", "base_y",
    "enemies_seen", "enemies_health", "knights_seen",
)  # fmt: skip
(
    TIME, WAVE, WAVES_LEFT, WAVES_DONE, WAVE_OPEN, WAVE_TIME_LEFT, LIFE, LIFE_POINTS, BUDGET,
    NOW_GOLD_LEFT, NOW_COUNT_LEFT, NOW_GOLD_USED, NOW_COUNT_USED,
    NEXT_THERE, NEXT_GOLD_LEFT, NEXT_COUNT_LEFT, NEXT_GOLD_USED, NEXT_COUNT_USED,
    PENDING, WAITING_OUTSIDE, LAST_REFUSED, FOG_ON, FOG_HIDES, FOG_X, FOG_Y, BASE_X, BASE_Y,
    ENEMIES_SEEN, ENEMIES_HEALTH, KNIGHTS_SEEN,
) = range(30)  # fmt: skip

KIND: Final = ("cost", "health_points", "speed", "flies", "damage", "supports", "legal_now", "legal_next", "alive", "pending")
ROAD: Final = (
    "there", "length", "start_x", "start_y", "enemies", "enemies_health", "first_road_left", "pending",
    "covered_knight", "covered_magician", "covered_archer",
)  # fmt: skip
TOWER: Final = ("seen", "x", "y", "is_knight", "is_magician", "is_archer", "level", "frozen")
ENEMY_ROWS: Final = 20  # nearest to the base first
ENEMY: Final = (
    "present", "x", "y", *(f"on_road_{p}" for p in range(MAX_PATHS)), "road_left", "seconds_left", "health", "health_points", "speed",
    "flies", "held",
)  # fmt: skip
HERO: Final = ("seen", "x", "y", "health_points")
KNIGHT_ROWS: Final = 12
KNIGHT: Final = ("present", "x", "y", "health")
QUEUE_ROWS: Final = 10  # the next to appear
QUEUE: Final = ("present", "cost", "health_points", "flies", *(f"on_road_{p}" for p in range(MAX_PATHS)), "any_road", "due_in")

N_KIND: Final = len(KIND)
N_ROAD: Final = len(ROAD)
N_TOWER: Final = len(TOWER)
N_ENEMY: Final = len(ENEMY)
N_HERO: Final = len(HERO)
N_KNIGHT: Final = len(KNIGHT)
N_QUEUE: Final = len(QUEUE)

O_KINDS: Final = len(GLOBALS)
O_ROADS: Final = O_KINDS + SKELETON * N_KIND
O_TOWERS: Final = O_ROADS + MAX_PATHS * N_ROAD
O_ENEMIES: Final = O_TOWERS + MAX_POINTS * N_TOWER
O_HEROES: Final = O_ENEMIES + ENEMY_ROWS * N_ENEMY
O_KNIGHTS: Final = O_HEROES + MOST_DEFENDERS * N_HERO
O_QUEUE: Final = O_KNIGHTS + KNIGHT_ROWS * N_KNIGHT
SIZE: Final = O_QUEUE + QUEUE_ROWS * N_QUEUE


def names() -> tuple[str, ...]:
    """The name of every column, in order: rows are numbered, as in `enemy_3.speed`."""
    out = [*GLOBALS]
    for block, rows, columns in (
        ("kind", SKELETON, KIND),
        ("road", MAX_PATHS, ROAD),
        ("tower", MAX_POINTS, TOWER),
        ("enemy", ENEMY_ROWS, ENEMY),
        ("hero", MOST_DEFENDERS, HERO),
        ("knight", KNIGHT_ROWS, KNIGHT),
        ("queued", QUEUE_ROWS, QUEUE),
    ):
        out += [f"{block}_{row}.{column}" for row in range(rows) for column in columns]
    return tuple(out)
