"""The expert's knights: rally points on the best ground, reinforcements where an enemy would slip by or a coin lies."""

from garrison_agents.agent import NativeAction
from garrison_agents.scripted.facts import Facts
from garrison_agents.scripted.ground import Ground, seconds_left
from garrison_agents.scripted.orders import KNIGHT, rally, reinforce
from garrison_agents.scripted.road import Spot, distance
from garrison_agents.scripted.scene import Foe, Point, Scene

EDGE = 0.05  # how far inside its tower's range a rally point is set
LAST_S = 4.0  # an enemy that is so close to the base is an emergency
NEAR_S = 9.0  # and so close, a good use of idle reinforcements
CLEAR = 2.0  # units around a tower in which no ground enemy may be while its knights run for a coin
COIN_TRIP_S = 1.0  # a coin further from the hero than this is worth reinforcements


class KnightOrders:
    """Rally points are set once per change of the towers; reinforcements are weighed at each step."""

    def __init__(self, facts: Facts, ground: Ground) -> None:
        self._facts, self._ground = facts, ground
        self._runner: Spot | None = None  # the tower whose knights run for the coin

    @property
    def fetching(self) -> bool:
        """Whether knights are on their way to the coin."""
        return self._runner is not None

    def fetch(self, scene: Scene, hero_s: float) -> NativeAction | None:
        """Send knights that have nothing to fight to a coin which they reach before the hero."""
        if scene.coin is None:
            self._runner = None
            return None
        towers = [point for point in scene.points if point.kind == KNIGHT and point.mine]
        runner = min(towers, key=lambda point: distance(point.at, scene.coin), default=None)  # type: ignore[arg-type]
        if runner is None or distance(runner.at, scene.coin) > self._facts.towers[KNIGHT].radius - EDGE or not self._clear(scene, runner):
            self._runner = None
            return None
        if self._runner == runner.at:
            return None
        walk = min((distance(knight.at, scene.coin) for knight in scene.knights), default=1e9) / self._facts.knight["speed"]
        if walk > min(hero_s, scene.coin_s - 0.3):
            return None
        self._runner = runner.at
        return rally(scene.coin)

    def _clear(self, scene: Scene, tower: Point) -> bool:
        """Whether no ground enemy is near a tower."""
        return not any(distance(foe.at, tower.at) < CLEAR and not self._facts.enemies[foe.type].flying for foe in scene.foes)

    def move_rally(self, scene: Scene, towers: list[Point]) -> NativeAction | None:
        """Set the next rally point that should be elsewhere."""
        homes = [point.at for point in towers if point.kind == KNIGHT and point.mine]
        for point in scene.points:
            if point.kind != KNIGHT or not point.mine or point.at == self._runner:
                continue
            spot = self._rally_for(point, homes)
            if spot is not None and distance(spot, point.rally) > 0.15:
                return rally(spot)
        return None

    def _rally_for(self, point: Point, homes: list[Spot]) -> Spot | None:
        """The best ground in the tower's range to which no other knight tower is nearer: the server asks the nearest."""
        roads = self._facts.roads
        allowed = roads.inside(point.at, self._facts.towers[KNIGHT].radius - EDGE)
        mine = ((roads.xy - point.at) ** 2).sum(1)
        for home in homes:
            if distance(home, point.at) > 0.01:
                allowed = allowed & (mine < ((roads.xy - home) ** 2).sum(1))
        return self._ground.best(allowed) if allowed.any() else None

    def call(self, scene: Scene, unsafe: list[Foe], hero_s: float) -> NativeAction | None:
        """Call reinforcements: against a leak, for a coin that the hero would be late at, or into the fight."""
        if scene.reinforce_s > 0:
            return None
        loose = [foe for foe in unsafe if self._facts.enemies[foe.type].holdable and not self._met(scene, foe)]
        if loose and seconds_left(self._facts, loose[0]) < LAST_S:
            return reinforce(self._ahead(loose[0]))
        if scene.coin is not None and hero_s > COIN_TRIP_S:
            return reinforce(scene.coin)
        if loose and seconds_left(self._facts, loose[0]) < NEAR_S:
            return reinforce(self._ahead(loose[0]))
        return None

    def _met(self, scene: Scene, foe: Foe) -> bool:
        """Whether enough friends are near an enemy to stop it."""
        friends = [knight.at for knight in scene.knights] + ([scene.hero] if scene.hero else [])
        return sum(distance(friend, foe.at) < 0.45 for friend in friends) >= self._facts.enemies[foe.type].holders

    def _ahead(self, foe: Foe) -> Spot:
        """A little before an enemy on its road."""
        roads = self._facts.roads
        road = int(roads.road[roads.locate_one(foe.at)])
        return roads.spot_before_base(max(foe.left - 0.15, 0.1), road)
