"""The numbers and short lists that the prompts' prose names, from one level's own values."""

from collections import Counter
from typing import Final

from garrison_server import rules
from garrison_server.gateway.foe_words import short
from garrison_server.gateway.lesson import KINDS, Lesson, place, plain
from garrison_server.gateway.menu import TOOLS
from garrison_server.gateway.plans import MOST_ACTS, MOST_STEPS
from garrison_server.gateway.road_words import short_roads

_TOOL_OF: Final = {
    rules.UPGRADE: "upgrade", rules.SELL: "sell", rules.SHOW_RANGE: "show_range", rules.NOOP: "wait", rules.RALLY: "rally",
    rules.REINFORCE: "reinforce", rules.SEND_HERO: "move_hero", rules.FIRE_OF_RAGE: "fire", rules.RAISE_HEALTH: "raise_hero",
}  # fmt: skip


def numbers(lesson: Lesson) -> dict[str, str]:
    """Every name that the texts in `words/` may use."""
    values = _level(lesson) | _towers(lesson) | _people(lesson) | _lists(lesson)
    return {name: f"{value:g}" if isinstance(value, float) else str(value) for name, value in values.items()}


def flags(lesson: Lesson) -> set[str]:
    """Which cases the conversation is."""
    options = lesson.options
    up = {options.track, options.form or "object", "thoughts" if options.thoughts else "alone"}
    up |= {"picture" if options.image_alone else "words"}
    up |= {"long" if options.style == "full" else "short"}
    up |= {"several"} if len(lesson.level.paths) > 1 else set()
    return up | ({"fog"} if lesson.level.fog.on else set()) | ({"tools"} if options.form != "object" else set())


def _level(lesson: Lesson) -> dict[str, object]:
    level, coins = lesson.level, lesson.level.coins
    several = f"on {len(level.paths)} roads; which one an enemy takes is drawn by chance when it appears"
    return {
        "life": level.life, "waves": len(level.waves), "step_s": lesson.step_s, "speed": lesson.options.speed, "base": place(level.base),
        "roads": several if len(level.paths) > 1 else "on one road", "countdown_s": level.countdown_s,
        "wave_interval_s": level.wave_interval_s, "gold": level.gold.start, "gold_max": level.gold.maximum,
        "coin_stay_s": coins.residence_s, "coin_least": coins.value, "coin_most": coins.value + coins.extra,
        "coin_refresh_s": coins.refresh_s, "coin_reach": rules.COIN_REACH, "refund": f"{level.refund_rate:.0%}",
        "fog_speed": level.fog.speed, "most_acts": MOST_ACTS, "most_steps": MOST_STEPS,
    }  # fmt: skip


def _towers(lesson: Lesson) -> dict[str, object]:
    values: dict[str, object] = {"blast": rules.BLAST_RADIUS, "knights": rules.KNIGHTS_PER_TOWER}
    for kind in KINDS:
        row = lesson.towers[kind]
        values |= {
            f"{kind}_price": row.price, f"{kind}_upgrade": row.upgrade_price, f"{kind}_interval_s": row.interval_s,
            f"{kind}_growth": row.growth, f"{kind}_reach": row.range / 2, f"{kind}_damage": span(row.damage, row.extra_damage),
        }  # fmt: skip
    return values | {"rally_reach": lesson.towers["knight"].range / 2}


def _people(lesson: Lesson) -> dict[str, object]:
    hero, more, knight = lesson.hero, lesson.reinforcements, lesson.knight
    return {
        "fighter_reach": knight.range / 2, "leash": rules.LEASH, "compensation": knight.compensation,
        "compensation_probability": knight.compensation_probability, "hero_reach": hero.range / 2, "recovery": hero.recovery_per_s,
        "revive_s": hero.revive_s, "hero_health": hero.health, "hero_speed": hero.speed,
        "hero_damage": span(hero.damage, hero.extra_damage), "fire_s": hero.fire_s,
        "fire_reach": hero.fire_range / 2, "fire_cost": hero.fire_cost, "raise_price": hero.raise_price, "raise_health": hero.raise_health,
        "more": more.number, "more_s": more.exist_s, "more_cooldown_s": more.cooldown_s,
    }  # fmt: skip


def _lists(lesson: Lesson) -> dict[str, str]:
    level, by_number = lesson.level, lesson.options.form == "object"
    calls = {
        f"a{i}": f"{i} {name}" if by_number else f"{_call(i)}: {name}" for i, name in enumerate(rules.ACTION_NAMES)
    }  # fmt: skip
    return calls | {
        "errors": "\n".join(f"- {code}: {text}" for code, text in enumerate(rules.ERROR_TEXTS) if code),
        "short_roads": short_roads(level.paths),
        "short_waves": "; ".join(counted(wave.enemies) for wave in level.waves),
        "short_foes": "; ".join(map(short, lesson.foes)),
    }


def _call(action: int) -> str:
    if action <= rules.BUILD_KNIGHT:
        return f'build(site, tower="{KINDS[action]}")'
    tool = next(tool for tool in TOOLS if tool.name == _TOOL_OF[action])
    return f"{tool.name}({', '.join(tool.parameters)})"


def counted(names: tuple[str, ...]) -> str:
    """How many of each kind of enemy, as `2 wolf, 1 ogre`."""
    return ", ".join(f"{count} {plain(name)}" for name, count in Counter(names).items())


def span(least: float, extra: float) -> str:
    """A damage that is drawn from a range."""
    return f"{least:g}-{least + extra:g}" if extra else f"{least:g}"
