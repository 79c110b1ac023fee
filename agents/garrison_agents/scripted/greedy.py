"""A sensible simple player: most road per coin, best tower upgraded, hero to the coins, help where it is nearest the base."""

from typing import Any

from garrison import Description
from garrison_agents.agent import NativeAction
from garrison_agents.scripted.facts import Facts, facts_of
from garrison_agents.scripted.orders import NOTHING, TOP_LEVEL, build, reinforce, send_hero, upgrade
from garrison_agents.scripted.road import Spot, distance
from garrison_agents.scripted.scene import Scene
from garrison_agents.scripted.seat import seat_scene

LEAST_COVERAGE = 0.5  # units of road in range that make a point worth a tower
HELP_WITHIN = 2.0  # units before the base at which reinforcements are called


class Greedy:
    """It looks no further than the next purchase: no thought for flying enemies, fog, or what waves will come."""

    name = "greedy"
    views: tuple[str, ...] = ("structured",)
    action_space = "native"

    def reset(self, description: Description, seed: int) -> None:
        self._facts = facts_of(description)
        self._offers = _offers(self._facts)
        self._sent_to: Spot | None = None

    def act(self, views: dict[str, Any]) -> NativeAction:
        scene = seat_scene(views, self._facts)
        return self._purchase(scene) or self._help(scene) or self._fetch(scene) or NOTHING

    def _purchase(self, scene: Scene) -> NativeAction | None:
        free = {point.at for point in scene.points if point.free and point.mine}
        for worth, kind, spot in self._offers:
            seen = next((at for at in free if distance(at, spot) < 0.01), None)
            if seen is not None and worth > 0:
                return build(seen, kind) if scene.gold >= self._facts.towers[kind].price else None
        return self._upgrade(scene)

    def _upgrade(self, scene: Scene) -> NativeAction | None:
        towers = [point for point in scene.points if point.mine and not point.free and point.level < TOP_LEVEL]
        if not towers:
            return None
        roads, known = self._facts.roads, self._facts.towers
        best = max(towers, key=lambda point: roads.coverage(point.at, known[point.kind].radius))
        return upgrade(best.at) if scene.gold >= known[best.kind].upgrade_price else None

    def _help(self, scene: Scene) -> NativeAction | None:
        if scene.reinforce_s > 0 or not scene.foes or scene.foes[0].left > HELP_WITHIN:
            return None
        return reinforce(scene.foes[0].at)

    def _fetch(self, scene: Scene) -> NativeAction | None:
        goal = scene.coin or scene.base
        if scene.hero is None or self._sent_to == goal or distance(scene.hero, goal) < 0.1:
            return None
        self._sent_to = goal
        return send_hero(goal)


def _offers(facts: Facts) -> list[tuple[float, int, Spot]]:
    """(road per coin, kind, point), the best first; points that see too little road are worth nothing."""
    offers = []
    for kind, tower in facts.towers.items():
        for spot in facts.points:
            coverage = facts.roads.coverage(spot, tower.radius)
            offers.append((coverage / tower.price if coverage >= LEAST_COVERAGE else 0.0, kind, spot))
    return sorted(offers, reverse=True)
