"""The configuration tables in words, for the full prompt: towers, this level's enemies, fighters."""

from garrison_server import rules
from garrison_server.gateway.foe_words import mechanics
from garrison_server.gateway.lesson import KINDS, Lesson, number_of, plain
from garrison_server.gateway.numbers import span


def table_words(lesson: Lesson) -> str:
    """All tables."""
    return "\n".join(["# Tables", *_towers(lesson), *_enemies(lesson), *_fighters(lesson)])


def _towers(lesson: Lesson) -> list[str]:
    rows = ["Towers (range: how far around its site it reaches; damage of one shot at levels 0, 1, 2, 3):"]
    for kind in KINDS:
        row = lesson.towers[kind]
        hits = "ground and air" if row.hits_air and row.hits_ground else "air" if row.hits_air else "ground"
        head = f"- {kind}: price {row.price}, upgrade {row.upgrade_price}, range {row.range / 2:g}"
        if kind == "knight":
            rows.append(f"{head}, a knight every {row.interval_s:g} s, whose damage and speed grow x{row.growth:g} a level")
            continue
        levels = [row.growth**level for level in range(rules.TOP_LEVEL + 1)]
        grown = ", ".join(f"{row.damage * by:.0f}-{(row.damage + row.extra_damage) * by:.0f}" for by in levels)
        rows.append(f"{head}, a shot every {row.interval_s:g} s, damage {grown}, hits {hits}")
    return rows


def _enemies(lesson: Lesson) -> list[str]:
    rows = ["Enemies of this level (type number, name: health, speed in units a second, damage of a strike):"]
    for row in lesson.foes:
        strike = f"{span(row.damage, row.extra_damage)} every {row.interval_s:g} s" if row.damage else "none"
        special = mechanics(row)
        more = f"; {special}" if special else ""
        rows.append(f"- {number_of(row.name)} {plain(row.name)}: {row.health:g}, {row.speed:g}, {strike}{more}")
    return rows


def _fighters(lesson: Lesson) -> list[str]:
    knight, hero = lesson.knight, lesson.hero
    fire = span(hero.fire_damage, hero.fire_extra_damage)
    return [
        "Fighters (health, speed in units a second, damage of a strike):",
        *(
            f"- {name}: {row.health:g}, {row.speed:g}, {span(row.damage, row.extra_damage)} every {row.interval_s:g} s"
            for name, row in (("knight and reinforcement", knight), ("hero", hero))
        ),
        f"- Fire of Rage: {fire} damage every {rules.FIRE_TICKS * rules.TICK_S:g} s",
    ]
