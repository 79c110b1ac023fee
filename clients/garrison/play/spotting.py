"""What lies under the mouse on the map, and what there is to say about it."""

from collections.abc import Mapping
from math import dist
from typing import Any, Final, NamedTuple

from garrison.play.figures import enemy_lines, enemy_name, tower_lines, tower_title
from garrison.play.map_places import Place, at
from garrison.play.orders import Rules, Text, kind_of, tower_at

NEAR: Final = 0.22  # units: so near a thing is meant


class Spot(NamedTuple):
    """A thing on the map. kind: "tower", "point", "hidden", "hero", "enemy", "knight", "coin", "base"."""

    kind: str
    place: Place
    title: str
    lines: tuple[str, ...]


def spot(text: Text, rules: Rules, place: Place) -> Spot | None:
    """The thing at a place of the map: the nearest of those that move, else a tower point, else the base."""
    moving = [thing for thing in _moving(text, rules) if dist(thing.place, place) <= NEAR]
    if moving:
        return min(moving, key=lambda thing: dist(thing.place, place))
    tower = tower_at(text, *place)
    if tower is not None:
        return _tower(tower, rules)
    for point in rules["level"]["tower_points"]:
        if max(abs(point["at"][0] - place[0]), abs(point["at"][1] - place[1])) <= 0.25:
            return Spot("hidden", tuple(point["at"]), "Tower point", ("Hidden by the fog: nothing can be done there now",))
    base = tuple(rules["level"]["base"])
    if dist(base, place) <= 2 * NEAR:
        return Spot("base", base, "Your base", ("Every enemy that comes here costs a life",))
    return None


def hero_place(text: Text) -> Place | None:
    """Where the hero stands; None when it is dead or hidden."""
    place = text["Level_Hero_Realtime_Status"]["Hero_Position"]
    return at(place) if place else None


def _moving(text: Text, rules: Rules) -> list[Spot]:
    things = [_enemy(enemy, rules) for enemy in text["Level_Enemies_Realtime_Status"] or ()]
    for knight in text["Level_Knights_Realtime_Status"] or ():
        health = f"Health {knight['Current_Health']:.0f} of {rules['knight']['health']:g}"
        things.append(Spot("knight", at(knight["Position"]), "Knight", (health, "Holds one enemy on the road")))
    if (place := hero_place(text)) is not None:
        status, hero = text["Level_Hero_Realtime_Status"], rules["hero"]
        lines = (
            f"Health {status['Hero_Current_Health']:.0f} of {status['Hero_Maximum_Health']:g}",
            f"Damage {hero['damage']:g}–{hero['damage'] + hero['extra_damage']:g} every {hero['interval_s']:g} s",
            "Click it, then where it shall go",
        )
        things.append(Spot("hero", place, "Your hero", lines))
    coin = text["Level_Dropped_Gold_Coins_Realtime_Status"]
    if coin:
        least, most = text["Level_Gold_Coins_Minimum_Pickup_Amount"], text["Level_Gold_Coins_Maximum_Pickup_Amount"]
        worth = f"{least:g} to {most:g} gold for a knight or the hero who comes here"
        things.append(Spot("coin", at(coin["Position"]), "Gold", (worth, f"Lies for {coin['RemainingLifetime']:.0f} s more")))
    return things


def _enemy(enemy: Mapping[str, Any], rules: Rules) -> Spot:
    row = next(row for row in rules["enemies"] if row["type"] == enemy["Type"])
    return Spot("enemy", at(enemy["Position"]), enemy_name(row).capitalize(), tuple(enemy_lines(row, enemy["Current_Health"])))


def _tower(tower: Mapping[str, Any], rules: Rules) -> Spot:
    if not tower["Is_Built"]:
        return Spot("point", at(tower["Position"]), tower_title(tower), ("Free: click it to build",))
    lines = tower_lines(rules, kind_of(tower), tower["Tower_Level"])
    frozen = ["Frozen: it does nothing until it thaws"] if tower["Is_Frozen"] else []
    return Spot("tower", at(tower["Position"]), tower_title(tower), (*lines, *frozen))
