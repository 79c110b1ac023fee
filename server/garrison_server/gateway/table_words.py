# ruff: noqa: E501
"""The configuration tables in words, for the full prompt: towers, this level's enemies, knights, the hero."""

from garrison_server import rules
from garrison_server.gateway.foe_words import mechanics
from garrison_server.gateway.lesson import KINDS, Lesson, number_of, plain


def table_words(lesson: Lesson) -> str:
    """All tables."""
    return "\n".join(["# Tables", *_towers(lesson), *_enemies(lesson), *_people(lesson)])


def _towers(lesson: Lesson) -> list[str]:
    rows = ["Towers (range: how far from the site it reaches; damage at levels 0 to 3):"]
    for kind in KINDS:
        row = lesson.towers[kind]
        if kind == "knight":
            what, rhythm = f"its knights' damage and speed x {row.growth:g} a level", "a knight every"
        else:
            grown = [
                f"{row.damage * row.growth**i:.0f}-{(row.damage + row.extra_damage) * row.growth**i:.0f}"
                for i in range(rules.TOP_LEVEL + 1)
            ]
            what, rhythm = f"damage {', '.join(grown)}", "a shot every"
        hits = "ground and air" if row.hits_air and row.hits_ground else "air" if row.hits_air else "ground"
        rows.append(
            f"- {kind}: price {row.price}, upgrade {row.upgrade_price}, range {row.range / 2:g}, {rhythm} {row.interval_s:g} s, {what}, hits {hits}"
        )
    return rows


def _enemies(lesson: Lesson) -> list[str]:
    rows = ["Enemies of this level (type number, name, health, speed in units a second, damage of a strike and seconds between two):"]
    for row in lesson.foes:
        strike = f"{row.damage:g}-{row.damage + row.extra_damage:g} every {row.interval_s:g} s" if row.damage else "none"
        special = mechanics(row)
        rows.append(
            f"- {number_of(row.name)} {plain(row.name)}: {row.health:g}, {row.speed:g}, {strike}{f'; {special}' if special else ''}"
        )
    return rows


def _people(lesson: Lesson) -> list[str]:
    knight, hero = lesson.knight, lesson.hero
    return [
        "Fighters:",
        f"- knight and reinforcement: health {knight.health:g}, speed {knight.speed:g}, {knight.damage:g}-{knight.damage + knight.extra_damage:g} damage every {knight.interval_s:g} s",
        f"- hero: health {hero.health:g}, speed {hero.speed:g}, {hero.damage:g}-{hero.damage + hero.extra_damage:g} damage every {hero.interval_s:g} s",
        f"- Fire of Rage: {hero.fire_damage:g}-{hero.fire_damage + hero.fire_extra_damage:g} damage every {rules.FIRE_TICKS * rules.TICK_S:g} s for {hero.fire_s:g} s",
    ]  # fmt: skip
