"""Keepers of a lane in the commons, each by one fixed rule; who cannot pay for what its rule wants saves."""

from typing import Any, Final

import numpy as np

from garrison import Description
from garrison_agents.agent import AgentError

SAVE, GUARD, BUILD = range(3)
NEIGHBOURS: Final = tuple(range(11, 43, 8))  # where the columns of each begin in the view `commons`
THERE, SAVED, BUILT = 0, 5, 7  # columns of one
RULES: Final = ("save", "guard", "build", "match", "random")


class Keeper:
    """`keep:RULE`. save, guard, build: that and nothing else. match: builds at first, and as long as half of its neighbours or more
    built last. random: whatever it can pay for.
    """

    views: tuple[str, ...] = ("commons", "mask")
    action_space = "commons"

    def __init__(self, rule: str) -> None:
        """Raises AgentError for another rule."""
        if rule not in RULES:
            raise AgentError(f"keep:RULE: came {rule!r}, wanted one of {', '.join(RULES)}")
        self.name, self._rule = f"keep:{rule}", rule

    def reset(self, description: Description, seed: int) -> None:
        """What it draws from now on comes from the seed."""
        self._rng = np.random.default_rng(seed)

    def act(self, views: dict[str, Any]) -> int:
        """0 save, 1 guard, 2 build."""
        legal = np.flatnonzero(views["mask"])
        if self._rule == "random":
            return int(legal[self._rng.integers(len(legal))])
        wanted = _answer(views["commons"]) if self._rule == "match" else RULES.index(self._rule)
        return wanted if wanted in legal else SAVE


def _answer(lane: Any) -> int:
    """What half of the neighbours or more did, as far as they have done anything."""
    acted = [at for at in NEIGHBOURS if lane[at + THERE] and lane[at + SAVED : at + BUILT + 1].any()]
    built = sum(bool(lane[at + BUILT]) for at in acted)
    return BUILD if 2 * built >= len(acted) else SAVE
