"""The attacker that sends the level's own waves at their own times, on roads that are drawn: the siege as it would be a defense."""

from typing import Any

from garrison import Description
from garrison_agents.agent import NativeAction
from garrison_agents.scripted.siege import ANY_ROAD, TICKS_PER_S, Stand, checked_space, order, stand_of, wait

FURTHEST_TICKS = 1499  # the view tells no longer times apart
MOST_WAVES = 19  # nor the waves from the twentieth on


class AttackWaves:
    """Plays levels of up to 19 waves whole; of a longer one, the first 19. In the space `orders` enemies come up to a step late."""

    name = "attack-waves"
    views: tuple[str, ...] = ("attacker",)

    def __init__(self, action_space: str = "native") -> None:
        self.action_space = checked_space(action_space)

    def reset(self, description: Description, seed: int) -> None:
        rules = description.rules
        level, kinds = rules["level"], {row["name"]: row["type"] for row in rules["enemies"]}
        self._left: list[tuple[int, int, int]] = []  # wave, counted from 1; type; ticks after its window opens
        self._lengths = [0]  # of the windows, by wave
        for number, wave in enumerate(level["waves"], 1):
            gap = max(round(wave["interval_s"] * TICKS_PER_S), 1)
            self._left += [(number, kinds[name], k * gap) for k, name in enumerate(wave["enemies"]) if number <= MOST_WAVES]
            self._lengths.append((len(wave["enemies"]) - 1) * gap + max(round(level["wave_interval_s"] * TICKS_PER_S), 1))

    def act(self, views: dict[str, Any]) -> NativeAction | int:
        """The next enemy, as soon as it can be ordered for its own tick; or to wait."""
        stand = stand_of(views["attacker"])
        while self._left and self._left[0][0] < stand.wave:
            self._left.pop(0)  # its wave is over: it came too late to be ordered
        delay = self._delay(stand, *self._left[0][::2]) if self._left else None
        if delay is None or (self.action_space == "orders" and 0 < delay != stand.ticks_left - 1):
            return wait(self.action_space)
        return order(self.action_space, stand, self._left.pop(0)[1], ANY_ROAD, delay)

    def _delay(self, stand: Stand, wave: int, offset: int) -> int | None:
        """Ticks until the enemy is due; None while that cannot be told or ordered yet."""
        if stand.ticks_left > FURTHEST_TICKS or wave > stand.wave + 1:
            return None
        if wave == stand.wave + 1:
            return stand.ticks_left - 1 + offset
        return max(offset - 1 - (self._lengths[wave] - stand.ticks_left), 0)
