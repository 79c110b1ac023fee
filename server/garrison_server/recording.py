"""Recordings: what a slot keeps of an episode so that it can be played again."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from garrison_server.batch import Standing
from garrison_server.messages import Said


@dataclass
class Recording:
    """One episode from its beginning: `hashes[0]` is the state after the reset, `hashes[i]` the one after action i."""

    seed: int
    hashes: "array[int]" = field(default_factory=lambda: array("Q"))
    actions: "array[float]" = field(default_factory=lambda: array("d"))  # native, one seat's after the other's
    score: float = 0.0
    ticks: int = 0
    status: int = 0  # as in Outcome
    messages: list[tuple[int, int, str]] = field(default_factory=list)  # step, seat and what it said along with its action

    @property
    def steps(self) -> int:
        """Decisions recorded."""
        return len(self.hashes) - 1

    def copy(self) -> "Recording":
        """One that goes on by itself."""
        return replace(self, hashes=self.hashes[:], actions=self.actions[:], messages=self.messages[:])


class Recorder:
    """The recordings of a session's slots: of the running episode, and of the one before it."""

    def __init__(self, total: int) -> None:
        self._running: list[Recording | None] = [None] * total
        self._finished: list[Recording | None] = [None] * total

    def begin(self, rows: NDArray[np.int64], seeds: NDArray[np.uint64], hashes: NDArray[np.uint64]) -> None:
        """Episodes begin in the slots."""
        for row, seed, digest in zip(rows.tolist(), seeds.tolist(), hashes.tolist(), strict=True):
            self._finished[row], self._running[row] = self._running[row], Recording(seed, array("Q", [digest]))

    def step(self, rows: NDArray[np.int64], actions: NDArray[np.float64], standing: Standing, said: Sequence[Said] | None) -> None:
        """A step was played in the slots."""
        for i, row in enumerate(rows.tolist()):
            recording = self._running[row]
            if recording is None:
                continue
            if said is not None:
                recording.messages += [(recording.steps, seat, text) for seat, text in enumerate(said[i]) if text]
            recording.hashes.append(int(standing.hashes[i]))
            recording.actions.frombytes(actions[i].tobytes())
            recording.ticks, recording.status = int(standing.ticks[i]), int(standing.status[i])
            recording.score = float(standing.scores[i])

    def forget(self, row: int) -> None:
        """The slot goes on from somewhere else: its episode has no recorded beginning."""
        self._running[row] = self._finished[row] = None

    def copy(self, origin: int, row: int) -> None:
        """As in a fork."""
        recording = self._running[origin]
        self._running[row], self._finished[row] = recording.copy() if recording else None, None

    def of(self, row: int) -> Recording | None:
        """The running episode, or, before its first step, the one before it."""
        running, last = self._running[row], self._finished[row]
        return last if last is not None and (running is None or running.steps == 0) else running
