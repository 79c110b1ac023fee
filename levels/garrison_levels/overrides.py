"""A level's changes to the game's tables: only the fields that are set, named as in the server's rules.

Each table entry is a partial record: a TypedDict, so that it stays a plain dict of the set fields and can be laid
over a default row. Units: distances in map units, times in seconds, `range` is a diameter.
"""

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, with_config
from typing_extensions import TypedDict

from garrison_levels.fields import (
    STRICT,
    Damage,
    Delay,
    Diameter,
    EnemyOrRisenName,
    Factor,
    Gold,
    Health,
    Interval,
    Radius,
    Rate,
    Speed,
    TowerName,
)

PARTIAL = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)


@with_config(PARTIAL)
class TowerOverride(TypedDict, total=False):
    """Changes to one kind of tower; damage is (damage + uniform(0, extra_damage)) x growth^level."""

    price: Gold
    upgrade_price: Gold
    growth: Annotated[float, Field(ge=0.1, le=10)]
    interval_s: Interval
    damage: Damage
    extra_damage: Damage
    range: Diameter
    hits_air: bool
    hits_ground: bool


@with_config(PARTIAL)
class EnemyOverride(TypedDict, total=False):
    """Changes to one kind of enemy; its mechanics are these numbers, and may be mixed at will."""

    health: Health
    speed: Speed
    interval_s: Interval
    damage: Damage
    extra_damage: Damage
    flying: bool
    unholdable: bool
    holders: Annotated[int, Field(ge=1, le=10)]
    arrow_factor: Factor
    freeze_radius: Radius
    raise_radius: Radius
    strike_radius: Radius
    heal_radius: Radius
    heal: Damage
    blast_radius: Radius
    hurry_radius: Radius
    hurry_factor: Annotated[float, Field(ge=1, le=5)]
    brood: Annotated[int, Field(ge=0, le=10)]


@with_config(PARTIAL)
class KnightOverride(TypedDict, total=False):
    """Changes to the knights of towers and reinforcements."""

    health: Health
    speed: Speed
    interval_s: Interval
    damage: Damage
    extra_damage: Damage
    range: Diameter
    compensation: Gold
    compensation_probability: Rate


@with_config(PARTIAL)
class ReinforcementsOverride(TypedDict, total=False):
    """Changes to the reinforcements: how many, for how long, how often."""

    number: Annotated[int, Field(ge=1, le=10)]
    exist_s: Interval
    cooldown_s: Delay


@with_config(PARTIAL)
class HeroOverride(TypedDict, total=False):
    """Changes to the hero and its Fire of Rage."""

    health: Health
    speed: Speed
    interval_s: Interval
    damage: Damage
    extra_damage: Damage
    range: Diameter
    recovery_per_s: Damage
    revive_s: Delay
    raise_price: Gold
    raise_health: Damage
    fire_cost: Damage
    fire_s: Interval
    fire_range: Diameter
    fire_damage: Damage
    fire_extra_damage: Damage


if TYPE_CHECKING:  # what users of a level see: plain dicts, for `row._replace(**changes)`
    TowerTable = dict[str, dict[str, Any]]
    EnemyTable = dict[str, dict[str, Any]]
    KnightChanges = dict[str, Any]
    ReinforcementsChanges = dict[str, Any]
    HeroChanges = dict[str, Any]
else:  # what pydantic checks
    TowerTable = dict[TowerName, TowerOverride]
    EnemyTable = dict[EnemyOrRisenName, EnemyOverride]
    KnightChanges = KnightOverride
    ReinforcementsChanges = ReinforcementsOverride
    HeroChanges = HeroOverride


class Overrides(BaseModel):
    """All changes of one level; empty tables mean the game's own numbers."""

    model_config = STRICT

    towers: TowerTable = Field(default={}, description="kind of tower -> changed fields")
    enemies: EnemyTable = Field(default={}, description="kind of enemy -> changed fields")
    knight: KnightChanges = Field(default={}, description="changed fields of every knight")
    reinforcements: ReinforcementsChanges = Field(default={}, description="changed fields of the reinforcements")
    hero: HeroChanges = Field(default={}, description="changed fields of the hero")
