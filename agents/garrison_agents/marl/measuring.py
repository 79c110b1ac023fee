"""Evaluation on frozen seeds: the same games for every policy, apart from all that anybody trains on."""

from collections.abc import Callable
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from garrison_agents.marl.games import Games, Seen, played
from garrison_agents.marl.learner import Chooser
from garrison_agents.score import spread
from garrison_agents.training.folder import Cell
from garrison_agents.training.frozen import FIRST_SEED

SCORE: Final = "normalised"
MEAN, HALF_WIDTH = "_mean", "_half_width"


class Scale(Protocol):
    """Puts what a game's measures say on one scale: 0 for doing nothing, 1 for the best known."""

    def __call__(self, found: dict[str, NDArray[np.float64]]) -> NDArray[np.float64]:
        """(n,) of n games."""


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


class Constant:
    """The same action for every seat, or, where it is not legal, the first."""

    def __init__(self, action: int) -> None:
        self.action = action

    def __call__(self, seen: Seen) -> NDArray[np.int64]:
        """Actions (n, seats)."""
        return np.where(seen.masks[..., self.action] == 1, self.action, 0).astype(np.int64)


def random_legal(seed: int) -> Chooser:
    """Any legal action, each as likely; always the same ones for the same seed."""
    random = np.random.default_rng(seed)

    def chosen(seen: Seen) -> Any:
        return np.where(seen.masks == 1, random.random(seen.masks.shape), -1.0).argmax(axis=-1)

    return chosen
