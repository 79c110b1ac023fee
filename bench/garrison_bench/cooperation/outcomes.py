"""What came of a row: how much was cooperated in the end, by the seats alone and with their exploring, over the seeds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from garrison_agents.llm.bootstrap import Interval, clustered_mean
from garrison_agents.training.folder import read_table
from garrison_bench.cooperation.matrix import Row
from garrison_bench.rl.campaign import due

END = 0.75  # the last quarter of a run is its end

Table = Mapping[str, Sequence[float]]


@dataclass(frozen=True)
class Outcome:
    """The finished runs of a row, by seed."""

    row: Row
    paths: Mapping[int, Path]

    @property
    def missing(self) -> int:
        """Seeds that are wanted and not finished."""
        return len(self.row.seeds) - len(self.paths)

    def at_the_end(self, table: str, column: str) -> dict[int, float]:
        """By seed, the column's mean over the rows of the run's last quarter."""
        return {seed: _end(read_table(path / table), column, self.row.steps) for seed, path in self.paths.items()}

    @property
    def cooperation(self) -> dict[int, float]:
        """Turns at the wall of all turns of the frozen games, where nobody explores."""
        return self.at_the_end("eval.csv", "cooperation_mean")

    @property
    def exploring(self) -> dict[int, float]:
        """The same of the games that were trained on, explorers among them."""
        return self.at_the_end("progress.csv", "cooperation")

    @property
    def reward(self) -> dict[int, float]:
        """Gold a seat and step, in the frozen games."""
        return self.at_the_end("eval.csv", "reward_mean")

    def curve(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Steps (m,), and the frozen games' cooperation (seeds, m)."""
        tables = [read_table(path / "eval.csv") for path in self.paths.values()]
        return np.array(tables[0]["steps"]), np.array([table["cooperation_mean"] for table in tables])


def outcome(row: Row, out: Path) -> Outcome:
    """Those of the row's runs under `out` that are finished. Raises FolderError where a folder holds a run of other settings."""
    there = {seed: row.path(out, seed) for seed in row.seeds}
    return Outcome(row, {seed: path for seed, path in there.items() if path.exists() and due(row, seed, out) is None})


def interval(values: Mapping[int, float]) -> Interval:
    """The mean over seeds, with its bootstrap interval."""
    return clustered_mean({("", seed): value for seed, value in values.items()})


def difference(one: Outcome, other: Outcome, of: Callable[[Outcome], Mapping[int, float]]) -> Interval:
    """One row's less the other's, seed by seed."""
    first, second = of(one), of(other)
    return interval({seed: first[seed] - second[seed] for seed in first if seed in second})


def _end(table: Table, column: str, steps: int) -> float:
    values = [value for step, value in zip(table["steps"], table[column], strict=True) if step > END * steps]
    return float(np.nanmean(values))
