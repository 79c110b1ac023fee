"""One display for a whole campaign of runs: how many are done, what goes on, and how long the rest may take."""

import time
from collections.abc import Mapping
from contextlib import AbstractContextManager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from garrison_agents.training.progress import REFRESH_S, Watcher

SETTLED = 0.01  # share of the work that must be done here before the time left is told


class Meter(AbstractContextManager["Meter"]):
    """Shows runs as `training.progress.Bars` does, but on one line. May be entered several times, one after the other."""

    def __init__(self, expected_s: Mapping[str, float], shown: bool = True) -> None:
        """expected_s: what each run may take, by its name as `begin` and `add` make it."""
        self._progress = Progress(
            TextColumn("{task.fields[runs]}"), BarColumn(bar_width=24), TextColumn("{task.percentage:.1f} %"), TimeElapsedColumn(),
            TextColumn("{task.fields[left]}"), TextColumn("{task.fields[words]}"), console=Console(stderr=True), disable=not shown,
        )  # fmt: skip
        self._expected_s = dict(expected_s)
        self._total_s = sum(self._expected_s.values())
        self._task = self._progress.add_task("", total=self._total_s, runs="", left="", words="")
        self._part = ""
        self._shares: dict[str, tuple[float, float]] = {}  # of each run: when it was first seen here, and now
        self._ended: set[str] = set()
        self._began_s = time.monotonic()
        self._next_s = 0.0
        self.tell("", now=True)

    def __enter__(self) -> "Meter":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def begin(self, part: str) -> None:
        """The runs that are added from now on are this part's."""
        self._part = part

    def add(self, title: str, steps: int) -> Watcher:
        """A run of so many steps."""
        return Line(self, f"{self._part}/{title}", steps)

    def end(self, name: str) -> None:
        """A run is done."""
        self._ended.add(name)
        self.reach(name, 1.0)
        self.tell(f"{name}: done", now=True)

    def reach(self, name: str, share: float) -> None:
        """So much of a run is done."""
        first, _ = self._shares.get(name, (share if share < 1.0 else 0.0, 0.0))
        self._shares[name] = first, share

    def tell(self, words: str, now: bool = False) -> None:
        """Draws the line anew, with what was said last."""
        now_s = time.monotonic()
        if not now and now_s < self._next_s:
            return
        self._next_s = now_s + REFRESH_S
        done_s = sum(self._expected_s.get(name, 0.0) * share for name, (_, share) in self._shares.items())
        here_s = sum(self._expected_s.get(name, 0.0) * (share - first) for name, (first, share) in self._shares.items())
        left = ""
        if here_s > SETTLED * self._total_s:
            left = f"about {spoken((self._total_s - done_s) * (now_s - self._began_s) / here_s)} left"
        runs = f"{len(self._ended)}/{len(self._expected_s)} runs"
        self._progress.update(self._task, completed=done_s, runs=runs, left=left, words=words)


class Line:
    """One run's watcher."""

    def __init__(self, meter: Meter, name: str, steps: int) -> None:
        self._meter, self._name, self._steps = meter, name, steps

    def at(self, steps: int) -> None:
        """So many steps are done."""
        self._meter.reach(self._name, min(steps / self._steps, 1.0))
        self._meter.tell(f"{self._name}: {steps:,} steps")

    def say(self, words: str) -> None:
        """What is going on now."""
        self._meter.tell(f"{self._name}: {words}")


def spoken(seconds: float) -> str:
    """A time as one says it."""
    minutes = round(seconds / 60)
    return f"{seconds:.0f} s" if seconds < 90 else f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
