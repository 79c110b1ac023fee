"""Draft: a level on its way, sound or not. Frozen: an edit makes a new one, which shares what it did not touch.

It mirrors the level format (docs/levels.md) and nothing more; whether it is sound is for the server to say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

Point = tuple[float, float]  # x, y in map units
Path = tuple[Point, ...]

# What a level may hold at most; an edit that would go past it is refused, since the format has no room for it.
MOST_PATHS: Final = 5
MOST_WAYPOINTS: Final = 20
LEAST_WAYPOINTS: Final = 2
MOST_SITES: Final = 15
MOST_WAVES: Final = 100
MOST_ENEMIES: Final = 25

TILES: Final = 24  # the brush's grid is TILES x TILES
MAP_HALF: Final = 3.0  # the map is [-3, 3] x [-3, 3]
BOX_SIDE: Final = 0.5  # a tower point's box

ENEMIES: Final = (
    "goblin", "orc", "bat", "wolf", "shaman", "bone_chanter", "ogre", "shieldbearer", "healer", "wyvern", "sapper", "captain",
    "ghost", "carrier", "hill_king",
)  # fmt: skip


class EditError(ValueError):
    """An edit that the draft cannot take; the message says what was wanted instead."""


@dataclass(frozen=True)
class Site:
    """A tower point: where a tower may be built, and where its knights stand at first."""

    at: Point
    rally: Point
    misleading: bool = False


@dataclass(frozen=True)
class Wave:
    """Who comes, in order, and how far apart."""

    enemies: tuple[str, ...]
    interval_s: float


@dataclass(frozen=True)
class Look:
    """What pictures draw."""

    ground: str = "grass"
    road: str = "earth"
    tiles: tuple[str, ...] = ()  # TILES strings of TILES characters, top row first; () where nothing was painted


@dataclass(frozen=True)
class Draft:
    """One version of a level on its way. Paths are kept joined to the base by the edits."""

    name: str
    title: str
    description: str
    paths: tuple[Path, ...]
    base: Point
    hero: Point
    sites: tuple[Site, ...]
    waves: tuple[Wave, ...]
    numbers: Mapping[str, float | int | bool]  # by the field's name in the file: "gold.start", "fog.on"
    look: Look
    rules: Mapping[str, Any] = field(default_factory=dict)  # the level's changes to the game's tables, as they stand in the file
    zones: Mapping[str, Any] | None = None  # whose points and roads are whose among several seats, likewise
