"""Batch: many games of one commons stepped in lockstep by one compiled call a thread, without the GIL."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from garrison_server.batch import Standing
from garrison_server.commons import episode
from garrison_server.commons.observe import N_COLUMNS, mask, observe
from garrison_server.commons.rules import N_ACTIONS, Payoffs, numbers_of
from garrison_server.commons.state import C_STATUS, C_STEP, N_CLOCK, N_SEAT, RUNNING, S_LOST, empty_cells
from garrison_server.commons.step import play, start
from garrison_server.jit import kernel
from garrison_server.sim.digest import digest
from garrison_server.spin import Cells, add, reached, store
from garrison_server.threads import Crew


class Steps(NamedTuple):
    """What one step of n games gave."""

    rewards: NDArray[np.float64]  # (n, seats)
    codes: NDArray[np.int16]  # (n, seats) why an action was refused; 0: it was not
    over: NDArray[np.bool_]  # (n,) cut by the limit


@kernel
def start_many(
    cells: NDArray[np.int64], near: NDArray[np.int64], numbers: NDArray[np.int64], games: NDArray[np.int64], seeds: NDArray[np.uint64]
) -> None:
    """Begin an episode in each game."""
    for i in range(games.shape[0]):
        start(cells[games[i]], near, numbers, seeds[i])


@kernel
def step_many(
    bell: Cells,
    number: int,
    turn: Cells,
    cells: NDArray[np.int64],
    near: NDArray[np.int64],
    numbers: NDArray[np.int64],
    leak_cost: float,
    games: NDArray[np.int64],
    actions: NDArray[np.int64],
    rewards: NDArray[np.float64],
    codes: NDArray[np.int16],
    over: NDArray[np.bool_],
) -> None:
    """Play one step in each game that no other thread has taken; for bell, number and turn see threads.Work."""
    if number > 0:
        store(bell, 0, number)
    n, front = games.shape[0], 0
    while add(turn, 0, 1) < n:
        if number > 0:
            i, front = front, front + 1
        else:
            i = n - 1 - add(turn, 2, 1)
        play(cells[games[i]], near, numbers, leak_cost, actions[i], codes[i], rewards[i])
        over[i] = cells[games[i], C_STATUS] != RUNNING
        add(turn, 1, 1)
    if number < 0:
        reached(bell, 0, 1 - number, turn[3])


@kernel
def observe_many(
    cells: NDArray[np.int64], near: NDArray[np.int64], numbers: NDArray[np.int64], games: NDArray[np.int64], out: NDArray[np.float32],
    masks: NDArray[np.int8],
) -> None:  # fmt: skip
    """Write each game's observations and masks."""
    for i in range(games.shape[0]):
        observe(cells[games[i]], near, numbers, out[i])
        mask(cells[games[i]], near, numbers, masks[i])


@kernel
def hash_many(words: NDArray[np.uint64], games: NDArray[np.int64], out: NDArray[np.uint64]) -> None:
    """The state hash of each game."""
    for i in range(games.shape[0]):
        out[i] = digest(words[games[i]])


class Batch:
    """`n` games of the same payoffs and graph.

    Args:
        payoffs: see rules.payoffs_of.
        near: (seats, 4) the graph, see graph.graph_of.
        n: how many games.
        threads: how many threads a step may use.

    `games` below are distinct rows, in any order; row i of an answer belongs to games[i].
    """

    def __init__(self, payoffs: Payoffs, near: NDArray[np.int64], n: int, *, threads: int = 1):
        self.payoffs, self.near, self.n, self.seats = payoffs, near, n, len(near)
        self.numbers = numbers_of(payoffs)
        self.scenario = episode.scenario_hash(payoffs, near)
        self.cells = empty_cells(n, self.seats)
        self.lanes = self.cells[:, N_CLOCK:].reshape(n, N_SEAT, self.seats)  # a view: (n, N_SEAT, seats)
        self.words = self.cells.view(np.uint64)
        self.crew = Crew(threads)

    def reset(self, games: NDArray[Any], seeds: NDArray[Any]) -> None:
        """Begin an episode in each game with its uint64 seed."""
        start_many(self.cells, self.near, self.numbers, games.astype(np.int64), seeds.astype(np.uint64))

    def step(self, games: NDArray[Any], actions: NDArray[Any]) -> Steps:
        """Play one step: `actions` (n, seats), whole numbers; what is no action is refused, counted, and done as a save."""
        rows, n = np.ascontiguousarray(games, np.int64), len(games)
        out = Steps(np.empty((n, self.seats)), np.empty((n, self.seats), np.int16), np.empty(n, np.bool_))
        call = (self.cells, self.near, self.numbers, self.payoffs.leak_cost, rows, np.ascontiguousarray(actions, np.int64), *out)

        def share(bell: Cells, number: int, turn: Cells) -> None:
            step_many(bell, number, turn, *call)

        self.crew.share(share, n)
        return out

    def observe(self, games: NDArray[Any]) -> tuple[NDArray[np.float32], NDArray[np.int8]]:
        """What each seat sees (n, seats, N_COLUMNS), and which actions it can pay for (n, seats, 3)."""
        n = len(games)
        out, masks = np.empty((n, self.seats, N_COLUMNS), np.float32), np.empty((n, self.seats, N_ACTIONS), np.int8)
        observe_many(self.cells, self.near, self.numbers, games.astype(np.int64), out, masks)
        return out, masks

    def finished(self) -> NDArray[np.bool_]:
        """Which of all games are over."""
        over: NDArray[np.bool_] = self.cells[:, C_STATUS] != RUNNING
        return over

    def tell(self, games: NDArray[Any]) -> Standing:
        """Where each game stands; its score is minus all leaks so far, and a step is its tick."""
        steps, scores = self.cells[games, C_STEP], -self.lanes[games, S_LOST].sum(axis=1).astype(np.float64)
        return Standing(steps, steps.copy(), self.hashes(games), scores + 0.0, self.cells[games, C_STATUS].astype(np.int8))

    def hashes(self, games: NDArray[Any]) -> NDArray[np.uint64]:
        """(n,) state hashes."""
        out = np.zeros(len(games), np.uint64)
        hash_many(self.words, games.astype(np.int64), out)
        return out

    def snapshot(self, game: int) -> bytes:
        """The whole game as bytes."""
        return episode.pack(self.cells[game], self.scenario)

    def restore(self, game: int, blob: bytes) -> None:
        """Continue a snapshot in this game; raises one of refusal's snapshot errors, with the game as it was, when it cannot."""
        self.cells[game] = episode.unpack(blob, self.payoffs, self.near, self.scenario)

    def fork(self, source: int, targets: NDArray[Any]) -> None:
        """Copy one game into others."""
        self.cells[targets] = self.cells[source]
