"""Scores put on one scale, and their mean and spread."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from garrison_agents.trace import Trace


def normalised(score: float, life: int, witness: float) -> float:
    """0 for doing nothing (score -life), 1 for the witness, linear between and beyond."""
    return (score + life) / (witness + life)


@dataclass(frozen=True)
class Spread:
    """A mean with its spread over n values."""

    mean: float
    deviation: float  # sample standard deviation; 0 for one value
    n: int

    @property
    def half_width(self) -> float:
        """Half of the 95 % interval of the mean, normal approximation."""
        return 1.96 * self.deviation / math.sqrt(self.n) if self.n else 0.0


def spread(values: Sequence[float]) -> Spread:
    """Mean and sample standard deviation."""
    n = len(values)
    mean = math.fsum(values) / n if n else 0.0
    square = math.fsum((value - mean) ** 2 for value in values)
    return Spread(mean, math.sqrt(square / (n - 1)) if n > 1 else 0.0, n)


@dataclass(frozen=True)
class Summary:
    """All episodes of one agent on one level."""

    level: str
    agent: str
    score: Spread
    normalised: Spread
    won: Spread
    valid: Spread
    steps_per_s: float


def summarise(traces: Sequence[Trace]) -> list[Summary]:
    """One summary per (level, agent), in the order in which they first appear."""
    groups: dict[tuple[str, str], list[Trace]] = {}
    for trace in traces:
        groups.setdefault((trace.level, trace.agent), []).append(trace)
    return [
        Summary(
            level=level,
            agent=agent,
            score=spread([trace.score for trace in group]),
            normalised=spread([trace.normalised for trace in group]),
            won=spread([float(trace.won) for trace in group]),
            valid=spread([trace.valid_rate for trace in group]),
            steps_per_s=sum(trace.steps for trace in group) / max(math.fsum(trace.wall_s for trace in group), 1e-9),
        )
        for (level, agent), group in groups.items()
    ]
