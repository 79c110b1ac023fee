"""What is trained for the page on cooperation: conditions, each under several ways of sharing, over every seed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from garrison_agents.marl.settings import MarlDqnSettings
from garrison_agents.training.folder import run_name

ALGORITHM: Final = "marl-dqn"
STEPS: Final = 32_000
EVALUATIONS: Final = 8  # after the first, which is before any training
PACE: Final = 2000  # steps a second of one core, about: what the estimate of the time left begins with
FIRST_SEED: Final = 1
BOTH: Final = ("shared", "independent")
FAST: Final[Mapping[str, Any]] = {"explore_first": 1.0, "explore_last": 0.02, "explore_share": 0.1}


def constant(epsilon: float) -> Mapping[str, Any]:
    """Epsilon as it is, from the first update on."""
    return {"explore_first": epsilon, "explore_last": epsilon, "explore_share": 0.0}


@dataclass(frozen=True, eq=False)  # each is itself alone
class Condition:
    """One row of the page: what differs from the base, and under which ways of sharing it is trained."""

    part: str  # the table that it stands in
    name: str
    about: str
    changes: Mapping[str, Any] = field(default_factory=dict)
    sharings: tuple[str, ...] = BOTH
    slower: float = 1.0


# The base: standard payoffs, eight seats on a ring, two layers of 64, the fast schedule.
CONDITIONS: Final = (
    Condition("exploration", "fast", "epsilon falls from 1 to 0.02 in the first tenth", {}, (*BOTH, "groups:2")),
    Condition("exploration", "slow", "epsilon falls from 1 to 0.02 in the first four fifths", {"explore_share": 0.8}),
    Condition("exploration", "constant-0.05", "epsilon 0.05 throughout", constant(0.05)),
    Condition("exploration", "constant-0.2", "epsilon 0.2 throughout", constant(0.2), (*BOTH, "groups:2")),
    Condition(
        "exploration", "boltzmann", "by values, at a temperature of 0.1 throughout", {**constant(0.1), "exploration": "boltzmann"}
    ),
    Condition("payoffs", "harsh", "leaks cost twice as much", {"payoffs": "harsh"}),
    Condition("payoffs", "tempting", "leaks are so cheap that a lone saver is ahead for ever", {"payoffs": "tempting"}),
    Condition("sizes", "seats-4", "four seats", {"seats": 4}),
    Condition("sizes", "seats-16", "sixteen seats", {"seats": 16}, slower=1.7),
    Condition("sizes", "hidden-16", "two layers of 16", {"hidden": (16, 16)}),
    Condition("sizes", "hidden-128", "two layers of 128", {"hidden": (128, 128)}, slower=1.6),
    Condition(
        "sizes", "batch-256", "each network of its own is given as many decisions at once as a shared one", {"batch_size": 256},
        ("independent",), slower=3.0,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One condition under one way of sharing. See `garrison_bench.rl.campaign.Runs`."""

    condition: Condition
    sharing: str
    seeds: Sequence[int]
    steps: int = STEPS
    episodes: int = 10

    algorithm = ALGORITHM

    @property
    def group(self) -> str:
        """Its folder."""
        return self.condition.name

    @property
    def expected_s(self) -> float:
        """How long a core may take for a run."""
        return self.steps / PACE * self.condition.slower

    def settings(self, seed: int) -> MarlDqnSettings:
        """Those of a run: the defaults but for what is said here."""
        every = max(self.steps // EVALUATIONS, 1)
        changes = {
            "steps": self.steps, "seed": seed, "sharing": self.sharing, "eval_every": every, "log_every": every,
            "checkpoint_every": self.steps, "eval_episodes": self.episodes, "device": "cpu",
        }  # fmt: skip
        return MarlDqnSettings().with_changes({**changes, **FAST, **self.condition.changes})

    def path(self, out: Path, seed: int) -> Path:
        """The folder of a run."""
        return out / self.group / run_name(self.algorithm, self.settings(seed))


def rows(conditions: Sequence[str], seeds: int, steps: int, episodes: int) -> list[Row]:
    """All rows of the conditions by these names, in their order."""
    every = range(FIRST_SEED, FIRST_SEED + seeds)
    return [
        Row(condition, sharing, every, steps, episodes)
        for condition in CONDITIONS
        if condition.name in conditions
        for sharing in condition.sharings
    ]
