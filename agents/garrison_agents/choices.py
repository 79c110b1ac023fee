"""What a choice of a discrete action space means as a native action: for agents at one table whose action spaces differ.

The server does the same for a session that has the space; a test holds the two to each other.
"""

import json
from typing import Any, Final

from garrison import Description
from garrison_agents.agent import NativeAction
from garrison_agents.scripted.orders import FIRE_OF_RAGE, N_ACTIONS, NOTHING, RALLY, SEND_HERO
from garrison_agents.scripted.scene import ABSENT, coin_of
from garrison_agents.scripted.siege import ANY_ROAD, TICKS_PER_S, stand_of

MAP_HALF: Final = 3.0
ANCHORS, COIN, FIRE, HEALTH, NO_OPERATION, GIFTS = 75, 123, 124, 125, 126, 127  # where the groups of `sites` begin
PER_POINT, PER_ANCHOR = 5, 3  # choices
MALFORMED: Final[NativeAction] = (ABSENT, ABSENT, -1)
ROADS, TIMES = 6, 3  # of `orders`
WAIT: Final[NativeAction] = (-1.0, float(ANY_ROAD), 0)


def fits(choices: int, space: str, description: Description) -> bool:
    """Whether who knows so many choices of a discrete space can play there: all, or, among several seats, all but the gifts at the end."""
    wanted = next((spec.n for spec in description.actions if spec.name == space), 0)
    alone = GIFTS if space == "sites" else int(space.partition(":")[2] or 0) ** 2 * N_ACTIONS
    return not wanted or choices == wanted or (description.mode != "defense" and choices == alone)


class Choices:
    """Translates for one agent of a level, from the description that everybody may have."""

    def __init__(self, space: str, description: Description) -> None:
        """space: `native`, `sites`, `grid:SPLIT` or `orders`."""
        self._space = space
        level = json.loads(description.level_document)
        self._points = [point["at"] for point in level["tower_points"]]
        self._anchors = description.rules["anchors"]

    @property
    def reads(self) -> tuple[str, ...]:
        """The views that a translation needs."""
        return {"sites": ("structured",), "orders": ("attacker",)}.get(self._space, ())

    def native(self, action: Any, views: dict[str, Any]) -> NativeAction:
        """The native action, or an attacker's order, that the agent's action means now; nonsense is malformed, and refused."""
        if self._space == "native":
            return (float(action[0]), float(action[1]), action[2])
        choice = int(action)
        if self._space == "orders":
            return _order(choice, views["attacker"])
        if self._space == "sites":
            return self._site(choice, views["structured"])
        return _cell(choice, int(self._space.partition(":")[2]))

    def _site(self, choice: int, structured: Any) -> NativeAction:
        if 0 <= choice < ANCHORS:
            point, action = divmod(choice, PER_POINT)
            return (*self._points[point], action) if point < len(self._points) else (ABSENT, ABSENT, action)
        if ANCHORS <= choice < COIN:
            anchor, action = divmod(choice - ANCHORS, PER_ANCHOR)
            return (*self._anchors[anchor], RALLY + action) if anchor < len(self._anchors) else (ABSENT, ABSENT, RALLY + action)
        if choice == COIN:
            return (*(coin_of(structured) or (ABSENT, ABSENT)), SEND_HERO)
        if choice in (FIRE, HEALTH):
            return (0.0, 0.0, FIRE_OF_RAGE + choice - FIRE)
        if choice == NO_OPERATION:
            return NOTHING
        return (0.0, 0.0, N_ACTIONS + choice - GIFTS) if choice >= GIFTS else MALFORMED


def _cell(choice: int, split: int) -> NativeAction:
    """`grid`: the middle of a cell; behind the cells, gifts."""
    gift = choice - split * split * N_ACTIONS
    if choice < 0:
        return MALFORMED
    if gift >= 0:
        return (0.0, 0.0, N_ACTIONS + gift)
    cell, action = divmod(choice, N_ACTIONS)
    x, y = (2 * MAP_HALF * (part + 0.5) / split - MAP_HALF for part in divmod(cell, split))
    return (x, y, action)


def _order(choice: int, attacker: Any) -> NativeAction:
    """`orders`: kind, road, delay. The view tells at most 30 s of the window's time; `with the next wave` reaches no further."""
    if choice == 0:
        return WAIT
    stand = stand_of(attacker)
    rest, time = divmod(choice - 1, TIMES)
    kind, road = divmod(rest, ROADS)
    delay = (0, 2 * TICKS_PER_S, max(stand.ticks_left - 1, 0))[time]
    return (float(kind), float(road - 1), delay)
