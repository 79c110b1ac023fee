"""The expert's hero: coins while it can be spared, fights where it is needed, Fire of Rage on what stands around it."""

from dataclasses import replace

from garrison_agents.agent import NativeAction
from garrison_agents.scripted.facts import Facts
from garrison_agents.scripted.ground import Ground, held, seconds_left
from garrison_agents.scripted.orders import fire_of_rage, send_hero
from garrison_agents.scripted.road import Spot, distance
from garrison_agents.scripted.scene import Foe, Scene

FIRE_REACH = 0.25
FIRE_WORTH = 300.0  # health points to burn for which the hero's own are well spent
FIRE_YIELD = 1200.0  # health points that one fire takes from an enemy that stays in it
BEAT_DAMAGE = 150.0  # of a fire, twice a second
FIRES_AT_ONCE = 10
VEIL_HEALTH = 500.0  # health from which the hero burns the fog away
KNIGHT_LOSS = 250.0  # what a burnt knight is worth, in the same points
GATE = 0.45  # units before the base where the hero waits for what flies
ALERT_S = 4.0  # how early
GRACE_S = 2.0  # what the hero wants to be early by
NEAR = 0.12  # closer than this is there


class HeroOrders:
    """Remembers where the hero was sent, so that it is not sent twice."""

    def __init__(self, facts: Facts, ground: Ground) -> None:
        self._facts, self._ground = facts, ground
        self._goal: Spot | None = None
        self._unsafe: list[Foe] = []
        self._gate = facts.roads.spot_before_base(GATE)

    def burn(self, scene: Scene) -> NativeAction | None:
        """Cast Fire of Rage if what it will burn is worth it, or if fog hides the hero while enemies come."""
        if scene.hero_dead or scene.hero_health <= self._facts.hero["fire_cost"] or len(scene.fires) >= FIRES_AT_ONCE:
            return None
        if scene.hero is None:
            return fire_of_rage() if scene.foes and scene.hero_health > VEIL_HEALTH else None
        burning = sum(distance(fire, scene.hero) < FIRE_REACH for fire in scene.fires)
        worth = 0.0
        for foe in scene.foes:
            kind = self._facts.enemies[foe.type]
            if not kind.flying and distance(foe.at, scene.hero) < FIRE_REACH:
                loose = kind.holders > 1 or not kind.holdable
                each = BEAT_DAMAGE * 2.0 * min(FIRE_REACH * 1.6 / kind.speed, 4.0) if loose else FIRE_YIELD
                worth += min(max(foe.health - burning * each, 0.0), each)
        worth -= KNIGHT_LOSS * sum(distance(knight.at, scene.hero) < FIRE_REACH for knight in scene.knights) * (burning == 0)
        return fire_of_rage() if worth > FIRE_WORTH else None

    def move(self, scene: Scene, unsafe: list[Foe], coin_taken: bool) -> NativeAction | None:
        """Send the hero on if it should be elsewhere than where it was last sent; others may be on their way to the coin."""
        if scene.hero is None:
            self._goal = None
            return None
        self._unsafe = unsafe
        goal = self._choose(replace(scene, coin=None) if coin_taken else scene, scene.hero)
        if goal is None or distance(goal, scene.hero) < NEAR or (self._goal and distance(goal, self._goal) < 0.3):
            return None
        self._goal = goal
        return send_hero(goal)

    def seconds_to(self, scene: Scene, spot: Spot) -> float:
        """How long the hero marches to a spot; far too long when it is dead."""
        return 1e9 if scene.hero is None else distance(scene.hero, spot) / self._facts.hero["speed"]

    def _choose(self, scene: Scene, hero: Spot) -> Spot | None:
        threat, flyer = self._threat(scene), self._flyer(scene)
        if threat is not None and seconds_left(self._facts, threat) < self._trip_s(scene):
            return self._meet(scene, hero, threat)
        if flyer is not None and seconds_left(self._facts, flyer) < self._trip_s(scene, self._gate):
            return self._gate
        if scene.coin is not None and self.seconds_to(scene, scene.coin) < scene.coin_s - 0.2:
            return scene.coin
        if threat is not None:
            return self._meet(scene, hero, threat)
        return self._gate if flyer is not None else self._ground.best()

    def _flyer(self, scene: Scene) -> Foe | None:
        """The flying enemy nearest to the base that is near enough to wait for."""
        for foe in self._unsafe:
            if self._facts.enemies[foe.type].flying and seconds_left(self._facts, foe) < ALERT_S:
                return foe
        return None

    def _threat(self, scene: Scene) -> Foe | None:
        """The enemy nearest to the base that the towers will not stop, nobody holds, and the hero could."""
        for foe in self._unsafe:
            if self._facts.enemies[foe.type].holdable and not self._by_knights(scene, foe):
                return foe
        return None

    def _by_knights(self, scene: Scene, foe: Foe) -> bool:
        """Whether enough knights stand before an enemy."""
        near = sum(distance(knight.at, foe.at) < 0.45 for knight in scene.knights)
        return near >= self._facts.enemies[foe.type].holders

    def _trip_s(self, scene: Scene, back_to: Spot | None = None) -> float:
        """How long the hero would be away from its ground if it fetched the coin first."""
        if scene.coin is None:
            return 1e9
        back = distance(scene.coin, back_to or self._ground.best() or scene.base) / self._facts.hero["speed"]
        return self.seconds_to(scene, scene.coin) + back + GRACE_S

    def _meet(self, scene: Scene, hero: Spot, threat: Foe) -> Spot | None:
        """Where to stand against an enemy: the best ground ahead of it, or where it can first be caught."""
        if distance(hero, threat.at) < 0.45 or held(scene, threat):
            return threat.at if distance(hero, threat.at) > 0.45 else None
        post = self._ground.best()
        if post is not None and threat.left > self._ground.left_at(post) + 0.2:
            return post
        return self._intercept(hero, threat)

    def _intercept(self, hero: Spot, threat: Foe) -> Spot:
        """The first place on its road where the hero is before the enemy."""
        roads = self._facts.roads
        row = roads.locate_one(threat.at)
        road, speed = int(roads.road[row]), self._facts.enemies[threat.type].speed
        units = threat.left
        while units > 0.3:
            spot = roads.spot_before_base(units, road)
            if distance(hero, spot) / self._facts.hero["speed"] <= (threat.left - units) / speed:
                return spot
            units -= 0.2
        return roads.spot_before_base(0.3, road)
