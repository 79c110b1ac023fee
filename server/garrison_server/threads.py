"""Crew: a few threads that share one piece of work and are woken in microseconds."""

import ctypes
import os
import sys
import threading
from collections.abc import Callable
from queue import SimpleQueue

HEAD_START = 2  # pieces that the caller has done before a hand has woken


def _core() -> int:
    """The core that the calling thread runs on, or -1 where nobody says."""
    return int(_C_LIBRARY.sched_getcpu()) if sys.platform == "linux" else -1


_C_LIBRARY = ctypes.PyDLL(None)


class Crew:
    """`size` - 1 daemon threads beside the caller's own, started when first needed."""

    def __init__(self, size: int):
        self.size = size
        self._tasks: list[SimpleQueue[tuple[Callable[[slice], None], slice]]] = []
        self._done: SimpleQueue[BaseException | None] = SimpleQueue()
        self._lock = threading.Lock()  # one piece of work at a time
        self._hands: list[threading.Thread] = []
        self._shunned = -1  # the core that the hands keep off
        self._process = os.getpid()

    def share(self, work: Callable[[slice], None], n: int, least: int) -> None:
        """Call `work` on consecutive slices that cover range(n), at least `least` long, and wait for all of them."""
        parts = max(min(self.size, n // least), 1)
        if parts == 1:
            work(slice(0, n))
            return
        with self._lock:
            self._hire(parts - 1)
            self._make_way()
            edges = [0, *(HEAD_START + (n - HEAD_START) * i // parts for i in range(1, parts + 1))]
            for i in range(1, parts):
                self._tasks[i - 1].put((work, slice(edges[i], edges[i + 1])))
            try:
                work(slice(edges[0], edges[1]))
            finally:
                errors = [self._done.get() for _ in range(1, parts)]
        for error in errors:
            if error is not None:
                raise error

    def _hire(self, hands: int) -> None:
        if self._process != os.getpid():  # a fork takes none of the threads along
            self._tasks, self._hands, self._process = [], [], os.getpid()
        while len(self._tasks) < hands:
            tasks: SimpleQueue[tuple[Callable[[slice], None], slice]] = SimpleQueue()
            self._tasks.append(tasks)
            hand = threading.Thread(target=self._work, args=(tasks,), daemon=True, name=f"crew-{len(self._tasks)}")
            hand.start()
            self._hands.append(hand)
            self._shunned = -1

    def _make_way(self) -> None:
        """Keep the hands off the caller's core. Linux likes to wake a thread there, where it would push its waker aside."""
        core = _core()
        if core == self._shunned or sys.platform != "linux":
            return
        others = os.sched_getaffinity(0) - {core}
        for hand in self._hands:
            if others and hand.native_id is not None:
                os.sched_setaffinity(hand.native_id, others)
        self._shunned = core

    def _work(self, tasks: "SimpleQueue[tuple[Callable[[slice], None], slice]]") -> None:
        while True:
            work, part = tasks.get()
            try:
                work(part)
                self._done.put(None)
            except BaseException as error:  # the caller raises it
                self._done.put(error)
