"""Elo ratings fitted to games between two, all games at once: Bradley and Terry's model by maximum likelihood."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

MEAN: Final = 1500.0
PER_TENFOLD: Final = 400.0  # points between two of whom one wins ten games to the other's one
ROUNDS: Final = 10_000
CLOSE: Final = 1e-9  # a relative change of all strengths at which the fit ends
Table = NDArray[np.float64]  # (..., n, n): row i, column j: of i against j


class RatingError(ValueError):
    """Games that cannot be rated."""


class Game(NamedTuple):
    """One game between two."""

    first: str
    second: str
    result: float  # of the first: 1 won, 0.5 drawn, 0 lost


@dataclass(frozen=True)
class Rating:
    """One player's strength, with the 95 % interval of it."""

    name: str
    elo: float
    low: float
    high: float
    games: int
    points: float  # won games, and half the drawn ones


def rate(games: Sequence[Game], seed: int = 0, resamples: int = 1000) -> list[Rating]:
    """Ratings of all who played, the best first; their mean is 1500, and 400 points more win ten games to one.

    The model: i beats j with p_i / (p_i + p_j), and Elo = 400 log10 p (Bradley and Terry, "Rank analysis of incomplete block designs",
    Biometrika 39, 1952; Elo, "The Rating of Chessplayers", 1978). The strengths p are of most likelihood, found with the MM steps of
    Hunter, "MM algorithms for generalized Bradley-Terry models", Annals of Statistics 32, 2004. One drawn game is added to each two
    who met, so that whoever won all games has a finite rating: one that leans to the middle while games are few.

    The intervals are of a parametric bootstrap (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993): ratings are fitted to
    `resamples` draws of the same games from the fitted model, and the 2.5 and 97.5 % points of how far they lie from their own mean are
    laid about the rating. Laid about that mean, they would lean to the middle twice, past the ratings of the strongest and the weakest.
    They say how sure the games make the ratings if the model holds, and nothing of how well it holds. Equal games and seed give equal
    ratings.

    Raises RatingError when there are no games, somebody plays oneself, or no chain of games joins some players with the others.
    """
    names = list(dict.fromkeys(name for game in games for name in game[:2]))
    played, points = _tables(games, names)
    drawn = (played > 0).astype(np.float64)
    strength = _fitted(played + drawn, points + drawn / 2)
    expected = strength[:, None] / (strength[:, None] + strength[None, :])
    draws = _redrawn(played, expected, seed, resamples)
    elo, others = _elo(strength), _elo(_fitted(played + drawn, draws + drawn / 2))
    low, high = elo + np.quantile(others - others.mean(axis=0), (0.025, 0.975), axis=0) if resamples else (elo, elo)
    rows = [
        Rating(name, float(elo[i]), float(low[i]), float(high[i]), int(played[i].sum()), float(points[i].sum()))
        for i, name in enumerate(names)
    ]
    return sorted(rows, key=lambda row: -row.elo)


def _tables(games: Sequence[Game], names: list[str]) -> tuple[Table, Table]:
    """(n, n) games of each two, and the points of the first of them."""
    if not games:
        raise RatingError("no games to rate")
    index = {name: i for i, name in enumerate(names)}
    played, points = np.zeros((2, len(names), len(names)))
    for first, second, result in games:
        i, j = index[first], index[second]
        if i == j:
            raise RatingError(f"{first} plays itself; wanted two players")
        played[i, j] += 1.0
        played[j, i] += 1.0
        points[i, j] += result
        points[j, i] += 1.0 - result
    reach = np.linalg.matrix_power((played > 0) + np.eye(len(names)), len(names)) > 0
    if not reach.all():
        apart = [name for name, near in zip(names, reach[0], strict=True) if not near]
        raise RatingError(f"{', '.join(apart)}: no chain of games joins them with {names[0]}")
    return played, points


def _fitted(played: Table, points: Table) -> Any:
    """(..., n) strengths of most likelihood, their geometric mean 1. points: (..., n, n)."""
    won = points.sum(-1)
    strength = np.ones_like(won)
    for _ in range(ROUNDS):
        before = strength
        strength = won / (played / (strength[..., :, None] + strength[..., None, :])).sum(-1)
        strength = strength / np.exp(np.log(strength).mean(-1, keepdims=True))
        if (np.abs(strength / before - 1.0) < CLOSE).all():
            break
    return strength


def _redrawn(played: Table, expected: Table, seed: int, resamples: int) -> Table:
    """(resamples, n, n) points of the same games, drawn from the model."""
    upper = np.triu(played).astype(np.int64)
    won = np.random.default_rng(seed).binomial(upper, expected, (resamples, *played.shape)).astype(np.float64)
    points: Table = won + np.swapaxes(upper - won, -1, -2)
    return points


def _elo(strength: NDArray[np.float64]) -> NDArray[np.float64]:
    return MEAN + PER_TENFOLD * np.log10(strength)
