"""Scripted players that see nothing but the text view: the same code plays directly, and as a "model" behind HTTP."""

import json
import random
from hashlib import sha256
from typing import Any

import numpy as np

from garrison import Description
from garrison_agents.agent import NativeAction
from garrison_agents.scripted.facts import facts_of
from garrison_agents.scripted.greedy import Greedy
from garrison_agents.scripted.orders import NOTHING, TOP_LEVEL, build, fire_of_rage, reinforce, send_hero, upgrade
from garrison_agents.scripted.scene import ABSENT, LENGTH, Scene, scene_of

KINDS = {"Knight Tower": 1, "Magician Tower": 2, "Archer Tower": 3}


def place(at: Any) -> tuple[float, float]:
    return (ABSENT, ABSENT) if at is None else (at["X"], at["Y"])


def structured_of(text: str) -> np.ndarray[Any, Any]:
    """The text view as the structured one, (759,), as far as the scripts read it."""
    state = json.loads(text)
    hero, coin = state["Level_Hero_Realtime_Status"], state["Level_Dropped_Gold_Coins_Realtime_Status"]
    view = np.full(LENGTH, ABSENT, np.float32)
    view[19:21] = place(state["Level_Enemy_Destination"])
    view[21:28] = [
        state[f"Level_{name}"]
        for name in ("Current_Step", "Current_Time", "Current_Wave", "Current_Wave_Countdown", "Current_Gold_Coins", "Current_Health",
                     "Remaining_Waves")
    ]  # fmt: skip
    view[28:30] = place(state["Level_Fog_Of_War_Position"])
    view[30] = state["Level_Knight_Reinforcements_Countdown"]
    view[31:33] = hero["Hero_Revive_Countdown"], hero["Is_Hero_Dead"]
    view[33:35], view[35] = place(hero["Hero_Position"]), hero["Hero_Current_Health"]
    if coin is not None:
        view[36:38], view[38] = place(coin["Position"]), coin["RemainingLifetime"]
    view[43] = state["Agent_Last_Action_Info"]["Error_Code"]
    for row, tower in enumerate(state["Level_Towers_Realtime_Status"]):
        built = KINDS.get(tower["Tower_Name"], 0)
        view[289 + 8 * row : 297 + 8 * row] = [
            *place(tower["Position"]), tower["Tower_Level"], tower["Is_Built"], tower["Is_Frozen"],
            *place(tower["Knights_Assembly_Position"]), built,
        ]  # fmt: skip
    for row, foe in enumerate(state["Level_Enemies_Realtime_Status"] or ()):
        view[409 + 4 * row : 413 + 4 * row] = [*place(foe["Position"]), foe["Type"], foe["Current_Health"]]
    for row, knight in enumerate(state["Level_Knights_Realtime_Status"] or ()):
        view[609 + 3 * row : 612 + 3 * row] = [*place(knight["Position"]), knight["Current_Health"]]
    return view


class TextGreedy:
    """The greedy agent, reading the text view."""

    name = "text-greedy"
    views: tuple[str, ...] = ("text",)
    action_space = "native"

    def reset(self, description: Description, seed: int) -> None:
        self._greedy = Greedy()
        self._greedy.reset(description, seed)

    def act(self, views: dict[str, Any]) -> NativeAction:
        return self._greedy.act({"structured": structured_of(views["text"])})


class TextRandom:
    """Draws among what looks legal, by dice that are the state's own text (and a salt)."""

    name = "text-random"
    views: tuple[str, ...] = ("text",)
    action_space = "native"

    def reset(self, description: Description, seed: int) -> None:
        self._facts = facts_of(description)

    def act(self, views: dict[str, Any], salt: str = "") -> NativeAction:
        dice = random.Random(sha256((views["text"] + salt).encode()).digest())
        return dice.choice(self._orders(scene_of(structured_of(views["text"]), self._facts.roads), dice))

    def _orders(self, scene: Scene, dice: random.Random) -> list[NativeAction]:
        spot = (round(dice.uniform(-3, 3), 2), round(dice.uniform(-3, 3), 2))
        orders = [NOTHING]
        for kind, tower in self._facts.towers.items():
            orders += [build(point.at, kind) for point in scene.points if point.free and scene.gold >= tower.price]
            orders += [
                upgrade(point.at)
                for point in scene.points
                if point.kind == kind and point.level < TOP_LEVEL and scene.gold >= tower.upgrade_price
            ]
        if scene.reinforce_s <= 0:
            orders.append(reinforce(spot))
        if scene.hero is not None:
            orders += [send_hero(spot), fire_of_rage()]
        return orders


class TextWavering(TextRandom):
    """As greedy does, but for a share of its decisions that it draws as TextRandom does; it remembers nothing."""

    name = "text-wavering"

    def reset(self, description: Description, seed: int) -> None:
        super().reset(description, seed)
        self._description = description

    def act(self, views: dict[str, Any], salt: str = "", share: float = 0.5) -> NativeAction:
        if random.Random(sha256((views["text"] + salt + "?").encode()).digest()).random() < share:
            return super().act(views, salt)
        greedy = Greedy()
        greedy.reset(self._description, 0)
        return greedy.act({"structured": structured_of(views["text"])})


class TextNoop:
    """Does nothing."""

    name = "text-noop"
    views: tuple[str, ...] = ()
    action_space = "native"

    def reset(self, description: Description, seed: int) -> None:
        pass

    def act(self, views: dict[str, Any]) -> NativeAction:
        return NOTHING
