"""Uniform replay over whole moments: what every seat of one game saw, did and was given in one step stays together."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Sample(NamedTuple):
    """k decisions of each seat."""

    views: NDArray[Any]  # float32 (k, seats, width)
    actions: NDArray[Any]  # int64 (k, seats)
    rewards: NDArray[Any]  # float32 (k, seats)
    going_on: NDArray[Any]  # float32 (k, seats): 1, or 0 after a true end
    next_views: NDArray[Any]
    next_masks: NDArray[Any]  # int8 (k, seats, actions)


class Replay:
    """Holds the last `size` moments. Every seat's decisions are drawn by themselves, from the same moments for every way of sharing."""

    def __init__(self, size: int, seats: int, width: int, actions: int, seed: int) -> None:
        self.size, self.seats = size, seats
        self._fields = Sample(
            np.zeros((size, seats, width), np.float32), np.zeros((size, seats), np.int64), np.zeros((size, seats), np.float32),
            np.zeros((size, seats), np.float32), np.zeros((size, seats, width), np.float32), np.zeros((size, seats, actions), np.int8),
        )  # fmt: skip
        self._added = 0
        self._random = np.random.default_rng(seed)
        self._every_seat = np.arange(seats)

    def __len__(self) -> int:
        return min(self._added, self.size)

    def add(self, moments: Sample) -> None:
        """One moment of each of several games, (games, seats, ...), in place of the oldest."""
        places = (self._added + np.arange(len(moments.actions))) % self.size
        for name, field in self._fields._asdict().items():
            field[places] = getattr(moments, name)
        self._added += len(places)

    def draw(self, k: int) -> Sample:
        """k decisions of each seat, some perhaps twice."""
        places = self._random.integers(len(self), size=(k, self.seats))
        return Sample(*(field[places, self._every_seat] for field in self._fields))

    def state(self) -> dict[str, Any]:
        """All that it goes on from."""
        held = len(self)
        return {"added": self._added, "random": self._random.bit_generator.state,
                "fields": {name: field[:held] for name, field in self._fields._asdict().items()}}  # fmt: skip

    def restore(self, state: dict[str, Any]) -> None:
        """Goes on from there."""
        self._added, self._random.bit_generator.state = state["added"], state["random"]
        for name, field in self._fields._asdict().items():
            field[: len(self)] = state["fields"][name]
