"""What a tool costs and does, in a level's own numbers, as a tool's description says it."""

from typing import Any

from garrison_proto.records import Description


def figures(description: Description) -> dict[str, str]:
    """By the tool's name."""
    rules = description.rules
    towers = {row["name"]: row for row in rules["towers"]}
    hero, more = rules["hero"], rules["reinforcements"]
    kinds = ("archer", "magician", "knight")
    upgrades = ", ".join(f"{kind} {towers[kind]['upgrade_price']:g}" for kind in kinds)
    return {
        "build": "; ".join(_tower(towers[kind], kind) for kind in kinds) + ". All in gold and map units.",
        "upgrade": f"Gold a level: {upgrades}; each makes it x{towers['archer']['growth']:g} as strong.",
        "sell": f"{rules['level']['refund_rate']:.0%} of all gold spent on it.",
        "rally": f"Within {towers['knight']['range'] / 2:g} of the tower.",
        "reinforce": f"{more['number']} knights for {more['exist_s']:g} s; again after {more['cooldown_s']:g} s.",
        "move_hero": f"It walks {hero['speed']:g} a second and strikes for {_span(hero['damage'], hero['extra_damage'])} "
                     f"within {hero['range'] / 2:g}; coins are picked up by walking over them.",
        "fire": f"For {hero['fire_cost']:g} health: {hero['fire_s']:g} s of fire within {hero['fire_range'] / 2:g}, friend and foe alike.",
        "raise_hero": f"{hero['raise_price']:g} gold for {hero['raise_health']:g} health.",
    }  # fmt: skip


def _tower(row: dict[str, Any], kind: str) -> str:
    if kind == "knight":
        return f"knight {row['price']:g}: three knights that hold enemies on the ground, rallied within {row['range'] / 2:g}"
    targets = "ground and air" if row["hits_air"] else "ground only"
    damage = _span(row["damage"], row["extra_damage"])
    return f"{kind} {row['price']:g}: {damage} damage every {row['interval_s']:g} s within {row['range'] / 2:g}, {targets}"


def _span(least: float, extra: float) -> str:
    return f"{least:g}-{least + extra:g}" if extra else f"{least:g}"
