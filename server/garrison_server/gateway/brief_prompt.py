# ruff: noqa: E501
"""The brief system prompt: the same game in a fifth of the words. States come as the view `brief`, which names sites and prices."""

from collections import Counter

from garrison_server import rules
from garrison_server.gateway.foe_words import short
from garrison_server.gateway.lesson import KINDS, Lesson, plain

_CALLS = "build(site, tower) upgrade(site) sell(site) show_range(site) rally(site, x, y) reinforce(x, y) move_hero(x, y) fire() raise_hero() wait()"


def brief_prompt(lesson: Lesson) -> str:
    """The system prompt."""
    level, hero, coins = lesson.level, lesson.hero, lesson.level.coins
    waves = "; ".join(", ".join(f"{n} {plain(name)}" for name, n in Counter(wave.enemies).items()) for wave in level.waves)
    lines = [
        f"Tower defence on a map of -3..3 in x (right) and y (up). Enemies walk roads to the base at ({level.base[0]:g},{level.base[1]:g}); each that arrives costs 1 of {level.life} lives and 1 point. "
        f"Survive {len(level.waves)} waves and let none through. One action a step of {lesson.step_s:g} s{_time(lesson)}",
        f"Waves: {waves}.",
        f"Foes: {'; '.join(map(short, lesson.foes))}.",
        f"Towers, on sites: {'; '.join(_tower(lesson, kind) for kind in KINDS)}. Levels 0-3. Selling pays {level.refund_rate:.0%}.",
        f"Fighters hold one ground enemy each where they stand: hold enemies where towers reach. Hero: {hero.damage:g}+ damage, {hero.health:g} hp, back {hero.revive_s:g} s after death; fire() burns ground units "
        f"around it, friends too, for {hero.fire_cost:g} hp. Reinforcements: {lesson.reinforcements.number} knights for {lesson.reinforcements.exist_s:g} s. "
        f"Kills pay nothing; coins pay {coins.value}-{coins.value + coins.extra} to the hero or knight that reaches them.",
        f"Tools: {_CALLS}. tower: archer, magician, knight. Sites beside much road are best. A refused action loses its step.",
    ]  # fmt: skip
    return "\n".join(lines)


def _time(lesson: Lesson) -> str:
    if lesson.options.track == "real_time":
        return f"; the game goes on while you think, {lesson.options.speed:g} s a second."
    return "; the game waits for you."


def _tower(lesson: Lesson, kind: str) -> str:
    row = lesson.towers[kind]
    if kind == "knight":
        return f"knight {row.price}, {rules.KNIGHTS_PER_TOWER} knights that stop ground enemies, rally within {row.range / 2:g}"
    what = "ground and air, single" if row.hits_air else "ground only, area"
    return f"{kind} {row.price}, {row.damage:g}+ every {row.interval_s:g} s within {row.range / 2:g}, {what}, x{row.growth:g} a level"
