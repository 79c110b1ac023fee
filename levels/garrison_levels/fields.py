"""The kinds of number, name and text that a level's fields are made of, each with its range."""

from typing import Annotated, Final, Literal, get_args

from pydantic import ConfigDict, Field

from garrison_levels.faults import ONE_LINE, PROSE, SLUG, TILE_ROW

STRICT: Final = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)

MAP_HALF: Final = 3.0  # the map is [-3, 3] x [-3, 3]
BOX_SIDE: Final = 0.5  # a tower point's box
SHORTEST_S: Final = 0.02  # one tick

EnemyName = Literal[
    "goblin", "orc", "bat", "wolf", "shaman", "bone_chanter", "ogre", "shieldbearer", "healer", "wyvern", "sapper", "captain",
    "ghost", "carrier", "hill_king",
]  # fmt: skip
# A skeleton only ever rises from the fallen: it stands in no wave.
EnemyOrRisenName = Literal[
    "goblin", "orc", "bat", "wolf", "shaman", "bone_chanter", "ogre", "shieldbearer", "healer", "wyvern", "sapper", "captain",
    "ghost", "carrier", "hill_king", "skeleton",
]  # fmt: skip
TowerName = Literal["archer", "magician", "knight"]
ENEMY_NAMES: Final[tuple[str, ...]] = get_args(EnemyName)  # position = type number
TOWER_NAMES: Final[tuple[str, ...]] = get_args(TowerName)

GroundLook = Literal["grass", "meadow", "autumn", "sand", "snow", "ash"]
RoadLook = Literal["earth", "cobble", "gravel", "planks"]
GROUND_LETTERS: Final = {"g": "grass", "m": "meadow", "a": "autumn", "s": "sand", "n": "snow", "h": "ash"}
ROAD_LETTERS: Final = {"E": "earth", "C": "cobble", "G": "gravel", "P": "planks"}
TILES_A_SIDE: Final = 24  # the map's tiles, each of side 0.25
PLAIN_TILES: Final = ("." * TILES_A_SIDE,) * TILES_A_SIDE

Coordinate = Annotated[float, Field(ge=-MAP_HALF, le=MAP_HALF)]
Point = tuple[Coordinate, Coordinate]
Interval = Annotated[float, Field(ge=SHORTEST_S, le=3600)]  # seconds, at least one tick
Delay = Annotated[float, Field(ge=0, le=3600)]  # seconds, may be none
Gold = Annotated[int, Field(ge=0, le=1_000_000)]
Rate = Annotated[float, Field(ge=0, le=1)]
Health = Annotated[float, Field(ge=1, le=1_000_000)]
Damage = Annotated[float, Field(ge=0, le=1_000_000)]
Speed = Annotated[float, Field(ge=0.01, le=10)]  # units/s
Radius = Annotated[float, Field(ge=0, le=6)]
Diameter = Annotated[float, Field(ge=0, le=12)]
Factor = Annotated[float, Field(ge=0, le=10)]
Slug = Annotated[str, Field(pattern=SLUG, max_length=64)]
Line = Annotated[str, Field(pattern=ONE_LINE, max_length=80)]
TileRow = Annotated[str, Field(pattern=TILE_ROW)]
Tiles = Annotated[tuple[TileRow, ...], Field(min_length=TILES_A_SIDE, max_length=TILES_A_SIDE)]
Zone = Annotated[int, Field(ge=0, le=3)]  # a seat's number
Prose = Annotated[str, Field(pattern=PROSE, max_length=600)]
