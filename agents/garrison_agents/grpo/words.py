"""A native action as a reply: what a teacher would have written."""

import json
from typing import Any, Final

from garrison_agents.agent import NativeAction
from garrison_agents.grpo.ground import Ground
from garrison_agents.scripted.orders import (
    BUILD_ARCHER,
    BUILD_KNIGHT,
    BUILD_MAGICIAN,
    FIRE_OF_RAGE,
    RAISE_HEALTH,
    RALLY,
    REINFORCE,
    SELL,
    SEND_HERO,
    UPGRADE,
)  # fmt: skip
from garrison_agents.scripted.road import Spot, distance

TOWERS: Final = {BUILD_ARCHER: "archer", BUILD_MAGICIAN: "magician", BUILD_KNIGHT: "knight"}
AT_SITE: Final = {UPGRADE: "upgrade", SELL: "sell"}
AT_PLACE: Final = {REINFORCE: "reinforce", SEND_HERO: "move_hero"}
PLAIN: Final = {FIRE_OF_RAGE: "fire", RAISE_HEALTH: "raise_hero"}
HALF: Final = 3.0  # of the map's side


def reply_of(action: NativeAction, ground: Ground, spacing: float = 0.25) -> str:
    """The named call, as compact JSON; places are rounded to multiples of `spacing` map units."""
    x, y, number = action
    if number in TOWERS:
        return call("build", site=site_at(ground, (x, y)), tower=TOWERS[number])
    if number in AT_SITE:
        return call(AT_SITE[number], site=site_at(ground, (x, y)))
    if number in AT_PLACE:
        return call(AT_PLACE[number], x=rounded(x, spacing), y=rounded(y, spacing))
    if number == RALLY:
        return call("rally", site=site_at(ground, (x, y)), x=rounded(x, spacing), y=rounded(y, spacing))
    return call(PLAIN.get(number, "wait"))


def call(name: str, **arguments: Any) -> str:
    """A tool's call in the named form, without spaces."""
    return json.dumps({"name": name, "arguments": arguments}, separators=(",", ":"))


def site_at(ground: Ground, spot: Spot) -> str:
    """The name of the site nearest to a spot."""
    at = min(range(len(ground.sites)), key=lambda i: distance(ground.facts.points[i], spot))
    return ground.sites[at]


def rounded(value: float, spacing: float) -> float | int:
    """The nearest multiple on the map, without an idle zero."""
    snapped = min(max(round(value / spacing) * spacing, -HALF), HALF)
    return int(snapped) if snapped == int(snapped) else snapped
