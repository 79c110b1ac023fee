"""What came of a row of the matrix: scores before and after, with their intervals over the seeds, and what it took."""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from garrison_agents.score import spread
from garrison_agents.training.curves import Curve, read_curve, t_975
from garrison_agents.training.folder import RunFolder, read_table
from garrison_bench.rl.campaign import finished, settings_there
from garrison_bench.rl.matrix import Row


@dataclass(frozen=True)
class Estimate:
    """A mean over n values, and half its 95 % interval by Student's t (nan for fewer than two)."""

    mean: float
    half_width: float
    n: int

    @property
    def low(self) -> float:
        """The interval's lower end."""
        return self.mean - self.half_width

    @property
    def high(self) -> float:
        """The interval's upper end."""
        return self.mean + self.half_width


def estimate(values: Sequence[float]) -> Estimate:
    """The mean with its interval."""
    found = spread(values)
    return Estimate(found.mean, t_975(found.n - 1) * found.deviation / math.sqrt(found.n) if found.n > 1 else math.nan, found.n)


@dataclass(frozen=True)
class Outcome:
    """The finished runs of a row."""

    row: Row
    paths: tuple[Path, ...]

    @cached_property
    def curves(self) -> tuple[Curve, ...]:
        """Each run's evaluations."""
        return tuple(curve for path in self.paths if (curve := read_curve(path)) is not None)

    @property
    def before(self) -> Estimate:
        """Normalised score of the policies as they are drawn, without any training."""
        return estimate([float(values[0]) for _, values in self.curves])

    @property
    def after(self) -> Estimate:
        """Normalised score at the end."""
        return estimate([float(values[-1]) for _, values in self.curves])

    @property
    def gain(self) -> Estimate:
        """The difference, run by run."""
        return estimate([float(values[-1] - values[0]) for _, values in self.curves])

    @property
    def steps(self) -> int:
        """That the longest run took: whole iterations."""
        return int(max(steps[-1] for steps, _ in self.curves))

    @property
    def missing(self) -> int:
        """Runs that are wanted and not finished."""
        return self.row.wanted.seeds - len(self.paths)

    def seconds(self, kind: str) -> Estimate | None:
        """`wall_s` or `cpu_s` of a run, with its evaluations; None where a run's table has no such column."""
        tables = [read_table(path / "timing.csv").get(kind) for path in self.paths]
        return None if None in tables else estimate([math.fsum(table) for table in tables if table is not None])


def outcome(row: Row, out: Path) -> Outcome:
    """Reads a row's folders; runs that are not finished, or are not there, are not in it."""
    paths = [path for seed in row.seeds if (path := row.path(out, seed)) and is_finished(row, path)]
    return Outcome(row, tuple(paths))


def is_finished(row: Row, path: Path) -> bool:
    """Whether the folder holds a whole run."""
    return RunFolder(path).settings.exists() and finished(path, settings_there(path, row.algorithm).steps)


def manifests(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """What the runs in these folders were made with."""
    return [json.loads(RunFolder(path).manifest.read_bytes()) for path in paths]


def same_tables(ours: Outcome, theirs: Outcome) -> tuple[int, int]:
    """How many seeds have both runs, and of how many eval.csv and progress.csv are the same bytes."""
    pairs = [(a, b) for a in ours.paths for b in theirs.paths if a.name == b.name]
    same = [all((a / name).read_bytes() == (b / name).read_bytes() for name in ("eval.csv", "progress.csv")) for a, b in pairs]
    return len(pairs), int(np.sum(same))
