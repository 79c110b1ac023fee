"""Evaluation on frozen seeds: the same games for every policy, apart from all that anybody trains on."""

from collections.abc import Callable
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from garrison_agents.marl.games import Games, played
from garrison_agents.marl.learner import Chooser, Learner
from garrison_agents.score import spread
from garrison_agents.training.folder import Cell
from garrison_agents.training.frozen import FIRST_SEED

SCORE: Final = "normalised"
MEAN, HALF_WIDTH = "_mean", "_half_width"


class Scale(Protocol):
    """Puts what a game's measures say on one scale: 0 for doing nothing, 1 for the best known."""

    def __call__(self, found: dict[str, NDArray[np.float64]]) -> NDArray[np.float64]:
        """(n,) of n games."""


class Evaluation(Protocol):
    """How a run is measured while it trains."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Of eval.csv: `steps` first, then `episodes` and `normalised_mean` among others."""

    def __call__(self, stopped: Callable[[], bool]) -> dict[str, Cell] | None:
        """A row of eval.csv, without the steps; None when `stopped()` turned true before it was done."""


class FrozenGames:
    """`Evaluation`: one learner on frozen games."""

    def __init__(self, games: Games, scale: Scale, learner: Learner) -> None:
        self._games, self._scale, self._learner = games, scale, learner
        self.columns: tuple[str, ...] = columns(games)

    def __call__(self, stopped: Callable[[], bool]) -> dict[str, Cell] | None:
        """See `Evaluation`."""
        return measured(self._games, self._scale, self._learner.policy(FIRST_SEED), stopped)


def columns(games: Games) -> tuple[str, ...]:
    """Of eval.csv: each measure's mean over the games, and half its 95 % interval."""
    return ("steps", "episodes", *(name + part for name in (SCORE, *games.measures) for part in (MEAN, HALF_WIDTH)))


def measured(games: Games, scale: Scale, policy: Chooser, stopped: Callable[[], bool]) -> dict[str, Cell] | None:
    """A row of eval.csv from the frozen games; None when `stopped()` turned true before they were over."""
    found = frozen_games(games, policy, stopped)
    if found is None:
        return None
    row: dict[str, Cell] = {"episodes": games.n}
    for name, values in (found | {SCORE: scale(found)}).items():
        told = spread(values.tolist())
        row |= {name + MEAN: told.mean, name + HALF_WIDTH: told.half_width}
    return row


def frozen_games(games: Games, policy: Chooser, stopped: Callable[[], bool]) -> dict[str, NDArray[np.float64]] | None:
    """Each measure of every frozen game, (n,)."""
    return played(games, range(FIRST_SEED, FIRST_SEED + games.n), policy, stopped)
