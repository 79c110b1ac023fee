"""Crew: a few threads that do one piece of work together, and are there within microseconds while work keeps coming."""

import ctypes
import os
import sys
import threading
from collections.abc import Callable
from typing import Final

import numpy as np

from garrison_server.spin import LOOKS, Cells, reached

CHECK_EVERY: Final = 16  # jobs between two looks at who is hired and on which core the caller runs
LEAST: Final = 8  # fewer pieces than this are not worth a second thread

# What the crew does together: work(bell, number, turn). The caller comes with the number of the job, and rings the bell with it as
# soon as it is in compiled code; a hand comes with minus the number. Both take pieces until none is left: turn[0] are taken, turn[1]
# done, turn[2] taken by hands. Then a hand looks turn[3] times whether the bell rings for the next job. It does so in compiled code:
# back in Python it would wait for the GIL while the caller prepares that job, fall asleep there, and come late.
Work = Callable[[Cells, int, Cells], None]

_C_LIBRARY = ctypes.PyDLL(None)


def _core() -> int:
    """The core that the calling thread runs on, or -1 where nobody says."""
    return int(_C_LIBRARY.sched_getcpu()) if sys.platform == "linux" else -1


class Hand:
    """One thread beside the caller's own."""

    def __init__(self, crew: "Crew") -> None:
        self.crew = crew
        self.asleep = False
        self.alarm = threading.Semaphore(0)
        self.thread = threading.Thread(target=self._serve, daemon=True, name="crew")
        self.thread.start()

    def _serve(self) -> None:
        seen = 0
        while True:
            if self.crew.number == seen:
                self.asleep = True
                self.alarm.acquire()
            seen, job = self.crew.number, self.crew.job
            if job is None:
                continue
            work, turn = job
            try:
                work(self.crew.bell, -seen, turn)
            except BaseException as error:  # the caller raises it
                self.crew.errors.append(error)
            del work, turn, job  # a sleeping hand keeps no arrays alive


class Crew:
    """`size` - 1 hands beside the caller's own thread, hired when first needed.

    The caller does not wait for a hand to come, only for the pieces that hands have taken: on a busy machine it does
    more of the work itself.
    """

    def __init__(self, size: int):
        self.size = size
        self.bell: Cells = np.zeros(1, np.int64)
        self.number = 0  # of the present job; the bell shows it once the caller has left Python
        self.job: tuple[Work, Cells] | None = None
        self.errors: list[BaseException] = []
        self.looks = LOOKS if len(usable_cores()) > 1 else 1
        self._hands: list[Hand] = []
        self._lock = threading.Lock()  # one job at a time
        self._shunned = -1  # the core that the hands keep off
        self._process = os.getpid()

    def share(self, work: Work, n: int) -> None:
        """Do the `n` pieces of `work`, each once, in all threads of the crew; raises what a thread raised."""
        turn = np.zeros(4, np.int64)
        turn[3] = self.looks
        if self.size == 1 or n < LEAST:
            work(np.zeros(1, np.int64), 1, turn)
            return
        with self._lock:
            if self.number % CHECK_EVERY == 0 or self._process != os.getpid():
                self._hire()
                self._make_way()
            self.errors, self.job = [], (work, turn)
            self.number += 1
            for hand in self._hands:
                if hand.asleep:
                    hand.asleep = False
                    hand.alarm.release()
            try:
                work(self.bell, self.number, turn)
                while turn[1] < n and not self.errors:
                    reached(turn, 1, n, LOOKS)
            finally:
                self.job = None
            if self.errors:
                raise self.errors[0]

    def _hire(self) -> None:
        if self._process != os.getpid():  # a fork takes none of the threads along
            self._hands, self._process = [], os.getpid()
        while len(self._hands) < self.size - 1:
            self._hands.append(Hand(self))
            self._shunned = -1

    def _make_way(self) -> None:
        """Keep the hands off the caller's core. Linux likes to wake a thread there, where it would push its waker aside."""
        core = _core()
        if core == self._shunned or sys.platform != "linux":
            return
        others = usable_cores() - {core}
        for hand in self._hands:
            if others and hand.thread.native_id is not None:
                os.sched_setaffinity(hand.thread.native_id, others)
        self._shunned = core


def usable_cores() -> set[int]:
    """The cores that the calling thread may use."""
    return os.sched_getaffinity(0) if sys.platform == "linux" else set(range(os.cpu_count() or 1))
