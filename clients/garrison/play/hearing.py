"""What there is to hear between two looks at a game, from the text view alone: as much as a person sees happen."""

from collections.abc import Iterator, Mapping
from math import dist
from typing import Any, Final

Text = Mapping[str, Any]  # the text view's object, parsed

DEEDS: Final = {
    "build archer tower": "build", "build magician tower": "build", "build knight tower": "build", "upgrade tower": "upgrade",
    "sell tower": "sell", "move knights' rally point": "march", "deploy reinforcements": "march", "send hero": "march",
    "raise hero's maximum health": "upgrade",
}  # fmt: skip
SHOOTERS: Final = {"Archer Tower": "arrow", "Magician Tower": "bolt"}
WALKS: Final = 0.35  # units: an enemy of one look is the next look's of the same type within so much, or it fell


def heard(before: Text, now: Text, ranges: Mapping[str, float]) -> list[str]:
    """The effects to play. ranges: of towers by Tower_Name, in units (diameters, as the rules give them)."""
    effects = list(_numbers(before, now))
    hurt = _hurt(before, now)
    shooters = [(tower, SHOOTERS[tower["Tower_Name"]]) for tower in now["Level_Towers_Realtime_Status"] if tower["Tower_Name"] in SHOOTERS]
    for place in hurt:
        by = {name for tower, name in shooters if dist(_at(tower), place) <= ranges[tower["Tower_Name"]] / 2}
        effects += sorted(by) or ["hit"]
    return list(dict.fromkeys(effects))


def deed_heard(action_name: str, code: int) -> str:
    """The effect of an order: what it does, or that it was refused; "" for what makes no sound."""
    return "refuse" if code else DEEDS.get(action_name, "")


def _numbers(before: Text, now: Text) -> Iterator[str]:
    if now["Level_Current_Health"] < before["Level_Current_Health"]:
        yield "leak"
    if now["Level_Current_Wave"] > before["Level_Current_Wave"]:
        yield "horn"
    if now["Level_Gold_Coins_Collection_Count"] > before["Level_Gold_Coins_Collection_Count"]:
        yield "coin"
    if len(now["Level_Hero_Fire_Of_Rage_Positions"] or ()) > len(before["Level_Hero_Fire_Of_Rage_Positions"] or ()):
        yield "fire"


def _hurt(before: Text, now: Text) -> list[tuple[float, float]]:
    """Where enemies lost health. The list keeps its order, so that one is known again by its type and a place near by."""
    hurt = []
    later = list(now["Level_Enemies_Realtime_Status"] or ())
    for enemy in before["Level_Enemies_Realtime_Status"] or ():
        same = next((e for e in later if e["Type"] == enemy["Type"] and dist(_at(e), _at(enemy)) <= WALKS), None)
        if same is not None:
            later.remove(same)
            if same["Current_Health"] < enemy["Current_Health"]:
                hurt.append(_at(same))
    return hurt


def _at(thing: Mapping[str, Any]) -> tuple[float, float]:
    return thing["Position"]["X"], thing["Position"]["Y"]
