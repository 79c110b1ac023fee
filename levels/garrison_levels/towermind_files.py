"""TowerMind's configuration files and text observation, as far as a level needs them, each field checked.

The shapes come from TowerMind's public guide (github tb6147877/TowerMind, guide.md) and from what reads these files in
public. Each file is one JSON object (a byte-order mark is allowed): lists stand under `Towers`, `Enemies`, `Waves` and
`Levels`; hero, knight and reinforcements are the object itself. Fields that a level does not need are passed over.
Assumed where nothing is published: an enemy's `Type` is our type number, `MovementType` is "Flying" (or 1) for what flies
and any other word (or 0) for what walks.
"""

from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from garrison_levels.faults import Fault, LevelError, faults_of, shown
from garrison_levels.fields import Coordinate, Damage, Delay, Diameter, Health, Interval, Rate, Speed
from garrison_levels.strict_json import LARGEST_BYTES, JsonError, parse_json

BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
FARTHEST: Final = 100.0


def _whole(value: float) -> int:
    if value != int(value):
        raise ValueError("a whole number")
    return int(value)


def _flag(value: Any) -> Any:
    return int(value) if isinstance(value, bool) else value


def _movement(value: Any) -> str | int:
    if isinstance(value, str) or (value in (0, 1) and not isinstance(value, (bool, float))):
        return value
    raise ValueError("a word such as Flying, or 0 (ground) or 1 (air)")


Whole = Annotated[float, Field(ge=0, le=1_000_000), AfterValidator(_whole)]
Flag = Annotated[int, Field(ge=0, le=1), BeforeValidator(_flag)]
Movement = Annotated[Any, AfterValidator(_movement)]
Far = Annotated[float, Field(ge=-FARTHEST, le=FARTHEST)]
Id = Annotated[int, Field(ge=0, le=1_000_000)]


class Row(BaseModel):
    """A part of a TowerMind file: the fields we need, checked; any others are passed over."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore", allow_inf_nan=False)


class Place(Row):
    """A waypoint; roads may come in from outside."""

    X: Far
    Y: Far


class Spot(Row):
    """A point of the map, inside it."""

    X: Coordinate
    Y: Coordinate


class TowerRow(Row):
    """One kind of tower; told by its name, for the published type numbers differ."""

    Name: Literal["Archer Tower", "Magician Tower", "Knight Tower"]
    Price: Whole
    UpgradePrice: Whole
    UpgradeGrowth: Annotated[float, Field(ge=0.1, le=10)]
    AttackSpeed: Interval
    AttackDamage: Damage
    AttackExtraDamage: Damage
    AttackRange: Diameter
    CanAttackAir: Flag
    CanAttackGround: Flag


class TowerFile(Row):
    """TowerConfig.json."""

    Towers: Annotated[tuple[TowerRow, ...], Field(min_length=3, max_length=3)]


class EnemyRow(Row):
    """One kind of enemy."""

    Type: Annotated[int, Field(ge=0, le=14)]
    Name: str
    Health: Health
    MovementSpeed: Speed
    AttackSpeed: Delay  # 0 is fine for what never fights
    AttackDamage: Damage
    AttackExtraDamage: Damage
    MovementType: Movement


class EnemyFile(Row):
    """AllEnemiesConfig.json."""

    Enemies: Annotated[tuple[EnemyRow, ...], Field(min_length=1, max_length=15)]


class WaveRow(Row):
    """One wave: types of enemies in order."""

    ID: Id
    Enemies: Annotated[tuple[int, ...], Field(min_length=1, max_length=25)]
    EnemiesInterval: Interval


class WaveFile(Row):
    """AllWavesConfig.json."""

    Waves: Annotated[tuple[WaveRow, ...], Field(min_length=1, max_length=10_000)]


class KnightFile(Row):
    """KnightConfig.json."""

    Health: Health
    MovementSpeed: Speed
    AttackSpeed: Interval
    AttackDamage: Damage
    AttackExtraDamage: Damage
    AttackRange: Diameter
    FFCompensationValue: Whole
    FFCompensationProbability: Rate


class ReinforcementsFile(Row):
    """KnightReinforcementsConfig.json."""

    Number: Annotated[int, Field(ge=1, le=10)]
    ExistTime: Interval


class HeroFile(Row):
    """HeroConfig.json."""

    Health: Health
    MovementSpeed: Speed
    AttackSpeed: Interval
    AttackDamage: Damage
    AttackExtraDamage: Damage
    AttackRange: Diameter
    SkillAttackDamage: Damage
    SkillAttackExtraDamage: Damage
    SkillCostHealth: Damage
    SkillLastTime: Interval
    SkillAttackRange: Diameter
    RecoverHealthPerSec: Damage
    ReviveTime: Delay
    UpgradeGoldCoinCost: Whole
    UpgradeHealthGrowthValue: Damage


class LevelRow(Row):
    """One level; the last three fields only in user-made ones."""

    ID: Id
    Waves: Annotated[tuple[int, ...], Field(min_length=1, max_length=100)]
    MaxMoney: Whole
    InitialMoney: Whole
    TotalLife: Annotated[int, Field(ge=1, le=1000)]
    WavesInterval: Delay
    CountdownTime: Delay
    TowerSellingDiscount: Rate
    GoldCoinsRefreshTime: Interval
    GoldCoinsResidenceTime: Interval
    GoldCoinsValue: Whole
    GoldCoinsExtraValue: Whole
    Is_User_Generated: bool
    CustomEnemiesPaths: Annotated[tuple[tuple[Place, ...], ...], Field(max_length=5)] | None = None
    DestinationPosIcon: Spot | None = None
    TowerPoints: Annotated[tuple[tuple[Spot, Spot], ...], Field(max_length=15)] | None = None


class LevelFile(Row):
    """BenchmarkLevelsConfig.json or CustomLevelsConfig.json."""

    Levels: Annotated[tuple[LevelRow, ...], Field(max_length=1000)]


class TowerSeen(Row):
    """One tower point of a text observation."""

    Position: Spot
    Knights_Assembly_Position: Spot


class HeroSeen(Row):
    """The hero of a text observation."""

    Hero_Position: Spot | None = None


class ObservationFile(Row):
    """A recorded text observation: the geometry of a built-in level, as the game itself tells it."""

    Level_Enemy_Movement_Paths: Annotated[tuple[tuple[Place, ...], ...], Field(min_length=1, max_length=5)]
    Level_Enemy_Destination: Spot
    Level_Towers_Realtime_Status: Annotated[tuple[TowerSeen, ...], Field(min_length=1, max_length=15)]
    Level_Hero_Realtime_Status: HeroSeen | None = None
    Level_Fog_Of_War_Position: dict[str, Any] | None = None


File = TypeVar("File", bound=Row)


def read_towermind(kind: type[File], path: Path) -> File:
    """One TowerMind file; raises LevelError with every fault found in it."""
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise LevelError(str(path), [Fault("file", shown(error.strerror), "a readable file")]) from None
    data = data.removeprefix(BYTE_ORDER_MARK)
    try:
        parse_json(data)
        return kind.model_validate_json(data)
    except JsonError as error:
        raise LevelError(str(path), [error.fault]) from None
    except ValidationError as error:
        raise LevelError(str(path), faults_of(error)) from None
