"""Batch: many episodes stepped in lockstep by one compiled call a thread, without the GIL."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from garrison_proto.modes import SiegeRules
from garrison_server import episode
from garrison_server.board import B_LIFE, Board, stack_boards
from garrison_server.jit import kernel
from garrison_server.orders import answer_rows, order_rows
from garrison_server.seating import Seating, bound_hash, lay
from garrison_server.sim.actions import EFFECTLESS
from garrison_server.sim.digest import digest
from garrison_server.sim.seats import agents_of
from garrison_server.sim.start import start
from garrison_server.sim.tick import decide
from garrison_server.spin import Cells, add, reached, store
from garrison_server.state import C_LIFE, C_STATUS, C_STEP, C_TICK, CUT, LOST, RUNNING, WON, empty_states
from garrison_server.table import Rows
from garrison_server.threads import Crew


class Steps(NamedTuple):
    """What one step of n slots gave. The columns of agents are (n,) in defense and (n, seats) in the modes with several seats."""

    rewards: NDArray[np.float64]  # by agent: minus the lives lost, as the rules share them out
    terminated: NDArray[np.bool_]  # (n,) won or lost
    truncated: NDArray[np.bool_]  # (n,) cut by the limit
    codes: NDArray[np.int16]  # by agent: error code of the action; 0: accepted
    no_effect: NDArray[np.bool_]  # by agent: accepted, yet the world went on as after a no-op

    @classmethod
    def room(cls, n: int, seats: int = 1) -> "Steps":
        """Arrays to be written, with the agents of all slots in one row."""
        m = n * seats
        return cls(np.empty(m), np.empty(n, np.bool_), np.empty(n, np.bool_), np.empty(m, np.int16), np.empty(m, np.bool_))

    def by_seat(self, seats: int) -> "Steps":
        """The same with a seat axis."""
        rows = {name: getattr(self, name).reshape(-1, seats) for name in ("rewards", "codes", "no_effect")}
        return self._replace(**rows)


@kernel
def start_many(boards: Rows, states: Rows, level_of: NDArray[np.int64], slots: NDArray[np.int64], seeds: NDArray[np.uint64]) -> None:
    """Begin an episode in each slot."""
    for k in range(slots.shape[0]):
        i = slots[k]
        start(boards[level_of[i]], states[i], seeds[k])


@kernel
def step_many(
    bell: Cells,
    number: int,
    turn: Cells,
    boards: Rows,
    states: Rows,
    level_of: NDArray[np.int64],
    slots: NDArray[np.int64],
    orders: Rows,  # (n,) see orders.Orders
    answers: Rows,  # (n,) see orders.Answers
    ticks: int,
    max_ticks: int,
    rewards: NDArray[np.float64],  # (n * agents,), as are codes and no_effect
    terminated: NDArray[np.bool_],
    truncated: NDArray[np.bool_],
    codes: NDArray[np.int16],
    no_effect: NDArray[np.bool_],
) -> int:
    """Play one decision in each slot that no other thread has taken, and write its row of Steps; how many episodes ended.

    For bell, number and turn see threads.Work. The caller takes slots from the front and the hands from the back, so that
    a slot mostly stays with one core and its cache. All stands in one loop: a call that hands the arrays on would count
    references to them, in memory that the threads would fight for.
    """
    if number > 0:
        store(bell, 0, number)
    ends, n, front = 0, slots.shape[0], 0
    while add(turn, 0, 1) < n:
        if number > 0:
            k, front = front, front + 1
        else:
            k = n - 1 - add(turn, 2, 1)
        i = slots[k]
        decide(boards[level_of[i]], states[i], orders[k], answers[k], ticks, max_ticks)
        status, agents = states[i].clock[C_STATUS], agents_of(boards[level_of[i]], states[i])
        terminated[k] = status in (WON, LOST)
        truncated[k] = status == CUT
        for agent in range(agents):
            row, code = k * agents + agent, answers[k].codes[agent]
            rewards[row] = answers[k].rewards[agent]
            no_effect[row] = code == EFFECTLESS
            codes[row] = max(code, 0)
        ends += status != RUNNING
        add(turn, 1, 1)
    if number < 0:
        reached(bell, 0, 1 - number, turn[3])
    return ends


@kernel
def tell_many(
    states: Rows,
    words: NDArray[np.uint64],
    slots: NDArray[np.int64],
    lives: NDArray[np.float64],
    ticks: NDArray[np.int64],
    steps: NDArray[np.int64],
    hashes: NDArray[np.uint64],
    scores: NDArray[np.float64],
    status: NDArray[np.int8],
) -> None:
    """Write each slot's row of Standing; `lives` is what every slot of the batch begins with."""
    for k in range(slots.shape[0]):
        i = slots[k]
        clock = states[i].clock
        ticks[k], steps[k], status[k] = clock[C_TICK], clock[C_STEP], clock[C_STATUS]
        scores[k] = clock[C_LIFE] - lives[i]
        hashes[k] = digest(words[i])


@kernel
def hash_many(words: NDArray[np.uint64], slots: NDArray[np.int64], out: NDArray[np.uint64]) -> None:
    """The state hash of each slot; `words` is (all slots, words of an episode)."""
    for k in range(slots.shape[0]):
        out[k] = digest(words[slots[k]])


class Standing(NamedTuple):
    """Where n slots stand."""

    ticks: NDArray[np.int64]  # (n,) played
    steps: NDArray[np.int64]  # (n,) decisions taken
    hashes: NDArray[np.uint64]  # (n,) of the whole state
    scores: NDArray[np.float64]  # (n,) minus the lives lost so far
    status: NDArray[np.int8]  # (n,) RUNNING, WON, LOST or CUT

    @classmethod
    def room(cls, n: int) -> "Standing":
        """Arrays to be written."""
        return cls(np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n, np.uint64), np.empty(n), np.empty(n, np.int8))


class Batch:
    """`n` episodes over one or more levels. Slot i plays boards[level_of[i]].

    Args:
        boards: the levels, compiled.
        level_of: (n,) which of them each slot plays.
        level_hashes: sha256 of each board's level, 32 bytes each; snapshots carry it, bound to the rules (see seating.bound_hash).
        rules: of a mode with several seats, checked (see mode_rules.checked_rules); None: defense.
        threads: how many threads a step may use.

    `seats` is the number of agents in each slot; in a siege the last of them attacks.
    """

    def __init__(
        self,
        boards: Sequence[Board],
        level_of: Sequence[int],
        level_hashes: Sequence[bytes],
        *,
        rules: Seating = None,
        threads: int = 1,
    ):
        self.rules = rules
        self.boards = lay(rules, stack_boards(boards))
        self.level_of = np.asarray(level_of, np.int64)
        self.level_hashes = tuple(bound_hash(level_hash, rules) for level_hash in level_hashes)
        self.n = len(self.level_of)
        self.seats = 1 if rules is None else rules.seats
        self.several = self.seats > 1
        self.states = empty_states(self.n, self.several, isinstance(rules, SiegeRules))
        self.lives = self.boards.numbers[:, B_LIFE][self.level_of]
        self.words = self.states.rows.view(np.uint64).reshape(self.n, -1)
        self.crew = Crew(threads)

    def reset(self, slots: NDArray[Any], seeds: NDArray[Any]) -> None:
        """Begin an episode in each slot with its uint64 seed."""
        start_many(self.boards.rows, self.states.rows, self.level_of, slots.astype(np.int64), seeds.astype(np.uint64))

    def step(self, slots: NDArray[Any], orders: NDArray[np.float64], ticks: int, max_ticks: int) -> Steps:
        """Play one decision in each of the (distinct) slots. `orders` is (n, seats, 3), or in defense (n, 3): x, y, action."""
        rows = np.ascontiguousarray(slots, np.int64)
        n = len(rows)
        orders = np.ascontiguousarray(orders, np.float64)
        asked, answers = order_rows(orders, self.several), answer_rows(n, self.several)
        out = Steps.room(n, self.seats)
        call: tuple[Any, ...] = (self.boards.rows, self.states.rows, self.level_of, rows, asked, answers, ticks, max_ticks, *out)

        def play(bell: Cells, number: int, turn: Cells) -> None:
            step_many(bell, number, turn, *call)

        self.crew.share(play, n)
        return out if self.rules is None else out.by_seat(self.seats)

    def finished(self) -> NDArray[np.bool_]:
        """Which of all slots play no further: won, lost or cut."""
        over: NDArray[np.bool_] = self.states.clock[:, C_STATUS] != RUNNING
        return over

    def tell(self, slots: NDArray[Any]) -> Standing:
        """Where each slot stands."""
        out = Standing.room(len(slots))
        tell_many(self.states.rows, self.words, np.ascontiguousarray(slots, np.int64), self.lives, *out)
        return out

    def hashes(self, slots: NDArray[Any]) -> NDArray[np.uint64]:
        """The (n,) state hashes."""
        out = np.zeros(len(slots), np.uint64)
        hash_many(self.words, slots.astype(np.int64), out)
        return out

    def snapshot(self, slot: int) -> bytes:
        """The whole episode as bytes."""
        return episode.pack(self.states, slot, self.level_hashes[self.level_of[slot]], self.seats)

    def restore(self, slot: int, blob: bytes) -> None:
        """Continue a snapshot in this slot; raises SnapshotError, with the slot as it was, when it cannot."""
        level = int(self.level_of[slot])
        episode.unpack(blob, self.states, slot, self.boards, level, self.level_hashes[level], self.seats)

    def fork(self, source: int, targets: NDArray[Any]) -> None:
        """Copy one slot's episode into others of the same level."""
        if np.any(self.level_of[targets] != self.level_of[source]):
            raise episode.SnapshotVersionError(f"fork: slot {source} plays another level than some of the targets {targets.tolist()}")
        self.states.rows[targets] = self.states.rows[source]
