"""What is trained for the benchmark page: parts, each of some algorithms on some levels, and how much of it is wanted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from garrison_agents.training.algorithms import settings_class
from garrison_agents.training.folder import run_name
from garrison_agents.training.settings import RunSettings
from garrison_agents.witness.files import BENCHMARK

# An algorithm's settings, where they are not its defaults: Ape-X in one process costs a core least, and can be repeated to the byte.
CHANGES: Final[Mapping[str, Mapping[str, Any]]] = {"apex": {"ray_address": "none"}}
# Decisions a second of one core, about: what the estimate of the time left begins with.
PACE: Final[Mapping[str, float]] = {"ppo": 4000, "maskable-ppo": 4000, "dqn": 3000, "qrdqn": 1500, "apex": 3000}
ALGORITHMS: Final = tuple(PACE)  # those that are held against one another
FIRST_SEED: Final = 1
ITERATION: Final = 8192  # decisions between two updates of PPO; whole ones, so that all algorithms are given equally many


@dataclass(frozen=True)
class Part:
    """A folder of runs that are compared with one another, or with another part's."""

    name: str
    algorithms: tuple[str, ...]
    levels: tuple[str, ...]
    steps: int
    evaluations: int  # after the first, which is before any training
    changes: Mapping[str, Any] = field(default_factory=dict)
    slower: float = 1.0  # than PACE


PARTS: Final = (
    Part("levels", ALGORITHMS, BENCHMARK, 6 * ITERATION, 6),
    Part("structured", ("maskable-ppo",), ("garrison-1",), 4 * ITERATION, 4),
    Part("pixels", ("maskable-ppo",), ("garrison-1",), 4 * ITERATION, 4, {"view": ("pixels:84",)}, slower=12.0),
    Part("remote", ("maskable-ppo",), ("garrison-1",), 6 * ITERATION, 6, {"target": ("own",)}),
    Part("long", ("maskable-ppo",), ("garrison-1",), 3_000_000, 30),
)


@dataclass(frozen=True)
class Wanted:
    """How much of the matrix: all of it, or some parts, algorithms and levels, or shorter runs, or fewer seeds."""

    parts: tuple[str, ...] = tuple(part.name for part in PARTS)
    algorithms: tuple[str, ...] = ALGORITHMS
    levels: tuple[str, ...] = BENCHMARK
    steps: int = 3_000_000  # of a run, at most
    seeds: int = 5
    episodes: int = 20  # of an evaluation

    def rows(self) -> "list[Row]":
        """The rows of the matrix that are wanted, in its order."""
        return [
            Row(part, algorithm, level, self)
            for part in PARTS
            for algorithm in part.algorithms
            for level in part.levels
            if part.name in self.parts and algorithm in self.algorithms and level in self.levels
        ]


@dataclass(frozen=True)
class Row:
    """One algorithm on one level in one part, over every seed."""

    part: Part
    algorithm: str
    level: str
    wanted: Wanted

    @property
    def group(self) -> str:
        """Its part's name."""
        return self.part.name

    @property
    def seeds(self) -> Sequence[int]:
        """Those of its runs."""
        return range(FIRST_SEED, FIRST_SEED + self.wanted.seeds)

    @property
    def steps(self) -> int:
        """Of each run."""
        return min(self.part.steps, self.wanted.steps)

    @property
    def expected_s(self) -> float:
        """How long a core may take for a run."""
        return self.steps / PACE[self.algorithm] * self.part.slower

    def settings(self, seed: int) -> RunSettings:
        """Those of a run: the algorithm's defaults but for what the matrix says."""
        every = max(self.steps // self.part.evaluations, 1)
        changes = {
            "level": (self.level,), "steps": self.steps, "seed": seed, "eval_every": every, "log_every": min(every, 20_000),
            "eval_episodes": self.wanted.episodes,
        }  # fmt: skip
        return settings_class(self.algorithm)().with_changes({**changes, **CHANGES.get(self.algorithm, {}), **self.part.changes})

    def path(self, out: Path, seed: int) -> Path:
        """The folder of a run."""
        return out / self.part.name / run_name(self.algorithm, self.settings(seed))
