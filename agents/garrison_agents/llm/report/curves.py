"""Life over an episode, averaged over seeds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from garrison_agents.llm.bootstrap import LEVEL, RNG_SEED

POINTS: Final = 97
RESAMPLES: Final = 1_000
TICKS_PER_S: Final = 50


@dataclass(frozen=True)
class Curve:
    """Means and their 95 % band at even moments; an episode that is over keeps the life it ended with."""

    seconds: list[float]
    mean: list[float]
    low: list[float]
    high: list[float]
    episodes: int


def life_curve(episodes: Sequence[Sequence[Mapping[str, Any]]], life: int, length_ticks: int) -> Curve:
    """Of the transcripts of one entry on one level, over `length_ticks`; the band resamples episodes, one for each seed."""
    ticks = np.linspace(0, max(length_ticks, 1), POINTS)
    table = np.stack([_life_at(ticks, turns, life) for turns in episodes])
    rows = np.random.default_rng(RNG_SEED).integers(len(table), size=(RESAMPLES, len(table)))
    low, high = np.percentile(table[rows].mean(1), [50 * (1 - LEVEL), 100 - 50 * (1 - LEVEL)], axis=0)
    return Curve(_rounded(ticks / TICKS_PER_S), _rounded(table.mean(0)), _rounded(low), _rounded(high), len(table))


def _rounded(row: NDArray[np.float64]) -> list[float]:
    return [round(float(value), 3) for value in row]


def _life_at(ticks: NDArray[np.float64], turns: Sequence[Mapping[str, Any]], life: int) -> NDArray[np.float64]:
    """(points,): the life at each moment. The score is minus the leaks."""
    when = np.array([0, *(turn["tick"] for turn in turns)], np.float64)
    score = np.array([0.0, *(turn["score"] for turn in turns)])
    last = np.searchsorted(when, ticks, side="right") - 1
    lives: NDArray[np.float64] = np.clip(life + score[last], 0, None)
    return lives
