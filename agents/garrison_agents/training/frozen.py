"""Evaluation on frozen seeds: the same episodes for every policy, apart from all that anybody trains on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from garrison import OpenOptions
from garrison.backend import Backend, SessionHandle
from garrison.level_source import level_source
from garrison.spaces import pack_actions
from garrison_agents.score import Spread, normalised, spread
from garrison_agents.witness.files import witness_score

FIRST_SEED: Final = 1_000_000  # of the frozen episodes; training draws its seeds from 2^63 upwards
WON: Final = 1
NORMALISED: Final = "normalised:"  # before a level's name: the column of that level alone


class Player(Protocol):
    """Plays several episodes at once."""

    views: tuple[str, ...]
    action_space: str

    def begin(self, n: int) -> None:
        """Get ready for `n` new episodes; what is drawn from now on is always the same."""

    def act(self, views: dict[str, Any], rows: NDArray[np.int64]) -> NDArray[Any]:
        """Actions of the episodes `rows`, those that still go on; `views` has a row for each."""


@dataclass(frozen=True)
class Evaluation:
    """What a policy made of the frozen episodes."""

    score: Spread
    normalised: Spread
    won_rate: float
    length: float  # decisions, mean
    levels: dict[str, float]  # normalised score of each level

    def row(self) -> dict[str, float | int]:
        """As columns of eval.csv."""
        told: dict[str, float | int] = {
            "episodes": self.score.n, "score_mean": self.score.mean, "score_std": self.score.deviation,
            "normalised_mean": self.normalised.mean, "normalised_std": self.normalised.deviation,
            "won_rate": self.won_rate, "length_mean": self.length,
        }  # fmt: skip
        return told | {NORMALISED + name: value for name, value in self.levels.items()}


def columns(levels: Sequence[str]) -> tuple[str, ...]:
    """Of eval.csv; `levels` are names."""
    first = ("steps", "episodes", "score_mean", "score_std", "normalised_mean", "normalised_std", "won_rate", "length_mean")
    return (*first, *(NORMALISED + name for name in levels))


@dataclass(frozen=True)
class FrozenLevel:
    """A level with what scores on it are measured by."""

    source: str  # name or file
    name: str
    hash: str
    life: int
    witness: float


def frozen_level(backend: Backend, source: str) -> FrozenLevel:
    """Looks a level up. Raises LevelNotFoundError, naming those there are."""
    names, documents = level_source(source)
    described = backend.describe(names[0] if names else "", level_document=documents[0] if documents else None)
    name = described.level.name
    return FrozenLevel(source, name, described.level.hash, int(described.rules["level"]["life"]), witness_score(name, described.level.hash))


def evaluate(
    backend: Backend, player: Player, levels: Sequence[FrozenLevel], episodes: int, *, ticks_per_step: int, max_ticks: int,
    stopped: Callable[[], bool] = lambda: False,
) -> Evaluation | None:  # fmt: skip
    """`episodes` of each level, each to its end; None when `stopped()` turned true before."""
    scores: list[float] = []
    goals: list[float] = []
    won: list[bool] = []
    lengths: list[int] = []
    of_level: dict[str, float] = {}
    for level in levels:
        names, documents = level_source(level.source)
        session = backend.open(
            OpenOptions(
                levels=names, level_documents=documents, slots=episodes, views=player.views, action_space=player.action_space,
                ticks_per_step=ticks_per_step, max_ticks=max_ticks,
            )
        )  # fmt: skip
        try:
            ends = _play(session, player, episodes, stopped)
        finally:
            session.close()
        if ends is None:
            return None
        here = [normalised(score, level.life, level.witness) for score in ends[0].tolist()]
        of_level[level.name] = spread(here).mean
        scores, goals, won, lengths = scores + ends[0].tolist(), goals + here, won + ends[1].tolist(), lengths + ends[2].tolist()
    return Evaluation(spread(scores), spread(goals), float(np.mean(won)), float(np.mean(lengths)), of_level)


def _play(session: SessionHandle, player: Player, episodes: int, stopped: Callable[[], bool]) -> tuple[NDArray[Any], ...] | None:
    """Each episode's score, whether it was won, and its length."""
    scores, won, lengths = np.zeros(episodes), np.zeros(episodes, np.bool_), np.zeros(episodes, np.int64)
    rows = np.arange(episodes)
    player.begin(episodes)
    outcome = session.reset(rows, np.uint64(FIRST_SEED) + rows.astype(np.uint64))
    while len(rows):
        if stopped():
            return None
        outcome = session.step(rows, pack_actions(player.action_space, player.act(outcome.views, rows), len(rows)))
        over = outcome.terminated | outcome.truncated
        if over.any():
            ended = rows[over]
            scores[ended], won[ended], lengths[ended] = outcome.scores[over], outcome.status[over] == WON, outcome.steps[over]
            outcome.views = {name: view[~over] for name, view in outcome.views.items()}
            rows = rows[~over]
    return scores, won, lengths
