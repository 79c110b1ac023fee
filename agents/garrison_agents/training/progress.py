"""What a person sees of a run while it goes on: steps, speed, scores, time left."""

import time
from contextlib import AbstractContextManager
from typing import Final, Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn

REFRESH_S: Final = 0.25


class Watcher(Protocol):
    """Is told how a run goes on."""

    def at(self, steps: int) -> None:
        """So many steps are done."""

    def say(self, words: str) -> None:
        """What is going on now, in a few words: a score, an evaluation."""


class Bars(Protocol):
    """Shows several runs."""

    def add(self, title: str, steps: int) -> Watcher:
        """A run of so many steps."""


class ProgressBars(AbstractContextManager["ProgressBars"]):
    """A bar for each run, on stderr."""

    def __init__(self, shown: bool = True) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.completed:,.0f}/{task.total:,.0f} steps"),
            TextColumn("{task.fields[rate]:,.0f}/s"),
            TextColumn("{task.fields[words]}"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            disable=not shown,
        )

    def __enter__(self) -> "ProgressBars":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def add(self, title: str, steps: int) -> "Bar":
        """A run of so many steps."""
        return Bar(self._progress, self._progress.add_task(title, total=steps, rate=0.0, words=""))

    def print(self, words: str) -> None:
        """A line above the bars."""
        self._progress.console.print(words, highlight=False, markup=False)


class Bar:
    """One run's watcher."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress, self._task = progress, task
        self._first: tuple[int, float] | None = None
        self._next_s = 0.0

    def at(self, steps: int) -> None:
        """So many steps are done."""
        now_s = time.monotonic()
        if self._first is None:
            self._first = steps, now_s
        if now_s < self._next_s:
            return
        self._next_s = now_s + REFRESH_S
        rate = (steps - self._first[0]) / max(now_s - self._first[1], 1e-9)
        self._progress.update(self._task, completed=steps, rate=rate)

    def say(self, words: str) -> None:
        """What is going on now."""
        self._next_s = 0.0
        self._progress.update(self._task, words=words)
