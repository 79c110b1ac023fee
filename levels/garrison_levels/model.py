"""Level: everything that one level file says, checked field by field and as a whole."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, SerializerFunctionWrapHandler, model_serializer, model_validator
from pydantic_core import PydanticCustomError

from garrison_levels.faults import FAULTS_TYPE, Fault
from garrison_levels.fields import (
    BOX_SIDE,
    MAP_HALF,
    PLAIN_TILES,
    STRICT,
    Delay,
    EnemyName,
    Gold,
    GroundLook,
    Interval,
    Line,
    Point,
    Prose,
    Rate,
    RoadLook,
    Slug,
    Tiles,
    Zone,
)
from garrison_levels.overrides import Overrides

ROUNDING = 1e-9  # boxes that only touch do not overlap, whatever the last bit says
Path = Annotated[tuple[Point, ...], Field(min_length=2, max_length=20)]


class TowerPoint(BaseModel):
    """A place where a tower may be built, and where its knights stand at first."""

    model_config = STRICT

    at: Point = Field(description="centre of the point's box (side 0.5), which lies inside the map")
    rally: Point = Field(description="where a knight tower's knights stand until they are sent elsewhere")
    misleading: bool = Field(default=False, description="true for a point put deliberately far from any road")


class Wave(BaseModel):
    """One wave: who comes, in this order, and how far apart in time."""

    model_config = STRICT

    enemies: Annotated[tuple[EnemyName, ...], Field(min_length=1, max_length=25)] = Field(description="kinds of enemy, in order")
    interval_s: Interval = Field(description="seconds between two enemies of the wave")


class Purse(BaseModel):
    """The gold in hand at the start, and the most that can be held."""

    model_config = STRICT

    start: Gold = Field(description="gold at the start")
    maximum: Gold = Field(description="the most gold that can be held; at least `start`")


class Coins(BaseModel):
    """The coins that appear on the map, one at a time."""

    model_config = STRICT

    refresh_s: Interval = Field(description="seconds from the end of one coin to the next")
    residence_s: Interval = Field(description="seconds that a coin lies before it is gone")
    value: Gold = Field(description="the least that a coin pays")
    extra: Gold = Field(description="a coin pays value + uniform(0, extra)")


class Fog(BaseModel):
    """The drifting cloud."""

    model_config = STRICT

    on: bool = Field(default=False, description="whether there is fog")
    speed: Annotated[float, Field(ge=0, le=10)] = Field(default=0.3, description="units a second")


class Look(BaseModel):
    """What the pictures draw: it changes nothing in the game. Tiles that say nothing are not written, nor are they hashed."""

    model_config = STRICT

    ground: GroundLook = Field(default="grass", description="the ground wherever `tiles` has no letter of a ground")
    road: RoadLook = Field(default="earth", description="what the paths are made of wherever `tiles` has no letter of a road")
    tiles: Tiles = Field(
        default=PLAIN_TILES,
        description="the brush: 24 rows of 24 tiles of side 0.25, the top row first. `.` is as usual; g grass, m meadow, a autumn, "
        "s sand, n snow, h ash is that ground, under the paths' roads; E earth, C cobble, G gravel, P planks is that road, also where "
        "no path runs",
    )

    @model_serializer(mode="wrap")
    def _leave_plain_tiles_out(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        written: dict[str, Any] = write(self)
        if self.tiles == PLAIN_TILES:
            del written["tiles"]
        return written


class Zones(BaseModel):
    """Whose each tower point and each road is, where several seats play by zones or answer for their own roads."""

    model_config = STRICT

    points: tuple[Zone, ...] = Field(description="the zone of each tower point, in their order")
    roads: tuple[Zone, ...] = Field(description="the zone of each path, in their order")


class Level(BaseModel):
    """One level. Coordinates are (x, y) in map units on [-3, 3] x [-3, 3], y up; times in seconds."""

    model_config = STRICT

    format: Literal[1] = Field(description="version of this format")
    name: Slug = Field(description="short name: lower-case letters, digits and single hyphens")
    title: Line = Field(description="name for people, one line")
    description: Prose = Field(default="", description="what is special about the level")
    paths: Annotated[tuple[Path, ...], Field(min_length=1, max_length=5)] = Field(
        description="the roads: 2 to 20 waypoints each, straight between them; consecutive ones differ; each ends at the base"
    )
    base: Point = Field(description="where all roads end")
    hero: Point = Field(
        default_factory=lambda seen: seen.get("base", (0.0, 0.0)),
        description="where the hero starts and revives; the base if left out",
    )
    tower_points: Annotated[tuple[TowerPoint, ...], Field(min_length=1, max_length=15)] = Field(
        description="where towers may be built; boxes do not overlap"
    )
    waves: Annotated[tuple[Wave, ...], Field(min_length=1, max_length=100)] = Field(description="the waves, in order")
    wave_interval_s: Delay = Field(description="seconds from one wave's last enemy to the next wave")
    countdown_s: Delay = Field(description="seconds before the first wave")
    gold: Purse
    life: Annotated[int, Field(ge=1, le=1000)] = Field(default=20, description="enemies that may reach the base before all is lost")
    refund_rate: Rate = Field(description="share of all spent on a tower that selling it pays back")
    coins: Coins
    fog: Fog = Fog()
    look: Look = Look()
    zones: Zones | None = Field(
        default=None,
        description="zone k is seat k's; with n seats zone k is seat (k mod n)'s; left out: point i and path i are in zone i",
    )
    rules: Overrides = Field(default_factory=Overrides, description="changes to the game's tables")

    @model_validator(mode="after")
    def _check_whole(self) -> Self:
        faults = [*_road_faults(self), *_point_faults(self), *_number_faults(self), *_zone_faults(self)]
        if faults:
            raise PydanticCustomError(FAULTS_TYPE, "the fields do not fit together", {"faults": faults})
        return self

    @model_serializer(mode="wrap")
    def _leave_no_zones_out(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        written: dict[str, Any] = write(self)
        if self.zones is None:
            written.pop("zones", None)
        return written


def _road_faults(level: Level) -> list[Fault]:
    faults: list[Fault] = []
    for p, path in enumerate(level.paths):
        for i in range(1, len(path)):
            if max(abs(path[i][0] - path[i - 1][0]), abs(path[i][1] - path[i - 1][1])) < ROUNDING:
                faults.append(Fault(f"paths[{p}][{i}]", f"{path[i]}, the waypoint before it again,", "consecutive waypoints that differ"))
        if path[-1] != level.base:
            faults.append(Fault(f"paths[{p}][{len(path) - 1}]", str(path[-1]), f"the base, {level.base}: every path ends there"))
    return faults


def _point_faults(level: Level) -> list[Fault]:
    faults: list[Fault] = []
    most = MAP_HALF - BOX_SIDE / 2
    places = [point.at for point in level.tower_points]
    for i, (x, y) in enumerate(places):
        if max(abs(x), abs(y)) > most + ROUNDING:
            faults.append(Fault(f"tower_points[{i}].at", f"({x}, {y})", f"a box inside the map: both coordinates within [-{most}, {most}]"))
        for j, (other_x, other_y) in enumerate(places[:i]):
            if max(abs(x - other_x), abs(y - other_y)) < BOX_SIDE - ROUNDING:
                wanted = f"a box (side {BOX_SIDE}) clear of tower_points[{j}].at, ({other_x}, {other_y})"
                faults.append(Fault(f"tower_points[{i}].at", f"({x}, {y})", wanted))
    return faults


def _number_faults(level: Level) -> list[Fault]:
    faults: list[Fault] = []
    if level.gold.start > level.gold.maximum:
        faults.append(Fault("gold.start", str(level.gold.start), f"at most gold.maximum, {level.gold.maximum}"))
    brood = level.rules.enemies.get("goblin", {}).get("brood", 0)
    if brood:
        faults.append(Fault("rules.enemies.goblin.brood", str(brood), "0: goblins would breed without end"))
    return faults


def _zone_faults(level: Level) -> list[Fault]:
    if level.zones is None:
        return []
    wanted = (("points", level.zones.points, level.tower_points, "tower_points"), ("roads", level.zones.roads, level.paths, "paths"))
    return [
        Fault(f"zones.{field}", f"{len(given)} zones", f"{len(things)}, one for each of `{name}`")
        for field, given, things, name in wanted
        if len(given) != len(things)
    ]
