"""How much damage a tower can do to each kind of enemy in each wave: an estimate in health points.

The estimates are tables over (wave, enemy type). They need not be right in size, only comparable among towers.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from garrison_agents.scripted.facts import Facts, TowerFacts
from garrison_agents.scripted.orders import ARCHER, KNIGHT, MAGICIAN
from garrison_agents.scripted.road import SPACING, Spot

Table = NDArray[np.float64]  # (waves, types)
Kinds = NDArray[np.float64]  # (types,)

HOLD_REACH = 0.5  # how far from its place a knight takes on an enemy
BLAST_REACH = 0.4
MEETING_S = 4.0  # how long fighting friends make an enemy stand, on the average
FIRE_BONUS = 2.0  # what Fire of Rage and reinforcements make of the hero's own strikes
CLUMP_MOST = 3.0  # no bolt is expected to hit more


@dataclass(frozen=True)
class Demand:
    """What the waves bring."""

    counts: Table  # (waves, types) enemies
    health: Table  # (waves, types) health points
    spawn_s: NDArray[np.float64]  # (waves, 1) seconds from a wave's first enemy to its last
    share: Table  # (waves, types) of the wave's health

    @property
    def waves(self) -> int:
        return len(self.counts)


def demand_of(facts: Facts) -> Demand:
    """The waves of a level as tables."""
    counts = np.zeros((len(facts.waves), len(facts.enemies)))
    for row, wave in enumerate(facts.waves):
        np.add.at(counts[row], list(wave.types), 1.0)
    health = counts * np.array([kind.health for kind in facts.enemies])
    spawn_s = np.array([[wave.interval_s * len(wave.types)] for wave in facts.waves])
    return Demand(counts, health, spawn_s, health / health.sum(1, keepdims=True))


class Supply:
    """Estimates for one level."""

    def __init__(self, facts: Facts, demand: Demand) -> None:
        self.facts, self.demand = facts, demand
        self._speed: Kinds = np.array([kind.speed for kind in facts.enemies])
        self._walking: Kinds = np.array([float(not kind.flying) for kind in facts.enemies])
        self._holdable: Kinds = np.array([float(kind.holdable) for kind in facts.enemies])
        self._arrow: Kinds = np.array([kind.arrow_factor for kind in facts.enemies])
        strike = np.array([max(kind.damage, 20.0) for kind in facts.enemies])
        self._blows: Kinds = facts.knight["health"] / strike  # strikes that a knight survives

    def of(self, kind: int, at: Spot, level: int) -> Table:
        """(waves, types) damage by a tower of `kind` at a point."""
        tower = self.facts.towers[kind]
        if kind == KNIGHT:
            return self._knights(tower, at, level)
        busy = self._busy_s(at, tower.radius)
        if kind == ARCHER:
            return busy * self._arrow * tower.per_second(level)
        return busy * self._clump() * self._walking * tower.per_second(level)

    def hero(self) -> Table:
        """What the hero and the reinforcements do anyway; they cannot be counted on for what flies or slips by."""
        per_s = self.facts.hero["damage"] / self.facts.hero["interval_s"]
        return (self.demand.spawn_s + 5.0) * self.demand.share * self._holdable * (FIRE_BONUS * per_s)

    def _reached(self, at: Spot, radius: float) -> float:
        """The part of the roads that pass within a radius."""
        return len(np.unique(self.facts.roads.road[self.facts.roads.inside(at, radius)])) / self.facts.roads.count

    def _busy_s(self, at: Spot, radius: float) -> Table:
        """(waves, types) seconds for which a tower has such enemies before it."""
        inside = self.facts.roads.inside(at, radius)
        cover = float(inside.sum()) * SPACING / self.facts.roads.count
        if cover == 0.0:
            return np.zeros_like(self.demand.counts)
        each = cover / self._speed + MEETING_S * self._holdable
        window = self.demand.spawn_s + each
        return np.minimum(window * self.demand.share, self.demand.counts * each)

    def _clump(self) -> NDArray[np.float64]:
        """(waves, types) enemies that one bolt hits."""
        interval = self.demand.spawn_s / self.demand.counts.sum(1, keepdims=True)
        gap = np.maximum(self._speed * interval * self.facts.roads.count, 0.05)
        return np.asarray(np.minimum(1.0 + 2.0 * BLAST_REACH / gap * 0.7, CLUMP_MOST), np.float64)

    def _knights(self, tower: TowerFacts, at: Spot, level: int) -> Table:
        """Knights fight while they live; a tower sends a new one every interval."""
        reach = self._reached(at, tower.radius)
        growth = tower.growth**level
        strike = self.facts.knight["damage"] + self.facts.knight["extra_damage"] / 2
        per_s = strike / self.facts.knight["interval_s"] * growth
        lives = 3.0 + self.demand.spawn_s / tower.interval_s
        per_life = per_s * self._blows * 1.1
        window = (self.demand.spawn_s + MEETING_S) * self.demand.share
        done: Table = np.minimum(3.0 * per_s * window, lives * self.demand.share * per_life)
        return done * reach * self._holdable


def kinds() -> tuple[int, int, int]:
    """The three kinds of tower."""
    return (ARCHER, MAGICIAN, KNIGHT)
