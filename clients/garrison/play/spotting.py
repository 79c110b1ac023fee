"""What lies under the mouse on the map, and what there is to say about it."""

from collections.abc import Mapping, Sequence
from math import dist
from typing import Any, Final, NamedTuple

from garrison.play.figures import enemy_lines, enemy_name, tower_lines, tower_title
from garrison.play.map_places import Place, at
from garrison.play.orders import Rules, Text, kind_of

NEAR: Final = 0.26  # units: so near to a unit's middle it is meant
MIDDLE: Final = 0.15  # units from a unit's feet, where it stands, to its middle
TOWER_TOP: Final = 0.6  # units from a tower's foot to its top
BOX: Final = 0.25  # units: half a tower point's box


class Spot(NamedTuple):
    """A thing on the map. kind: "tower", "point", "hidden", "hero", "enemy", "knight", "coin", "base", "ally"."""

    kind: str
    place: Place
    title: str
    lines: tuple[str, ...]


def spot(text: Text, rules: Rules, place: Place, names: Sequence[str] = ()) -> Spot | None:
    """The thing to read about at a place: the nearest of those that move, else a tower or its point, else the base.

    names: of all seats, where there are several."""
    moving = [thing for thing in (*_moving(text, rules), *_allies(text, names)) if _away(thing.place, place) <= NEAR]
    if moving:
        return min(moving, key=lambda thing: _away(thing.place, place))
    found = point(text, rules, place)
    if found is not None:
        return found
    base = tuple(rules["level"]["base"])
    if dist(base, place) <= 2 * BOX:
        return Spot("base", base, "Your base", ("Every enemy that comes here costs a life",))
    return None


def target(text: Text, rules: Rules, place: Place) -> Spot | None:
    """The thing that a click at a place means: a tower point, the hero where it is nearer, or nothing."""
    found, hero = point(text, rules, place), hero_place(text)
    if hero is None or _away(hero, place) > NEAR or (found is not None and dist(found.place, place) <= _away(hero, place)):
        return found
    return Spot("hero", hero, "", ())


def point(text: Text, rules: Rules, place: Place) -> Spot | None:
    """The tower point at a place, by its box or by the tower that stands on it; those that the fog hides too."""
    seen = {at(tower["Position"]): tower for tower in text["Level_Towers_Realtime_Status"]}
    x, y = place
    for foot, tower in seen.items():
        height = TOWER_TOP if tower["Is_Built"] else BOX
        if abs(foot[0] - x) <= BOX and -BOX <= y - foot[1] <= height:
            return _tower(tower, rules)
    for row in rules["level"]["tower_points"]:
        if max(abs(row["at"][0] - x), abs(row["at"][1] - y)) <= BOX:
            return Spot("hidden", (row["at"][0], row["at"][1]), "Tower point", ("Hidden by the fog: nothing can be done there now",))
    return None


def _away(feet: Place, place: Place) -> float:
    """How far a place is from the middle of a unit."""
    return dist((feet[0], feet[1] + MIDDLE), place)


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


def _allies(text: Text, names: Sequence[str]) -> list[Spot]:
    """The others' heroes that can be seen."""
    seen = [ally for ally in text.get("Agent_Allies_Realtime_Status", ()) if ally["Hero_Position"]]
    return [
        Spot("ally", at(ally["Hero_Position"]), f"{names[ally['Seat']]}'s hero", (f"Health {ally['Hero_Current_Health']:.0f}",))
        for ally in seen
    ]


def _enemy(enemy: Mapping[str, Any], rules: Rules) -> Spot:
    row = next(row for row in rules["enemies"] if row["type"] == enemy["Type"])
    return Spot("enemy", at(enemy["Position"]), enemy_name(row).capitalize(), tuple(enemy_lines(row, enemy["Current_Health"])))


def _tower(tower: Mapping[str, Any], rules: Rules) -> Spot:
    if not tower["Is_Built"]:
        return Spot("point", at(tower["Position"]), tower_title(tower), ("Free: click it to build",))
    lines = tower_lines(rules, kind_of(tower), tower["Tower_Level"])
    frozen = ["Frozen: it does nothing until it thaws"] if tower["Is_Frozen"] else []
    return Spot("tower", at(tower["Position"]), tower_title(tower), (*lines, *frozen))
