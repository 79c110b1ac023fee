"""Estimators of advantages that compare the episodes of a group: every turn of an episode gets the episode's."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np

from garrison_agents.grpo.data import Floats, Judged
from garrison_agents.grpo.interfaces import Needs


class Grpo:
    """(R - mean) / (deviation + epsilon) within the group. Shao et al., "DeepSeekMath", 2024, equation 3; `deviation` of a sample, as
    TRL has it."""

    NEEDS: ClassVar[Needs] = ()

    def __init__(self, *, epsilon: float = 1e-4) -> None:
        self.epsilon = epsilon

    def __call__(self, judged: Sequence[Judged]) -> list[Judged]:
        """Looks at one group at a time."""
        return [replace(one, advantages=spread_out(self.of(one.rewards.returns()), one)) for one in judged]

    def of(self, returns: Floats) -> Floats:
        """Returns (G,) -> advantages (G,); NaN stays NaN and has no part in the others'."""
        return centred(returns) / (deviation(returns) + self.epsilon)


class DrGrpo(Grpo):
    """R - mean: without the deviation, which favours groups that are nearly alike. Liu et al., "Understanding
    R1-Zero-like training", 2025."""

    def of(self, returns: Floats) -> Floats:
        """The same, not scaled."""
        return centred(returns)


class LeaveOneOut(Grpo):
    """R - mean of the others. Ahmadian et al., "Back to Basics: Revisiting REINFORCE Style Optimization", 2024, section 3."""

    def of(self, returns: Floats) -> Floats:
        """n / (n - 1) times the distance from the mean of all; one alone has nothing to be compared with."""
        n = int((~np.isnan(returns)).sum())
        return centred(returns) * (n / (n - 1) if n > 1 else 0.0)


def centred(values: Floats) -> Floats:
    """Distance from the mean of what is not NaN; exactly 0 where all are equal."""
    there = values[~np.isnan(values)]
    if not len(there):
        return values
    if there.max() == there.min():
        return np.where(np.isnan(values), np.nan, 0.0)
    distances: Floats = values - there.mean()
    return distances


def deviation(values: Floats) -> float:
    """Sample standard deviation of what is not NaN; 0 for fewer than two."""
    there = values[~np.isnan(values)]
    return float(there.std(ddof=1)) if len(there) > 1 else 0.0


def spread_out(of_episode: Floats, one: Judged) -> list[Floats]:
    """An episode's advantage (G,) as every turn's."""
    return [np.full(len(episode.turns), value) for episode, value in zip(one.group.episodes, of_episode, strict=True)]
