"""What a trainer for several seats is to the run that it is in, and what both have in common."""

from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from garrison_agents.marl.brain import Brain
from garrison_agents.marl.games import Games, Seen

FIRST_OF_TRAINING = np.uint64(1 << 63)


class Trainee(Protocol):
    """One run's networks, its games, and how they get better."""

    losses: tuple[str, ...]  # columns of progress.csv

    @property
    def steps(self) -> int:
        """Of games, done so far."""

    @property
    def tally(self) -> "Telling":
        """What happened since the last row of progress.csv."""

    def begin(self) -> None:
        """The first games."""

    def turn(self) -> None:
        """Plays on for a while, and learns when it is time."""

    def weights(self) -> dict[str, Any]:
        """What a checkpoint holds of it."""

    def begin_with(self, weights: dict[str, Any]) -> None:
        """Takes over another's."""

    def state(self) -> dict[str, Any]:
        """All that it goes on from."""

    def restore(self, state: dict[str, Any]) -> None:
        """Goes on from there."""


class Learner(Trainee, Protocol):
    """One that plays one kind of seats."""

    brain: Brain  # as it is now: it learns

    def policy(self, seed: int) -> "Chooser":
        """How it plays now, as it is evaluated."""


class Chooser(Protocol):
    """Chooses for every seat."""

    def __call__(self, seen: Seen) -> NDArray[np.int64]:
        """Actions (n, seats)."""


class Telling(Protocol):
    """Rows of progress.csv."""

    @property
    def ended(self) -> list[list[float]]:
        """The measures of each game that ended since the last row."""

    def row(self) -> dict[str, float | int]:
        """As columns of progress.csv."""

    def clear(self) -> None:
        """The row was written."""


class Tally:
    """What happened since the last row of progress.csv."""

    def __init__(self, measures: tuple[str, ...], losses: tuple[str, ...]) -> None:
        self.measures, self.losses = measures, losses
        self.clear()

    def end(self, ended: dict[str, NDArray[np.float64]]) -> None:
        """Games ended."""
        if ended:
            self.ended += np.stack([ended[name] for name in self.measures], axis=1).tolist()

    def row(self) -> dict[str, float | int]:
        """As columns of progress.csv."""
        told: dict[str, float | int] = {"episodes": len(self.ended)}
        for names, values in ((self.measures, self.ended), (self.losses, self.learnt)):
            if values:
                told |= dict(zip(names, np.array(values).mean(axis=0).tolist(), strict=True))
        return told

    def clear(self) -> None:
        """The row was written."""
        self.ended: list[list[float]] = []
        self.learnt: list[list[float]] = []

    def state(self) -> dict[str, Any]:
        return {"ended": self.ended, "learnt": self.learnt}

    def restore(self, state: dict[str, Any]) -> None:
        self.ended, self.learnt = state["ended"], state["learnt"]


def training_seeds(seed: int, games: Games) -> list[int]:
    """Of the first episodes; apart from the frozen ones."""
    drawn = np.random.SeedSequence(seed).generate_state(games.n, np.uint64) | FIRST_OF_TRAINING
    return [int(one) for one in drawn]


def generator(seed: int) -> torch.Generator:
    """Of the weights."""
    return torch.Generator().manual_seed(seed)
