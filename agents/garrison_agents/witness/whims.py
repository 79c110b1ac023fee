"""The expert with some of its choices changed at random: what a beam search draws its variety from."""

from copy import deepcopy
from typing import Any

import numpy as np

from garrison import Description
from garrison_agents.agent import NativeAction
from garrison_agents.scripted.expert import Expert
from garrison_agents.scripted.facts import Facts, facts_of
from garrison_agents.scripted.orders import NOTHING, TOP_LEVEL, build, fire_of_rage, reinforce, send_hero, upgrade
from garrison_agents.scripted.scene import Scene, scene_of

WHIM = 0.06  # part of the steps at which something else is done


class Whimsical:
    """Plays as the expert plays, but at some steps does one of the other things that could be done there."""

    name = "whimsical"
    views: tuple[str, ...] = ("structured",)
    action_space = "native"

    def __init__(self, whim: float = WHIM) -> None:
        self.whim = whim

    def reset(self, description: Description, seed: int) -> None:
        self._expert = Expert()
        self._expert.reset(description, seed)
        self._facts = facts_of(description)
        self._rng = np.random.default_rng(seed)

    def act(self, views: dict[str, Any]) -> NativeAction:
        usual = self._expert.act(views)
        if self._rng.random() >= self.whim:
            return usual
        choices = self._choices(scene_of(views["structured"], self._facts.roads))
        return choices[int(self._rng.integers(len(choices)))]

    def copy(self, seed: int, whim: float) -> "Whimsical":
        """One that goes on from here with other whims."""
        other = deepcopy(self)
        other.whim, other._rng = whim, np.random.default_rng(seed)
        return other

    def _choices(self, scene: Scene) -> list[NativeAction]:
        choices = [NOTHING, *_purchases(scene, self._facts)]
        foes = [foe.at for foe in scene.foes[:4]]
        if scene.reinforce_s <= 0:
            choices += [reinforce(at) for at in foes]
        if scene.hero is not None:
            choices += [send_hero(at) for at in foes]
            if scene.coin is not None:
                choices.append(send_hero(scene.coin))
            if scene.hero_health > self._facts.hero["fire_cost"]:
                choices.append(fire_of_rage())
        return choices


def _purchases(scene: Scene, facts: Facts) -> list[NativeAction]:
    """Everything that the gold in hand buys."""
    orders = []
    for point in scene.points:
        if point.free:
            orders += [build(point.at, kind) for kind, tower in facts.towers.items() if tower.price <= scene.gold]
        elif point.level < TOP_LEVEL and facts.towers[point.kind].upgrade_price <= scene.gold:
            orders.append(upgrade(point.at))
    return orders
