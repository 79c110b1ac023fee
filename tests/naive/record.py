"""The game as the engine's record: named 64-bit words in its order, and their hash."""

import struct

from garrison_server import rules
from naive.lives import alive, holders, knights_of
from naive.siege import Siege, attack_rows
from naive.things import Hero

WORD = 2**64 - 1
COLUMNS = {
    "rng": ["state"],
    "clock": [
        "TICK", "STEP", "WAVE", "SPAWNED", "SPAWN_TICKS", "WAVE_TICKS", "LIFE", "STATUS", "SERIAL",
        "ALIVE", "RESERVED", "ENEMY_TOP", "FIGHTER_TOP", "SHOT_TOP",
    ],
    "field": ["COIN_X", "COIN_Y", "COIN_TICKS", "COIN_WAIT", "FOG_X", "FOG_Y", "FOG_STEP", "FOG_HIDES"],
    "seats": [
        "GOLD", "HERO_MAX", "REVIVE_TICKS", "REINFORCE_TICKS", "COINS", "COMPENSATIONS",
        "LAST_X", "LAST_Y", "LAST_ACTION", "LAST_CODE", "SHOWN",
    ],
    "refusals": [f"code_{i}" for i in range(28)],
    "tally": ["SPAWNED", "SLAIN", "LEAKED"],
    "towers": ["KIND", "LEVEL", "COOLDOWN", "FROZEN", "SPENT", "RALLY_X", "RALLY_Y", "OWNER", "DAMAGE", "EXTRA", "KNIGHTS"],
    "enemies": ["HP", "KIND", "X", "Y", "PATH", "SEGMENT", "ARC", "COOLDOWN", "FOE", "HOLDERS", "TIMER", "HASTE", "SERIAL"],
    "fighters": ["HP", "X", "Y", "HOME_X", "HOME_Y", "FOE", "COOLDOWN", "TICKS", "TOWER", "SPOT", "DAMAGE", "EXTRA", "STEP"],
    "shots": ["KIND", "X", "Y", "TARGET", "SERIAL", "DAMAGE", "AIM_X", "AIM_Y"],
    "fires": ["X", "Y", "TICKS", "OWNER"],
    "leaks": [f"road_{i}" for i in range(rules.MAX_PATHS)],
    "attack": [
        "BUDGET", "COST", "COUNT", "NEXT_COST", "NEXT_COUNT", "PENDING", "APPEARED", "LAST_KIND", "LAST_ROAD", "LAST_DELAY", "LAST_CODE",
    ],
    "queue": ["KIND", "ROAD", "TICK"],
    "appeared": [f"place_{i}" for i in range(rules.MAX_WAVE_ENEMIES)],
}  # fmt: skip
WHOLE = ("rng", "clock", "refusals", "tally", "leaks", "appeared")  # tables of whole numbers; the others are float64


def table_rows(game) -> dict[str, list[list[float]]]:
    """Every table of the record, row by row."""
    return {
        "rng": [[game.random.state]],
        "clock": [clock(game)],
        "field": [field(game)],
        "seats": [seat_row(seat) for seat in game.seats] + [[0.0] * 11] * (game.heroes - len(game.seats)),
        "refusals": refusals(game),
        "tally": game.tally,
        "towers": [tower_row(game, t) for t in range(rules.MAX_POINTS)],
        "enemies": [enemy_row(game, enemy) for enemy in game.enemies],
        "fighters": [fighter_row(game, fighter) for fighter in game.fighters],
        "shots": [shot_row(shot) for shot in game.shots],
        "fires": [[0.0] * 4 if fire is None else [fire.x, fire.y, fire.ticks, fire.owner] for fire in game.fires],
        "leaks": [game.leaks] if game.heroes > 1 else [],
        **(attack_rows(game) if isinstance(game, Siege) else {}),
    }


def refusals(game) -> list[list[int]]:
    """By agent and error code, as wide as the mode has codes."""
    if len(game.seats) == 1 and not isinstance(game, Siege):
        return [game.seats[0].refusals[:17]]
    more = [0] * 6 if isinstance(game, Siege) else []
    given = [seat.refusals + more for seat in game.seats] + ([game.attack_refusals] if more else [])
    return given + [[0] * (22 + len(more))] * (game.heroes + bool(more) - len(given))


def top(things) -> int:
    """The first row from which on nothing stands."""
    return max((i + 1 for i, thing in enumerate(things) if thing is not None), default=0)


def clock(game) -> list[int]:
    reserved = sum(game.tables.reserve(enemy.kind) for enemy in alive(game))
    return [
        game.tick_count, game.step_count, game.wave, game.spawned, game.spawn_ticks, game.wave_ticks, game.life, game.status,
        game.serial, len(alive(game)), reserved, top(game.enemies), max(top(game.fighters), game.heroes), top(game.shots),
    ]  # fmt: skip


def field(game) -> list[float]:
    coin = [0.0, 0.0, 0.0] if game.coin is None else [game.coin.x, game.coin.y, game.coin.ticks]
    fog = [rules.ABSENT, rules.ABSENT, 0.0, 0.0] if game.fog is None else [game.fog.x, game.fog.y, game.fog.step, game.fog.hides]
    return [*coin, game.coin_wait, *fog]


def seat_row(seat) -> list[float]:
    return [seat.gold, seat.hero_max, seat.revive, seat.cooldown, seat.coins, seat.compensations, *seat.last, seat.shown]


def tower_row(game, t) -> list[float]:
    if t >= len(game.towers):
        return [0.0] * 11
    tower = game.towers[t]
    if tower is None:
        return [0.0] * 5 + list(game.tables.rallies[t]) + [0.0] * 4
    return [
        tower.kind, tower.level, tower.cooldown, tower.frozen, tower.spent, *tower.rally, tower.owner, tower.damage, tower.extra,
        len(knights_of(game, t)),
    ]  # fmt: skip


def enemy_row(game, enemy) -> list[float]:
    if enemy is None:
        return [0.0] * 13
    foe = 0 if enemy.foe is None else game.fighters.index(enemy.foe) + 1
    return [
        enemy.hp, enemy.kind, enemy.x, enemy.y, enemy.path, enemy.segment, enemy.arc, enemy.cooldown, foe,
        len(holders(game, enemy)), enemy.timer, enemy.haste, enemy.serial,
    ]  # fmt: skip


def fighter_row(game, fighter) -> list[float]:
    if fighter is None:
        return [0.0] * 13
    foe = 0 if fighter.foe is None else game.enemies.index(fighter.foe) + 1
    if isinstance(fighter, Hero):
        ticks, tower, spot = fighter.marching, 0, 0
    else:
        ticks, tower = fighter.ticks, 0 if fighter.tower is None else fighter.tower + 1
        spot = fighter.seat if fighter.tower is None else fighter.spot
    return [
        fighter.hp, fighter.x, fighter.y, fighter.home_x, fighter.home_y, foe, fighter.cooldown, ticks, tower, spot,
        fighter.damage, fighter.extra, fighter.step,
    ]  # fmt: skip


def shot_row(shot) -> list[float]:
    if shot is None:
        return [0.0] * 8
    return [shot.kind, shot.x, shot.y, shot.row, shot.target.serial, shot.damage, *shot.aim]


def words(game) -> list[int]:
    """The episode as the engine's 64-bit words."""
    out: list[int] = []
    for name, rows in table_rows(game).items():
        for row in rows:
            pack = f"<{len(row)}Q" if name in WHOLE else f"<{len(row)}d"
            out += struct.unpack(f"<{len(row)}Q", struct.pack(pack, *row))
    return out


def word_names(several: bool = False, siege: bool = False) -> list[str]:
    """What each word is, such as `enemies[3].HP`."""
    seats = 4 if several else 1
    rows = {
        "rng": 1, "clock": 1, "field": 1, "seats": seats, "refusals": seats + siege,
        "tally": len(rules.ENEMIES), "towers": rules.MAX_POINTS,
        "enemies": rules.MAX_ENEMIES, "fighters": seats + rules.MAX_KNIGHTS, "shots": rules.MAX_PROJECTILES, "fires": rules.MAX_FIRES,
        "leaks": int(several), "attack": int(siege), "queue": 50 * siege, "appeared": int(siege),
    }  # fmt: skip
    columns = {**COLUMNS, "refusals": COLUMNS["refusals"][: 28 if siege else 22 if several else 17]}
    return [f"{table}[{row}].{column}" for table in columns for row in range(rows[table]) for column in columns[table]]


def state_hash(all_words: list[int]) -> int:
    """The 64-bit hash: four lanes of xor, rotate by 29, multiply; word i goes to lane i mod 4, the odd ones at the end to lane 0."""
    lanes = [0x243F6A8885A308D3, 0x13198A2E03707344, 0xA4093822299F31D0, 0x082EFA98EC4E6C89]
    whole = len(all_words) - len(all_words) % 4
    for i, word in enumerate(all_words):
        lane = i % 4 if i < whole else 0
        lanes[lane] = stir(lanes[lane], word)
    h = stir(stir(stir(lanes[0], lanes[1]), lanes[2]), lanes[3])
    h = ((h ^ (h >> 32)) * 0xC2B2AE3D27D4EB4F) & WORD
    return h ^ (h >> 29)


def stir(h: int, word: int) -> int:
    h ^= word
    return (((h << 29) | (h >> 35)) & WORD) * 0x9E3779B185EBCA87 & WORD
