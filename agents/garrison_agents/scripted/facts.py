"""What a Description says of a level, as small records: rules, waves, points, roads. Known before the first step."""

import json
from dataclasses import dataclass
from typing import Any

from garrison import Description
from garrison_agents.scripted.orders import ARCHER, KNIGHT, MAGICIAN
from garrison_agents.scripted.road import Roads, Spot, roads_of

_KINDS = {"knight": KNIGHT, "magician": MAGICIAN, "archer": ARCHER}


@dataclass(frozen=True)
class TowerFacts:
    """One kind of tower. Damage is the mean of a shot at level 0; the radius in map units."""

    price: float
    upgrade_price: float
    growth: float
    interval_s: float
    damage: float
    radius: float
    hits_air: bool

    def per_second(self, level: int) -> float:
        """Mean damage a second to one target, at a level."""
        return self.damage * self.growth**level / self.interval_s

    def cost(self, level: int) -> float:
        """Gold to raise a tower from nothing to a level."""
        return self.price + self.upgrade_price * level


@dataclass(frozen=True)
class EnemyFacts:
    """One kind of enemy, as far as the scripts mind it."""

    name: str
    health: float
    speed: float
    damage: float  # mean of a strike
    flying: bool
    holdable: bool
    holders: int
    arrow_factor: float


@dataclass(frozen=True)
class Wave:
    types: tuple[int, ...]
    interval_s: float


@dataclass(frozen=True)
class Facts:
    """One level and its rules."""

    towers: dict[int, TowerFacts]  # by kind
    enemies: tuple[EnemyFacts, ...]  # by type
    waves: tuple[Wave, ...]
    points: tuple[Spot, ...]
    rallies: tuple[Spot, ...]
    base: Spot
    roads: Roads
    life: int
    gold_start: float
    knight: dict[str, float]
    hero: dict[str, float]
    reinforcements: dict[str, float]
    zoned: bool = False  # each seat builds in its own zone alone


def facts_of(description: Description) -> Facts:
    """Read a Description; raises KeyError or ValueError when it lacks what the scripts need."""
    level = json.loads(description.level_document)
    rules = description.rules
    names = [row["name"] for row in rules["enemies"]]
    return Facts(
        towers={_KINDS[row["name"]]: _tower(row) for row in rules["towers"]},
        enemies=tuple(_enemy(row) for row in rules["enemies"]),
        waves=tuple(Wave(tuple(names.index(name) for name in wave["enemies"]), wave["interval_s"]) for wave in level["waves"]),
        points=tuple(_spot(point["at"]) for point in level["tower_points"]),
        rallies=tuple(_spot(point["rally"]) for point in level["tower_points"]),
        base=_spot(level["base"]),
        roads=roads_of([[_spot(at) for at in path] for path in level["paths"]]),
        life=int(level.get("life", 20)),
        gold_start=level["gold"]["start"],
        knight=rules["knight"],
        hero=rules["hero"],
        reinforcements=rules["reinforcements"],
        zoned=_defenders(rules).get("ownership") == "zones",
    )


def _defenders(rules: dict[str, Any]) -> dict[str, Any]:
    """The rules among several defenders, if there are any."""
    found: dict[str, Any] = rules.get("alliance") or rules.get("siege", {}).get("defenders", {})
    return found


def _spot(pair: Any) -> Spot:
    return (float(pair[0]), float(pair[1]))


def _tower(row: dict[str, Any]) -> TowerFacts:
    return TowerFacts(
        price=row["price"],
        upgrade_price=row["upgrade_price"],
        growth=row["growth"],
        interval_s=row["interval_s"],
        damage=row["damage"] + row["extra_damage"] / 2,
        radius=row["range"] / 2,
        hits_air=row["hits_air"],
    )


def _enemy(row: dict[str, Any]) -> EnemyFacts:
    return EnemyFacts(
        name=row["name"],
        health=row["health"],
        speed=row["speed"],
        damage=row["damage"] + row["extra_damage"] / 2,
        flying=row["flying"],
        holdable=not (row["unholdable"] or row["flying"]),
        holders=row["holders"],
        arrow_factor=row["arrow_factor"],
    )
