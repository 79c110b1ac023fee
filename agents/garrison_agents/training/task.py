"""One run as a trainer is given it, and what it makes of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from garrison_agents.training.folder import RunFolder
from garrison_agents.training.progress import Watcher
from garrison_agents.training.settings import RunSettings


class Quiet:
    """A watcher that shows nothing."""

    def at(self, steps: int) -> None:
        """So many steps are done."""

    def say(self, words: str) -> None:
        """What is going on now."""


def never() -> bool:
    """Nobody halts the run."""
    return False


@dataclass
class Task:
    """What is to be trained, where, and who watches."""

    algorithm: str
    settings: RunSettings
    path: Path
    resume: bool = False
    overwrite: bool = False
    start: Path | None = None  # a checkpoint whose weights a new run begins with
    targets: tuple[str, ...] = ("local",)  # as in the settings, with the address of what was started for `own`
    pause_at: int = 0  # stop and save, as Ctrl-C does, after so many steps; 0: never
    watcher: Watcher = field(default_factory=Quiet)
    halted: Callable[[], bool] = never  # stop and save at the next iteration's end

    def pausing(self, steps: int) -> bool:
        """Whether the run stops here."""
        return self.halted() or 0 < self.pause_at <= steps


@dataclass(frozen=True)
class Ending:
    """How a run ended: all its steps done, or stopped and saved before."""

    folder: RunFolder
    steps: int
    finished: bool
    score: float | None = None  # normalised, of the last evaluation


class Trainer(Protocol):
    """What an algorithm's room offers."""

    def __call__(self, task: Task) -> Ending:
        """Trains to the end, or until it is halted. Raises SettingsError, FolderError and what servers refuse with."""
