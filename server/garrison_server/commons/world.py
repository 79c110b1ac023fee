"""The commons as a world that a session plays."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from garrison_proto.modes import CommonsRules
from garrison_server.batch import Steps
from garrison_server.commons.batch import Batch
from garrison_server.commons.graph import graph_of
from garrison_server.commons.picture import picture
from garrison_server.commons.rules import payoffs_of
from garrison_server.commons.state import C_STEP, S_BUILT, S_LAST, S_LEAKS, S_LOST
from garrison_server.commons.words import told, words
from garrison_server.picture.sizes import size_of
from garrison_server.plan import Plan

Rows = NDArray[np.int64]
NO_ACTION = -1  # what is no number is no action


class CommonsWorld:
    """Slots that play one commons; its seats have nothing to say to each other."""

    mail = None

    def __init__(self, plan: Plan, threads: int) -> None:
        asked = plan.rules
        assert isinstance(asked, CommonsRules)
        self._graph = asked.graph
        near = graph_of(asked.graph, asked.seats, asked.graph_seed)
        self.batch = Batch(payoffs_of(asked.payoffs, asked.changes), near, len(plan.level_of), threads=threads)

    def actions(self, space: str, rows: Rows, choices: NDArray[Any]) -> NDArray[np.int64]:
        """The choices as they are, int64 (n, seats)."""
        return choices.astype(np.int64, copy=False)

    def step(self, rows: Rows, actions: NDArray[Any]) -> Steps:
        """Plays one step. A game has a length of its own, and is only ever cut."""
        whole = np.where(np.isfinite(actions), actions, NO_ACTION).astype(np.int64) if actions.dtype.kind == "f" else actions
        rewards, codes, over = self.batch.step(rows, whole)
        return Steps(rewards, np.zeros(len(rows), np.bool_), over, codes, np.zeros(codes.shape, np.bool_))

    def observe(self, name: str, rows: Rows) -> Any:
        """One view of the slots; see plan.seat_views."""
        batch = self.batch
        if name == "commons":
            return batch.observe(rows)[0]
        if name == "mask":
            return batch.observe(rows)[1].view(np.uint8)
        if name == "conduct":
            return self._conduct(rows)
        if name == "neighbours":
            return np.tile(batch.near.astype(np.int8), (len(rows), 1, 1))
        if name == "text":
            return [told(batch, row, seat, self._graph) for row in rows.tolist() for seat in range(batch.seats)]
        if name == "overview":
            return [words(batch, row, self._graph) for row in rows.tolist()]
        size = size_of(name)
        assert size is not None  # the plan has checked the names
        return np.stack([picture(batch, row, self._graph, size.side) for row in rows.tolist()])

    def _conduct(self, rows: Rows) -> NDArray[np.int64]:
        lanes = self.batch.lanes[rows]
        steps = np.repeat(self.batch.cells[rows, C_STEP][:, None], self.batch.seats, axis=1)
        return np.stack([lanes[:, S_LAST], lanes[:, S_LEAKS], lanes[:, S_BUILT], lanes[:, S_LOST], steps], axis=2)
