"""The best script there is: towers by what the waves hold, coins, held enemies under fire, nothing left to leak."""

from typing import Any

from garrison import Description
from garrison_agents.agent import NativeAction
from garrison_agents.scripted.facts import facts_of
from garrison_agents.scripted.ground import Ground
from garrison_agents.scripted.hero import HeroOrders
from garrison_agents.scripted.knights import KnightOrders
from garrison_agents.scripted.orders import NOTHING, raise_health
from garrison_agents.scripted.plan import Plan
from garrison_agents.scripted.scene import Scene
from garrison_agents.scripted.seat import seat_scene

SPARE = 200.0  # gold kept back when only the hero's health is left to buy


class Expert:
    """One rule after another; the first that has something to order is obeyed."""

    name = "expert"
    views: tuple[str, ...] = ("structured",)
    action_space = "native"

    def reset(self, description: Description, seed: int) -> None:
        self._facts = facts_of(description)
        self._plan = Plan(self._facts)
        self._ground = Ground(self._facts)
        self._hero = HeroOrders(self._facts, self._ground)
        self._knights = KnightOrders(self._facts, self._ground)

    def act(self, views: dict[str, Any]) -> NativeAction:
        scene = seat_scene(views, self._facts)
        purchase = self._spend(scene)
        self._ground.renew(self._plan.towers())
        unsafe = self._ground.unsafe(scene)
        hero_s = self._hero.seconds_to(scene, scene.coin) if scene.coin else 0.0
        return (
            self._hero.burn(scene)
            or self._knights.call(scene, unsafe, hero_s)
            or purchase
            or self._knights.fetch(scene, hero_s)
            or self._hero.move(scene, unsafe, self._knights.fetching)
            or self._knights.move_rally(scene, self._plan.towers())
            or NOTHING
        )

    def _spend(self, scene: Scene) -> NativeAction | None:
        """Buy the planned thing as soon as there is the gold for it."""
        best = self._plan.next_purchase(scene)
        if best is not None:
            return best.order if scene.gold >= best.price else None
        if scene.gold >= self._facts.hero["raise_price"] + SPARE and not scene.hero_dead:
            return raise_health()
        return None
