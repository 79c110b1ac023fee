"""Where a run's numbers go: its tables, TensorBoard, and Weights & Biases where it is wanted."""

import importlib
import importlib.metadata
import json
import os
import platform
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from garrison_agents.training.errors import SettingsError
from garrison_agents.training.folder import Cell, RunFolder, Table, replacing
from garrison_agents.training.frozen import FrozenLevel
from garrison_agents.training.settings import RunSettings

TIMING: Final = ("steps", "wall_s", "cpu_s", "steps_per_s")
PACKAGES: Final = ("garrison", "numpy", "torch", "stable-baselines3", "sb3-contrib", "ray", "gymnasium", "pettingzoo")


class Journal:
    """The numbers of one run. `progress` and `evals` are the columns of its two tables, each with `steps` first; `timing`: columns of
    seconds that its third has besides its own."""

    def __init__(
        self, folder: RunFolder, settings: RunSettings, progress: Sequence[str], evals: Sequence[str], timing: Sequence[str] = ()
    ) -> None:
        self.folder, self.settings = folder, settings
        self.progress, self.evals = Table(folder.path / "progress.csv", progress), Table(folder.path / "eval.csv", evals)
        self.timing = Table(folder.path / "timing.csv", (*TIMING, *timing))
        self._board: Any = None
        self._wandb: Any = None
        self._since = 0, time.monotonic(), time.process_time()

    def begin(self, steps: int = 0, rows: Sequence[int] = (0, 0, 0)) -> None:
        """Empty tables, or, at `steps`, the first rows of those that are there."""
        for table, count in zip((self.progress, self.evals, self.timing), rows, strict=True):
            table.begin(count)
        self._board = _tensorboard(str(self.folder.tensorboard), steps)
        self._wandb = _wandb(self.settings, self.folder)
        self._since = steps, time.monotonic(), time.process_time()

    def rows(self) -> tuple[int, int, int]:
        """How many rows the tables have; a checkpoint remembers it."""
        return self.progress.rows, self.evals.rows, self.timing.rows

    def note_progress(self, row: Mapping[str, Cell], seconds: Mapping[str, float] | None = None) -> None:
        """A row of progress.csv, and one of timing.csv, with `seconds` in the columns of `timing`."""
        self.progress.append(row)
        self._tell("train", row)
        now = int(row["steps"] or 0), time.monotonic(), time.process_time()
        steps, wall_s, cpu_s = (there - before for there, before in zip(now, self._since, strict=True))
        self.timing.append({"steps": now[0], "wall_s": wall_s, "cpu_s": cpu_s, "steps_per_s": steps / max(wall_s, 1e-9), **(seconds or {})})
        self._since = now

    def note_evaluation(self, row: Mapping[str, Cell]) -> None:
        """A row of eval.csv."""
        self.evals.append(row)
        self._tell("eval", row)

    def flush(self) -> None:
        """Writes out what TensorBoard still holds, so that a checkpoint is never ahead of it."""
        if self._board is not None:
            self._board.flush()

    def close(self) -> None:
        """Writes out what is still held."""
        if self._board is not None:
            self._board.close()
        if self._wandb is not None:
            self._wandb.finish()

    def _tell(self, group: str, row: Mapping[str, Cell]) -> None:
        numbers = {f"{group}/{name}": value for name, value in row.items() if name != "steps" and isinstance(value, int | float)}
        step = int(row["steps"] or 0)
        if self._board is not None:
            for name, value in numbers.items():
                self._board.add_scalar(name, value, step)
        if self._wandb is not None:
            self._wandb.log(numbers, step=step)


def _tensorboard(path: str, steps: int) -> Any:
    """A writer that hides what an earlier one wrote beyond `steps`; None without the package tensorboard."""
    try:
        module = importlib.import_module("torch.utils.tensorboard")
    except ImportError:
        return None
    return module.SummaryWriter(path, purge_step=steps + 1 if steps else None)


def _wandb(settings: RunSettings, folder: RunFolder) -> Any:
    """A run of Weights & Biases. Raises SettingsError where the package is missing."""
    if not settings.wandb:
        return None
    try:
        wandb = importlib.import_module("wandb")
    except ImportError:
        raise SettingsError(f"wandb: came project {settings.wandb!r}, but the package is not installed: pip install wandb") from None
    return wandb.init(project=settings.wandb, name=folder.path.name, id=folder.path.name, resume="allow", config=asdict(settings))


def write_manifest(folder: RunFolder, algorithm: str, settings: RunSettings, levels: Sequence[FrozenLevel], engine: str) -> None:
    """What the run was made with, for whoever wants to make it again."""
    versions = {}
    for name in PACKAGES:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    document = {
        "algorithm": algorithm, "seed": settings.seed, "engine_version": engine, "versions": versions,
        "python": platform.python_version(), "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "levels": [{"name": level.name, "hash": level.hash, "life": level.life, "witness": level.witness} for level in levels],
    }  # fmt: skip
    with replacing(folder.manifest) as path:
        path.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
