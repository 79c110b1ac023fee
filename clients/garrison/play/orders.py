"""The native actions by name, what a player's order is, and why one was refused, in words with numbers."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Any, Final, NamedTuple

Rules = Mapping[str, Any]  # Description.rules
Text = Mapping[str, Any]  # the text view's object, parsed


class Act(IntEnum):
    """The native actions' numbers."""

    ARCHER = 0
    MAGICIAN = 1
    KNIGHT = 2
    UPGRADE = 3
    SELL = 4
    RANGE = 5
    NOTHING = 6
    RALLY = 7
    REINFORCE = 8
    HERO = 9
    FIRE = 10
    HEALTH = 11
    GIVE_0 = 12  # 50 gold to seat 0; these only with several seats
    GIVE_1 = 13
    GIVE_2 = 14
    GIVE_3 = 15


GIFT: Final = 50  # gold
KINDS: Final = {Act.ARCHER: "archer", Act.MAGICIAN: "magician", Act.KNIGHT: "knight"}  # what a build action builds
NO_GOLD: Final = (2, 4, 10)  # codes


class Order(NamedTuple):
    """What the player wants done: an action at a place of the map, in units."""

    act: Act
    x: float = 0.0
    y: float = 0.0

    @property
    def row(self) -> tuple[float, float, float]:
        """As it is sent."""
        return self.x, self.y, float(self.act)


class Answer(NamedTuple):
    """What became of an order. code: 0 if it was carried out; no_effect: carried out, but nothing changed by it."""

    order: Order
    code: int
    no_effect: bool
    words: str  # "" if it was carried out


IDLE: Final = Order(Act.NOTHING)


def refusal_words(code: int, order: Order, text: Text, rules: Rules, error_texts: tuple[str, ...]) -> str:
    """Why an order was refused, as a sentence; with what is missing, where it is a number."""
    gold = text["Level_Current_Gold_Coins"]
    if code in NO_GOLD:
        return f"{error_texts[code].capitalize()}: it costs {price_of(order, text, rules)}, you have {gold:g}."
    if code == 8:
        return f"The reinforcements come again in {text['Level_Knight_Reinforcements_Countdown']:.0f} s."
    if code == 9:
        return f"The hero is dead; it comes back in {text['Level_Hero_Realtime_Status']['Hero_Revive_Countdown']:.0f} s."
    if code == 13:
        cost, health = rules["hero"]["fire_cost"], text["Level_Hero_Realtime_Status"]["Hero_Current_Health"]
        return f"The hero is too weak: Fire of Rage costs {cost:g} health, it has {health:.0f}."
    if code == 7:
        return "No knight tower of yours reaches that place."
    return f"{error_texts[code].capitalize()}."


def price_of(order: Order, text: Text, rules: Rules) -> int:
    """The gold that an order costs; 0 if it costs none."""
    if order.act in KINDS:
        return int(tower_rules(rules, KINDS[order.act])["price"])
    if order.act is Act.UPGRADE:
        tower = tower_at(text, order.x, order.y)
        return int(tower_rules(rules, kind_of(tower))["upgrade_price"]) if tower else 0
    return int(rules["hero"]["raise_price"]) if order.act is Act.HEALTH else 0


def tower_rules(rules: Rules, kind: str) -> Mapping[str, Any]:
    """The row of the table of towers: "archer", "magician" or "knight"."""
    found: Mapping[str, Any] = next(row for row in rules["towers"] if row["name"] == kind)
    return found


def kind_of(tower: Mapping[str, Any]) -> str:
    """A tower's kind, from its entry in the text view; "empty" for a free point."""
    return str(tower["Tower_Name"]).partition(" ")[0].lower()


def tower_at(text: Text, x: float, y: float, half: float = 0.25) -> Mapping[str, Any] | None:
    """The tower point in whose box the place lies, from the text view, which leaves out what the fog hides."""
    for tower in text["Level_Towers_Realtime_Status"]:
        if abs(tower["Position"]["X"] - x) <= half and abs(tower["Position"]["Y"] - y) <= half:
            found: Mapping[str, Any] = tower
            return found
    return None


def refund_of(tower: Mapping[str, Any], rules: Rules) -> int:
    """What selling a tower brings now: the level's rate of all that was spent on it, whole coins."""
    row = tower_rules(rules, kind_of(tower))
    spent = row["price"] + tower["Tower_Level"] * row["upgrade_price"]
    return int(spent * rules["level"]["refund_rate"])
