"""Spots: the things on the map that can be clicked and moved, named so that an edit, a mark and a fault mean the same one."""

import math
from collections.abc import Iterator
from typing import Literal, NamedTuple

from garrison.edit.draft import Draft, EditError, Point
from garrison.edit.roads import delete_waypoint, move_base, move_hero, move_waypoint
from garrison.edit.sites import delete_site, move_rally, move_site

Kind = Literal["waypoint", "base", "hero", "site", "rally"]
WORDS = {"waypoint": "waypoint", "base": "base", "hero": "hero's start", "site": "tower point", "rally": "rally point"}


class Spot(NamedTuple):
    """One thing on the map. `number` counts the path or the tower point from 0, `waypoint` the place on the path."""

    kind: Kind
    number: int = 0
    waypoint: int = 0

    def __str__(self) -> str:
        if self.kind == "waypoint":
            return f"waypoint {self.waypoint + 1} of path {self.number + 1}"
        return WORDS[self.kind] + (f" {self.number + 1}" if self.kind in ("site", "rally") else "")


def spots(draft: Draft) -> Iterator[Spot]:
    """Every spot, those drawn on top first. A path's last waypoint is the base, and not a spot of its own."""
    yield Spot("hero")
    yield Spot("base")
    yield from (Spot("site", i) for i in range(len(draft.sites)))
    yield from (Spot("rally", i) for i in range(len(draft.sites)))
    yield from (Spot("waypoint", p, i) for p, path in enumerate(draft.paths) for i in range(len(path) - 1))


def position(draft: Draft, spot: Spot) -> Point:
    """Where a spot is; raises EditError if the draft has none such."""
    if spot.kind == "hero":
        return draft.hero
    if spot.kind == "base":
        return draft.base
    if spot not in set(spots(draft)):
        raise EditError(f"there is no {spot}")
    if spot.kind == "waypoint":
        return draft.paths[spot.number][spot.waypoint]
    site = draft.sites[spot.number]
    return site.at if spot.kind == "site" else site.rally


def nearest_spot(draft: Draft, at: Point, within: float) -> Spot | None:
    """The spot nearest to `at` and at most `within` map units away."""
    away, spot = min(((math.dist(at, position(draft, spot)), spot) for spot in spots(draft)), key=lambda found: found[0])
    return spot if away <= within else None


def move_spot(draft: Draft, spot: Spot, to: Point) -> Draft:
    """The spot elsewhere."""
    if spot.kind == "waypoint":
        return move_waypoint(draft, spot.number, spot.waypoint, to)
    if spot.kind == "base":
        return move_base(draft, to)
    if spot.kind == "hero":
        return move_hero(draft, to)
    return move_site(draft, spot.number, to) if spot.kind == "site" else move_rally(draft, spot.number, to)


def delete_spot(draft: Draft, spot: Spot) -> Draft:
    """Without the spot; raises EditError where it must stay."""
    if spot.kind == "waypoint":
        return delete_waypoint(draft, spot.number, spot.waypoint)
    if spot.kind == "site":
        return delete_site(draft, spot.number)
    raise EditError(f"the {WORDS[spot.kind]} can be moved, not deleted")
