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

SHOW_RANGE: Final = 5
WAIT: Final = 6
TOWERS: Final = {BUILD_ARCHER: "archer", BUILD_MAGICIAN: "magician", BUILD_KNIGHT: "knight"}
AT_SITE: Final = {UPGRADE: "upgrade", SELL: "sell"}
AT_PLACE: Final = {REINFORCE: "reinforce", SEND_HERO: "move_hero"}
PLAIN: Final = {FIRE_OF_RAGE: "fire", RAISE_HEALTH: "raise_hero"}
PLACED: Final = ("rally", "reinforce", "move_hero")
NUMBERS: Final = {
    "archer": BUILD_ARCHER, "magician": BUILD_MAGICIAN, "knight": BUILD_KNIGHT, "upgrade": UPGRADE, "sell": SELL, "show_range": SHOW_RANGE,
    "rally": RALLY, "reinforce": REINFORCE, "move_hero": SEND_HERO, "fire": FIRE_OF_RAGE, "raise_hero": RAISE_HEALTH, "wait": WAIT,
}  # fmt: skip
PARAMETERS: Final[dict[str, tuple[str, ...]]] = {
    "build": ("site", "tower"), "upgrade": ("site",), "sell": ("site",), "show_range": ("site",), "rally": ("site", "x", "y"),
    "reinforce": ("x", "y"), "move_hero": ("x", "y"), "fire": (), "raise_hero": (), "wait": (),
}  # fmt: skip
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


def action_of(text: str, ground: Ground) -> NativeAction | None:
    """What a reply in the named form asks for, where no server reads it; None: it is no such reply. The server's own reading, which is
    stricter in nothing but a rally's site, is what training and its evaluations go by."""
    try:
        value = json.loads(text)
        name, arguments = value["name"], value["arguments"]
        if set(value) != {"name", "arguments"} or set(arguments) != set(PARAMETERS[name]):
            return None
        x, y = (float(arguments[key]) for key in ("x", "y")) if "x" in arguments else (0.0, 0.0)
        if not (abs(x) <= HALF and abs(y) <= HALF):
            return None
        if name not in PLACED and "site" in arguments:
            x, y = ground.facts.points[ground.sites.index(arguments["site"])]
        return x, y, NUMBERS[arguments["tower"] if name == "build" else name]
    except (ValueError, KeyError, TypeError):
        return None


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
