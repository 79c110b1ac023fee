"""Several runs, one after the other in this process or side by side in processes of their own."""

import multiprocessing
import queue
import signal
import time
from collections.abc import Callable, Sequence
from multiprocessing.context import SpawnProcess
from typing import Any, Final

from garrison_agents.training.algorithms import trainer
from garrison_agents.training.errors import RunError
from garrison_agents.training.folder import RunFolder
from garrison_agents.training.progress import Bars
from garrison_agents.training.task import Ending, Task

POLL_S: Final = 0.3
TELL_S: Final = 0.3  # between two words of a run about its steps


def run_in_turn(tasks: Sequence[Task], bars: Bars, halted: Callable[[], bool], ended: Callable[[Ending], None]) -> None:
    """Each run to its end, until one is halted; `ended` is told of each."""
    for task in tasks:
        task.halted, task.watcher = halted, bars.add(task.path.name, task.settings.steps)
        ended(trainer(task.algorithm)(task))
        if halted():
            break


def run_side_by_side(tasks: Sequence[Task], jobs: int, bars: Bars, halted: Callable[[], bool], ended: Callable[[Ending], None]) -> None:
    """`jobs` runs at a time; `ended` is told of each. When one fails the others are saved, and RunError is raised."""
    context = multiprocessing.get_context("spawn")
    told, halt = context.Queue(), context.Event()
    waiting = list(enumerate(tasks))
    running: dict[int, SpawnProcess] = {}
    failures: list[str] = []
    watchers = [bars.add(task.path.name, task.settings.steps) for task in tasks]
    while running or (waiting and not halt.is_set()):
        while waiting and len(running) < jobs and not halt.is_set():
            number, task = waiting.pop(0)
            running[number] = context.Process(target=_work, args=(number, task, told, halt), daemon=True)
            running[number].start()
        if halted():
            halt.set()
        try:
            number, kind, word = told.get(timeout=POLL_S)
        except queue.Empty:
            failures += _died(tasks, running)
            kind = ""
        if kind == "at":
            watchers[number].at(word)
        elif kind == "say":
            watchers[number].say(word)
        elif kind:
            running.pop(number).join()
            if kind == "failed":
                failures.append(f"{tasks[number].path}: {word}")
            else:
                ended(Ending(RunFolder(tasks[number].path), *word))
        if failures:
            halt.set()
    if failures:
        raise RunError("; ".join(failures))


def _died(tasks: Sequence[Task], running: dict[int, SpawnProcess]) -> list[str]:
    """Runs whose process ended without a word."""
    dead = [number for number, process in running.items() if process.exitcode]
    return [f"{tasks[number].path}: its process ended with exit code {running.pop(number).exitcode}" for number in dead]


class _Telling:
    """A watcher that passes on what it is told, to the process that has the screen."""

    def __init__(self, number: int, told: Any) -> None:
        self._number, self._told, self._next_s = number, told, 0.0

    def at(self, steps: int) -> None:
        if time.monotonic() >= self._next_s:
            self._next_s = time.monotonic() + TELL_S
            self._told.put((self._number, "at", steps))

    def say(self, words: str) -> None:
        self._told.put((self._number, "say", words))


def _work(number: int, task: Task, told: Any, halt: Any) -> None:
    """A run's process. Ctrl-C is the parent's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    task.watcher, task.halted = _Telling(number, told), halt.is_set
    try:
        ending = trainer(task.algorithm)(task)
    except Exception as error:
        told.put((number, "failed", f"{type(error).__name__}: {error}"))
        return
    told.put((number, "done", (ending.steps, ending.finished, ending.score)))
