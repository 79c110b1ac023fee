"""Where a fault lies: the spot on the map, the wave's row, or the field of a panel that its name means."""

import re
from typing import Final, Literal, NamedTuple

from garrison.edit.draft import Draft
from garrison.edit.numbers import BY_FIELD
from garrison.edit.spot import Spot, spots

Tab = Literal["map", "waves", "numbers", "level"]
WAYPOINT: Final = re.compile(r"paths\[(\d+)\](?:\[(\d+)\])?.*")
SITE: Final = re.compile(r"tower_points\[(\d+)\](\.rally)?.*")
WAVE: Final = re.compile(r"waves\[(\d+)\](?:\.enemies\[(\d+)\])?.*")


class Place(NamedTuple):
    """Where to look: the tab, and in it a spot of the map, a wave with perhaps one of its enemies, or a field."""

    tab: Tab
    spot: Spot | None = None
    wave: int | None = None
    enemy: int | None = None
    field: str = ""


def place_of(field: str, draft: Draft) -> Place:
    """The place that a fault's field means in `draft`; the level as a whole where it means none."""
    spot = _spot_of(field, draft)
    if spot is not None:
        return Place("map", spot)
    if (found := WAVE.fullmatch(field)) and int(found[1]) < len(draft.waves):
        return Place("waves", wave=int(found[1]), enemy=int(found[2]) if found[2] else None)
    if field == "waves":
        return Place("waves")
    if field in BY_FIELD:
        return Place("numbers", field=field)
    return Place("level", field=field)


def _spot_of(field: str, draft: Draft) -> Spot | None:
    spot = None
    if field.startswith(("base", "hero")):
        spot = Spot("base" if field.startswith("base") else "hero")
    elif found := SITE.fullmatch(field):
        spot = Spot("rally" if found[2] else "site", int(found[1]))
    elif (found := WAYPOINT.fullmatch(field)) and int(found[1]) < len(draft.paths):
        path, waypoint = int(found[1]), int(found[2] or 0)
        spot = Spot("base") if waypoint == len(draft.paths[path]) - 1 else Spot("waypoint", path, waypoint)
    return spot if spot in set(spots(draft)) else None
