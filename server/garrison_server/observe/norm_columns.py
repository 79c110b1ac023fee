"""The columns of the structured_norm view: where each number stands, and its name. docs/observations.md says what it means."""

from typing import Final

from garrison_server.rules import MAX_POINTS

GLOBALS: Final = (
    "time", "wave", "waves_left", "waves_done", "counting_down", "countdown", "sending", "still_to_send", "next_enemy_in",
    "life", "life_points", "gold", "gold_full", "can_pay_archer", "can_pay_magician", "can_pay_knight", "can_pay_health",
    "archers_payable", "magicians_payable", "knights_payable", "reinforcements_ready", "reinforcements_in",
    "hero_alive", "hero_seen", "hero_back_in", "hero_x", "hero_y", "hero_health", "hero_health_points", "hero_fights", "hero_marches",
    "fire_possible", "coin_seen", "coin_x", "coin_y", "coin_left", "coin_value", "fog_on", "fog_hides", "fog_x", "fog_y",
    "last_refused", "fires", "base_x", "base_y", "enemies_seen", "enemies_health", "flyers_seen",
)  # fmt: skip
(
    TIME, WAVE, WAVES_LEFT, WAVES_DONE, COUNTING_DOWN, COUNTDOWN, SENDING, STILL_TO_SEND, NEXT_ENEMY_IN,
    LIFE, LIFE_POINTS, GOLD, GOLD_FULL, CAN_PAY_ARCHER, CAN_PAY_MAGICIAN, CAN_PAY_KNIGHT, CAN_PAY_HEALTH,
    ARCHERS_PAYABLE, MAGICIANS_PAYABLE, KNIGHTS_PAYABLE, REINFORCEMENTS_READY, REINFORCEMENTS_IN,
    HERO_ALIVE, HERO_SEEN, HERO_BACK_IN, HERO_X, HERO_Y, HERO_HEALTH, HERO_HEALTH_POINTS, HERO_FIGHTS, HERO_MARCHES,
    FIRE_POSSIBLE, COIN_SEEN, COIN_X, COIN_Y, COIN_LEFT, COIN_VALUE, FOG_ON, FOG_HIDES, FOG_X, FOG_Y,
    LAST_REFUSED, FIRES, BASE_X, BASE_Y, ENEMIES_SEEN, ENEMIES_HEALTH, FLYERS_SEEN,
) = range(48)  # fmt: skip

NEXT_ROWS: Final = 6  # the next enemies to come in
NEXT: Final = ("present", "health_points", "speed", "flies", "damage", "supports")
NEXT_ALL: Final = ("count", "health", "flyers", "strongest")  # of all still to come in this wave
ENEMY_ROWS: Final = 20  # nearest to the base first
ENEMY: Final = (
    "present", "x", "y", "road_left", "seconds_left", "health", "health_points", "speed", "flies", "damage", "held", "supports",
)  # fmt: skip
TOWER: Final = (
    "seen", "x", "y", "is_knight", "is_magician", "is_archer", "level", "frozen", "can_upgrade", "knights", "knights_health",
    "rally_dx", "rally_dy", "road_covered", "road_left", "enemies_in_range",
)  # fmt: skip
KNIGHT_ROWS: Final = 6
KNIGHT: Final = ("present", "x", "y", "health", "fights")

O_NEXT: Final = len(GLOBALS)
O_NEXT_ALL: Final = O_NEXT + NEXT_ROWS * len(NEXT)
O_ENEMIES: Final = O_NEXT_ALL + len(NEXT_ALL)
O_TOWERS: Final = O_ENEMIES + ENEMY_ROWS * len(ENEMY)
O_KNIGHTS: Final = O_TOWERS + MAX_POINTS * len(TOWER)
SIZE: Final = O_KNIGHTS + KNIGHT_ROWS * len(KNIGHT)

N_NEXT: Final = len(NEXT)
N_ENEMY: Final = len(ENEMY)
N_TOWER: Final = len(TOWER)
N_KNIGHT: Final = len(KNIGHT)


def names() -> tuple[str, ...]:
    """The name of every column, in order: rows are numbered, as in `enemy_3.speed`."""
    out = [*GLOBALS]
    for block, rows, columns in (
        ("next", NEXT_ROWS, NEXT),
        ("to_come", 1, NEXT_ALL),
        ("enemy", ENEMY_ROWS, ENEMY),
        ("tower", MAX_POINTS, TOWER),
        ("knight", KNIGHT_ROWS, KNIGHT),
    ):
        out += [f"{block}_{row}.{column}" for row in range(rows) for column in columns]
    return tuple(out)
