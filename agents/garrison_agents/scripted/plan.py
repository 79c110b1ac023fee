"""What the expert buys next: the tower or upgrade that adds most to what the coming waves need, for its price."""

from dataclasses import dataclass

import numpy as np

from garrison_agents.agent import NativeAction
from garrison_agents.scripted.facts import Facts
from garrison_agents.scripted.orders import TOP_LEVEL, build, upgrade
from garrison_agents.scripted.road import Spot, distance
from garrison_agents.scripted.scene import Point, Scene
from garrison_agents.scripted.supply import Supply, Table, demand_of, kinds

PATIENCE = 0.8  # what a wave counts for, compared with the one before it
FRONT = 0.45  # how many times a need should be met before it is thought met


@dataclass(frozen=True)
class Purchase:
    """One thing to buy, with its worth for its price."""

    order: NativeAction
    price: float
    worth: float


class Plan:
    """Weighs all purchases on sight of a scene. Remembers towers it cannot see in the fog."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._demand = demand_of(facts)
        self._supply = Supply(facts, self._demand)
        self._hero = self._supply.hero()
        self._tables: dict[tuple[int, int, int], Table] = {}
        self._known: dict[int, Point] = {}
        self._best: tuple[object, Purchase | None] = (None, None)

    def next_purchase(self, scene: Scene) -> Purchase | None:
        """The best purchase among the points in sight, affordable or not; None when nothing is left to buy."""
        seen = {index: point for point in scene.points if (index := self.index_of(point.at)) is not None}
        self._known.update(seen)
        state = (scene.wave, scene.countdown_s > 0, tuple((i, p.kind, p.level, p.mine) for i, p in sorted(seen.items())))
        if self._best[0] != state:
            offers = self._offers(seen, scene)
            self._best = (state, max(offers, key=lambda offer: offer.worth, default=None))
        return self._best[1]

    def towers(self) -> list[Point]:
        """All towers that stand, as last seen."""
        return [point for point in self._known.values() if not point.free]

    def index_of(self, at: Spot) -> int | None:
        """The level's number of a tower point."""
        for index, spot in enumerate(self._facts.points):
            if distance(spot, at) < 0.01:
                return index
        return None

    def _table(self, index: int, kind: int, level: int) -> Table:
        key = (index, kind, level)
        if key not in self._tables:
            self._tables[key] = self._supply.of(kind, self._facts.points[index], level)
        return self._tables[key]

    def _offers(self, seen: dict[int, Point], scene: Scene) -> list[Purchase]:
        supply = self._hero.copy()
        for index, point in self._known.items():
            if not point.free:
                supply += self._table(index, point.kind, point.level)
        weights = self._weights(scene)
        before = self._met(supply, weights)
        offers = []
        for index, point in seen.items():
            for order, price, more in self._changes(index, point) if point.mine else ():
                worth = (self._met(supply + more, weights) - before) / price
                if worth > 1e-6:
                    offers.append(Purchase(order, price, worth))
        return offers

    def _changes(self, index: int, point: Point) -> list[tuple[NativeAction, float, Table]]:
        """What may be bought at a point: (order, price, added supply)."""
        at = self._facts.points[index]
        if point.free:
            return [(build(at, kind), self._facts.towers[kind].price, self._table(index, kind, 0)) for kind in kinds()]
        if point.level >= TOP_LEVEL:
            return []
        more = self._table(index, point.kind, point.level + 1) - self._table(index, point.kind, point.level)
        return [(upgrade(at), self._facts.towers[point.kind].upgrade_price, more)]

    def _weights(self, scene: Scene) -> Table:
        """(waves, 1): the current or next wave counts 1, later ones less, past ones nothing."""
        first = scene.wave if scene.countdown_s > 0 and not scene.foes else max(scene.wave - 1, 0)
        ahead = np.arange(self._demand.waves)[:, None] - min(first, self._demand.waves - 1)
        return np.where(ahead >= 0, PATIENCE ** np.maximum(ahead, 0), 0.0)

    def _met(self, supply: Table, weights: Table) -> float:
        """How many enemies the supply stops, by wave weights; each need is met with diminishing returns."""
        need = np.maximum(self._demand.health * FRONT, 1.0)
        return float((weights * self._demand.counts * (1.0 - np.exp(-supply / need))).sum())
