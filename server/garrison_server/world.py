"""Worlds: what a session plays, each mode's in the same form, so that a session knows no mode.

A world holds the slots' games and turns what seats choose into the simulator's actions, and games into what seats see.
"""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from garrison_server.attack_picture import PIXELS, attack_picture
from garrison_server.batch import Batch, Standing, Steps
from garrison_server.messages import Mailbox
from garrison_server.observe import company
from garrison_server.observe.action_space import to_native
from garrison_server.observe.attack_space import to_native_orders
from garrison_server.observe.attack_views import is_attackers, observe_attack
from garrison_server.observe.views import observe
from garrison_server.plan import Plan

Rows = NDArray[np.int64]  # (n,) slots


class Games(Protocol):
    """The slots' games themselves; what one episode is, these alone know."""

    crew: Any  # threads.Crew: the threads of a step

    def reset(self, slots: Rows, seeds: NDArray[np.uint64]) -> None: ...
    def tell(self, slots: Rows) -> Standing: ...
    def hashes(self, slots: Rows) -> NDArray[np.uint64]: ...
    def finished(self) -> NDArray[np.bool_]: ...
    def snapshot(self, slot: int) -> bytes: ...
    def restore(self, slot: int, blob: bytes) -> None: ...
    def fork(self, source: int, targets: Rows) -> None: ...


class World(Protocol):
    """What a session plays."""

    @property
    def mail(self) -> Mailbox | None:
        """What the seats say to each other; None where they cannot."""

    @property
    def batch(self) -> Any:
        """The Games; whoever needs to know more of them knows which mode is played."""

    def actions(self, space: str, rows: Rows, choices: NDArray[Any]) -> NDArray[Any]:
        """Checked choices as the simulator's own actions, (n, ...)."""

    def step(self, rows: Rows, actions: NDArray[Any]) -> Steps:
        """Plays one decision."""

    def observe(self, name: str, rows: Rows) -> Any:
        """One view: an array, or a list of strings."""


class LevelWorld:
    """Slots that play levels: defense, alliance and siege."""

    def __init__(self, plan: Plan, threads: int) -> None:
        self._plan, self._options = plan, plan.options
        hashes = [bytes.fromhex(scenario.hash) for scenario in plan.scenarios]
        boards = [scenario.board for scenario in plan.scenarios]
        self.batch = Batch(boards, plan.level_of, hashes, rules=plan.seating, threads=threads)
        self.mail = None if plan.rules is None else Mailbox(len(plan.level_of), plan.defenders, plan.seats)

    def actions(self, space: str, rows: Rows, choices: NDArray[Any]) -> NDArray[np.float64]:
        """Native actions, float64 (n, 3), or (n, seats, 3)."""
        if self._plan.rules is None:
            return to_native(space, self.batch, rows, choices)
        if self._plan.attacker is None:
            return to_native(space, self.batch, rows, choices, self._plan.seats)
        defence = to_native(space, self.batch, rows, choices[:, :-1], self._plan.defenders)
        attack = to_native_orders(space, self.batch, rows, choices[:, -1])
        return np.concatenate([defence, attack[:, None]], axis=1)

    def step(self, rows: Rows, actions: NDArray[np.float64]) -> Steps:
        """Plays one decision."""
        return self.batch.step(rows, actions, self._options.ticks_per_step, self._options.max_ticks)

    def observe(self, name: str, rows: Rows) -> Any:
        """One view of the slots, of each seat that it is made for."""
        space, digits = self._options.action_space, self._options.digits
        if self._plan.rules is None:
            return observe(name, self.batch, rows, space, digits)
        spec = self._plan.view_spec(name)
        if name == "messages":
            return [company.messages_view(said, seat) for said in self._said(rows) for seat in range(spec.seats)]
        if not spec.seats:
            return observe(name, self.batch, rows, space, digits)
        if name.startswith(PIXELS):
            return attack_picture(name, self.batch, rows)[:, None]
        if is_attackers(name):
            told = observe_attack(name, self.batch, rows, space)
            return told if isinstance(told, list) else told[:, None]
        seats = range(spec.first_seat, spec.first_seat + spec.seats)
        shown = [observe(name, self.batch, rows, space, digits, seat) for seat in seats]
        if spec.kind == "tensor":
            return np.stack(shown, axis=1)
        return [self._with_company(name, row, seat, shown[k][i]) for i, row in enumerate(rows.tolist()) for k, seat in enumerate(seats)]

    def _with_company(self, name: str, row: int, seat: int, text: Any) -> str:
        assert self.mail is not None
        return company.with_company(name, str(text), self.batch, row, seat, self.mail.said[row])

    def _said(self, rows: Rows) -> Sequence[tuple[str, ...]]:
        assert self.mail is not None
        return [self.mail.said[row] for row in rows.tolist()]


def world_of(plan: Plan, threads: int) -> World:
    """A new world for a plan, with all slots as yet unplayed."""
    if plan.options.mode == "commons":
        from garrison_server.commons.world import CommonsWorld

        return CommonsWorld(plan, threads)
    return LevelWorld(plan, threads)
