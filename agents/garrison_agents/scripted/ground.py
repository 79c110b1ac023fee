"""Where to fight: how well each stretch of road is covered by towers, and which enemies are held."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from garrison_agents.scripted.facts import Facts
from garrison_agents.scripted.orders import ARCHER, MAGICIAN
from garrison_agents.scripted.road import SPACING, Spot, distance
from garrison_agents.scripted.scene import Foe, Point, Scene

HOLD_REACH = 0.5  # a fighter takes on an enemy within this
COMPANY = 2.0  # units ahead within which other enemies draw the towers' fire
SURETY = 2.0  # how many times an enemy's health the towers should be able to take
SAFE_LEFT = 0.6  # units before the base closer than which nobody should choose to fight


class Ground:
    """Scores every sample of the roads as a place to fight at; kept until the towers change."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        roads = facts.roads
        self.shared = np.array([self._roads_near(row) for row in range(len(roads.xy))])
        self.merit = self.shared.copy()
        self._arrows = self._bolts = np.zeros(len(roads.xy))  # damage on the way to the base x units/s, by sample
        self._key: object = None

    def renew(self, towers: Sequence[Point]) -> bool:
        """Weigh the samples anew if the shooting towers have changed; whether they had."""
        key = tuple(sorted((point.at, point.kind, point.level) for point in towers))
        if key == self._key:
            return False
        self._key = key
        roads = self._facts.roads
        fire = {kind: np.zeros(len(roads.xy)) for kind in self._facts.towers}
        for point in towers:
            tower = self._facts.towers[point.kind]
            fire[point.kind] += roads.inside(point.at, tower.radius) * tower.per_second(point.level)
        self._arrows, self._bolts = self._onward(fire[ARCHER]), self._onward(fire[MAGICIAN])
        depth = np.where(roads.left < SAFE_LEFT, 0.3, 1.0) / (1.0 + 0.05 * roads.left)
        self.merit = self.shared * (150.0 + fire[ARCHER] + fire[MAGICIAN]) * depth
        return True

    def best(self, allowed: NDArray[np.bool_] | None = None) -> Spot | None:
        """The best spot to fight at, among the allowed samples (m,)."""
        merit = self.merit if allowed is None else np.where(allowed, self.merit, -1.0)
        row = int(merit.argmax())
        if merit[row] < 0:
            return None
        return (float(self._facts.roads.xy[row, 0]), float(self._facts.roads.xy[row, 1]))

    def unsafe(self, scene: Scene) -> list[Foe]:
        """The enemies that the towers will not stop alone, nearest to the base first (an estimate)."""
        if not scene.foes:
            return []
        rows, _ = self._facts.roads.locate(np.array([foe.at for foe in scene.foes]))
        doubtful = []
        for index, (foe, row) in enumerate(zip(scene.foes, rows.tolist(), strict=True)):
            kind = self._facts.enemies[foe.type]
            onward = self._arrows[row] * kind.arrow_factor + (0.0 if kind.flying else self._bolts[row])
            company = sum(other.health for other in scene.foes[:index] if foe.left - other.left < COMPANY)
            if onward / kind.speed < SURETY * (foe.health + company):
                doubtful.append(foe)
        return doubtful

    def _onward(self, fire: NDArray[np.float64]) -> NDArray[np.float64]:
        """For each sample, the sum of what lies between it and the base on its road."""
        onward = np.zeros_like(fire)
        for road in range(self._facts.roads.count):
            rows = np.flatnonzero(self._facts.roads.road == road)
            onward[rows] = np.cumsum(fire[rows][::-1])[::-1] * SPACING
        return onward

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
