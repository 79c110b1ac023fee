"""Agents x levels x seeds against one backend, in worker processes, with what is finished kept whatever happens."""

import multiprocessing
import queue
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any

from garrison.backend import load_backend
from garrison_agents.batch import Finished, Job, play
from garrison_agents.trace import Folder, Trace

POLL_S = 0.5


class ArenaError(RuntimeError):
    """A worker that failed: which job, and why."""


@dataclass
class Results:
    """What an arena has finished so far."""

    traces: list[Trace] = field(default_factory=list)
    stopped: bool = False  # by Ctrl-C, before all jobs were done


Watcher = Callable[[int, Trace | None], None]  # (steps just taken, an episode just finished)


def run_arena(
    jobs: Sequence[Job], target: str = "local", workers: int = 2, folder: Folder | None = None, watch: Watcher | None = None
) -> Results:
    """Play all jobs; traces (and replays, when the jobs record) go to `folder` as each episode ends.

    Ctrl-C stops cleanly: the results hold the finished episodes and `stopped` is true. Raises ArenaError when a worker
    fails, after the other workers were stopped.
    """
    results = Results()
    workers = min(workers, len(jobs))
    events = _play_here(jobs, target) if workers <= 1 else _play_apart(jobs, target, workers)
    try:
        for event in events:
            if isinstance(event, int):
                trace, steps = None, event
            else:
                trace, replay = event
                steps = 0
                results.traces.append(trace)
                if folder is not None:
                    folder.keep(trace, replay)
            if watch is not None:
                watch(steps, trace)
    except KeyboardInterrupt:
        results.stopped = True
    finally:
        events.close()
    order = {(job.level, job.agent): index for index, job in enumerate(jobs)}
    results.traces.sort(key=lambda trace: (order.get((trace.level, trace.agent), len(order)), trace.seed))
    return results


Events = Any  # Generator[Finished | int, None, None]


def _play_here(jobs: Sequence[Job], target: str) -> Events:
    backend = load_backend(target)
    try:
        for job in jobs:
            yield from play(backend, job, target)
    finally:
        backend.close()


def _play_apart(jobs: Sequence[Job], target: str, workers: int) -> Events:
    context = multiprocessing.get_context("spawn")
    crew = _Crew(context, jobs, target, workers)
    try:
        yield from crew.events()
    finally:
        crew.stop()


class _Crew:
    """Worker processes that take jobs from one queue and put what they finish on another."""

    def __init__(self, context: SpawnContext, jobs: Sequence[Job], target: str, workers: int) -> None:
        self.todo, self.done, self.halt = context.Queue(), context.Queue(), context.Event()
        self.open_jobs = len(jobs)
        for job in jobs:
            self.todo.put(job)
        for _ in range(workers):
            self.todo.put(None)
        self.workers: list[SpawnProcess] = [
            context.Process(target=_work, args=(target, self.todo, self.done, self.halt), daemon=True) for _ in range(workers)
        ]
        for worker in self.workers:
            worker.start()

    def events(self) -> Iterator[Finished | int]:
        while self.open_jobs:
            try:
                event = self.done.get(timeout=POLL_S)
            except queue.Empty:
                self._check()
                continue
            if event is None:
                self.open_jobs -= 1
            elif isinstance(event, str):
                raise ArenaError(event)
            else:
                yield event

    def _check(self) -> None:
        for worker in self.workers:
            if worker.exitcode:
                raise ArenaError(f"a worker process ended with exit code {worker.exitcode}")

    def stop(self) -> None:
        self.halt.set()
        for worker in self.workers:
            worker.join(timeout=5.0)
            if worker.is_alive():
                worker.terminate()
        for waiting in (self.todo, self.done):
            waiting.cancel_join_thread()
            waiting.close()


def _work(target: str, todo: Any, done: Any, halt: Any) -> None:
    """A worker's life. Ctrl-C is the parent's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    backend = load_backend(target)
    try:
        while not halt.is_set() and (job := todo.get()) is not None:
            try:
                _report(backend, job, target, done, halt)
            except Exception as error:
                done.put(f"{job.agent} on {job.level}: {type(error).__name__}: {error}")
                return
            done.put(None)
    finally:
        backend.close()


def _report(backend: Any, job: Job, target: str, done: Any, halt: Any) -> None:
    """Play one job; steps are reported in lumps, so that the queue stays short."""
    steps = 0
    for event in play(backend, job, target, halt.is_set):
        if isinstance(event, int):
            steps += event
            if steps < 500:
                continue
            event, steps = steps, 0
        done.put(event)
    done.put(steps)
