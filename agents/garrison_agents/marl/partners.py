"""Who plays the seats that nobody trains: chance, or what was trained before and stays as it is."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from garrison_agents.marl.games import Seen
from garrison_agents.training.errors import SettingsError

RANDOM_LEGAL: Final = "random-legal"
TRAINED: Final = "marl"  # before a checkpoint


class Partner(Protocol):
    """Chooses for the seats that it is given."""

    random: np.random.Generator  # all that it draws comes from here

    def __call__(self, seen: Seen) -> NDArray[np.int64]:
        """Actions (n, seats)."""


class RandomLegal:
    """Any legal action, each as likely."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)

    def __call__(self, seen: Seen) -> NDArray[np.int64]:
        """Actions (n, seats)."""
        lots = np.where(seen.masks == 1, self.random.random(seen.masks.shape), -1.0)
        actions: NDArray[np.int64] = lots.argmax(axis=-1)
        return actions


class Constant:
    """The same action for every seat, or, where it is not legal, the first."""

    def __init__(self, action: int) -> None:
        self.action, self.random = action, np.random.default_rng(0)

    def __call__(self, seen: Seen) -> NDArray[np.int64]:
        """Actions (n, seats)."""
        return np.where(seen.masks[..., self.action] == 1, self.action, 0).astype(np.int64)


class Others(Protocol):
    """Who plays all seats that are not trained, in every game of a batch."""

    def begin(self, seed: int) -> None:
        """All games begin; what is drawn from now on comes from the seed."""

    def __call__(self, seen: Seen) -> NDArray[np.int64]:
        """Actions (n, seats)."""

    def end(self, rows: NDArray[np.int64], status: NDArray[Any]) -> None:
        """The games `rows` ended with this status, and begin anew."""

    def state(self) -> dict[str, Any]:
        """All that they go on from."""

    def restore(self, state: dict[str, Any]) -> None:
        """Goes on from there."""


class Steady:
    """`Others`: one partner plays them all, in all games alike."""

    def __init__(self, made: Callable[[int], Partner]) -> None:
        """made: the partner from a seed."""
        self._made, self._partner = made, made(0)

    def begin(self, seed: int) -> None:
        """The partner anew."""
        self._partner = self._made(seed)

    def __call__(self, seen: Seen) -> NDArray[np.int64]:
        """Actions (n, seats)."""
        return self._partner(seen)

    def end(self, rows: NDArray[np.int64], status: NDArray[Any]) -> None:
        """The same goes on."""

    def state(self) -> dict[str, Any]:
        """What it draws from."""
        return {"partner": self._partner.random.bit_generator.state}

    def restore(self, state: dict[str, Any]) -> None:
        """Draws from there."""
        self._partner.random.bit_generator.state = state["partner"]


def partner_maker(name: str, seats: Sequence[int]) -> Callable[[int], Partner]:
    """Makes the partner of this name, who plays these seats, from a seed. Raises SettingsError, CheckpointError."""
    kind, _, path = name.partition(":")
    if kind == TRAINED and path:
        from garrison_agents.marl.player import TrainedSeats

        return lambda seed: TrainedSeats(Path(path), seats, seed)
    if name != RANDOM_LEGAL:
        raise SettingsError(f"partner: came {name!r}, wanted {RANDOM_LEGAL} or {TRAINED}:FILE")
    return RandomLegal
