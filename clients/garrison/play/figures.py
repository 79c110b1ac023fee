"""What a tooltip says of towers, enemies and the hero: the level's own numbers, in words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from garrison.play.orders import Rules, kind_of, tower_rules

KNIGHTS_PER_TOWER = 3


def tower_lines(rules: Rules, kind: str, level: int) -> list[str]:
    """A tower of a level, 0 to 3, as it fights."""
    row = tower_rules(rules, kind)
    growth = row["growth"] ** level
    if kind == "knight":
        knight = rules["knight"]
        return [
            f"{KNIGHTS_PER_TOWER} knights who hold enemies on the road",
            f"Health {knight['health']:g}, damage {_span(knight, growth)} every {knight['interval_s']:g} s",
            f"A new one every {row['interval_s']:g} s, sent up to {row['range'] / 2:g} away",
        ]
    return [
        f"Damage {_span(row, growth)} every {row['interval_s']:g} s",
        f"Reaches {row['range'] / 2:g} far, hits {_hits(row)}",
        "All ground enemies near the target" if kind == "magician" else "One enemy a shot",
    ]


def upgrade_line(rules: Rules, kind: str, level: int) -> str:
    """What the next level brings."""
    row = rules["knight"] if kind == "knight" else tower_rules(rules, kind)
    growth = tower_rules(rules, kind)["growth"]
    return f"Damage {_span(row, growth**level)} becomes {_span(row, growth ** (level + 1))}"


def enemy_lines(row: Mapping[str, Any], health: float) -> list[str]:
    """An enemy's numbers, and what is special about it."""
    fights = (
        f"damage {row['damage']:g}–{row['damage'] + row['extra_damage']:g} every {row['interval_s']:g} s"
        if row["damage"]
        else "never fights"
    )
    return [f"Health {health:.0f} of {row['health']:g}", f"Speed {row['speed']:g}, {fights}", *_special(row)]


def enemy_name(row: Mapping[str, Any]) -> str:
    """An enemy's name as it is shown."""
    return str(row["name"]).replace("_", " ")


def tower_title(tower: Mapping[str, Any]) -> str:
    """A tower's or a free point's name as it is shown."""
    if not tower["Is_Built"]:
        return "Tower point"
    return f"{kind_of(tower).capitalize()} tower, level {tower['Tower_Level']}"


def counted(names: Sequence[str]) -> str:
    """Names with how often they come: "4 goblin, 2 wolf"."""
    return ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in Counter(names).items())


def _span(row: Mapping[str, Any], growth: float) -> str:
    return f"{row['damage'] * growth:.0f}–{(row['damage'] + row['extra_damage']) * growth:.0f}"


def _hits(row: Mapping[str, Any]) -> str:
    return "ground and air" if row["hits_air"] and row["hits_ground"] else "air only" if row["hits_air"] else "ground only"


def _special(row: Mapping[str, Any]) -> list[str]:
    """The traits that differ from a plain enemy's."""
    traits = {
        "Flies: only archers and the hero's fire hit it": row["flying"],
        "Walks past knights": row["unholdable"] and not row["flying"],
        f"Takes {row['holders']} knights to hold": row["holders"] > 1,
        f"Arrows do {row['arrow_factor']:.0%} of their damage": row["arrow_factor"] != 1.0,
        f"Freezes towers within {row['freeze_radius']:g}": row["freeze_radius"],
        f"Raises skeletons from the fallen within {row['raise_radius']:g}": row["raise_radius"],
        f"Strikes all within {row['strike_radius']:g}": row["strike_radius"],
        f"Heals others within {row['heal_radius']:g}": row["heal_radius"],
        f"Blows itself up among knights within {row['blast_radius']:g}": row["blast_radius"],
        f"Hurries others within {row['hurry_radius']:g}": row["hurry_radius"],
        f"Leaves {row['brood']} goblins behind": row["brood"],
    }
    return [words for words, has in traits.items() if has]
