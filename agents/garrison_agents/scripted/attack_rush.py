"""The attacker that saves over one wave and rushes the weakest road in the next, with all at once."""

from typing import Any

from garrison import Description
from garrison_agents.agent import NativeAction
from garrison_agents.scripted.siege import Stand, checked_space, order, stand_of, wait

EVERY = 2  # it rushes in every second wave, and in the last
LAST_MOMENT_TICKS = 250  # it looks at the defence as late as that, so that it cannot be answered


class AttackRush:
    name = "attack-rush"
    views: tuple[str, ...] = ("attacker",)

    def __init__(self, action_space: str = "native") -> None:
        self.action_space = checked_space(action_space)

    def reset(self, description: Description, seed: int) -> None:
        self._waves = len(description.rules["level"]["waves"])

    def act(self, views: dict[str, Any]) -> NativeAction | int:
        """The dearest type that is legal, with the next wave, on the road that the towers cover least; or to wait."""
        stand = stand_of(views["attacker"])
        wave = stand.wave + 1
        if (wave % EVERY and wave != self._waves) or stand.ticks_left > LAST_MOMENT_TICKS or not stand.legal_next:
            return wait(self.action_space)
        road, flying = weakest(stand)
        best = max(stand.legal_next, key=lambda kind: (stand.flies[kind] == flying, stand.costs[kind]))
        return order(self.action_space, stand, best, road, max(stand.ticks_left - 1, 0))


def weakest(stand: Stand) -> tuple[int, bool]:
    """The road to rush, and whether flyers have it easier there: only archers reach them."""
    on_foot = [sum(covered) for covered in stand.covered]
    flying = [covered[2] for covered in stand.covered]
    road, sky = on_foot.index(min(on_foot)), flying.index(min(flying))
    return (sky, True) if flying[sky] < on_foot[road] else (road, False)
