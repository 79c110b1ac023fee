"""Where to fight: how well each stretch of road is covered by towers, and which enemies are held."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from garrison_agents.scripted.facts import Facts
from garrison_agents.scripted.orders import KNIGHT
from garrison_agents.scripted.road import Spot, distance
from garrison_agents.scripted.scene import Foe, Point, Scene

HOLD_REACH = 0.5  # a fighter takes on an enemy within this
SAFE_LEFT = 0.6  # units before the base closer than which nobody should choose to fight


class Ground:
    """Scores every sample of the roads as a place to fight at; kept until the towers change."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        roads = facts.roads
        self.shared = np.array([self._roads_near(row) for row in range(len(roads.xy))])
        self.merit = self.shared.copy()
        self._key: object = None

    def renew(self, towers: Sequence[Point]) -> bool:
        """Weigh the samples anew if the shooting towers have changed; whether they had."""
        key = tuple(sorted((point.at, point.kind, point.level) for point in towers))
        if key == self._key:
            return False
        self._key = key
        roads = self._facts.roads
        fire = np.zeros(len(roads.xy))
        for point in towers:
            if point.kind != KNIGHT:
                tower = self._facts.towers[point.kind]
                fire += roads.inside(point.at, tower.radius) * tower.per_second(point.level)
        depth = np.where(roads.left < SAFE_LEFT, 0.3, 1.0) / (1.0 + 0.05 * roads.left)
        self.merit = self.shared * (150.0 + fire) * depth
        return True

    def best(self, allowed: NDArray[np.bool_] | None = None) -> Spot | None:
        """The best spot to fight at, among the allowed samples (m,)."""
        merit = self.merit if allowed is None else np.where(allowed, self.merit, -1.0)
        row = int(merit.argmax())
        if merit[row] < 0:
            return None
        return (float(self._facts.roads.xy[row, 0]), float(self._facts.roads.xy[row, 1]))

    def left_at(self, spot: Spot) -> float:
        """Units of road from a spot to the base."""
        return float(self._facts.roads.locate(np.array([spot]))[1][0])

    def _roads_near(self, row: int) -> float:
        """The part of the roads that pass within a fighter's reach of a sample."""
        roads = self._facts.roads
        near = roads.inside((roads.xy[row, 0], roads.xy[row, 1]), HOLD_REACH * 0.8)
        return len(np.unique(roads.road[near])) / roads.count


def held(scene: Scene, foe: Foe) -> bool:
    """Whether a friend stands before an enemy (a guess from what is seen)."""
    friends = [knight.at for knight in scene.knights] + ([scene.hero] if scene.hero else [])
    return any(distance(friend, foe.at) < 0.3 for friend in friends)


def seconds_left(facts: Facts, foe: Foe) -> float:
    """How long an enemy walks to the base if nothing stops it."""
    return foe.left / max(facts.enemies[foe.type].speed, 1e-6)
