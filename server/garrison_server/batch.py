"""Batch: many episodes stepped in lockstep by one compiled call a thread, without the GIL."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from garrison_server import episode
from garrison_server.board import Board, stack_boards
from garrison_server.jit import kernel
from garrison_server.sim.actions import EFFECTLESS
from garrison_server.sim.digest import digest
from garrison_server.sim.start import start
from garrison_server.sim.tick import decide
from garrison_server.state import C_STATUS, CUT, RUNNING, empty_states
from garrison_server.table import Rows
from garrison_server.threads import Crew

LEAST_SHARE = 4  # fewer episodes a thread than this are not worth waking one for


class Steps(NamedTuple):
    """What one step of n slots gave."""

    rewards: NDArray[np.float64]  # (n,) minus the lives lost
    terminated: NDArray[np.bool_]  # (n,) won or lost
    truncated: NDArray[np.bool_]  # (n,) cut by the limit
    codes: NDArray[np.int16]  # (n,) error code of the action; 0: accepted
    no_effect: NDArray[np.bool_]  # (n,) accepted, yet the world went on as after a no-op


@kernel
def start_many(boards: Rows, states: Rows, level_of: NDArray[np.int64], slots: NDArray[np.int64], seeds: NDArray[np.uint64]) -> None:
    """Begin an episode in each slot."""
    for k in range(slots.shape[0]):
        i = slots[k]
        start(boards[level_of[i]], states[i], seeds[k])


@kernel
def step_many(
    boards: Rows,
    states: Rows,
    level_of: NDArray[np.int64],
    slots: NDArray[np.int64],
    orders: NDArray[np.float64],  # (n, seats, 3)
    codes: NDArray[np.int16],  # (n, seats)
    lost: NDArray[np.float64],  # (n,) lives
    ticks: int,
    max_ticks: int,
) -> None:
    """Play one decision in each slot."""
    for k in range(slots.shape[0]):
        i = slots[k]
        lost[k] = decide(boards[level_of[i]], states[i], orders[k], codes[k], ticks, max_ticks)


@kernel
def hash_many(words: NDArray[np.uint64], slots: NDArray[np.int64], out: NDArray[np.uint64]) -> None:
    """The state hash of each slot; `words` is (all slots, words of an episode)."""
    for k in range(slots.shape[0]):
        out[k] = digest(words[slots[k]])


class Batch:
    """`n` episodes over one or more levels. Slot i plays boards[level_of[i]].

    Args:
        boards: the levels, compiled.
        level_of: (n,) which of them each slot plays.
        level_hashes: sha256 of each board's level, 32 bytes each; snapshots carry it.
        seats: agents in each slot.
        threads: how many threads a step may use.
    """

    def __init__(
        self, boards: Sequence[Board], level_of: Sequence[int], level_hashes: Sequence[bytes], *, seats: int = 1, threads: int = 1
    ):
        self.boards = stack_boards(boards)
        self.level_of = np.asarray(level_of, np.int64)
        self.level_hashes = tuple(level_hashes)
        self.n = len(self.level_of)
        self.seats = seats
        self.states = empty_states(self.n, seats)
        self._words = self.states.rows.view(np.uint64).reshape(self.n, -1)
        self.crew = Crew(threads)

    def reset(self, slots: NDArray[Any], seeds: NDArray[Any]) -> None:
        """Begin an episode in each slot with its uint64 seed."""
        start_many(self.boards.rows, self.states.rows, self.level_of, slots.astype(np.int64), seeds.astype(np.uint64))

    def step(self, slots: NDArray[Any], orders: NDArray[np.float64], ticks: int, max_ticks: int) -> Steps:
        """Play one decision in each of the (distinct) slots. `orders` is (n, 3) or (n, seats, 3): x, y, action."""
        rows = slots.astype(np.int64)
        n = len(rows)
        orders = np.ascontiguousarray(orders, np.float64).reshape(n, self.seats, 3)
        codes, lost = np.zeros((n, self.seats), np.int16), np.zeros(n)

        def play(part: slice) -> None:
            step_many(
                self.boards.rows, self.states.rows, self.level_of, rows[part], orders[part], codes[part], lost[part], ticks, max_ticks
            )

        self.crew.share(play, n, LEAST_SHARE)
        status = self.states.clock[rows, C_STATUS]
        first = codes[:, 0]
        return Steps(-lost, (status != RUNNING) & (status != CUT), status == CUT, np.maximum(first, 0), first == EFFECTLESS)

    def hashes(self, slots: NDArray[Any]) -> NDArray[np.uint64]:
        """The (n,) state hashes."""
        out = np.zeros(len(slots), np.uint64)
        hash_many(self._words, slots.astype(np.int64), out)
        return out

    def snapshot(self, slot: int) -> bytes:
        """The whole episode as bytes."""
        return episode.pack(self.states, slot, self.level_hashes[self.level_of[slot]])

    def restore(self, slot: int, blob: bytes) -> None:
        """Continue a snapshot in this slot; raises SnapshotError, with the slot as it was, when it cannot."""
        level = int(self.level_of[slot])
        episode.unpack(blob, self.states, slot, self.boards, level, self.level_hashes[level])

    def fork(self, source: int, targets: NDArray[Any]) -> None:
        """Copy one slot's episode into others of the same level."""
        if np.any(self.level_of[targets] != self.level_of[source]):
            raise episode.SnapshotVersionError(f"fork: slot {source} plays another level than some of the targets {targets.tolist()}")
        self.states.rows[targets] = self.states.rows[source]
