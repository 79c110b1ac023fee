"""Many games side by side as the trainers see them, whatever is played: an axis of games, then one of seats."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass
class Seen:
    """What the seats that are trained see, and may do."""

    views: NDArray[np.float32]  # (n, seats, width)
    masks: NDArray[np.int8]  # (n, seats, actions); never all 0


@dataclass
class Turn:
    """What came of a step."""

    rewards: NDArray[np.float32]  # (n, seats)
    terminated: NDArray[np.bool_]  # (n,)
    truncated: NDArray[np.bool_]  # (n,)
    last: Seen  # what the step led to
    seen: Seen  # what is seen now: where a game ended, the next one's beginning
    ended: dict[str, NDArray[np.float64]]  # by measure: (m,) of the games that ended, in ascending order


class Games(Protocol):
    """n games of one kind. `seats` are those that are trained; the others are played inside."""

    n: int
    seats: int
    width: int
    actions: int
    measures: tuple[str, ...]  # what is told of every game that ended

    @property
    def engine(self) -> str:
        """Which engine plays, and its version."""

    def reset(self, seeds: Sequence[int]) -> Seen:
        """Game i begins the episode of seeds[i]; its later ones follow from that."""

    def step(self, actions: NDArray[np.int64]) -> Turn:
        """actions: (n, seats)."""

    def state(self) -> dict[str, Any]:
        """All that the games go on from."""

    def restore(self, state: dict[str, Any]) -> Seen:
        """Goes on from there, bit for bit."""

    def close(self) -> None:
        """Lets the games go."""


Policy = Callable[[Seen], NDArray[np.int64]]  # actions (n, seats)


def played(games: Games, seeds: Sequence[int], policy: Policy, stopped: Callable[[], bool]) -> dict[str, NDArray[np.float64]] | None:
    """Each measure of the first episode of every game, (n,); None when `stopped()` turned true before they were over."""
    found = {name: np.full(games.n, np.nan) for name in games.measures}
    seen, waiting = games.reset(seeds), np.ones(games.n, np.bool_)
    while waiting.any():
        if stopped():
            return None
        turn = games.step(policy(seen))
        seen, over = turn.seen, turn.terminated | turn.truncated
        for name, values in turn.ended.items():
            found[name][over & waiting] = values[waiting[over]]
        waiting &= ~over
    return found
